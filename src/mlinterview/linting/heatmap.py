"""The coverage of a pack as a heat map: an SVG picture, or tables for a terminal."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from ..errors import MAX_MESSAGE, shorten
from ..model import Difficulty
from .coverage import Coverage, TopicCoverage

if TYPE_CHECKING:
    from rich.text import Text

    Row = tuple[str | Text, ...]

# For each shade, from none to most, the colors of the cell and of its text. Their
# contrast is at least 4.5 to 1, as level AA of WCAG 2.2 requires.
LIGHT: Final = (
    ("#f6f8fa", "#1f2328"),
    ("#ddf4ff", "#1f2328"),
    ("#b6e3ff", "#1f2328"),
    ("#80ccff", "#1f2328"),
    ("#0969da", "#ffffff"),
    ("#0a3069", "#ffffff"),
)
DARK: Final = (
    ("#161b22", "#e6edf3"),
    ("#0c2d6b", "#e6edf3"),
    ("#0d419d", "#ffffff"),
    ("#1158c7", "#ffffff"),
    ("#58a6ff", "#0d1117"),
    ("#a5d6ff", "#0d1117"),
)
PAGE: Final = {"light": ("#ffffff", "#1f2328"), "dark": ("#0d1117", "#e6edf3")}
"""The colors around the cells: background and text."""

# All lengths are in pixels.
_ROW: Final = 28
_CELL: Final = 104
_LABEL: Final = 264
_MARGIN: Final = 8
_MAX_LABEL: Final = 36
"""The longest title that is shown in full, in characters."""


def shade(number: int, largest: int) -> int:
    """Return the shade, from 0 to 5, of a number between 0 and *largest*.

    >>> [shade(number, 12) for number in (0, 1, 5, 12)]
    [0, 1, 2, 5]
    """
    if number <= 0:
        return 0
    return 1 + (number - 1) * (len(LIGHT) - 1) // largest


def cell_text(number: int, target: int | None) -> str:
    """Return the text of a cell: the number, and the target if it is not reached.

    >>> cell_text(3, 5), cell_text(3, 2)
    ('3 of 5', '3')
    """
    return str(number) if target is None or number >= target else f"{number} of {target}"


def heat_map(coverage: Coverage, *, title: str) -> str:
    """Return the heat map of a coverage as the text of an SVG file.

    It has colors for light and dark pages. Each cell shows its number, cells with fewer
    questions than planned have a dashed border, and the description states all numbers.
    The same coverage always gives the same text.

    Args:
        coverage: The coverage, from `count_coverage`.
        title: The title of the picture, such as that of the pack.

    >>> from mlinterview import load
    >>> from mlinterview.linting import count_coverage
    >>> pack = load("ml-engineer")
    >>> heat_map(count_coverage(pack), title=pack.title)[:35]
    '<svg xmlns="http://www.w3.org/2000/'
    """
    width = _LABEL + _CELL * (len(Difficulty) + 1) + 2 * _MARGIN
    height = _ROW * (len(coverage.topics) + 2) + 2 * _MARGIN
    largest = largest_count(coverage)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img"'
        ' aria-labelledby="heat-map-title heat-map-description">'
    )
    lines = [
        opening,
        f'<title id="heat-map-title">{_text(title, MAX_MESSAGE)}</title>',
        f'<desc id="heat-map-description">{_described(coverage)}</desc>',
        f"<style>\n{_style()}\n</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        *_words(0, "Topic", (*Difficulty, "questions")),
    ]
    for number, row in enumerate(coverage.topics, 1):
        for column, (count, target) in enumerate(cells(row)):
            is_gap = count < (target or 0)
            lines.append(_cell(number, column, shade(count, largest), is_gap))
        texts = [cell_text(*cell) for cell in cells(row)]
        inks = [f"ink-{shade(count, largest)}" for count, _target in cells(row)]
        lines += _words(number, row.title, (*texts, str(row.questions)), inks)
    totals = [cell_text(*cell) for cell in cells(coverage.total)]
    last = len(coverage.topics) + 1
    lines += _words(last, "all", (*totals, str(coverage.total.questions)))
    return "\n".join([*lines, "</svg>", ""])


def largest_count(coverage: Coverage) -> int:
    """Return the largest number of questions of one topic and difficulty."""
    return max((count for row in coverage.topics for count in row.counts), default=0)


def cells(row: TopicCoverage) -> Sequence[tuple[int, int | None]]:
    """Return the number of questions of each difficulty, with its target if any."""
    targets = row.targets or (None,) * len(row.counts)
    return tuple(zip(row.counts, targets, strict=True))


def coverage_tables(
    coverage: Coverage,
) -> "tuple[tuple[Sequence[str], Sequence[Row]], ...]":
    """Return two tables for a terminal, each as its column titles and its rows.

    The first is the heat map, with colored cells; the second has the numbers of answers,
    follow-ups and so on. The column of questions without a difficulty is left out if
    there are none.
    """
    rows = (*coverage.topics, coverage.total)
    unstated = ("unstated",) if coverage.total.unstated else ()
    shaded = [_shaded(row, largest_count(coverage)) for row in coverage.topics]
    totals = tuple(cell_text(*cell) for cell in cells(coverage.total))
    heat: list[Row] = [
        (row.title, *numbers, *(str(row.unstated) for _ in unstated), str(row.questions))
        for row, numbers in zip(rows, (*shaded, totals), strict=True)
    ]
    others: list[Row] = [
        (row.title, *(str(getattr(row, name)) for name in _OTHERS.values()))
        for row in rows
    ]
    return ((*Difficulty, *unstated, "questions"), heat), (tuple(_OTHERS), others)


_OTHERS: Final = {
    "answers": "answers",
    "weak answers": "weak_answers",
    "follow-ups": "follow_ups",
    "rubrics": "rubrics",
    "sources": "sources",
    "drafts": "drafts",
}
"""The columns of the second table: titles, and attributes of `TopicCoverage`."""


def _shaded(row: TopicCoverage, largest: int) -> "Row":
    """Return the cells of a row, in the colors of their shades."""
    from rich.text import Text

    shades = [(cell, LIGHT[shade(cell[0], largest)]) for cell in cells(row)]
    return tuple(
        Text(cell_text(*cell), style=f"{ink} on {fill}") for cell, (fill, ink) in shades
    )


def _text(text: str, limit: int) -> str:
    """Return text for XML, in which U+FFFE and U+FFFF are not allowed."""
    return escape(re.sub("[\ufffe\uffff]", "\ufffd", shorten(text, limit)))


def _described(coverage: Coverage) -> str:
    """Return a description that states all numbers."""
    sentences = [
        f"{_text(row.title, _MAX_LABEL)}: "
        + ", ".join(
            f"{cell_text(count, target)} {difficulty}"
            for difficulty, (count, target) in zip(Difficulty, cells(row), strict=True)
        )
        for row in (*coverage.topics, coverage.total)
    ]
    return "Questions by topic and difficulty. " + ". ".join(sentences) + "."


def _style() -> str:
    """Return the style sheet, with colors for light and dark pages."""
    return (
        "text { font: 13px system-ui, sans-serif; }\n"
        ".number { text-anchor: middle; }\n"
        ".gap { stroke-width: 2; stroke-dasharray: 4 3; }\n"
        f"{_colors(PAGE['light'], LIGHT)}\n"
        f"@media (prefers-color-scheme: dark) {{\n{_colors(PAGE['dark'], DARK)}\n}}"
    )


def _colors(page: tuple[str, str], shades: Iterable[tuple[str, str]]) -> str:
    background, ink = page
    rules = [f".page {{ fill: {background}; }} text {{ fill: {ink}; }}"]
    rules += [f".gap {{ stroke: {ink}; }}"]
    rules += [
        f".shade-{number} {{ fill: {fill}; }} .ink-{number} {{ fill: {text}; }}"
        for number, (fill, text) in enumerate(shades)
    ]
    return "\n".join(rules)


def _cell(row: int, column: int, shade: int, is_gap: bool) -> str:
    """Return the rectangle of a cell, a little smaller than its place."""
    x, y = _MARGIN + _LABEL + _CELL * column, _MARGIN + _ROW * row
    gap = " gap" if is_gap else ""
    return (
        f'<rect class="shade-{shade}{gap}" x="{x + 2}" y="{y + 2}"'
        f' width="{_CELL - 4}" height="{_ROW - 4}" rx="3"/>'
    )


def _words(
    row: int, label: str, texts: Iterable[str], inks: Iterable[str] = ()
) -> Iterator[str]:
    """Yield the texts of a row."""
    y = _MARGIN + _ROW * row + 18
    yield f'<text x="{_MARGIN}" y="{y}">{_text(label, _MAX_LABEL)}</text>'
    columns = enumerate(itertools.zip_longest(texts, inks, fillvalue=""))
    for column, (text, ink) in columns:
        x = _MARGIN + _LABEL + _CELL * column + _CELL // 2
        kind = f"number {ink}".strip()
        yield f'<text class="{kind}" x="{x}" y="{y}">{text}</text>'
