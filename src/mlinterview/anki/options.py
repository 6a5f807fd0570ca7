"""What can be chosen about the formats for Anki."""

import enum
import re
from collections.abc import Iterable
from typing import Any, Final

import attrs

from .._support.options import Options, option, switch
from .._support.options import media as media_option
from ..errors import ExportError, quote

TAG_PREFIX: Final = "MLI"
"""What the tags of a pack are below, unless another prefix is asked for."""

_TAG: Final = re.compile(r"[^\s\x00-\x1f\x7f:\"]+(?:::[^\s\x00-\x1f\x7f:\"]+)*")
_DECK: Final = re.compile(r"[^\s:=+@-][^\x00-\x1f\x7f\u2028\u2029]*")


class AnkiCards(enum.StrEnum):
    """A sort of card that a question can have."""

    QUESTION = "question"
    FOLLOW_UPS = "follow-ups"
    KEY_POINTS = "key-points"


def _check_deck(_options: object, _field: object, name: object) -> None:
    if name is None:
        return
    parts = name.split("::") if isinstance(name, str) else [""]
    if not all(map(_DECK.fullmatch, parts)) or any(one.endswith(":") for one in parts):
        msg = (
            f"{quote(str(name))} cannot be the name of a deck; write a line such as"
            " `Interviews`, or `Interviews::ML` for a deck within a deck"
        )
        raise ExportError(msg)


def _check_prefix(_options: object, _field: object, prefix: object) -> None:
    if not isinstance(prefix, str) or not _TAG.fullmatch(prefix):
        msg = (
            f"{quote(str(prefix))} cannot be what tags begin with; write one without"
            " spaces, such as `MLI` or `Interviews::ML`"
        )
        raise ExportError(msg)


def _as_cards(given: Any) -> tuple[AnkiCards, ...]:
    """Return sorts of card in their own order, each once.

    Raises:
        ExportError: If there is no such sort, or one asks for another.
    """
    names = [given] if isinstance(given, str) else given
    known = ", ".join(AnkiCards)
    if not isinstance(names, Iterable) or not names:
        msg = f"name the `cards` that are wanted, one or more of: {known}"
        raise ExportError(msg)
    asked = set(names)
    for name in sorted(asked - set(AnkiCards), key=str):
        msg = f"there are no cards {quote(str(name))}; choose from: {known}"
        raise ExportError(msg)
    if AnkiCards.FOLLOW_UPS in asked and AnkiCards.QUESTION not in asked:
        msg = (
            "the cards of follow-ups belong to the note of their question;"
            " choose `question` as well"
        )
        raise ExportError(msg)
    return tuple(one for one in AnkiCards if one in asked)


def _check_updated(_options: object, _field: object, cards: tuple[str, ...]) -> None:
    if AnkiCards.KEY_POINTS in cards:
        msg = (
            "the notes of key points are updated by a package only;"
            " leave out the cards `key-points`"
        )
        raise ExportError(msg)


# A class lists its options anew where another one has some of them, too: the classes
# are no kinds of each other.


def _weak() -> Any:
    return switch(
        default=True, help="Show weak answers, folded away, and why they are weak."
    )


def _deck() -> Any:
    return option(
        None,
        "Name of the deck, with :: for one within another; by default the title of"
        " the pack.",
        validator=_check_deck,
    )


def _tag_prefix() -> Any:
    return option(
        TAG_PREFIX,
        "What every tag is below, such as Interviews.",
        validator=_check_prefix,
    )


def _cards(**settings: Any) -> Any:
    return option(
        (AnkiCards.QUESTION, AnkiCards.FOLLOW_UPS),
        "Cards to make: for the question, for its follow-ups, and for each key point,"
        " left out among the others. Without cards of their own, follow-ups are shown"
        " behind the answer.",
        choices=tuple(AnkiCards),
        converter=_as_cards,
        **settings,
    )


@attrs.frozen(kw_only=True)
class AnkiCsvOptions(Options):
    """What can be chosen about the file for Anki's note type Basic.

    Args:
        deck: The name of the deck; the title of the pack by default.
        tag_prefix: What every tag is below.
        weak_answers: Whether weak answers are shown.

    Raises:
        ExportError: If Anki could not take one of them.
    """

    deck: str | None = _deck()
    tag_prefix: str = _tag_prefix()
    weak_answers: bool = _weak()


@attrs.frozen(kw_only=True)
class AnkiUpdateOptions(Options):
    """What can be chosen about the file that updates notes.

    It is chosen as for the package that the notes came with.

    Args:
        cards: The cards that they have, but for those of key points.
        weak_answers: Whether weak answers are shown.
        media: Whether images are shown.

    Raises:
        ExportError: If there are no such cards.
    """

    cards: tuple[AnkiCards, ...] = _cards(validator=_check_updated)
    weak_answers: bool = _weak()
    media: bool = media_option()


@attrs.frozen(kw_only=True)
class AnkiPackageOptions(Options):
    """What can be chosen about a package for Anki.

    Args:
        deck: The name of the deck; the title of the pack by default.
        tag_prefix: What every tag is below.
        cards: Which cards a question has.
        weak_answers: Whether weak answers are shown.
        media: Whether the images of the pack are packed and shown.

    Raises:
        ExportError: If Anki could not take one of them.

    >>> AnkiPackageOptions(cards=("question", "key-points")).cards
    (<AnkiCards.QUESTION: 'question'>, <AnkiCards.KEY_POINTS: 'key-points'>)
    """

    deck: str | None = _deck()
    tag_prefix: str = _tag_prefix()
    cards: tuple[AnkiCards, ...] = _cards()
    weak_answers: bool = _weak()
    media: bool = media_option()
