"""The figures as tables, as JSON, as a bar chart and as a page of the documentation."""

import html
import json
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

import attrs

from .measure import Line, Result, Verdict, measures
from .timing import results as counted

BEGIN: Final = "<!-- bench: begin -->"
END: Final = "<!-- bench: end -->"
"""Between these two lines, the page is made."""

CHARTED: Final = ("json_to_objects", "json_to_report", "yaml_to_objects", "start_up")
"""The measures that the chart shows, each for its largest pack."""

PEERS: Final = (
    "attrs",
    "click",
    "fastjsonschema",
    "genanki",
    "jsonschema",
    "jsonschema-rs",
    "msgspec",
    "orjson",
    "pydantic",
    "PyYAML",
)
"""The distributions whose versions matter to the figures."""

Row = tuple[str, ...]


@attrs.frozen
class Table:
    """A table: its head, and its rows.

    Args:
        head: The names of the columns; all but the first are of numbers.
        rows: What is in them.
    """

    head: Row
    rows: tuple[Row, ...]


def number(ratio: float) -> str:
    """Return a ratio with as many digits as mean something.

    >>> number(1.234), number(12.34), number(1234.5)
    ('1.23', '12.3', '1,234')
    """
    digits = 2 if ratio < 10 else 1 if ratio < 100 else 0
    return f"{ratio:,.{digits}f}"


def tables(results: Sequence[Result]) -> Iterator[Table]:
    """Yield a table of what was to be reached, and one for each measure."""
    met = [(result, verdict) for result in results for verdict in result.verdicts]
    if met:
        columns = ("Target", "Questions", "At most", "Found", "Met")
        yield Table(columns, tuple(_verdict_row(*one) for one in met))
    for name, measure in measures().items():
        found = [result for result in results if result.measure == name]
        if found:
            head = (measure.title, *(f"{result.size:,}" for result in found))
            ways = dict.fromkeys(line.name for one in found for line in one.lines)
            yield Table(head, tuple(_ratio_row(way, found) for way in ways))


def _verdict_row(result: Result, verdict: Verdict) -> Row:
    target = verdict.target
    return (
        f"{measures()[result.measure].title}: {target.name}",
        f"{result.size:,}",
        str(target).removeprefix("≤ "),
        number(verdict.ratio),
        "yes" if verdict.is_met else "no",
    )


def _ratio_row(way: str, found: Iterable[Result]) -> Row:
    ratios = ({line.name: line.ratio for line in one.lines} for one in found)
    return way, *(number(one[way]) if way in one else "" for one in ratios)


def text(results: Sequence[Result]) -> str:
    """Return the figures as text in columns."""
    blocks = [_columns(table) for table in tables(results)]
    blocks.append(f"Multiples of the first line of each table; {_floors(results)}.")
    return "\n\n".join(blocks)


def _columns(table: Table) -> str:
    widths = [max(map(len, cells)) for cells in zip(table.head, *table.rows, strict=True)]
    widths[0] = max(widths[0], 40)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (table.head, *table.rows)
    )


def _floors(results: Iterable[Result]) -> str:
    """Say how much the floors are themselves, of the largest pack."""
    largest = {result.measure: result for result in results}
    return ", ".join(
        f"{one.lines[0].name} is {_amount(one)} for {one.size:,}"
        for one in largest.values()
    )


def _amount(result: Result) -> str:
    figure = result.lines[0].figure
    if measures()[result.measure].take is counted:
        return f"{figure / 1e6:,.1f} MB"
    return f"{figure * 1000:,.1f} ms" if figure < 1 else f"{figure:,.1f} s"


def as_json(results: Sequence[Result]) -> str:
    """Return the figures for a program, with what they depend on."""
    data = {
        "python": platform.python_version(),
        "machine": f"{sys.platform} {platform.machine()}",
        "versions": dict(_versions()),
        "measures": [_data(result) for result in results],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    for name in PEERS:
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def _data(result: Result) -> dict[str, object]:
    measure = measures()[result.measure]
    return {
        "title": measure.title,
        "unit": "bytes" if measure.take is counted else "seconds",
        **attrs.asdict(result),
        "targets": [
            {"name": one.target.name, "target": str(one.target), "met": one.is_met}
            for one in result.verdicts
        ],
    }


def markdown(results: Sequence[Result]) -> str:
    """Return the figures as tables of Markdown."""
    return "\n\n".join(_pipes(table) for table in tables(results)) + "\n"


def _pipes(table: Table) -> str:
    rule = ("---", *["--:"] * (len(table.head) - 1))
    rows = (table.head, rule, *table.rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


# The chart -------------------------------------------------------------------

_WIDTH: Final = 760
_LEFT: Final = 260
_ROW: Final = 22


def chart(results: Sequence[Result]) -> str:
    """Return a bar chart as SVG; its colours suit a light and a dark page."""
    parts: list[str] = []
    top = 10
    largest = {result.measure: result for result in results}
    for name in CHARTED:
        if (result := largest.get(name)) is None:
            continue
        title = f"{measures()[name].title}, {result.size:,} questions"
        parts.append(_text(10, top + 15, title, "head"))
        top += 26
        for line in result.lines:
            parts += _bar(line, top, result)
            top += _ROW
        top += 16
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}"'
        f' width="{_WIDTH}" height="{top}" role="img"'
        ' aria-label="How long things take, as multiples of the first line">'
    )
    return "\n".join([head, _STYLE, *parts, "</svg>"]) + "\n"


_STYLE: Final = """\
<style>
text { font: 13px sans-serif; fill: #333 }
.head { font-weight: bold }
.bar { fill: #9aa5b1 }
.ours { fill: #2b6cb0 }
.target { stroke: #c05621; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .ours { fill: #63b3ed } }
</style>"""


def _bar(line: Line, top: int, result: Result) -> Iterator[str]:
    """Yield a bar with its name, its figure and, if there is one, its target."""
    room = _WIDTH - _LEFT - 70
    most = max(other.ratio for other in result.lines)
    width = max(1.0, line.ratio / most * room)
    kind = "bar ours" if "mlinterview" in line.name else "bar"
    yield _text(_LEFT - 8, top + 13, line.name, "name", anchor="end")
    yield (
        f'<rect class="{kind}" x="{_LEFT}" y="{top + 2}" width="{width:.1f}"'
        f' height="{_ROW - 6}"/>'
    )
    yield _text(_LEFT + round(width) + 6, top + 13, f"{number(line.ratio)} ×", "value")
    for verdict in result.verdicts:
        target = verdict.target
        if target.name == line.name and not target.of and target.most <= most:
            x = _LEFT + target.most / most * room
            yield (
                f'<line class="target" x1="{x:.1f}" x2="{x:.1f}" y1="{top}"'
                f' y2="{top + _ROW - 2}"/>'
            )


def _text(x: int, y: int, said: str, kind: str, anchor: str = "start") -> str:
    escaped = html.escape(said)
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escaped}</text>'


# Files -----------------------------------------------------------------------


def write_page(page: Path, results: Sequence[Result]) -> None:
    """Put the tables between the marks in a page, and the chart beside it."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n\n{markdown(results)}\n{END}{after}"
    page.write_text(made, encoding="utf-8", newline="\n")
    page.with_suffix(".svg").write_text(chart(results), encoding="utf-8", newline="\n")
