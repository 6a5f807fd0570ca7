"""A planned interview as a Markdown sheet and as plain data."""

import itertools
from collections.abc import Iterator
from typing import Any

import attrs

from ..errors import one_line
from ..interviews import Audience, Plan, PlannedRound, Slot
from ..model import Stage, unstructure
from ..presentation import sections
from ..query import Entry
from ..rendering import embed, embed_inline, escape, to_markdown


def plan_sheet(plan: Plan, audience: Audience) -> bytes:
    """Return the Markdown sheet of the interviewer or of the candidate."""
    is_candidate = audience is Audience.CANDIDATE
    blocks = _for_candidate(plan) if is_candidate else _for_interviewer(plan)
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _introduction(plan: Plan, title: str) -> Iterator[str]:
    """Yield the title, then the authors and the license of each pack."""
    packs = " and ".join(escape(pack.title) for pack in plan.selection.packs)
    yield f"# {title}: {packs}"
    for pack in plan.selection.packs:
        authors = ", ".join(escape(author.name) for author in pack.metadata.authors)
        yield (
            f"Questions of {escape(pack.title)} {escape(pack.version)} by {authors},"
            f" licence {escape(pack.metadata.license)}."
        )


def _heading(number: int, round: PlannedRound) -> str:
    title = escape(one_line(round.title))
    return f"## Round {number}: {title} ({round.minutes} minutes)"


def _for_candidate(plan: Plan) -> Iterator[str]:
    yield from _introduction(plan, "Interview")
    numbers = itertools.count(1)
    for round_number, round in enumerate(plan.rounds, 1):
        yield _heading(round_number, round)
        for slot in round.slots:
            yield f"### {next(numbers)}. {embed_inline(slot.question.prompt)}"
            yield f"{slot.minutes} minutes"


def _for_interviewer(plan: Plan) -> Iterator[str]:
    yield from _introduction(plan, "Interviewer’s sheet")
    yield "\n".join(f"- {escape(one_line(shortfall))}" for shortfall in plan.shortfalls)
    numbers = itertools.count(1)
    for round_number, round in enumerate(plan.rounds, 1):
        yield _heading(round_number, round)
        yield from _stage_blocks(plan, round)
        start = 0
        for slot in round.slots:
            yield f"### {next(numbers)}. {embed_inline(slot.question.prompt)}"
            yield _times(slot, start)
            yield from _question_sections(slot.entry)
            yield "Verdict: ____ Notes:"
            start += slot.minutes


def _stage_blocks(plan: Plan, round: PlannedRound) -> Iterator[str]:
    """Yield the format of a round's stage and what it assesses."""
    stage = _stage_of(plan, round)
    if stage is not None:
        yield escape(stage.format or "")
        yield embed(stage.assesses, level=2)


def _stage_of(plan: Plan, round: PlannedRound) -> Stage | None:
    stages = (index.stages.get(round.stage) for index in plan.selection.indexes)
    return next((stage for stage in stages if stage is not None), None)


def _times(slot: Slot, start: int) -> str:
    """Return a sentence with the start and the end of a question in its round."""
    minutes = slot.follow_up_minutes
    follow_ups = f", {minutes} of them for follow-ups" if minutes else ""
    return f"Minutes {start} to {start + slot.minutes}{follow_ups}"


def _question_sections(entry: Entry) -> Iterator[str]:
    for section in sections(entry):
        yield f"#### {escape(section.heading)}"
        yield to_markdown(section.body, level=4)


def plan_data(plan: Plan, audience: Audience) -> Any:
    """Return a plan as plain data; for a candidate, without ids and answers."""
    full = audience is Audience.INTERVIEWER
    packs = [
        {
            "id": pack.id,
            "title": pack.title,
            "version": pack.version,
            "license": pack.metadata.license,
        }
        for pack in plan.selection.packs
    ]
    rounds = [
        {
            "title": round.title,
            "minutes": round.minutes,
            **({"stage": round.stage} if full else {}),
            "questions": [_slot_data(slot, full=full) for slot in round.slots],
        }
        for round in plan.rounds
    ]
    data = {"packs": packs, "minutes": plan.minutes, "rounds": rounds}
    if full:
        data["seed"] = plan.seed
        data["shortfalls"] = [attrs.asdict(shortfall) for shortfall in plan.shortfalls]
    return data


def _slot_data(slot: Slot, *, full: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"prompt": slot.question.prompt, "minutes": slot.minutes}
    if full:
        data["follow_up_minutes"] = slot.follow_up_minutes
        data["global_id"] = slot.entry.global_id
        data["question"] = unstructure(slot.question)
    return data
