"""The plan of the library: its rooms in rows, who imports whom, and a picture of it.

A room is a package or a module directly in `src/mlinterview`. `ROWS` is the plan; the
tests hold the imports to it. ``python tools/house.py`` draws both into
``docs/explanation/house.svg``.
"""

import ast
import graphlib
import html
import itertools
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
PACKAGE: Final = ROOT / "src" / "mlinterview"
PICTURE: Final = ROOT / "docs" / "explanation" / "house.svg"

FRONT: Final = "mlinterview"
"""The front door: the `__init__` module of the library."""

ROWS: Final = (
    ("__main__", "pytest_plugin"),
    ("cli",),
    (FRONT,),
    ("comparison", "converting", "testing"),
    ("exporters", "reporters"),
    ("anki", "interviews", "linting", "arrow"),
    ("storage", "presentation"),
    ("validation", "query"),
    ("document", "rendering"),
    ("model",),
    ("_support",),
    ("errors",),
)
"""The rooms from the top down. A room imports only from rows below its own."""


ROOMS: Final = frozenset(room for row in ROWS for room in row)


class Import(NamedTuple):
    """One name that a module uses of another module of the library.

    Args:
        module: The module that imports, such as ``"query.selection"``.
        source: The module that it imports from, such as ``"query"``.
        name: The name of that module that it imports, or uses as an attribute.
        target: The module that *name* is, if it is one; *source* otherwise.
    """

    module: str
    source: str
    name: str
    target: str


def room_of(module: str) -> str:
    """Return the room that *module* is in.

    >>> room_of("query.selection")
    'query'
    """
    return module.partition(".")[0]


_SHIPPED = {"schema", "data", "examples"}
"""Folders that only a wheel has inside the package."""


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """Return the path of each module below *package*, by its name inside the library."""
    names = {}
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] in _SHIPPED:
            continue
        parts = path.relative_to(package).with_suffix("").parts
        names[".".join(parts).removesuffix("__init__").rstrip(".") or FRONT] = path
    return names


def imports(package: Path = PACKAGE) -> list[Import]:
    """Return every import from inside the library, in functions and for types as well."""
    known = modules(package)
    return [
        imported
        for module, path in known.items()
        for imported in _imports_of(module, path, known)
    ]


def _imports_of(module: str, path: Path, known: Mapping[str, Path]) -> Iterator[Import]:
    parts = [] if module == FRONT else module.split(".")
    package = parts if path.name == "__init__.py" else parts[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            source = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                inner = f"{source}.{alias.name}".strip(".")
                target = inner if inner in known else source or FRONT
                if target in ROOMS and not source:
                    yield from _used(module, target, alias.asname or alias.name, tree)
                else:
                    yield Import(module, source or FRONT, alias.name, target)


def _used(module: str, room: str, alias: str, tree: ast.AST) -> Iterator[Import]:
    """Yield one import for each name that *module* uses of a room that it imports."""
    names = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == alias
    }
    return (Import(module, room, name, room) for name in sorted(names))


def needs(imported: Iterable[Import]) -> dict[str, set[str]]:
    """Return for each room the rooms that it imports from."""
    graph: dict[str, set[str]] = {room: set() for row in ROWS for room in row}
    for module, _source, _name, target in imported:
        if room_of(module) != room_of(target):
            graph.setdefault(room_of(module), set()).add(room_of(target))
    return graph


def longest_chain(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the longest chain of nodes each of which needs the next.

    Raises:
        graphlib.CycleError: If there is a cycle.
    """
    chains: dict[str, list[str]] = {}
    for node in graphlib.TopologicalSorter(graph).static_order():
        below = [chains[needed] for needed in sorted(graph.get(node, ()))]
        chains[node] = [node, *max(below, key=len, default=[])]
    return max(chains.values(), key=len)


# The picture -------------------------------------------------------------------------

_WIDTH: Final = 980
_MARGIN: Final = 14
_GAP: Final = 36
"""What is between two boxes; arrows to lower rows pass through it."""
_BOX_WIDTH: Final = 280
_LINE: Final = 15
_BETWEEN: Final = 36
"""What is between two bands; the arrows need it."""
_LANE: Final = 7
"""How far arrows are apart that pass through the same gap."""
_CHARACTER: Final = 6.7
"""How wide a character of a description is, about."""
_STYLE: Final = """\
.band { fill: #f1f4f8 }
.box { fill: #fff; stroke: #8fa1b5 }
.arrow { fill: none; stroke: #2b6cb0; stroke-width: 1.3 }
.head { fill: #2b6cb0 }
text { font: 11.5px system-ui, sans-serif; fill: #4a5563; text-anchor: middle }
.name { font-weight: 600; font-size: 13.5px; fill: #1a2533 }
@media (prefers-color-scheme: dark) {
  .band { fill: #1b222b }
  .box { fill: #262f3a; stroke: #5d6f84 }
  .arrow { stroke: #63b3ed }
  .head { fill: #63b3ed }
  text { fill: #b8c2cf }
  .name { fill: #f1f5f9 }
}
"""
_HEAD: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img" aria-labelledby="house-title">
<title id="house-title">The rooms of mlinterview, and which imports which</title>
<style>
{style}</style>
<defs>
<marker id="house-head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" \
markerHeight="7" orient="auto"><path class="head" d="M0 0 L8 4 L0 8 z"/></marker>
</defs>"""


class _Box(NamedTuple):
    """Where a room is drawn, and what its box says."""

    room: str
    row: int
    x: float
    y: float
    width: float
    height: float
    lines: list[str]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def port(self, towards: float) -> float:
        """Return where on its edge an arrow begins or ends that goes *towards* there."""
        most = self.width * 0.36
        return self.middle + max(-most, min(most, (towards - self.middle) * 0.3))


def picture(package: Path = PACKAGE) -> str:
    """Return the picture of the rooms as SVG: rows from the top down, and arrows.

    An arrow leads from a room to each that it imports, but for those that it reaches by
    way of other arrows. The title of a box lists all that the room imports.
    """
    graph = needs(imports(package))
    boxes, bands, height = _layout(package)
    lines = [
        _HEAD.format(width=_WIDTH, height=f"{height:g}", style=_STYLE),
        *bands,
    ]
    taken: Counter[tuple[int, float]] = Counter()
    for room, needed in _shown(graph):
        path = _path(boxes[room], boxes[needed], boxes.values(), taken)
        lines.append(f'<path class="arrow" marker-end="url(#house-head)" d="{path}"/>')
    lines += [_drawn(box, sorted(graph[box.room])) for box in boxes.values()]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _shown(graph: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the imports that do not follow from others: those with no way around."""
    reached: dict[str, set[str]] = {}
    for room in graphlib.TopologicalSorter(graph).static_order():
        reached[room] = set(graph[room]).union(*(reached[need] for need in graph[room]))
    return [
        (room, needed)
        for row in ROWS
        for room in row
        for needed in sorted(graph[room])
        if not any(needed in reached[other] for other in graph[room])
    ]


def _layout(package: Path) -> tuple[dict[str, _Box], list[str], float]:
    """Return the boxes by their rooms, the bands behind them, and the height of all."""
    boxes: dict[str, _Box] = {}
    bands = []
    y: float = _MARGIN
    paths = modules(package)
    for number, row in enumerate(ROWS):
        space = (_WIDTH - 2 * _MARGIN - _GAP) / len(row)
        width = min(space - _GAP, _BOX_WIDTH)
        wrapper = textwrap.TextWrapper(int(width / _CHARACTER))
        texts = [wrapper.wrap(_summary(paths[room])) for room in row]
        height = _LINE * max(map(len, texts)) + 32
        bands.append(
            f'<rect class="band" x="{_MARGIN}" y="{y:g}" rx="8"'
            f' width="{_WIDTH - 2 * _MARGIN}" height="{height + 16}"/>'
        )
        for place, (room, text) in enumerate(zip(row, texts, strict=True)):
            x = _MARGIN + _GAP / 2 + space * (place + 0.5) - width / 2
            boxes[room] = _Box(room, number, x, y + 8, width, height, text)
        y += height + 16 + _BETWEEN
    return boxes, bands, y - _BETWEEN + _MARGIN


def _summary(path: Path) -> str:
    """Return the first line of the docstring of a module."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0].replace("`", "")


def _path(
    upper: _Box, lower: _Box, boxes: Iterable[_Box], taken: "Counter[tuple[int, float]]"
) -> str:
    """Return the way of an arrow: through gaps in the rows between, never behind a box.

    Args:
        upper: Where it begins.
        lower: Where it ends.
        boxes: All boxes.
        taken: How many arrows pass through each gap so far; this one is added.
    """
    stops: list[tuple[float, float, float]] = []
    x = upper.middle
    for row in range(upper.row + 1, lower.row):
        passed = [box for box in boxes if box.row == row]
        share = 1 / (lower.row - row + 1)
        wanted = x + (lower.middle - x) * share
        gap = min(_gaps(passed), key=lambda gap: abs(gap - wanted))
        lane = taken[row, gap]
        taken[row, gap] += 1
        x = gap + _LANE * (lane + 1) // 2 * (-1) ** lane
        stops.append((x, passed[0].y - 8, passed[0].bottom + 8))
    first = stops[0][0] if stops else lower.middle
    last = stops[-1][0] if stops else upper.middle
    points = [
        (upper.port(first), upper.bottom, upper.bottom),
        *stops,
        (lower.port(last), lower.y, lower.y),
    ]
    parts = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    for (x0, _, y0), (x1, y1, below) in itertools.pairwise(points):
        half = (y0 + y1) / 2
        parts.append(f"C{x0:.0f} {half:.0f} {x1:.0f} {half:.0f} {x1:.0f} {y1:.0f}")
        if below != y1:
            parts.append(f"V{below:.0f}")
    return " ".join(parts)


def _gaps(boxes: list[_Box]) -> list[float]:
    """Return where an arrow can pass a row: beside the boxes, and between them."""
    edges = [box.x - _GAP / 2 for box in boxes]
    return [*edges, boxes[-1].x + boxes[-1].width + _GAP / 2]


def _drawn(box: _Box, needed: list[str]) -> str:
    """Return a box with its name and description, and what it imports as its title."""
    text = "".join(
        f'<text x="{box.middle:g}" y="{box.y + 38 + _LINE * number:g}">'
        f"{html.escape(line, quote=False)}</text>"
        for number, line in enumerate(box.lines)
    )
    return (
        f"<g><title>{box.room} imports {', '.join(needed) or 'nothing'}</title>"
        f'<rect class="box" x="{box.x:g}" y="{box.y:g}" rx="5"'
        f' width="{box.width:g}" height="{box.height:g}"/>'
        f'<text class="name" x="{box.middle:g}" y="{box.y + 20:g}">{box.room}</text>'
        f"{text}</g>"
    )


def main() -> None:
    """Draw the picture anew."""
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
    print(PICTURE)


if __name__ == "__main__":
    main()
