"""A full-text index of rows in SQLite, in memory or in a file.

It depends on rows of text but not on packs. What people type is never parsed as an
expression of SQLite, since each word is quoted.
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
"""The environment variable that names the folder of cached indexes; ``off`` for none."""
MIN_CACHED: Final = 1_000
"""The least number of questions for a cached index; fewer are indexed quickly."""
MAX_CACHED: Final = 8
"""How many indexes are cached; those that were used least recently are removed."""

_LAYOUT: Final = 1  # Raise it whenever an older file would be misread.
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
# Scoring a row takes ten times as long as reading that it has a word. If words are
# common, at most so many rows are scored and read, unless the caller wants more results.
_MAX_SCORED: Final = 1_000
_MAX_READ: Final = 10_000
_FIRST_ROWS: Final = 100
_MAX_COUNTS: Final = 100_000
# SQLite collects words in memory up to so many bytes before it writes them. The default
# is a megabyte, with which merging what was written takes a third of the whole time.
_HASH_SIZE: Final = 64 * 2**20
_MARKS: Final = ("\ufdd0", "\ufdd1")  # Noncharacters of Unicode, which no text has.

# Words that occur in any question, whatever it is about.
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
class IndexedRow:
    """The texts of a row, in columns whose words have different weights.

    Args:
        prompt: What the row is about, in a sentence.
        aliases: Other names for it.
        topics: The names of the topics that it belongs to.
        points: Its main points.
        body: The rest of its text.
        facets: Tokens to narrow a search by, made with `token`.
    """

    prompt: str = ""
    aliases: str = ""
    topics: str = ""
    points: str = ""
    body: str = ""
    facets: str = ""


_COLUMNS: Final = tuple(field.name for field in attrs.fields(IndexedRow))


@functools.lru_cache(maxsize=100_000)
def token(name: str, value: object) -> str:
    """Return a token for a value of a field, which the index neither splits nor stems."""
    digest = hashlib.blake2b(f"{name}\0{value}".encode(), digest_size=8)
    return f"{digest.hexdigest()}0"


# Words -----------------------------------------------------------------------


@attrs.frozen
class SearchWords:
    """The words of a search.

    Args:
        terms: The words.
        phrases: Pairs of words that follow each other.
        last: The last word if the user may not have finished typing it, or empty.
    """

    terms: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]
    last: str

    def any(self, terms: Sequence[str] | None = None, *, prefix: bool = True) -> str:
        """Return the expression for rows that have at least one of the words.

        Args:
            terms: The words that count, and the phrases of them; all by default.
            prefix: Whether words that begin with the last one count as well.
        """
        known = self.terms if terms is None else terms
        parts = [_quoted(term) for term in self.terms if term in known]
        parts += self.phrases_of(known)
        parts += [f"{_quoted(self.last)}*"] if prefix and self.last else []
        return " OR ".join(parts)

    def phrases_of(self, terms: Sequence[str]) -> list[str]:
        """Return an expression for each phrase of which both words are in *terms*."""
        return [_quoted(*pair) for pair in self.phrases if {*pair} <= {*terms}]


def read_words(text: str) -> SearchWords:
    """Return the words of a text, without those that occur in any question.

    Raises:
        QueryError: If there is no word in it, or it is very long.

    >>> read_words("Stop an agent?")
    SearchWords(terms=('stop', 'agent'), phrases=(('stop', 'agent'),), last='agent')
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
    return SearchWords(terms, phrases[:_MAX_WORDS], last)


def _quoted(*words: str) -> str:
    return f'"{" ".join(words)}"'


@attrs.frozen
class _Pass:
    """One pass over the index.

    Args:
        terms: The words by which rows are scored.
        needed: The words that rows must have, so that few rows are scored; empty to score
            all rows with any of the terms.
        join: The operator between these words: ``" AND "`` or ``" OR "``.
    """

    terms: Sequence[str]
    needed: Sequence[str] = ()
    join: str = ""

    def expression(self, words: SearchWords, *, prefix: bool) -> str:
        """Return the expression for the rows."""
        needed = self.join.join(map(_quoted, self.needed))
        if not prefix and {*self.needed} == {*self.terms}:
            # A row with a phrase also has its words, so these are not repeated. SQLite
            # reads all places of a word for each of its occurrences in an expression,
            # which takes most of the time of a search.
            return " OR ".join([f"({needed})", *words.phrases_of(self.terms)])
        scored = words.any(self.terms, prefix=prefix)
        return f"({scored}) AND ({needed})" if needed else scored


# The index -------------------------------------------------------------------

Rows = Callable[[], Iterable[IndexedRow]]


class TextIndex:
    """An index of texts; several threads may use it.

    Args:
        rows: Returns the rows, in order, whenever it is called.
        folder: Where to cache the index, in a file that is named by the content of the
            rows, so that equal rows use it again. `None` keeps it in memory.

    Raises:
        QueryError: If this Python has an SQLite without full-text search.
    """

    def __init__(self, rows: Rows, folder: Path | None = None) -> None:
        self._source = rows
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._file = folder and folder / f"{_digest(rows())}.sqlite"
        self._connection = _cached(self._file, rows) or _built(":memory:", rows)

    def find(self, words: SearchWords, facets: str = "") -> Iterator[tuple[int, float]]:
        """Yield the numbers of rows that have some of the words, with a score.

        The best come first.

        Args:
            words: The words.
            facets: An expression of tokens that the rows have to meet, or empty.
        """
        # If no row has the last word, it may be the beginning of a word.
        prefix = bool(words.last) and not self.count(_quoted(words.last))
        seen: set[int] = set()
        lowest = float("inf")
        for index_pass in self._passes(words):
            expression = index_pass.expression(words, prefix=prefix)
            if facets:
                expression = f"({expression}) AND (facets : ({facets}))"
            for row, score in self._rows(expression):
                if row not in seen:
                    seen.add(row)
                    # A later pass finds rows without the rarest words, which cannot match
                    # better.
                    lowest = min(lowest, score)
                    yield row, lowest

    def _passes(self, words: SearchWords) -> Iterator[_Pass]:
        """Yield passes over the index, the fastest first; the last finds all rows."""
        counts = sorted((self.count(_quoted(term)), term) for term in words.terms)
        rare = [(count, term) for count, term in counts if count]
        totals = list(itertools.accumulate(count for count, _term in rare))
        if totals and totals[-1] > _MAX_SCORED:
            known = [term for _count, term in rare]
            read = known[: max(2, sum(total <= _MAX_READ for total in totals))]
            if totals[0] > _MAX_SCORED:
                yield _Pass(read, known[:2], " AND ")
            for most in (_MAX_SCORED, _MAX_READ):
                few = max(1, sum(total <= most for total in totals))
                yield _Pass(read, known[:few], " OR ")
        yield _Pass(words.terms)

    def count(self, expression: str) -> int:
        """Return the number of rows that meet an expression; it is cached."""
        if expression not in self._counts:
            if len(self._counts) >= _MAX_COUNTS:
                self._counts.clear()
            sql = "SELECT count(*) FROM texts WHERE texts MATCH ?"
            self._counts[expression] = self._all(sql, expression)[0][0]
        return self._counts[expression]

    def _rows(self, expression: str) -> Iterator[tuple[int, float]]:
        """Yield rows and scores; the first come quickly, since few callers need all."""
        weights = ", ".join(map(str, _WEIGHTS.values()))
        sql = (
            f"SELECT rowid, -bm25(texts, {weights}) AS score FROM texts "  # noqa: S608
            "WHERE texts MATCH ? ORDER BY score DESC, rowid LIMIT ?"
        )
        first = self._all(sql, expression, _FIRST_ROWS)
        yield from first
        if len(first) == _FIRST_ROWS:
            yield from self._all(sql, expression, -1)[_FIRST_ROWS:]

    def _all(self, sql: str, *values: object) -> list[Any]:
        """Return the rows of a statement; a damaged file is replaced by a new index."""
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
                self._connection = _built(":memory:", self._source)
                return self._connection.execute(sql, values).fetchall()


def _built(name: str, rows: Rows) -> sqlite3.Connection:
    """Return a new database with an index of the rows."""
    connection = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
    try:
        # No journal is needed: an index that was left unfinished is built again.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _create(connection, "texts", _COLUMNS, "content=''")
        hash_size = "INSERT INTO texts (texts, rank) VALUES ('hashsize', ?)"
        connection.execute(hash_size, (_HASH_SIZE,))
        connection.execute("BEGIN")
        connection.executemany(
            f"INSERT INTO texts (rowid, {', '.join(_COLUMNS)}) "  # noqa: S608
            f"VALUES (?, {', '.join('?' * len(_COLUMNS))})",
            ((number, *_cells(row)) for number, row in enumerate(rows())),
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
    """Create a table for full-text search.

    Raises:
        QueryError: If this Python has an SQLite without full-text search.
    """
    parts = ", ".join([*columns, f"tokenize='{_TOKENS}'", *options])
    try:
        connection.execute(f"CREATE VIRTUAL TABLE {name} USING {_MODULE}({parts})")
    except sqlite3.OperationalError as error:
        msg = (
            f"search needs SQLite with its FTS5 extension, which that of this Python "
            f"({sqlite3.sqlite_version}) lacks; filters such as `text:word` work without"
        )
        raise QueryError(msg) from error


# Cached indexes --------------------------------------------------------------


def cache_folder() -> Path | None:
    """Return the folder of cached indexes, or `None` if caching is off.

    It is in the cache folder of the user, unless the environment variable
    ``MLINTERVIEW_CACHE`` names another one, or is ``off``.
    """
    stated = os.environ.get(CACHE_VARIABLE, "")
    if stated == "off":
        return None
    if stated:
        return Path(stated)
    # Imported here since small packs need no file.
    import platformdirs

    return Path(platformdirs.user_cache_dir("mlinterview", appauthor=False)) / "search"


def _digest(rows: Iterable[IndexedRow]) -> str:
    """Return a digest of the content of the rows."""
    digest = hashlib.blake2b(f"{_LAYOUT} {_TOKENS}".encode(), digest_size=16)
    for row in rows:
        for text in _cells(row):
            encoded = text.encode(errors="surrogatepass")
            digest.update(b"%d:" % len(encoded))
            digest.update(encoded)
    return digest.hexdigest()


def _cached(file: Path | None, rows: Rows) -> sqlite3.Connection | None:
    """Return the index in *file*, which is written if missing; `None` if it cannot be."""
    if file is None:
        return None
    try:
        connection = _opened(file)
        if connection is None:
            _write(file, rows)
            connection = _opened(file)
    except (OSError, sqlite3.DatabaseError):
        return None  # Without a cache, the index is built in memory.
    return connection


def _opened(file: Path) -> sqlite3.Connection | None:
    """Return the index in *file*, or `None` if there is no valid one."""
    if not file.is_file():
        return None
    # The file never changes, since its name is the digest of its content.
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


def _write(file: Path, rows: Rows) -> None:
    """Write an index to *file* atomically, since other processes may do so as well."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _built(str(temporary), rows).close()
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    others = sorted(file.parent.glob("*.sqlite"), key=last_used, reverse=True)
    for old in others[MAX_CACHED:]:
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
    words: SearchWords, texts: Sequence[str], *, length: int = 24
) -> tuple[str, Places]:
    """Return the piece of the texts that has most of the words, and where they are.

    Args:
        words: The words of the search.
        texts: Plain texts; of equally good pieces, the first is taken.
        length: The most words of the piece, up to 64.
    """
    before, after = _MARKS
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        columns = [f"text{number}" for number in range(len(texts))]
        _create(connection, "texts", columns)
        connection.execute(
            f"INSERT INTO texts VALUES ({', '.join('?' * len(texts))})",  # noqa: S608
            tuple(texts),
        )
        piece = connection.execute(
            "SELECT snippet(texts, -1, ?, ?, '…', ?) FROM texts WHERE texts MATCH ?",
            (before, after, length, words.any()),
        ).fetchone()
    if piece is None:
        return " ".join(texts[0].split()), ()
    return _without_marks(" ".join(piece[0].split()))


def _without_marks(marked: str) -> tuple[str, Places]:
    """Return a text without its marks, and the places that they enclosed."""
    text, places = "", []
    for number, part in enumerate(re.split("|".join(_MARKS), marked)):
        if number % 2:
            places.append((len(text), len(text) + len(part)))
        text += part
    return text, tuple(places)
