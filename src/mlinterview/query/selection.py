"""Selections: questions picked from packs, which can be picked from further."""

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack, overload

from ..errors import QueryError, did_you_mean, quote
from ..model import Pack, Question
from .conditions import And, Condition, from_filters
from .context import QueryContext
from .entries import Entry, PackIndex
from .fields import Filters
from .searching import QuestionSearch
from .subsets import pack_of

if TYPE_CHECKING:
    from .searching import SearchResult

Key = str | Callable[[Question], Any]
"""What to sort and group by: the name of a field, or a function of a question."""


def select(
    pack: Pack,
    /,
    *more: Pack | str | Condition,
    where: Callable[[Question], bool] | None = None,
    topics: Mapping[str, str] | None = None,
    **filters: Unpack[Filters],
) -> "Selection":
    """Return the questions of one or more packs that meet every condition.

    Args:
        pack: A pack.
        more: More packs, each with an id of its own; queries, as text or as conditions.
        where: A function of a question that returns True if it is to be kept.
        topics: Topics that count as topics of another pack, such as
            ``{"other:nlp": "mine:language"}``. All others are kept apart.
        filters: A condition for each named field, such as ``kind="design"``: one value,
            or several of which any will do, so that ``minutes=range(1, 11)`` is up to
            ten. The names are those of `mlinterview.query.Filters`. A question
            that says nothing about a field does not meet a condition on it.

    Raises:
        QueryError: If a query cannot be parsed, there is no such field, a value is not
            in the vocabulary of its field, no pack has the topic, stage or other entity,
            or two packs share an id.

    >>> from mlinterview import load
    >>> [q.id for q in select(load("ml-engineer"), kind="opener")]
    ['introduce-yourself', 'why-leave-why-us', 'salary-expectations']
    >>> [q.id for q in select(load("ml-engineer"), "minutes<=4 -kind:opener")]
    []
    """
    queries = [part for part in more if isinstance(part, str | Condition)]
    packs = [part for part in more if not isinstance(part, str | Condition)]
    indexes = _indexes([pack, *packs])
    nothing = Selection((), indexes, topics=topics)
    everything = nothing._with(nothing._context.entries)
    return everything.select(*queries, where=where, **filters)


def _indexes(packs: Iterable[Pack]) -> tuple[PackIndex, ...]:
    """Return each pack once, with its entities by id."""
    indexes: dict[str, PackIndex] = {}
    for pack in packs:
        if not isinstance(pack, Pack):
            given = f"{quote(pack)} ({type(pack).__name__})"
            msg = f"expected a Pack, got {given}; load it first"
            raise QueryError(msg)
        known = indexes.setdefault(pack.id, PackIndex(pack))
        if known.pack is not pack and known.pack != pack:
            called = f"two different packs are called {quote(pack.id)}"
            msg = f"{called}; select from one of them"
            raise QueryError(msg)
    return tuple(indexes.values())


def _parts(queries: Iterable[str | Condition]) -> Iterator[Condition]:
    """Yield the conditions that together are equivalent to all queries."""
    for query in queries:
        condition = query if isinstance(query, Condition) else _parsed(query)
        yield from condition.parts if isinstance(condition, And) else (condition,)


def _parsed(query: str) -> Condition:
    # Imported here: most programs write no query, and the parser takes time to load.
    from .grammar import parse_query

    return parse_query(query)


class Selection(Sequence[Question]):
    """Questions picked from packs, in order; it never changes.

    It is a sequence of `Question`. `entries` has each together with its pack, and
    through it the tips, stages and sources as objects.

    `select` makes one; the arguments here are for tools that pick by themselves.

    Args:
        entries: The questions, each with its pack.
        indexes: All packs that were selected from, even if no question is left.
        topics: Topics that count as topics of another pack; see `select`.
    """

    __slots__ = ("_by_name", "_context", "_entries", "_search")

    def __init__(
        self,
        entries: Iterable[Entry],
        indexes: tuple[PackIndex, ...] = (),
        *,
        topics: Mapping[str, str] | None = None,
    ) -> None:
        self._entries = tuple(entries)
        self._context = QueryContext(indexes, topics or {})
        self._search = QuestionSearch(self._context)
        # Made when first needed.
        self._by_name: dict[str, list[Entry]] | None = None

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that were selected from."""
        return tuple(index.pack for index in self.indexes)

    @property
    def indexes(self) -> tuple[PackIndex, ...]:
        """The packs that were selected from, with their entities by id."""
        return self._context.indexes

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
            named = self._named(name)
            # The same object has precedence over an equal question of another pack.
            entries = [entry for entry in named if entry.question is question] or [
                entry for entry in named if entry.question == question
            ]
        else:
            name = question
            entries = self._named(name)
        if len(entries) == 1:
            return entries[0]
        if entries:
            ids = " or ".join(quote(entry.global_id) for entry in entries)
            msg = f"{quote(name)} is in several packs; choose {ids}"
            raise QueryError(msg)
        hint = did_you_mean(name, (entry.question.id for entry in self._entries))
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

    def _contains(self, entry: Entry) -> bool:
        """Return True if an entry of these packs is in this selection."""
        if len(self) == len(self._context.entries):
            return True
        named = self._named(entry.global_id)
        return any(other.index.id == entry.index.id for other in named)

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
        """Return a selection of *entries* from the same packs."""
        picked = Selection.__new__(Selection)
        picked._entries = tuple(entries)
        # What has been looked up for one selection serves the others.
        picked._context, picked._search = self._context, self._search
        picked._by_name = None
        return picked

    # Picking

    def select(
        self,
        *queries: str | Condition,
        where: Callable[[Question], bool] | None = None,
        **filters: Unpack[Filters],
    ) -> "Selection":
        """Return the questions that meet every condition.

        Args:
            queries: Queries, as text or as conditions.
            where: A function of a question that returns True if it is to be kept.
            filters: A condition for each named field, as in `mlinterview.select`.

        Raises:
            QueryError: As `mlinterview.select` does.

        >>> from mlinterview import load
        >>> agents = select(load("ml-engineer"), topic="agents")
        >>> [q.id for q in agents.select('level>=mid "message by message"')]
        ['how-tool-calling-works']
        """
        entries = self._entries
        for part in [*_parts([from_filters(filters), *queries])]:
            entries = self._context.matching(entries, part)
        if where is not None:
            entries = tuple(entry for entry in entries if where(entry.question))
        return self._with(entries)

    def search(
        self, words: str, *queries: str | Condition, limit: int | None = 10
    ) -> "tuple[SearchResult, ...]":
        """Return the questions that match some words, the best first.

        A question need not have all of the words. Those in what the interviewer says
        count for more than those in an answer; endings make no difference, and the last
        word may be unfinished. Aliases of a question and of its topics are searched,
        too. All selections that come from one `mlinterview.select` share an index,
        which the first search makes.

        Args:
            words: The words, or a question as one would ask it.
            queries: Conditions that the questions have to meet. With many questions, it
                is faster to state them here than to select first.
            limit: The most results to return; `None` for all.

        Raises:
            QueryError: If there is no word in *words*, a query is wrong, the limit is
                not positive, or the SQLite of this Python lacks FTS5.

        >>> from mlinterview import load
        >>> results = select(load("ml-engineer")).search("LLM-as-a-judge")
        >>> results[0].question.id
        'llm-judge-basics'
        """
        if limit is not None and limit < 1:
            msg = f"the limit has to be 1 or more, not {limit}"
            raise QueryError(msg)
        results = self._search.find(words, _parts(queries), self._contains)
        return tuple(itertools.islice(results, limit))

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
            topics={**other._context.topics, **self._context.topics},
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
        sort_value = self._sort_value(key)
        pairs = [(sort_value(entry), entry) for entry in self._entries]
        stated = [pair for pair in pairs if pair[0] is not None]
        without = [entry for value, entry in pairs if value is None]
        stated.sort(key=lambda pair: pair[0], reverse=reverse)
        return self._with([*(entry for _, entry in stated), *without])

    def _sort_value(self, key: Key) -> Callable[[Entry], Any]:
        """Return a function that returns what an entry is sorted by, or None."""
        if callable(key):
            return lambda entry: key(entry.question)
        read = self._context.sort_reader(key)
        order = self._context.sort_order(key) or ()
        ranks = {value: rank for rank, value in enumerate(order)}

        def sort_value(entry: Entry) -> Any:
            values = read(entry)
            if ranks:
                values = [ranks[value] for value in values if value in ranks]
            return min(values, default=None)

        return sort_value

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
        read = self._group_reader(key)
        groups: dict[Any, list[Entry]] = {}
        for entry in self._entries:
            for value in read(entry) or (None,):
                groups.setdefault(value, []).append(entry)
        order = [*self._group_order(key, groups), *([None] if None in groups else [])]
        return {value: self._with(groups[value]) for value in order}

    def _group_reader(self, key: Key) -> Callable[[Entry], Sequence[Any]]:
        """Return a function that returns the values by which an entry is grouped."""
        if not callable(key):
            return self._context.sort_reader(key)

        def read(entry: Entry) -> Sequence[Any]:
            value = key(entry.question)
            return () if value is None else (value,)

        return read

    def _group_order(self, key: Key, groups: Mapping[Any, object]) -> list[Any]:
        """Return the values of groups in the order of their vocabulary."""
        stated = [value for value in groups if value is not None]
        if callable(key):
            return stated
        order = self._context.sort_order(key)
        if order is None:
            return sorted(stated)
        ranks = {value: rank for rank, value in enumerate(order)}
        return sorted(stated, key=lambda value: ranks.get(value, len(ranks)))

    def count_by(self, key: Key) -> dict[Any, int]:
        """Return how many questions there are in each group of `group_by`.

        Args:
            key: The name of a field, or a function of a question.

        Raises:
            QueryError: If there is no such field.

        >>> from mlinterview import load
        >>> select(load("ml-engineer")).count_by("kind")["opener"]
        3
        """
        return {value: len(group) for value, group in self.group_by(key).items()}

    def sample(
        self, n: int, *, seed: int | str = 0, spread_over: Key | None = "topic"
    ) -> "Selection":
        """Return *n* questions drawn at random, the same ones for the same seed.

        The order of the draw is that of a hash of the seed and the global id. So it is
        the same on every machine, and a new question in a pack changes few others.

        Args:
            n: The number of questions, from 0 to that of this selection.
            seed: The random seed.
            spread_over: A field or function; one question of each group is drawn before
                a second of any. With `None`, groups make no difference.

        Raises:
            QueryError: If there are fewer than *n*, or *n* is negative.
        """
        if not 0 <= n <= len(self):
            msg = f"{n} questions cannot be drawn from {len(self)}"
            raise QueryError(msg)

        def random_rank(name: str) -> bytes:
            return hashlib.sha256(f"{seed}\0{name}".encode()).digest()

        drawn = sorted(self._entries, key=lambda entry: random_rank(entry.global_id))
        if spread_over is None:
            return self._with(drawn[:n])
        read = self._group_reader(spread_over)
        sizes: dict[Any, int] = {}
        ranked: list[tuple[int, bytes, Entry]] = []
        for entry in drawn:
            group = next(iter(read(entry)), None)
            sizes[group] = sizes.get(group, 0) + 1
            ranked.append((sizes[group], random_rank(f"group {group}"), entry))
        ranked.sort(key=lambda rank: rank[:2])
        return self._with(entry for _, _, entry in ranked[:n])

    # A pack again

    def to_pack(self) -> Pack:
        """Return a pack of these questions and the entities that they need.

        Topics and their ancestors, stages, frameworks and sources are included, and so
        are the questions that follow-ups lead to. Tips and mistakes are included if they
        apply to one of the questions, or to all questions. References among questions,
        and from tips and mistakes, are narrowed to what is included. A selection of all
        questions is the pack as it was, facts and guides included, with the questions in
        the order of the selection.

        Raises:
            QueryError: If the questions are from several packs.
        """
        used = {id(entry.index): entry.index for entry in self._entries}
        indexes = list(used.values()) or list(self.indexes)
        if len(indexes) != 1:
            names = ", ".join(index.pack.id for index in indexes)
            msg = f"these questions are from several packs ({names}); take one at a time"
            raise QueryError(msg)
        return pack_of(indexes[0], [entry.question for entry in self._entries])
