"""Measure search, and SQLite's full-text search alone, on generated packs.

The texts are sentences of the bundled pack in a new order, so that words are as frequent
as in a real pack. Benchmarks call `measure`; all times are of one run.
"""

import argparse
import os
import random
import re
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import yaml

import mlinterview
from mlinterview import Answer, Kind, Level, Pack, Question, select
from mlinterview.model import AnswerKind

ASKED = Path(__file__).parent.parent / "tests" / "search-quality.yaml"
FACETS = "level>=senior topic:rag-search -kind:opener"


def made_up(number: int, *, seed: int = 0) -> Pack:
    """Return a pack of *number* questions of about 3 kB; the same for the same seed."""
    base = mlinterview.load("ml-engineer")
    chance = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
    bodies = [answer.body for one in base.questions for answer in one.answers]
    sentences = [s for body in bodies for s in re.split(r"(?<=[.?!])\s+", body)]
    words = [word for one in base.questions for word in one.prompt.split()]
    points = [p for one in base.questions for a in one.answers for p in a.key_points]
    topics = [topic.id for topic in base.topics]

    def questions() -> Iterator[Question]:
        for at in range(number):
            answer = Answer(
                kind=AnswerKind.SAMPLE,
                body=" ".join(chance.choices(sentences, k=18)).strip(),
                key_points=tuple(dict.fromkeys(chance.choices(points, k=3))),
            )
            yield Question(
                id=f"question-{at}",
                kind=chance.choice([*Kind]),
                prompt=" ".join(chance.choices(words, k=15)),
                topics=(chance.choice(topics),),
                levels=tuple(dict.fromkeys(chance.choices([*Level], k=2))),
                minutes=chance.choice([5, 10, 15, 30]),
                answers=(answer,),
            )

    return attrs.evolve(
        base, questions=tuple(questions()), tips=(), mistakes=(), guides=()
    )


def asked() -> list[str]:
    """Return what people ask."""
    lists = yaml.safe_load(ASKED.read_text(encoding="utf-8"))
    return [one["ask"] for one in lists["tuning"]]


def measure(pack: Pack, words: Sequence[str]) -> dict[str, float]:
    """Return how long search takes, in seconds, and FTS5 alone on the same texts.

    Args:
        pack: What to search in.
        words: What to search for, one text a search.

    Returns:
        By name: ``build`` and ``plain_build``, for each document; the medians of the
        first ten results, ``top_10``, ``top_10_facets`` and ``plain_top_10``; those of
        the filter, ``select`` and ``select_facets``.
    """
    from mlinterview.query.searching import indexed_rows
    from mlinterview.query.text_index import TextIndex

    selection = select(pack)
    rows = [attrs.astuple(row) for row in indexed_rows(selection.entries)]
    connection = sqlite3.connect(":memory:")
    plain_build = _seconds(lambda: plain(connection, rows))
    entries = selection.entries
    build = _seconds(lambda: TextIndex(lambda: indexed_rows(entries)))
    selection.search("warm", FACETS)
    found = {
        "plain_build": plain_build / len(rows),
        "build": build / len(rows),
        "plain_top_10": _median(lambda text: plain_top_10(connection, text), words),
        "top_10": _median(selection.search, words),
        "top_10_facets": _median(lambda text: selection.search(text, FACETS), words),
        "select": _seconds(lambda: selection.select(kind="design")),
        "select_facets": _seconds(lambda: selection.select(FACETS)),
    }
    connection.close()
    return found


def plain(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Build an index of rows with FTS5 and nothing else."""
    names = "prompt, aliases, topics, points, body, facets"
    connection.execute(
        f"CREATE VIRTUAL TABLE t USING fts5({names}, content='', tokenize='porter')"
    )
    with connection:
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", rows)


def plain_top_10(connection: sqlite3.Connection, text: str) -> list[Any]:
    """Ask FTS5 for rows that have all words of four letters and more."""
    terms = " ".join(f'"{word}"' for word in re.findall(r"\w{4,}", text))
    sql = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10"
    return connection.execute(sql, (terms or '"a"',)).fetchall()


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def _median(act: Callable[[str], object], texts: Sequence[str]) -> float:
    for text in texts:  # How common a word is, is counted once.
        act(text)
    return statistics.median(_seconds(lambda t=text: act(t)) for text in texts)  # type: ignore[misc]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000, help="how many questions")
    number = parser.parse_args().number
    os.environ["MLINTERVIEW_CACHE"] = "off"
    found = measure(made_up(number), asked())
    print(f"{number} questions")
    for name, seconds in found.items():
        print(f"{name:15} {seconds * 1e6:10,.0f} µs")


if __name__ == "__main__":
    main()
