"""The reference page of each public package, made from its `__all__`.

A name that the front door offers, too, is described on the page of the front door,
``reference/api.md``; the page of its package links to that entry.
"""

import ast
import enum
import importlib
import inspect
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final

import mlinterview

ROOMS: Final = (
    "anki",
    "arrow",
    "comparison",
    "errors",
    "exporters",
    "interviews",
    "linting",
    "model",
    "query",
    "rendering",
    "reporters",
    "storage",
    "testing",
    "validation",
)
"""The packages, and modules, that programs may import from beside the front door."""

SPECIAL: Final = {
    "Condition": "__and__, __or__, __invert__",
    "Selection": "__or__, __and__, __sub__",
}
"""The special methods that are shown of a class."""


def pages() -> dict[str, str]:
    """Return the page of each public package, by the name of its file."""
    return {f"{room}.md": page(room) for room in ROOMS}


def page(room: str) -> str:
    """Return the page of a public package."""
    module = importlib.import_module(f"mlinterview.{room}")
    lines = [f".. automodule:: {module.__name__}", ""]
    blocks = [f"# mlinterview.{room}", _rst(lines)]
    own = [name for name in _offered(module) if not is_at_front(module, name)]
    if at_front := [name for name in _offered(module) if name not in own]:
        links = ", ".join(f"{{py:obj}}`mlinterview.{name}`" for name in at_front)
        blocks.append(f"Imported from `mlinterview`, and described there: {links}.")
    groups: dict[str, list[str]] = {}
    for name in own:
        groups.setdefault(_group(getattr(module, name)), []).append(name)
    for heading in ("Functions", "Classes", "Vocabularies", "Exceptions", "Data"):
        if names := groups.get(heading):
            lines = [line for name in names for line in _entry(module, name)]
            blocks += [f"## {heading}", _rst(lines)]
    return "\n\n".join(blocks) + "\n"


def is_at_front(module: ModuleType, name: str) -> bool:
    """Return True if the front door has the same object under the same name."""
    if name not in mlinterview.__all__:
        return False
    return getattr(mlinterview, name) is getattr(module, name)


def is_internal(full_name: str) -> bool:
    """Return True for the full name of a class that no public package offers."""
    package, _, name = full_name.rpartition(".")
    offered = (
        getattr(holder, name)
        for holder in (mlinterview, *(getattr(mlinterview, room) for room in ROOMS))
        if name in holder.__all__
    )
    inside = package.startswith("mlinterview.")
    return inside and all(one.__module__ != package for one in offered)


def _offered(module: ModuleType) -> Sequence[str]:
    names: Sequence[str] = module.__all__
    return names


def _group(offered: object) -> str:
    """Return the heading below which an object is described."""
    if not inspect.isclass(offered):
        return "Functions" if inspect.isroutine(offered) else "Data"
    if issubclass(offered, enum.Enum):
        return "Vocabularies"
    return "Exceptions" if issubclass(offered, BaseException) else "Classes"


def _entry(module: ModuleType, name: str) -> Iterator[str]:
    """Yield the lines of the entry of one name."""
    group, full_name = _group(getattr(module, name)), f"{module.__name__}.{name}"
    if group == "Data":
        # Unlike the others, it is registered with the package before what is stated.
        yield from (f".. py:data:: {name}", f"   :module: {module.__name__}", "")
        yield from (f"   {line}" for line in _explanation(module, name).splitlines())
    elif group == "Functions":
        yield f".. autofunction:: {full_name}"
    elif group == "Exceptions":
        yield from (f".. autoexception:: {full_name}", "   :show-inheritance:")
    else:
        yield from (f".. autoclass:: {full_name}", "   :members:")
        if name in SPECIAL:
            yield f"   :special-members: {SPECIAL[name]}"
    yield ""


def _explanation(module: ModuleType, name: str) -> str:
    """Return the text below the assignment of a constant or a type alias.

    A module that is offered as a whole has the first line of its docstring.
    """
    if inspect.ismodule(offered := getattr(module, name)):
        return str(inspect.getdoc(offered)).splitlines()[0]
    source = Path(str(module.__file__))
    package = source.name == "__init__.py"
    for path in sorted(source.parent.rglob("*.py")) if package else [source]:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, below in itertools.pairwise(body):
            if name in _assigned(node) and isinstance(below, ast.Expr):
                return inspect.cleandoc(str(ast.literal_eval(below.value)))
    return ""


def _assigned(node: ast.stmt) -> list[str]:
    """Return the names that a statement assigns to."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _rst(lines: Sequence[str]) -> str:
    text = "\n".join(lines).rstrip()
    return f"```{{eval-rst}}\n{text}\n```"
