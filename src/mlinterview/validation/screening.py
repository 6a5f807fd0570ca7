"""Pack to yes or perhaps: is there surely nothing that a rule objects to?

The rules look at plain data one by one and say what is wrong and where. For a pack that
keeps to the schema, and in which nothing is wrong, that is work for nothing. Here it is
looked at once, as objects: ids and what refers to them as sets, texts by their first
words. Only what is not surely in order, and all that is no question, is shown to the
rules themselves. A tenth of the time is left. Tests hold the answer to that of the rules.
"""

import datetime
import functools
import itertools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from .. import document
from .._support import garbage
from ..document import Document, Limits, Media
from ..errors import Severity
from ..model import (
    COLLECTIONS,
    AnswerKind,
    Fact,
    Field,
    Pack,
    Question,
    Stage,
    Status,
    Topic,
    fields_of,
    unstructure,
)
from . import records, rules


def has_no_error(
    pack: Pack, *, today: datetime.date, limits: Limits, media: Media | None = None
) -> bool:
    """Say whether surely no rule finds an error; there may be warnings.

    Args:
        pack: A pack that keeps to the schema.
        today: The day on which it is checked.
        limits: What it was read under.
        media: The images beside it, if it stands in a folder.
    """
    return _is_fit(pack, today, limits, media, Severity.ERROR)


def is_clean(
    pack: Pack, *, today: datetime.date, limits: Limits, media: Media | None = None
) -> bool:
    """Say whether surely no rule finds anything, see `has_no_error`."""
    return (
        not any(is_later(question, today) for question in pack.questions)
        and not any(map(rules.questions.well_known, _roles(pack)))
        and _is_fit(pack, today, limits, media, Severity.WARNING)
        and not _repeats(pack)
        and not any(rules.similar((one.prompt, one) for one in pack.questions))
    )


def made_of(
    found: Document, today: datetime.date, is_fine: Callable[..., bool]
) -> Pack | None:
    """Return the pack that a document holds, if that is surely as it should be.

    Args:
        found: The document.
        today: The day on which it is checked.
        is_fine: `has_no_error` or `is_clean`.
    """
    with garbage.paused():
        pack = records.from_data(found.data, size=found.size)
        if pack is None:
            return None
        is_fit = is_fine(pack, today=today, limits=found.limits, media=found.media)
        return pack if is_fit else None


def _roles(pack: Pack) -> set[str]:
    return set(_every(pack.questions, "roles"))


def _every(questions: Iterable[Question], name: str) -> Iterator[str]:
    return (value for question in questions for value in getattr(question, name))


def _is_fit(
    pack: Pack,
    today: datetime.date,
    limits: Limits,
    media: Media | None,
    least: Severity,
) -> bool:
    """Say whether a pack holds together, and a rule finds nothing in any entity."""
    ids = _ids(pack)
    if ids is None or not _has_own_names(pack, ids["question"]):
        return False
    left: dict[str, list[Any]] = {}
    for key, cls in _CLASSES:
        entities = getattr(pack, key)
        left[key] = []
        for start in range(0, len(entities), _MANY):
            some = entities[start : start + _MANY]
            names, odd = _look(cls, some)
            if not all(_are_there(kind, names[kind], ids) for kind in names):
                return False
            left[key] += [some[index] for index in odd]
    return not _finds(pack, left, today, limits, media, least)


# What holds a pack together --------------------------------------------------


def _ids(pack: Pack) -> Mapping[str, set[str]] | None:
    """Return the ids of each type of entity, unless two have the same."""
    ids: dict[str, set[str]] = {}
    for kind, (key, _cls) in COLLECTIONS.items():
        entities = getattr(pack, key)
        ids[kind] = {entity.id for entity in entities}
        if len(ids[kind]) < len(entities):
            return None
    return ids


def _has_own_names(pack: Pack, ids: set[str]) -> bool:
    """Say whether no alias of a question is an id, or an alias of another one."""
    aliases = list(_every(pack.questions, "aliases"))
    return len(set(aliases)) == len(aliases) and ids.isdisjoint(aliases)


def _are_there(kind: str, names: set[str], ids: Mapping[str, set[str]]) -> bool:
    """Say whether each reference names something that is there."""
    if kind != "any":
        return ids[kind] >= names
    parts = (name.partition("/") for name in names)
    return all(name in ids[kind] for kind, _, name in parts)


_CLASSES: Final[tuple[tuple[str, Any], ...]] = tuple(COLLECTIONS.values())

Referring = Callable[[Any], Iterator[tuple[str, Sequence[str]]]]


@functools.cache
def references_of(cls: Any) -> Referring:
    """Return a function that yields what type of entity an object refers to, by what."""
    lists: list[tuple[str, Callable[[Any], Any]]] = []
    singles: list[tuple[str, Callable[[Any], Any]]] = []
    inner: list[tuple[Callable[[Any], Any], Referring, bool]] = []
    for field in fields_of(cls):
        shape = field.shape.item or field.shape
        if shape.kind == "object":
            within = references_of(shape.type)
            inner.append((_getter(field), within, field.shape.item is not None))
        elif shape.spec.ref is not None:
            held = lists if field.shape.item is not None else singles
            held.append((shape.spec.ref, _getter(field)))

    def refer(entity: Any) -> Iterator[tuple[str, Sequence[str]]]:
        for kind, get in lists:
            if names := get(entity):
                yield kind, names
        for kind, get in singles:
            if name := get(entity):
                yield kind, (name,)
        for get, within, many in inner:
            if value := get(entity):
                for one in value if many else (value,):
                    yield from within(one)

    return refer


def _getter(field: Field) -> Callable[[Any], Any]:
    return operator.attrgetter(field.name)


# What each question is by itself ---------------------------------------------


def _finds(
    pack: Pack,
    left: Mapping[str, Iterable[Any]],
    today: datetime.date,
    limits: Limits,
    media: Media | None,
    least: Severity,
) -> bool:
    """Say whether a rule finds something in one entity by itself.

    The rules are shown what is left when all that is in order is taken out.
    """
    data: dict[str, Any] = {"schema_version": pack.schema_version}
    data["pack"] = unstructure(pack.metadata)
    for key, entities in left.items():
        data[key] = [*map(unstructure, entities)]
    found = attrs.evolve(document.from_data(data), limits=limits, media=media)
    context = rules.Context(found, rules.survey(data), today)
    return any(
        (one.severity or one.code.severity) is Severity.ERROR or least is Severity.WARNING
        for rule in rules.RULES
        # What a reference names may be among those that were left out.
        if rule is not rules.references.unresolved
        for one in rule(context)
    )


_MANY: Final = 256
"""How many entities are looked at together."""


def _look(cls: Any, entities: Sequence[Any]) -> tuple[Mapping[str, set[str]], list[int]]:
    """Return what entities refer to, and which of them a rule may object to.

    All values of one field are looked at together: to ask each object for each of its
    values takes longer than to look at them.
    """
    names: defaultdict[str, set[str]] = defaultdict(set)
    odd: set[str] = set()
    for field, values, _owners in _columns(cls, entities):
        spec = (field.shape.item or field.shape).spec
        if spec.ref is not None:
            names[spec.ref].update(values)
        else:
            block = spec.markdown == "block"
            odd.update(
                text
                for text in rules.with_signs(values)
                if not rules.is_ordinary(text, block=block)
            )
    is_whole = _WHOLE.get(cls, _always)
    found = {at for at, entity in enumerate(entities) if not is_whole(entity)}
    if odd:
        for _field, values, owners in _columns(cls, entities, range(len(entities))):
            found.update(
                owner for value, owner in zip(values, owners, strict=True) if value in odd
            )
    return names, sorted(found)


_Column = tuple[Field, list[Any], Sequence[int]]
_every_of: Final = itertools.chain.from_iterable


def _columns(
    cls: Any, entities: Sequence[Any], owners: Sequence[int] | None = None
) -> Iterator[_Column]:
    """Yield each field that holds references or Markdown, and all its values.

    Args:
        cls: The class of the objects.
        entities: The objects.
        owners: For each of them, to whom it belongs, if that is asked for.

    Yields:
        A field of the class or of one within it, the values, and to whom each belongs.
    """
    for field, get in _telling(cls):
        values = list(map(get, entities))
        own: Sequence[int] | None = None
        if field.shape.item is not None:
            if owners is not None:
                times = map(itertools.repeat, owners, map(len, values))
                own = list(_every_of(times))
            values = list(_every_of(values))
        else:
            if owners is not None:
                there = zip(owners, values, strict=True)
                own = [owner for owner, value in there if value is not None]
            if not field.required:
                values = [value for value in values if value is not None]
        shape = field.shape.item or field.shape
        if not values:
            continue
        if shape.kind == "object":
            yield from _columns(shape.type, values, own)
        else:
            yield field, values, own or ()


@functools.cache
def _telling(cls: Any) -> Sequence[tuple[Field, Callable[[Any], Any]]]:
    """Return the fields with references, with Markdown or with objects in them."""
    shapes = [(field, field.shape.item or field.shape) for field in fields_of(cls)]
    return [
        (field, _getter(field))
        for field, shape in shapes
        if shape.kind == "object" or shape.spec.ref or shape.spec.markdown
    ]


def _is_whole(question: Question) -> bool:
    """Say whether a question has all that a rule asks for, its Markdown aside."""
    answers = question.answers
    if (
        question.status is not Status.READY
        or question.difficulty is None
        or question.intent is None
        or not answers
        or (question.related and question.id in question.related)
        or (question.rubric is None and question.kind in rules.questions.JUDGED)
        # The first answer is the best.
        or answers[0].kind is AnswerKind.WEAK
    ):
        return False
    if len(answers) > 1:
        named = [answer.id for answer in answers if answer.id is not None]
        if len(named) > len(set(named)):
            return False
    for follow_up in question.follow_ups:
        if (name := follow_up.question) is not None and (
            follow_up.answer is not None or name == question.id
        ):
            return False
    return True


def stands_alone(entity: Any, today: datetime.date) -> bool:
    """Say whether surely no rule finds anything in an entity by itself."""
    is_whole = _WHOLE.get(type(entity), _always)
    if not (is_whole(entity) and has_plain_texts(entity)):
        return False
    return not isinstance(entity, Question) or not (
        is_later(entity, today) or any(map(_well_known, entity.roles))
    )


_well_known: Final = functools.lru_cache(maxsize=1_000)(rules.questions.well_known)


def _never(_entity: Any) -> bool:
    return False


def _always(_entity: Any) -> bool:
    return True


_WHOLE: Final[Mapping[type, Callable[[Any], bool]]] = {
    Question: _is_whole,
    # There are few of them, and they have rules of their own.
    Fact: _never,
    Stage: _never,
    Topic: _never,
}
"""Says of an object of a class whether it is in order, its Markdown aside; of others,
that is all that a rule looks at."""


def has_plain_texts(entity: Any) -> bool:
    """Say whether surely nothing is wrong with the Markdown of one entity.

    Of one, this takes a fraction of the time of `_look`, which is for many.
    """
    blocks: list[str] = []
    lines: list[str] = []
    cls: Any = type(entity)
    _collecting(cls)(entity, blocks, lines)
    return _is_plain(blocks, block=True) and _is_plain(lines, block=False)


def is_later(question: Question, today: datetime.date) -> bool:
    """Say whether a question was updated later than today."""
    return question.updated is not None and question.updated > today


def _is_plain(texts: Sequence[str], *, block: bool) -> bool:
    return rules.has_no_signs("\n".join(texts)) or all(
        rules.is_ordinary(text, block=block) for text in texts
    )


Collecting = Callable[[Any, list[str], list[str]], None]


@functools.cache
def _collecting(cls: Any) -> Collecting:
    """Return a function that adds the Markdown of an object to blocks and to lines."""
    inner: list[tuple[Callable[[Any], Any], Collecting, bool]] = []
    held: list[tuple[Callable[[Any], Any], bool, bool]] = []
    for field in fields_of(cls):
        shape, many = field.shape.item or field.shape, field.shape.item is not None
        if shape.kind == "object":
            inner.append((_getter(field), _collecting(shape.type), many))
        elif shape.spec.markdown is not None:
            held.append((_getter(field), shape.spec.markdown == "block", many))

    def collect(entity: Any, blocks: list[str], lines: list[str]) -> None:
        for get, is_block, many in held:
            if value := get(entity):
                texts = blocks if is_block else lines
                if many:
                    texts.extend(value)
                else:
                    texts.append(value)
        for get, within, many in inner:
            if value := get(entity):
                for one in value if many else (value,):
                    within(one, blocks, lines)

    return collect


# What questions have in common -----------------------------------------------


def _repeats(pack: Pack) -> bool:
    """Say whether a text may be in two entities, where each should have its own."""
    alike: defaultdict[tuple[str, str], list[tuple[Any, str]]] = defaultdict(list)
    entities: tuple[Any, ...] = (*pack.questions, *pack.tips)
    for entity in entities:
        cls: Any = type(entity)
        for word, text in _distinct(cls)(entity):
            # Most texts differ in how they start; only of the others, all is read.
            alike[word, start_of(text)].append((entity, text))
    for places in alike.values():
        if len(places) == 1:
            continue
        seen: dict[str, Any] = {}
        for owner, text in places:
            is_worth_it = len(text) >= rules.questions.MIN_REPEATED
            first = seen.setdefault(rules.folded(text), owner) if is_worth_it else owner
            if first is not owner:
                return True
    return False


def start_of(text: str) -> str:
    """Return how a text starts when it is folded, see `rules.folded`."""
    start = text[:_START]
    is_plain = start.isascii() and start.isprintable() and "  " not in start
    if not is_plain or start.startswith(" "):
        start = rules.folded(text)[:_START]
    return start.lower().rstrip()


_START: Final = 32
"""How many characters tell most texts apart."""


@functools.cache
def _distinct(cls: Any) -> Callable[[Any], Iterator[tuple[str, str]]]:
    """Return a function that yields the texts of an object that should be its own."""
    held, inner = [], []
    for field in fields_of(cls):
        shape, many = field.shape.item or field.shape, field.shape.item is not None
        if shape.kind == "object":
            inner.append((_getter(field), _distinct(shape.type), many))
        elif (word := rules.questions.DISTINCT.get((cls, field.name))) is not None:
            held.append((_getter(field), word, many))

    def texts(entity: Any) -> Iterator[tuple[str, str]]:
        for get, word, many in held:
            if value := get(entity):
                for one in value if many else (value,):
                    yield word, one
        for get, within, many in inner:
            if value := get(entity):
                for one in value if many else (value,):
                    yield from within(one)

    return texts
