"""Files of any size: what is said of them line by line is what is said of the whole."""

import copy
import datetime
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Limits, Pack, PackError, Report
from mlinterview.document import codes, read
from mlinterview.model.converter import unstructure
from mlinterview.storage.writers import write_jsonl
from mlinterview.testing import broken_packs, packs
from mlinterview.validation import check, streaming
from mlinterview.validation.rules.repeated_texts import REPEATED_TEXT
from mlinterview.validation.rules.similar_prompts import SIMILAR_PROMPTS
from small_packs import FULL
from streamed_packs import HEADER, TOPIC, lines, question, ready, set_chunk_size, topic

TODAY = datetime.date(2026, 11, 22)
# What compares the texts of all questions with each other.
NOT_DONE = (SIMILAR_PROMPTS.id, REPEATED_TEXT.id)
PACK = unstructure(FULL.metadata)


def plain(path: Path) -> Report:
    """Return what is said of the whole, but for what is not done line by line."""
    return check(read(path), today=TODAY, chosen=_is_done).report


def _is_done(code: str) -> bool:
    return code not in NOT_DONE


def streamed(text: bytes, path: Path, **limits: int) -> Report:
    """Return what is said of a file that has more bytes than the limit on a line."""
    path.write_bytes(text)
    longest = max(map(len, text.split(b"\n")))
    most = Limits(**{"bytes": max(1, longest), **limits})
    with pytest.MonkeyPatch.context() as patch:
        # In such a small file there are several stretches, then.
        set_chunk_size(patch, 97)
        return mlinterview.validate(path, today=TODAY, limits=most)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large") / "pack.jsonl"


def agrees(text: bytes, path: Path) -> Report:
    """Check that both ways say the same, and return what that is."""
    found, wanted = streamed(text, path), plain(path)
    assert list(map(str, found)) == list(map(str, wanted))
    assert found == wanted
    return found


# Both ways say the same -------------------------------------------------------


@pytest.mark.slow
@given(packs())
def test_a_valid_pack_is_judged_as_a_whole_one_is(path: Path, pack: Pack) -> None:
    assert agrees(write_jsonl(unstructure(pack)).encode(), path).ok


@st.composite
def _edited(draw: Callable[..., Any]) -> bytes:
    """Return the lines of a pack, mistakes among them: in what they say and how."""
    data = draw(st.one_of(packs().map(unstructure), broken_packs()))
    try:
        written = write_jsonl(copy.deepcopy(data))
    except (AttributeError, KeyError, TypeError, ValueError):
        written = write_jsonl(unstructure(draw(packs())))
    listed = written.encode().split(b"\n")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(listed) - 1))
        listed[at : at + 1] = draw(st.sampled_from(_edits(listed[at], draw)))
    return b"\n".join(listed)


def _edits(line: bytes, draw: Callable[..., Any]) -> list[list[bytes]]:
    names = ("a", "b", "basics")
    one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    return [
        [],
        [b"", line],
        [line, line],
        [line, b" \t\r"],
        [line[: len(line) // 2]],
        [line.replace(b"type", b"typ", 1)],
        [line.replace(b'"id"', b'"id" :"x", "id"', 1)],
        [line, question(one, related=[other], aliases=[f"question/{other}"]).encode()],
        [question(one, topics=[other]).encode(), line],
        [line, ready(one, related=["z"], topics=[other]).encode()],
        [ready(one, aliases=[other]).encode()],
        [
            json.dumps(
                {"type": "topic", "id": one, "title": "T", "parent": other}
            ).encode()
        ],
        [b'{"type": "topic", "id": "A", "title": "T"}', line],
        [b"5"],
        [line, line[:5] + b"\xff"],
    ]


def test_what_a_question_was_called_is_not_lost_by_a_namesake(path: Path) -> None:
    renamed = question("b", aliases=["question/a"], related=["a"])
    namesake = json.dumps({"type": "tip", "id": "b", "body": "Listen."})
    report = agrees(lines(HEADER, TOPIC, renamed, namesake), path)
    (found,) = [one for one in report if one.code == "MLI201"]
    assert found.hint == "it is called `b` now"


@given(_edited())
def test_a_pack_with_mistakes_is_judged_as_a_whole_one_is(
    path: Path, text: bytes
) -> None:
    agrees(text, path)


# Each case that chance may not meet --------------------------------------------

BASE = (HEADER, TOPIC)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n \n\t\n", id="blank lines"),
        pytest.param(lines(TOPIC, ready("a")), id="no header"),
        pytest.param(lines("", TOPIC, ready("a"), "")[:-1], id="no header, blank lines"),
        pytest.param(lines(TOPIC) + ready("a").encode(), id="no line break at the end"),
        pytest.param(b"\xef\xbb\xbf" + lines(*BASE, ready("a", x=1)), id="a mark"),
        pytest.param(b"\xef\xbb\xbf\n" + lines(*BASE, "5"), id="a mark on a blank line"),
        pytest.param(lines("{", TOPIC, question("a")), id="a header that is no JSON"),
        pytest.param(lines("5", TOPIC, ready("a", x=1)), id="a header of a number"),
        pytest.param(
            lines('{"schema_version": "9.0"}', TOPIC, ready("a", x=1), "5"),
            id="a version",
        ),
        pytest.param(
            lines(HEADER.replace("1.0", "1.9", 1), TOPIC, ready("a", new=1, minutes="5")),
            id="a newer minor version",
        ),
        pytest.param(lines(*BASE, '{"type": "topic", "title": "T"}'), id="no id"),
        pytest.param(lines(*BASE, ready("a", x=1), '{"type": "tip"}'), id="the index"),
        pytest.param(lines(*BASE) + b'{"type": "tip\xff"}', id="no UTF-8"),
        pytest.param(b"\xff\xfe" + lines(*BASE), id="a header that is no UTF-8"),
        pytest.param(
            lines(
                *BASE,
                topic("c", parent="d"),
                topic("d", parent="e"),
                topic("e", parent="d"),
            ),
            id="a circle of topics",
        ),
        pytest.param(
            lines(
                *BASE,
                ready("a", aliases=["question/b"]),
                ready("b"),
                ready("c", aliases=["d"]),
                ready("e", aliases=["d"]),
            ),
            id="aliases that are taken",
        ),
        pytest.param(
            lines(*BASE, ready("a", aliases=["b"]), ready("c", related=["b", "cc"])),
            id="a former name",
        ),
        pytest.param(
            lines(
                *BASE,
                ready("a"),
                '{"type": "question", "id": "A", "aliases": 5, "topics": ["zz"]}',
                '{"type": "question", "id": 5, "aliases": ["a"]}',
                ready("a", aliases=["a"]),
                '{"type": "mistake", "id": "m", "title": "M", "body": "B", "remedy": "R",'
                ' "applies_to": {"topics": ["no"]}}',
            ),
            id="ids that are the same",
        ),
        pytest.param(
            lines(
                *BASE,
                ready("a"),
                '{"type": "guide", "id": "g", "title": "G", "sections":'
                ' [{"heading": "H", "body": "B", "refs": ["question/a", "tip/z"]}]}',
            ),
            id="references of any type",
        ),
        pytest.param(
            lines(*BASE, ready("a")).replace(b'"id": "a"', b'"id": "b", "id": "a"'),
            id="a key that stands twice",
        ),
        pytest.param(
            lines(
                *BASE, ready("a", updated="2026-12-01"), ready("b", roles=["ml-enginer"])
            ),
            id="warnings",
        ),
        pytest.param(
            lines(*BASE, ready("a", **{"x-own": [1]}), ready("b")), id="keys of one's own"
        ),
        pytest.param(
            lines(*BASE, ready("a", **{"x-own": json.loads("[" * 70 + "]" * 70)})),
            id="a key of one's own that is too deep",
        ),
        pytest.param(
            lines(*BASE, ready("a", answers=[{"kind": "sample", "body": "<b>Hi</b>"}])),
            id="a piece of a text",
        ),
    ],
)
def test_both_ways_say_the_same_of(path: Path, text: bytes) -> None:
    agrees(text, path)


def test_a_line_with_too_many_bytes_is_said_and_passed_over(path: Path) -> None:
    long = ready("long", intent="x" * 3 * 2**20)
    text = lines(*BASE, long, ready("a", related=["gone"]), "5")
    path.write_bytes(text)
    report = mlinterview.validate(path, today=TODAY, limits=Limits(bytes=2_000))
    large, wrong = report
    assert (large.code, large.line, large.column) == (codes.TOO_LARGE.id, 3, 1)
    assert large.message == "the line has more than 2000 bytes"
    # What is missing may be on the line that was not read.
    assert (wrong.code, wrong.line) == (codes.WRONG_TYPE.id, 5)
    path.write_bytes(lines(*BASE) + long.encode())
    report = mlinterview.validate(path, today=TODAY, limits=Limits(bytes=2_000))
    assert [one.line for one in report] == [3]


def test_codes_can_be_picked(path: Path) -> None:
    text = lines(*BASE, ready("a", related=["gone"]), question("b"))
    path.write_bytes(text)
    limits = Limits(bytes=500)
    report = mlinterview.validate(path, today=TODAY, limits=limits, select=["MLI201"])
    assert [one.code for one in report] == ["MLI201"]
    path.write_bytes(text + b"\xff")
    report = mlinterview.validate(path, today=TODAY, limits=limits, ignore=["MLI0"])
    assert not report


def test_of_very_many_problems_some_are_counted(path: Path) -> None:
    wrong = [ready(f"q-{number}", x=1) for number in range(40)]
    path.write_bytes(lines(*BASE, *wrong))
    limits = Limits(bytes=1_000, problems=2)
    report = mlinterview.validate(path, today=TODAY, limits=limits)
    assert [one.line for one in report] == [3, 4]
    assert len(report) + report.omitted == 40


def test_lines_that_fit_in_no_memory_are_counted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [ready(f"q-{number}", x=1) for number in range(10)]
    path.write_bytes(lines(*BASE, *wrong))
    monkeypatch.setattr(streaming, "MAX_BYTES", 1_000)
    report = mlinterview.validate(path, today=TODAY, limits=Limits(bytes=1_000))
    assert 0 < len(report) < 10
    assert len(report) + report.omitted == 10


def test_a_smaller_file_is_compared_text_by_text(path: Path) -> None:
    text = lines(*BASE, ready("a"), ready("b", prompt="What is a?"))
    path.write_bytes(text)
    both = [mlinterview.validate(path, today=TODAY, limits=one) for one in _sizes(text)]
    assert [[one.code for one in report] for report in both] == [["MLI302"], []]


def _sizes(text: bytes) -> tuple[Limits, Limits]:
    return Limits(bytes=len(text)), Limits(bytes=len(text) - 1)


# Question by question -----------------------------------------------------------


@pytest.mark.slow
@given(packs())
def test_the_questions_are_those_of_the_pack(path: Path, pack: Pack) -> None:
    path.write_text(write_jsonl(unstructure(pack)), encoding="utf-8")
    found = tuple(mlinterview.iter_questions(path, today=TODAY))
    assert found == mlinterview.load(path, today=TODAY).questions


def test_a_quotation_mark_may_be_written_by_its_number(path: Path) -> None:
    line = ready("a", prompt="Is it 'so'?").replace("'", r"\u0022")
    path.write_bytes(lines(*BASE, line))
    (found,) = mlinterview.iter_questions(path, today=TODAY)
    assert found.prompt == 'Is it "so"?'


@pytest.mark.slow
def test_packs_in_other_forms_are_loaded_first() -> None:
    found = tuple(mlinterview.iter_questions("ml-engineer"))
    assert found == mlinterview.load("ml-engineer").questions
    with pytest.raises(PackError, match="no-such-file"):
        next(mlinterview.iter_questions("no-such-file.jsonl"))


def test_questions_are_there_before_the_first_mistake(path: Path) -> None:
    path.write_bytes(lines(*BASE, ready("a"), question("b"), "", ready("c", kind="odd")))
    found = mlinterview.iter_questions(path, today=TODAY)
    assert [next(found).id, next(found).id] == ["a", "b"]
    with pytest.raises(PackError) as caught:
        next(found)
    (problem,) = caught.value.report
    assert problem in plain(path)
    assert (problem.line, problem.pointer) == (6, "/questions/2/kind")


def test_what_other_lines_hold_is_not_seen(path: Path) -> None:
    text = lines(*BASE, ready("a", related=["gone"], topics=["no"]), ready("a"))
    path.write_bytes(text)
    found = mlinterview.iter_questions(path)
    assert [one.id for one in found] == ["a", "a"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (b"", codes.MISSING_KEY, 1),
        (lines(TOPIC), codes.MISSING_KEY, 1),
        (lines('{"schema_version": "1.0"}', TOPIC), codes.MISSING_KEY, 1),
        (lines(*BASE, '{"type": "tip"}', ready("a")), codes.MISSING_KEY, 3),
        (lines(*BASE, ready("long", intent="x" * 2_000)), codes.TOO_LARGE, 3),
        (lines(*BASE) + b"\xff", codes.NOT_UTF8, 3),
    ],
)
def test_a_line_of_any_type_is_checked(
    path: Path, text: bytes, code: codes.Code, line: int
) -> None:
    path.write_bytes(text)
    with pytest.raises(PackError) as caught:
        list(mlinterview.iter_questions(path, limits=Limits(bytes=1_000)))
    found = caught.value.report[0]
    assert (found.code, found.line) == (code.id, line)


def test_what_cannot_be_read_is_said_as_of_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder.jsonl"
    folder.mkdir()
    for path in (folder, tmp_path / "none.jsonl", tmp_path / "a\0b.jsonl"):
        report = mlinterview.validate(path)
        with pytest.raises(PackError) as caught:
            next(mlinterview.iter_questions(path))
        assert caught.value.report == report


# Memory ----------------------------------------------------------------------


def _validated(path: Path) -> object:
    return mlinterview.validate(path, today=TODAY, limits=Limits(bytes=100_000))


def _iterated(path: Path) -> object:
    return sum(1 for _ in mlinterview.iter_questions(path, today=TODAY))


@pytest.mark.parametrize("way", [_validated, _iterated])
def test_what_is_kept_of_a_file_is_its_names(
    path: Path, way: Callable[[Path], object]
) -> None:
    peaks = []
    # Lines are looked at together until they are as large as a stretch: both files are.
    for number in (100, 100, 500):
        bodies = [{"kind": "sample", "body": "word " * 3_000}]
        several = (ready(f"q-{at}", answers=bodies) for at in range(number))
        path.write_bytes(lines(*BASE, *several))
        tracemalloc.start()
        way(path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The first time, what is made once is made.
    assert peaks[2] - peaks[1] < path.stat().st_size / 20
