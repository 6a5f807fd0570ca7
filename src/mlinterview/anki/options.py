"""The options of the formats for Anki."""

import enum
import re
from collections.abc import Iterable
from typing import Any, Final

import attrs

from .._support.options import Options, option, switch
from .._support.options import media as media_option
from ..errors import ExportError, quote

TAG_PREFIX: Final = "MLI"
"""The parent of all tags by default."""

_TAG: Final = re.compile(r"[^\s\x00-\x1f\x7f:\"]+(?:::[^\s\x00-\x1f\x7f:\"]+)*")
_DECK: Final = re.compile(r"[^\s:=+@-][^\x00-\x1f\x7f\u2028\u2029]*")


class AnkiCards(enum.StrEnum):
    """A kind of card that a question can have."""

    QUESTION = "question"
    FOLLOW_UPS = "follow-ups"
    KEY_POINTS = "key-points"


def _check_deck(_options: object, _field: object, name: object) -> None:
    if name is None:
        return
    parts = name.split("::") if isinstance(name, str) else [""]
    if not all(map(_DECK.fullmatch, parts)) or any(part.endswith(":") for part in parts):
        msg = (
            f"{quote(str(name))} cannot be the name of a deck; write one such as"
            " `Interviews`, or `Interviews::ML` for a deck within a deck"
        )
        raise ExportError(msg)


def _check_prefix(_options: object, _field: object, prefix: object) -> None:
    if not isinstance(prefix, str) or not _TAG.fullmatch(prefix):
        msg = (
            f"{quote(str(prefix))} cannot be the parent of tags; write a name without"
            " spaces, such as `MLI` or `Interviews::ML`"
        )
        raise ExportError(msg)


def _as_cards(given: Any) -> tuple[AnkiCards, ...]:
    """Return kinds of card in the order of `AnkiCards`, each once.

    Raises:
        ExportError: If one is unknown, or needs another that is not given.
    """
    names = [given] if isinstance(given, str) else given
    known = ", ".join(AnkiCards)
    if not isinstance(names, Iterable) or not names:
        msg = f"choose the `cards` to make, one or more of: {known}"
        raise ExportError(msg)
    chosen = set(names)
    for name in sorted(chosen - set(AnkiCards), key=str):
        msg = f"there are no cards {quote(str(name))}; choose from: {known}"
        raise ExportError(msg)
    if AnkiCards.FOLLOW_UPS in chosen and AnkiCards.QUESTION not in chosen:
        msg = (
            "the cards of follow-ups belong to the note of their question;"
            " choose `question` as well"
        )
        raise ExportError(msg)
    return tuple(cards for cards in AnkiCards if cards in chosen)


def _check_updated(_options: object, _field: object, cards: tuple[str, ...]) -> None:
    if AnkiCards.KEY_POINTS in cards:
        msg = (
            "only a package updates the notes of key points;"
            " leave out the cards `key-points`"
        )
        raise ExportError(msg)


# Options that several formats share are declared by a function each, because the classes
# of options do not inherit from one another.


def _weak() -> Any:
    return switch(
        default=True, help="Show weak answers, folded away, and why they are weak."
    )


def _deck() -> Any:
    return option(
        None,
        "Name of the deck, with :: for a deck within a deck; the title of the pack by"
        " default.",
        validator=_check_deck,
    )


def _tag_prefix() -> Any:
    return option(
        TAG_PREFIX,
        "Parent of all tags, for example Interviews.",
        validator=_check_prefix,
    )


def _cards(**settings: Any) -> Any:
    return option(
        (AnkiCards.QUESTION, AnkiCards.FOLLOW_UPS),
        "Cards to make: for the question, for its follow-ups, and for each key point,"
        " with a gap in its place. Follow-ups without cards are shown below the answer.",
        choices=tuple(AnkiCards),
        converter=_as_cards,
        **settings,
    )


@attrs.frozen(kw_only=True)
class AnkiCsvOptions(Options):
    """The options of the file for Anki's note type Basic.

    Args:
        deck: The name of the deck, with ``::`` for a deck within a deck; the title of
            the pack by default.
        tag_prefix: The parent of all tags.
        weak_answers: Whether weak answers are shown.

    Raises:
        ExportError: If Anki does not accept one of them.
    """

    deck: str | None = _deck()
    tag_prefix: str = _tag_prefix()
    weak_answers: bool = _weak()


@attrs.frozen(kw_only=True)
class AnkiUpdateOptions(Options):
    """The options of the file that updates notes.

    Use the options with which the package of the notes was made.

    Args:
        cards: The cards that the notes have, except those of key points.
        weak_answers: Whether weak answers are shown.
        media: Whether images are shown.

    Raises:
        ExportError: If the cards are unknown, or include those of key points.
    """

    cards: tuple[AnkiCards, ...] = _cards(validator=_check_updated)
    weak_answers: bool = _weak()
    media: bool = media_option()


@attrs.frozen(kw_only=True)
class AnkiPackageOptions(Options):
    """The options of a package for Anki.

    Args:
        deck: The name of the deck, with ``::`` for a deck within a deck; the title of
            the pack by default.
        tag_prefix: The parent of all tags.
        cards: The cards to make.
        weak_answers: Whether weak answers are shown.
        media: Whether the package holds and shows the images of the pack.

    Raises:
        ExportError: If Anki does not accept one of them.

    >>> AnkiPackageOptions(cards=("question", "key-points")).cards
    (<AnkiCards.QUESTION: 'question'>, <AnkiCards.KEY_POINTS: 'key-points'>)
    """

    deck: str | None = _deck()
    tag_prefix: str = _tag_prefix()
    cards: tuple[AnkiCards, ...] = _cards()
    weak_answers: bool = _weak()
    media: bool = media_option()
