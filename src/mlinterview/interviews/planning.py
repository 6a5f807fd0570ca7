"""Interviews planned from packs: rounds that follow the stages and fit the time.

Time is counted in whole minutes. What a question takes is what it states as its
``minutes``: the answer and the follow-ups together, as the model defines it.
"""

import enum
import functools
import hashlib
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ..errors import PlanError, quote
from ..model import Difficulty, Level, Pack, Question, Stage
from ..query import Entry, Selection, Several, select

_DIFFICULTIES: Final = (*Difficulty, None)
"""The order in which a round asks; what states no difficulty comes last."""
_DRAWN: Final = 8
"""From how many questions, drawn by chance, the one that adds most is taken."""


class Audience(enum.StrEnum):
    """Who reads a plan: a candidate must not see what a good answer is."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


# What a plan is --------------------------------------------------------------


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
class Round:
    """One sitting of an interview: questions of a stage, from easy to hard.

    Args:
        stage: The id of the stage, or empty if the plan goes by none.
        title: What the round is called.
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
        hint: What to loosen.
        stage: The id of the stage that it concerns, or empty.
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
            there too, and a shortfall says why.
        selection: The planned questions, in the order in which they are asked.
        seed: What the plan was drawn by.
        shortfalls: What was asked for and could not be met.
    """

    rounds: tuple[Round, ...]
    selection: Selection
    seed: int | str
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The questions of all rounds, each with its time."""
        return tuple(slot for one in self.rounds for slot in one.slots)

    @property
    def minutes(self) -> int:
        """How long all rounds may take together."""
        return sum(one.minutes for one in self.rounds)

    def round_of(self, at: int) -> Round:
        """Return the round that the slot number *at* is in, counted from 0.

        Raises:
            IndexError: If there are not as many slots.
        """
        return [one for one in self.rounds for _slot in one.slots][at]


# Planning --------------------------------------------------------------------


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
    another difficulty goes first; of eight of these, drawn by chance, the one that
    adds most competencies and topics is taken. No question is asked twice. Two that
    are related, or one of which is a follow-up of the other, are planned together
    only where a round would otherwise be empty. A round goes from easy to hard.

    The same questions, conditions and seed give the same plan on every machine.

    Args:
        pack: A pack, or questions selected from one or more.
        more_packs: More of them. A stage that several packs have is one stage, as the
            first of them describes it.
        level: Seniorities, see `Level`; a question has to name one of them.
        role: Roles, likewise.
        topic: Ids of topics, likewise; the topics below them are included.
        where: A function of a question that says whether it may be asked.
        stages: Ids of the stages to have rounds of; all by default. With ``()``, or
            packs that have none, there is one round of all questions.
        minutes: How long the interview may take; by default as long as the least
            number of rounds that the stages state.
        round_minutes: How long a round may take, in place of what the stages state.
        assumed_minutes: How long to allow for a question that states no minutes. By
            default it is not asked, and a shortfall counts those left out.
        seed: What makes one plan differ from another.

    Raises:
        PlanError: If no question can be planned, or a number of minutes is not one.
        QueryError: As `select` does for the conditions.

    >>> from mlinterview import load
    >>> plan = plan_interview(
    ...     load("ml-engineer"),
    ...     level="senior",
    ...     topic="rag-search",
    ...     stages="system-design",
    ...     minutes=45,
    ... )
    >>> [(one.title, one.minutes, one.spare) for one in plan.rounds]
    [('System design', 45, 0)]
    """
    for name, number in (
        ("minutes", minutes),
        ("round_minutes", round_minutes),
        ("assumed_minutes", assumed_minutes),
    ):
        if number is not None and (type(number) is not int or number < 1):
            msg = f"{name} takes a whole number from 1 on, not {quote(number)}"
            raise PlanError(msg)
    request = _Request(
        pool=_pool(pack, *more_packs),
        conditions={
            name: _kept(condition)
            for name, condition in (
                ("level", level),
                ("role", role),
                ("topic", topic),
                ("where", where),
            )
            if condition is not None
        },
        assumed_minutes=assumed_minutes,
        seed=seed,
    )
    chosen = _stages(request.pool, stages)
    frames, shortfalls = _frames(
        chosen, named=stages is not None, minutes=minutes, round_minutes=round_minutes
    )
    drafts = _filled(request, frames)
    shortfalls = [
        *shortfalls,
        *_unplanned(request, chosen, named=stages is not None),
        *_twins_planned(drafts),
        *(one for draft in drafts for one in _unfilled(request, draft, drafts)),
    ]
    if not any(draft.slots for draft in drafts):
        reasons = "; ".join(map(str, shortfalls))
        msg = f"no question can be planned: {reasons}"
        raise PlanError(msg)
    rounds = tuple(_round(draft, request) for draft in drafts)
    return Plan(
        rounds=rounds,
        selection=Selection(
            (slot.entry for one in rounds for slot in one.slots), request.pool.indexes
        ),
        seed=seed,
        shortfalls=tuple(shortfalls),
    )


def _kept(condition: Any) -> Any:
    """Return a condition that can be looked at more than once."""
    is_plain = isinstance(condition, str) or not isinstance(condition, Iterable)
    return condition if is_plain else tuple(condition)


def _pool(*given: Pack | Selection) -> Selection:
    """Return all questions there are to choose from."""
    selections = (one if isinstance(one, Selection) else select(one) for one in given)
    return functools.reduce(operator.or_, selections)


@attrs.frozen(kw_only=True)
class _Request:
    """What a plan is to be made of.

    Args:
        pool: All questions.
        conditions: What a question has to meet, by the arguments of `select`.
        assumed_minutes: What a question takes that does not say so.
        seed: What chance goes by.
    """

    pool: Selection
    conditions: Mapping[str, Any]
    assumed_minutes: int | None
    seed: int | str

    @functools.cached_property
    def met(self) -> Selection:
        """The questions that meet every condition."""
        return self.pool.select(**self.conditions)

    def slots(self, entries: Iterable[Entry]) -> Iterator[Slot]:
        """Yield the questions whose time is known, with it."""
        for entry in entries:
            minutes = entry.question.minutes or self.assumed_minutes
            if minutes is not None:
                yield Slot(entry=entry, minutes=minutes)

    def chance(self, slot: Slot) -> bytes:
        """Return where chance puts a question among others."""
        return hashlib.sha256(f"{self.seed}\0{slot.entry.global_id}".encode()).digest()


# Rounds and their time -------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Frame:
    """A round before it has questions."""

    stage: Stage | None
    minutes: int

    @property
    def stage_id(self) -> str:
        return self.stage.id if self.stage else ""

    @property
    def title(self) -> str:
        return self.stage.title if self.stage else "Questions"

    def has(self, entry: Entry) -> bool:
        """Say whether a question may be asked in this round."""
        return self.stage is None or self.stage.id in entry.question.stages


def _stages(pool: Selection, wanted: Several | None) -> list[Stage]:
    """Return the stages to have rounds of, in order.

    Raises:
        QueryError: If there is no such stage.
    """
    known: dict[str, Stage] = {}
    for index in pool.indexes:
        for stage in index.stages.values():
            known.setdefault(stage.id, stage)
    if wanted is not None:
        names = {wanted} if isinstance(wanted, str) else set(wanted)
        pool.select(stage=names)
        known = {name: stage for name, stage in known.items() if name in names}
    return sorted(known.values(), key=lambda stage: stage.order)


def _frames(
    stages: Sequence[Stage],
    *,
    named: bool,
    minutes: int | None,
    round_minutes: int | None,
) -> tuple[list[_Frame], list[Shortfall]]:
    """Return the rounds with their time, and what of it is not used.

    Raises:
        PlanError: If the time is not known, or too short for so many rounds.
    """
    wanted: Sequence[Stage | None] = stages or (None,)
    lengths = [_length(stage, minutes, round_minutes) for stage in wanted]
    counts = [_least(stage, named=named) for stage in wanted]
    total = sum(map(operator.mul, lengths, counts))
    if minutes is not None:
        counts = _with_more(wanted, lengths, counts, minutes - total)
    frames = [
        _Frame(stage=stage, minutes=length)
        for stage, length, count in zip(wanted, lengths, counts, strict=True)
        for _ in range(count)
    ]
    if not frames:
        msg = "every stage may be left out; name the ones to have, or give more minutes"
        raise PlanError(msg)
    return _in_time(frames, minutes)


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


def _least(stage: Stage | None, *, named: bool) -> int:
    """Return how many rounds a stage has at least; one that was asked for has one."""
    stated = stage.rounds.min if stage and stage.rounds else 1
    return max(1, stated) if named else stated


def _most(stage: Stage | None) -> int:
    return stage.rounds.max if stage and stage.rounds else 1


def _with_more(
    stages: Sequence[Stage | None], lengths: Sequence[int], counts: list[int], left: int
) -> list[int]:
    """Return the numbers of rounds, with more of them as long as time is left.

    Every stage has a second round before any has a third.
    """
    more = list(counts)
    for wanted in range(1, 1 + max(map(_most, stages))):
        for at, stage in enumerate(stages):
            if more[at] < wanted <= _most(stage) and lengths[at] <= left:
                more[at] += 1
                left -= lengths[at]
    return more


def _in_time(
    frames: list[_Frame], minutes: int | None
) -> tuple[list[_Frame], list[Shortfall]]:
    """Return the rounds, shortened where they take longer than *minutes*."""
    total = sum(frame.minutes for frame in frames)
    if minutes is None or total == minutes:
        return frames, []
    if total < minutes:
        short = Shortfall(
            message=f"{total} of {minutes} minutes are planned",
            hint="the stages have no more or longer rounds; say how long a round may be",
        )
        return frames, [short]
    if minutes < len(frames):
        msg = f"{minutes} minutes are too few for {len(frames)} rounds; name fewer stages"
        raise PlanError(msg)
    shares = _shared(minutes, [frame.minutes for frame in frames])
    shortened = [
        attrs.evolve(frame, minutes=share)
        for frame, share in zip(frames, shares, strict=True)
    ]
    return shortened, []


def _shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Return *whole* in parts of at least 1, in proportion to *weights*."""
    total, spare = sum(weights), whole - len(weights)
    parts = [1 + spare * weight // total for weight in weights]
    # What rounding down has left goes to those that lost most by it.
    lost = sorted(range(len(weights)), key=lambda at: -(spare * weights[at] % total))
    for at in lost[: whole - sum(parts)]:
        parts[at] += 1
    return parts


# Questions for the rounds ----------------------------------------------------


@attrs.define
class _Draft:
    """A round that is being filled.

    Args:
        frame: The round.
        candidates: The questions of its stage.
        slots: Those that have been chosen.
    """

    frame: _Frame
    candidates: list[Slot]
    slots: list[Slot] = attrs.field(factory=list)

    @property
    def left(self) -> int:
        return self.frame.minutes - sum(slot.minutes for slot in self.slots)


def _filled(request: _Request, frames: Sequence[_Frame]) -> list[_Draft]:
    """Return the rounds with questions.

    They choose in turn, the one with the fewest to choose from first, so that none
    takes what another could not do without.
    """
    known = list(request.slots(request.met.entries))
    drafts = [
        _Draft(frame, [slot for slot in known if frame.has(slot.entry)])
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


def _choose(request: _Request, draft: _Draft, drafts: Iterable[_Draft]) -> bool:
    """Give a round one more question; say whether there was one."""
    choices = _choices(draft, drafts)
    if not choices:
        return False
    lengths = _filling(draft.left, [slot.minutes for slot in choices])
    filling = [slot for slot in choices if slot.minutes in lengths]
    difficulties = {slot.question.difficulty for slot in draft.slots}
    others = [one for one in filling if one.question.difficulty not in difficulties]
    drawn = sorted(others or filling, key=request.chance)[:_DRAWN]
    asked = [slot.question for one in drafts for slot in one.slots]
    draft.slots.append(max(drawn, key=lambda slot: _gain(slot.question, asked)))
    return True


def _choices(draft: _Draft, drafts: Iterable[_Draft]) -> list[Slot]:
    """Return what a round may ask next; what is like another only if it must."""
    taken = [slot.entry for one in drafts for slot in one.slots]
    names = {entry.global_id for entry in taken}
    fitting = [
        slot
        for slot in draft.candidates
        if slot.entry.global_id not in names and slot.minutes <= draft.left
    ]
    twins = {name for entry in taken for name in _twins(entry)}
    apart = [
        slot
        for slot in fitting
        if slot.entry.global_id not in twins and not names & _twins(slot.entry)
    ]
    return apart or ([] if draft.slots else fitting)


def _twins(entry: Entry) -> frozenset[str]:
    """Return the global ids of the questions that one should not be asked beside."""
    near = (*entry.related, *entry.follow_up_questions)
    return frozenset(f"{entry.pack.id}:question/{one.id}" for one in near)


def _filling(room: int, lengths: Sequence[int]) -> frozenset[int]:
    """Return those of *lengths* that can begin to fill *room* as far as possible."""
    best = _fullest(room, lengths)
    found: set[int] = set()
    for length in dict.fromkeys(lengths):
        others = list(lengths)
        others.remove(length)
        if length + _fullest(room - length, others) == best:
            found.add(length)
    return frozenset(found)


def _fullest(room: int, lengths: Iterable[int]) -> int:
    """Return the greatest sum of some of *lengths* that is no more than *room*."""
    sums = 1  # Bit n is set if n minutes can be filled.
    for length in lengths:
        sums |= sums << length & ~(-1 << room + 1)
    return sums.bit_length() - 1


def _gain(question: Question, asked: Sequence[Question]) -> int:
    """Return how many competencies and topics a question adds to those asked."""
    competencies = {name for one in asked for name in one.competencies}
    topics = {name for one in asked for name in one.topics}
    return len({*question.competencies} - competencies) + len({*question.topics} - topics)


def _round(draft: _Draft, request: _Request) -> Round:
    """Return a round, its questions from easy to hard."""

    def place(slot: Slot) -> tuple[int, bytes]:
        return _DIFFICULTIES.index(slot.question.difficulty), request.chance(slot)

    return Round(
        stage=draft.frame.stage_id,
        title=draft.frame.title,
        minutes=draft.frame.minutes,
        slots=tuple(sorted(draft.slots, key=place)),
    )


# What is missing -------------------------------------------------------------


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' if count != 1 else ''}"


def _unplanned(
    request: _Request, stages: Sequence[Stage], *, named: bool
) -> Iterator[Shortfall]:
    """Yield what questions could not be considered for lack of a statement."""
    names = {stage.id for stage in stages}
    met = request.met.entries
    placed = [one for one in met if not names or names & {*one.question.stages}]
    untimed = len(placed) - len(list(request.slots(placed)))
    if untimed:
        yield Shortfall(
            message=f"{_number(untimed, 'question')} without minutes cannot be planned",
            hint="state their minutes, or say what to assume",
        )
    if names and not named and len(placed) < len(met):
        yield Shortfall(
            message=f"{_number(len(met) - len(placed), 'question')} of no stage"
            " cannot be planned",
            hint="state their stages, or plan without stages",
        )


def _twins_planned(drafts: Iterable[_Draft]) -> Iterator[Shortfall]:
    """Yield the pairs of related questions that had to be planned."""
    entries = [(slot.entry, draft) for draft in drafts for slot in draft.slots]
    for entry, draft in entries:
        for other, _draft in entries:
            if other.global_id in _twins(entry):
                yield Shortfall(
                    message=f"{quote(entry.question.id)} is near to"
                    f" {quote(other.question.id)}, which is planned too",
                    hint="no other question was left; widen the choice",
                    stage=draft.frame.stage_id,
                )


def _unfilled(
    request: _Request, draft: _Draft, drafts: Iterable[_Draft]
) -> Iterator[Shortfall]:
    """Yield why a round has time left."""
    if not draft.left:
        return
    frame = draft.frame
    if draft.slots:
        message = (
            f"{draft.left} of {frame.minutes} minutes of {_where(frame)} are left free"
        )
    else:
        message = (
            f"no {_wanted(request)}question of {_where(frame)} fits"
            f" {_number(frame.minutes, 'minute')}"
        )
    hints = [*_reasons(draft, drafts), *_loosened(request, draft, drafts)]
    yield Shortfall(
        message=message,
        hint=", ".join(hints) or "the packs have no more questions for it",
        stage=frame.stage_id,
    )


def _where(frame: _Frame) -> str:
    return f"the stage {quote(frame.stage.id)}" if frame.stage else "the interview"


def _wanted(request: _Request) -> str:
    """Return the seniority in words, if one was asked for."""
    level = request.conditions.get("level", ())
    named = [level] if isinstance(level, str) else [one for one in Level if one in level]
    return " or ".join(map(str, named)) + " " if named else ""


def _reasons(draft: _Draft, drafts: Iterable[_Draft]) -> Iterator[str]:
    """Yield why the questions of a round that are left are not asked in it."""
    taken = {slot.entry.global_id for one in drafts for slot in one.slots}
    rest = [one for one in draft.candidates if one.entry.global_id not in taken]
    long = [slot.minutes for slot in rest if slot.minutes > draft.left]
    near = len(rest) - len(long)
    elsewhere = len(draft.candidates) - len(rest) - len(draft.slots)
    if long:
        yield f"the shortest one left takes {min(long)} minutes"
    if near:
        yield f"{near} {'is' if near == 1 else 'are'} near to what is asked"
    if elsewhere:
        yield f"{elsewhere} {'is' if elsewhere == 1 else 'are'} asked in other rounds"


def _loosened(
    request: _Request, draft: _Draft, drafts: Iterable[_Draft]
) -> Iterator[str]:
    """Yield what else there would be without one of the conditions, or without any."""
    taken = {slot.entry.global_id for one in drafts for slot in one.slots}
    known = {slot.entry.global_id for slot in draft.candidates}

    def others(conditions: Mapping[str, Any]) -> list[int]:
        """Return how long the further questions take that meet *conditions*."""
        return [
            slot.minutes
            for slot in request.slots(request.pool.select(**conditions).entries)
            if draft.frame.has(slot.entry) and slot.entry.global_id not in taken | known
        ]

    found = {
        f"without `{name}`": others(
            {key: one for key, one in request.conditions.items() if key != name}
        )
        for name in request.conditions
    }
    if not any(found.values()) and request.conditions:
        found = {"without any condition": others({})}
    for words, minutes in found.items():
        fitting = sum(one <= draft.left for one in minutes)
        if fitting:
            yield f"{words} {fitting} would fit"
        elif minutes:
            yield f"{words} the shortest takes {min(minutes)} minutes"
