"""Finds texts by words, the best first: an index in SQLite, in memory or in a file.

It knows rows of text and nothing of packs. What people type is never read as the
language of the index: each word is quoted.
"""

import contextlib
import functools
import hashlib
import itertools
import operator
import os
import re
import secrets
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ..errors import QueryError, quote

CACHE_VARIABLE: Final = "MLINTERVIEW_CACHE"
"""The environment variable that names the folder of kept indexes; ``off`` for none."""
MIN_KEPT: Final = 1_000
"""From how many questions on an index is kept in a file; fewer are read in no time."""
MAX_KEPT: Final = 8
"""How many indexes are kept; those that were not used for longest go."""

_LAYOUT: Final = 1  # Raised whenever an older file would be read wrongly.
_MODULE: Final = "fts5"
_TOKENS: Final = "porter unicode61 remove_diacritics 2"
_WEIGHTS: Final = {
    "prompt": 8,
    "aliases": 8,
    "topics": 1,
    "points": 2,
    "body": 0.25,
    "facets": 0,
}
_MAX_TEXT: Final = 10_000
_MAX_WORDS: Final = 32
# To judge a row takes ten times as long as to read that it has a word. Where words are
# common, no more rows than these are judged and read, if there is enough in them.
_MAX_JUDGED: Final = 1_000
_MAX_READ: Final = 10_000
_AT_FIRST: Final = 100
_MAX_COUNTS: Final = 100_000
# SQLite gathers words in memory until they take so many bytes. To merge what was put
# down at each megabyte, which is what it does by itself, takes a third of the time.
_GATHERED: Final = 64 * 2**20
_MARKS: Final = ("\ufdd0", "\ufdd1")  # No characters, so that they are in no text.

# What a question is put with, and not what it is about.
_STOP_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also am an and any are as at be because been before being
        between both but by can could did do does doing don down during each few for
        from further get had has have having he her here how i if in into is isn it its
        just know let like make me more most much my need no nor not now of off on once
        one only or other our out over own really s same she should so some such sure t
        tell than that the their them then there these they thing this those through to
        too under until up us use used using very want was we were what when where which
        while who whom whose why will with won would you your
        """,
    )
)


@attrs.frozen
class Document:
    """The texts of a row, by how much a word in them says.

    Args:
        prompt: What it is about, in a sentence.
        aliases: Other names of it.
        topics: The names of what it is part of.
        points: The main things that it says.
        body: All that it says.
        facets: Tokens to narrow a search by, made with `token`.
    """

    prompt: str = ""
    aliases: str = ""
    topics: str = ""
    points: str = ""
    body: str = ""
    facets: str = ""


_COLUMNS: Final = tuple(field.name for field in attrs.fields(Document))


@functools.lru_cache(maxsize=100_000)
def token(name: str, value: object) -> str:
    """Return the token of a facet, which the index neither splits nor stems."""
    digest = hashlib.blake2b(f"{name}\0{value}".encode(), digest_size=8)
    return f"{digest.hexdigest()}0"


# Words -----------------------------------------------------------------------


@attrs.frozen
class Words:
    """What is looked for.

    Args:
        terms: The words.
        phrases: Words that stand next to each other.
        last: The last word if it may be just begun, or empty.
    """

    terms: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]
    last: str

    def any(self, terms: Sequence[str] | None = None, *, begun: bool = True) -> str:
        """Return the expression for rows that have at least one of them.

        Args:
            terms: The words that count, and phrases of them; all by default.
            begun: Whether words that begin like the last one count as well.
        """
        known = self.terms if terms is None else terms
        parts = [_quoted(term) for term in self.terms if term in known]
        parts += self.next_to_each_other(known)
        parts += [f"{_quoted(self.last)}*"] if begun and self.last else []
        return " OR ".join(parts)

    def next_to_each_other(self, terms: Sequence[str]) -> list[str]:
        """Return an expression for each phrase of some of the words."""
        return [_quoted(*two) for two in self.phrases if {*two} <= {*terms}]


def read(text: str) -> Words:
    """Return the words of a text, without those that any question has.

    Raises:
        QueryError: If there is no word in it, or it is very long.

    >>> read("Stop an agent?")
    Words(terms=('stop', 'agent'), phrases=(('stop', 'agent'),), last='agent')
    """
    if not isinstance(text, str):
        msg = f"words to search for are text, not {quote(text)} ({type(text).__name__})"
        raise QueryError(msg)
    if len(text) > _MAX_TEXT:
        msg = f"search for at most {_MAX_TEXT} characters, not {len(text)}"
        raise QueryError(msg)
    plain = unicodedata.normalize("NFC", text).lower()
    words = re.findall(r"[^\W_]+", plain)
    if not words:
        msg = f"there is no word in {quote(text)} to search for"
        raise QueryError(msg)
    telling = [word for word in words if word not in _STOP_WORDS] or words
    terms = tuple(dict.fromkeys(telling))[:_MAX_WORDS]
    phrases = tuple(dict.fromkeys(itertools.pairwise(telling)))
    last = words[-1] if words[-1] in terms else ""
    return Words(terms, phrases[:_MAX_WORDS], last)


def _quoted(*words: str) -> str:
    return f'"{" ".join(words)}"'


@attrs.frozen
class _Way:
    """A way to look for words.

    Args:
        terms: The words to judge rows by.
        needed: Those that rows must have, so that few are judged; none for all rows.
        join: Whether they must have all of these, or any.
    """

    terms: Sequence[str]
    needed: Sequence[str] = ()
    join: str = ""

    def expression(self, words: Words, *, begun: bool) -> str:
        """Return the expression for the rows."""
        needed = self.join.join(map(_quoted, self.needed))
        if not begun and {*self.needed} == {*self.terms}:
            # A row with a phrase has its words. SQLite reads all places of a word anew
            # each time that it stands in an expression, which takes most of a search.
            return " OR ".join([f"({needed})", *words.next_to_each_other(self.terms)])
        found = words.any(self.terms, begun=begun)
        return f"({found}) AND ({needed})" if needed else found


# The index -------------------------------------------------------------------

Documents = Callable[[], Iterable[Document]]


class TextIndex:
    """An index of texts; several threads may use it.

    Args:
        documents: Gives the rows, in order, whenever it is called.
        folder: Where to keep the index, in a file named by its content; it is used
            again as long as that stays. `None` keeps it in memory.

    Raises:
        QueryError: If SQLite is here without its full-text search.
    """

    def __init__(self, documents: Documents, folder: Path | None = None) -> None:
        self._documents = documents
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._file = folder and folder / f"{_digest(documents())}.sqlite"
        self._connection = _kept(self._file, documents) or _built(":memory:", documents)

    def find(self, words: Words, facets: str = "") -> Iterator[tuple[int, float]]:
        """Yield the rows that have some of the words, the best first, with a score.

        Args:
            words: What to look for.
            facets: An expression of tokens that the rows have to meet, or empty.
        """
        # Nobody has written it, so that it is not a whole word yet.
        begun = bool(words.last) and not self.count(_quoted(words.last))
        seen: set[int] = set()
        lowest = float("inf")
        for way in self._ways(words):
            expression = way.expression(words, begun=begun)
            if facets:
                expression = f"({expression}) AND (facets : ({facets}))"
            for row, score in self._rows(expression):
                if row not in seen:
                    seen.add(row)
                    # What lacks the rarest words is never better than what has them.
                    lowest = min(lowest, score)
                    yield row, lowest

    def _ways(self, words: Words) -> "Iterator[_Way]":
        """Yield ways to look for words, the quickest first; the last finds all rows."""
        counts = sorted((self.count(_quoted(term)), term) for term in words.terms)
        rare = [(count, term) for count, term in counts if count]
        totals = list(itertools.accumulate(count for count, _term in rare))
        if totals and totals[-1] > _MAX_JUDGED:
            known = [term for _count, term in rare]
            read = known[: max(2, sum(total <= _MAX_READ for total in totals))]
            if totals[0] > _MAX_JUDGED:
                yield _Way(read, known[:2], " AND ")
            for most in (_MAX_JUDGED, _MAX_READ):
                few = max(1, sum(total <= most for total in totals))
                yield _Way(read, known[:few], " OR ")
        yield _Way(words.terms)

    def count(self, expression: str) -> int:
        """Return how many rows meet an expression; that is counted once."""
        if expression not in self._counts:
            if len(self._counts) >= _MAX_COUNTS:
                self._counts.clear()
            sql = "SELECT count(*) FROM texts WHERE texts MATCH ?"
            self._counts[expression] = self._all(sql, expression)[0][0]
        return self._counts[expression]

    def _rows(self, expression: str) -> Iterator[tuple[int, float]]:
        """Yield rows and scores, a few at first: seldom are all of them wanted."""
        weights = ", ".join(map(str, _WEIGHTS.values()))
        sql = (
            f"SELECT rowid, -bm25(texts, {weights}) AS score FROM texts "  # noqa: S608
            "WHERE texts MATCH ? ORDER BY score DESC, rowid LIMIT ?"
        )
        first = self._all(sql, expression, _AT_FIRST)
        yield from first
        if len(first) == _AT_FIRST:
            yield from self._all(sql, expression, -1)[_AT_FIRST:]

    def _all(self, sql: str, *values: object) -> list[Any]:
        """Return what a statement finds; a damaged file is made anew."""
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError:
                if self._file is None:
                    raise
                self._connection.close()
                with contextlib.suppress(OSError):
                    self._file.unlink(missing_ok=True)
                self._file = None
                self._connection = _built(":memory:", self._documents)
                return self._connection.execute(sql, values).fetchall()


def _built(name: str, documents: Documents) -> sqlite3.Connection:
    """Return a database with an index of *documents*."""
    connection = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
    try:
        # Nothing is lost if this fails: the index can be made again.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _create(connection, "texts", _COLUMNS, "content=''")
        gathered = "INSERT INTO texts (texts, rank) VALUES ('hashsize', ?)"
        connection.execute(gathered, (_GATHERED,))
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO texts (rowid, {', '.join(_COLUMNS)}) "  # noqa: S608
            f"VALUES (?, {', '.join('?' * len(_COLUMNS))})",
            ((row, *_cells(one)) for row, one in enumerate(documents())),
        )
        connection.execute("COMMIT")
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    except BaseException:
        connection.close()
        raise
    return connection


_cells: Final = operator.attrgetter(*_COLUMNS)


def _create(
    connection: sqlite3.Connection, name: str, columns: Iterable[str], *options: str
) -> None:
    """Make a table for full-text search.

    Raises:
        QueryError: If SQLite is here without it.
    """
    parts = ", ".join([*columns, f"tokenize='{_TOKENS}'", *options])
    try:
        connection.execute(f"CREATE VIRTUAL TABLE {name} USING {_MODULE}({parts})")
    except sqlite3.OperationalError as error:
        msg = (
            f"search needs SQLite with its FTS5 extension, and that of this Python "
            f"({sqlite3.sqlite_version}) lacks it; filters such as `text:word` do not"
        )
        raise QueryError(msg) from error


# Kept indexes ----------------------------------------------------------------


def folder() -> Path | None:
    """Return where indexes are kept, or `None` if they are not to be.

    It is the cache folder of the user, unless the environment variable
    ``MLINTERVIEW_CACHE`` names another one, or says ``off``.
    """
    stated = os.environ.get(CACHE_VARIABLE, "")
    if stated == "off":
        return None
    if stated:
        return Path(stated)
    # Imported where it is used: small packs need no file.
    import platformdirs

    return Path(platformdirs.user_cache_dir("mlinterview", appauthor=False)) / "search"


def _digest(documents: Iterable[Document]) -> str:
    """Return a name for what the rows say."""
    digest = hashlib.blake2b(f"{_LAYOUT} {_TOKENS}".encode(), digest_size=16)
    for document in documents:
        for text in _cells(document):
            encoded = text.encode(errors="surrogatepass")
            digest.update(b"%d:" % len(encoded))
            digest.update(encoded)
    return digest.hexdigest()


def _kept(file: Path | None, documents: Documents) -> sqlite3.Connection | None:
    """Return the index in a file, which is made if need be; none if it can't be."""
    if file is None:
        return None
    try:
        connection = _opened(file)
        if connection is None:
            _keep(file, documents)
            connection = _opened(file)
    except (OSError, sqlite3.DatabaseError):
        return None  # A cache that cannot be written is done without.
    return connection


def _opened(file: Path) -> sqlite3.Connection | None:
    """Return the index in a file, if there is a sound one."""
    if not file.is_file():
        return None
    # Nobody changes the file, whose name says what is in it.
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        ((layout,),) = connection.execute("PRAGMA user_version").fetchall()
        connection.execute("SELECT count(*) FROM texts WHERE texts MATCH 'a'").fetchall()
    except sqlite3.DatabaseError:
        layout = None
    if layout == _LAYOUT:
        with contextlib.suppress(OSError):
            os.utime(file)
        return connection
    connection.close()
    return None


def _keep(file: Path, documents: Documents) -> None:
    """Write an index to a file: as a whole, whoever else does so at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _built(str(temporary), documents).close()
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    others = sorted(file.parent.glob("*.sqlite"), key=last_used, reverse=True)
    for old in others[MAX_KEPT:]:
        old.unlink(missing_ok=True)


def last_used(file: Path) -> float:
    """Return when a file was last used, in seconds; 0 if it is gone."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # Another process has removed it.
        return 0


# Snippets --------------------------------------------------------------------


Places = tuple[tuple[int, int], ...]


def snippet(
    words: Words, texts: Sequence[str], *, length: int = 24
) -> tuple[str, Places]:
    """Return the piece of the texts that has most of the words, and where they are.

    Args:
        words: What was looked for.
        texts: Plain texts; of equal pieces, that of the first is taken.
        length: How many words long it is at most, up to 64.
    """
    before, after = _MARKS
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        columns = [f"text{number}" for number in range(len(texts))]
        _create(connection, "texts", columns)
        connection.execute(
            f"INSERT INTO texts VALUES ({', '.join('?' * len(texts))})",  # noqa: S608
            tuple(texts),
        )
        found = connection.execute(
            "SELECT snippet(texts, -1, ?, ?, '…', ?) FROM texts WHERE texts MATCH ?",
            (before, after, length, words.any()),
        ).fetchone()
    if found is None:
        return " ".join(texts[0].split()), ()
    return _with_places(" ".join(found[0].split()))


def _with_places(marked: str) -> tuple[str, Places]:
    """Return a text with the places of its marks, which it no longer has."""
    text, places = "", []
    for number, part in enumerate(re.split("|".join(_MARKS), marked)):
        if number % 2:
            places.append((len(text), len(text) + len(part)))
        text += part
    return text, tuple(places)
