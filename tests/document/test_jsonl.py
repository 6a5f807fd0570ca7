"""JSON Lines: the pack that lines make, and each problem on its own line."""

import copy
import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Limits, Pack, Report
from mlinterview.document import OWN_TYPE, Document, Location, codes, parse
from mlinterview.errors import Position, Problem
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import COLLECTIONS
from mlinterview.storage.writers import write_jsonl
from mlinterview.testing import json_values, packs
from mlinterview.validation import check

TODAY = datetime.date(2026, 11, 22)
PACK = {
    "id": "small",
    "title": "Small",
    "version": "1.0.0",
    "language": "en",
    "license": "CC-BY-4.0",
    "authors": [{"name": "A. Author"}],
}
HEADER = json.dumps({"schema_version": "1.0", "pack": PACK})
TOPIC = '{"type": "topic", "id": "basics", "title": "Basics"}'
TIP = '{"type": "tip", "id": "aloud", "body": "Practise aloud."}'


def read(*lines: str, end: str = "\n", **limits: int) -> Document:
    text = "".join(line + end for line in lines)
    return parse(text, "jsonl", name="f", limits=Limits(**limits))


def checked(*lines: str, end: str = "\n", **limits: int) -> Report:
    return check(read(*lines, end=end, **limits), today=TODAY).report


def only(problems: Report | tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def unmarked(*lines: str) -> tuple[list[str], Position]:
    """Return lines without the marks « and », and the place that they mark."""
    (number,) = (at for at, line in enumerate(lines, 1) if "«" in line)
    line = lines[number - 1]
    place = Position(number, line.index("«") + 1, number, line.index("»"))
    return [one.replace("«", "").replace("»", "") for one in lines], place


# What lines make ------------------------------------------------------------


def test_lines_are_joined_to_lists_in_their_order() -> None:
    found = read(
        '{"schema_version": "1.0", "pack": {"id": "p"}, "x-a": [1]}',
        '{"type": "tip", "id": "one"}',
        '{"id": "basics", "type": "topic"}',
        '{"type": "tip", "id": "two", "x-b": {"type": "other"}}',
    )
    assert not found.problems
    assert found.complete
    assert found.data == {
        "schema_version": "1.0",
        "pack": {"id": "p"},
        "x-a": [1],
        "tips": [{"id": "one"}, {"id": "two", "x-b": {"type": "other"}}],
        "topics": [{"id": "basics"}],
    }


@pytest.mark.parametrize("kind", COLLECTIONS)
def test_every_type_of_entity_has_lines(kind: str) -> None:
    found = read("{}", json.dumps({"type": kind, "id": "a"}))
    assert found.data == {COLLECTIONS[kind][0]: [{"id": "a"}]}


def test_a_type_that_an_entity_has_itself_is_stated_under_a_longer_name() -> None:
    assert OWN_TYPE == {"source": "source_type"}
    line = '{"type": "source", "source_type": "book", "id": "a"}'
    assert read("{}", line).data == {"sources": [{"type": "book", "id": "a"}]}
    # Where there is no type to be confused with, the longer name is a mere key.
    line = '{"type": "tip", "source_type": "book"}'
    assert read("{}", line).data == {"tips": [{"source_type": "book"}]}


def test_a_pack_without_entities_is_a_header_alone() -> None:
    assert read(HEADER).data == {"schema_version": "1.0", "pack": PACK}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\r\n{TOPIC}\r\n{TIP}\r\n",
        f"{HEADER}\n{TOPIC}\n{TIP}",
        f"\n \t\r\n{HEADER}\n\n{TOPIC}\n   \n{TIP}\n\n\n",
        f"\ufeff{HEADER}\n{TOPIC}\n{TIP}\n",
        f"  {HEADER}\t\n\t{TOPIC} \n {TIP}\r",
    ],
    ids=["Windows line breaks", "no last break", "blank lines", "a mark", "white space"],
)
def test_what_stands_around_lines_means_nothing(text: str) -> None:
    found = parse(text.encode(), "jsonl")
    assert not check(found, today=TODAY).report
    assert found.data == parse(f"{HEADER}\n{TOPIC}\n{TIP}\n", "jsonl").data


@pytest.mark.parametrize("break_", ["\u2028", "\x85", "\u2029"])
def test_only_a_line_feed_ends_a_line(break_: str) -> None:
    line = json.dumps({"type": "tip", "id": "a", "body": f"a{break_}b"})
    raw = line.replace(json.dumps(break_)[1:-1], break_)
    assert break_ in raw
    assert read("{}", raw).data == {"tips": [{"id": "a", "body": f"a{break_}b"}]}


def test_an_empty_text_lacks_all_of_a_pack() -> None:
    for text in ("", "\n\n", "\ufeff"):
        found = parse(text, "jsonl")
        assert found.data == {}
        missing = check(found, today=TODAY).report
        assert [problem.code for problem in missing] == ["MLI102", "MLI102"]


# What is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "line", "message", "hint"),
    [
        ("MLI103", "«5»", "expected an object, found `5`", "with a `type` on each line"),
        ("MLI103", '«["tip"]»', "found a list of 1", "an object with a `type`"),
        ("MLI103", "«null»", "found nothing", "an object with a `type`"),
        ("MLI102", '«{"id": "a"}»', "the line lacks the key `type`", "topic, stage"),
        ("MLI102", f" «{HEADER}»", "the line lacks the key `type`", "say what it is"),
        ("MLI104", '{"id": "a", "type": «"tipp"»}', ("cannot be `tipp`; it is one of"
         " topic, stage, framework, source, fact, question, tip, mistake, guide"),
         "did you mean `tip`?"),
        ("MLI104", '{"type": «"tips"»}', "cannot be `tips`", "did you mean `tip`?"),
        ("MLI104", '{"type":«"zzz"»}', "cannot be `zzz`", ""),
        ("MLI104", '{"type": «["tip"]»}', "cannot be a list of 1", ""),
        ("MLI104", '{"type": «null»}', "cannot be nothing", ""),
        ("MLI005", '{"type": «tip»}', "not JSON: expected a value, found `tip`", ""),
        ("MLI005", '{"type": "tip"} «{»}', "expected the end of the file", ""),
        ("MLI005", '{"type": "tip" «"»id": 1}', "expected a comma or `}`", ""),
        ("MLI005", '{"type": «"»tip}', "unterminated string", "close the string"),
        ("MLI006", '{"type": "tip", "id": "b", «"id"»: "c", "body": "x"}',
         "`id` occurs twice in one object; the first is on line 3", "remove one"),
        ("MLI009", '{"type": "tip", "id": "b", "body": "x", "x-a": «1e999»}',
         "too large", ""),
        ("MLI015", r'{"type": "tip", "id": "b", "body": "x", "x-a": «"\ud83d"»}',
         "half of a surrogate pair", "both halves"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_entity_is_a_problem_on_that_line(
    code: str, line: str, message: str, hint: str
) -> None:
    lines, place = unmarked(HEADER, TOPIC, line, TIP)
    found = read(*lines)
    problem = only(found.problems)
    assert (problem.code, problem.position, problem.file) == (code, place, "f")
    assert message in problem.message
    assert hint in problem.hint
    assert problem.excerpt
    assert problem.excerpt in lines[2]
    # The others are read, and nothing is said to be missing.
    assert isinstance(found.data, dict)
    assert {"id": "aloud", "body": "Practise aloud."} in found.data["tips"]
    assert only(check(found, today=TODAY).report) == problem


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ('{"type": "tip", "id": x}', ""),
        ('{"type": "tipp", "id": "a", "id": "b"}', ""),
        ('{"id": 1e999}', ""),
        ('{"type": "tip", "id": "a", "body": "x", "x-a": [1, 1e999]}', "/tips/1/x-a/1"),
        ('{"type": "source", "source_type": 1e999}', "/sources/0/type"),
        ('{"type": "source", "x-source_type": 1e999}', "/sources/0/x-source_type"),
        ('{"type": "tip", "source_type": 1e999}', "/tips/1/source_type"),
    ],
)
def test_a_pointer_leads_into_the_whole_or_nowhere(line: str, pointer: str) -> None:
    found = read(HEADER, TIP, line)
    assert {problem.pointer for problem in found.problems} == {pointer}


def test_mistakes_in_the_header_lead_to_where_its_keys_are() -> None:
    found = read('{"schema_version": "1.0", "pack": {"id": 1e999}}', TOPIC)
    assert only(found.problems).pointer == "/pack/id"
    assert found.complete


def test_the_problems_of_other_lines_are_found_beside_a_broken_one() -> None:
    report = checked(
        HEADER,
        '{"type": "tip", "id": "One", "body": "x"}',
        "{",
        '{"type": "tip", "id": "two", "bodi": "y"}',
        '{"type": "tip", "id": "b", "body": "z",'
        ' "applies_to": {"topics": ["in-the-broken-line"]}}',
    )
    found = [(problem.line, problem.code) for problem in report]
    assert found == [(2, "MLI105"), (3, "MLI005"), (4, "MLI101")]


def test_a_broken_header_is_all_that_is_wrong_with_it() -> None:
    assert [p.code for p in checked(HEADER[:-1], TOPIC, TIP)] == ["MLI005"]


def test_without_a_header_the_whole_is_what_lacks_it() -> None:
    report = checked(TOPIC, TIP)
    assert [(p.code, p.pointer) for p in report] == [("MLI102", "")] * 2
    assert "`schema_version`" in report[0].message
    assert "`pack`" in report[1].message
    assert {p.position for p in report} == {Position(1, 1, 3, 1)}


def test_a_header_behind_an_entity_is_no_header() -> None:
    report = checked(TOPIC, HEADER, TIP)
    problem = only(report)
    assert (problem.code, problem.line) == ("MLI102", 2)
    assert problem.message == "the line lacks the key `type`"


def test_a_header_holds_no_lists() -> None:
    lines, place = unmarked(
        '{"schema_version": "1.0", «"tips"»: [{"id": "a"}], "pack":'
        + json.dumps(PACK)
        + "}",
        TOPIC,
        TIP,
    )
    found = read(*lines)
    problem = only(found.problems)
    assert (problem.code, problem.position, problem.pointer) == ("MLI101", place, "")
    assert "holds `tips`, but its items need their own lines" in problem.message
    assert problem.hint.endswith('with `"type": "tip"`')
    assert isinstance(found.data, dict)
    assert found.data["tips"] == [{"id": "aloud", "body": "Practise aloud."}]
    assert not found.complete


def test_the_lists_of_a_header_are_reported_in_their_order() -> None:
    keys = [key for key, _ in COLLECTIONS.values()]
    header = json.dumps({key: [] for key in reversed(keys)})
    found = read(header)
    names = [problem.message.split("`")[1] for problem in found.problems]
    assert names == keys[::-1]
    assert found.data == {}


# Places -----------------------------------------------------------------------

DRAFT = (
    '"type": "question", "kind": "concept", "prompt": "Why?", "topics": ["basics"],'
    ' "status": "draft", "difficulty": "advanced", "intent": "I.",'
    ' "answers": [{"kind": "sample", "body": "So."}]'
)
PLACES = {
    "an unknown key": ("MLI101", '{"type": "tip", «"colour"»: 1, "id": "a", "body":"b"}'),
    "a missing key": ("MLI102", '  «{"type": "tip", "id": "a"}»'),
    "a wrong type": ("MLI103", '{"type":\t"tip", "id": "a", "body": «[1, {"a": 2}]»}'),
    "a wrong choice": ("MLI104", f'{{{DRAFT}, "id": "q", "levels": ["mid", «"x"»]}}'),
    "a wrong choice under a longer name": (
        "MLI104",
        '{"type": "source", "source_type": «"x"», "id": "a", "title": "A"}',
    ),
    "a wrong type under a longer name": (
        "MLI103",
        '{"source_type": «{"a": [1]}», "type": "source", "id": "a", "title": "A"}',
    ),
    "a missing key of its own type": (
        "MLI102",
        '«{"type": "source", "id": "a", "title": "A"}»',
    ),
    "a bad form": ("MLI105", r'{"type": "tip", "body": "\"x", "id": «"\u0041"»}'),
    "a dangling reference": ("MLI201", f'{{{DRAFT}, "id": "q", "related": [«"r"»]}}'),
    "behind an escaped pair": (
        "MLI103",
        r'{"type": "tip", "x-a": "\ud83d\ude00", "id": "a", "body": «5»}',
    ),
    "behind text beyond the first plane": (
        "MLI103",
        '{"type": "tip", "x-a": "😀\u2028", "id": "a", "body": «5»}',
    ),
    "raw HTML behind escapes": (
        "MLI211",
        r'{"type": "tip", "id": "a", "body": "\ud83d\ude00\n\"a\u0020«\u003cb>» </b>"}',
    ),
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_problem_has_its_exact_place(name: str, end: str, mark: str) -> None:
    code, marked = PLACES[name]
    lines, place = unmarked(HEADER, TOPIC, marked, TIP)
    text = mark + "".join(line + end for line in lines)
    if end == "\n\n":
        place = Position(5, place.column, 5, place.end_column)
    found = parse(text.encode(), "jsonl", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.position) == (code, place)


def test_a_problem_of_the_header_is_on_its_key_or_value() -> None:
    header = '{"schema_version": "1.0", "x-a": 1, "packs": 1, "pack": '
    report = checked(f"{header}{json.dumps(PACK | {'version': '1'})}}}", TOPIC)
    assert [(p.code, p.pointer, p.column) for p in report] == [
        ("MLI101", "/packs", header.index('"packs"') + 1),
        ("MLI105", "/pack/version", len(header) + json.dumps(PACK).index('"1.0.0"') + 1),
    ]


def test_the_first_of_two_equal_ids_is_named_with_its_line() -> None:
    problem = only(checked(HEADER, TOPIC, TIP, "", TIP.replace("P", "Do p")))
    assert (problem.code, problem.line, problem.pointer) == ("MLI202", 5, "/tips/1/id")
    assert problem.message.endswith(", line 3 of f")


def test_a_place_that_is_not_there_is_looked_for_above() -> None:
    found = read(HEADER, TOPIC, TIP)

    def line(*path: str | int) -> int | None:
        return found.problem(codes.WRONG_TYPE, "wrong", path).line

    assert line("tips", 0, "x-a", "b") == 3
    assert line("tips", 9) == 1
    assert line("tips", 9, "id") == 1
    assert line("stages", 0, "id") == 1
    assert line("tips") == 1
    assert line("x-a", 0) == 1
    assert line() == 1


def test_without_a_header_what_is_on_no_line_is_the_whole() -> None:
    problem = read(TOPIC, TIP).problem(codes.WRONG_TYPE, "wrong", ("pack", "id"))
    assert problem.position == Position(1, 1, 3, 1)


def locations(value: Any, path: Location = ()) -> Iterator[Location]:
    yield path
    children = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        children = enumerate(value)
    for step, child in children:
        yield from locations(child, (*path, step))


@pytest.mark.slow
@given(packs())
def test_every_value_has_a_place_that_reads_back_as_it(pack: Pack) -> None:
    found = parse(write_jsonl(unstructure(pack)), "jsonl")
    assert not found.problems
    (part,) = found.parts
    lists = {(key,) for key, _ in COLLECTIONS.values()}
    everywhere = part.spans()
    assert {*everywhere} == {*locations(found.data)} - lists
    one_by_one = part.spans(set(everywhere))
    assert one_by_one == everywhere
    for path, span in everywhere.items():
        if path and len(path) != 2:  # The header and an entity are told apart below.
            assert json.loads(part.written(span)) == found.value(path)
    for key, cls in COLLECTIONS.values():
        for at, entity in enumerate(found.data.get(key, [])):
            written = json.loads(part.written(everywhere[key, at]))
            assert COLLECTIONS[written["type"]] == (key, cls)
            assert written["id"] == entity["id"]


def test_the_type_of_a_line_is_not_taken_for_that_of_its_entity() -> None:
    marked = ['{"source_type": «"book"», "type": "source"}', '{"type": "tip"}']
    lines, place = unmarked("{}", *marked)
    (part,) = read(*lines).parts
    assert part.spans()["sources", 0, "type"].value == place
    assert ("tips", 0, "type") not in part.spans()
    assert not part.spans([("tips", 0, "type")])


@pytest.mark.parametrize("path", [("tips", 0, "id"), ("sources", 0, "type")])
def test_only_what_is_asked_for_is_looked_for(path: Location) -> None:
    source = '{"type": "source", "source_type": "book"}'
    (part,) = read(HEADER, TOPIC, TIP, source).parts
    assert part.spans([path]).keys() == {path}
    assert part.spans([]) == {}


# Limits ----------------------------------------------------------------------


def test_the_limit_on_nodes_is_one_for_all_lines() -> None:
    lines = ["{}", *['{"type": "tip", "x-a": [1]}'] * 2]  # 1 and twice 6.
    assert not read(*lines, nodes=13).problems
    found = read(*lines, nodes=12)
    problem = only(found.problems)
    assert (problem.code, problem.line) == ("MLI011", 3)
    assert "keys and values" in problem.message
    assert not found.complete


def test_behind_the_line_that_exceeds_a_limit_nothing_is_read() -> None:
    found = read("{}", '{"type": "tip", "x-a": [1, 2]}', "x", nodes=5)
    assert [problem.code for problem in found.problems] == ["MLI011"]
    found = read("{}", "[[[[]]]]", "x", depth=3)
    assert [problem.code for problem in found.problems] == ["MLI010", "MLI005"]


def test_an_open_string_hides_no_nodes_from_their_limit() -> None:
    line = '{"type": "tip", "x-a": [' + "[]," * 200 + "[]]}"
    found = read("{}", '"', *[line] * 10, nodes=500)
    assert [problem.code for problem in found.problems] == ["MLI005", "MLI011"]


def test_lines_with_mistakes_count_as_well() -> None:
    line = '{"type": "tip", "x-a": 1e999}'
    found = read("{}", *[line] * 5, nodes=11)
    assert [p.code for p in found.problems] == ["MLI009", "MLI009", "MLI011"]


def test_more_mistakes_than_are_listed_end_the_reading() -> None:
    found = read(HEADER, *["x"] * 500, TIP, problems=10)
    assert len(found.problems) == 11
    assert not found.complete
    assert len(checked(HEADER, *["x"] * 500, problems=10)) == 10


def test_the_limit_on_size_counts_all_lines() -> None:
    found = read(HEADER, TIP, bytes=len(HEADER))
    assert only(found.problems).code == "MLI011"
    assert found.data is None


# Any pack, any text -----------------------------------------------------------


@pytest.mark.slow
@given(packs())
def test_a_pack_written_as_lines_loads_as_an_equal_one(pack: Pack) -> None:
    text = mlinterview.dumps(pack, "jsonl")
    assert mlinterview.loads(text, "jsonl", today=TODAY) == pack
    for line in text.split("\n")[1:-1]:
        assert json.loads(line)["type"] in COLLECTIONS


_LINES = st.lists(
    st.one_of(
        st.sampled_from([HEADER, TOPIC, TIP, "", "{}", "x", '{"type": "tip"', "[1]"]),
        st.builds(
            json.dumps,
            st.dictionaries(
                st.sampled_from(["type", "id", "tips", "source_type", "pack", "x-a"]),
                st.one_of(st.sampled_from([*COLLECTIONS, "x"]), json_values()),
            ),
        ),
        st.text(st.sampled_from('{}[]",:\\ \r\t1eu\ud83d"type"tip')),
    ),
    max_size=6,
)


@given(_LINES, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
@example([HEADER, '{"type": "tip", "type": "tip"}'], "\n")
@example(['{"tips": 1, "tips": 2}'], "\n")
@example(
    [HEADER, '{"type": "source", "type": 5, "source_type": 1, "source_type": 1}'], "\n"
)
def test_any_lines_get_a_report_and_never_raise(lines: list[str], end: str) -> None:
    report = checked(*lines, end=end)
    for problem in report:
        assert problem.position is not None
        assert 1 <= problem.position.line <= 2 + end.join(lines).count("\n")


def mutated(draw: st.DrawFn) -> Any:
    """Draw a pack as plain data in which one value below the lists is another."""
    data = unstructure(draw(packs()))
    lists = {key for key, _ in COLLECTIONS.values()}
    places = [
        path
        for path in locations(data)
        # JSON Lines know a header and entities, which are always objects.
        if path and not (path[0] in lists and len(path) < 3)
    ]
    path = draw(st.sampled_from(places))
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    if isinstance(path[-1], str) and draw(st.booleans()):
        renamed = draw(st.sampled_from(["zzz", f"{path[-1]}s", "X-a"]))
        if renamed not in lists and not (len(path) == 3 and renamed == "types"):
            holder[renamed] = holder.pop(path[-1])
    else:
        holder[path[-1]] = draw(st.sampled_from([None, 5, True, "", "A b", [], {}, "zz"]))
    return changed


@given(st.composite(mutated)())
def test_a_mistake_is_the_same_in_json_and_in_lines(data: Any) -> None:
    def told(text: str, format: Any) -> list[tuple[str, str, str, str]]:
        found = parse(text, format, name="f", limits=Limits(problems=10_000))
        report = check(found, today=TODAY).report
        assert all(problem.position for problem in report)
        return sorted((p.code, p.pointer, p.hint, p.entity) for p in report)

    assert told(json.dumps(data), "json") == told(write_jsonl(data), "jsonl")
