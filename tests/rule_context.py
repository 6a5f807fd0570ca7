"""The context that a rule gets when it looks at every entity of a pack."""

import datetime
from collections.abc import Iterable

from mlinterview.document import Document
from mlinterview.validation import Context, MarkupBudget, Named, NameTable, contents_of
from mlinterview.validation.names import stated_names

TODAY = datetime.date(2026, 11, 22)


def context_of(document: Document, names: NameTable | None = None) -> Context:
    """Return a context in which all entities of a document are in doubt.

    Args:
        document: The pack as plain data.
        names: The names of a larger pack, if the document is a piece of one.
    """
    contents = contents_of(document.data)
    return Context(
        document,
        contents,
        TODAY,
        names or table_of(stated_names(contents)),
        MarkupBudget(document.limits.markup),
    )


def table_of(several: Iterable[Named]) -> NameTable:
    """Return a table of names."""
    table = NameTable()
    for names in several:
        table.take(names)
    return table
