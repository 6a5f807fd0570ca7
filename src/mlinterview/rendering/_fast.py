r"""The fast way from Markdown to HTML, for texts that mean the same to two parsers.

The plain way is markdown-it-py with its plug-in for formulas, by which packs are
checked. Pyromark, in Rust, takes a thirtieth of its time, but knows no formulas, sees
HTML, and reads some rare constructs otherwise. So a text in which there might be one
goes the plain way; formulas are found here, by the rules of the dialect, and stand-ins
for them go through the other parser. A property test compares the two ways.
"""

import functools
import importlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ._formulas import formula_html

Render = Callable[[str], str]


class _DoubtError(Exception):
    """There might be something that the two parsers read otherwise."""


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
    if "\n" in text or "```" in text or "~~~" in text:
        raise _DoubtError
    _check(text)
    formulas: list[str] = []
    made = _with_formulas(render(_without_formulas(text, formulas)), text, formulas)
    line = made.removeprefix("<p>").removesuffix("</p>\n")
    if made and (made != f"<p>{line}</p>\n" or "<p>" in line):
        # It begins like a list or a heading, which a line is never taken for.
        raise _DoubtError
    return line


def _text_html(text: str, render: Render) -> str:
    """Return blocks as HTML."""
    lines = text.rstrip("\n").split("\n")
    codes = _take_code(lines) if "```" in text or "~~~" in text else {}
    _check("\n".join(lines))
    formulas: list[str] = []
    slotted = _lines_without_formulas(lines, codes, formulas)
    return _with_formulas(render("\n".join([*slotted, ""])), text, formulas)


# Code ------------------------------------------------------------------------

_FENCE: Final = re.compile(r"(`{3,}|~{3,}) *[\w+.#-]*")


def _take_code(lines: list[str]) -> dict[int, str]:
    """Put an empty line in the place of each code block; return the blocks by place.

    What begins at the edge is a code block to everybody, whatever is in it. One that is
    in a list is left in its place.
    """
    codes: dict[int, str] = {}
    rest = iter(lines.copy())
    lines.clear()
    for line in rest:
        if line.startswith(("```", "~~~")):
            codes[len(lines)] = "\n".join(_code(line, rest))
            line = ""
        lines.append(line)
    return codes


def _code(first: str, rest: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a code block."""
    fence = _FENCE.fullmatch(first)
    if fence is None:
        raise _DoubtError
    yield first
    for line in rest:
        yield line
        if line == fence[1]:
            return
        if line.lstrip(" ").startswith(fence[1]):
            break
    raise _DoubtError


# Doubts ----------------------------------------------------------------------

# One too many that goes the plain way costs only time. A search for plain words is much
# faster than one for a pattern, and so is one for a pattern that begins with a sign.

_WORDS: Final = (
    # Images, links to definitions, and definitions.
    "![", "][", "]:",
    # Backslashes and spaces at the ends of lines, and before code.
    "\\\n", " \n", "\\`",
    # Code that does not begin at the edge.
    "```", "~~~",
)  # fmt: skip
_HTML: Final = re.compile(r"<[A-Za-z/!?]")
_ENTITY: Final = re.compile(r"&[A-Za-z#]")
# But for those links that say where they lead in signs that need no escape.
_LINK: Final = re.compile(r"\]\((?!(?:https?://[A-Za-z0-9./_=?~,+-]+|#[A-Za-z0-9_-]+)\))")
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
    """Have doubts of what the two parsers might read otherwise."""
    if (
        any(word in text for word in _WORDS)
        or text.endswith(" ")
        or ("<" in text and _HTML.search(text))
        or ("&" in text and _ENTITY.search(text))
        or ("](" in text and _LINK.search(text))
        or _ITEMS.search(f"\n{text}")
        or ("[" in text and _BRACKETS.search(text))
        or (not text.isascii() and _has_odd_emphasis(text))
        or _has_odd_table(text)
    ):
        raise _DoubtError


def _has_odd_emphasis(text: str) -> bool:
    if "*" not in text and "_" not in text:
        return False
    return bool(_BEHIND_SIGN.search(text) or _BEFORE_SIGN.search(text))


# Each parser has its own idea of a table that is not drawn as it should be.
_MAYBE_RULE: Final = re.compile(r"\n(?=[^-\n]*-)[ >*+\d.)|:-]+(?=\n|\Z)")
_RULE: Final = re.compile(r"\|(?: *:?-+:? *\|)+")


def _has_odd_table(text: str) -> bool:
    """Say whether there might be a table that has not as many cells in every line."""
    if "|" not in text and ":-" not in text and "-:" not in text:
        return False
    if not _MAYBE_RULE.search(f"\n{text}"):
        return False
    lines = ["", *text.split("\n")]
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
    return len(widths) > 1 or not all(map(_is_row, rows))


def _is_row(line: str) -> bool:
    return line[0] == line[-1] == "|" and not line.endswith(r"\|") and r"\\|" not in line


# Formulas --------------------------------------------------------------------

_TOKEN: Final = re.compile(
    r"(?P<escaped>\\.)"
    r"|(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|\$\$(?P<double>(?:[^$\\]|\\.)+)\$\$"
    r"|\$(?P<single>(?:[^$\\]|\\.)+)\$"
    r"|[$`]"
)
_BLOCK: Final = re.compile(r"( *)\$\$(?:([^$]+)\$\$)?")
_OTHER_BLOCK: Final = re.compile(r"[ >*+\d.)|-]*\$\$")

# Like a formula to emphasis: a sign in front, a sign behind. That of a block is in a
# code block, which begins and ends where a formula does that is a block.
_INLINE_SLOT: Final = "$\ufdd0{}\ufdd1$"
_BLOCK_SLOT: Final = "{indent}```\n{indent}\ufdd2{number}\ufdd3\n{indent}```"
_SLOT: Final = re.compile(
    "<pre><code>\ufdd2(?P<block>\\d+)\ufdd3\n</code></pre>"
    "|\\$\ufdd0(?P<inline>\\d+)\ufdd1\\$"
    "|<code[^>]*>[^<]*</code>|<[^>]*>|\\$"
)


def _with_formulas(made: str, text: str, formulas: list[str]) -> str:
    """Return the HTML of a text with the formulas in their slots."""
    if "$" not in text:
        return made
    waiting = dict(enumerate(formulas))

    def shown(found: re.Match[str]) -> str:
        number = found["block"] or found["inline"]
        if number is not None:
            return waiting.pop(int(number))
        if "\ufdd0" in found[0] or "\ufdd2" in found[0] or found[0] == "$":
            # What was taken for a formula is code, or what was not is none.
            raise _DoubtError
        return found[0]

    filled = _SLOT.sub(shown, made)
    if waiting:
        raise _DoubtError
    return filled


def _lines_without_formulas(
    lines: list[str], codes: Mapping[int, str], formulas: list[str]
) -> Iterator[str]:
    """Yield lines with slots for their formulas, which are put into a list.

    Args:
        lines: The lines.
        codes: The code blocks that stand in the place of some.
        formulas: The list.
    """
    rest = iter(enumerate(lines))
    above = ""
    for at, line in rest:
        if at in codes:
            yield codes[at]
        elif "$" not in line and "`" not in line:
            yield line
        elif not above and (block := _BLOCK.fullmatch(line)):
            formula = block[2] or "\n".join(_formula(rest, indent=block[1]))
            yield _BLOCK_SLOT.format(indent=block[1], number=len(formulas))
            formulas.append(formula_html(formula, display=True))
        elif _OTHER_BLOCK.match(line):
            raise _DoubtError
        else:
            yield _without_formulas(line, formulas)
        above = line


def _formula(rest: Iterator[tuple[int, str]], *, indent: str) -> Iterator[str]:
    """Yield the lines of a formula that is a block."""
    for _at, line in rest:
        if line == f"{indent}$$":
            return
        if not line or "$" in line or not line.startswith(indent):
            break
        yield line
    raise _DoubtError


def _without_formulas(line: str, formulas: list[str]) -> str:
    """Return a line with slots for its formulas; all it begins, it has to end."""
    if "$" not in line and "`" not in line:
        return line

    def slot(found: re.Match[str]) -> str:
        if found["code"] or (found["escaped"] and found[0] != r"\$"):
            return found[0]
        formulas.append("$" if found["escaped"] else _checked(line, found))
        return _INLINE_SLOT.format(len(formulas) - 1)

    return _TOKEN.sub(slot, line)


def _checked(line: str, found: re.Match[str]) -> str:
    """Return the formula that was found in a line, if it is one by all rules."""
    formula = found["double"] or found["single"]
    around = line[: found.start()][-1:] + line[found.end() :][:1]
    is_loose = found["single"] and formula.strip() != formula
    if not formula or is_loose or any(map(str.isdigit, around)) or "$" in around:
        raise _DoubtError
    if "|" in formula and "|" in line.lstrip()[:1]:
        raise _DoubtError
    return formula_html(formula, display=found["double"] is not None)
