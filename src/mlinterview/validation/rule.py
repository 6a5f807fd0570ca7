"""The class `Rule`, and what its functions may look at."""

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
"""What a rule needs to know to find all problems: each entity on its own, the names in
all entities, or the texts of all entities."""


class Context(NamedTuple):
    """The argument of `Rule.find`.

    Args:
        document: The pack as plain data.
        contents: The contents of the entities in doubt.
        today: The day on which the pack is checked.
        names: The names in all entities of the pack.
        budget: How much more Markdown may be parsed.
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
        """Return a finding at *path*. See `Finding` for the arguments."""
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
    """A requirement on packs that a JSON Schema cannot express.

    Args:
        name: The name of the rule, which is that of its module.
        codes: The codes of its findings, each with a reason and examples.
        looks_at: The classes of the entities that it examines; `Metadata` means the
            metadata of the pack.
        find: Yields the findings in the entities in doubt. It raises on no content, and
            the findings do not depend on which other entities are among the contents.
        clears: Returns the objects in doubt; others are cleared. It may return too many
            objects, but not too few. If None, all entities are in doubt. With the scope
            ``"entity"`` the argument is a `Batch`. Otherwise it is the `Entities` of the
            pack, and every object that takes part in a problem has to be returned.
        scope: What the rule needs to know.
    """

    name: str
    codes: tuple[Code, ...]
    looks_at: tuple[type, ...]
    find: Callable[[Context], Iterator[Finding]]
    clears: Callable[[Any], Iterable[Any]] | None = None
    scope: Scope = "entity"

    @property
    def only_warns(self) -> bool:
        """True if all of its codes are warnings."""
        return all(code.severity is Severity.WARNING for code in self.codes)
