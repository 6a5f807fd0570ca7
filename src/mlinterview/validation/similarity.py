"""Find texts that say nearly the same in the same words."""

import operator
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

T = TypeVar("T")

SIMILAR: Final = (7, 10)
"""The Jaccard index of two texts' word 3-grams from which they are reported.

It is a numerator and a denominator, since to import `fractions` takes a millisecond.
"""

MAX_COMPARED: Final = 10_000_000
"""How many 3-grams are compared at most. Texts by people share few of them, but in a
hostile pack all texts could consist of the same ones."""

MAX_GRAMS: Final = 1_000_000
"""How many 3-grams are kept at most: enough for 50,000 prompts by people."""

_Grams = frozenset[tuple[str, ...]]


def similar(
    texts: Iterable[tuple[str, T]], *, threshold: tuple[int, int] = SIMILAR
) -> Iterator[tuple[T, T]]:
    """Yield the owner of each text that is similar to an earlier one, and its owner.

    Two sets as alike as the threshold share one of the rarest members of either
    (prefix filtering: Chaudhuri, Ganti and Kaushik, "A primitive operator for
    similarity joins in data cleaning", ICDE 2006), so only those are compared.

    Args:
        texts: The texts, each with its owner. Owners are compared by identity.
        threshold: The least Jaccard index of the word 3-grams of two similar texts, as a
            numerator and a denominator.
    """
    least, of = threshold
    first: dict[_Grams, T] = {}
    room = MAX_GRAMS
    for text, owner in texts:
        grams = _grams(text)
        room -= len(grams)
        if room < 0:
            break
        other = first.setdefault(grams, owner)
        if other is not owner:
            yield owner, other
    counts = Counter(gram for grams in first for gram in grams)
    by_gram: defaultdict[tuple[str, ...], list[_Grams]] = defaultdict(list)
    left = MAX_COMPARED
    numbers = {grams: number for number, grams in enumerate(first)}
    for grams, owner in first.items():
        if max(map(counts.__getitem__, grams)) == 1:
            continue  # No other text has any of them.
        rarest = sorted(grams, key=lambda gram: (counts[gram], gram))
        # To be similar, two sets must share at least this many members, rounded up; so
        # they share one of the others and one more.
        prefix = rarest[: len(grams) - -(-least * len(grams) // of) + 1]
        left -= len(grams) * sum(len(by_gram[gram]) for gram in prefix)
        if left < 0:
            return
        candidates = {other for gram in prefix for other in by_gram[gram]}
        # The earliest similar text, whatever the order of the set.
        for _number, others in sorted(
            ((numbers[other], other) for other in candidates), key=operator.itemgetter(0)
        ):
            if of * len(others & grams) >= least * len(others | grams):
                yield owner, first[others]
                break
        for gram in prefix:
            by_gram[gram].append(grams)


def _grams(text: str) -> _Grams:
    """Return the runs of three words in *text*; if it is shorter, all of its words."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset(
        [tuple(words)]
    )


def folded(text: str) -> str:
    """Return *text* without differences in case and white space.

    >>> folded("So  IT is.")
    'so it is.'
    """
    return " ".join(text.casefold().split())
