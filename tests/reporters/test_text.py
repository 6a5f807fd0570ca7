"""Problems as compilers print them, above all what is underlined."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.errors import MAX_EXCERPT, Fix, Position, Problem, Report
from mlinterview.reporters import render
from sample_reports import HOSTILE, REPORTS, WARNING, WHOLE_FILE, problem
from sample_reports import reports as any_reports


def text_of(*problems: Problem) -> str:
    return render(Report(name="my.yaml", problems=problems), format="text")


def source_of(found: Problem) -> tuple[str, str]:
    """Return the line of the file and the underline, as they stand below each other."""
    lines = text_of(found).splitlines()
    number = f"{found.line} |"
    (at,) = [at for at, line in enumerate(lines) if line.startswith(number)]
    bar = " " * (len(number) - 1) + "|"
    assert lines[at - 1] == bar
    assert lines[at + 1].startswith(f"{bar} ")
    return lines[at].removeprefix(number)[1:], lines[at + 1].removeprefix(bar)[1:]


def marked(excerpt: str, start: int, end: int) -> tuple[str, str]:
    """Return what is shown of an excerpt whose range lies between two offsets."""
    position = Position(7, start + 1, 7, end + 1)
    return source_of(problem(position=position, excerpt=excerpt))


def test_a_problem_has_place_message_line_underline_and_hint() -> None:
    assert text_of(problem()) == (
        "packs/my.yaml:12:5: error MLI101: `dificulty` is not a key of item 1 of"
        " `questions`\n"
        "   |\n"
        "12 |     dificulty: basic\n"
        "   |     ^^^^^^^^^\n"
        "   = help: did you mean `difficulty`?\n"
        "\n"
        "my.yaml: 1 error\n"
    )


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert text_of(WHOLE_FILE) == (
        "gone.yaml: error MLI001: there is no such file\n\nmy.yaml: 1 error\n"
    )


def test_a_problem_without_any_place_begins_with_its_severity() -> None:
    found = problem(file="", position=None, excerpt="", fix=Fix(pointer="", old=1, new=2))
    assert text_of(found).splitlines()[:3] == [
        f"error MLI101: {found.message}",
        "  = help: did you mean `difficulty`?",
        "  = note: `mlinterview fix` can make this change",
    ]


def test_an_empty_line_is_not_shown() -> None:
    lines = text_of(problem(excerpt="", hint="")).splitlines()
    assert len(lines) == 3


def test_each_report_ends_with_its_counts() -> None:
    lines = render(REPORTS[:4], format="text").splitlines()
    assert [line for line in lines if re.match(r"\w+(/my)?\.yaml: (\d|no )", line)] == [
        "packs/my.yaml: 1 error and 1 warning",
        "gone.yaml: 1 error",
        "fine.yaml: no problems",
        "many.yaml: 1 error and 1 warning (7 more not listed)",
    ]


def test_no_line_ends_with_a_space() -> None:
    made = render(REPORTS, format="text")
    assert [line for line in made.splitlines() if line != line.rstrip()] == []


# The underline


@pytest.mark.parametrize(
    ("excerpt", "start", "end", "underline"),
    [
        ("  kind: concpt", 8, 14, "        ^^^^^^"),
        ("kind: x", 0, 4, "^^^^"),
        ("kind: x", 2, 2, "  ^"),
        ("kind:", 5, 5, "     ^"),
        ("kind:", 8, 9, "        ^"),
        ("kind: x", 6, 90, "      ^"),
        ("\tkind: x", 1, 5, "\t^^^^"),
        ("a\tb\tc", 4, 5, " \t \t^"),
        ("a\tb\tc", 0, 5, "^\t^\t^"),
        ("a\tb\tc", 0, 2, "^"),
        ("a\tb", 1, 2, " ^"),
        ("\tab", 0, 2, "\t^"),
        ("日本: x", 0, 2, "^^^^"),
        ("日本: x", 4, 5, "      ^"),
        ("x: 😀😀", 3, 4, "   ^^"),
        ("e\u0301te\u0301: x", 0, 5, "^^^"),
        ("e\u0301te\u0301: x", 7, 8, "     ^"),
        ("e\u0301\u0302: x", 1, 3, "^"),
        ("\u0301: x", 0, 1, "^"),
        ("日\u0301", 1, 2, " ^"),
        ("می\u200cخواهم", 0, 8, "^^^^^^^"),
    ],
)
def test_exactly_the_range_is_underlined(
    excerpt: str, start: int, end: int, underline: str
) -> None:
    assert marked(excerpt, start, end) == (excerpt, underline)


def test_a_range_over_lines_is_underlined_to_the_end_of_the_first() -> None:
    assert source_of(WARNING) == ("  - id: leakage", "    ^^^^^^^^^^^")


def test_a_line_that_is_cut_before_says_so() -> None:
    line = "x" * 100 + "wrong" + "y" * 100
    found = problem(position=Position(7, 101, 7, 106), excerpt=line[60:140])
    shown, underline = source_of(found)
    assert shown == "..." + line[60:140]
    assert shown[underline.index("^") : len(underline)] == "wrong"


@pytest.mark.parametrize(("column", "cut"), [(41, ""), (42, "...")])
def test_a_line_is_cut_before_from_column_42_on(column: int, cut: str) -> None:
    line = "x" * (column - 1) + "wrong"
    start = max(0, column - 1 - MAX_EXCERPT // 2)
    position = Position(7, column, 7, column + 5)
    shown, underline = source_of(problem(position=position, excerpt=line[start:]))
    assert shown == cut + line[start:]
    assert shown[underline.index("^") :] == "wrong"
    assert underline.count("^") == 5


def test_a_range_beyond_the_excerpt_is_underlined_to_its_end() -> None:
    found = problem(position=Position(7, 101, 7, 301), excerpt="x" * 80)
    _, underline = source_of(found)
    assert underline == " " * 43 + "^" * 40


TAB = 8


def cells(line: str) -> list[str]:
    """Return the character in each cell of a terminal, by the tables of Unicode."""
    shown: list[str] = []
    for character in line:
        if character == "\t":
            shown += " " * (TAB - len(shown) % TAB)
        elif not unicodedata.combining(character):
            wide = unicodedata.east_asian_width(character) in "WF"
            shown += character * (2 if wide else 1)
    return shown


@given(
    st.text(st.sampled_from("ab:\t日本😀é")).map(str.rstrip),
    st.integers(0, 40),
    st.integers(0, 90),
)
def test_every_marked_character_has_a_caret_below_it(
    text: str, start: int, length: int
) -> None:
    excerpt = f"{text}|"[:MAX_EXCERPT]
    start = min(start, len(excerpt) - 1)
    shown, underline = marked(excerpt, start, start + length)
    assert shown == excerpt
    range_ = excerpt[start : start + length]
    carets = [at for at, character in enumerate(cells(underline)) if character == "^"]
    if not range_.strip("\t"):
        assert carets == [len(cells(excerpt[:start]))]
        return
    before = len(cells(excerpt[:start]))
    after = len(cells(excerpt[: start + length]))
    wanted = [
        at for at in range(before, after) if cells(_without_tabs(excerpt))[at] != " "
    ]
    assert carets == wanted


def _without_tabs(text: str) -> str:
    """Return *text* with nothing in it that a cell would be empty for but tabs."""
    return text.replace(" ", "_")


def test_characters_that_could_act_take_one_cell_each() -> None:
    shown, underline = marked("a\x1b[31m\x07\u202e\nb: x", 9, 10)
    assert shown == "a\ufffd[31m\ufffd\ufffd\ufffdb: x"
    assert underline == "         ^"


# Colour


def test_colour_changes_nothing_else() -> None:
    plain = render(REPORTS, format="text")
    assert _uncoloured(render(REPORTS, format="text", color=True)) == plain


@given(any_reports())
def test_only_our_own_colours_reach_the_terminal(drawn: list[Report]) -> None:
    made = render(drawn, format="text", color=True)
    assert _uncoloured(made) == render(drawn, format="text")


def _uncoloured(text: str) -> str:
    return re.sub(r"\x1b\[[01](;3[1346])?m", "", text)


def test_severities_have_colours_of_their_own() -> None:
    made = render(REPORTS[0], format="text", color=True)
    assert "\x1b[1;31merror MLI101\x1b[0m: " in made
    assert "\x1b[1;33mwarning MLI301\x1b[0m: " in made
    assert made.endswith("my.yaml: \x1b[1;31m1 error and 1 warning\x1b[0m\n")
    warned = render(Report(name="a", problems=(WARNING,)), format="text", color=True)
    assert warned.endswith("a: \x1b[1;33m1 warning\x1b[0m\n")
    fine = render(Report(name=HOSTILE), format="text", color=True)
    assert "\x1b" not in fine
