"""Texts in Markdown: safe, whole, and made of the pack's own files."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from .. import codes, rendering
from ..codes import Code
from ..errors import Problem, quote
from ._survey import Context

if TYPE_CHECKING:
    from markdown_it.token import Token

# What any of the rules could object to starts with one of these.
_SUSPECT: Final = re.compile(r"[<$\[]|```|~~~")
_SAFE_LINK: Final = re.compile(r"https?://|mailto:|#", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|.*(?:^|/)\.\.(?:/|$)")

_Found = tuple[Code, str, str]


def markdown(context: Context) -> Iterator[Problem]:
    """Markdown holds no HTML, is closed, and leads nowhere unsafe."""
    for text in context.survey.texts:
        shape = text.field.shape
        spec = (shape.item or shape).spec
        if spec.markdown is None or not _SUSPECT.search(text.value):
            continue
        if spec.max_length is not None and len(text.value) > spec.max_length:
            continue  # The schema refuses it, and parsing it might take for ever.
        parse = rendering.parse if spec.markdown == "block" else rendering.parse_inline
        seen = set()
        for code, message, hint in _mistakes(parse(text.value), text.value):
            if (code.id, message) not in seen:
                seen.add((code.id, message))
                yield context.problem(code, message, text.path, hint=hint)


def _mistakes(tokens: "list[Token]", text: str) -> Iterator[_Found]:
    """Yield what is wrong with the parsed *text*."""
    for token in _without_addresses(tokens):
        if token.type in ("html_block", "html_inline"):
            if token.content.startswith("</"):
                continue  # What it closes has been reported.
            yield (
                codes.RAW_HTML,
                f"raw HTML, {quote(token.content)}, is not allowed",
                "use Markdown; to speak of HTML, put it in `code`",
            )
        elif token.type == "fence" and not rendering.is_closed(token, text):
            yield (
                codes.OPEN_FENCE,
                f"the code block {quote(token.markup + token.info)} is not closed",
                f"end it with a line of {quote(token.markup)}",
            )
        elif token.type == "text" and "$" in token.content:
            yield (
                codes.OPEN_MATH,
                f"the dollar sign in {quote(_around(token.content))} opens no formula",
                r"close the formula with another `$`, or write `\$` for the sign itself",
            )
        elif token.type.startswith("math") and (
            macro := rendering.acting_macro(token.content)
        ):
            yield (
                codes.ACTING_MATH,
                f"the macro {quote(macro)} in a formula can do more than set it",
                "leave it out; for a link, use Markdown",
            )
        elif token.type.startswith("math") and not _balances(token.content):
            yield (
                codes.OPEN_MATH,
                f"the braces of the formula {quote(token.content)} do not balance",
                r"close each `{` with `}`; write a brace to be shown as `\{`",
            )
        elif token.type == "image" and _OUTSIDE.match(source := _address(token, "src")):
            yield (
                codes.OUTSIDE_IMAGE,
                f"the image {quote(source)} is not a file of the pack",
                "put it beside the pack and refer to it as `media/NAME.png`",
            )
        elif token.type == "link_open" and not _SAFE_LINK.match(
            target := _address(token, "href")
        ):
            yield (
                codes.UNSAFE_LINK,
                f"the link to {quote(target)} is not one to a web page",
                "start it with `https://`",
            )


def _without_addresses(tokens: "list[Token]") -> "Iterator[Token]":
    """Yield the tokens, but not the text of a link in angle brackets."""
    is_address = False
    for token in rendering.flatten(tokens):
        if not is_address:
            yield token
        is_address = token.type == "link_open" and token.markup == "autolink"


def _address(token: "Token", name: str) -> str:
    return str(token.attrs.get(name, ""))


def _around(text: str) -> str:
    """Return the part of *text* that starts at its dollar sign."""
    return text[text.index("$") :]


def _balances(formula: str) -> bool:
    """Say whether each brace of a TeX formula is closed in order."""
    depth = 0
    for brace in re.findall(r"\\.|[{}]", formula, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


RULES: Final = (markdown,)
