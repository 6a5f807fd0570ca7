"""Pack to yes or perhaps: is there surely nothing that a rule objects to?

The rules look at plain data one by one and say what is wrong and where. For a pack that
keeps to the schema, and in which nothing is wrong, that is work for nothing. Here it is
looked at once, as objects: ids and what refers to them as sets, texts by their first
words. Only what is not surely in order, and all that is no question, is shown to the
rules themselves. A tenth of the time is left. Tests hold the answer to that of the rules.
"""

import datetime
import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from . import document, rules
from ._converter import unstructure
from ._spec import Field, fields_of
from .document import Limits, Media
from .errors import Severity
from .model import (
    COLLECTIONS,
    AnswerKind,
    Fact,
    Pack,
    Question,
    Stage,
    Status,
    Topic,
)


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
    return _fits_together(pack) and not _findings(
        pack, today, limits, media, Severity.ERROR
    )


def is_clean(
    pack: Pack, *, today: datetime.date, limits: Limits, media: Media | None = None
) -> bool:
    """Say whether surely no rule finds anything, see `has_no_error`."""
    return (
        _fits_together(pack)
        and not any(is_later(question, today) for question in pack.questions)
        and not any(map(rules.questions.well_known, _roles(pack)))
        and not _findings(pack, today, limits, media, Severity.WARNING)
        and not _repeats(pack)
        and not any(rules.similar((one.prompt, one) for one in pack.questions))
    )


def _roles(pack: Pack) -> set[str]:
    return set(_every(pack.questions, "roles"))


def _every(questions: Iterable[Question], name: str) -> Iterator[str]:
    return (value for question in questions for value in getattr(question, name))


# What holds a pack together --------------------------------------------------


def _fits_together(pack: Pack) -> bool:
    """Say whether ids are unique, and each reference names something that is there."""
    ids: dict[str, set[str]] = {}
    for kind, (key, _cls) in COLLECTIONS.items():
        entities = getattr(pack, key)
        ids[kind] = {entity.id for entity in entities}
        if len(ids[kind]) < len(entities):
            return False
    return _has_own_names(pack, ids["question"]) and _resolves(pack, ids)


def _has_own_names(pack: Pack, ids: set[str]) -> bool:
    """Say whether no alias of a question is an id, or an alias of another one."""
    aliases = list(_every(pack.questions, "aliases"))
    return len(set(aliases)) == len(aliases) and ids.isdisjoint(aliases)


def _resolves(pack: Pack, ids: Mapping[str, set[str]]) -> bool:
    for key, cls in _CLASSES:
        refer = references_of(cls)
        for entity in getattr(pack, key):
            for kind, names in refer(entity):
                if kind == "any":
                    if not all(_is_there(name, ids) for name in names):
                        return False
                elif not ids[kind].issuperset(names):
                    return False
    return True


def _is_there(reference: str, ids: Mapping[str, set[str]]) -> bool:
    kind, _, name = reference.partition("/")
    return name in ids[kind]


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


def _findings(
    pack: Pack,
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
    for key, cls in COLLECTIONS.values():
        is_in_order = _ORDINARY.get(cls, has_plain_texts)
        data[key] = [
            unstructure(one) for one in getattr(pack, key) if not is_in_order(one)
        ]
    found = attrs.evolve(document.from_data(data), limits=limits, media=media)
    context = rules.Context(found, rules.survey(data), today)
    return any(
        (one.severity or one.code.severity) is Severity.ERROR or least is Severity.WARNING
        for rule in rules.RULES
        # What a reference names may be among those that were left out.
        if rule is not rules.references.unresolved
        for one in rule(context)
    )


def is_ordinary(question: Question) -> bool:
    """Say whether surely no rule finds anything in a question by itself."""
    answers = question.answers
    if (
        question.status is not Status.READY
        or question.difficulty is None
        or question.intent is None
        or not answers
        or question.id in question.related
        or (question.rubric is None and question.kind in rules.questions.JUDGED)
    ):
        return False
    if all(answer.kind is AnswerKind.WEAK for answer in answers):
        return False
    named = [answer.id for answer in answers if answer.id is not None]
    if len(named) != len(set(named)):
        return False
    for follow_up in question.follow_ups:
        if (name := follow_up.question) is not None and (
            follow_up.answer is not None or name == question.id
        ):
            return False
    return has_plain_texts(question)


def stands_alone(entity: Any, today: datetime.date) -> bool:
    """Say whether surely no rule finds anything in an entity by itself."""
    if not _ORDINARY.get(type(entity), has_plain_texts)(entity):
        return False
    return not isinstance(entity, Question) or not (
        is_later(entity, today) or any(map(_well_known, entity.roles))
    )


_well_known: Final = functools.lru_cache(maxsize=1_000)(rules.questions.well_known)


def _never(_entity: Any) -> bool:
    return False


_ORDINARY: Final[Mapping[type, Callable[[Any], bool]]] = {
    Question: is_ordinary,
    # There are few of them, and they have rules of their own.
    Fact: _never,
    Stage: _never,
    Topic: _never,
}
"""Says of an object of a class whether it is in order by itself; of others, the Markdown
is all that a rule looks at."""


def has_plain_texts(entity: Any) -> bool:
    """Say whether surely nothing is wrong with the Markdown of an entity."""
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
