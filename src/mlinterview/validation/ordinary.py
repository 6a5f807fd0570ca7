"""Recognize Markdown to which no rule can object, without parsing it.

To parse an answer with code takes a millisecond. Nearly all texts that people write are
prose with code spans, closed code blocks, formulas and links to web pages, in simple
forms. `is_ordinary` removes these with regular expressions. If no sign is left that could
begin anything else, the text need not be parsed, which saves 99 % of the time. In every
doubtful case the answer is False, and the text is parsed. A property test compares the
answers with the findings of the parser.

A sign is a character, or a few, with which Markdown that may be wrong can begin.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .. import rendering

# Each pattern begins with a sign, and then looks behind it at the text before the sign.
# This way the search skips all other characters quickly.

# A code block at the left margin ends any block before it. It ends at the first line of
# three backticks, provided that there is no such run inside a line before that.
_FENCE: Final = re.compile(
    r"```(?:(?<=\n```)|(?<=\A```))[^`\n]*\n(?:(?!.*```).*\n)*?```[ \t]*(?=\n|\Z)"
)
# A displayed formula between blank lines, so that it belongs to no other block.
_DISPLAY: Final = re.compile(
    r"\$\$(?:(?<=\n\n\$\$)|(?<=\A\$\$))((?:[^$`\n]|\n(?!\n))+)\$\$(?=\n\n|\n?\Z)"
)
_LINK: Final = re.compile(
    r"\[(?<![!\\\]]\[)[^\[\]{}\\`$<!\n]+\]\(https?://[\w./#?=&%:@+,-]+\)"
)
# From left to right: the one that starts first contains all up to its end.
_SPAN: Final = re.compile(
    r"""
      \\[^\n]                                              # an escaped sign
    | `[^`\n]+`                                            # code
    | \$(?<![\w$]\$)(?![\s$])([^$`\n]*[^$`\s\\])\$(?![\w$])   # a formula
    """,
    re.VERBOSE,
)
_FIRST: Final = re.compile(r"(?:[^\w\n]|\d+[.)])*\$")
# The second line of a table. Table rows are split at their bars before code and formulas
# are recognized.
_TABLE: Final = re.compile(r"^[^\w\n]*-[^\w\n]*$", re.MULTILINE)
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_TAG: Final = re.compile(r"<[A-Za-z/!?]")


def has_no_signs(text: str) -> bool:
    """Return True if *text* has no sign."""
    # To search for a single character takes a tenth of the time of searching for several.
    return not (
        "<" in text
        or "$" in text
        or "[" in text
        or "`" in text
        or ("~" in text and "~~~" in text)
    )


def with_signs(texts: Sequence[str]) -> Iterable[str]:
    """Return the texts that have a sign, each once."""
    # Most fields have no signs at all, in any entity; one search in all texts shows it.
    joined = "\n".join(texts)
    signs = [sign for sign in _SIGNS if sign[0] in joined and sign in joined]
    return dict.fromkeys(text for sign in signs for text in texts if sign in text)


_SIGNS: Final = ("<", "$", "[", "`", "~~~")


def is_ordinary(text: str, *, block: bool) -> bool:
    """Return True if it is certain without parsing that no rule objects to *text*.

    Args:
        text: The Markdown.
        block: Whether the text is Markdown with blocks, not inline Markdown only.
    """
    if has_no_signs(text):
        return True
    if "\r" in text:
        return False
    if block and "`" in text:
        text = _FENCE.sub("\n", text)
    if _needs_parser(text):
        return False
    formulas: list[str] = []

    def replace(match: re.Match[str]) -> str:
        formulas.append(match[1] or "")
        return "x"

    if block and "$" in text:
        text = _DISPLAY.sub(replace, text)
    if "\n" in text:
        # The patterns that remain match within one line, so other lines can be dropped.
        lines = text.split("\n")
        text = "\n".join([line for line in lines if not _has_no_spans(line)])
    if "]" in text:
        text = _LINK.sub("x", text)
    if "`" in text or "$" in text or "\\" in text:
        text = _SPAN.sub(replace, text)
    return not _has_signs_left(text) and all(map(is_safe_formula, formulas))


def _has_no_spans(line: str) -> bool:
    """Return True if a line can have no code, formula, link or tag."""
    return not ("`" in line or "$" in line or "]" in line or "<" in line)


def _has_signs_left(text: str) -> bool:
    """Return True if a sign is left that could begin code, a formula, a link or a tag."""
    return (
        "`" in text
        or "$" in text
        or ("]" in text and ("](" in text or "][" in text or "![" in text))
        or ("<" in text and _TAG.search(text) is not None)
    )


def _needs_parser(text: str) -> bool:
    """Return True if a text may have Markdown that the patterns cannot recognize."""
    if ("]" in text and "]:" in text) or ("~" in text and "~~~" in text):
        return True
    has_formulas = "$" in text
    if "`" in text and "``" in text:
        return True
    if "|" in text and ("`" in text or has_formulas) and _TABLE.search(text):
        return True
    return has_formulas and _begins_with_formula(text) and _has_odd_end(text)


def _begins_with_formula(text: str) -> bool:
    """Return True if a line may begin with a formula."""
    return any("$" in line and _FIRST.match(line) for line in text.split("\n"))


def _has_odd_end(text: str) -> bool:
    """Return True if a line ends in a character that may prevent a formula.

    The parser recognizes no formula after a digit or a backslash. At the start of a
    paragraph it compares the last character of the paragraph instead.
    """
    ends = {line.rstrip(" \t")[-1:] for line in text.split("\n")}
    return not ends.isdisjoint("\\#_") or any(map(str.isdecimal, ends))


def is_safe_formula(formula: str) -> bool:
    """Return True if a formula has no macro that acts, and its braces are balanced."""
    return rendering.acting_macro(formula) is None and has_balanced_braces(formula)


def has_balanced_braces(formula: str) -> bool:
    """Return True if each brace of a TeX formula has its counterpart."""
    depth = 0
    for brace in _BRACE.findall(formula):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0
