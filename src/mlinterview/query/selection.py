"""Questions picked from packs: `select` gives a `Selection`, which picks further.

The model knows nothing of this module, and nothing here changes a pack.
"""

import collections
import functools
import hashlib
import itertools
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar, cast, overload

import attrs

from ..errors import QueryError, did_you_mean, quote
from ..model import (
    WELL_KNOWN_ROLES,
    Answer,
    AppliesTo,
    Framework,
    Mistake,
    Pack,
    Question,
    Source,
    Stage,
    Tip,
    Topic,
)
from ..rendering import to_text
from .conditions import (
    FIELDS,
    PRESENT,
    And,
    Compare,
    Condition,
    Not,
    Sort,
    days,
    unknown,
    within,
)

if TYPE_CHECKING:
    from .search import Document, TextIndex, Words

T = TypeVar("T")
Several = str | Iterable[str]
"""One value, or several of which any will do."""

FieldName = Literal[
    "topic",
    "kind",
    "difficulty",
    "level",
    "role",
    "stage",
    "tag",
    "competency",
    "minutes",
    "status",
    "updated",
    "pack",
    "id",
    "source",
    "framework",
    "has",
]
"""What questions can be sorted, grouped and counted by."""

Key = FieldName | Callable[[Question], Any]


# Packs, looked up ------------------------------------------------------------


class PackIndex:
    """A pack with its entities by id; each part is made when first needed.

    Args:
        pack: The pack.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.id = pack.id

    @functools.cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.pack.questions}

    @functools.cached_property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by id."""
        return {topic.id: topic for topic in self.pack.topics}

    @functools.cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The stages by id, in the order of the interview process."""
        ordered = sorted(self.pack.stages, key=lambda stage: stage.order)
        return {stage.id: stage for stage in ordered}

    @functools.cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.pack.sources}

    @functools.cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The frameworks by id."""
        return {framework.id: framework for framework in self.pack.frameworks}

    @functools.cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes in their order; those without a place come last."""
        return tuple(
            sorted(self.pack.mistakes, key=lambda m: (m.order is None, m.order or 0))
        )

    @functools.cached_property
    def related(self) -> Mapping[str, tuple[str, ...]]:
        """For each question the ids of those related to it, in either direction."""
        links: dict[str, dict[str, None]] = {name: {} for name in self.questions}
        for question in self.pack.questions:
            for other in question.related:
                if other in links and other != question.id:
                    links[question.id][other] = None
                    links[other][question.id] = None
        return {name: tuple(found) for name, found in links.items()}

    @functools.cached_property
    def lineages(self) -> Mapping[str, tuple[str, ...]]:
        """For each topic its id and those of the wider ones, the widest first."""
        return {name: self._lineage(name) for name in self.topics}

    def _lineage(self, name: str) -> tuple[str, ...]:
        chain: list[str] = []
        topic = self.topics.get(name)
        while topic is not None and topic.id not in chain:
            chain.append(topic.id)
            topic = self.topics.get(topic.parent or "")
        return tuple(reversed(chain))

    def topics_of(self, question: Question) -> frozenset[str]:
        """Return the ids of the topics of a question, the wider ones included."""
        return frozenset(
            itertools.chain.from_iterable(
                self.lineages.get(topic, (topic,)) for topic in question.topics
            )
        )

    @functools.cached_property
    def _names_of_topics(self) -> Mapping[str, str]:
        """For each topic the names that people search for it by."""
        return {
            name: " | ".join(
                word
                for one in reversed(lineage)
                for word in (self.topics[one].title, *self.topics[one].aliases)
            )
            for name, lineage in self.lineages.items()
        }

    def topic_words(self, question: Question) -> str:
        """Return the names of a question's topics, the wider ones included."""
        names = self._names_of_topics
        return " | ".join(names[one] for one in question.topics if one in names)

    @functools.cached_property
    def _tips(self) -> "_Advice[Tip]":
        return _Advice(self.pack.tips)

    @functools.cached_property
    def _mistakes(self) -> "_Advice[Mistake]":
        return _Advice(self.mistakes)

    def tips_for(self, question: Question) -> tuple[Tip, ...]:
        """Return the tips that name a question, its kind, a stage or a topic of it."""
        return self._tips.about(question, self.topics_of(question))

    def mistakes_for(self, question: Question) -> tuple[Mistake, ...]:
        """Return the mistakes that name a question, its kind, a stage or a topic."""
        return self._mistakes.about(question, self.topics_of(question))


A = TypeVar("A", Tip, Mistake)


class _Advice(Generic[A]):
    """Tips or mistakes by what they name, so that none is asked in vain."""

    def __init__(self, things: Sequence[A]) -> None:
        self._things: Sequence[A] = things
        self._places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for at, thing in enumerate(things):
            rule = thing.applies_to or AppliesTo()
            for name in _named(rule.questions, rule.kinds, rule.stages, rule.topics):
                self._places[name].append(at)

    def about(self, question: Question, topics: Iterable[str]) -> tuple[A, ...]:
        """Return those that name a question or what it is part of, in order."""
        names = _named((question.id,), (question.kind,), question.stages, topics)
        places = {at for name in names for at in self._places.get(name, ())}
        return tuple(self._things[at] for at in sorted(places))


def _named(
    questions: Iterable[str],
    kinds: Iterable[str],
    stages: Iterable[str],
    topics: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """Yield each name together with what it is the name of."""
    yield from (("question", name) for name in questions)
    yield from (("kind", name) for name in kinds)
    yield from (("stage", name) for name in stages)
    yield from (("topic", name) for name in topics)


@attrs.frozen(eq=False)
class Entry:
    """A question together with the pack that it is from.

    Args:
        question: The question.
        index: Its pack, looked up.
    """

    question: Question
    index: PackIndex = attrs.field(repr=False)

    @property
    def pack(self) -> Pack:
        """The pack that the question is from."""
        return self.index.pack

    @property
    def global_id(self) -> str:
        """The id that is unique across packs, such as ``ml-engineer:question/rag``."""
        return f"{self.pack.id}:question/{self.question.id}"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers, the best first."""
        return self.question.answers

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics, the main one first."""
        return _found(self.index.topics, self.question.topics)

    @property
    def topic_path(self) -> tuple[Topic, ...]:
        """The main topic below the wider ones, the widest first."""
        main = self.question.topics[0]
        return _found(self.index.topics, self.index.lineages.get(main, ()))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages it is asked in."""
        return _found(self.index.stages, self.question.stages)

    @property
    def framework(self) -> Framework | None:
        """The framework that helps to answer it."""
        return self.index.frameworks.get(self.question.framework or "")

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the question and of its answers, each once."""
        names = itertools.chain(
            self.question.sources, *(answer.sources for answer in self.answers)
        )
        return _found(self.index.sources, dict.fromkeys(names))

    @property
    def related(self) -> tuple[Question, ...]:
        """The related questions, whichever of the two names the other."""
        return _found(self.index.questions, self.index.related[self.question.id])

    @property
    def follow_up_questions(self) -> tuple[Question, ...]:
        """The questions that its follow-ups lead to."""
        names = (one.question for one in self.question.follow_ups if one.question)
        return _found(self.index.questions, names)

    @property
    def tips(self) -> tuple[Tip, ...]:
        """The tips that name it, its kind, a stage or a topic of it."""
        return self.index.tips_for(self.question)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes that name it, its kind, a stage or a topic of it."""
        return self.index.mistakes_for(self.question)


def _found(things: Mapping[str, T], names: Iterable[str]) -> tuple[T, ...]:
    return tuple(things[name] for name in names if name in things)


# Filters ---------------------------------------------------------------------


def _value_reader(name: str) -> Callable[[Entry], Sequence[Any]]:
    """Return a function that gives an entry's values of a field; none if it has none."""
    if name not in _READERS:
        hint = did_you_mean(name, _READERS)
        msg = (
            f"there is no field {quote(name)}; {hint or 'choose ' + ', '.join(_READERS)}"
        )
        raise QueryError(msg)
    return _READERS[name]


def _optional(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


_READERS: Final[Mapping[str, Callable[[Entry], Sequence[Any]]]] = {
    "topic": lambda entry: entry.question.topics,
    "kind": lambda entry: (entry.question.kind,),
    "difficulty": lambda entry: _optional(entry.question.difficulty),
    "level": lambda entry: entry.question.levels,
    "role": lambda entry: entry.question.roles,
    "stage": lambda entry: entry.question.stages,
    "tag": lambda entry: entry.question.tags,
    "competency": lambda entry: entry.question.competencies,
    "minutes": lambda entry: _optional(entry.question.minutes),
    "status": lambda entry: (entry.question.status,),
    "updated": lambda entry: _optional(entry.question.updated),
    "pack": lambda entry: (entry.pack.id,),
    "id": lambda entry: (entry.question.id,),
    "source": lambda entry: tuple(
        dict.fromkeys(
            itertools.chain(
                entry.question.sources, *(answer.sources for answer in entry.answers)
            )
        )
    ),
    "framework": lambda entry: _optional(entry.question.framework),
    "has": lambda entry: tuple(name for name in PRESENT if getattr(entry.question, name)),
}


def _spoken(question: Question) -> Iterator[str]:
    """Yield all that a reader sees of a question."""
    yield question.prompt
    yield from question.aliases
    yield question.intent or ""
    yield from question.clarifying_questions
    yield from _answered(question)
    for follow_up in question.follow_ups:
        yield follow_up.prompt
        yield follow_up.answer or ""
    if question.rubric is not None:
        anchors = question.rubric.anchors
        yield from (anchors.strong_no_hire, anchors.no_hire)
        yield from (anchors.hire, anchors.strong_hire)
        yield from (criterion.text for criterion in question.rubric.criteria)


def _answered(question: Question) -> Iterator[str]:
    """Yield the texts of the answers."""
    for answer in question.answers:
        yield answer.body
        yield from answer.key_points


_TEXTS: Final[Mapping[str, Callable[[Question], Iterable[str]]]] = {
    "text": _spoken,
    "prompt": lambda question: (question.prompt,),
    "answer": _answered,
}
_SIDES: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Test = Callable[[Entry], bool]


# Conditions on packs ---------------------------------------------------------


_MAX_ASKED: Final = 2


class _Catalogue:
    """Several packs, and which topics of one count as topics of another.

    Args:
        indexes: The packs.
        topics: For topics, as ``pack:topic``, those that they count as.

    Raises:
        QueryError: If there is no such topic, or a topic counts as itself in the end.
    """

    def __init__(self, indexes: tuple[PackIndex, ...], topics: Mapping[str, str]) -> None:
        self.indexes = indexes
        self.topics = topics
        self._asked: collections.Counter[str] = collections.Counter()
        self._places: dict[str, Mapping[Any, Sequence[int]]] = {}
        self._counts_as = {
            self._one_topic(name): self._one_topic(other)
            for name, other in topics.items()
        }
        for name in self._counts_as:
            self._standing(name)

    def _one_topic(self, name: str) -> tuple[str, str]:
        found = self._located("topic", name, Compare("topic", "=", (name,)))
        if len(found) > 1:
            names = " or ".join(quote(f"{pack}:{topic}") for pack, topic in found)
            msg = f"{quote(name)} is in several packs; choose {names}"
            raise QueryError(msg)
        return found[0]

    def _standing(self, topic: tuple[str, str]) -> tuple[str, str]:
        """Return the topic that a topic counts as, itself in most cases."""
        seen = [topic]
        while seen[-1] in self._counts_as:
            seen.append(self._counts_as[seen[-1]])
            if seen[-1] in seen[:-1]:
                circle = " as ".join(f"{pack}:{name}" for pack, name in seen)
                msg = f"topics count as each other in a circle: {circle}"
                raise QueryError(msg)
        return seen[-1]

    @functools.cached_property
    def _wider(self) -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
        """For each topic itself and all that it is a part of, in whatever pack."""
        return {
            (index.id, topic): self._reached((index.id, topic))
            for index in self.indexes
            for topic in index.topics
        }

    def _reached(self, topic: tuple[str, str]) -> frozenset[tuple[str, str]]:
        waiting, seen = [topic], {topic}
        while waiting:
            pack, name = waiting.pop()
            near = [(pack, one) for one in self._by_id[pack].lineages[name]]
            near += [self._counts_as[one] for one in near if one in self._counts_as]
            waiting += [one for one in near if one not in seen]
            seen.update(near)
        return frozenset(seen)

    @functools.cached_property
    def _by_id(self) -> Mapping[str, PackIndex]:
        return {index.id: index for index in self.indexes}

    # Names

    @functools.cached_property
    def _topic_names(self) -> Mapping[tuple[str, str], str]:
        """What each topic is called: its pack goes before if two have one like it."""
        standing = dict.fromkeys(
            self._standing((index.id, topic))
            for index in self.indexes
            for topic in index.topics
        )
        several = collections.Counter(name for _pack, name in standing)
        return {
            (pack, name): f"{pack}:{name}" if several[name] > 1 else name
            for pack, name in standing
        }

    def values(self, name: str, entry: Entry) -> Sequence[Any]:
        """Return an entry's values of a field, as they are sorted and grouped by."""
        values = _value_reader(name)(entry)
        if name != "topic":
            return values
        # Only the main topic, so that each question is in one place.
        main = (entry.index.id, values[0])
        topic = self._standing(main)
        return (self._topic_names.get(topic, topic[1]),)

    def choices(self, name: str) -> tuple[str, ...] | None:
        """Return the vocabulary of a field in order, or `None` if it has none."""
        if name == "topic":
            return tuple(dict.fromkeys(self._topic_names.values()))
        if name == "stage":
            return tuple(dict.fromkeys(s for i in self.indexes for s in i.stages))
        if FIELDS[name].sort in (Sort.VOCABULARY, Sort.SCALE):
            return FIELDS[name].vocabulary
        return None

    @functools.cached_property
    def _roles(self) -> tuple[str, ...]:
        used = (
            role
            for index in self.indexes
            for question in index.pack.questions
            for role in question.roles
        )
        return tuple(dict.fromkeys((*WELL_KNOWN_ROLES, *used)))

    # Tests

    def test(self, condition: Condition) -> Test:
        """Return a function that says whether an entry meets a condition.

        Raises:
            QueryError: If it names what none of the packs has.
        """
        if isinstance(condition, Compare):
            return self._comparison(condition)
        if isinstance(condition, Not):
            part = self.test(condition.part)
            return lambda entry: not part(entry)
        several: Any = condition
        parts = tuple(self.test(part) for part in several.parts)
        if isinstance(condition, And):
            return lambda entry: all(part(entry) for part in parts)
        return lambda entry: any(part(entry) for part in parts)

    def _comparison(self, compare: Compare) -> Test:
        sort = FIELDS[compare.field].sort
        if sort is Sort.TEXT:
            return _wording(compare)
        if sort is Sort.DATE:
            return _period(compare)
        read = _READERS[compare.field]
        one = self._one_of(compare)
        if one is not None:
            return lambda entry: not one.isdisjoint(read(entry))
        names = self._named(compare)
        return lambda entry: not names[entry.index.id].isdisjoint(read(entry))

    def _one_of(self, compare: Compare) -> frozenset[Any] | None:
        """Return the values of which an entry has one, if they are those of all packs."""
        sort = FIELDS[compare.field].sort
        if sort in (Sort.TEXT, Sort.DATE):
            return None
        if sort is not Sort.ID or compare.field == "pack":
            return self._allowed(compare)
        names = self._named(compare)
        return next(iter(names.values())) if len(names) == 1 else None

    def kept(self, entries: tuple[Entry, ...], condition: Condition) -> tuple[Entry, ...]:
        """Return the entries that meet a condition."""
        one = self._one_of(condition) if isinstance(condition, Compare) else None
        if one is None:
            return tuple(filter(self.test(condition), entries))
        name = cast("Compare", condition).field
        if entries is not self.rows:
            read = _READERS[name]
            return tuple(entry for entry in entries if not one.isdisjoint(read(entry)))
        return self._looked_up(name, one)

    def _looked_up(self, name: str, one: frozenset[Any]) -> tuple[Entry, ...]:
        """Return the questions with one of some values of a field.

        To look at each takes 10 ms for 50,000, and to look them up 1 ms; but to make
        what they are looked up in takes as long as looking twice.
        """
        self._asked[name] += 1
        if name not in self._places and self._asked[name] <= _MAX_ASKED:
            read = _READERS[name]
            return tuple(entry for entry in self.rows if not one.isdisjoint(read(entry)))
        if name not in self._places:
            places: defaultdict[Any, list[int]] = defaultdict(list)
            for at, entry in enumerate(self.rows):
                for value in _READERS[name](entry):
                    places[value].append(at)
            self._places[name] = dict(places)
        found = [at for value, at in self._places[name].items() if value in one]
        order = found[0] if len(found) == 1 else sorted({*itertools.chain(*found)})
        return tuple(map(self.rows.__getitem__, order))

    def _allowed(self, compare: Compare) -> frozenset[Any]:
        """Return the values that meet a comparison."""
        if compare.operator != "=":
            bound = compare.values[0]
            side = _SIDES[compare.operator]
            vocabulary = FIELDS[compare.field].vocabulary
            if not vocabulary:
                return frozenset(n for n in range(1, 1441) if side(n, bound))
            at = vocabulary.index(str(bound))
            return frozenset(v for n, v in enumerate(vocabulary) if side(n, at))
        for number, value in enumerate(compare.values):
            text = str(value)
            if compare.field == "pack" and text not in self._by_id:
                raise compare.refused(unknown("pack", text, self._by_id), number)
            if compare.field == "role" and text not in self._roles:
                hint = did_you_mean(text, self._roles)
                if hint:
                    msg = f"no question has the role {quote(text)}; {hint}"
                    raise compare.refused(msg, number)
        return frozenset(compare.values)

    def _named(self, compare: Compare) -> Mapping[str, frozenset[str]]:
        """Return the ids in each pack that stand for what a comparison names."""
        found = {
            place
            for number, value in enumerate(compare.values)
            for place in self._located(compare.field, str(value), compare, number)
        }
        return {
            index.id: frozenset(self._names(compare.field, index, found))
            for index in self.indexes
        }

    def _names(
        self, field: str, index: PackIndex, found: set[tuple[str, str]]
    ) -> Iterator[str]:
        """Yield the ids in a pack that stand for something that was found."""
        if field != "topic":
            yield from (name for pack, name in found if pack == index.id)
            return
        for topic in index.topics:
            if not found.isdisjoint(self._wider[index.id, topic]):
                yield topic

    def _located(
        self, field: str, value: str, compare: Compare, number: int = 0
    ) -> list[tuple[str, str]]:
        """Return the packs that have what a name stands for, each with its id there.

        A name is an id, or a pack and an id: ``pack:id`` or ``pack:type/id``.
        """
        pack, colon, name = value.rpartition(":")
        if colon:
            name = name.removeprefix(f"{'question' if field == 'id' else field}/")
        found = [
            (index.id, name)
            for index in self.indexes
            if pack in ("", index.id) and name in _things(field, index)
        ]
        if not found:
            known = [
                f"{index.id}:{one}" if colon else one
                for index in self.indexes
                for one in _things(field, index)
            ]
            raise compare.refused(unknown(field, value, dict.fromkeys(known)), number)
        return found

    # Search

    @functools.cached_property
    def rows(self) -> tuple[Entry, ...]:
        """All questions of the packs."""
        return tuple(
            Entry(question, index)
            for index in self.indexes
            for question in index.pack.questions
        )

    @functools.cached_property
    def texts(self) -> "TextIndex":
        """The index for search, whose rows are `rows`."""
        # Imported where it is used, as elsewhere here: most who select never search.
        from . import search

        folder = search.folder() if len(self.rows) >= search.MIN_KEPT else None
        return search.TextIndex(lambda: map(_document, self.rows), folder)

    def facets(self, condition: Condition) -> str | None:
        """Return a condition as an expression of the index, if it can be one."""
        from .search import token

        if isinstance(condition, Compare):
            return self._facet(condition)
        if isinstance(condition, Not):
            part = self.facets(condition.part)
            return part and f"({token('', 'every')} NOT {part})"
        several: Any = condition
        parts = [self.facets(part) for part in several.parts]
        if None in parts:
            return None
        join = " AND " if isinstance(condition, And) else " OR "
        return f"({join.join(map(str, parts)) or token('', 'every')})"

    def is_rare(self, facets: str) -> bool:
        """Say whether few questions meet an expression, so that it saves looking at more.

        To judge rows by an expression that many of them meet takes longer than to test
        those that are found.
        """
        return 10 * self.texts.count(f"facets : {facets}") <= len(self.rows)

    def _facet(self, compare: Compare) -> str | None:
        from .search import token

        name = compare.field
        if name in _FACETS_OF_PACK:
            wanted: Iterable[Any] = (
                f"{pack}:{one}"
                for pack, names in self._named(compare).items()
                for one in names
            )
        elif name in _FACETS:
            wanted = self._allowed(compare)
            if name == "minutes":
                wanted &= self._minutes
        else:
            return None
        tokens = sorted(token(name, value) for value in wanted)
        if len(tokens) > _MAX_TOKENS:
            return None
        return f"({' OR '.join(tokens or [token('', 'nothing')])})"

    @functools.cached_property
    def _minutes(self) -> frozenset[int]:
        stated = (entry.question.minutes for entry in self.rows)
        return frozenset(minutes for minutes in stated if minutes)


_FACETS: Final = (
    "kind", "difficulty", "level", "role", "tag", "competency", "minutes", "status",
    "pack", "has",
)  # fmt: skip
_FACETS_OF_PACK: Final = ("topic", "stage", "source", "framework")
# More of them make an expression that takes longer than looking at each question.
_MAX_TOKENS: Final = 200


def _document(entry: Entry) -> "Document":
    """Return the texts of a question by which it is found."""
    from .search import Document, token

    question = entry.question
    facets = [token("", "every")]
    for name in _FACETS:
        facets += [token(name, value) for value in _READERS[name](entry)]
    for name in _FACETS_OF_PACK:
        pack = entry.index.id
        facets += [token(name, f"{pack}:{one}") for one in _READERS[name](entry)]
    bodies = (question.intent or "", *question.clarifying_questions)
    follow_ups = (f"{one.prompt} {one.answer or ''}" for one in question.follow_ups)
    return Document(
        prompt=question.prompt,
        # An id is a name as well: its words are those of its author.
        aliases=" | ".join((question.id.replace("-", " "), *question.aliases)),
        topics=entry.index.topic_words(question),
        points=" | ".join(p for answer in question.answers for p in answer.key_points),
        body="\n".join((*bodies, *(a.body for a in question.answers), *follow_ups)),
        facets=" ".join(facets),
    )


def _things(field: str, index: PackIndex) -> Mapping[str, Any]:
    """Return the things of a pack that a field names, by id."""
    things: Mapping[str, Mapping[str, Any]] = {
        "topic": index.topics,
        "stage": index.stages,
        "source": index.sources,
        "framework": index.frameworks,
        "id": index.questions,
    }
    return things[field]


def _period(compare: Compare) -> Test:
    """Return the test whether an entry's date is in a period, or on a side of it."""
    periods = [found for value in compare.values if (found := days(str(value)))]
    read = _READERS[compare.field]
    if compare.operator == "=":
        return lambda entry: any(
            first <= day <= last for day in read(entry) for first, last in periods
        )
    first, last = periods[0]
    bound = first if compare.operator in ("<", ">=") else last
    side = _SIDES[compare.operator]
    return lambda entry: any(side(day, bound) for day in read(entry))


def _wording(compare: Compare) -> Test:
    """Return the test whether an entry's text has some words, at the start of a word."""
    several = [str(value).lower().split() for value in compare.values]
    pattern = re.compile("|".join(map(_beginning, several)))
    # To look for letters first is several times as fast as to look for a pattern.
    first = [words[0] for words in several]
    read = _TEXTS[compare.field]

    def test(entry: Entry) -> bool:
        for text in map(str.lower, read(entry.question)):
            if any(word in text for word in first) and pattern.search(text):
                return True
        return False

    return test


def _beginning(words: Sequence[str]) -> str:
    pattern = r"\s+".join(map(re.escape, words))
    return rf"(?<!\w){pattern}" if words[0][0].isalnum() else pattern


def select(
    pack: Pack,
    *more: Pack | str | Condition,
    topic: Several | None = None,
    kind: Several | None = None,
    difficulty: Several | None = None,
    level: Several | None = None,
    role: Several | None = None,
    stage: Several | None = None,
    tag: Several | None = None,
    competency: Several | None = None,
    minutes: int | Iterable[int] | None = None,
    status: Several | None = None,
    where: Callable[[Question], bool] | None = None,
    topics: Mapping[str, str] | None = None,
) -> "Selection":
    """Return the questions of one or more packs that meet every condition.

    A condition is one value, or several of which any will do. A question that says
    nothing about a field does not meet a condition on it.

    Args:
        pack: A pack.
        more: More packs, each with an id of its own; queries, as text or as conditions.
        topic: Ids of topics; the topics below them are included.
        kind: Kinds of question, see `Kind`.
        difficulty: Difficulties, see `Difficulty`.
        level: Seniorities, see `Level`.
        role: Roles, such as ``"ml-engineer"``.
        stage: Ids of stages of the interview.
        tag: Tags.
        competency: Competencies.
        minutes: Times in minutes; ``range(1, 11)`` is up to ten.
        status: ``"ready"`` or ``"draft"``.
        where: A function of a question that says whether to keep it.
        topics: Topics that count as topics of another pack, such as
            ``{"other:nlp": "mine:language"}``. All others are kept apart.

    Raises:
        QueryError: If a query cannot be read, a value is not in the vocabulary of its
            field, no pack has the topic or stage, or two packs share an id.

    >>> from mlinterview import load
    >>> [q.id for q in select(load("ml-engineer"), kind="opener")]
    ['introduce-yourself', 'why-leave-why-us', 'salary-expectations']
    >>> [q.id for q in select(load("ml-engineer"), "minutes<=4 -kind:opener")]
    []
    """
    indexes: dict[str, PackIndex] = {}
    queries = [one for one in more if isinstance(one, str | Condition)]
    for one in (pack, *(one for one in more if not isinstance(one, str | Condition))):
        if not isinstance(one, Pack):
            msg = (
                f"expected a Pack, got {quote(one)} ({type(one).__name__}); load it first"
            )
            raise QueryError(msg)
        known = indexes.setdefault(one.id, PackIndex(one))
        if known.pack is not one and known.pack != one:
            msg = (
                f"two different packs are called {quote(one.id)}; select from one of them"
            )
            raise QueryError(msg)
    nothing = Selection((), tuple(indexes.values()), topics=topics)
    return nothing._with(nothing._catalogue.rows).select(
        *queries,
        topic=topic,
        kind=kind,
        difficulty=difficulty,
        level=level,
        role=role,
        stage=stage,
        tag=tag,
        competency=competency,
        minutes=minutes,
        status=status,
        where=where,
    )


@attrs.frozen
class Snippet:
    """A piece of a text in which words were found.

    Args:
        text: The piece, as plain text.
        highlights: Where the words are: for each the place of its first character, and
            the one behind its last.
    """

    text: str
    highlights: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str = "**", after: str = "**") -> str:
        """Return the text with marks round the words.

        >>> Snippet("Stop the loop.", ((9, 13),)).marked("<b>", "</b>")
        'Stop the <b>loop</b>.'
        """
        parts, end = [], 0
        for first, last in self.highlights:
            parts += [self.text[end:first], before, self.text[first:last], after]
            end = last
        return "".join([*parts, self.text[end:]])


@attrs.frozen(eq=False)
class SearchResult:
    """A question that was found by words.

    Args:
        entry: The question with its pack.
        score: How well it fits; only of use beside others of the same search.
    """

    entry: Entry
    score: float
    _words: "Words" = attrs.field(repr=False)

    @property
    def question(self) -> Question:
        """The question."""
        return self.entry.question

    @functools.cached_property
    def snippet(self) -> Snippet:
        """The piece of the question that has most of the words, as plain text."""
        from . import search

        question = self.question
        texts = (
            [p for answer in question.answers for p in answer.key_points],
            [question.intent or "", *(answer.body for answer in question.answers)],
            [text for one in question.follow_ups for text in (one.prompt, one.answer)],
            [question.prompt],
        )
        plain = [to_text(" ".join(filter(None, several))) for several in texts]
        return Snippet(*search.snippet(self._words, plain))


def parse_query(text: str) -> Condition:
    """Read a query, and return what it asks for.

    Args:
        text: A query, at most 10,000 characters; an empty one asks for everything.

    Raises:
        QueryError: If it is not a query, or asks for what cannot be. The message
            underlines the place.

    >>> parse_query("-kind:opener")
    Not(part=Compare(field='kind', operator='=', values=('opener',)))
    """
    if not isinstance(text, str):
        msg = f"a query is text, not {quote(text)} ({type(text).__name__})"
        raise QueryError(msg)
    # Imported where it is used: most who select never write a query.
    from . import grammar

    return grammar.read(text)


def _as_condition(query: str | Condition) -> Condition:
    return query if isinstance(query, Condition) else parse_query(query)


def _joined(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions of which all have to be met."""
    return condition.parts if isinstance(condition, And) else (condition,)


class Selection(Sequence[Question]):
    """Questions picked from packs, in order; it never changes.

    It is a sequence of `Question`. `entries` gives each together with its pack, and
    through it the tips, stages and sources as objects.

    `select` makes one; the arguments here are for tools that pick by themselves.

    Args:
        entries: The questions, each with its pack.
        indexes: All packs that were selected from, even if no question is left.
        topics: Topics that count as topics of another pack; see `select`.
    """

    __slots__ = ("_by_name", "_catalogue", "_entries")

    def __init__(
        self,
        entries: Iterable[Entry],
        indexes: tuple[PackIndex, ...] = (),
        *,
        topics: Mapping[str, str] | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._catalogue = _Catalogue(indexes, topics or {})
        # Made when first needed.
        self._by_name: dict[str, list[Entry]] | None = None

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that were selected from."""
        return tuple(index.pack for index in self.indexes)

    @property
    def indexes(self) -> tuple[PackIndex, ...]:
        """The packs that were selected from, looked up."""
        return self._catalogue.indexes

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The questions, each with its pack."""
        return self._entries

    def entry(self, question: Question | str) -> Entry:
        """Return the entry of a question of this selection.

        Args:
            question: The question, its id, or its global id.

        Raises:
            QueryError: If it is not in this selection, or the id is in two packs.
        """
        if isinstance(question, Question):
            name = question.id
            found = [one for one in self._named(name) if one.question is question] or [
                one for one in self._named(name) if one.question == question
            ]
        else:
            name = question
            found = self._named(name)
        if len(found) == 1:
            return found[0]
        if found:
            ids = " or ".join(quote(one.global_id) for one in found)
            msg = f"{quote(name)} is in several packs; choose {ids}"
            raise QueryError(msg)
        hint = did_you_mean(name, (one.question.id for one in self._entries))
        msg = f"there is no question {quote(name)} here" + (f"; {hint}" if hint else "")
        raise QueryError(msg)

    def _named(self, name: str) -> list[Entry]:
        """Return the entries with an id or a global id."""
        if self._by_name is None:
            by_name: defaultdict[str, list[Entry]] = defaultdict(list)
            for entry in self._entries:
                by_name[entry.question.id].append(entry)
                by_name[entry.global_id].append(entry)
            self._by_name = dict(by_name)
        return self._by_name.get(name, [])

    # A sequence

    @overload
    def __getitem__(self, index: int) -> Question: ...
    @overload
    def __getitem__(self, index: slice) -> "Selection": ...
    def __getitem__(self, index: int | slice) -> "Question | Selection":
        if isinstance(index, slice):
            return self._with(self._entries[index])
        return self._entries[index].question

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Question]:
        return (entry.question for entry in self._entries)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Selection):
            return NotImplemented
        return self.packs == other.packs and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(entry.global_id for entry in self._entries))

    def __repr__(self) -> str:
        packs = ", ".join(pack.id for pack in self.packs)
        return f"<Selection of {len(self)} questions from {packs}>"

    def _with(self, entries: Iterable[Entry]) -> "Selection":
        picked = Selection(entries)
        picked._catalogue = self._catalogue  # What was looked up once serves them all.
        return picked

    # Picking

    def select(
        self,
        *queries: str | Condition,
        topic: Several | None = None,
        kind: Several | None = None,
        difficulty: Several | None = None,
        level: Several | None = None,
        role: Several | None = None,
        stage: Several | None = None,
        tag: Several | None = None,
        competency: Several | None = None,
        minutes: int | Iterable[int] | None = None,
        status: Several | None = None,
        where: Callable[[Question], bool] | None = None,
    ) -> "Selection":
        """Return those that meet every condition; they are those of `select`.

        Raises:
            QueryError: As `select` does.

        >>> from mlinterview import load
        >>> agents = select(load("ml-engineer"), topic="agents")
        >>> [q.id for q in agents.select('level>=mid "message by message"')]
        ['how-tool-calling-works']
        """
        named = {
            "kind": kind,
            "difficulty": difficulty,
            "level": level,
            "role": role,
            "stage": stage,
            "tag": tag,
            "competency": competency,
            "minutes": minutes,
            "status": status,
            "topic": topic,
        }
        conditions = [within(named), *map(_as_condition, queries)]
        entries = self._entries
        for part in itertools.chain.from_iterable(map(_joined, conditions)):
            entries = self._catalogue.kept(entries, part)
        if where is not None:
            entries = tuple(entry for entry in entries if where(entry.question))
        return self._with(entries)

    def search(
        self, words: str, *queries: str | Condition, limit: int | None = 10
    ) -> tuple[SearchResult, ...]:
        """Return the questions that are about some words, the best first.

        A question need not have all of the words. Those in what the interviewer says
        count for more than those in an answer; endings make no difference, the last
        word may be just begun, and a question is found by its aliases, too, and by
        those of its topics. All that is picked from one `select` shares an index,
        which is made by the first search.

        Args:
            words: What to look for, as one would ask it.
            queries: Conditions that the questions have to meet; with many questions,
                it is faster to state them here than to select first.
            limit: The most results that are wanted; `None` for all.

        Raises:
            QueryError: If there is no word in *words*, a query is wrong, the limit is
                not positive, or SQLite is here without FTS5.

        >>> from mlinterview import load
        >>> found = select(load("ml-engineer")).search("LLM-as-a-judge")
        >>> found[0].question.id
        'llm-judge-basics'
        """
        if limit is not None and limit < 1:
            msg = f"the limit has to be 1 or more, not {limit}"
            raise QueryError(msg)
        from . import search

        wanted = search.read(words)
        catalogue = self._catalogue
        facets: list[str] = []
        tests: list[Test] = [self._has]
        for part in itertools.chain.from_iterable(
            map(_joined, map(_as_condition, queries))
        ):
            test = catalogue.test(part)
            expression = catalogue.facets(part)
            if expression is not None and catalogue.is_rare(expression):
                facets.append(expression)
            else:
                tests.append(test)
        found = (
            SearchResult(catalogue.rows[row], score, wanted)
            for row, score in catalogue.texts.find(wanted, " AND ".join(facets))
            if all(test(catalogue.rows[row]) for test in tests)
        )
        return tuple(itertools.islice(found, limit))

    def _has(self, entry: Entry) -> bool:
        """Say whether a question is in this selection."""
        if len(self) == len(self._catalogue.rows):
            return True
        return any(one.index.id == entry.index.id for one in self._named(entry.global_id))

    # Sets

    def __or__(self, other: "Selection") -> "Selection":
        """Return the questions of both, those of the left one first."""
        if not isinstance(other, Selection):
            return NotImplemented
        self._check_same_packs(other)
        entries = {entry.global_id: entry for entry in (*other._entries, *self._entries)}
        order = dict.fromkeys(e.global_id for e in (*self._entries, *other._entries))
        known = {index.id for index in self.indexes}
        more = tuple(index for index in other.indexes if index.id not in known)
        return Selection(
            (entries[name] for name in order),
            self.indexes + more,
            topics={**other._catalogue.topics, **self._catalogue.topics},
        )

    def __and__(self, other: "Selection") -> "Selection":
        """Return the questions that are in both, in the order of the left one."""
        if not isinstance(other, Selection):
            return NotImplemented
        self._check_same_packs(other)
        kept = {entry.global_id for entry in other._entries}
        return self._with(e for e in self._entries if e.global_id in kept)

    def __sub__(self, other: "Selection") -> "Selection":
        """Return the questions that are not in the right one."""
        if not isinstance(other, Selection):
            return NotImplemented
        self._check_same_packs(other)
        gone = {entry.global_id for entry in other._entries}
        return self._with(e for e in self._entries if e.global_id not in gone)

    def _check_same_packs(self, other: "Selection") -> None:
        mine = {pack.id: pack for pack in self.packs}
        for pack in other.packs:
            known = mine.get(pack.id, pack)
            if known is not pack and known != pack:
                msg = f"two different packs are called {quote(pack.id)}"
                raise QueryError(msg)

    # Order and groups

    def sort(self, key: Key, *, reverse: bool = False) -> "Selection":
        """Return the questions in order; equal ones stay as they are.

        Vocabularies sort in their own order, such as foundational before advanced;
        topics and stages in that of their pack. Questions without a value come last.

        Args:
            key: The name of a field, or a function of a question.
            reverse: Whether to sort downwards.

        Raises:
            QueryError: If there is no such field.
        """
        place = self._place(key)
        values = [(place(entry), entry) for entry in self._entries]
        stated = [pair for pair in values if pair[0] is not None]
        without = [entry for value, entry in values if value is None]
        stated.sort(key=lambda pair: pair[0], reverse=reverse)
        return self._with([*(entry for _, entry in stated), *without])

    def _place(self, key: Key) -> Callable[[Entry], Any]:
        """Return a function that gives what an entry is sorted by, or `None`."""
        if callable(key):
            return lambda entry: key(entry.question)
        _value_reader(key)  # Says which fields there are, even if there is no question.
        read = self._catalogue.values
        order = {v: at for at, v in enumerate(self._catalogue.choices(key) or ())}

        def place(entry: Entry) -> Any:
            values = [v for v in read(key, entry) if not order or v in order]
            ranked = [order[value] if order else value for value in values]
            return min(ranked, default=None)

        return place

    def group_by(self, key: Key) -> "dict[Any, Selection]":
        """Return the questions in groups, each a selection.

        A question is in the group of each of its values, with one exception: by
        ``"topic"`` it is in that of its main topic only. Groups come in the order
        of the vocabulary; questions without a value are under `None`, last.

        Args:
            key: The name of a field, or a function of a question.

        Raises:
            QueryError: If there is no such field.
        """
        groups: dict[Any, list[Entry]] = {}
        for entry in self._entries:
            for value in self._values(key, entry) or (None,):
                groups.setdefault(value, []).append(entry)
        order = [*self._group_order(key, groups), *([None] if None in groups else [])]
        return {value: self._with(groups[value]) for value in order}

    def _values(self, key: Key, entry: Entry) -> Sequence[Any]:
        if callable(key):
            return _optional(key(entry.question))
        return self._catalogue.values(key, entry)

    def _group_order(self, key: Key, groups: Mapping[Any, object]) -> list[Any]:
        """Return the values of groups in the order of their vocabulary."""
        stated = [value for value in groups if value is not None]
        if callable(key):
            return stated
        choices = self._catalogue.choices(key)
        if choices is None:
            return sorted(stated)
        order = {value: at for at, value in enumerate(choices)}
        return sorted(stated, key=lambda value: order.get(value, len(order)))

    def count_by(self, key: Key) -> dict[Any, int]:
        """Return how many questions there are in each group of `group_by`.

        >>> from mlinterview import load
        >>> select(load("ml-engineer")).count_by("kind")["opener"]
        3
        """
        return {value: len(group) for value, group in self.group_by(key).items()}

    def sample(
        self, n: int, *, seed: int | str = 0, spread_over: Key | None = "topic"
    ) -> "Selection":
        """Return *n* questions drawn by chance, the same ones for the same seed.

        The draw goes by a hash of seed and global id, so that it is the same on
        every machine, and a new question in a pack does not change all others.

        Args:
            n: How many, from 0 to the number there is.
            seed: What makes one draw differ from another.
            spread_over: A field or function; one of each group is drawn before a
                second of any. `None` draws from all alike.

        Raises:
            QueryError: If there are fewer than *n*, or *n* is negative.
        """
        if not 0 <= n <= len(self):
            msg = f"{n} questions cannot be drawn from {len(self)}"
            raise QueryError(msg)

        def chance(name: str) -> bytes:
            return hashlib.sha256(f"{seed}\0{name}".encode()).digest()

        drawn = sorted(self._entries, key=lambda entry: chance(entry.global_id))
        if spread_over is None:
            return self._with(drawn[:n])
        turns: dict[Any, int] = {}
        ranked: list[tuple[int, bytes, Entry]] = []
        for entry in drawn:
            group = next(iter(self._values(spread_over, entry)), None)
            turns[group] = turns.get(group, 0) + 1
            ranked.append((turns[group], chance(f"group {group}"), entry))
        ranked.sort(key=lambda one: one[:2])
        return self._with(entry for _, _, entry in ranked[:n])

    # A pack again

    def to_pack(self) -> Pack:
        """Return a pack of just these questions and what they need.

        Topics with the wider ones, stages, frameworks and sources come along, and so
        do the questions that follow-ups lead to. Tips and mistakes come if they
        concern a question that is there, or all questions. References among
        questions, and from tips and mistakes, are narrowed to what is there. A
        selection of all questions is the pack as it was, facts and guides included,
        with the questions in the order of the selection.

        Raises:
            QueryError: If the questions are from several packs.
        """
        indexes = {id(entry.index): entry.index for entry in self._entries}
        several = list(indexes.values()) or list(self.indexes)
        if len(several) != 1:
            names = ", ".join(index.pack.id for index in several)
            msg = f"these questions are from several packs ({names}); take one at a time"
            raise QueryError(msg)
        return _subset(several[0], [entry.question for entry in self._entries])


def _subset(index: PackIndex, questions: list[Question]) -> Pack:
    """Return the pack of *index* with just *questions* and what they need."""
    pack = index.pack
    if tuple(questions) == pack.questions:
        return pack
    kept = {question.id: question for question in questions}
    if len(kept) == len(pack.questions):
        return attrs.evolve(pack, questions=tuple(kept.values()))
    waiting = list(questions)
    while waiting:
        for question in Entry(waiting.pop(), index).follow_up_questions:
            if question.id not in kept:
                kept[question.id] = question
                waiting.append(question)
    entries = [Entry(question, index) for question in kept.values()]
    tips = {tip.id for entry in entries for tip in entry.tips}
    mistakes = {mistake.id for entry in entries for mistake in entry.mistakes}
    topics = {name for entry in entries for name in index.topics_of(entry.question)}
    stages = {stage for question in kept.values() for stage in question.stages}
    frameworks = [
        one
        for one in pack.frameworks
        if one.id in {question.framework for question in kept.values()}
    ]
    sources = {source.id for entry in entries for source in entry.sources}
    sources.update(name for framework in frameworks for name in framework.sources)

    def narrowed(rule: AppliesTo | None) -> AppliesTo | None:
        return rule and attrs.evolve(
            rule,
            questions=tuple(name for name in rule.questions if name in kept),
            stages=tuple(name for name in rule.stages if name in stages),
            topics=tuple(name for name in rule.topics if name in topics),
        )

    return attrs.evolve(
        pack,
        topics=tuple(topic for topic in pack.topics if topic.id in topics),
        stages=tuple(stage for stage in pack.stages if stage.id in stages),
        frameworks=tuple(frameworks),
        sources=tuple(source for source in pack.sources if source.id in sources),
        facts=(),
        questions=tuple(
            attrs.evolve(
                question,
                related=tuple(name for name in question.related if name in kept),
            )
            for question in kept.values()
        ),
        tips=tuple(
            attrs.evolve(t, applies_to=narrowed(t.applies_to))
            for t in pack.tips
            if t.applies_to is None or t.id in tips
        ),
        mistakes=tuple(
            attrs.evolve(one, applies_to=narrowed(one.applies_to))
            for one in pack.mistakes
            if one.applies_to is None or one.id in mistakes
        ),
        guides=(),
    )
