"""Markdown is safe and well formed, and its images are files of the pack."""

import re
import urllib.parse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ... import rendering
from ...document import Finding, Media, codes
from ...errors import Code, quote
from ...model import COLLECTIONS, Field, Metadata
from ..batches import Batch, MarkupBudget
from ..ordinary import has_balanced_braces, is_ordinary, with_signs
from ..rule import Context, Rule

if TYPE_CHECKING:
    from markdown_it.token import Token

_SAFE_LINK: Final = re.compile(r"https?://|mailto:|#", re.IGNORECASE)

_Piece = tuple[int, int]
_Mistake = tuple[Code, str, str, _Piece]


RAW_HTML: Final = Code(
    id="MLI211",
    name="raw-html",
    summary="A text has raw HTML.",
    why="Packs come from strangers and are shown in browsers and in Anki, which run"
    " scripts. Markdown has all that a question needs.",
    bad="tips:\n  - id: aloud\n    body: Practice <b>aloud</b>.",
    good="tips:\n  - id: aloud\n    body: Practice **aloud**, and call it `<b>` in code.",
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
    why="A `$` opens a formula, and the next one closes it. With a single one, the reader"
    " sees the source of the formula.",
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
    summary="A formula uses a macro that does more than typeset it.",
    why="Packs come from strangers, and the programs that show formulas in Anki and in"
    " browsers have macros that make links, load files or change other formulas.",
    bad="tips:\n  - id: loss\n    body: The loss $\\href{https://example.com}{x}$.",
    good="tips:\n  - id: loss\n    body: The loss [$x$](https://example.com).",
)


def markdown(context: Context) -> Iterator[Finding]:
    """Yield a finding for each mistake in a Markdown text."""
    for text in context.contents.texts:
        shape = text.field.shape
        spec = (shape.item or shape).spec
        if spec.markdown is None or text.is_too_long:
            continue
        block = spec.markdown == "block"
        if is_ordinary(text.value, block=block):
            continue
        media = context.document.media
        found = _mistakes_once(text.value, context.budget, media, block=block)
        if found is None:
            yield context.finding(
                codes.TOO_LARGE,
                "from here on the pack has more Markdown than the limit allows to check",
                text.path,
                hint="split the pack, or raise the limit `markup`",
            )
            return
        for code, message, hint, piece in found:
            yield context.finding(code, message, text.path, hint=hint, piece=piece)


def _mistakes_once(
    text: str, budget: MarkupBudget, media: Media | None, *, block: bool
) -> Sequence[_Mistake] | None:
    """Return the mistakes in a text, or None if no more Markdown may be parsed."""
    key = text, block
    if key not in budget.mistakes:
        if not budget.takes(text):
            return None
        parse = rendering.parse if block else rendering.parse_inline
        budget.mistakes[key] = tuple(mistakes(parse(text), text, media))
    return budget.mistakes[key]


def mistakes(
    tokens: "list[Token]", text: str, media: Media | None = None
) -> Iterator[_Mistake]:
    """Yield each mistake in a text: its code, message, hint, and the piece of the text.

    Args:
        tokens: The tokens of the text.
        text: The text.
        media: The files of the pack, or None to ignore whether images exist.
    """
    for token, piece in placed(tokens, text):
        mistake = _mistake(token, text)
        if mistake is None and media is not None and token.type == "image":
            mistake = media.mistake(urllib.parse.unquote(_address(token, "src")))
        if mistake is not None:
            yield *mistake, piece


def _mistake(token: "Token", text: str) -> tuple[Code, str, str] | None:
    """Return the code, message and hint for *token*, or None if nothing is wrong."""
    if token.type in ("html_block", "html_inline") and not token.content.startswith("</"):
        # A closing tag is not reported, since its opening tag is.
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
    """Return the code, message and hint for a formula, or None if nothing is wrong."""
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
    """Yield each token with its piece of *text*, as start and end offsets.

    The parser only states the lines of blocks. Inline tokens are searched for in these
    lines, each after the one before, since the cells of a table are on one line. The text
    of a link in angle brackets is left out.
    """
    starts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    offset = 0
    for block in tokens:
        first, end = block.map or (0, len(starts) - 1)
        lines = starts[first], starts[min(end, len(starts) - 1)]
        if block.type != "inline":
            # For a block of several lines, the piece is only on its first line.
            line = lines[0], starts[min(first + 1, len(starts) - 1)]
            yield block, _first_line(block, text, *line)
            continue
        offset, link_end, is_address = max(offset, lines[0]), 0, False
        for token in rendering.flatten(block.children or []):
            piece = _piece(token, text, offset, lines[1])
            offset = piece[0] if token.type.endswith("_open") else max(piece[1], offset)
            if token.type == "link_open":
                link_end = piece[1]
            elif token.type == "link_close":
                offset = max(offset, link_end)
            if not is_address:
                yield token, piece
            is_address = token.type == "link_open" and token.markup == "autolink"


_BREAK: Final = re.compile(r"\r\n?|\n")
_MARKS: Final = {"link_open": re.compile(r"\[|<"), "image": re.compile(r"!\[")}
"""The beginning of a token whose content is not found in the text at its place."""


def _first_line(block: "Token", text: str, start: int, end: int) -> _Piece:
    """Return the piece of the line from *start* to *end* that belongs to *block*.

    The markers of a list or a quotation before it are left out.
    """
    begins = block.markup if block.type == "fence" else block.content.split("\n")[0]
    position = text.find(begins.strip(), start, end)
    return max(start, position), end


def _piece(token: "Token", text: str, offset: int, end: int) -> _Piece:
    """Return the piece of an inline token in *text* between *offset* and *end*."""
    if (mark := _MARKS.get(token.type)) is not None:
        match = mark.search(text, offset, end)
        start = match.start() if match else offset
        address = _address(token, "src") or _address(token, "href")
        # An address with escapes is not found; then the piece is one character.
        pattern = re.compile(rf"[(<]\s*({re.escape(address)})[\s)>]")
        written = pattern.search(text, start, end)
        return start, written.end(1) if written else start + 1
    if token.type == "text_special":
        return _search(token.markup, text, offset, end)
    start, stop = _search(token.content, text, offset, end)
    if token.type == "text" and "$" in token.content:
        start = max(start, text.find("$", start, end))
        stop = max(stop, start + 1)
    return start, stop


def _search(written: str, text: str, offset: int, end: int) -> _Piece:
    """Return the piece of *text* between *offset* and *end* that equals *written*.

    A space in *written* may be a line break in the text, followed by markers of a list or
    a quotation. In a table, `|` is written with a backslash. If nothing is found, the
    piece is empty.
    """
    start = text.find(written, offset, end)
    if start >= 0:
        return start, start + len(written)
    parts = (re.escape(part).replace(r"\|", r"\\?\|") for part in written.split())
    match = re.compile(r"[\s>]+".join(parts)).search(text, offset, end)
    return match.span() if match else (offset, offset)


def _address(token: "Token", name: str) -> str:
    return str(token.attrs.get(name, ""))


def _around(text: str) -> str:
    """Return the part of *text* that starts at its dollar sign."""
    return text[text.index("$") :]


def _in_doubt(batch: Batch) -> list[Any]:
    in_doubt: set[str] = set()
    for field, values in batch.columns:
        if markup := _markup(field):
            block = markup == "block"
            for text in with_signs(values):
                if not is_ordinary(text, block=block) and _may_be_wrong(
                    text, batch, block=block
                ):
                    in_doubt.add(text)
    if not in_doubt:
        return []
    return batch.with_values(
        lambda field, value: bool(_markup(field)) and value in in_doubt
    )


def _may_be_wrong(text: str, batch: Batch, *, block: bool) -> bool:
    """Return True if a text has a mistake, has an image, or may not be parsed any more.

    Whether an image exists is only known to the document.
    """
    if "![" in text:
        return True
    found = _mistakes_once(text, batch.budget, None, block=block)
    return found is None or bool(found)


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
