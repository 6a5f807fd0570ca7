"""Which blocks of two versions of a field belong together."""

import difflib
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from .card_html import HtmlBlock

MAX_PAIRS: Final = 10_000
"""How many pairs of blocks may be compared; beyond that, no blocks are paired."""

_SIMILAR: Final = 0.4
"""The least similarity of two blocks that are versions of each other, from 0 to 1."""


def keys(blocks: Sequence[HtmlBlock]) -> list[str]:
    """Return the key of each block."""
    return [block.key for block in blocks]


def align(
    ours: Sequence[HtmlBlock], theirs: Sequence[HtmlBlock]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield pairs of indexes of blocks that belong together, in order.

    In a block that only one version has, the other index is None.
    """
    matcher = difflib.SequenceMatcher(None, keys(ours), keys(theirs), autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
            continue
        pairs = _pair(ours, theirs, range(i1, i2), range(j1, j2))
        for i, j in [*pairs, (i2, j2)]:
            yield from ((removed, None) for removed in range(i1, i))
            yield from ((None, added) for added in range(j1, j))
            if i < i2:
                yield i, j
            i1, j1 = i + 1, j + 1


def _pair(
    ours: Sequence[HtmlBlock],
    theirs: Sequence[HtmlBlock],
    our_run: range,
    their_run: range,
) -> list[tuple[int, int]]:
    """Return which blocks of two runs that differ are versions of each other."""
    kinds = [ours[index].kind for index in our_run]
    if kinds == [theirs[index].kind for index in their_run]:
        return list(zip(our_run, their_run, strict=True))
    if len(our_run) * len(their_run) > MAX_PAIRS:
        return []
    # The most similar pairs that do not cross, found from the end to the beginning.
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    nothing: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for i, j in itertools.product(reversed(our_run), reversed(their_run)):
        score, pairs = best.get((i + 1, j + 1), nothing)
        similarity = _similarity(ours[i], theirs[j])
        ways = [best.get((i + 1, j), nothing), best.get((i, j + 1), nothing)]
        if similarity >= _SIMILAR:
            ways.append((score + similarity, [(i, j), *pairs]))
        best[i, j] = max(ways, key=lambda way: way[0])
    return best.get((our_run.start, their_run.start), nothing)[1]


def _similarity(ours: HtmlBlock, theirs: HtmlBlock) -> float:
    if ours.kind != theirs.kind:
        return 0.0
    matcher = difflib.SequenceMatcher(None, ours.key, theirs.key, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _SIMILAR else 0.0
