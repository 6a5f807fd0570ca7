"""Search: what is found, in which order, how it is shown, and where indexes are kept."""

import concurrent.futures
import itertools
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import search_quality
import search_speed
from hypothesis import given, settings
from hypothesis import strategies as st

from mlinterview import Answer, Pack, QueryError, SearchResult, Selection, Topic, select
from mlinterview.model import AnswerKind
from mlinterview.query import Snippet, parse_query, text_index
from mlinterview.query.text_index import IndexedRow, SearchWords, TextIndex
from small_packs import FULL, OTHER, question
from small_packs import pack as small_pack

FEWER = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]


def answer(*key_points: str, body: str = "It depends.") -> Answer:
    return Answer(kind=AnswerKind.SAMPLE, body=body, key_points=key_points)


def ids(found: tuple[SearchResult, ...]) -> list[str]:
    return [one.question.id for one in found]


# What is found ---------------------------------------------------------------

ZOO: Pack = small_pack(
    question("one", prompt="Why do agents loop?"),
    question(
        "two", prompt="Say something.", answers=(answer("Agents, and what loops."),)
    ),
    question("three", prompt="Say more.", answers=(answer(body="An agent can loop."),)),
    question(
        "four", prompt="Say it all.", aliases=("LLM-as-a-judge", "model-graded eval")
    ),
    question("five", "trees", prompt="What of naïve gardens?"),
    topics=(
        Topic(id="models", title="Models"),
        Topic(id="trees", title="Trees", parent="plants", aliases=("woods",)),
        Topic(id="plants", title="Flora"),
    ),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("agent looping", ["one", "two", "three"]),
        ("AGENTS, loops!", ["one", "two", "three"]),
        ("how do I stop the agent?", ["one", "two", "three"]),
        ("llm as a judge", ["four"]),
        ("graded evals", ["four"]),
        ("wood", ["five"]),
        ("flora", ["five"]),
        ("naive garden", ["five"]),
        ("nai\u0308ve", ["five"]),
        ("gard", ["five"]),
        ("elephant", []),
    ],
)
def test_words_find_questions_the_best_first(words: str, expected: list[str]) -> None:
    found = select(ZOO).search(words)
    assert ids(found) == expected
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_only_the_last_word_may_be_just_begun() -> None:
    assert {*ids(select(ZOO).search("say gard"))} == {"two", "three", "four", "five"}
    assert ids(select(ZOO).search("gard zzz")) == []


def test_words_of_any_question_are_looked_for_if_there_are_no_others() -> None:
    assert {*ids(select(ZOO).search("what of"))} == {"two", "five"}


def test_a_whole_word_is_not_taken_for_a_beginning() -> None:
    two = small_pack(question("rag", prompt="RAG?"), question("ragout", prompt="Ragout?"))
    assert ids(select(two).search("rag")) == ["rag"]


def test_words_next_to_each_other_count_for_more() -> None:
    two = small_pack(
        question("apart", prompt="Size of a thing, and then the chunk?"),
        question("close", prompt="Thing, and then of a size the chunk size?"),
    )
    assert ids(select(two).search("chunk size")) == ["close", "apart"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "there is no word in"),
        ("?! --", "there is no word in"),
        ("a" * 10_001, "at most 10000 characters, not 10001"),
        (5, r"words to search for are text, not `5` \(int\)"),
    ],
)
def test_what_has_no_word_is_refused(words: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        select(ZOO).search(words)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_positive(limit: int) -> None:
    with pytest.raises(QueryError, match="the limit has to be 1 or more"):
        select(ZOO).search("agent", limit=limit)


def test_no_limit_gives_all() -> None:
    many = small_pack(*(question(f"q-{n}", prompt="Of gardens?") for n in range(150)))
    assert len(select(many).search("garden")) == 10
    assert len(select(many).search("garden", limit=None)) == 150
    assert ids(select(many).search("garden", limit=2)) == ["q-0", "q-1"]


HOSTILE = [
    '"', "a AND b", "a OR", "NOT", "NEAR(a b)", "prompt : a", "{prompt} : a", "^a", "a*",
    "a + b", "a\x00b", "agent' OR 1=1 --", "(", "agent) OR (x", "-agent", "x" * 9_999,
    "a " * 4_000, "\ud800 agent", "\u202eagent", "facets : every", "%", "_",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_type_is_never_read_as_the_language_of_the_index(words: str) -> None:
    if re.search(r"[^\W_]", words):
        assert isinstance(select(ZOO).search(words), tuple)
    else:
        with pytest.raises(QueryError, match="no word"):
            select(ZOO).search(words)


@FEWER
@given(st.text(max_size=40))
def test_any_text_is_searched_for_or_refused(words: str) -> None:
    try:
        found = SELECTED.search(words)
    except QueryError as error:
        found = ()
        is_refused = "no word" in str(error)
        if not is_refused:
            raise
    for one in found:
        text = one.snippet.text
        for first, last in one.snippet.highlights:
            assert 0 <= first < last <= len(text)


SELECTED = select(ZOO, OTHER)


# In a part of the questions --------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind:design",
        "-kind:design",
        "not ()",
        "level>=mid",
        "minutes<=10",
        "minutes>=999",
        "topic:models",
        "topic:models,trees or stage:onsite",
        "-(tag:a or has:rubric)",
        "updated>=2026-06",
        "tree or minutes:30",
        "kind:design tree",
        "id:tree,forest",
        "source:book",
        "framework:soar",
        "pack:small",
        "status:draft or role:gardener",
    ],
)
def test_a_query_narrows_a_search_as_it_narrows_a_selection(query: str) -> None:
    everything = select(FULL)
    before = everything.search("what design tree plain clean", query, limit=None)
    after = everything.select(query).search("what design tree plain clean", limit=None)
    assert ids(before) == ids(after)
    assert {*ids(before)} == {one.id for one in everything.select(query)}


@pytest.fixture(scope="module")
def many() -> Selection:
    """So many questions that not all of them are judged."""
    selection = select(search_speed.made_up(2_500))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(text_index.CACHE_VARIABLE, "off")
        selection.search("agent")
    return selection


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "",
        "topic:agents",
        "topic:agents minutes:5",
        "kind:case -level:senior",
        "-topic:coding",
    ],
)
@pytest.mark.parametrize(
    "words", ["model data", "agent loop budget", "quantile", "the", "model", "model zzzz"]
)
def test_all_that_have_a_word_are_found_in_the_end(
    many: Selection, words: str, query: str
) -> None:
    found = many.search(words, query, limit=None)
    assert len(set(ids(found))) == len(found)
    again = many.select(query).search(words, limit=None)
    assert {*ids(found)} == {*ids(again)}
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    # One by one is as all at once.
    assert ids(many.search(words, query, limit=3)) == ids(found)[:3]


def test_a_row_is_judged_alike_however_many_there_are(many: Selection) -> None:
    index = many._search.index
    words = text_index.read_words("model data")
    judged = dict(index._rows(words.any(prefix=False)))
    assert len(judged) > 1_000
    first = [*itertools.islice(index.find(words), 20)]
    assert [score for _row, score in first] == [judged[row] for row, _score in first]


def test_a_query_with_very_many_values_is_tested_on_what_is_found(
    many: Selection,
) -> None:
    tags = ",".join(f"t{number}" for number in range(300))
    assert ids(many.search("model", f"tag:{tags} or kind:case", limit=5)) == ids(
        many.search("model", "kind:case", limit=5)
    )


def test_a_wrong_query_is_refused() -> None:
    with pytest.raises(QueryError, match="no topic `tree`"):
        select(FULL).search("tree", "topic:tree")


def test_the_questions_of_a_selection_are_searched_in_whatever_order() -> None:
    everything = select(ZOO)
    assert ids(everything[::-1].search("agent loop")) == ["one", "two", "three"]
    assert ids(everything[1:3].search("agent loop")) == ["two", "three"]
    assert everything[:0].search("agent") == ()


def test_several_packs_are_searched_as_one() -> None:
    both = select(FULL, OTHER)
    found = [one.entry.global_id for one in both.search("tree")]
    assert {"small:question/tree", "other:question/tree"} <= {*found}
    only = [one.entry.global_id for one in both.search("tree", "pack:other")]
    assert only[0] == "other:question/tree"
    assert all(name.startswith("other:") for name in only)
    union = (select(FULL) | select(OTHER)).search("tree", "pack:other")
    assert [one.entry.global_id for one in union] == only


# Snippets --------------------------------------------------------------------


def test_a_snippet_shows_the_words_in_plain_text() -> None:
    (one,) = select(
        small_pack(
            question("q", answers=(answer(body="We *stop* the `loop`\n\nat once."),))
        )
    ).search("stopping loops")
    assert one.snippet.text == "We stop the loop at once."
    assert one.snippet.highlights == ((3, 7), (12, 16))
    assert one.snippet.marked() == "We **stop** the **loop** at once."
    assert one.snippet.marked("<", ">") == "We <stop> the <loop> at once."


def test_a_snippet_of_a_long_text_is_a_piece_of_it() -> None:
    body = f"{'word ' * 200}needle{' word' * 200}"
    (one,) = select(small_pack(question("q", answers=(answer(body=body),)))).search(
        "needle"
    )
    assert one.snippet.text.startswith("…")
    assert one.snippet.text.endswith("…")
    assert len(one.snippet.text) < 200
    assert "**needle**" in one.snippet.marked()


def test_a_question_that_was_found_by_its_name_alone_has_a_snippet_too() -> None:
    (one,) = select(small_pack(question("q", aliases=("needle",)))).search("needle")
    assert one.snippet == Snippet("")


# Kept indexes ----------------------------------------------------------------

ROWS = [IndexedRow(prompt="Of agents"), IndexedRow(prompt="Of loops", body="agent")]


def rows() -> list[IndexedRow]:
    return ROWS


def found(index: TextIndex, text: str = "agent") -> list[int]:
    return [row for row, _score in index.find(text_index.read_words(text))]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sqlite"))


def test_an_index_is_kept_and_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert found(TextIndex(rows, folder)) == [0, 1]
    (file,) = kept(folder)
    assert [path for path in folder.iterdir() if path != file] == []
    content = file.read_bytes()
    assert found(TextIndex(rows, folder)) == [0, 1]
    assert file.read_bytes() == content
    # It is used, not made again.
    with sqlite3.connect(file) as changed:
        changed.execute("INSERT INTO texts (rowid, prompt) VALUES (7, 'agent')")
    assert found(TextIndex(rows, folder)) == [7, 0, 1]


def test_other_texts_have_another_index(tmp_path: Path) -> None:
    TextIndex(rows, tmp_path)
    TextIndex(lambda: ROWS[:1], tmp_path)
    TextIndex(lambda: [IndexedRow(prompt="Of agent", aliases="s")], tmp_path)
    assert len(kept(tmp_path)) == 3


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 1_000, None])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    TextIndex(rows, tmp_path)
    (file,) = kept(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\0" * 5_000 if damage is None else damage)
    assert found(TextIndex(rows, tmp_path)) == [0, 1]
    assert kept(tmp_path) == [file]
    assert found(TextIndex(rows, tmp_path)) == [0, 1]
    with sqlite3.connect(file) as sound:
        assert sound.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_of_another_layout_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    TextIndex(rows, tmp_path)
    (file,) = kept(tmp_path)
    with sqlite3.connect(file) as older:
        older.execute("PRAGMA user_version = 99")
    assert found(TextIndex(rows, tmp_path)) == [0, 1]
    with sqlite3.connect(file) as newer:
        assert newer.execute("PRAGMA user_version").fetchone() != (99,)


def test_a_file_that_is_damaged_while_it_is_used_is_done_without(tmp_path: Path) -> None:
    texts = [IndexedRow(body=f"agent word{n} " * 50) for n in range(3_000)]
    index = TextIndex(lambda: texts, tmp_path)
    (file,) = kept(tmp_path)
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        damaged.seek(8_192)
        damaged.write(b"\xff" * (size - 8_192))
    assert len(found(index)) == 3_000
    assert kept(tmp_path) == []
    assert len(found(index)) == 3_000


def test_what_is_wrong_with_a_statement_is_not_blamed_on_a_file() -> None:
    with pytest.raises(sqlite3.OperationalError):
        TextIndex(rows).count('"')


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert found(TextIndex(rows, file)) == [0, 1]
    assert file.read_text() == ""


def test_the_index_used_longest_ago_goes_first(tmp_path: Path) -> None:
    names = []
    for number in range(text_index.MAX_CACHED):
        TextIndex(lambda n=number: [IndexedRow(prompt=f"agent {n}")], tmp_path)  # type: ignore[misc]
        (name,) = {*kept(tmp_path)} - {*names}
        os.utime(name, (number, number))
        names.append(name)
    # The oldest is used once more, and so the second oldest goes.
    TextIndex(lambda: [IndexedRow(prompt="agent 0")], tmp_path)
    TextIndex(rows, tmp_path)
    assert names[0].exists()
    assert not names[1].exists()
    assert len(kept(tmp_path)) == text_index.MAX_CACHED


def test_a_file_that_another_process_removes_meanwhile_is_the_oldest(
    tmp_path: Path,
) -> None:
    assert text_index.last_used(tmp_path / "gone") == 0


def test_nothing_is_left_of_an_index_that_could_not_be_finished(tmp_path: Path) -> None:
    def failing() -> Iterator[IndexedRow]:
        calls.append(1)
        yield ROWS[0]
        if len(calls) > 1:
            raise RuntimeError

    calls: list[int] = []
    with pytest.raises(RuntimeError):
        TextIndex(failing, tmp_path)
    assert [*tmp_path.iterdir()] == []


SEARCH = """
import sys
from collections.abc import Iterator
from pathlib import Path
from mlinterview.query.text_index import IndexedRow, TextIndex, read_words
texts = [IndexedRow(body=f"agent word{n} " * 20) for n in range(2_000)]
index = TextIndex(lambda: texts, Path(sys.argv[1]))
print(len([*index.find(read_words("agent"))]))
"""


@pytest.mark.slow
def test_several_processes_may_make_the_same_index(tmp_path: Path) -> None:
    def start() -> str:
        done = subprocess.run(
            [sys.executable, "-c", SEARCH, tmp_path],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    with concurrent.futures.ThreadPoolExecutor() as pool:
        runs = [pool.submit(start) for _ in range(4)]
    assert [one.result().strip() for one in runs] == ["2000"] * 4
    assert [path.suffix for path in tmp_path.iterdir()] == [".sqlite"]


def test_several_threads_may_use_an_index(many: Selection) -> None:
    expected = ids(many.search("agent loop budget"))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(many.search, "agent loop budget") for _ in range(20)]
    assert all(ids(one.result()) == expected for one in runs)


@pytest.mark.parametrize(
    ("stated", "expected"), [("off", None), ("some/where", Path("some/where"))]
)
def test_the_environment_says_where_indexes_are_kept(
    stated: str, expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(text_index.CACHE_VARIABLE, stated)
    assert text_index.cache_folder() == expected


def test_indexes_are_kept_in_the_cache_folder_of_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(text_index.CACHE_VARIABLE, raising=False)
    folder = text_index.cache_folder()
    assert folder is not None
    assert folder.parts[-2:] == ("mlinterview", "search")


def test_only_large_packs_have_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(text_index.CACHE_VARIABLE, str(tmp_path))
    few = small_pack(*(question(f"q-{n}") for n in range(text_index.MIN_CACHED - 1)))
    select(few).search("q")
    assert kept(tmp_path) == []
    enough = attrs.evolve(few, questions=(*few.questions, question("last")))
    assert ids(select(enough).search("last")) == ["last"]
    assert len(kept(tmp_path)) == 1
    assert ids(select(enough).search("last")) == ["last"]


def test_without_full_text_search_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "_MODULE", "no_such_module")
    with pytest.raises(QueryError, match="search needs SQLite with its FTS5 extension"):
        select(ZOO).search("agent")


def test_counts_are_forgotten_before_they_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text_index, "_MAX_COUNTS", 1)
    index = TextIndex(rows)
    assert [index.count(word) for word in ("agent", "loop", "agent")] == [2, 1, 2]


def test_a_question_without_words_of_its_own_asks_for_those_it_has() -> None:
    assert text_index.read_words("what is it") == SearchWords(
        ("what", "is", "it"), (("what", "is"), ("is", "it")), "it"
    )


# How good and how quick ------------------------------------------------------


@pytest.mark.slow
def test_search_finds_what_people_ask_for() -> None:
    found = search_quality.qualities()
    assert found["tuning"].hit_at_3 >= 0.9, found["tuning"].missed
    assert found["tuning"].mrr >= 0.8
    # Nothing was chosen by looking at these.
    assert found["held_out"].hit_at_3 >= 0.9, found["held_out"].missed
    assert found["held_out"].mrr >= 0.8


@pytest.mark.slow
def test_the_command_prints_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    search_quality.main()
    printed = capsys.readouterr().out
    assert (
        len(
            re.findall(
                r"^\w+ +hit@3 [01]\.\d{3}  MRR [01]\.\d{3}$", printed, re.MULTILINE
            )
        )
        == 2
    )


@pytest.mark.slow
def test_the_speed_of_every_step_is_measured() -> None:
    measured = search_speed.measure(search_speed.made_up(50), search_speed.asked()[:3])
    assert all(seconds > 0 for seconds in measured.values())
    assert search_speed.made_up(5) == search_speed.made_up(5)
    assert parse_query(search_speed.FACETS)
