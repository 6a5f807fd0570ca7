"""Questions that are looked for, in packs made of sentences of the bundled one."""

import sqlite3

import attrs
import search_speed

from mlinterview import select
from mlinterview.query.searching import indexed_rows
from mlinterview.query.text_index import TextIndex

from ..measure import Calls, Sample, measure


@measure("Search: the index", sizes=(1_000, 10_000, 100_000))
def index_for_search(sample: Sample) -> Calls:
    """Time how the index is built, beside SQLite's full-text search alone."""
    entries = select(search_speed.made_up(sample.size)).entries
    rows = [attrs.astuple(row) for row in indexed_rows(entries)]
    return {
        "FTS5 alone": lambda: search_speed.plain(sqlite3.connect(":memory:"), rows),
        "mlinterview": lambda: TextIndex(lambda: indexed_rows(entries)),
    }


@measure("Search: the first ten, twenty times", sizes=(1_000, 10_000, 100_000))
def first_ten(sample: Sample) -> Calls:
    """Time what twenty people ask, in an index that there is."""
    selection = select(search_speed.made_up(sample.size))
    rows = [attrs.astuple(row) for row in indexed_rows(selection.entries)]
    connection = sqlite3.connect(":memory:")
    search_speed.plain(connection, rows)
    texts, facets = search_speed.asked()[:20], search_speed.FACETS
    return {
        "FTS5 alone": lambda: [
            search_speed.plain_top_10(connection, text) for text in texts
        ],
        "words": lambda: [selection.search(text) for text in texts],
        "words and facets": lambda: [selection.search(text, facets) for text in texts],
        "facets alone": lambda: [selection.select(facets) for _text in texts],
    }
