"""Texts in Markdown are safe, whole, and made of the files of their pack."""

import re
import urllib.parse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ... import rendering
from ...document import Finding, Media, codes
from ...errors import Code, quote
from ...model import COLLECTIONS, Field, Metadata
from ..batches import Batch
from ..ordinary import has_balanced_braces, is_ordinary, with_signs
from ..rule import Context, Rule

if TYPE_CHECKING:
    from markdown_it.token import Token

_SAFE_LINK: Final = re.compile(r"https?://|mailto:|#", re.IGNORECASE)

_Piece = tuple[int, int]
_Found = tuple[Code, str, str, _Piece]


RAW_HTML: Final = Code(
    id="MLI211",
    name="raw-html",
    summary="A text holds raw HTML.",
    why="Packs come from strangers and are shown in browsers and in Anki, which runs"
    " scripts. Markdown says all that a question needs.",
    bad="tips:\n  - id: aloud\n    body: Practise <b>aloud</b>.",
    good="tips:\n  - id: aloud\n    body: Practise **aloud**, and call it `<b>` in code.",
)
OPEN_FENCE: Final = Code(
    id="MLI212",
    name="open-fence",
    summary="A fenced code block is not closed.",
    why="All that follows would be shown as code.",
    bad="tips:\n  - id: code\n    body: |\n      Like this:\n      ```python\n      print(1)",
    good="tips:\n  - id: code\n    body: |\n      Like this:\n      ```python\n"
    "      print(1)\n      ```",
)
OPEN_MATH: Final = Code(
    id="MLI213",
    name="open-math",
    summary="A formula is not closed, or a dollar sign is not escaped.",
    why="One `$` opens a formula that the next one closes; a single one leaves the"
    " reader with half of it.",
    bad="tips:\n  - id: loss\n    body: The loss $x^2 is convex.",
    good="tips:\n  - id: loss\n    body: The loss $x^2$ is convex and costs \\$5.",
)
UNSAFE_LINK: Final = Code(
    id="MLI215",
    name="unsafe-link",
    summary="A link leads to something other than a web page.",
    why="A link may be to `http://`, `https://` or `mailto:`, or to a heading (`#…`);"
    " other schemes can run programs.",
    bad="tips:\n  - id: link\n    body: See [this](file:///etc/passwd).",
    good="tips:\n  - id: link\n    body: See [this](https://example.com/).",
)
ACTING_MATH: Final = Code(
    id="MLI209",
    name="acting-math",
    summary="A formula uses a macro that does more than set it.",
    why="Packs come from strangers, and what shows formulas in Anki and in browsers has"
    " macros that make links, load files or change other formulas.",
    bad="tips:\n  - id: loss\n    body: The loss $\\href{https://example.com}{x}$.",
    good="tips:\n  - id: loss\n    body: The loss [$x$](https://example.com).",
)


def markdown(context: Context) -> Iterator[Finding]:
    """Markdown holds no HTML, is closed, and leads nowhere unsafe."""
    for text in context.contents.texts:
        shape = text.field.shape
        spec = (shape.item or shape).spec
        if spec.markdown is None or text.is_too_long:
            continue
        if is_ordinary(text.value, block=spec.markdown == "block"):
            continue
        if not context.budget.allows(text.value):
            yield context.finding(
                codes.TOO_LARGE,
                "from here on the pack has more Markdown than the limit allows to check",
                text.path,
                hint="split the pack, or raise the limit `markup`",
            )
            return
        parse = rendering.parse if spec.markdown == "block" else rendering.parse_inline
        media = context.document.media
        for code, message, hint, piece in mistakes(parse(text.value), text.value, media):
            yield context.finding(code, message, text.path, hint=hint, piece=piece)


def mistakes(
    tokens: "list[Token]", text: str, media: Media | None = None
) -> Iterator[_Found]:
    """Yield what is wrong with the parsed *text*, and which piece of it that is."""
    for token, piece in placed(tokens, text):
        found = _mistake(token, text)
        if found is None and media is not None and token.type == "image":
            found = media.mistake(urllib.parse.unquote(_address(token, "src")))
        if found is not None:
            yield *found, piece


def _mistake(token: "Token", text: str) -> tuple[Code, str, str] | None:
    """Return what is wrong with *token*."""
    if token.type in ("html_block", "html_inline") and not token.content.startswith("</"):
        # What a closing tag closes is reported by itself.
        return (
            RAW_HTML,
            f"raw HTML, {quote(token.content)}, is not allowed",
            "use Markdown; to speak of HTML, put it in `code`",
        )
    if token.type == "fence" and not rendering.is_closed(token, text):
        return (
            OPEN_FENCE,
            f"the code block {quote(token.markup + token.info)} is not closed",
            f"end it with a line of {quote(token.markup)}",
        )
    if token.type == "text" and "$" in token.content:
        return (
            OPEN_MATH,
            f"the dollar sign in {quote(_around(token.content))} opens no formula",
            r"close the formula with another `$`, or write `\$` for the sign itself",
        )
    if token.type.startswith("math"):
        return formula_mistake(token.content)
    if token.type == "image" and rendering.is_outside(source := _address(token, "src")):
        return (
            codes.OUTSIDE_IMAGE,
            f"the image {quote(source)} is not a file of the pack",
            "put it beside the pack and refer to it as `media/NAME.png`",
        )
    if token.type == "link_open" and not _SAFE_LINK.match(
        target := _address(token, "href")
    ):
        return (
            UNSAFE_LINK,
            f"the link to {quote(target)} is not one to a web page",
            "start it with `https://`",
        )
    return None


def formula_mistake(formula: str) -> tuple[Code, str, str] | None:
    """Return what is wrong with a formula."""
    if macro := rendering.acting_macro(formula):
        return (
            ACTING_MATH,
            f"the macro {quote(macro)} in a formula can do more than set it",
            "leave it out; for a link, use Markdown",
        )
    if not has_balanced_braces(formula):
        return (
            OPEN_MATH,
            f"the braces of the formula {quote(formula)} do not balance",
            r"close each `{` with `}`; write a brace to be shown as `\{`",
        )
    return None


def placed(tokens: "list[Token]", text: str) -> "Iterator[tuple[Token, _Piece]]":
    """Yield each token with the piece of *text* that it was made of.

    The parser states the lines of blocks. What is within a line is looked for there,
    one thing behind the other: the cells of a table are on one line. The text of a link
    in angle brackets is left out.
    """
    starts = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
    at = 0
    for block in tokens:
        first, end = block.map or (0, len(starts) - 1)
        lines = starts[first], starts[min(end, len(starts) - 1)]
        if block.type != "inline":
            # Of a block of several lines, the one that it starts with says enough.
            line = lines[0], starts[min(first + 1, len(starts) - 1)]
            yield block, _first_line(block, text, *line)
            continue
        at, behind_link, is_address = max(at, lines[0]), 0, False
        for token in rendering.flatten(block.children or []):
            piece = _piece(token, text, at, lines[1])
            at = piece[0] if token.type.endswith("_open") else max(piece[1], at)
            if token.type == "link_open":
                behind_link = piece[1]
            elif token.type == "link_close":
                at = max(at, behind_link)
            if not is_address:
                yield token, piece
            is_address = token.type == "link_open" and token.markup == "autolink"


_BREAK: Final = re.compile(r"\r\n?|\n")
_MARKS: Final = {"link_open": re.compile(r"\[|<"), "image": re.compile(r"!\[")}
"""What a token begins with whose content is not written where it stands."""


def _first_line(block: "Token", text: str, start: int, end: int) -> _Piece:
    """Return which piece of the line from *start* to *end* begins *block*.

    In a list or a quotation, its marks stand in front.
    """
    begins = block.markup if block.type == "fence" else block.content.split("\n")[0]
    found = text.find(begins.strip(), start, end)
    return max(start, found), end


def _piece(token: "Token", text: str, at: int, end: int) -> _Piece:
    """Return which piece of *text* from *at* on a token within a line was made of."""
    if (mark := _MARKS.get(token.type)) is not None:
        found = mark.search(text, at, end)
        start = found.start() if found else at
        address = _address(token, "src") or _address(token, "href")
        # An address may be written with escapes; then the mark is all that is found.
        pattern = re.compile(rf"[(<]\s*({re.escape(address)})[\s)>]")
        written = pattern.search(text, start, end)
        return start, written.end(1) if written else start + 1
    if token.type == "text_special":
        return _found(token.markup, text, at, end)
    start, behind = _found(token.content, text, at, end)
    if token.type == "text" and "$" in token.content:
        start = max(start, text.find("$", start, end))
        behind = max(behind, start + 1)
    return start, behind


def _found(written: str, text: str, at: int, end: int) -> _Piece:
    """Return where from *at* on *written* stands.

    Behind a line break the marks of a list or a quotation may stand that it is in, and
    what was read as a space may have been a line break. In a table, `|` has a backslash.
    """
    start = text.find(written, at, end)
    if start >= 0:
        return start, start + len(written)
    parts = (re.escape(part).replace(r"\|", r"\\?\|") for part in written.split())
    found = re.compile(r"[\s>]+".join(parts)).search(text, at, end)
    return found.span() if found else (at, at)


def _address(token: "Token", name: str) -> str:
    return str(token.attrs.get(name, ""))


def _around(text: str) -> str:
    """Return the part of *text* that starts at its dollar sign."""
    return text[text.index("$") :]


def _in_doubt(batch: Batch) -> list[Any]:
    odd: set[str] = set()
    for field, values in batch.columns:
        if markup := _markup(field):
            block = markup == "block"
            for text in with_signs(values):
                if not is_ordinary(text, block=block) and _may_be_wrong(
                    text, batch, block=block
                ):
                    odd.add(text)
    if not odd:
        return []
    return batch.with_values(lambda field, value: bool(_markup(field)) and value in odd)


def _may_be_wrong(text: str, batch: Batch, *, block: bool) -> bool:
    """Return True if something is wrong with a text, or if it may not be parsed.

    Whether an image is there can only be seen beside the document.
    """
    if "![" in text or not batch.budget.allows(text):
        return True
    parse = rendering.parse if block else rendering.parse_inline
    return any(mistakes(parse(text), text))


def _markup(field: Field) -> str | None:
    return (field.shape.item or field.shape).spec.markdown


RULE: Final = Rule(
    name="markdown",
    codes=(
        RAW_HTML,
        OPEN_FENCE,
        OPEN_MATH,
        codes.OUTSIDE_IMAGE,
        UNSAFE_LINK,
        ACTING_MATH,
        codes.MISSING_IMAGE,
        codes.UNFIT_IMAGE,
        codes.TOO_LARGE,
    ),
    looks_at=(Metadata, *(cls for _key, cls in COLLECTIONS.values())),
    find=markdown,
    clears=_in_doubt,
)
