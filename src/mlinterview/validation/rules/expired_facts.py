"""No fact has expired."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import Code, Severity
from ...model import Fact
from ..batches import Batch
from ..rule import Context, Rule

EXPIRED_FACT: Final = Code(
    id="MLI301",
    name="expired-fact",
    summary="A fact is past the day until which it can be relied on.",
    why="Figures change. Check it again, and state the new day in `expires` and `as_of`.",
    severity=Severity.WARNING,
    bad="facts:\n  - {id: jobs, statement: Jobs grow., as_of: 2020-01-01,"
    " status: reported, expires: 2021-01-01}",
    good="facts:\n  - {id: jobs, statement: Jobs grow., as_of: 2020-01-01,"
    " status: reported, expires: 2199-01-01}",
)


def expired_facts(context: Context) -> Iterator[Finding]:
    """Yield a finding for each fact that has expired."""
    for fact in context.contents.of(Fact):
        expires = fact.date("expires")
        if expires is not None and expires < context.today:
            yield context.finding(
                EXPIRED_FACT,
                f"the fact was to be relied on until {expires}; today is {context.today}",
                (*fact.path, "expires"),
                hint="check it again, then renew `as_of` and `expires`",
            )


def _in_doubt(batch: Batch) -> Iterator[Fact]:
    for fact in batch.entities:
        if fact.expires is not None and fact.expires < batch.today:
            yield fact


RULE: Final = Rule(
    name="expired-facts",
    codes=(EXPIRED_FACT,),
    looks_at=(Fact,),
    find=expired_facts,
    clears=_in_doubt,
)
