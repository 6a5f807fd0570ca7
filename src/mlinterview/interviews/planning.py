"""How interviews are planned: from packs to rounds that follow the stages."""

import functools
import operator
from collections.abc import Callable, Iterable
from typing import Any

from ..errors import PlanError, quote
from ..model import Pack, Question
from ..query import Selection, Several, select
from .choosing import PlanRequest, fill_rounds
from .plans import Plan
from .round_times import round_frames, stages_of
from .shortfalls import find_shortfalls


def plan_interview(
    pack: Pack | Selection,
    *more_packs: Pack | Selection,
    level: Several | None = None,
    role: Several | None = None,
    topic: Several | None = None,
    where: Callable[[Question], bool] | None = None,
    stages: Several | None = None,
    minutes: int | None = None,
    round_minutes: int | None = None,
    assumed_minutes: int | None = None,
    seed: int | str = 0,
) -> Plan:
    """Return an interview planned from the questions of packs or selections.

    The rounds follow the stages. Together they take at most *minutes*, and each at
    most as long as its stage states. If all are too long together, each is shortened
    in proportion; if there is time left, stages that may have more rounds get them.

    Each round is filled as far as its questions allow. Of those that fill it, one of
    a difficulty that the round does not have yet is preferred; of eight of these, drawn
    at random, the one that adds most competencies and topics is taken. No question is
    asked twice. Two that are related, or one of which is a follow-up of the other, are
    planned together only where a round would otherwise be empty. A round goes from easy
    to hard.

    The same questions, conditions and seed give the same plan on every machine.

    Args:
        pack: A pack, or questions selected from one or more.
        more_packs: More of them. A stage that several packs have is one stage, as the
            first of them describes it.
        level: Seniorities, see `Level`; a question has to name one of them.
        role: Roles; a question has to name one of them.
        topic: Ids of topics; a question has to belong to one of them, or to a topic
            below it.
        where: A function of a question that returns True if it may be asked.
        stages: Ids of the stages to have rounds of; all by default. With ``()``, or
            packs that have none, there is one round of all questions.
        minutes: How long the interview may take; by default as long as the stages
            need that each have the least number of rounds.
        round_minutes: How long a round may take, in place of what the stages state.
        assumed_minutes: How long to allow for a question that states no minutes. By
            default it is not asked, and a shortfall counts those left out.
        seed: The random seed.

    Raises:
        PlanError: If no question can be planned, or a number of minutes is not a
            positive whole number.
        QueryError: As `select` does for the conditions.

    >>> from mlinterview import load
    >>> plan = plan_interview(
    ...     load("ml-engineer"),
    ...     level="senior",
    ...     topic="rag-search",
    ...     stages="system-design",
    ...     minutes=45,
    ... )
    >>> [(planned.title, planned.minutes, planned.spare) for planned in plan.rounds]
    [('System design', 45, 0)]
    """
    _check_minutes(
        minutes=minutes, round_minutes=round_minutes, assumed_minutes=assumed_minutes
    )
    conditions = {"level": level, "role": role, "topic": topic, "where": where}
    request = PlanRequest(
        pool=_pool(pack, *more_packs),
        conditions={
            name: _repeatable(condition)
            for name, condition in conditions.items()
            if condition is not None
        },
        assumed_minutes=assumed_minutes,
        seed=seed,
    )
    is_named = stages is not None
    used_stages = stages_of(request.pool, stages)
    frames, unused = round_frames(
        used_stages, named=is_named, minutes=minutes, round_minutes=round_minutes
    )
    drafts = fill_rounds(request, frames)
    lacking = find_shortfalls(request, drafts, used_stages, named=is_named)
    shortfalls = (*unused, *lacking)
    if not any(draft.slots for draft in drafts):
        reasons = "; ".join(map(str, shortfalls))
        msg = f"no question can be planned: {reasons}"
        raise PlanError(msg)
    rounds = tuple(draft.planned_round(request) for draft in drafts)
    return Plan(
        rounds=rounds,
        selection=Selection(
            (slot.entry for planned in rounds for slot in planned.slots),
            request.pool.indexes,
        ),
        seed=seed,
        shortfalls=shortfalls,
    )


def _check_minutes(**stated: int | None) -> None:
    """Refuse what is not a positive number of minutes.

    Raises:
        PlanError: If a number is not a positive integer.
    """
    for name, number in stated.items():
        if number is not None and (type(number) is not int or number < 1):
            msg = f"{name} takes a whole number from 1 on, not {quote(number)}"
            raise PlanError(msg)


def _repeatable(condition: Any) -> Any:
    """Return a condition that can be iterated more than once."""
    is_plain = isinstance(condition, str) or not isinstance(condition, Iterable)
    return condition if is_plain else tuple(condition)


def _pool(*given: Pack | Selection) -> Selection:
    """Return all questions of packs and selections."""
    selections = (one if isinstance(one, Selection) else select(one) for one in given)
    return functools.reduce(operator.or_, selections)
