"""No question has a date of its last update in the future."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, Severity
from ...model import Question
from ..batches import Batch
from ..rule import Context, Rule

FUTURE_DATE: Final = Code(
    id="MLI305",
    name="future-date",
    summary="The day on which a question was updated is in the future.",
    why="Decks compare that day to decide which cards to update; one in the future would"
    " prevent every update until then. It is not an error, since clocks and time zones"
    " differ.",
    severity=Severity.WARNING,
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, updated: 2199-01-01}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, updated: 2026-01-31}",
)


def future_dates(context: Context) -> Iterator[Finding]:
    """Yield a finding for each question whose `updated` is in the future."""
    for question in context.contents.of(Question):
        updated = question.date("updated")
        if updated is not None and updated > context.today:
            yield context.finding(
                FUTURE_DATE,
                f"`updated`, {updated}, is later than today, {context.today}",
                (*question.path, "updated"),
                hint="write the day on which the content last changed",
            )


def _in_doubt(batch: Batch) -> Iterator[Question]:
    for question in batch.entities:
        if question.updated is not None and question.updated > batch.today:
            yield question


RULE: Final = Rule(
    name="future-dates",
    codes=(FUTURE_DATE,),
    looks_at=(Question,),
    find=future_dates,
    clears=_in_doubt,
)
