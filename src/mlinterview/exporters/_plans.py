"""A planned interview as a sheet of Markdown, and as plain data."""

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
    """Return the sheet that an interviewer or a candidate has before them."""
    is_candidate = audience is Audience.CANDIDATE
    blocks = _for_candidate(plan) if is_candidate else _for_interviewer(plan)
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _front(plan: Plan, title: str) -> Iterator[str]:
    """Yield the title, and whose questions they are."""
    yield f"# {title}: {' and '.join(escape(p.title) for p in plan.selection.packs)}"
    for pack in plan.selection.packs:
        authors = ", ".join(escape(author.name) for author in pack.metadata.authors)
        yield (
            f"Questions of {escape(pack.title)} {escape(pack.version)} by {authors},"
            f" licence {escape(pack.metadata.license)}."
        )


def _heading(number: int, one: PlannedRound) -> str:
    return f"## Round {number}: {escape(one_line(one.title))} ({one.minutes} minutes)"


def _for_candidate(plan: Plan) -> Iterator[str]:
    yield from _front(plan, "Interview")
    asked = 0
    for number, one in enumerate(plan.rounds, 1):
        yield _heading(number, one)
        for slot in one.slots:
            asked += 1
            yield f"### {asked}. {embed_inline(slot.question.prompt)}"
            yield f"{slot.minutes} minutes"


def _for_interviewer(plan: Plan) -> Iterator[str]:
    yield from _front(plan, "Interviewer’s sheet")
    yield "\n".join(f"- {escape(one_line(shortfall))}" for shortfall in plan.shortfalls)
    asked = 0
    for number, one in enumerate(plan.rounds, 1):
        yield _heading(number, one)
        yield from _stage(plan, one)
        at = 0
        for slot in one.slots:
            asked += 1
            yield f"### {asked}. {embed_inline(slot.question.prompt)}"
            yield _times(slot, at)
            yield from _all(slot.entry)
            yield "Verdict: ____ Notes:"
            at += slot.minutes


def _stage(plan: Plan, one: PlannedRound) -> Iterator[str]:
    """Yield how a round is held and what it is to find out."""
    stage = _stage_of(plan, one)
    if stage is not None:
        yield escape(stage.format or "")
        yield embed(stage.assesses, level=2)


def _stage_of(plan: Plan, one: PlannedRound) -> Stage | None:
    found = (index.stages.get(one.stage) for index in plan.selection.indexes)
    return next((stage for stage in found if stage is not None), None)


def _times(slot: Slot, at: int) -> str:
    """Return from when to when a question is asked, in minutes of its round."""
    kept = slot.follow_up_minutes
    follow_ups = f", {kept} of them for follow-ups" if kept else ""
    return f"Minutes {at} to {at + slot.minutes}{follow_ups}"


def _all(entry: Entry) -> Iterator[str]:
    for section in sections(entry):
        yield f"#### {escape(section.heading)}"
        yield to_markdown(section.body, level=4)


def plan_data(plan: Plan, audience: Audience) -> Any:
    """Return a plan as plain data."""
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
            "title": one.title,
            "minutes": one.minutes,
            **({"stage": one.stage} if full else {}),
            "questions": [_slot_data(slot, full=full) for slot in one.slots],
        }
        for one in plan.rounds
    ]
    data = {"packs": packs, "minutes": plan.minutes, "rounds": rounds}
    if full:
        data["seed"] = plan.seed
        data["shortfalls"] = [attrs.asdict(one) for one in plan.shortfalls]
    return data


def _slot_data(slot: Slot, *, full: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"prompt": slot.question.prompt, "minutes": slot.minutes}
    if full:
        data["follow_up_minutes"] = slot.follow_up_minutes
        data["global_id"] = slot.entry.global_id
        data["question"] = unstructure(slot.question)
    return data
