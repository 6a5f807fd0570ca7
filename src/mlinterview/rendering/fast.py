r"""The fast way from Markdown to HTML, for texts that mean the same to two parsers.

The plain way is markdown-it-py with its plug-in for formulas, by which packs are
checked. Pyromark, in Rust, takes a thirtieth of its time, but knows no formulas, sees
HTML, and reads some rare constructs otherwise. So a text in which there might be one
goes the plain way; formulas are found here, by the rules of the dialect, and stand-ins
for them go through the other parser. A property test compares the two ways.

Of the answers of the bundled pack, 99 of 100 go this way. With that, `to_html` takes a
fifth of its time, doubts and cleaning included; without, nine tenths are the parser.
"""

import functools
import importlib
import itertools
import re
from collections.abc import Callable, Sequence
from typing import Final

from .embedding import is_code_closed
from .formulas import formula_html

Render = Callable[[str], str]


class _DoubtError(Exception):
    """There might be something that the two parsers read otherwise."""


def _doubt(reason: object) -> None:
    """Have doubts if there is a reason to."""
    if reason:
        raise _DoubtError


def fast_html(text: str, *, inline: bool) -> str | None:
    """Return the HTML that the plain way makes, or None where that is in doubt.

    Blocks may have other line breaks between them.

    Args:
        text: The Markdown, without stand-ins for the brackets of formulas.
        inline: Whether it is one line, to be shown without a paragraph around it.
    """
    render = _renderer()
    if render is None or not text.replace("\n", "").isprintable():
        return None
    try:
        return _line_html(text, render) if inline else _text_html(text, render)
    except _DoubtError:
        return None


@functools.cache
def _renderer() -> Render | None:
    """Return the other parser, if there is one for this Python."""
    try:
        pyromark = importlib.import_module("pyromark")
    except ImportError:
        return None
    return functools.partial(pyromark.html, options=pyromark.Options.ENABLE_TABLES)


def _line_html(text: str, render: Render) -> str:
    """Return one line as HTML, without a paragraph around it."""
    _doubt("\n" in text)
    _check(f"\n{text}")
    formulas: list[str] = []
    made = render(_without_formulas(text, formulas)) if "$" in text else render(text)
    line = made.removeprefix("<p>").removesuffix("</p>\n")
    # It may begin like a list or a heading, which a line is never taken for.
    _doubt(made and (made != f"<p>{line}</p>\n" or "<p>" in line))
    return _with_formulas(line, formulas) if "$" in text else line


def _text_html(text: str, render: Render) -> str:
    """Return blocks as HTML."""
    # What begins at the edge is a code block to everybody, whatever is in it.
    parts = "\n{}\n".format(text.rstrip("\n")).split("\n```")
    if len(parts) > 1:
        _check_code(parts)
    prose = "\n".join(parts[::2])
    _check(prose)
    if "$" not in text:
        return render("\n```".join(parts))
    formulas: list[str] = []
    parts[::2] = (_without_formulas(part, formulas) for part in parts[::2])
    return _with_formulas(render("\n```".join(parts)), formulas)


_LANGUAGE: Final = re.compile(r" *[\w+.#-]*(?:\n|\Z)")


def _check_code(parts: Sequence[str]) -> None:
    """Have doubts of code blocks that are not closed, or hold what might close them.

    Args:
        parts: What stands between the marks at the edge: prose and code by turns.
    """
    _doubt(not is_code_closed(parts) or not all(map(_LANGUAGE.match, parts[1::2])))


# Doubts ----------------------------------------------------------------------

# One too many that goes the plain way costs only time. Each alternative of a pattern
# begins with a sign, which is searched for much faster than a pattern.
_SIGN: Final = re.compile(
    # HTML, entities, images.
    r"<[A-Za-z/!?]|&[A-Za-z#]|!\["
    # Definitions, links to them, and all other links but for those that say where they
    # lead in signs that need no escape.
    r"|\](?:\[|:|\((?!(?:https?://[A-Za-z0-9./_=?~,+-]+|#[A-Za-z0-9_-]+)\)))"
    # Backslashes at the ends of lines and before code, and another kind of code.
    r"|\\[\n`]|~~~"
)
# Items without a text, and much that is in one another.
_ITEMS: Final = re.compile(
    r"\n *(?:"
    r"(?:[-+*>]|\d+[.)])(?: *(?:[-+*>]|\d+[.)]))* *(?:\n|\Z)"
    r"|(?:(?:[-+*>]|\d+[.)]) *){4}"
    r")|\n {8,}(?:[-+*]|\d+[.)]) |\n {4,}>"
)
_BRACKETS: Final = re.compile(r"\[[^][]*(?:\[[^][]*){7}")
# Emphasis beside what not everybody takes for punctuation.
_BEHIND_SIGN: Final = re.compile(r"[^\0-\x7f](?<=\W)[*_]")
_BEFORE_SIGN: Final = re.compile(r"[*_][^\0-\x7f](?<=\W)")


def _check(text: str) -> None:
    """Have doubts of what the two parsers might read otherwise, but in code.

    Args:
        text: The text, behind a line break.
    """
    _doubt(
        _SIGN.search(text)
        or _ITEMS.search(text)
        # Code that does not begin at the edge, and what may be a line break.
        or "```" in text
        or " \n" in text
        or text.endswith(" ")
        or ("[" in text and _BRACKETS.search(text))
        or (not text.isascii() and _has_odd_emphasis(text))
        or _has_odd_table(text)
    )


def _has_odd_emphasis(text: str) -> bool:
    if "*" not in text and "_" not in text:
        return False
    return bool(_BEHIND_SIGN.search(text) or _BEFORE_SIGN.search(text))


# Each parser has its own idea of a table that is not drawn as it should be.
_MAYBE_RULE: Final = re.compile(r"\n(?=[^-\n]*-)[ >*+\d.)|:-]+(?=\n|\Z)")
_RULE: Final = re.compile(r"\|(?: *:?-+:? *\|)+")


def _has_odd_table(text: str) -> bool:
    """Say whether there might be a table that has not as many cells in every line."""
    if "|" not in text or not _MAYBE_RULE.search(text):
        return False
    lines = text.split("\n")
    return any(
        _is_odd_rule(lines, at)
        for at, line in enumerate(lines)
        if _MAYBE_RULE.fullmatch(f"\n{line}")
    )


def _is_odd_rule(lines: list[str], at: int) -> bool:
    """Say whether a line may be the second one of a table, but is not clearly that."""
    if "|" not in lines[at] + lines[at - 1] and ":" not in lines[at]:
        return False
    if at < 2 or lines[at - 2] or not _RULE.fullmatch(lines[at]):
        return True
    rows = list(itertools.takewhile(bool, lines[at - 1 :]))
    widths = {row.count("|") - row.count(r"\|") for row in rows}
    return len(rows) < 3 or len(widths) > 1 or not all(map(_is_row, rows))


def _is_row(line: str) -> bool:
    return line[0] == line[-1] == "|" and not line.endswith(r"\|") and r"\\|" not in line


# Formulas --------------------------------------------------------------------

# Each begins with a sign, which is quickly searched for. What a line begins, it has to
# end, or the first sign of it is found alone, by the last of these. A formula may go
# on in a line that can be nothing but more of the paragraph.
_IN_FORMULA: Final = r"(?:[^$\\\n]|\\.|\n(?=[A-Za-z\\({]))+"
_TOKEN: Final = re.compile(
    # A block: behind an empty line, at the start, or behind code.
    r"\n(?:(?<=\n\n)|(?<=\A\n))(?P<indent> *)"
    r"\$\$(?P<block>[^$\n]*(?:\n(?P=indent)[^$\n]+)*(?:\n(?P=indent))?)\$\$(?=\n|\Z)"
    r"|\n[ >*+\d.)|-]*(?P<odd>\$\$)"
    r"|\\(?P<escaped>[^\n])"
    r"|`(?P<ticks>`*)(?!`).+?(?<!`)`(?P=ticks)(?!`)"
    rf"|\$\$(?P<double>{_IN_FORMULA})\$\$"
    rf"|\$(?P<single>{_IN_FORMULA})\$"
    r"|`|\$"
)

# Like a formula to emphasis: a sign in front, a sign behind. That of a block is in a
# code block, which begins and ends where a formula does that is a block.
_INLINE_SLOT: Final = "$\ufdd0{}\ufdd1$"
_BLOCK_SLOT: Final = "\n{indent}```\n{indent}\ufdd2{number}\ufdd3\n{indent}```"
_SLOT: Final = re.compile(
    "<pre><code>\ufdd2(?P<block>\\d+)\ufdd3\n</code></pre>"
    "|<code[^>]*>[^<]*</code>"
    "|\\$(?:\ufdd0(?P<inline>\\d+)\ufdd1\\$)?"
    "|\ufdd2"
)


def _without_formulas(text: str, formulas: list[str]) -> str:
    """Return a text with slots for its formulas, which are put into a list."""

    def slot(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "block" if found["block"].strip():
                formulas.append(formula_html(found["block"], display=True))
                number = len(formulas) - 1
                return _BLOCK_SLOT.format(indent=found["indent"], number=number)
            case "single" | "double":
                formulas.append(_checked(text, found))
            case "escaped" if found["escaped"] == "$":
                formulas.append("$")
            case "escaped" | "ticks":
                return found[0]
            case _:
                raise _DoubtError
        return _INLINE_SLOT.format(len(formulas) - 1)

    return _TOKEN.sub(slot, text)


def _checked(text: str, found: re.Match[str]) -> str:
    """Return the formula that was found in a line, if it is one by all rules."""
    formula = found["double"] or found["single"]
    start, end = found.span()
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    is_loose = found["single"] and formula.strip() != formula
    _doubt(is_loose or "$" in around or any(map(str.isdigit, around)))
    if "|" in formula or "\n" in formula:
        before = text[text.rfind("\n", 0, start) + 1 : start]
        # To a table, the one ends a cell; to a heading, the other ends it.
        _doubt(before.lstrip(" ")[:1] == "|" or "#" in before)
    return formula_html(formula, display=found["double"] is not None)


def _with_formulas(made: str, formulas: list[str]) -> str:
    """Return HTML with the formulas in their slots."""
    waiting = dict(enumerate(formulas))

    def shown(found: re.Match[str]) -> str:
        number = found["block"] or found["inline"]
        if number is not None:
            return waiting.pop(int(number))
        # What was taken for a formula may be code, and what was not may be one.
        _doubt("\ufdd0" in found[0] or "\ufdd2" in found[0] or found[0] == "$")
        return found[0]

    filled = _SLOT.sub(shown, made)
    _doubt(waiting)
    return filled
