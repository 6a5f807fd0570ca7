"""What a planned interview is: rounds of questions that fit into their time.

Time is counted in whole minutes. A question takes what it states as its ``minutes``: the
answer and the follow-ups together, as the model defines it.
"""

import enum

import attrs

from ..model import Question
from ..query import Entry, Selection


class Audience(enum.StrEnum):
    """Who reads a plan: a candidate must not see what a good answer is."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


def _identity(entry: Entry) -> tuple[str, Question]:
    return entry.global_id, entry.question


@attrs.frozen(kw_only=True)
class Slot:
    """A question with its time in a round.

    Args:
        entry: The question in its pack.
        minutes: How long it takes, follow-ups included.
    """

    entry: Entry = attrs.field(eq=_identity)
    minutes: int

    @property
    def question(self) -> Question:
        """The question."""
        return self.entry.question

    @property
    def follow_up_minutes(self) -> int:
        """The minutes to keep for the follow-ups, a third of all if there are any."""
        return self.minutes // 3 if self.question.follow_ups else 0


@attrs.frozen(kw_only=True)
class PlannedRound:
    """One round of an interview: questions of a stage, from easy to hard.

    Args:
        stage: The id of the stage, or empty if the plan does not follow stages.
        title: The title of the round.
        minutes: How long it may take.
        slots: The questions, in order.
    """

    stage: str
    title: str
    minutes: int
    slots: tuple[Slot, ...]

    @property
    def spare(self) -> int:
        """The minutes that no question takes."""
        return self.minutes - sum(slot.minutes for slot in self.slots)


@attrs.frozen(kw_only=True)
class Shortfall:
    """Something that was asked for and that the packs could not give.

    Args:
        message: What is missing.
        hint: Which condition to change.
        stage: The id of the stage that is concerned, or empty.
    """

    message: str
    hint: str
    stage: str = ""

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}"


@attrs.frozen(kw_only=True)
class Plan:
    """An interview: rounds in order, each with its questions.

    Args:
        rounds: The rounds, in the order of the stages. One that has no question is
            included, and a shortfall says why.
        selection: The planned questions, in the order in which they are asked.
        seed: The random seed of the plan.
        shortfalls: What was asked for and could not be met.
    """

    rounds: tuple[PlannedRound, ...]
    selection: Selection
    seed: int | str
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The questions of all rounds, each with its time."""
        return tuple(slot for planned in self.rounds for slot in planned.slots)

    @property
    def minutes(self) -> int:
        """How long all rounds may take together."""
        return sum(planned.minutes for planned in self.rounds)

    def round_of(self, number: int) -> PlannedRound:
        """Return the round of a question.

        Args:
            number: The number of the question in `slots`, counted from 0.

        Raises:
            IndexError: If there are not as many questions.
        """
        return [planned for planned in self.rounds for _slot in planned.slots][number]
