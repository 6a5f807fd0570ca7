"""A rule: what it looks at, what it objects to, and how most of a pack is passed over."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

import attrs

from ..document import Document, Finding, Location
from ..errors import Code, Fix, Severity
from .batches import MarkupBudget
from .contents import PackContents, entity_at
from .names import NameTable

Scope = Literal["entity", "names", "texts"]
"""What has to be known to find all: each entity by itself, the names of all entities, or
the texts of all entities."""


class Context(NamedTuple):
    """What a rule may look at.

    Args:
        document: The pack, which knows where everything is.
        contents: The entities that are in doubt.
        today: The day on which it is checked.
        names: The names of all entities of the pack.
        budget: How much Markdown may be parsed.
    """

    document: Document
    contents: PackContents
    today: datetime.date
    names: NameTable
    budget: MarkupBudget

    def finding(
        self,
        code: Code,
        message: str,
        path: Location,
        *,
        hint: str = "",
        severity: Severity | None = None,
        on_key: bool = False,
        piece: tuple[int, int] | None = None,
        other: Location | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Return a finding at *path*; see `Finding` for the arguments."""
        return Finding(
            code=code,
            message=message,
            path=path,
            hint=hint,
            entity=entity_at(self.document, path),
            severity=severity,
            on_key=on_key,
            piece=piece,
            other=other,
            fix=fix,
        )


@attrs.frozen(kw_only=True)
class Rule:
    """One thing that is asked of a pack beyond the schema.

    Args:
        name: What the rule is called: the name of its module.
        codes: The codes that it may find, each with its reason and its examples.
        looks_at: The classes of the entities that it looks at; `Metadata` stands for the
            metadata of the pack.
        find: Yields what is wrong with the entities in doubt. It never raises on bad
            content, and finds the same whatever other entities it is shown.
        clears: Returns the objects in doubt, or more. Without it, every entity is. For
            a rule that looks at each entity by itself it takes a `Batch`; otherwise the
            `Entities` of the pack, and has to return all objects that take part in what
            is wrong.
        scope: What has to be known to find all.
    """

    name: str
    codes: tuple[Code, ...]
    looks_at: tuple[type, ...]
    find: Callable[[Context], Iterator[Finding]]
    clears: Callable[[Any], Iterable[Any]] | None = None
    scope: Scope = "entity"

    @property
    def only_warns(self) -> bool:
        """True if nothing that it finds is an error."""
        return all(code.severity is Severity.WARNING for code in self.codes)
