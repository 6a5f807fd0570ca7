"""Markdown of which it can be seen, without parsing it, that no rule objects to it.

The plain way is to parse every text and to look at its tokens; it takes a millisecond
for an answer with code. Nearly all that people write is prose with code spans, closed
code blocks, formulas and links to web pages, each of a simple form. What is left when
those are taken out decides: if no sign remains that could begin anything else, there is
nothing to parse. That takes a hundredth of the time; a property test holds it to what
the parser says. Whoever is in doubt here says no, and the parser decides.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .. import rendering

# Each pattern starts with a sign, and only then looks at what is before it: so the search
# passes over all other characters at once.

# A block at the left margin ends whatever was before it. Its end is the first line of
# three of its marks, as long as there are no more of them anywhere in it.
_FENCE: Final = re.compile(
    r"```(?:(?<=\n```)|(?<=\A```))[^`\n]*\n(?:(?!.*```).*\n)*?```[ \t]*(?=\n|\Z)"
)
# Blank lines around it keep it apart from all else.
_DISPLAY: Final = re.compile(
    r"\$\$(?:(?<=\n\n\$\$)|(?<=\A\$\$))((?:[^$`\n]|\n(?!\n))+)\$\$(?=\n\n|\n?\Z)"
)
_LINK: Final = re.compile(
    r"\[(?<![!\\\]]\[)[^\[\]{}\\`$<!\n]+\]\(https?://[\w./#?=&%:@+,-]+\)"
)
# From left to right: whichever of them starts first, takes what is in it.
_SPAN: Final = re.compile(
    r"""
      \\[^\n]                                              # an escaped sign
    | `[^`\n]+`                                            # code
    | \$(?<![\w$]\$)(?![\s$])([^$`\n]*[^$`\s\\])\$(?![\w$])   # a formula
    """,
    re.VERBOSE,
)
_FIRST: Final = re.compile(r"(?:[^\w\n]|\d+[.)])*\$")
# Lines of a table are parted at their bars before anything else.
_TABLE: Final = re.compile(r"^[^\w\n]*-[^\w\n]*$", re.MULTILINE)
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_TAG: Final = re.compile(r"<[A-Za-z/!?]")


def has_no_signs(text: str) -> bool:
    """Say whether *text* holds none of the signs that a problem starts with."""
    # To look for one character takes a tenth of the time that it takes for several.
    return not (
        "<" in text
        or "$" in text
        or "[" in text
        or "`" in text
        or ("~" in text and "~~~" in text)
    )


def with_signs(texts: Sequence[str]) -> Iterable[str]:
    """Return those of many texts that hold a sign that a problem starts with."""
    # In most packs, most fields have none of them in any question.
    joined = "\n".join(texts)
    signs = [sign for sign in _SIGNS if sign[0] in joined and sign in joined]
    return dict.fromkeys(text for sign in signs for text in texts if sign in text)


_SIGNS: Final = ("<", "$", "[", "`", "~~~")


def is_ordinary(text: str, *, block: bool) -> bool:
    """Say whether *text* is surely without anything that a rule objects to.

    Args:
        text: The Markdown.
        block: Whether it is blocks, and not just one line.
    """
    if has_no_signs(text):
        return True
    if "\r" in text:
        return False
    if block and "`" in text:
        text = _FENCE.sub("\n", text)
    if _is_rare(text):
        return False
    formulas: list[str] = []

    def take(found: re.Match[str]) -> str:
        formulas.append(found[1] or "")
        return "x"

    if block and "$" in text:
        text = _DISPLAY.sub(take, text)
    if "\n" in text:
        # What is left begins and ends on one line; most have none of its signs.
        lines = text.split("\n")
        text = "\n".join([line for line in lines if not _has_no_marks(line)])
    if "]" in text:
        text = _LINK.sub("x", text)
    if "`" in text or "$" in text or "\\" in text:
        text = _SPAN.sub(take, text)
    return not _may_begin(text) and all(map(is_harmless, formulas))


def _has_no_marks(line: str) -> bool:
    """Say whether neither code, nor a formula, nor a link, nor a tag can be in a line."""
    return not ("`" in line or "$" in line or "]" in line or "<" in line)


def _may_begin(text: str) -> bool:
    """Say whether a sign is left that could begin anything."""
    return (
        "`" in text
        or "$" in text
        or ("]" in text and ("](" in text or "][" in text or "![" in text))
        or ("<" in text and _TAG.search(text) is not None)
    )


def _is_rare(text: str) -> bool:
    """Say whether there is something in a text that only a parser can part."""
    if ("]" in text and "]:" in text) or ("~" in text and "~~~" in text):
        return True
    has_formulas = "$" in text
    if "`" in text and "``" in text:
        return True
    if "|" in text and ("`" in text or has_formulas) and _TABLE.search(text):
        return True
    return has_formulas and _begins_with_formula(text) and _has_odd_end(text)


def _begins_with_formula(text: str) -> bool:
    """Say whether a formula may be the first thing on a line."""
    return any("$" in line and _FIRST.match(line) for line in text.split("\n"))


def _has_odd_end(text: str) -> bool:
    """Say whether a line ends in a character that hides a formula.

    To the parser, a formula at the start of a paragraph stands behind the last character
    of the paragraph, and behind a digit or a backslash there is none.
    """
    ends = {line.rstrip(" \t")[-1:] for line in text.split("\n")}
    return not ends.isdisjoint("\\#_") or any(map(str.isdecimal, ends))


def is_harmless(formula: str) -> bool:
    """Say whether a formula only sets something, and its braces balance."""
    return rendering.acting_macro(formula) is None and balances(formula)


def balances(formula: str) -> bool:
    """Say whether each brace of a TeX formula is closed in order."""
    depth = 0
    for brace in _BRACE.findall(formula):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0
