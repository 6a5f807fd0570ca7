"""What a user changed in a field, as edits of the values that the field shows."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs

from ..errors import Action
from .block_alignment import align, keys
from .card_html import HtmlBlock, blocks, line, markdown
from .markdown_edits import FieldValue, ValuePath, block_values, line_values
from .note_content import FieldContent, ValueLayout


@attrs.frozen(kw_only=True)
class Edit:
    """A change of one value of the pack.

    Args:
        path: The path of the value, see `ShownValue`; for new items, that of the first.
        action: Whether to replace the value, remove it, or insert items before it.
        old: The old value; None for new items.
        new: The new value, or the items to insert; None for a value to remove.
    """

    path: ValuePath
    action: Action
    old: str | None
    new: str | tuple[str, ...] | None


@attrs.frozen(kw_only=True)
class UnresolvedEdit:
    """A difference from which no change of a value follows.

    Args:
        path: The path of the value or list that differs; empty if it is not known.
        composed: Whether the text is composed of several values, or of none.
        old: The text of the pack, as Markdown.
        new: The text of the user, as Markdown.
    """

    path: ValuePath
    composed: bool
    old: str
    new: str


def compare(content: FieldContent, theirs: str) -> Iterator[Edit | UnresolvedEdit]:
    """Yield the edits that a user made in a field.

    Args:
        content: The field as the pack makes it.
        theirs: The HTML of the field in the user's deck.
    """
    if content.html == theirs:
        return  # Most notes of a deck are unchanged, and need not be parsed.
    ours, user = blocks(content.html), blocks(theirs)
    if keys(ours) != keys(user):
        yield from _FieldComparison(ours, user, content).edits()


class _FieldComparison:
    """A field of the pack and the same field of the user, aligned block by block.

    Attributes:
        owners: For each of our blocks, the index of the value that it shows.
        pairs: The indexes of blocks that belong together, see `align`.
        inserted: The new items, by their path and the index of a value beside them.
    """

    def __init__(
        self, ours: Sequence[HtmlBlock], user: Sequence[HtmlBlock], content: FieldContent
    ) -> None:
        self.ours = ours
        self.user = user
        self.content = content
        self.values = content.values
        self.owners = self._owners()
        self.pairs = list(align(ours, user))
        self.inserted: defaultdict[tuple[ValuePath, int], list[HtmlBlock]] = defaultdict(
            list
        )

    def _owners(self) -> list[int | None]:
        owners: list[int | None] = [None] * len(self.ours)
        our_keys, start = keys(self.ours), 0
        for number, value in enumerate(self.values):
            own = keys(blocks(self.content.render(value)))
            places = range(start, len(our_keys) - len(own) + 1)
            matches = (at for at in places if our_keys[at : at + len(own)] == own)
            if (first := next(matches, None)) is not None:
                start = first + len(own)
                owners[first:start] = [number] * len(own)
        return owners

    def edits(self) -> Iterator[Edit | UnresolvedEdit]:
        """Yield the edits of the user."""
        owned: defaultdict[int, list[HtmlBlock]] = defaultdict(list)
        for number, (our, their) in enumerate(self.pairs):
            owner = self._owner_of_pair(number)
            if owner is not None and their is not None:
                owned[owner].append(self.user[their])
            elif owner is None:
                yield from self._unowned(number, our, their)
        for number, value in enumerate(self.values):
            before = [
                block
                for block, owner in zip(self.ours, self.owners, strict=True)
                if owner == number
            ]
            if before and keys(before) != keys(owned[number]):
                yield _change(FieldValue(value, self.content), before, owned[number])
        for (path, near), items in self.inserted.items():
            yield _insertion(FieldValue(self.values[near], self.content), path, items)

    def _owner_of_pair(self, number: int) -> int | None:
        """Return the index of the value that a pair of blocks belongs to, or None."""
        our, _their = self.pairs[number]
        return self._owner_of_new(number) if our is None else self.owners[our]

    def _owner_of_new(self, number: int) -> int | None:
        """Return the index of the value that a new block belongs to, if it is clear."""
        before, after = self._neighbor(number, -1), self._neighbor(number, 1)
        if before is not None and before == after:
            return before
        several_blocks = (ValueLayout.TEXT, ValueLayout.LINE)
        for near in (before, after):
            if near is not None and self.values[near].layout in several_blocks:
                return near
        return None

    def _neighbor(self, number: int, step: int) -> int | None:
        """Return the owner of the nearest of our blocks before (-1) or after (1)."""
        number += step
        while 0 <= number < len(self.pairs):
            our, _their = self.pairs[number]
            if our is not None:
                return self.owners[our]
            number += step
        return None

    def _unowned(
        self, number: int, our: int | None, their: int | None
    ) -> Iterator[UnresolvedEdit]:
        """Yield the difference in a pair that shows no value; note items to insert."""
        old = self.ours[our] if our is not None else None
        new = self.user[their] if their is not None else None
        if old and new and old.key == new.key:
            return
        if old is None and new is not None and (item := self._item(number, new)):
            self.inserted[item].append(new)
            return
        yield UnresolvedEdit(path=(), composed=True, old=_text([old]), new=_text([new]))

    def _item(self, number: int, new: HtmlBlock) -> tuple[ValuePath, int] | None:
        """Return the path of a new item of a list, and the index of an item beside it."""
        before, after = self._neighbor(number, -1), self._neighbor(number, 1)
        for near, offset in ((before, 1), (after, 0)):
            if near is not None and self.values[near].layout is ValueLayout.ITEM:
                *path, last = self.values[near].path
                if new.kind == "ul" and isinstance(last, int):
                    return (*path, last + offset), near
        return None


def _text(several: Sequence[HtmlBlock | None]) -> str:
    return markdown([block for block in several if block], cautious=False)


def _change(
    value: FieldValue, ours: Sequence[HtmlBlock], user: Sequence[HtmlBlock]
) -> Edit | UnresolvedEdit:
    """Return the edit of a value whose blocks the user changed."""
    if value.layout is ValueLayout.ITEM and not user:
        return Edit(path=value.path, action=Action.REMOVE, old=value.text, new=None)
    if value.layout is not ValueLayout.COMPOSED and user:
        candidates = block_values if value.layout is ValueLayout.TEXT else line_values
        for text in candidates(value, ours, user):
            if value.renders(text, user):
                return Edit(
                    path=value.path, action=Action.REPLACE, old=value.text, new=text
                )
    composed = value.layout is ValueLayout.COMPOSED
    return UnresolvedEdit(
        path=value.path, composed=composed, old=_text(ours), new=_text(user)
    )


def _insertion(
    near: FieldValue, path: ValuePath, new: Sequence[HtmlBlock]
) -> Edit | UnresolvedEdit:
    """Return the edit that inserts items into a list, of which *near* is an item."""
    items: list[str] = []
    for block in new:
        ways = (line(block, cautious=cautious) or "" for cautious in (False, True))
        proved = (text for text in ways if near.renders(text, [block]))
        items += itertools.islice(proved, 1)
    if len(items) < len(new):
        return UnresolvedEdit(path=path[:-1], composed=False, old="", new=_text(new))
    return Edit(path=path, action=Action.INSERT, old=None, new=tuple(items))
