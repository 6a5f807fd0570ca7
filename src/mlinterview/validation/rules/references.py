"""Ids and what refers to them."""

import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from ...document import Finding, Location, pointer
from ...errors import Fix, nearest, quote
from ...model import COLLECTIONS, FORMER, Answer, FollowUp, Question, Slug, Topic, shape
from .. import codes
from ..survey import MAX_NAME, Context, Names, Survey, Text, Thing

MAX_HINTS: Final = 100
"""For how many names that are not there the nearest one is looked for."""
MAX_NEAR: Final = 1_000
"""Among how many ids the nearest one is looked for."""


_SLUG: Final = re.compile(shape(Slug).spec.pattern or "")


def same(name: str) -> str:
    """Return what two ids have in common that a person could take for one."""
    # The time that normalising takes can grow with the square of the length.
    short = len(name) <= MAX_NAME
    return unicodedata.normalize("NFKC", name).casefold() if short else name


def names_of(survey: Survey) -> Names:
    """Return the names that the references of a pack are held against."""
    ids: dict[str, dict[str, Thing]] = {
        kind: {
            name: thing
            for thing in survey.of(cls)
            if (name := thing.text("id")) is not None
        }
        for kind, (_key, cls) in COLLECTIONS.items()
    }
    return Names(
        ids,
        {
            name: listed
            for name, thing in ids["question"].items()
            if (listed := aliases_of(thing))
        },
        {name: thing.text("parent") for name, thing in ids["topic"].items()},
    )


def aliases_of(question: Thing) -> list[str]:
    """Return what a question was called before."""
    value = question.data.get("aliases")
    return (
        [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    )


def references(survey: Survey) -> Iterator[tuple[Text, str, str]]:
    """Yield each text that refers to an entity, the type of that, and its id."""
    for text in survey.texts:
        if (kind := _referred(text)) is None:
            continue
        name = text.value
        if kind == "any":
            kind, _, name = text.value.partition("/")
        # What is no id at all, the schema has reported.
        if kind in COLLECTIONS and re.search(_SLUG, name):
            yield text, kind, name


def unresolved(context: Context) -> Iterator[Finding]:
    """A reference names an entity of this pack."""
    names = context.names or names_of(context.survey)
    ids, near = names.ids, names.near
    renamed = {
        alias.removeprefix(FORMER): name
        for name, aliases in names.aliases.items()
        for alias in aliases
    }
    some = functools.cache(lambda kind: _some(kind, ids[kind]))
    for text, kind, name in references(context.survey):
        if name in ids[kind]:
            continue
        if (kind, name) not in near and len(near) < MAX_HINTS:
            near[kind, name] = nearest(name, _alike(name, ids[kind]))
        meant = near.get((kind, name))
        hint = f"did you mean {quote(meant)}?" if meant else some(kind)
        if is_former := kind == "question" and name in renamed:
            meant = renamed[name]
            hint = f"it is called {quote(meant)} now"
        before = text.value.removesuffix(name)
        yield context.finding(
            codes.UNRESOLVED,
            f"there is no {kind} {quote(name)} in this pack",
            text.path,
            hint=hint,
            fix=Fix(
                pointer=pointer(text.path),
                old=text.value,
                new=before + meant,
                safe=is_former,
            )
            if meant
            else None,
        )


def _alike(name: str, known: Iterable[str]) -> Iterator[str]:
    """Return the names that begin or end as *name* does, if there are very many."""
    listed = list(known)
    if len(listed) > MAX_NEAR:
        begin, end = name[:2], name[-2:]
        listed = [one for one in listed if one[:2] == begin or one[-2:] == end]
    return itertools.islice(listed, MAX_NEAR)


def _referred(text: Text) -> str | None:
    """Return the type of entity that a text refers to."""
    shape = text.field.shape
    return (shape.item or shape).spec.ref


def _some(kind: str, names: Collection[str]) -> str:
    """Return a hint that says which ids there are, or how to add the first."""
    if not names:
        return f"the pack has no {kind}; add it under {quote(COLLECTIONS[kind][0])}"
    shown = ", ".join(sorted(names)[:5])
    return f"there is {shown}{' and more' if len(names) > 5 else ''}"


def duplicate_ids(context: Context) -> Iterator[Finding]:
    """An id names one entity of its type, and one answer of its question."""
    for kind, (_key, cls) in COLLECTIONS.items():
        yield from _duplicates(context, kind, list(context.survey.of(cls)))
    answers: defaultdict[Location, list[Thing]] = defaultdict(list)
    for answer in context.survey.of(Answer):
        answers[answer.path[:2]].append(answer)
    for of_one_question in answers.values():
        yield from _duplicates(context, "answer", of_one_question)


def _duplicates(context: Context, kind: str, things: list[Thing]) -> Iterator[Finding]:
    first: dict[str, Thing] = {}
    for thing in things:
        if (name := thing.text("id")) is None:
            continue
        other = first.setdefault(same(name), thing)
        if other is not thing:
            yield context.finding(
                codes.DUPLICATE_ID,
                f"the id {quote(name)} is taken by another {kind}",
                (*thing.path, "id"),
                hint="give this one an id of its own",
                other=(*other.path, "id"),
            )


def topic_cycles(context: Context) -> Iterator[Finding]:
    """No topic is below itself."""
    topics = {
        name: thing
        for thing in context.survey.of(Topic)
        if (name := thing.text("id")) is not None
    }
    names = context.names or names_of(context.survey)
    for circle in circles(names.parents):
        if (at := circle[0]) in topics:
            yield context.finding(
                codes.TOPIC_CYCLE,
                f"the topic {quote(at)} is below itself: {' → '.join(circle)}",
                (*topics[at].path, "parent"),
                hint="remove the `parent` of the widest of them",
            )


def circles(parents: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Yield the topics of each circle, the first of them at the end once more."""
    settled: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        at = start
        while at in parents and at not in settled and at not in chain:
            chain[at] = None
            at = parents[at] or ""
        if at in chain:
            names = list(chain)
            yield [*names[names.index(at) :], at]
        settled.update(chain)


def self_references(context: Context) -> Iterator[Finding]:
    """A question does not refer to itself."""
    names = {one.path: one.text("id") for one in context.survey.of(Question)}
    for text in context.survey.texts:
        owner = text.owner.cls
        is_related = owner is Question and text.field.name == "related"
        is_follow_up = owner is FollowUp and text.field.name == "question"
        if not (is_related or is_follow_up):
            continue
        if names[text.path[:2]] == text.value:
            yield context.finding(
                codes.SELF_REFERENCE,
                f"{quote(text.value)} refers to itself",
                text.path,
                hint="name another question, or remove it",
            )


def reused_ids(context: Context) -> Iterator[Finding]:
    """An alias of a question names no other question."""
    owners: dict[str, Thing] = {}
    questions = list(context.survey.of(Question))
    for question in questions:
        if (name := question.text("id")) is not None:
            owners.setdefault(name, question)
    for question in questions:
        for index, alias in enumerate(aliases_of(question)):
            other = owners.setdefault(alias.removeprefix(FORMER), question)
            if other is not question:
                yield context.finding(
                    codes.REUSED_ID,
                    f"the alias {quote(alias)} already means the question"
                    f" {quote(other.text('id'))}",
                    (*question.path, "aliases", index),
                    hint="remove it from one of the two",
                )


RULES: Final = (unresolved, duplicate_ids, topic_cycles, self_references, reused_ids)
