"""Taking what a user changed in a deck back to the pack that the deck was made from.

Each field of a note is compared with the field that the formats make of the pack now. A
difference leads to the value of the pack that the field shows there. A correction is
proposed only if it can be proved: the new value, made into HTML again, must mean exactly
what the user's field means. Every other difference is only reported.
"""

import datetime
import os
from pathlib import Path

from ..document import ARCHIVE, DEFAULT_LIMITS, Limits
from ..errors import DeckError, Report, quote
from ..model import Pack
from ..storage import Source, is_name, load, open_document
from ..validation import Edited, edit
from .corrections import CardDifference, Correction, Corrections, DifferenceReason
from .deck_file import DeckFile
from .deck_reader import read_deck


def import_anki(
    deck: str | os.PathLike[str],
    pack: Source,
    *,
    base: Source | None = None,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Corrections:
    """Return the corrections of a pack that follow from an edited deck.

    Args:
        deck: A file that Anki exported: an ``.apkg`` or ``.colpkg``, or notes as text.
        pack: The pack that the deck was made from, as `load` takes it. Corrections can
            be written if it is a file or a directory.
        base: The pack as it was when the deck was made. With it, corrections follow only
            from what the user changed, and not from what the author changed since.
        today: The day on which the packs are checked; the current one by default.
        limits: How much to read of the packs.

    Raises:
        DeckError: If the deck cannot be read, or no note of it is from the pack.
        PackError: If a pack has errors.
    """
    deck_file = read_deck(deck)
    document = open_document(pack, limits=limits)
    current = load(pack, today=today, limits=limits)
    former = load(base, today=today, limits=limits) if base is not None else None
    try:
        from .deck_comparison import DeckComparison
    except ImportError as error:
        msg = "to take corrections from a deck, install `mlinterview[anki]`"
        raise DeckError(msg) from error
    comparison = DeckComparison(current, former)
    for note in deck_file.notes:
        comparison.compare(note, is_html=deck_file.is_html)
    if not comparison.matched:
        raise _nothing_matches(deck_file, current)
    corrections = tuple(comparison.corrections())
    differences = comparison.differences
    edited = Edited(Report(name=document.name), (), ())
    if _is_in_files(os.fspath(pack)):
        fixes = [correction.fix for correction in corrections]
        edited = edit(document, fixes, today=today)
        misplaced = [each for each in corrections if each.fix not in edited.done]
        differences += map(_misplaced, misplaced)
        corrections = tuple(each for each in corrections if each not in misplaced)
    return Corrections(
        report=edited.report,
        corrections=corrections,
        differences=tuple(differences),
        personal=tuple(comparison.personal),
        unknown=tuple(comparison.unknown),
        matched=comparison.matched,
        files=edited.files,
    )


def _is_in_files(source: str) -> bool:
    """Return True if a pack is in files that can be changed."""
    if Path(source).suffix.lower() == ARCHIVE:
        return False
    return not is_name(source) or Path(source).exists()


def _nothing_matches(deck: DeckFile, pack: Pack) -> DeckError:
    if not deck.notes:
        return DeckError(f"{quote(deck.name)} holds no notes")
    number = len(deck.notes)
    msg = (
        f"{quote(deck.name)} holds {number} note{'s' if number > 1 else ''}, and none is"
        f" from the pack {quote(pack.id)}; was it made from another pack? Text has to be"
        " exported with the unique identifier"
    )
    return DeckError(msg)


def _misplaced(correction: Correction) -> CardDifference:
    return CardDifference(
        question=correction.question,
        field=correction.field,
        reason=DifferenceReason.PLACE,
        entity=correction.entity,
        old=_as_text(correction.fix.old),
        new=_as_text(correction.fix.new),
    )


def _as_text(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")
