"""What conditions refer to: the packs that questions are selected from."""

import collections
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..errors import QueryError, did_you_mean, quote
from .conditions import And, Compare, Condition, Not, days, unknown
from .entries import Entry, PackIndex
from .fields import FIELDS, QueryField, ValueType, sort_field

Test = Callable[[Entry], bool]
"""Returns True if an entry meets a condition."""

_IDS: Final = (ValueType.TOPIC, ValueType.ID)
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SCANS: Final = 2
"""The number of times that a field is filtered by before a table of it is made."""


class QueryContext:
    """Several packs, and the topics of one pack that count as topics of another.

    All selections from the same packs share it, with the lookups that it caches.

    Args:
        indexes: The packs.
        topics: For each topic, as ``pack:topic``, the topic that it counts as.

    Raises:
        QueryError: If there is no such topic, or topics count as each other in a circle.
    """

    def __init__(self, indexes: tuple[PackIndex, ...], topics: Mapping[str, str]) -> None:
        self.indexes = indexes
        self.topics = topics
        self._scans: collections.Counter[str] = collections.Counter()
        self._positions: dict[str, Mapping[Any, Sequence[int]]] = {}
        self._labels: dict[str, tuple[str, ...]] = {}
        self._counts_as = {
            self._single_topic(name): self._single_topic(other)
            for name, other in topics.items()
        }
        for topic in self._counts_as:
            self._counted_topic(topic)

    @functools.cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All questions of the packs."""
        return tuple(
            Entry(question, index)
            for index in self.indexes
            for question in index.pack.questions
        )

    @functools.cached_property
    def _by_id(self) -> Mapping[str, PackIndex]:
        return {index.id: index for index in self.indexes}

    # Topics, each as the pair of the ids of its pack and of itself

    def _single_topic(self, name: str) -> tuple[str, str]:
        """Return the topic with the id or global id *name*, which must be in one pack."""
        topics = self._located(Compare("topic", "=", (name,)))
        if len(topics) > 1:
            names = " or ".join(quote(f"{pack}:{topic}") for pack, topic in topics)
            msg = f"{quote(name)} is in several packs; choose {names}"
            raise QueryError(msg)
        return topics[0]

    def _counted_topic(self, topic: tuple[str, str]) -> tuple[str, str]:
        """Return the topic that *topic* counts as, in most cases itself."""
        chain = [topic]
        while chain[-1] in self._counts_as:
            chain.append(self._counts_as[chain[-1]])
            if chain[-1] in chain[:-1]:
                circle = " as ".join(f"{pack}:{name}" for pack, name in chain)
                msg = f"topics count as each other in a circle: {circle}"
                raise QueryError(msg)
        return chain[-1]

    @functools.cached_property
    def _wider(self) -> Mapping[tuple[str, str], frozenset[tuple[str, str]]]:
        """For each topic, itself and all topics that it is a part of, in any pack."""
        return {
            (index.id, topic): self._with_wider((index.id, topic))
            for index in self.indexes
            for topic in index.topics
        }

    def _with_wider(self, topic: tuple[str, str]) -> frozenset[tuple[str, str]]:
        """Return a topic and all topics that it is a part of, in any pack."""
        waiting, reached = [topic], {topic}
        while waiting:
            pack, name = waiting.pop()
            wider = [(pack, other) for other in self._by_id[pack].lineages[name]]
            wider += [self._counts_as[pair] for pair in wider if pair in self._counts_as]
            waiting += [pair for pair in wider if pair not in reached]
            reached.update(wider)
        return frozenset(reached)

    @functools.cached_property
    def _topic_names(self) -> Mapping[tuple[str, str], str]:
        """The id of each topic, with that of its pack if two packs have such a topic."""
        topics = dict.fromkeys(
            self._counted_topic((index.id, topic))
            for index in self.indexes
            for topic in index.topics
        )
        topics_per_id = collections.Counter(name for _pack, name in topics)
        return {
            (pack, name): f"{pack}:{name}" if topics_per_id[name] > 1 else name
            for pack, name in topics
        }

    # Sorting and grouping

    def sort_reader(self, name: str) -> Callable[[Entry], Sequence[Any]]:
        """Return a function that returns the values to sort and group an entry by.

        Of topics, this is only the main one, so that each question is in one place.

        Raises:
            QueryError: If there is no such field, or its values are words to look for.
        """
        field = sort_field(name)
        return self._main_topic if field.type is ValueType.TOPIC else field.read

    def _main_topic(self, entry: Entry) -> Sequence[str]:
        topic = self._counted_topic((entry.index.id, entry.question.topics[0]))
        return (self._topic_names.get(topic, topic[1]),)

    def sort_order(self, name: str) -> tuple[str, ...] | None:
        """Return the values of a field in order, or `None` if they sort by themselves."""
        field = sort_field(name)
        if field.type is ValueType.TOPIC:
            return tuple(dict.fromkeys(self._topic_names.values()))
        if field.follows_pack and field.entities:
            ids = itertools.chain.from_iterable(map(field.entities, self.indexes))
            return tuple(dict.fromkeys(ids))
        return field.vocabulary or None

    # Filtering

    def matching(
        self, entries: tuple[Entry, ...], condition: Condition
    ) -> tuple[Entry, ...]:
        """Return those of *entries* that meet a condition.

        Raises:
            QueryError: If it names an entity or a value that none of the packs has.
        """
        if not isinstance(condition, Compare):
            return tuple(filter(self.test(condition), entries))
        values = self._common_values(condition)
        if values is None:
            return tuple(filter(self.test(condition), entries))
        field = FIELDS[condition.field]
        if entries is self.entries:
            return self._looked_up(field, values)
        return _with_any(entries, field, values)

    def _looked_up(self, field: QueryField, values: frozenset[Any]) -> tuple[Entry, ...]:
        """Return all questions of the packs that have one of some values of a field.

        Of 50,000 questions, reading the field of each takes 10 ms, and a lookup in a
        table 1 ms. But making the table takes as long as reading the field of each twice.
        """
        self._scans[field.name] += 1
        if field.name not in self._positions:
            if self._scans[field.name] <= _SCANS:
                return _with_any(self.entries, field, values)
            self._positions[field.name] = self._positions_by_value(field)
        table = self._positions[field.name]
        parts = [positions for value, positions in table.items() if value in values]
        order = parts[0] if len(parts) == 1 else sorted({*itertools.chain(*parts)})
        return tuple(map(self.entries.__getitem__, order))

    def _positions_by_value(self, field: QueryField) -> Mapping[Any, Sequence[int]]:
        table: dict[Any, list[int]] = {}
        for position, entry in enumerate(self.entries):
            for value in field.read(entry):
                table.setdefault(value, []).append(position)
        return table

    def test(self, condition: Condition) -> Test:
        """Return a function that returns True if an entry meets a condition.

        Raises:
            QueryError: If it names something that none of the packs has.
        """
        if isinstance(condition, Compare):
            return self._test_of_comparison(condition)
        if isinstance(condition, Not):
            part = self.test(condition.part)
            return lambda entry: not part(entry)
        joined: Any = condition
        parts = tuple(self.test(part) for part in joined.parts)
        if isinstance(condition, And):
            return lambda entry: all(part(entry) for part in parts)
        return lambda entry: any(part(entry) for part in parts)

    def _test_of_comparison(self, compare: Compare) -> Test:
        field = FIELDS[compare.field]
        read = field.read
        if field.is_text:
            return _text_test(compare)
        if field.type is ValueType.DATE:
            return _date_test(compare)
        values = self._common_values(compare)
        if values is not None:
            return lambda entry: not values.isdisjoint(read(entry))
        ids = self.ids(compare)
        return lambda entry: not ids[entry.index.id].isdisjoint(read(entry))

    def _common_values(self, compare: Compare) -> frozenset[Any] | None:
        """Return the values that an entry may have to meet a comparison.

        It is `None` if they differ by pack, or cannot be listed.
        """
        field = FIELDS[compare.field]
        if field.is_text or field.type is ValueType.DATE:
            return None
        if field.type not in _IDS:
            return self.allowed(compare)
        ids = self.ids(compare)
        return next(iter(ids.values())) if len(ids) == 1 else None

    def allowed(self, compare: Compare) -> frozenset[Any]:
        """Return the values that meet a comparison, of a field that has no ids.

        Raises:
            QueryError: If there is no such pack, or a label is nearly a known one.
        """
        field = FIELDS[compare.field]
        if compare.operator != "=":
            return _on_one_side(field, compare)
        for number, value in enumerate(compare.values):
            text = str(value)
            if field.type is ValueType.PACK and text not in self._by_id:
                raise compare.error(unknown(field, text, self._by_id), number)
            if field.well_known and text not in self._known_labels(field):
                hint = did_you_mean(text, self._known_labels(field))
                if hint:
                    msg = f"no question has the {field.noun} {quote(text)}; {hint}"
                    raise compare.error(msg, number)
        return frozenset(compare.values)

    def _known_labels(self, field: QueryField) -> tuple[str, ...]:
        """Return the labels that are well known, and those that occur in the packs."""
        if field.name not in self._labels:
            used = itertools.chain.from_iterable(map(field.read, self.entries))
            self._labels[field.name] = tuple(dict.fromkeys((*field.well_known, *used)))
        return self._labels[field.name]

    def ids(self, compare: Compare) -> Mapping[str, frozenset[str]]:
        """Return for each pack the ids of the entities that meet a comparison.

        Raises:
            QueryError: If no pack has an entity that it names.
        """
        entities = {
            entity
            for number in range(len(compare.values))
            for entity in self._located(compare, number)
        }
        return {
            index.id: frozenset(self._ids_in(index, FIELDS[compare.field], entities))
            for index in self.indexes
        }

    def _ids_in(
        self, index: PackIndex, field: QueryField, entities: set[tuple[str, str]]
    ) -> Iterator[str]:
        """Yield the ids in a pack of *entities*, or of topics that are part of these."""
        if field.type is not ValueType.TOPIC:
            yield from (name for pack, name in entities if pack == index.id)
            return
        for topic in index.topics:
            if not entities.isdisjoint(self._wider[index.id, topic]):
                yield topic

    def _located(self, compare: Compare, number: int = 0) -> list[tuple[str, str]]:
        """Return the pack and the id of each entity that a value of *compare* names.

        A value is an id, or a pack and an id: ``pack:id`` or ``pack:type/id``.
        """
        field, value = FIELDS[compare.field], str(compare.values[number])
        pack, colon, name = value.rpartition(":")
        if colon:
            name = name.removeprefix(f"{field.entity}/")
        entities = [
            (index.id, name)
            for index in self.indexes
            if pack in ("", index.id) and name in _entities(field, index)
        ]
        if not entities:
            known = [
                f"{index.id}:{other}" if colon else other
                for index in self.indexes
                for other in _entities(field, index)
            ]
            raise compare.error(unknown(field, value, dict.fromkeys(known)), number)
        return entities


def _entities(field: QueryField, index: PackIndex) -> Mapping[str, Any]:
    """Return the entities of a pack that a field names, by id."""
    return field.entities(index) if field.entities else {}


def _on_one_side(field: QueryField, compare: Compare) -> frozenset[Any]:
    """Return the values of a field that meet a comparison by order."""
    is_met = _COMPARISONS[compare.operator]
    bound = compare.values[0]
    if field.type is ValueType.NUMBER:
        return frozenset(number for number in field.numbers if is_met(number, bound))
    rank = field.vocabulary.index(str(bound))
    return frozenset(word for n, word in enumerate(field.vocabulary) if is_met(n, rank))


def _with_any(
    entries: tuple[Entry, ...], field: QueryField, values: frozenset[Any]
) -> tuple[Entry, ...]:
    """Return the entries that have at least one of *values* in a field."""
    read = field.read
    return tuple(entry for entry in entries if not values.isdisjoint(read(entry)))


def _date_test(compare: Compare) -> Test:
    """Return a test if a date of an entry is in a period, or before or after one."""
    periods = [period for value in compare.values if (period := days(str(value)))]
    read = FIELDS[compare.field].read
    if compare.operator == "=":
        return lambda entry: any(
            first <= day <= last for day in read(entry) for first, last in periods
        )
    first, last = periods[0]
    bound = first if compare.operator in ("<", ">=") else last
    is_met = _COMPARISONS[compare.operator]
    return lambda entry: any(is_met(day, bound) for day in read(entry))


def _text_test(compare: Compare) -> Test:
    """Return a test if a text of an entry has some words, beginning at a word."""
    phrases = [str(value).lower().split() for value in compare.values]
    pattern = re.compile("|".join(map(_phrase_pattern, phrases)))
    # Most texts lack even the first words, and `in` is several times as fast.
    first_words = [words[0] for words in phrases]
    read = FIELDS[compare.field].read

    def test(entry: Entry) -> bool:
        for text in map(str.lower, read(entry)):
            if any(word in text for word in first_words) and pattern.search(text):
                return True
        return False

    return test


def _phrase_pattern(words: Sequence[str]) -> str:
    pattern = r"\s+".join(map(re.escape, words))
    return rf"(?<!\w){pattern}" if words[0][0].isalnum() else pattern
