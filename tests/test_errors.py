"""Problems, reports, and the words in which they are said."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.errors import (
    MAX_QUOTE,
    ExportError,
    Fix,
    MlinterviewError,
    ModelError,
    PackError,
    Position,
    Problem,
    QueryError,
    Report,
    ReportError,
    Severity,
    did_you_mean,
    one_line,
    printable,
    quote,
    shorten,
)

ERROR = Problem(code="MLI101", severity=Severity.ERROR, message="wrong")
WARNING = Problem(code="MLI301", severity=Severity.WARNING, message="doubtful")
FULL = Problem(
    code="MLI102",
    severity=Severity.ERROR,
    message="`x` lacks the key `id`",
    hint="add it",
    pointer="/tips/0",
    entity="tip/x",
    file="pack.yaml",
    position=Position(3, 5, 4, 1),
    excerpt="  - body: x",
    fix=Fix(pointer="/tips/0/id", old=None, new="x"),
)


# Problems --------------------------------------------------------------------


def test_a_problem_names_its_place_severity_code_message_and_hint() -> None:
    assert str(FULL) == "pack.yaml:3:5: error MLI102: `x` lacks the key `id` (add it)"


def test_a_problem_without_a_place_is_told_without_one() -> None:
    assert str(ERROR) == "error MLI101: wrong"


def test_a_problem_of_a_whole_file_names_only_the_file() -> None:
    problem = Problem(code="MLI001", severity=Severity.ERROR, message="gone", file="a")
    assert str(problem) == "a: error MLI001: gone"


def test_the_ends_of_a_position_are_read_from_the_problem() -> None:
    assert (FULL.line, FULL.column, FULL.end_line, FULL.end_column) == (3, 5, 4, 1)


def test_a_problem_without_a_position_has_no_line_or_column() -> None:
    places = (ERROR.line, ERROR.column, ERROR.end_line, ERROR.end_column)
    assert places == (None, None, None, None)


def test_the_documentation_of_a_problem_is_found_by_its_code() -> None:
    assert FULL.docs == "reference/problems/mli102.html"


def test_a_problem_as_plain_data_has_every_key() -> None:
    assert FULL.as_dict() == {
        "code": "MLI102",
        "severity": "error",
        "message": "`x` lacks the key `id`",
        "hint": "add it",
        "pointer": "/tips/0",
        "entity": "tip/x",
        "file": "pack.yaml",
        "line": 3,
        "column": 5,
        "end_line": 4,
        "end_column": 1,
        "excerpt": "  - body: x",
        "fix": {
            "pointer": "/tips/0/id",
            "old": None,
            "new": "x",
            "action": "replace",
            "safe": True,
        },
        "docs": "reference/problems/mli102.html",
    }
    assert ERROR.as_dict().keys() == FULL.as_dict().keys()
    assert ERROR.as_dict()["fix"] is None


def test_positions_are_in_the_order_of_the_file() -> None:
    later = [Position(10, 1, 10, 2), Position(2, 9, 2, 10), Position(2, 1, 2, 10)]
    assert sorted(later) == list(reversed(later))


# Reports ---------------------------------------------------------------------


def test_a_report_is_a_sequence_of_its_problems() -> None:
    report = Report(name="p", problems=(ERROR, WARNING))
    assert len(report) == 2
    assert list(report) == [ERROR, WARNING]
    assert report[0] is ERROR
    assert report[-1:] == (WARNING,)
    assert WARNING in report
    assert FULL not in report


def test_only_errors_stop_a_load() -> None:
    assert Report(name="p").ok
    assert Report(name="p", problems=(WARNING,)).ok
    assert not Report(name="p", problems=(WARNING, ERROR)).ok


def test_errors_and_warnings_are_told_apart() -> None:
    report = Report(name="p", problems=(WARNING, ERROR, FULL))
    assert report.errors == (ERROR, FULL)
    assert report.warnings == (WARNING,)


@pytest.mark.parametrize(
    ("problems", "omitted", "summary"),
    [
        ((), 0, "no problems"),
        ((ERROR,), 0, "1 error"),
        ((WARNING,), 0, "1 warning"),
        ((ERROR, ERROR, WARNING), 0, "2 errors and 1 warning"),
        ((ERROR, WARNING, WARNING), 0, "1 error and 2 warnings"),
        ((ERROR,), 7, "1 error (7 more not listed)"),
    ],
)
def test_the_summary_counts(
    problems: tuple[Problem, ...], omitted: int, summary: str
) -> None:
    assert Report(name="p", problems=problems, omitted=omitted).summary == summary


# Exceptions ------------------------------------------------------------------


def test_every_exception_has_one_base() -> None:
    for kind in (PackError, ModelError, QueryError, ExportError, ReportError):
        assert issubclass(kind, MlinterviewError)


def test_wrong_values_are_value_errors_too() -> None:
    assert issubclass(ModelError, ValueError)
    assert issubclass(QueryError, ValueError)


def test_a_pack_error_tells_the_first_ten_errors_and_counts_the_others() -> None:
    report = Report(name="my.yaml", problems=(WARNING, *[ERROR] * 12))
    lines = str(PackError(report)).splitlines()
    assert lines[0] == "my.yaml: 12 errors and 1 warning"
    assert lines[1:11] == ["  error MLI101: wrong"] * 10
    assert lines[11:] == ["  … and 2 more"]


def test_a_pack_error_of_few_errors_tells_them_all() -> None:
    error = PackError(Report(name="my.yaml", problems=(ERROR,)))
    assert str(error) == "my.yaml: 1 error\n  error MLI101: wrong"


def test_a_pack_error_survives_pickling_with_its_report() -> None:
    error = PackError(Report(name="my.yaml", problems=(FULL,)))
    assert pickle.loads(pickle.dumps(error)).report == error.report  # noqa: S301


# Words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("text", "`text`"),
        ("with ` in it", "“with ` in it”"),
        ("two\n  lines", "`two lines`"),
        ("", "``"),
        ({"a": 1}, "an object"),
        ([1, 2], "a list of 2"),
        ((), "a list of 0"),
        (None, "nothing"),
        (True, "`true`"),
        (False, "`false`"),
        (5, "`5`"),
        (1.5, "`1.5`"),
    ],
)
def test_a_message_repeats_a_value_in_short(value: object, said: str) -> None:
    assert quote(value) == said


def test_a_number_of_more_digits_than_python_writes_is_described() -> None:
    assert quote(10**5000) == "a number of 16610 bits"


@pytest.mark.parametrize(
    "character",
    [
        *map(chr, range(9)),
        *map(chr, range(0x0B, 0x20)),
        *map(chr, range(0x7F, 0xA0)),
        "\u061c",  # Arabic letter mark
        "\u200b",  # zero width space
        "\u200e",  # left-to-right mark
        "\u2028",  # line separator
        "\u202e",  # right-to-left override
        "\u2066",  # left-to-right isolate
        "\ufeff",  # byte order mark
        "\ufff9",  # interlinear annotation
        "\ud800",  # half of a surrogate pair
        "\U000e0041",  # tag letter
    ],
)
def test_a_character_that_could_act_on_a_terminal_is_spelt_out(character: str) -> None:
    shown = printable(f"a{character}b")
    assert character not in shown
    assert shown.isascii()
    assert shown.isprintable()


@pytest.mark.parametrize("text", ["é", "日本語", "😀", "a\u200db", "می\u200cخواهم"])
def test_what_people_write_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\tb", "a\x85b", "a\u2028b"])
def test_a_name_with_line_breaks_is_told_on_one_line(text: str) -> None:
    told = one_line(text)
    assert told.isprintable()
    assert len(told.splitlines()) == 1
    assert told.startswith("a\\")


@given(st.text(st.characters(), max_size=300), st.integers(1, 100))
def test_shortened_text_is_one_printable_line_within_its_limit(
    text: str, limit: int
) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short
    assert printable(short) == short
    short.encode()


def test_text_that_is_cut_says_so() -> None:
    assert shorten("a" * 11, 10) == "aaaaaaaaa…"
    assert shorten("a" * 10, 10) == "a" * 10
    # Even where all that is shown of it fits, because the rest is white space.
    assert shorten("a" + " " * 100 + "b", 10) == "a…"


def test_the_time_to_shorten_does_not_depend_on_the_length() -> None:
    assert len(quote("x" * 50_000_000)) == MAX_QUOTE + 2


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("dificulty", "did you mean `difficulty`?"),
        ("xyz", ""),
        ("", ""),
        ("difficulty" * 100_000, ""),
    ],
)
def test_the_nearest_choice_is_offered(wrong: str, hint: str) -> None:
    assert did_you_mean(wrong, ["difficulty", "kind"]) == hint


def test_without_choices_nothing_is_offered() -> None:
    assert did_you_mean("kind", iter(())) == ""
