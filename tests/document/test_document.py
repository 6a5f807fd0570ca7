"""Reading texts: what they hold, where each value stands, and what is refused."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mlinterview.document import (
    DEFAULT_LIMITS,
    FORMATS,
    MAX_INTEGER,
    MAX_STEP,
    Document,
    Limits,
    Location,
    Part,
    codes,
    from_data,
    json_events,
    parse,
    plain_is_text,
    pointer,
    yaml_events,
)
from mlinterview.document.events import Lines
from mlinterview.document.json_items import decode
from mlinterview.document.parts import read_events
from mlinterview.errors import MAX_EXCERPT, Position, Problem, printable
from mlinterview.storage.writers import write_yaml
from mlinterview.testing import json_values
from pace import Pace

BREAKS = {"json": r"\r\n|\n|\r", "yaml": "\r\n|[\n\r\x85\u2028\u2029]"}
formats = st.sampled_from(["yaml", "json"])


def only(found: Document) -> Problem:
    """Return the one problem of a document."""
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def part_of(text: str, format: Any) -> Part:
    found = parse(text, format)
    assert not found.problems
    return found.parts[0]


def offset(text: str, format: str, line: int, column: int) -> int:
    """Return the offset of a place in *text*, worked out the long way."""
    starts = [0, *(found.end() for found in re.finditer(BREAKS[format], text))]
    return starts[line - 1] + column - 1


def written_at(part: Part, position: Position) -> str:
    """Return what stands at *position*."""
    start = offset(part.text, part.format, position.line, position.column)
    end = offset(part.text, part.format, position.end_line, position.end_column)
    return part.text[start:end]


def locations(value: Any, path: Location = ()) -> Iterator[tuple[Location, Any]]:
    """Yield every value below *value* with its path."""
    yield path, value
    children = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        children = enumerate(value)
    for step, child in children:
        yield from locations(child, (*path, step))


def place(problem: Problem) -> tuple[int | None, int | None]:
    return problem.line, problem.column


# Plain data ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("null", None),
        ("a:", {"a": None}),
        (
            "a: [1, -2.5, 1e3, true, false, null]",
            {"a": [1, -2.5, 1000.0, True, False, None]},
        ),
        ("a: no\nb: on\nc: y", {"a": "no", "b": "on", "c": "y"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 2026-11-01", {"a": "2026-11-01"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 1.2.0", {"a": "1.2.0"}),
        ("a: '5'\nb: \"true\"", {"a": "5", "b": "true"}),
        ("a: |\n  5\n", {"a": "5\n"}),
        ("1: x\ntrue: y\nnull: z", {"1": "x", "true": "y", "null": "z"}),
        ("? long key\n: value", {"long key": "value"}),
        ("--- {a: 1}\n...\n", {"a": 1}),
        ("%YAML 1.1\n---\na: 1\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ('a: "\\u0007"', {"a": "\a"}),
        ("'<<': x", {"<<": "x"}),
    ],
)
def test_yaml_has_the_types_of_json(text: str, data: object) -> None:
    found = parse(text, "yaml")
    assert not found.problems
    assert found.data == data
    assert json.dumps(found.data) == json.dumps(data)  # 1 is no 1.0 and no true.


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("null", None),
        (' \t\r\n{"a" : [ 1 , -0.5e+1 , true ] } ', {"a": [1, -5.0, True]}),
        ("[]", []),
        ("{}", {}),
        ("[[], {}]", [[], {}]),
        (r'"\"\\\/\b\f\n\r\t\u00e9"', '"\\/\b\f\n\r\té'),
        (r'"\ud83d\ude00"', "😀"),
        ('"\U0001f600"', "😀"),
        ("-0", 0),
        (f"[{MAX_INTEGER}, -{MAX_INTEGER}]", [MAX_INTEGER, -MAX_INTEGER]),
        ('\ufeff{"a": 1}', {"a": 1}),
    ],
)
def test_json_is_read_as_it_is(text: str, data: object) -> None:
    found = parse(text, "json")
    assert not found.problems
    assert json.dumps(found.data) == json.dumps(data)


def test_bytes_are_read_as_utf_8() -> None:
    assert parse("a: é 😀".encode(), "yaml").data == {"a": "é 😀"}
    assert parse("\ufeff[]".encode(), "json").data == []


def test_the_form_of_a_name_is_known_by_its_ending() -> None:
    assert FORMATS == {".yaml": "yaml", ".json": "json", ".jsonl": "jsonl"}


@given(
    json_values(),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
    st.sampled_from([None, (",", ":"), (" , ", " :\r\n")]),
)
def test_json_means_the_same_fast_or_event_by_event(
    value: Any, indent: Any, ascii_only: bool, separators: Any
) -> None:
    text = json.dumps(
        value, indent=indent, ensure_ascii=ascii_only, separators=separators
    )
    slow = json_events.read_json(text, Lines.of(text, "json"), DEFAULT_LIMITS)
    assert slow.complete
    assert not slow.mistakes
    assert json.dumps(slow.data) == json.dumps(json.loads(text))
    found = parse(text, "json")
    assert not found.problems
    assert json.dumps(found.data) == json.dumps(slow.data)


_JSON_BITS = st.lists(
    st.sampled_from(
        [
            *'{}[],:"\\',
            '"a"',
            "1",
            "-",
            "0",
            ".5",
            "e9",
            "e999",
            "true",
            "null",
            "nul",
            " ",
            "\n",
            "\\u",
            "d83d",
            "de00",
            "\ufeff",
            "NaN",
            "9" * 20,
            '"a":1',
        ]
    ),
    max_size=12,
).map("".join)


@given(_JSON_BITS)
@example('{"a": 1, "a": 2}')
@example("[1,]")
@example("\ufeff\ufeff[]")
def test_what_is_read_as_json_is_json_to_the_standard_library(text: str) -> None:
    found = parse(text, "json")
    if not found.problems:
        assert found.data == json.loads(text.removeprefix("\ufeff"))
    if (decoded := decode(text.removeprefix("\ufeff"), DEFAULT_LIMITS)) is not None:
        assert not found.problems
        assert found.data == decoded[0]


_HOSTILE = st.one_of(
    st.text(st.characters(), max_size=40),
    st.lists(
        st.sampled_from(
            [
                "a: ",
                "- ",
                "\n",
                "  ",
                "{",
                "}",
                "[",
                "]",
                ", ",
                '"',
                "'",
                "|\n",
                ">",
                "? ",
                "#",
                "&a ",
                "*a",
                "!!t ",
                "%TAG",
                "---",
                "...",
                "\\u",
                "\x00",
                "\ud83d",
                "\t",
                "<<",
                "1e999",
                "0x1",
                "~",
                "\x85",
                "\u2028",
                "\ufeff",
            ]
        ),
        max_size=20,
    ).map("".join),
    _JSON_BITS,
)


@given(_HOSTILE, formats)
@example("\ud800", "yaml")
@example("a: \x00", "yaml")
@example("\u2028\x85a: \x07", "yaml")
def test_any_text_gives_data_or_problems_and_never_raises(text: str, format: Any) -> None:
    found = parse(text, format, name="f")
    if not found.parts:
        assert found.data is None
        assert found.problems
    for problem in found.problems:
        assert problem.position is not None
        assert problem.file == "f"
        assert problem.line is not None
        assert problem.line <= 2 + len(re.findall(BREAKS["yaml"], text))


@given(_HOSTILE)
@example("a: 1\nb: {c: [x #3, y], d: null}\n")
@example("- - a\n  - b #\n- '5'\n- !t 5\n")
@example("a: b #3\n")
@example("{a: 1, a: 2}")
@example("? [a]\n: b\n")
@example("a: &x b\nc: *x\n")
@example("a: True\n")
@example("0x1: a\n")
@example("<<: a\n")
@example("a: <<\n")
@example("a\n--- b\n")
@example("%TAG ! tag:a,2000:\n" * 1_001)
@example("# nothing\n")
@example("a: 1e999\n")
def test_yaml_means_the_same_at_once_or_event_by_event(text: str) -> None:
    # Half of a surrogate pair does not come as far as that.
    text = text.encode(errors="replace").decode()
    slow = read_events(text, "yaml", Lines.of(text, "yaml"), DEFAULT_LIMITS)
    if (made := yaml_events.fast_yaml(text, DEFAULT_LIMITS)) is not None:
        fast, nodes = made
        assert slow.complete
        assert not slow.mistakes
        assert repr(slow.data) == repr(fast)
        assert slow.nodes == nodes


@given(json_values())
@example({"a": ["b #3", "true", "5", "", "<<", "null", "- x", "~", "# x"], "": {}})
def test_yaml_without_mistake_is_read_at_once(value: Any) -> None:
    made = yaml_events.fast_yaml(write_yaml(value), DEFAULT_LIMITS)
    assert made is not None
    fast, nodes = made
    assert json.dumps(fast) == json.dumps(value)
    keys = sum(isinstance(path[-1], str) for path, _ in locations(value) if path)
    assert nodes == len(list(locations(value))) + keys


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("[[[a]]]", {"depth": 2}),
        ("[a, b]", {"nodes": 2}),
        ("{a: b}", {"nodes": 1}),
        ("{a: b}", {"nodes": 2}),
        ("[[], []]", {"nodes": 2}),
    ],
)
def test_yaml_beyond_the_limits_is_not_read_at_once(
    text: str, limits: dict[str, int]
) -> None:
    made = yaml_events.fast_yaml(text, DEFAULT_LIMITS)
    assert made is not None
    assert parse(text, "yaml").data == made[0]
    assert yaml_events.fast_yaml(text, Limits(**limits)) is None
    assert parse(text, "yaml", limits=Limits(**limits)).data is None


def test_yaml_is_read_at_once_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: [1, x, "y"]\n'
    fast = yaml_events.fast_yaml(text, DEFAULT_LIMITS)
    assert fast is not None
    monkeypatch.setattr(yaml_events, "_YAML_LOADER", yaml.SafeLoader)
    assert yaml_events.fast_yaml(text, DEFAULT_LIMITS) == fast


@given(st.binary(max_size=60), formats)
@example(b"\xff\xfe\x00", "json")
def test_any_bytes_give_data_or_problems_and_never_raise(
    source: bytes, format: Any
) -> None:
    found = parse(source, format)
    assert found.parts or found.problems


def test_plain_data_needs_no_file() -> None:
    found = from_data({"a": 1}, "mine")
    assert (found.name, found.data, found.parts) == ("mine", {"a": 1}, ())
    assert found.origin(("a",)) is None
    problem = found.problem(codes.WRONG_TYPE, "wrong", ("a",))
    assert (problem.file, problem.pointer, problem.position) == ("mine", "/a", None)


# Places ----------------------------------------------------------------------


@given(json_values(), st.sampled_from([None, 1]), st.booleans())
def test_what_stands_at_the_place_of_a_json_value_is_that_value(
    value: Any, indent: Any, ascii_only: bool
) -> None:
    part = part_of(json.dumps(value, indent=indent, ensure_ascii=ascii_only), "json")
    assert set(part.spans()) == {path for path, _ in locations(value)}
    for path, found in locations(value):
        span = part.spans()[path]
        assert json.loads(written_at(part, span.value)) == found
        if path and isinstance(path[-1], str):
            assert span.key is not None
            assert json.loads(written_at(part, span.key)) == path[-1]
        else:
            assert span.key is None


@given(json_values())
@example({"a": [{"b": "x\ny\n", "c": [1, {}]}, []], "d": "long " * 30})
def test_what_stands_at_the_place_of_a_yaml_value_is_that_value(value: Any) -> None:
    part = part_of(write_yaml(value), "yaml")
    assert set(part.spans()) == {path for path, _ in locations(value)}
    for path, found in locations(value):
        position = part.spans()[path].value
        # A block keeps its indentation, but for that of its first line.
        block = " " * (position.column - 1) + written_at(part, position)
        assert parse(block, "yaml").data == found


YAML = """\
schema_version: "1.0"
tips:
  - id: aloud
    body: |
      Two

      lines.

  # A comment, which belongs to nothing.
  - {id: 'often', "body": x}

topics: [
  a,
  b ]
text: plain
  goes on
empty:
"""


@pytest.mark.parametrize(
    ("path", "written", "ends"),
    [
        (("schema_version",), '"1.0"', (1, 22)),
        (("tips", 0, "id"), "aloud", (3, 14)),
        # A block scalar takes the line breaks behind it along.
        (("tips", 0, "body"), "|\n      Two\n\n      lines.\n\n", (9, 1)),
        (
            ("tips", 0),
            "id: aloud\n    body: |\n      Two\n\n      lines.\n\n",
            (9, 1),
        ),
        (("tips", 1, "id"), "'often'", (10, 17)),
        (("tips", 1), "{id: 'often', \"body\": x}", (10, 29)),
        (("topics",), "[\n  a,\n  b ]", (14, 6)),
        (("topics", 1), "b", (14, 4)),
        (("text",), "plain\n  goes on", (16, 10)),
        (("empty",), "", (17, 7)),
    ],
)
def test_a_yaml_value_ends_where_it_ends(
    path: Location, written: str, ends: tuple[int, int]
) -> None:
    part = part_of(YAML, "yaml")
    position = part.spans()[path].value
    assert written_at(part, position) == written
    assert (position.end_line, position.end_column) == ends


def test_a_list_of_blocks_ends_with_its_last_value() -> None:
    part = part_of("a:\n  - b\n  - c: d\n\n\n\ne: f\n", "yaml")
    assert part.spans()["a",].value == Position(2, 3, 3, 9)
    assert part.spans()[()].value == Position(1, 1, 7, 5)


@pytest.mark.parametrize(
    ("text", "format", "position"),
    [
        ('{"a": 1,\r\n "b": x}', "json", (2, 7)),
        ('{"a": 1,\r "b": x}', "json", (2, 7)),
        ('{\t"a":\tx}', "json", (1, 8)),
        ('\ufeff{"a": x}', "json", (1, 7)),
        (r'{"\ud83d\ude00": x}', "json", (1, 18)),
        ('{"😀": x}', "json", (1, 7)),
        ('{"\u2028": x}', "json", (1, 7)),
        ("a: 1\r\nb: *x", "yaml", (2, 4)),
        ("\ufeffa: *x", "yaml", (1, 4)),
        ("😀: *x", "yaml", (1, 4)),
        ("a: 'b\u2028\u2028 c'\nb: *x", "yaml", (4, 4)),
        ("# a\x85b: *x", "yaml", (2, 4)),
    ],
)
def test_columns_count_characters_and_lines_count_breaks(
    text: str, format: Any, position: tuple[int, int]
) -> None:
    problem = only(parse(text, format))
    assert place(problem) == position


def test_the_excerpt_is_the_line_without_its_break() -> None:
    problem = only(parse("a: 1\r\n  \tb: *x  \r\nc: 3", "yaml"))
    assert problem.excerpt.endswith("\tb: *x") or problem.code == "MLI005"
    assert only(parse("[1,\r\n  x ]\r\n", "json")).excerpt == "  x ]"


def test_the_excerpt_of_a_long_line_is_what_surrounds_the_place() -> None:
    problem = only(parse(f'["{"a" * 500}", x, "{"b" * 500}"]', "json"))
    assert problem.column == 506
    assert len(problem.excerpt) == MAX_EXCERPT
    assert '", x, "' in problem.excerpt


def test_the_excerpt_masks_what_acts_on_a_terminal_and_moves_nothing() -> None:
    problem = only(parse('["\u202e", "\x1b[31m"]', "json"))
    assert printable(problem.excerpt) == problem.excerpt
    assert problem.excerpt == '["\ufffd", "\ufffd[31m"]'


def test_the_excerpt_behind_the_last_line_is_empty() -> None:
    lines = Lines.of("a", "json")
    assert lines.excerpt(Position(2, 1, 2, 1)) == ""


def test_a_path_is_written_as_a_json_pointer() -> None:
    assert pointer(()) == ""
    assert pointer(("a/b", 0, "~", "")) == "/a~1b/0/~0/"


def test_a_problem_is_at_the_value_or_on_its_key_or_at_the_nearest_above() -> None:
    found = parse("a:\n  b: c\n", "yaml", name="f")
    code = codes.WRONG_TYPE
    value = found.problem(code, "wrong", ("a", "b"))
    assert value.position == Position(2, 6, 2, 7)
    assert value.excerpt == "  b: c"
    assert found.problem(code, "wrong", ("a", "b"), on_key=True).column == 3
    missing = found.problem(code, "wrong", ("a", "z", 3), on_key=True)
    assert missing.position == Position(1, 1, 1, 2)
    assert missing.pointer == "/a/z/3"
    # The whole has no key to stand on.
    assert found.problem(code, "wrong", (), on_key=True).position == Position(1, 1, 2, 7)


def test_a_problem_of_an_empty_file_has_no_place_in_it() -> None:
    found = parse("# nothing\n", "yaml", name="f")
    problem = found.problem(codes.WRONG_TYPE, "wrong")
    assert (problem.file, problem.position) == ("f", None)


# What is refused -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "position", "said"),
    [
        ("a: &x b", "MLI007", (1, 4), "`&x`"),
        ("a: *x", "MLI007", (1, 4), "`*x`"),
        ("a: !!int 1", "MLI007", (1, 4), "`tag:yaml.org,2002:int`"),
        ("a: ! 1", "MLI007", (1, 4), "`!`"),
        ("a: !!map {}", "MLI007", (1, 4), "tag"),
        ("a: !!python/object/apply:os.system [x]", "MLI007", (1, 4), "tag"),
        ("<<: {a: 1}", "MLI007", (1, 1), "merge key"),
        ("a: ~", "MLI008", (1, 4), "`~`"),
        ("a: 0", None, None, None),
        ("a: 007", "MLI008", (1, 4), "`007`"),
        ("a: +1", "MLI008", (1, 4), "`+1`"),
        ("a: 0x1F", "MLI008", (1, 4), "`0x1F`"),
        ("a: 0o17", "MLI008", (1, 4), "`0o17`"),
        ("a: .5", "MLI008", (1, 4), "`.5`"),
        ("a: 5.", "MLI008", (1, 4), "`5.`"),
        ("a: True", "MLI008", (1, 4), "`True`"),
        ("a: NULL", "MLI008", (1, 4), "`NULL`"),
        ("a: .inf", "MLI008", (1, 4), "`.inf`"),
        ("a: -.Inf", "MLI008", (1, 4), "`-.Inf`"),
        ("a: .NaN", "MLI008", (1, 4), "`.NaN`"),
        ("~: a", "MLI008", (1, 1), "`~`"),
        ("a: 9007199254740992", "MLI009", (1, 4), "too large"),
        ("a: -9007199254740992", "MLI009", (1, 4), "too large"),
        ("a: 1e999", "MLI009", (1, 4), "too large"),
        ("a: 1\na: 2", "MLI006", (2, 1), "the first is on line 1"),
        ("{a: 1, b: 2, a: 3}", "MLI006", (1, 14), "`a`"),
        ("1: a\n'1': b", "MLI006", (2, 1), "`1`"),
        ("a: 1\n---\nb: 2", "MLI005", (2, 1), "second YAML document"),
        ("[a]: b", "MLI005", (1, 1), "a key must be text"),
        ("{{a: 1}: b}", "MLI005", (1, 2), "a key must be text"),
        ("a:\n\tb: 1", "MLI005", (2, 1), "cannot start any token"),
        ("a: b: c", "MLI005", (1, 5), "not allowed"),
        ("a: [1, 2\nb: 3\n", "MLI005", (2, 2), "flow sequence"),
        # What is never closed is reported where it was opened.
        ("a: [1,\n  2\n", "MLI005", (1, 4), "flow sequence"),
        ("a: [\n\n", "MLI005", (1, 5), "flow node"),
        ("x: 1\na: 'b\n\n", "MLI005", (2, 4), "quoted scalar"),
        ("a: \x07", "MLI005", (1, 4), "does not allow"),
        ("x: 😀\nab: é\x00", "MLI005", (2, 6), "does not allow"),
        ('a: "\\ud800"', "MLI005", (1, 7), "Unicode"),
        ('a: "\\q"', "MLI005", (1, 5), "escape"),
        ("a: b\ud800", "MLI015", (1, 5), "U+D800"),
    ],
)
def test_yaml_that_json_does_not_have_is_a_problem(
    text: str, code: str | None, position: tuple[int, int] | None, said: str | None
) -> None:
    found = parse(text, "yaml")
    if code is None:
        assert not found.problems
        return
    problem = only(found)
    assert problem.code == code
    assert place(problem) == position
    assert str(said) in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("text", "code", "span", "message", "hint"),
    [
        ("", "MLI005", (1, 1, 1, 1), "expected a value, found the end of the file", ""),
        ("[1, 2", "MLI005", (1, 6, 1, 6), "expected a comma or `]`, found the end", ""),
        ("{", "MLI005", (1, 2, 1, 2), "expected a key in double quotes, found the", ""),
        ('{"a"', "MLI005", (1, 5, 1, 5), "expected a colon after the key", ""),
        ('{"a": 1 "b"', "MLI005", (1, 9, 1, 10), "expected a comma or `}`", ""),
        ("{} {}", "MLI005", (1, 4, 1, 5), "expected the end of the file, found `{`", ""),
        ("[1,]", "MLI005", (1, 4, 1, 5), "found `]`", "remove the comma in front of it"),
        ('{"a": 1,\n}', "MLI005", (2, 1, 2, 2), "found `}`", "remove the comma"),
        ('{"a"]', "MLI005", (1, 5, 1, 6), "found `]`", ""),
        ("{'a': 1}", "MLI005", (1, 2, 1, 3), "found `'`", "double quotes only"),
        ("[// no\n]", "MLI005", (1, 2, 1, 3), "found `/`", "no comments"),
        ("[NaN]", "MLI005", (1, 2, 1, 5), "found `NaN`", "no such number"),
        ("[-Infinity]", "MLI005", (1, 2, 1, 11), "found `-Infinity`", "no such number"),
        ("[True]", "MLI005", (1, 2, 1, 6), "found `True`", "write `true`"),
        ("[01]", "MLI005", (1, 3, 1, 4), "found `1`", ""),
        ("[\u00a01]", "MLI005", (1, 2, 1, 3), "found U+00A0", ""),
        ("[\x0b1]", "MLI005", (1, 2, 1, 3), "found U+000B", ""),
        ("[\x00]", "MLI005", (1, 2, 1, 3), r"found `\x00`", ""),
        ('["a]', "MLI005", (1, 2, 1, 3), "unterminated string", "close the string"),
        ('["a\nb"]', "MLI005", (1, 4, 2, 1), "invalid control character", r"\n"),
        (r'["\q"]', "MLI005", (1, 3, 1, 4), "invalid \\escape", "close"),
        ("[1e999]", "MLI009", (1, 2, 1, 7), "`1e999` is too large", "quotes"),
        ("[9007199254740992]", "MLI009", (1, 2, 1, 18), "too large", "9007199254740991"),
        (r'["a\ud800"]', "MLI015", (1, 2, 1, 11), r"`a\ud800`", "both halves"),
        (r'["\ude00\ud83d"]', "MLI015", (1, 2, 1, 16), "half of a surrogate", "both"),
        ('["a\ud800"]', "MLI015", (1, 4, 1, 5), "U+D800", "whole character"),
        ('{"a": 1,\n  "a": 2}', "MLI006", (2, 3, 2, 6), "first is on line 1", "remove"),
    ],
)  # fmt: skip
def test_what_is_not_json_is_a_problem(
    text: str, code: str, span: tuple[int, int, int, int], message: str, hint: str
) -> None:
    problem = only(parse(text, "json"))
    assert problem.code == code
    assert problem.position == Position(*span)
    assert message in problem.message
    assert hint in problem.hint
    assert bool(hint) == bool(problem.hint)


@pytest.mark.parametrize(
    ("source", "position", "hint"),
    [
        (b"caf\xe9: 1", (1, 4), "save the file as UTF-8"),
        (b"a: 1\nb: \xff", (2, 4), "save the file as UTF-8"),
        ("é: 1\r\né".encode() + b"\xff", (2, 2), "save the file as UTF-8"),
        (b"\xef\xbb\xbfa\xff", (1, 2), "save the file as UTF-8"),
        (b"\xed\xa0\x80", (1, 1), "save the file as UTF-8"),  # A surrogate.
        ("a: é".encode("utf-16"), (1, 1), "looks like UTF-16"),
        ("é: é".encode("utf-16-be"), (1, 2), "looks like UTF-16"),
    ],
)
def test_bytes_that_are_not_utf_8_are_a_problem_at_the_first_of_them(
    source: bytes, position: tuple[int, int], hint: str
) -> None:
    problem = only(parse(source, "yaml", name="f"))
    assert (problem.code, problem.file) == ("MLI004", "f")
    assert place(problem) == position
    assert hint in problem.hint


def test_utf_16_without_a_mark_is_refused_too() -> None:
    for format in FORMATS.values():
        assert parse("[]".encode("utf-16-le"), format).problems


def test_reading_goes_on_behind_a_mistake_that_allows_it() -> None:
    found = parse("a: *x\nb: ~\nb: 0x1\nc: 1e999\nd: fine\n", "yaml")
    assert [problem.code for problem in found.problems] == [
        "MLI007", "MLI008", "MLI006", "MLI008", "MLI009",
    ]  # fmt: skip
    assert found.data == {"a": None, "b": "0x1", "c": None, "d": "fine"}
    assert found.parts


def test_the_places_of_a_text_with_mistakes_are_known_too() -> None:
    part = parse('{"a": 1e999, "b": [2]}', "json").parts[0]
    assert written_at(part, part.spans()["b", 0].value) == "2"


def test_the_pointer_of_a_mistake_leads_to_it() -> None:
    problem = only(parse("tips:\n  - body: [a, *b]", "yaml"))
    assert problem.pointer == "/tips/0/body/1"


def test_a_pointer_leaves_out_a_key_that_is_too_long_to_be_repeated() -> None:
    long = "k" * (MAX_STEP + 1)
    problem = only(parse(json.dumps({"a": {long: [10**30]}}), "json"))
    assert problem.pointer == "/a"


def test_plain_text_is_what_every_yaml_reader_takes_for_text() -> None:
    for text in ("a", "no", "1:30", "2026-11-01", "1.2.3", "nulls", "0x", "-"):
        assert plain_is_text(text)
    for text in ("", "null", "true", "1", "-1.5e3", "~", "007", "True", ".nan", "+.5"):
        assert not plain_is_text(text)


# Limits and hostile texts ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("[" * 100_000, "yaml"),
        ("[" * 100_000 + "]" * 100_000, "yaml"),
        ("{a: " * 100_000, "yaml"),
        ("- " * 100_000, "yaml"),
        ("? " * 100_000, "yaml"),
        ("[" * 100_000, "json"),
        ("[" * 100_000 + "]" * 100_000, "json"),
        ('{"a":' * 100_000, "json"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "json"),
    ],
)
def test_no_depth_of_nesting_does_harm(text: str, format: Any) -> None:
    pace = Pace()
    problem = only(parse(text, format))
    assert problem.code in ("MLI010", "MLI005")
    assert pace.ratio < 100


def test_no_number_of_directives_does_harm() -> None:
    text = "".join(f"%TAG !a{at}! b\n" for at in range(200_000))
    pace = Pace()
    problem = only(parse(f"# a\n{text}--- a\n", "yaml"))
    assert (problem.code, place(problem)) == ("MLI007", (2, 1))
    assert pace.ratio < 100
    assert not parse("%TAG !a! b\n--- a\n", "yaml").problems


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_the_limit_on_depth_is_exact_and_can_be_raised(format: Any) -> None:
    limits = Limits(depth=3)
    assert not parse("[[[]]]", format, limits=limits).problems
    problem = only(parse("[[[[]]]]", format, limits=limits))
    assert (problem.code, place(problem)) == ("MLI010", (1, 4))
    assert not parse("[[[[]]]]", format, limits=Limits(depth=4)).problems


@pytest.mark.parametrize("format", ["yaml", "json"])
def test_the_limit_on_nodes_counts_keys_and_values(format: Any) -> None:
    text = '{"a": 1, "b": [2, 3]}'  # The object, 2 keys, 2 values, 2 items.
    assert not parse(text, format, limits=Limits(nodes=7)).problems
    problem = only(parse(text, format, limits=Limits(nodes=6)))
    # In JSON they are counted before anything is read.
    where = (1, 19) if format == "yaml" else (None, None)
    assert (problem.code, place(problem)) == ("MLI011", where)


@pytest.mark.parametrize("source", ['"é"', '"é"'.encode()])
def test_the_limit_on_size_counts_bytes(source: str | bytes) -> None:
    assert not parse(source, "json", limits=Limits(bytes=4)).problems
    assert only(parse(source, "json", limits=Limits(bytes=3))).code == "MLI011"


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + "d: [*c, *c]",
        "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: [*a, *b]}",
    ],
)
def test_aliases_are_not_followed(text: str) -> None:
    found = parse(text, "yaml")
    assert {problem.code for problem in found.problems} == {"MLI007"}
    assert len(json.dumps(found.data)) < 200


def test_more_mistakes_than_are_listed_end_the_reading() -> None:
    found = parse("[" + "*a, " * 5000 + "]", "yaml", limits=Limits(problems=100))
    assert len(found.problems) == 101
    assert found.data is None
    assert not found.parts


def test_many_mistakes_below_a_long_key_take_little_room() -> None:
    text = json.dumps({"k" * 1_000_000: [10**30] * 1000})
    found = parse(text, "json")
    assert len(found.problems) == 1000
    assert sum(len(str(problem.as_dict())) for problem in found.problems) < 10**6


@pytest.mark.parametrize("format", ["yaml", "json"])
@pytest.mark.parametrize(
    "number", ["9" * 100_000, f"1e{'9' * 100_000}", f"-{'9' * 100_000}.5"]
)
def test_numbers_of_any_length_are_refused_quickly(number: str, format: Any) -> None:
    problem = only(parse(f"[{number}]", format))
    assert problem.code == "MLI009"
    assert len(problem.message) < 200


def test_a_number_too_small_to_tell_from_nothing_is_nothing() -> None:
    assert parse("[1e-999]", "json").data == [0.0]


def test_a_text_of_many_megabytes_is_read() -> None:
    text = "x" * 5_000_000
    assert parse(json.dumps({"a": text}), "json").data == {"a": text}
    assert parse(f'a: "{text}"', "yaml").data == {"a": text}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_text_in_quotes_is_read_as_by_other_yaml_readers(text: str) -> None:
    written = write_yaml({"a": text})
    assert parse(written, "yaml").data == {"a": text}
    assert yaml.safe_load(written) == {"a": text}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("body: **Bold** text", "starts with `*` or `&`"),
        ("prompt: `fit` does", "text that starts with “`”"),
        ("prompt: @home", "text that starts with `@`"),
        ("prompt: %d items", "text that starts with `%`"),
        ("prompt: Design: what", "text that has `: ` in it"),
        ("tips:\n\t- a", "indent with spaces, not with tabs"),
        ("a: 1\n\tb: 2", "indent with spaces, not with tabs"),
        ('a: "open', "close the quotes or brackets"),
        ("a: 1\nb\nc: 2", "put a colon and a space after each key"),
        ("a: 'b' c", "check the indentation and quotes"),
    ],
)
def test_a_mistake_in_yaml_gets_a_hint_of_its_own(text: str, hint: str) -> None:
    (problem,) = parse(text, "yaml").problems
    assert problem.code == "MLI005"
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("a: fix bug #3 in it", ["MLI017"]),
        ("a: a text #todo", ["MLI017"]),
        ("a: a text # a comment", []),
        ("a: 5 #todo", []),
        ("a: word #todo", []),
        ("a: 'fix bug' #3", []),
        ("a: fix bug#3", []),
        ("- |\n  fix bug #3", []),
    ],
)
def test_a_text_that_a_comment_cuts_off_is_noticed(
    text: str, reported: list[str]
) -> None:
    assert [one.code for one in parse(text, "yaml").problems] == reported
