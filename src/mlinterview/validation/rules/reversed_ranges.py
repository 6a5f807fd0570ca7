"""No range has a low end above its high end."""

from collections.abc import Iterator
from typing import Any, Final

from ...document import Finding
from ...errors import Code
from ...model import Fact, Rounds, Stage
from ..batches import Batch
from ..rule import Context, Rule

_RANGES: Final = ((Fact, "low", "high"), (Rounds, "min", "max"))


REVERSED_RANGE: Final = Code(
    id="MLI208",
    name="reversed-range",
    summary="The low end of a range is above its high end.",
    why="No number is in such a range; the two ends were most likely swapped.",
    bad="stages:\n"
    "  - {id: screen, title: Screen, order: 1, assesses: Fit., rounds: {min: 3, max: 2}}",
    good="stages:\n"
    "  - {id: screen, title: Screen, order: 1, assesses: Fit., rounds: {min: 2, max: 3}}",
)


def reversed_ranges(context: Context) -> Iterator[Finding]:
    """Yield a finding for each range whose low end is above its high end."""
    for cls, low, high in _RANGES:
        for node in context.contents.of(cls):
            least, most = node.number(low), node.number(high)
            if least is not None and most is not None and least > most:
                yield context.finding(
                    REVERSED_RANGE,
                    f"`{low}`, {least}, is above `{high}`, {most}",
                    (*node.path, low),
                    hint="swap the two",
                )


def _in_doubt(batch: Batch) -> Iterator[Any]:
    for entity in batch.entities:
        if batch.cls is Fact:
            low, high = entity.low, entity.high
        else:
            rounds = entity.rounds
            low, high = (rounds.min, rounds.max) if rounds else (None, None)
        if low is not None and high is not None and low > high:
            yield entity


RULE: Final = Rule(
    name="reversed-ranges",
    codes=(REVERSED_RANGE,),
    looks_at=(Fact, Stage),
    find=reversed_ranges,
    clears=_in_doubt,
)
