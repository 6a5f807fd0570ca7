"""No answer, key point, follow-up or other own text is in two questions."""

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ...document import Finding, Location
from ...errors import Code, Severity, quote
from ...model import (
    Anchors,
    Answer,
    Criterion,
    FollowUp,
    Question,
    Tip,
    fields_of,
)
from ..batches import Entities
from ..contents import TextNode, entity_at
from ..rule import Context, Rule
from ..similarity import folded

MIN_REPEATED: Final = 8
"""The least length of a text that is compared; “Yes.” may be in any question."""

DISTINCT: Final[Mapping[tuple[type, str], str]] = {
    (Question, "intent"): "intent",
    (Answer, "body"): "answer",
    (FollowUp, "answer"): "answer",
    (Tip, "body"): "tip",
    (Answer, "key_points"): "key point",
    (FollowUp, "prompt"): "follow-up",
    (Criterion, "text"): "criterion",
    (Anchors, "strong_no_hire"): "anchor",
    (Anchors, "no_hire"): "anchor",
    (Anchors, "hire"): "anchor",
    (Anchors, "strong_hire"): "anchor",
}
"""The fields whose texts no two entities should share, with the word for such a text."""


REPEATED_TEXT: Final = Code(
    id="MLI303",
    name="repeated-text",
    summary="Two questions share an intent, answer, key point, follow-up, criterion or"
    " anchor, or two tips say the same.",
    why="A text that fits two questions says nothing particular about either.",
    severity=Severity.WARNING,
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Can you give an example of that?}]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Can you give an example of that?}]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Which data set would show it?}]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Where does it stop to hold?}]}",
)


def repeated_texts(context: Context) -> Iterator[Finding]:
    """Yield a finding for each text that an earlier entity has as well."""
    first: dict[tuple[str, str], Location] = {}
    for text in context.contents.texts:
        if (word := _word_for(text)) is None:
            continue
        path = first.setdefault((word, folded(text.value)), text.path)
        if path[:2] != text.path[:2]:
            entity = entity_at(context.document, path)
            yield context.finding(
                REPEATED_TEXT,
                f"the {word} {quote(text.value)} is in {quote(entity)} too",
                text.path,
                hint="say what is particular to this question",
                other=path,
            )


def _word_for(text: TextNode) -> str | None:
    """Return the word for a text that no two entities should share, or None."""
    word = DISTINCT.get((text.owner.cls, text.field.name))
    is_judged = len(text.value) >= MIN_REPEATED and not text.is_too_long
    return word if is_judged else None


def _in_doubt(entities: Entities) -> Iterator[Any]:
    """Yield each entity that shares a text with another one."""
    alike: defaultdict[tuple[str, str], list[tuple[Any, str]]] = defaultdict(list)
    for cls in (Question, Tip):
        texts_of = _distinct(cls)
        for entity in entities.of(cls):
            for word, text in texts_of(entity):
                # Most texts differ in their first characters; only if these are equal,
                # the whole texts are compared.
                alike[word, start_of(text)].append((entity, text))
    for stated in entities.refused.texts:
        if (name := _word_for(stated)) is not None:
            place = stated.path[:2]
            alike[name, start_of(stated.value)].append((place, stated.value))
    for places in alike.values():
        if len(places) > 1:
            yield from _sharing(places)


def _sharing(places: list[tuple[Any, str]]) -> Iterator[Any]:
    owners: defaultdict[str, list[Any]] = defaultdict(list)
    for owner, text in places:
        if len(text) >= MIN_REPEATED:
            owners[folded(text)].append(owner)
    for several in owners.values():
        if any(owner is not several[0] for owner in several):
            yield from (owner for owner in several if not isinstance(owner, tuple))


def start_of(text: str) -> str:
    """Return the first characters of a text as `folded` returns it."""
    start = text[:_START]
    is_plain = start.isascii() and start.isprintable() and "  " not in start
    if not is_plain or start.startswith(" "):
        start = folded(text)[:_START]
    return start.lower().rstrip()


_START: Final = 32
"""How many characters are enough to distinguish most texts."""


@functools.cache
def _distinct(cls: Any) -> Callable[[Any], Iterator[tuple[str, str]]]:
    """Return a function that yields the texts that no two entities should share.

    It takes an object of the class, and yields the word for each text, and the text.
    """
    held, inner = [], []
    for field in fields_of(cls):
        shape, many = field.shape.item or field.shape, field.shape.item is not None
        if shape.kind == "object":
            inner.append((operator.attrgetter(field.name), _distinct(shape.type), many))
        elif (word := DISTINCT.get((cls, field.name))) is not None:
            held.append((operator.attrgetter(field.name), word, many))

    def texts(entity: Any) -> Iterator[tuple[str, str]]:
        for get, word, many in held:
            if value := get(entity):
                for text in value if many else (value,):
                    yield word, text
        for get, within, many in inner:
            if value := get(entity):
                for item in value if many else (value,):
                    yield from within(item)

    return texts


RULE: Final = Rule(
    name="repeated-texts",
    codes=(REPEATED_TEXT,),
    looks_at=(Question, Tip),
    find=repeated_texts,
    clears=_in_doubt,
    scope="texts",
)
