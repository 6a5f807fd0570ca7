"""Every reference names an entity of the pack."""

import functools
import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from ...document import Finding, pointer
from ...errors import Code, Fix, nearest, quote
from ...model import COLLECTIONS, FORMER, Metadata
from ..batches import Entities
from ..names import references, referred
from ..rule import Context, Rule

MAX_HINTS: Final = 100
"""For how many missing ids a similar one is looked for."""
MAX_NEAR: Final = 1_000
"""How many ids are compared with a missing one."""


UNRESOLVED: Final = Code(
    id="MLI201",
    name="unresolved-reference",
    summary="A reference names something that is not in the pack.",
    why="A reader who follows the reference finds nothing. A former id, listed under the"
    " `aliases` of a question, is not an id any more: refer to the new one.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basic], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)


def unresolved(context: Context) -> Iterator[Finding]:
    """Yield a finding for each reference to an entity that the pack does not have."""
    names = context.names
    ids, near = names.ids, names.near
    renamed = {
        alias.removeprefix(FORMER): name
        for name, aliases in names.aliases.items()
        for alias in aliases
    }
    existing_hint = functools.cache(lambda kind: _existing_hint(kind, ids[kind]))
    for text, kind, name in references(context.contents):
        if name in ids[kind]:
            continue
        if (kind, name) not in near and len(near) < MAX_HINTS:
            near[kind, name] = nearest(name, _alike(name, ids[kind]))
        meant = near.get((kind, name))
        hint = f"did you mean {quote(meant)}?" if meant else existing_hint(kind)
        if is_former := kind == "question" and name in renamed:
            meant = renamed[name]
            hint = f"it is called {quote(meant)} now"
        before = text.value.removesuffix(name)
        yield context.finding(
            UNRESOLVED,
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
    """Return at most `MAX_NEAR` ids; of more, those with the same first or last letters."""
    listed = list(known)
    if len(listed) > MAX_NEAR:
        begin, end = name[:2], name[-2:]
        listed = [id_ for id_ in listed if id_[:2] == begin or id_[-2:] == end]
    return itertools.islice(listed, MAX_NEAR)


def _existing_hint(kind: str, names: Collection[str]) -> str:
    """Return a hint that lists some ids of a type, or says how to add the first."""
    if not names:
        return f"the pack has no {kind}; add it under {quote(COLLECTIONS[kind][0])}"
    shown = ", ".join(sorted(names)[:5])
    return f"there is {shown}{' and more' if len(names) > 5 else ''}"


def _in_doubt(entities: Entities) -> Iterator[Any]:
    missing = entities.names.missing()
    if any(missing.values()):
        for _kind, entity in entities.all():
            if any(name in missing[kind] for kind, name in referred(entity)):
                yield entity


RULE: Final = Rule(
    name="unresolved",
    codes=(UNRESOLVED,),
    looks_at=(Metadata, *(cls for _key, cls in COLLECTIONS.values())),
    find=unresolved,
    clears=_in_doubt,
    scope="names",
)
