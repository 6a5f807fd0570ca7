"""The reference pages that are made from the code, and the numbers in README.md.

Every public function returns Markdown; `write_all` puts the pages into a folder, from
which those under ``reference/`` include them. Nothing here needs Sphinx, so that the
tests can look at the same text.

``python docs/_ext/pages.py`` writes anew the numbers in README.md and the picture of
what the bundled pack covers.
"""

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import api_pages
import problem_pages

import mlinterview
from mlinterview import query, reporters
from mlinterview._support import options
from mlinterview.exporters import Exporter
from mlinterview.model.entities import COLLECTIONS, Pack
from mlinterview.model.fields import Field, Shape, Spec, fields_of
from mlinterview.model.schemas import definition_name

_STREAMED = (
    "It is written some questions at a time: `mlinterview convert` makes it of a pack in"
    " JSON Lines of any size, with several processes."
)


def formats() -> str:
    """Return the page of all export formats, as their modules describe them."""
    blocks: list[str] = []
    for exporter in mlinterview.formats().values():
        module = inspect.getmodule(exporter.export)
        blocks += [
            f"(format-{exporter.name})=\n## {exporter.name}",
            exporter.summary,
            f"Files end in `{exporter.suffix}`.",
            inspect.getdoc(module) or "",
            *([_STREAMED] if exporter.stream is not None else []),
            _choices(exporter),
        ]
    return _page(blocks)


def _choices(exporter: Exporter) -> str:
    """Return a table of what can be chosen about a format."""
    fields = options.options_of(exporter.options).values()
    if not fields:
        return "It has no options."
    rows = (
        (f"`{one.name}`", f"`{options.flag(one)}`", one.metadata[options.HELP])
        for one in fields
    )
    table = _table(("Option", "On the command line", "What it does"), rows)
    name = public_name(exporter.options)
    return f"Its options are those of {{py:class}}`{name}`.\n\n{table}"


def public_name(cls: type) -> str:
    """Return the name of a class in the reference: at the front door, or in its room."""
    if cls.__name__ in mlinterview.__all__:
        return f"mlinterview.{cls.__name__}"
    room = cls.__module__.split(".")[1]
    return f"mlinterview.{room}.{cls.__name__}"


def query_fields() -> str:
    """Return the table of the fields that a query may name."""
    columns = ("Field", "What it is about a question", "Values", "`<` `<=` `>` `>=`")
    rows = (
        (f"`{field.name}`", field.about, field.values, "yes" if field.is_ordered else "")
        for field in query.FIELDS.values()
    )
    return _page([_table(columns, rows)])


def report_formats() -> str:
    """Return the page of all report formats, as their modules describe them."""
    blocks: list[str] = []
    for reporter in reporters.reporters().values():
        module = inspect.getmodule(reporter.render)
        blocks += [
            f"(report-format-{reporter.name})=\n## {reporter.name}",
            reporter.summary,
            inspect.getdoc(module) or "",
        ]
    return _page(blocks)


def schema() -> str:
    """Return the page of all entities, their fields, vocabularies and text forms."""
    objects, enums, forms = _reachable()
    blocks = ["## Objects"]
    for cls in objects:
        blocks += [
            f"({_anchor(cls)})=\n### {cls.__name__}",
            inspect.getdoc(cls) or "",
            _table(_COLUMNS, map(_row, fields_of(cls))),
        ]
    blocks.append("## Vocabularies")
    for cls in enums:
        blocks += [
            f"({_anchor(cls)})=\n### {cls.__name__}",
            inspect.getdoc(cls) or "",
            "\n".join(f"- `{value}`" for value in cls),
        ]
    blocks.append("## Forms of values")
    for form in sorted(forms.values(), key=lambda form: form.definition or ""):
        name = form.definition or ""
        blocks += [f"(form-{name})=\n### {name}", form.description]
        items = [f"- {item}" for item in _limits(form)]
        items += [f"- examples: {_examples(form)}"] if form.examples else []
        blocks.append("\n".join(items))
    return _page(blocks)


_COLUMNS = ("Key", "Type", "Required", "Since", "What it is")


def _reachable() -> tuple[list[Any], list[Any], dict[str, Spec]]:
    """Return the classes, the vocabularies and the named forms that a pack uses."""
    objects: dict[Any, None] = {}
    enums: dict[Any, None] = {}
    forms: dict[str, Spec] = {}
    waiting = [Pack]
    while waiting:
        cls = waiting.pop(0)
        objects[cls] = None
        for field in fields_of(cls):
            found = field.shape.item or field.shape
            if found.named is not None:
                forms[found.named.definition or ""] = found.named
            elif found.kind == "enum":
                enums[found.type] = None
            elif found.kind == "object" and found.type not in (*objects, *waiting):
                waiting.append(found.type)
    return list(objects), list(enums), forms


def _anchor(cls: type) -> str:
    return f"schema-{definition_name(cls)}"


def _row(field: Field) -> tuple[str, ...]:
    details = field.shape.spec
    said = details.description
    if details.examples:
        said += f" Such as {_examples(details)}."
    if isinstance(field.default, str):
        said += f" By default `{field.default}`."
    if limits := ", ".join(_limits(details, beyond=field.shape.named)):
        said += f" Limits: {limits}."
    return (
        f"`{field.key}`",
        type_in_file(field.shape),
        "yes" if field.required else "",
        details.since,
        said,
    )


def type_in_file(found: Shape) -> str:
    """Return what a value is called, as a link to where it is described."""
    if found.item is not None:
        return f"list of {type_in_file(found.item)}"
    if found.kind in ("object", "enum"):
        return f"[{found.type.__name__}](#{_anchor(found.type)})"
    if found.named is not None:
        name = found.named.definition
        whose = f" of a {found.spec.ref}" if found.spec.ref not in (None, "any") else ""
        return f"[{name}](#form-{name}){whose}"
    return {"string": "text", "integer": "whole number"}.get(found.kind, found.kind)


def _limits(details: Spec, beyond: Spec | None = None) -> Iterator[str]:
    """Yield the limits in words, but not those that *beyond* states already."""
    known = beyond or Spec()
    for least, most, unit in (
        ("min_length", "max_length", " characters"),
        ("min_items", "max_items", " items"),
        ("minimum", "maximum", ""),
    ):
        low, high = getattr(details, least), getattr(details, most)
        if (low, high) == (getattr(known, least), getattr(known, most)):
            continue
        if low is not None and high is not None:
            yield f"{low:,} to {high:,}{unit}"
        elif high is not None:
            yield f"at most {high:,}{unit}"
        elif low is not None:
            yield f"at least {low:,}{unit}"
    if details.unique:
        yield "no item twice"
    if details.pattern and details.pattern != known.pattern:
        yield f"pattern `{details.pattern}`"


def _examples(details: Spec) -> str:
    return ", ".join(f"`{example}`" for example in details.examples)


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table; a bar within a cell is escaped."""
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


PAGES = {
    "problems.md": problem_pages.overview,
    "formats.md": formats,
    "report-formats.md": report_formats,
    "query-fields.md": query_fields,
    "schema.md": schema,
}
"""The file that holds each page, and what makes it."""


README = Path(__file__).parent.parent.parent / "README.md"
BEGIN, END = "<!-- counts: begin -->\n", "<!-- counts: end -->\n"


def counts(pack: Pack) -> str:
    """Return what *pack* holds, in numbers, for README.md."""
    coverage = mlinterview.linting.count_coverage(pack)
    others = {
        key: len(getattr(pack, key))
        for key, _cls in COLLECTIONS.values()
        if key != "questions"
    }
    listed = ", ".join(
        f"{number} {key if number != 1 else key.removesuffix('s')}"
        for key, number in others.items()
        if number
    )
    columns = ("Main topic", *map(str, mlinterview.Difficulty), "all")
    rows = [
        (row.title, *map(str, row.counts), str(row.questions)) for row in coverage.topics
    ]
    total = coverage.total
    last = ("**all**", *map(str, total.counts), str(total.questions))
    return _page(
        [
            f"`{pack.id}` {pack.version} has {total.questions} questions, {listed}.",
            _table(columns, [*rows, last]),
        ]
    )


HEAT_MAP = Path(__file__).parent.parent / "images" / "ml-engineer.svg"


def heat_map(pack: Pack) -> str:
    """Return the picture of what *pack* covers."""
    return mlinterview.linting.heat_map(
        mlinterview.linting.count_coverage(pack), title=pack.title
    )


def write_counts(pack: Pack) -> None:
    """Put the numbers of *pack* between the markers in README.md."""
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    text = f"{before}{BEGIN}\n{counts(pack)}\n{END}{after}"
    README.write_text(text, encoding="utf-8", newline="\n")


def write_all(reference: Path) -> None:
    """Write every page below *reference*; one that has not changed is left alone.

    Each package and each problem code has a page of its own; the others are included.
    """
    made = {Path("generated", name): make() for name, make in PAGES.items()}
    made |= {Path("api", name): text for name, text in api_pages.pages().items()}
    made |= {Path("problems", name): text for name, text in problem_pages.pages().items()}
    for name, text in made.items():
        path = reference / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
    for folder in ("api", "problems"):
        for path in (reference / folder).glob("*.md"):
            if path.relative_to(reference) not in made:
                path.unlink()  # Its package or code is gone.


def write_heat_map(pack: Pack) -> None:
    """Put the picture of what *pack* covers into its file."""
    HEAT_MAP.parent.mkdir(exist_ok=True)
    HEAT_MAP.write_text(heat_map(pack), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    bundled = mlinterview.load("ml-engineer")
    write_counts(bundled)
    write_heat_map(bundled)
