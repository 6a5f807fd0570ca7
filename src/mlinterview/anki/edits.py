"""What a user changed in a field, as changes of the values that the field shows."""

import difflib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from ..errors import Action
from ..rendering import flatten, parse
from .content import Content, Frame, Value
from .deck_html import Block, blocks, line, markdown

MAX_PAIRS: Final = 10_000
"""How many pairs of blocks are compared; where there are more, none is."""

_ALIKE: Final = 0.4
"""From which share of equal characters on two blocks are taken for one, changed."""


Path = tuple[str | int, ...]


@attrs.frozen(kw_only=True)
class Edit:
    """A change of a value.

    Args:
        path: The value; see `Value`. For new items it is the place of the first.
        action: What to do with it.
        old: What it was.
        new: What it should be; a list of items to insert.
    """

    path: Path
    action: Action
    old: str | None
    new: str | tuple[str, ...] | None


@attrs.frozen(kw_only=True)
class Doubt:
    """A difference of which no change of a value follows.

    Args:
        path: What it is about, as far as that is known.
        made: Whether it is about something that is made of several values, or of none.
        old: What the pack says.
        new: What the deck says.
    """

    path: Path
    made: bool
    old: str
    new: str


def compare(content: Content, theirs: str) -> Iterator[Edit | Doubt]:
    """Yield what differs in a field.

    Args:
        content: What the pack makes of it.
        theirs: What the user has.
    """
    if content.html == theirs:
        return  # Most notes of a deck are as they were, and need not be read.
    ours, user = blocks(content.html), blocks(theirs)
    if _keys(ours) != _keys(user):
        yield from _Field(ours, user, content).changes()


def _keys(found: Sequence[Block]) -> list[str]:
    return [block.key for block in found]


# Alignment -------------------------------------------------------------------


class _Field:
    """Two versions of a field, block by block."""

    def __init__(
        self, ours: Sequence[Block], user: Sequence[Block], content: Content
    ) -> None:
        self.ours = ours
        self.user = user
        self.content = content
        self.values = content.values
        self.labels = self._labels()
        self.pairs = list(_aligned(ours, user))
        self.inserted: defaultdict[tuple[Path, int], list[Block]] = defaultdict(list)

    def _labels(self) -> list[int | None]:
        """Return for each of our blocks the number of the value that it shows."""
        labels: list[int | None] = [None] * len(self.ours)
        keys, start = _keys(self.ours), 0
        for number, value in enumerate(self.values):
            wanted = _keys(blocks(self.content.render(value)))
            last = len(keys) - len(wanted) + 1
            places = (
                at for at in range(start, last) if keys[at : at + len(wanted)] == wanted
            )
            if (found := next(places, None)) is not None:
                start = found + len(wanted)
                labels[found:start] = [number] * len(wanted)
        return labels

    def changes(self) -> Iterator[Edit | Doubt]:
        """Yield what differs."""
        owned: defaultdict[int, list[Block]] = defaultdict(list)
        for at, (mine, theirs) in enumerate(self.pairs):
            label = self._owner(at)
            if label is not None and theirs is not None:
                owned[label].append(self.user[theirs])
            elif label is None:
                yield from self._unlabelled(at, mine, theirs)
        for number, value in enumerate(self.values):
            before = [
                block
                for block, label in zip(self.ours, self.labels, strict=True)
                if label == number
            ]
            if before and _keys(before) != _keys(owned[number]):
                yield _change(_Place(value, self.content), before, owned[number])
        for (path, near), several in self.inserted.items():
            place = _Place(self.values[near], self.content)
            yield _insertion(place, path, several)

    def _owner(self, at: int) -> int | None:
        """Return the value that a pair belongs to."""
        mine, _theirs = self.pairs[at]
        return self._around(at) if mine is None else self.labels[mine]

    def _around(self, at: int) -> int | None:
        """Return the value that a block which is new belongs to, if that is clear."""
        before, after = self._neighbour(at, -1), self._neighbour(at, 1)
        if before is not None and before == after:
            return before
        for near in (before, after):
            if near is not None and self.values[near].frame in (Frame.TEXT, Frame.LINE):
                return near
        return None

    def _neighbour(self, at: int, step: int) -> int | None:
        """Return the value of the nearest of our blocks on one side."""
        at += step
        while 0 <= at < len(self.pairs):
            mine, _theirs = self.pairs[at]
            if mine is not None:
                return self.labels[mine]
            at += step
        return None

    def _unlabelled(
        self, at: int, mine: int | None, theirs: int | None
    ) -> Iterator[Doubt]:
        """Yield what differs where no value of the pack stands."""
        old = self.ours[mine] if mine is not None else None
        new = self.user[theirs] if theirs is not None else None
        if old and new and old.key == new.key:
            return
        if old is None and new is not None and (item := self._item(at, new)):
            self.inserted[item].append(new)
            return
        yield Doubt(path=(), made=True, old=_text([old]), new=_text([new]))

    def _item(self, at: int, new: Block) -> tuple[Path, int] | None:
        """Return the place that a new item takes in a list, and an item beside it."""
        before, after = self._neighbour(at, -1), self._neighbour(at, 1)
        for near, further in ((before, 1), (after, 0)):
            if near is not None and self.values[near].frame is Frame.ITEM:
                *path, last = self.values[near].path
                if new.kind == "ul" and isinstance(last, int):
                    return (*path, last + further), near
        return None


def _text(found: Sequence[Block | None]) -> str:
    return markdown([block for block in found if block], cautious=False)


def _aligned(
    ours: Sequence[Block], user: Sequence[Block]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield which blocks belong together, in order; one that has none stands alone."""
    matcher = difflib.SequenceMatcher(None, _keys(ours), _keys(user), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
            continue
        mine, theirs = range(i1, i2), range(j1, j2)
        for i, j in [*_paired(ours, user, mine, theirs), (i2, j2)]:
            yield from ((at, None) for at in range(i1, i))
            yield from ((None, at) for at in range(j1, j))
            if i < i2:
                yield i, j
            i1, j1 = i + 1, j + 1


def _paired(
    ours: Sequence[Block], user: Sequence[Block], mine: range, theirs: range
) -> list[tuple[int, int]]:
    """Return which of two runs of blocks that differ are versions of each other."""
    kinds = [ours[at].kind for at in mine]
    if kinds == [user[at].kind for at in theirs]:
        return list(zip(mine, theirs, strict=True))
    if len(mine) * len(theirs) > MAX_PAIRS:
        return []
    # The best of all ways to pair without crossing, from the end to the beginning.
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    nothing: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for i, j in itertools.product(reversed(mine), reversed(theirs)):
        score, pairs = best.get((i + 1, j + 1), nothing)
        alike = _likeness(ours[i], user[j])
        ways = [best.get((i + 1, j), nothing), best.get((i, j + 1), nothing)]
        if alike >= _ALIKE:
            ways.append((score + alike, [(i, j), *pairs]))
        best[i, j] = max(ways, key=lambda way: way[0])
    return best.get((mine.start, theirs.start), nothing)[1]


def _likeness(one: Block, two: Block) -> float:
    if one.kind != two.kind:
        return 0.0
    matcher = difflib.SequenceMatcher(None, one.key, two.key, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


# Values ----------------------------------------------------------------------


@attrs.frozen
class _Place:
    """A value where it stands in a field.

    Args:
        value: The value.
        content: The field.
    """

    value: Value
    content: Content

    @property
    def text(self) -> str:
        """The value as the author wrote it."""
        return self.value.text

    @property
    def frame(self) -> Frame:
        """How it stands there."""
        return self.value.frame

    @property
    def path(self) -> Path:
        """Where in the pack it is."""
        return self.value.path

    @property
    def level(self) -> int:
        """The level of the heading that it stands under."""
        return self.content.writer.level

    def says(self, text: str, user: Sequence[Block]) -> bool:
        """Say whether another value would say there just what blocks of a user do."""
        if not text:
            return False
        made = self.content.render(self.value.replaced(text))
        return _keys(blocks(made)) == _keys(user)


def _change(place: _Place, ours: Sequence[Block], user: Sequence[Block]) -> Edit | Doubt:
    """Return what a value has become that says something else."""
    if place.frame is Frame.ITEM and not user:
        return Edit(path=place.path, action=Action.REMOVE, old=place.text, new=None)
    if place.frame is not Frame.MADE and user:
        ways = _block_values if place.frame is Frame.TEXT else _line_values
        for value in ways(place, ours, user):
            if place.says(value, user):
                return Edit(
                    path=place.path, action=Action.REPLACE, old=place.text, new=value
                )
    made = place.frame is Frame.MADE
    return Doubt(path=place.path, made=made, old=_text(ours), new=_text(user))


def _insertion(place: _Place, path: Path, found: Sequence[Block]) -> Edit | Doubt:
    """Return items that are new in a list, of which *place* is another one."""
    items: list[str] = []
    for block in found:
        ways = (line(block, cautious=cautious) or "" for cautious in (False, True))
        items += itertools.islice((one for one in ways if place.says(one, [block])), 1)
    if len(items) < len(found):
        return Doubt(path=path[:-1], made=False, old="", new=_text(found))
    return Edit(path=path, action=Action.INSERT, old=None, new=tuple(items))


def _line_values(
    place: _Place, ours: Sequence[Block], user: Sequence[Block]
) -> Iterator[str]:
    """Yield what a value on one line may be now."""
    if len(user) != 1 or len(ours) != 1:
        return
    inner = "strong" if place.frame in (Frame.STRONG, Frame.TITLE) else ""
    if place.frame is Frame.TITLE:
        yield " ".join(user[0].element.get_text().split())
        return
    for cautious in (False, True):
        old = line(ours[0], cautious=cautious, inner=inner)
        new = line(user[0], cautious=cautious, inner=inner)
        if old is not None and new is not None:
            yield from _ways(place.text, old, new)


def _ways(source: str, old: str, new: str) -> Iterator[str]:
    """Yield a changed text in ways that are the closer to *source*, the earlier.

    Args:
        source: What the author wrote.
        old: The same, as it comes back from a card.
        new: What came back.
    """
    if old.split() != source.split() and _meaning(old) != _meaning(source):
        return  # Not all that the author wrote is seen on the card.
    if len(old.split()) == len(source.split()):
        yield _reworded(source, old, new)
    yield new


_WORD: Final = re.compile(r"(\s*)(\S+)")


def _reworded(source: str, old: str, new: str) -> str:
    """Return *new* with the words and the white space of *source* where it is *old*.

    Args:
        source: What the author wrote.
        old: The same in other signs, word for word.
        new: What is to be there.
    """
    before = [(found[1], found[2]) for found in _WORD.finditer(source)]
    after = [(found[1], found[2]) for found in _WORD.finditer(new)]
    matcher = difflib.SequenceMatcher(
        None, old.split(), [word for _space, word in after], autojunk=False
    )
    made: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            made += before[i1:i2]
            continue
        spaces = [space for space, _word in before[i1:i2]]
        spaces += [space for space, _word in after[j1:j2][len(spaces) :]]
        words = (word for _space, word in after[j1:j2])
        made += zip(spaces, words, strict=False)
    text = "".join((space if at else "") + word for at, (space, word) in enumerate(made))
    return text + source[len(source.rstrip()) :]


# A card shows the HTML in a text as the characters that it is written in.
_WORDS: Final = ("text", "text_special", "html_inline", "softbreak")


def _meaning(text: str) -> list[tuple[Any, ...]]:
    """Return what Markdown means, however it is written."""
    found: list[tuple[Any, ...]] = []
    for token in flatten(parse(text)):
        content = "" if token.type == "inline" else token.content
        if token.type in _WORDS:
            content = " " if token.type == "softbreak" else content
            if found and found[-1][0] == "text":
                found[-1] = ("text", found[-1][1] + content)
            else:
                found.append(("text", content))
        elif token.type in ("fence", "code_block"):
            found.append(("code", content.rstrip("\n")))
        elif content or token.type != "inline":
            name = token.type.replace("_double", "").replace("math_block", "math_inline")
            found.append((name, " ".join(content.split()), sorted(token.attrs.items())))
    # White space in a text means no more than one space.
    shown = [
        (one[0], re.sub(r"\s+", " ", one[1])) if one[0] == "text" else one
        for one in found
    ]
    return [one for one in shown if one != ("text", "")]


# Blocks ----------------------------------------------------------------------


@attrs.frozen
class _Stretch:
    """A block of a value as the author wrote it.

    Args:
        lead: The lines before it that belong to no block.
        text: Its lines.
        kind: The type of its token.
        tag: The name of its element.
    """

    lead: str
    text: str
    kind: str
    tag: str


def _stretches(value: str) -> tuple[list[_Stretch], str]:
    """Return the outer blocks of Markdown, and the lines behind the last."""
    lines = value.split("\n")
    found: list[_Stretch] = []
    end = 0
    for token in parse(value):
        if token.level == 0 and token.nesting >= 0 and token.map:
            first, last = token.map
            while last > first + 1 and not lines[last - 1].strip():
                last -= 1  # A list counts the empty lines behind it as its own.
            lead, text = "\n".join(lines[end:first]), "\n".join(lines[first:last])
            found.append(_Stretch(lead, text, token.type, token.tag))
            end = last
    return found, "\n".join(lines[end:])


def _grouped(found: Sequence[Block]) -> list[list[Block]]:
    """Return blocks with the items of a list together."""
    made: list[list[Block]] = []
    for block in found:
        if made and block.group is not None and made[-1][0].group is block.group:
            made[-1].append(block)
        else:
            made.append([block])
    return made


def _block_values(
    place: _Place, ours: Sequence[Block], user: Sequence[Block]
) -> Iterator[str]:
    """Yield what a value of several blocks may be now."""
    stretches, rest = _stretches(place.text)
    before, after = _grouped(ours), _grouped(user)
    tail = place.text[len(place.text.rstrip("\n")) :]
    if len(stretches) == len(before):
        made = _spliced(place, stretches, before, after)
        if made is not None:
            behind = f"\n{rest.rstrip()}" if rest.strip() else ""
            yield made + behind + tail
    for cautious in (False, True):
        old, new = (markdown(found, cautious=cautious) for found in (ours, user))
        if _meaning(old) == _meaning(place.text):
            yield new + tail


_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)


def _spliced(
    place: _Place,
    stretches: Sequence[_Stretch],
    before: Sequence[list[Block]],
    after: Sequence[list[Block]],
) -> str | None:
    """Return a value in which only the blocks that changed are written anew."""
    definitions = "\n".join(
        found[0]
        for found in re.finditer(r"^ {0,3}\[[^\]]+\]:.*$", place.text, re.MULTILINE)
    )
    keys = ["\n".join(_keys(group)) for group in before]
    theirs = ["\n".join(_keys(group)) for group in after]
    matcher = difflib.SequenceMatcher(None, keys, theirs, autojunk=False)
    made: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            made += ((one.lead, one.text) for one in stretches[i1:i2])
            continue
        for at in range(max(i2 - i1, j2 - j1)):
            old = i1 + at if i1 + at < i2 else None
            new = j1 + at if j1 + at < j2 else None
            stretch = stretches[old] if old is not None else None
            if new is None:
                made += [(stretch.lead, "")] if stretch and stretch.lead.strip() else []
                continue
            text = _rewritten(
                place,
                stretch,
                before[old] if old is not None else [],
                after[new],
                definitions,
            )
            if text is None:
                return None
            made.append((stretch.lead if stretch else "", text))
    return _put_together(made)


def _put_together(made: Sequence[tuple[str, str]]) -> str:
    """Return blocks, each with what stood before it, one below the other."""
    text = ""
    for lead, block in made:
        if not text:
            text = "\n".join(part for part in (lead.strip("\n"), block) if part)
            continue
        between = lead if lead.strip() else ""
        text += "\n\n" + "\n".join(part for part in (between.strip("\n"), block) if part)
    return text


def _rewritten(
    place: _Place,
    stretch: _Stretch | None,
    ours: Sequence[Block],
    user: Sequence[Block],
    definitions: str,
) -> str | None:
    """Return one block as a user has it, in Markdown, or `None` if that cannot be."""
    for value in _block_ways(place, stretch, ours, user, definitions):
        # A heading goes below those before it, which are not here.
        whole = f"{value}\n\n{definitions}".rstrip()
        if user[0].kind.startswith("h") or place.says(whole, user):
            return value
    return None


_FENCE: Final = re.compile(r"([`~]+).*", re.DOTALL)


def _block_ways(
    place: _Place,
    stretch: _Stretch | None,
    ours: Sequence[Block],
    user: Sequence[Block],
    definitions: str,
) -> Iterator[str]:
    if stretch is not None and stretch.kind == "fence" and user[0].kind == "pre":
        opening, *_code = stretch.text.split("\n")
        fence = opening.strip()[
            : len(opening.strip()) - len(opening.strip().lstrip("`~"))
        ]
        code = user[0].element.get_text().strip("\n")
        yield f"{opening}\n{code}\n{fence}"
    for cautious in (False, True):
        new = _headed(markdown(user, cautious=cautious), place, stretch, user)
        if stretch is None:
            yield new
            continue
        old = _headed(markdown(ours, cautious=cautious), place, stretch, ours)
        source = f"{stretch.text}\n\n{definitions}".rstrip()
        if old.split() != stretch.text.split() and _meaning(old) != _meaning(source):
            continue
        is_underlined = stretch.kind == "heading_open" and stretch.text[0] != "#"
        if len(old.split()) == len(stretch.text.split()) and not is_underlined:
            yield _reworded(stretch.text, old, new)
        if stretch.kind == "paragraph_open":
            yield _filled(new, stretch.text)
        yield new


def _headed(
    text: str, place: _Place, stretch: _Stretch | None, found: Sequence[Block]
) -> str:
    """Return the Markdown of a heading at the level that the author has it at."""
    if not re.fullmatch(r"h[1-6]", found[0].kind):
        return text
    level = int(found[0].kind[1]) - place.level
    if stretch is not None and stretch.kind == "heading_open":
        level = int(stretch.tag[1])
    return f"{'#' * max(1, level)} {text.lstrip('# ')}"


def _filled(text: str, source: str) -> str:
    """Return a paragraph broken into lines as wide as those of *source*."""
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
