"""The rounds that an interview has, and how long each may take."""

import operator
from collections.abc import Sequence

import attrs

from ..errors import PlanError, quote
from ..model import Stage
from ..query import Entry, Selection, Several
from .plans import Shortfall
from .wording import counted


@attrs.frozen(kw_only=True)
class RoundFrame:
    """A round before it has questions.

    Args:
        stage: The stage, or `None` if the plan does not follow stages.
        minutes: How long it may take.
    """

    stage: Stage | None
    minutes: int

    @property
    def stage_id(self) -> str:
        """The id of the stage, or empty."""
        return self.stage.id if self.stage else ""

    @property
    def title(self) -> str:
        """The title of the round."""
        return self.stage.title if self.stage else "Questions"

    def accepts(self, entry: Entry) -> bool:
        """Return True if a question may be asked in this round."""
        return self.stage is None or self.stage.id in entry.question.stages


def stages_of(pool: Selection, wanted: Several | None) -> list[Stage]:
    """Return the stages that an interview has rounds of, in order.

    Args:
        pool: All questions, with their packs.
        wanted: The ids of the stages; `None` for all stages of the packs.

    Raises:
        QueryError: If there is no such stage.
    """
    stages: dict[str, Stage] = {}
    for index in pool.indexes:
        for stage in index.stages.values():
            stages.setdefault(stage.id, stage)
    if wanted is not None:
        names = {wanted} if isinstance(wanted, str) else set(wanted)
        pool.select(stage=names)  # It raises if there is no such stage.
        stages = {name: stage for name, stage in stages.items() if name in names}
    return sorted(stages.values(), key=lambda stage: stage.order)


def round_frames(
    stages: Sequence[Stage],
    *,
    named: bool,
    minutes: int | None,
    round_minutes: int | None,
) -> tuple[list[RoundFrame], list[Shortfall]]:
    """Return the rounds with their time, and a shortfall if they leave time unused.

    Args:
        stages: The stages to have rounds of.
        named: Whether the caller named them, so that each has a round at least.
        minutes: How long the interview may take, if that is stated.
        round_minutes: How long each round may take, if that is stated.

    Raises:
        PlanError: If the time is not known, or too short for so many rounds.
    """
    wanted: Sequence[Stage | None] = stages or (None,)
    lengths = [_length(stage, minutes, round_minutes) for stage in wanted]
    counts = [_fewest(stage, named=named) for stage in wanted]
    total = sum(map(operator.mul, lengths, counts))
    if minutes is not None:
        counts = _with_more(wanted, lengths, counts, minutes - total)
    frames = [
        RoundFrame(stage=stage, minutes=length)
        for stage, length, count in zip(wanted, lengths, counts, strict=True)
        for _ in range(count)
    ]
    if not frames:
        msg = "every stage may be left out; name the ones to have, or give more minutes"
        raise PlanError(msg)
    return _fitted(frames, minutes)


def _length(stage: Stage | None, minutes: int | None, round_minutes: int | None) -> int:
    """Return how long a round of a stage takes."""
    stated = stage.minutes if stage else None
    length = round_minutes or stated or minutes
    if length is None:
        lacking = (
            f"the stage {quote(stage.id)} states no minutes"
            if stage
            else "no stage states minutes"
        )
        msg = f"{lacking}; say how long the interview or a round may take"
        raise PlanError(msg)
    return length


def _fewest(stage: Stage | None, *, named: bool) -> int:
    """Return the least number of rounds of a stage; it is 1 if the stage was named."""
    stated = stage.rounds.min if stage and stage.rounds else 1
    return max(1, stated) if named else stated


def _most(stage: Stage | None) -> int:
    """Return the greatest number of rounds of a stage."""
    return stage.rounds.max if stage and stage.rounds else 1


def _with_more(
    stages: Sequence[Stage | None], lengths: Sequence[int], counts: list[int], spare: int
) -> list[int]:
    """Return *counts*, increased as long as *spare* minutes allow more rounds.

    Every stage has a second round before any has a third.
    """
    more = list(counts)
    for wanted in range(1, 1 + max(map(_most, stages))):
        for number, stage in enumerate(stages):
            if more[number] < wanted <= _most(stage) and lengths[number] <= spare:
                more[number] += 1
                spare -= lengths[number]
    return more


def _fitted(
    frames: list[RoundFrame], minutes: int | None
) -> tuple[list[RoundFrame], list[Shortfall]]:
    """Return the rounds, shortened if together they take longer than *minutes*."""
    total = sum(frame.minutes for frame in frames)
    if minutes is None or total == minutes:
        return frames, []
    if total < minutes:
        unused = Shortfall(
            message=f"{total} of {minutes} minutes are planned",
            hint="the stages have no more or longer rounds; say how long a round may be",
        )
        return frames, [unused]
    if minutes < len(frames):
        time = counted(minutes, "minute")
        msg = f"{time} cannot be divided among {len(frames)} rounds; name fewer stages"
        raise PlanError(msg)
    shares = _shares(minutes, [frame.minutes for frame in frames])
    shortened = [
        attrs.evolve(frame, minutes=share)
        for frame, share in zip(frames, shares, strict=True)
    ]
    return shortened, []


def _shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Return *whole* in parts of at least 1, in proportion to *weights*."""
    total, spare = sum(weights), whole - len(weights)
    parts = [1 + spare * weight // total for weight in weights]
    # What rounding down has left over goes to the parts that lost most by it.
    lost = sorted(range(len(weights)), key=lambda n: -(spare * weights[n] % total))
    for number in lost[: whole - sum(parts)]:
        parts[number] += 1
    return parts
