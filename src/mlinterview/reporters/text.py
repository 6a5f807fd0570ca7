"""Problems for people to read, as modern compilers print them.

The format has what a person needs to find and correct a mistake: the place, the message,
the line with the range underlined, what to write instead, and whether `mlinterview fix`
can do so. In a terminal it has colors. It leaves out the pointers and entities of
problems. Programs should not parse it, since any release may change it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ..errors import Problem, Report, one_line
from . import Reporter
from ._excerpts import Excerpt, excerpt_of

Paint = Callable[[str, str], str]
"""Returns a text in a style, given the name of the style and the text."""

_STYLES: Final = {
    "error": "1;31",
    "warning": "1;33",
    "place": "1",
    "gutter": "1;34",
    "help": "1;36",
}
"""The parameters of the ANSI escape sequence for each style."""

_CUT: Final = "..."
"""Printed before an excerpt if the start of the line is cut off."""


def _plain(_style: str, text: str) -> str:
    return text


def _in_color(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _render(reports: Sequence[Report]) -> str:
    return _text(reports, _plain)


def _render_color(reports: Sequence[Report]) -> str:
    return _text(reports, _in_color)


def _text(reports: Sequence[Report], paint: Paint) -> str:
    return "".join(f"{line}\n" for report in reports for line in _report(report, paint))


def _report(report: Report, paint: Paint) -> Iterator[str]:
    """Yield the lines of a report, the summary last."""
    for problem in report:
        yield from _problem(problem, paint)
        yield ""
    counts = report.summary
    if report:
        counts = paint("error" if report.errors else "warning", counts)
    yield f"{one_line(report.name)}: {counts}"


def _problem(problem: Problem, paint: Paint) -> Iterator[str]:
    """Yield the lines of a problem; the first has all that editors need."""
    parts = (problem.file, problem.line, problem.column)
    place = ":".join(one_line(part) for part in parts if part)
    lead = f"{paint('place', f'{place}:')} " if place else ""
    kind = paint(problem.severity, f"{problem.severity} {one_line(problem.code)}")
    yield f"{lead}{kind}: {one_line(problem.message)}"
    excerpt = excerpt_of(problem)
    margin = " " * (len(str(excerpt.line)) if excerpt else 1)
    if excerpt:
        yield from _source(excerpt, margin, problem.severity, paint)
    for word, text in _advice(problem):
        yield f"{margin} {paint('gutter', '=')} {paint('help', f'{word}:')} {text}"


def _advice(problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield advice on how to correct a problem, each with its label."""
    if problem.hint:
        yield "help", one_line(problem.hint)
    if problem.fix is not None:
        command = "mlinterview fix" if problem.fix.safe else "mlinterview fix --unsafe"
        yield "note", f"`{command}` can make this change"


def _source(excerpt: Excerpt, margin: str, style: str, paint: Paint) -> Iterator[str]:
    """Yield the line of the file after its number, and the underline below it."""
    bar = paint("gutter", f"{margin} |")
    number = paint("gutter", f"{excerpt.line} |")
    cut = _CUT if excerpt.column > 1 else ""
    lead, carets = _underline(excerpt)
    yield bar
    yield f"{number} {cut}{excerpt.text}"
    yield f"{bar} {' ' * len(cut)}{lead}{paint(style, carets)}"


def _underline(excerpt: Excerpt) -> tuple[str, str]:
    """Return the spaces below the text before the range, and the carets below it."""
    from rich.cells import cell_len

    def filled(text: str, mark: str) -> str:
        # Tabs are repeated, since only the terminal knows how wide they are.
        return "\t".join(mark * cell_len(piece) for piece in text.split("\t"))

    lead = filled(excerpt.before, " ")
    carets = filled(excerpt.marked, "^").rstrip("\t")
    if carets:
        return lead, carets
    if excerpt.marked.strip("\t"):
        # Only combining marks, which are shown on the character before them.
        lead = lead.removesuffix(" ")
    return lead, "^"


REPORTER = Reporter(
    name="text",
    summary="For people: each problem with its line, underlined, and what to do.",
    render=_render,
    render_color=_render_color,
)
