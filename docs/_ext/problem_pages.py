"""The page of each problem code, and the overview of them all.

What `mlinterview validate` and `mlinterview lint` print is not written down: they are run
when the pages are made.
"""

import datetime
import itertools
import os
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from mlinterview import Limits, Report, reporters
from mlinterview.document import DEFAULT_LIMITS, parse
from mlinterview.errors import Code
from mlinterview.linting import linter
from mlinterview.linting.checks import Targets
from mlinterview.storage import loading
from mlinterview.validation import check, codes
from mlinterview.validation.codes import CONTENT

TODAY: Final = datetime.date(2026, 11, 22)
"""The day on which the examples are checked."""

EXAMPLES: Final = Path(__file__).parent.parent.parent / "tests" / "examples"
"""The corpus. A copy that is installed may have lost its symbolic link."""

FILE: Final = "my.mlpack.yaml"
"""What the file is called that holds a wrong example."""

GROUPS: Final[Mapping[str, str]] = {
    "MLI0": "MLI0xx: a file cannot be read",
    "MLI1": "MLI1xx: a value is not as the schema has it",
    "MLI2": "MLI2xx: the parts do not fit together, or a text is unsafe",
    "MLI3": "MLI3xx: the pack works, but readers would be better served",
    "MLI4": "MLI4xx: the pack and this release are of different versions",
    "MLI5": "MLI5xx: the content falls short; only `mlinterview lint` looks",
}

_SMALL: Final[Mapping[str, str]] = {
    "schema_version": 'schema_version: "1.0"\n',
    "pack": "pack: {id: small, title: Small, version: 1.0.0, language: en,"
    " license: CC-BY-4.0,\n  authors: [{name: A. Author}]}\n",
    "topics": "topics:\n  - {id: basics, title: Basics}\n",
}
"""The pack that examples are laid over, by its keys."""


@attrs.frozen
class _Shown:
    """An example of the corpus that stands in where one piece of YAML cannot.

    Args:
        name: What it is called among the examples.
        what: What is wrong there, and what would be right.
        limits: The limits that it is read under.
    """

    name: str
    what: str
    limits: Limits = DEFAULT_LIMITS


SHOWN: Final[Mapping[str, _Shown]] = {
    "MLI001": _Shown("invalid/not-found.yaml", "There is no such file."),
    "MLI002": _Shown(
        "invalid/damaged-entry.mlpack.zip",
        "In this archive, the checksum of a file does not hold. Pack it once more.",
    ),
    "MLI003": _Shown("invalid/unknown-form.yml", "Rename the file to `.yaml`."),
    "MLI004": _Shown(
        "invalid/not-utf8.yaml",
        "The byte at that place is an `é` in Latin-1. Save the file as UTF-8.",
    ),
    "MLI011": _Shown(
        "invalid/too-many-bytes.yaml",
        "Read here with `Limits(bytes=100)`. Split the pack, or raise the limit.",
        Limits(bytes=100),
    ),
    "MLI012": _Shown(
        "invalid/no-pack-file", "Name the file with the pack's own data `pack.yaml`."
    ),
    "MLI013": _Shown(
        "invalid/duplicate-part",
        "State `schema_version`, `pack` and keys of your own in one file each.",
    ),
    "MLI014": _Shown(
        "invalid/link-out", "Here, `tips.yaml` is a link. Put the file itself there."
    ),
    "MLI015": _Shown(
        "invalid/lone-surrogate.json", r"Write both halves: `\ud83d\ude00` is 😀."
    ),
    "MLI016": _Shown("invalid/ignored-file", "Rename `tips.yml` to `tips.yaml`."),
    "MLI018": _Shown(
        "invalid/clashing-names.mlpack.zip", "Give one of the two files another name."
    ),
    "MLI019": _Shown(
        "invalid/broken-distribution",
        "The distribution names a package that it does not have. Its author has to name"
        " the one that holds `pack.yaml`.",
    ),
    "MLI306": _Shown(
        "invalid/missing-image.yaml",
        "Beside this file there is `media/b.png`, and no other image.",
    ),
    "MLI307": _Shown(
        "invalid/missing-image.json", "Few programs know images of that kind."
    ),
}
"""What shows the codes that a piece of YAML cannot."""

WARNINGS_IN_DRAFTS: Final = frozenset({"MLI205", "MLI206"})
"""The codes that are errors in a finished question, and warnings in a draft."""

_RUN: Final = (" --run-code", {"run_code": True})

_OPTIONS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "MLI502": _RUN,
    "MLI503": _RUN,
    "MLI504": _RUN,
    "MLI515": (
        " --targets targets.yaml",
        {"targets": Targets({"basics": (1, 0, 0)})},
    ),
}
"""What a check of content is asked for with: on the command line, and in Python."""

RELATED: Final[Sequence[Sequence[str]]] = (
    ("MLI001", "MLI002", "MLI003", "MLI012", "MLI019"),
    ("MLI004", "MLI015"),
    ("MLI005", "MLI007", "MLI008", "MLI017"),
    ("MLI006", "MLI013", "MLI109", "MLI202"),
    ("MLI008", "MLI009", "MLI103"),
    ("MLI010", "MLI011", "MLI106", "MLI107"),
    ("MLI014", "MLI018", "MLI214", "MLI215"),
    ("MLI012", "MLI013", "MLI016"),
    ("MLI101", "MLI102", "MLI402"),
    ("MLI103", "MLI104", "MLI105", "MLI108"),
    ("MLI104", "MLI304"),
    ("MLI106", "MLI108", "MLI208"),
    ("MLI201", "MLI202", "MLI204", "MLI216"),
    ("MLI201", "MLI203"),
    ("MLI205", "MLI206", "MLI207"),
    ("MLI209", "MLI213"),
    ("MLI105", "MLI210"),
    ("MLI209", "MLI211", "MLI214", "MLI215"),
    ("MLI212", "MLI213"),
    ("MLI214", "MLI306", "MLI307"),
    ("MLI301", "MLI305"),
    ("MLI302", "MLI303"),
    ("MLI401", "MLI402"),
    ("MLI501", "MLI502", "MLI503", "MLI504"),
    ("MLI209", "MLI505"),
    ("MLI213", "MLI505"),
    ("MLI506", "MLI507", "MLI508"),
    ("MLI509", "MLI206", "MLI507"),
    ("MLI510", "MLI509", "MLI515"),
    ("MLI511", "MLI512", "MLI303"),
    ("MLI513", "MLI302", "MLI205"),
    ("MLI514", "MLI511", "MLI506"),
)
"""Codes that people take for each other, or that come together."""


def overview() -> str:
    """Return the list of all codes in their groups, each with its page.

    Each keeps the anchor that it had when all were described on this one page.
    """
    blocks: list[str] = []
    for digits, group in itertools.groupby(codes.CODES.values(), lambda one: one.id[:4]):
        blocks.append(f"## {GROUPS[digits]}")
        for code in group:
            name = code.id.lower()
            link = f"[{code.id} {code.name}](problems/{name}.md)"
            blocks.append(f"({name})=\n{link}: {code.summary}")
    return _page(blocks)


def pages() -> dict[str, str]:
    """Return the page of each code, by the name of its file."""
    return {f"{code.id.lower()}.md": page(code) for code in codes.CODES.values()}


def page(code: Code) -> str:
    """Return the page of *code*."""
    blocks = [
        f"# {code.id} {code.name}",
        code.summary,
        f"*Severity: {_severity(code)}.*",
        f"## Why it matters\n\n{code.why}",
        "## Wrong",
        *(_wrong_text(code) if code.bad else _wrong_example(SHOWN[code.id])),
    ]
    if code.good:
        blocks += ["## Right", _fenced(code.good, "yaml")]
    else:
        blocks += ["## Right", SHOWN[code.id].what]
    return _page([*blocks, "## See also", "\n".join(_see_also(code))])


def _severity(code: Code) -> str:
    if code.id in WARNINGS_IN_DRAFTS:
        return f"{code.severity}; a warning in a draft"
    return str(code.severity)


def _wrong_text(code: Code) -> Iterator[str]:
    """Yield a wrong file, and what is reported of it."""
    stated = {line.partition(":")[0] for line in code.bad.splitlines()}
    kept = "".join(text for key, text in _SMALL.items() if key not in stated)
    text = f"{kept}{code.bad}\n"
    yield f"In `{FILE}`:"
    yield _fenced(text, "yaml")
    document = parse(text, "yaml", name=FILE)
    if code.id.startswith(CONTENT):
        options, given = _OPTIONS.get(code.id, ("", {}))
        yield f"`mlinterview lint --content{options} --select {code.id} {FILE}` prints:"
        report = linter.lint_document(
            document, today=TODAY, chosen=codes.chosen([code.id]), **given
        ).report
    else:
        yield f"`mlinterview validate {FILE}` prints:"
        report = check(document, today=TODAY).report
    yield _fenced(reporters.render(report, format="text"), "text")


def _wrong_example(shown: _Shown) -> Iterator[str]:
    """Yield an example of the corpus, and what is reported of it."""
    path = EXAMPLES / shown.name
    if path.is_dir():
        names = sorted(one.relative_to(path).as_posix() for one in path.rglob("*"))
        yield f"The directory `{path.name}` holds:"
        yield _fenced("\n".join(names), "text")
    yield f"`mlinterview validate {path.name}` prints:"
    text = reporters.render(_report(path, shown.limits), format="text")
    yield _fenced(text.replace(f"{path.parent}{os.sep}", ""), "text")


def _report(path: Path, limits: Limits) -> Report:
    """Return the report on an example; one that is no pack itself offers one."""
    if not list(path.glob("*.dist-info")):
        return loading.validate(path, today=TODAY, limits=limits)
    sys.path.insert(0, str(path))
    try:
        return loading.validate(path.name, today=TODAY, limits=limits)
    finally:
        sys.path.remove(str(path))


def _see_also(code: Code) -> Iterator[str]:
    """Yield links to what is near the code, as the items of a list."""
    near = {one: None for group in RELATED if code.id in group for one in group}
    for name in near:
        if name != code.id:
            other = codes.CODES[name]
            yield f"- [{other.id} {other.name}]({name.lower()}.md): {other.summary}"
    yield f"- `mlinterview explain {code.id}` says the same in a terminal"
    yield "- [All codes](../problems.md), and [the format](../schema.md)"
    if code.id.startswith(CONTENT):
        yield "- [How to check the content of a pack](../../how-to/check-content.md)"
    if examples := _examples(code.id):
        shown = ", ".join(f"`{name}`" for name in examples)
        yield (
            f"- Examples of it, for [programs that read"
            f" packs](../../how-to/implement-the-format.md): {shown}"
        )


def _examples(code: str, most: int = 6) -> list[str]:
    """Return which examples of the corpus have the problem, the plainest first."""
    root = EXAMPLES
    found: list[tuple[int, Path]] = []
    for path in sorted(root.glob("*/*.expected")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if any(line.startswith(code) for line in lines):
            found.append((len(lines), path))
    paths = [path for _, path in sorted(found)[:most]]
    return [path.relative_to(root).as_posix().removesuffix(".expected") for path in paths]


def _fenced(text: str, language: str) -> str:
    """Return a code block whose fence is longer than any in *text*."""
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{textwrap.dedent(text).rstrip()}\n{fence}"


def _page(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n"
