"""How the questions of each round are chosen."""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ..model import Difficulty, Question
from ..query import Entry, Selection
from .plans import PlannedRound, Slot
from .round_times import RoundFrame

_DIFFICULTIES: Final = (*Difficulty, None)
"""The order in which a round asks; a question that states no difficulty comes last."""
_DRAWN: Final = 8
"""How many questions are drawn at random, of which the one that adds most is taken."""


@attrs.frozen(kw_only=True)
class PlanRequest:
    """What questions a plan may have.

    Args:
        pool: All questions.
        conditions: What a question has to meet, by the arguments of `select`.
        assumed_minutes: How long a question takes that does not say so, or `None` if it
            cannot be planned.
        seed: The random seed.
    """

    pool: Selection
    conditions: Mapping[str, Any]
    assumed_minutes: int | None
    seed: int | str

    @functools.cached_property
    def matching(self) -> Selection:
        """The questions that meet every condition."""
        return self.pool.select(**self.conditions)

    def slots(self, entries: Iterable[Entry]) -> Iterator[Slot]:
        """Yield the questions whose time is known, with it."""
        for entry in entries:
            minutes = entry.question.minutes or self.assumed_minutes
            if minutes is not None:
                yield Slot(entry=entry, minutes=minutes)

    def random_rank(self, slot: Slot) -> bytes:
        """Return what questions are sorted by to draw some at random."""
        return hashlib.sha256(f"{self.seed}\0{slot.entry.global_id}".encode()).digest()


@attrs.define
class RoundDraft:
    """A round that is being filled.

    Args:
        frame: The round.
        candidates: The questions that may be asked in it.
        slots: Those that have been chosen.
    """

    frame: RoundFrame
    candidates: list[Slot]
    slots: list[Slot] = attrs.field(factory=list)

    @property
    def free_minutes(self) -> int:
        """The minutes that no chosen question takes."""
        return self.frame.minutes - sum(slot.minutes for slot in self.slots)

    def planned_round(self, request: PlanRequest) -> PlannedRound:
        """Return the round with the chosen questions, from easy to hard."""

        def rank(slot: Slot) -> tuple[int, bytes]:
            difficulty = _DIFFICULTIES.index(slot.question.difficulty)
            return difficulty, request.random_rank(slot)

        return PlannedRound(
            stage=self.frame.stage_id,
            title=self.frame.title,
            minutes=self.frame.minutes,
            slots=tuple(sorted(self.slots, key=rank)),
        )


def fill_rounds(request: PlanRequest, frames: Sequence[RoundFrame]) -> list[RoundDraft]:
    """Return the rounds with questions.

    They choose in turn, the one with the fewest choices first, so that none takes a
    question that is the only one for another.
    """
    slots = list(request.slots(request.matching.entries))
    drafts = [
        RoundDraft(frame, [slot for slot in slots if frame.accepts(slot.entry)])
        for frame in frames
    ]
    waiting = drafts
    while waiting:
        waiting = [
            draft
            for draft in sorted(waiting, key=lambda one: len(_choices(one, drafts)))
            if _choose(request, draft, drafts)
        ]
    return drafts


def _choose(
    request: PlanRequest, draft: RoundDraft, drafts: Iterable[RoundDraft]
) -> bool:
    """Give a round one more question; return False if there is none."""
    choices = _choices(draft, drafts)
    if not choices:
        return False
    lengths = _filling_lengths(draft.free_minutes, [slot.minutes for slot in choices])
    filling = [slot for slot in choices if slot.minutes in lengths]
    used = {slot.question.difficulty for slot in draft.slots}
    others = [slot for slot in filling if slot.question.difficulty not in used]
    drawn = sorted(others or filling, key=request.random_rank)[:_DRAWN]
    planned = [slot.question for other in drafts for slot in other.slots]
    draft.slots.append(max(drawn, key=lambda slot: _gain(slot.question, planned)))
    return True


def _choices(draft: RoundDraft, drafts: Iterable[RoundDraft]) -> list[Slot]:
    """Return the questions that a round may ask next.

    One that is related to a planned question is among them only if the round would
    otherwise be empty.
    """
    planned = [slot.entry for other in drafts for slot in other.slots]
    names = {entry.global_id for entry in planned}
    fitting = [
        slot
        for slot in draft.candidates
        if slot.entry.global_id not in names and slot.minutes <= draft.free_minutes
    ]
    related = {name for entry in planned for name in related_ids(entry)}
    unrelated = [
        slot
        for slot in fitting
        if slot.entry.global_id not in related and not names & related_ids(slot.entry)
    ]
    return unrelated or ([] if draft.slots else fitting)


def related_ids(entry: Entry) -> frozenset[str]:
    """Return the global ids of the related questions and of those it leads to."""
    related = (*entry.related, *entry.follow_up_questions)
    return frozenset(f"{entry.pack.id}:question/{one.id}" for one in related)


def _filling_lengths(free: int, lengths: Sequence[int]) -> frozenset[int]:
    """Return those of *lengths* that can be part of the fullest use of *free*."""
    best = _greatest_sum(free, lengths)
    filling: set[int] = set()
    for length in dict.fromkeys(lengths):
        others = list(lengths)
        others.remove(length)
        if length + _greatest_sum(free - length, others) == best:
            filling.add(length)
    return frozenset(filling)


def _greatest_sum(free: int, lengths: Iterable[int]) -> int:
    """Return the greatest sum of some of *lengths* that is at most *free*."""
    sums = 1  # Bit n is set if some of the lengths have the sum n.
    for length in lengths:
        sums |= sums << length & ~(-1 << free + 1)
    return sums.bit_length() - 1


def _gain(question: Question, planned: Sequence[Question]) -> int:
    """Return how many competencies and topics *question* adds to those planned."""
    competencies = {name for other in planned for name in other.competencies}
    topics = {name for other in planned for name in other.topics}
    return len({*question.competencies} - competencies) + len({*question.topics} - topics)
