"""Shortfalls of a plan: what the packs could not give, and what to change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..errors import quote
from ..model import Level, Stage
from ..query import Entry
from .choosing import PlanRequest, RoundDraft, related_ids
from .plans import Shortfall, Slot
from .round_times import RoundFrame
from .wording import counted

_LISTED: Final = 3
"""How many questions a hint names."""


def find_shortfalls(
    request: PlanRequest,
    drafts: Sequence[RoundDraft],
    stages: Sequence[Stage],
    *,
    named: bool,
) -> Iterator[Shortfall]:
    """Yield what a plan lacks.

    Args:
        request: What questions it may have.
        drafts: The filled rounds.
        stages: The stages that it has rounds of.
        named: Whether the caller named them.
    """
    yield from _unplanned(request, stages, named=named)
    yield from _related_planned(drafts)
    for draft in drafts:
        yield from _unfilled(request, draft, drafts)


def _unplanned(
    request: PlanRequest, stages: Sequence[Stage], *, named: bool
) -> Iterator[Shortfall]:
    """Yield how many questions could not be planned for lack of minutes or stages."""
    names = {stage.id for stage in stages}
    matching = request.matching.entries
    staged = [
        entry for entry in matching if not names or names & {*entry.question.stages}
    ]
    untimed = len(staged) - len(list(request.slots(staged)))
    if untimed:
        yield Shortfall(
            message=f"{counted(untimed, 'question')} without minutes cannot be planned",
            hint="state their minutes, or say what to assume",
        )
    if names and not named and len(staged) < len(matching):
        unstaged = counted(len(matching) - len(staged), "question")
        yield Shortfall(
            message=f"{unstaged} of no stage cannot be planned",
            hint="state their stages, or plan without stages",
        )


def _related_planned(drafts: Iterable[RoundDraft]) -> Iterator[Shortfall]:
    """Yield the pairs of related questions that had to be planned."""
    planned = [(slot.entry, draft) for draft in drafts for slot in draft.slots]
    for entry, draft in planned:
        for other, _draft in planned:
            if other.global_id in related_ids(entry):
                yield Shortfall(
                    message=f"{quote(entry.question.id)} is related to"
                    f" {quote(other.question.id)}, which is planned too",
                    hint="no other question was left; loosen the conditions",
                    stage=draft.frame.stage_id,
                )


def _unfilled(
    request: PlanRequest, draft: RoundDraft, drafts: Iterable[RoundDraft]
) -> Iterator[Shortfall]:
    """Yield a shortfall with the reasons why a round has free minutes."""
    free, frame = draft.free_minutes, draft.frame
    if not free:
        return
    if draft.slots:
        verb = "is" if free == 1 else "are"
        message = f"{free} of {frame.minutes} minutes of {_place(frame)} {verb} left free"
    else:
        message = (
            f"no {_levels(request)}question of {_place(frame)} fits"
            f" {counted(frame.minutes, 'minute')}"
        )
    hints = [*_reasons(draft, drafts), *_loosened(request, draft, drafts)]
    yield Shortfall(
        message=message,
        hint=", ".join(hints) or "the packs have no more questions for it",
        stage=frame.stage_id,
    )


def _place(frame: RoundFrame) -> str:
    return f"the stage {quote(frame.stage.id)}" if frame.stage else "the interview"


def _levels(request: PlanRequest) -> str:
    """Return the seniorities that were asked for, in words that end in a space."""
    level = request.conditions.get("level", ())
    names = [level] if isinstance(level, str) else [one for one in Level if one in level]
    return " or ".join(map(str, names)) + " " if names else ""


def _planned_ids(drafts: Iterable[RoundDraft]) -> set[str]:
    return {slot.entry.global_id for draft in drafts for slot in draft.slots}


def _reasons(draft: RoundDraft, drafts: Iterable[RoundDraft]) -> Iterator[str]:
    """Yield why the other candidates of a round are not asked in it."""
    planned = _planned_ids(drafts)
    rest = [slot for slot in draft.candidates if slot.entry.global_id not in planned]
    long = [slot.minutes for slot in rest if slot.minutes > draft.free_minutes]
    related = [slot for slot in rest if slot.minutes <= draft.free_minutes]
    elsewhere = len(draft.candidates) - len(rest) - len(draft.slots)
    if long:
        yield f"the shortest one left takes {counted(min(long), 'minute')}"
    if len(related) == 1:
        yield f"{_names(related)} would fit but is related to a planned question"
    elif related:
        yield f"{_names(related)} would fit but are related to planned questions"
    if elsewhere:
        yield f"{elsewhere} {'is' if elsewhere == 1 else 'are'} asked in other rounds"


def _names(slots: Sequence[Slot]) -> str:
    """Return the ids of some questions in words, the first few of many."""
    names = [quote(slot.question.id) for slot in slots[:_LISTED]]
    if len(slots) > _LISTED:
        names.append(f"{len(slots) - _LISTED} more")
    *firsts, last = names
    return f"{', '.join(firsts)} and {last}" if firsts else last


def _loosened(
    request: PlanRequest, draft: RoundDraft, drafts: Iterable[RoundDraft]
) -> Iterator[str]:
    """Yield what else there would be without one of the conditions, or without any."""
    known = _planned_ids(drafts) | {slot.entry.global_id for slot in draft.candidates}

    def lengths(conditions: Mapping[str, Any]) -> list[int]:
        """Return how long the further questions take that meet *conditions*."""
        entries = request.pool.select(**conditions).entries
        return [
            slot.minutes
            for slot in request.slots(entries)
            if _is_new(slot.entry, draft.frame, known)
        ]

    further = {
        f"without `{name}`": lengths(
            {key: value for key, value in request.conditions.items() if key != name}
        )
        for name in request.conditions
    }
    if not any(further.values()) and request.conditions:
        further = {"without any condition": lengths({})}
    for words, minutes in further.items():
        fitting = sum(length <= draft.free_minutes for length in minutes)
        if fitting:
            yield f"{words} {fitting} would fit"
        elif minutes:
            yield f"{words} the shortest takes {counted(min(minutes), 'minute')}"


def _is_new(entry: Entry, frame: RoundFrame, known: set[str]) -> bool:
    return frame.accepts(entry) and entry.global_id not in known
