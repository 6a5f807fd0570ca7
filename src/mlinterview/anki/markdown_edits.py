"""New Markdown for a value that a user changed on a card, close to the author's own.

Each function yields candidates, the closest to the author's text first. The caller takes
the first that makes the same card as the user's.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from ..rendering import flatten, parse
from .block_alignment import keys
from .card_html import HtmlBlock, blocks, line, markdown
from .note_content import FieldContent, ShownValue, ValueLayout

ValuePath = tuple[str | int, ...]
"""The type and id of an entity, then the keys inside it."""


@attrs.frozen
class FieldValue:
    """A value and the field that shows it.

    Args:
        value: The value.
        content: The field.
    """

    value: ShownValue
    content: FieldContent

    @property
    def text(self) -> str:
        """The value as the author wrote it."""
        return self.value.text

    @property
    def layout(self) -> ValueLayout:
        """How the field shows it."""
        return self.value.layout

    @property
    def path(self) -> ValuePath:
        """Where it is in the pack."""
        return self.value.path

    @property
    def heading_level(self) -> int:
        """The level of the heading above it, to which headings in it are relative."""
        return self.content.writer.level

    def renders(self, text: str, user: Sequence[HtmlBlock]) -> bool:
        """Return True if another text in its place makes the same card as the user's."""
        if not text:
            return False
        html = self.content.render(self.value.replaced(text))
        return keys(blocks(html)) == keys(user)


# Lines -----------------------------------------------------------------------


def line_values(
    value: FieldValue, ours: Sequence[HtmlBlock], user: Sequence[HtmlBlock]
) -> Iterator[str]:
    """Yield candidates for a value of one line.

    Args:
        value: The value and its field.
        ours: Its blocks, as the pack makes them.
        user: The blocks that the user made of it.
    """
    if len(user) != 1 or len(ours) != 1:
        return
    if value.layout is ValueLayout.TITLE:
        yield " ".join(user[0].element.get_text().split())
        return
    inner = "strong" if value.layout is ValueLayout.STRONG else ""
    for cautious in (False, True):
        old = line(ours[0], cautious=cautious, inner=inner)
        new = line(user[0], cautious=cautious, inner=inner)
        if old is not None and new is not None:
            yield from _line_candidates(value.text, old, new)


def _line_candidates(source: str, old: str, new: str) -> Iterator[str]:
    """Yield candidates for one line.

    Args:
        source: The line as the author wrote it.
        old: The same line, converted back from the card of the pack.
        new: The line of the user, converted from the user's card.
    """
    if old.split() != source.split() and _meaning(old) != _meaning(source):
        return  # The card does not show all that the author wrote.
    if len(old.split()) == len(source.split()):
        yield _reword(source, old, new)
    yield new


_WORD: Final = re.compile(r"(\s*)(\S+)")


def _reword(source: str, old: str, new: str) -> str:
    """Return *new* with the author's words and white space where it equals *old*.

    Args:
        source: The author's text.
        old: The same text, word for word, but possibly in other Markdown.
        new: The user's text.
    """
    before = [(match[1], match[2]) for match in _WORD.finditer(source)]
    after = [(match[1], match[2]) for match in _WORD.finditer(new)]
    matcher = difflib.SequenceMatcher(
        None, old.split(), [word for _space, word in after], autojunk=False
    )
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces += before[i1:i2]
            continue
        spaces = [space for space, _word in before[i1:i2]]
        spaces += [space for space, _word in after[j1:j2][len(spaces) :]]
        words = (word for _space, word in after[j1:j2])
        pieces += zip(spaces, words, strict=False)
    first, *others = pieces or [("", "")]
    text = first[1] + "".join(space + word for space, word in others)
    return text + source[len(source.rstrip()) :]


# A card shows the HTML in a text as the characters that it is written in.
_TEXT_TOKENS: Final = ("text", "text_special", "html_inline", "softbreak")


def _meaning(text: str) -> list[tuple[Any, ...]]:
    """Return a value that is equal for two Markdown texts with the same meaning."""
    meaning: list[tuple[Any, ...]] = []
    for token in flatten(parse(text)):
        content = "" if token.type == "inline" else token.content
        if token.type in _TEXT_TOKENS:
            content = " " if token.type == "softbreak" else content
            if meaning and meaning[-1][0] == "text":
                meaning[-1] = ("text", meaning[-1][1] + content)
            else:
                meaning.append(("text", content))
        elif token.type in ("fence", "code_block"):
            meaning.append(("code", content.rstrip("\n")))
        elif content or token.type != "inline":
            name = token.type.replace("_double", "").replace("math_block", "math_inline")
            attributes = sorted(token.attrs.items())
            meaning.append((name, " ".join(content.split()), attributes))
    # Any run of white space in a text means one space.
    spaced = [
        (part[0], re.sub(r"\s+", " ", part[1])) if part[0] == "text" else part
        for part in meaning
    ]
    return [part for part in spaced if part != ("text", "")]


# Blocks ----------------------------------------------------------------------


@attrs.frozen
class _SourceBlock:
    """A block of Markdown as the author wrote it.

    Args:
        lead: The lines before it that belong to no block.
        text: Its own lines.
        kind: The type of its token.
        tag: The name of its HTML element.
    """

    lead: str
    text: str
    kind: str
    tag: str


def _source_blocks(value: str) -> tuple[list[_SourceBlock], str]:
    """Return the outermost blocks of Markdown, and the lines after the last."""
    lines = value.split("\n")
    source_blocks: list[_SourceBlock] = []
    end = 0
    for token in parse(value):
        if token.level == 0 and token.nesting >= 0 and token.map:
            first, last = token.map
            while last > first + 1 and not lines[last - 1].strip():
                last -= 1  # The parser counts empty lines after a list as part of it.
            lead, text = "\n".join(lines[end:first]), "\n".join(lines[first:last])
            source_blocks.append(_SourceBlock(lead, text, token.type, token.tag))
            end = last
    return source_blocks, "\n".join(lines[end:])


def _grouped(several: Sequence[HtmlBlock]) -> list[list[HtmlBlock]]:
    """Return blocks in groups, one for each list and for each other block."""
    groups: list[list[HtmlBlock]] = []
    for block in several:
        if groups and block.group is not None and groups[-1][0].group is block.group:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def block_values(
    value: FieldValue, ours: Sequence[HtmlBlock], user: Sequence[HtmlBlock]
) -> Iterator[str]:
    """Yield candidates for a value of several blocks.

    Args:
        value: The value and its field.
        ours: Its blocks, as the pack makes them.
        user: The blocks that the user made of it.
    """
    source_blocks, rest = _source_blocks(value.text)
    before, after = _grouped(ours), _grouped(user)
    line_breaks = value.text[len(value.text.rstrip("\n")) :]
    if len(source_blocks) == len(before):
        spliced = _spliced(value, source_blocks, before, after)
        if spliced is not None:
            ending = f"\n{rest.rstrip()}" if rest.strip() else ""
            yield spliced + ending + line_breaks
    for cautious in (False, True):
        old = markdown(ours, cautious=cautious)
        if _meaning(old) == _meaning(value.text):
            yield markdown(user, cautious=cautious) + line_breaks


_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)
"""The definition of a link, which no card shows."""


def _spliced(
    value: FieldValue,
    source_blocks: Sequence[_SourceBlock],
    before: Sequence[list[HtmlBlock]],
    after: Sequence[list[HtmlBlock]],
) -> str | None:
    """Return the author's text with only the changed blocks written again.

    Return None if one of them cannot be written.
    """
    definitions = "\n".join(_DEFINITION.findall(value.text))
    our_keys = ["\n".join(keys(group)) for group in before]
    their_keys = ["\n".join(keys(group)) for group in after]
    matcher = difflib.SequenceMatcher(None, our_keys, their_keys, autojunk=False)
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces += ((source.lead, source.text) for source in source_blocks[i1:i2])
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            i, j = i1 + offset, j1 + offset
            source = source_blocks[i] if i < i2 else None
            if j >= j2:
                pieces += [(source.lead, "")] if source and source.lead.strip() else []
                continue
            group = before[i] if i < i2 else []
            text = _rewritten(value, source, group, after[j], definitions)
            if text is None:
                return None
            pieces.append((source.lead if source else "", text))
    return _joined(pieces)


def _joined(pieces: Sequence[tuple[str, str]]) -> str:
    """Return blocks, each after its lead, with empty lines between them."""
    text = ""
    for lead, block in pieces:
        if not text:
            text = "\n".join(part for part in (lead.strip("\n"), block) if part)
            continue
        between = lead if lead.strip() else ""
        text += "\n\n" + "\n".join(part for part in (between.strip("\n"), block) if part)
    return text


def _rewritten(
    value: FieldValue,
    source: _SourceBlock | None,
    ours: Sequence[HtmlBlock],
    user: Sequence[HtmlBlock],
    definitions: str,
) -> str | None:
    """Return the Markdown of one block of the user, or None if it cannot be written."""
    for text in _block_candidates(value, source, ours, user, definitions):
        whole = f"{text}\n\n{definitions}".rstrip()
        # The level of a heading depends on the headings before it, which are not here.
        if user[0].kind.startswith("h") or value.renders(whole, user):
            return text
    return None


def _block_candidates(
    value: FieldValue,
    source: _SourceBlock | None,
    ours: Sequence[HtmlBlock],
    user: Sequence[HtmlBlock],
    definitions: str,
) -> Iterator[str]:
    if source is not None and source.kind == "fence" and user[0].kind == "pre":
        yield _fenced(source, user[0])
    for cautious in (False, True):
        new = _with_heading(markdown(user, cautious=cautious), value, source, user)
        if source is None:
            yield new
            continue
        old = _with_heading(markdown(ours, cautious=cautious), value, source, ours)
        whole = f"{source.text}\n\n{definitions}".rstrip()
        if old.split() != source.text.split() and _meaning(old) != _meaning(whole):
            continue
        is_underlined = source.kind == "heading_open" and source.text[0] != "#"
        if len(old.split()) == len(source.text.split()) and not is_underlined:
            yield _reword(source.text, old, new)
        if source.kind == "paragraph_open":
            yield _filled(new, source.text)
        yield new


def _fenced(source: _SourceBlock, user: HtmlBlock) -> str:
    """Return the code of a user between the fences of the author."""
    opening, *_code = source.text.split("\n")
    indented = opening.strip()
    fence = indented[: len(indented) - len(indented.lstrip("`~"))]
    code = user.element.get_text().strip("\n")
    return f"{opening}\n{code}\n{fence}"


def _with_heading(
    text: str, value: FieldValue, source: _SourceBlock | None, group: Sequence[HtmlBlock]
) -> str:
    """Return the Markdown of a group; a heading gets the level that the author uses."""
    if not re.fullmatch(r"h[1-6]", group[0].kind):
        return text
    level = int(group[0].kind[1]) - value.heading_level
    if source is not None and source.kind == "heading_open":
        level = int(source.tag[1])
    return f"{'#' * max(1, level)} {text.lstrip('# ')}"


def _filled(text: str, source: str) -> str:
    """Return a paragraph broken into lines that are at most as wide as in *source*."""
    if "\n" in text or "\n" not in source:
        return text
    width = max(map(len, source.split("\n")))
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)
