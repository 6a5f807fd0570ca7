"""One verdict and the same objects, however a pack is written and read."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mlinterview
from missing_library import without
from mlinterview import Pack, Report
from mlinterview.document import Document, Format, Limits, from_data, parse, read
from mlinterview.model.converter import structure, unstructure
from mlinterview.model.entities import COLLECTIONS
from mlinterview.storage.writers import write_yaml
from mlinterview.testing import broken_packs, mutations, packs
from mlinterview.validation import Checked, check
from mlinterview.validation.accepting import accepts
from rule_context import TODAY

HEADER: dict[str, Any] = {
    "schema_version": "1.0",
    "pack": {
        "id": "one",
        "title": "One",
        "version": "1.0.0",
        "language": "en",
        "license": "MIT",
        "authors": [{"name": "A"}],
    },
}
TOPIC = {"id": "a", "title": "A"}
WARNED = {"id": "f", "statement": "It is.", "as_of": "2020-01-01", "status": "reported"}


def judged(text: str | bytes, format: Format = "json", **limits: int) -> Checked:
    """Check a text whose entities are decoded one at a time, and one at once.

    Returns:
        The result, which is the same both ways and without `msgspec`.
    """
    stated = Limits(**limits)
    results = [_checked(text, format, stated, by_entities=True)]
    results.append(_checked(text, format, stated, by_entities=False))
    with without("msgspec"):
        results.append(_checked(text, format, stated, by_entities=True))
    first, *others = results
    for other in others:
        assert other.report == first.report
        assert other.pack == first.pack
    return first


def _checked(
    text: str | bytes, format: Format, limits: Limits, *, by_entities: bool
) -> Checked:
    found = parse(text, format, name="f", limits=limits, by_entities=by_entities)
    return check(found, today=TODAY)


def data_of(data: Any) -> Checked:
    return check(from_data(data), today=TODAY)


def said(report: Report) -> list[tuple[str, str]]:
    """Return the problems of a report without their places."""
    return sorted((problem.code, problem.pointer) for problem in report)


# The same objects ------------------------------------------------------------


@given(packs())
def test_a_pack_is_the_same_in_every_format(pack: Pack) -> None:
    data = unstructure(pack)
    for checked in (
        data_of(data),
        judged(json.dumps(data)),
        judged(json.dumps(data, indent=2, ensure_ascii=False)),
        judged("\ufeff" + json.dumps(data)),
        judged(mlinterview.dumps(pack, "jsonl"), "jsonl"),
        judged(write_yaml(data), "yaml"),
    ):
        assert checked.report.ok
        assert checked.pack == pack


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_the_bundled_pack_is_the_same_in_every_format(
    form: Any, ml_engineer: Pack
) -> None:
    found = parse(mlinterview.dumps(ml_engineer, form), form, by_entities=True)
    assert check(found, today=TODAY).pack == ml_engineer


def test_what_was_given_is_left_as_it_was(ml_engineer: Pack) -> None:
    data = unstructure(ml_engineer)
    before = copy.deepcopy(data)
    assert data_of(data).pack == ml_engineer
    assert data == before


@given(st.one_of(broken_packs(), packs().map(unstructure).flatmap(mutations)))
def test_nothing_is_made_of_what_the_schema_refuses(data: Any) -> None:
    several = [judged(json.dumps(data))]
    if data is not None:  # Which stands for a file that could not be read.
        several.append(data_of(data))
    for checked in several:
        assert (checked.pack is None) is not checked.report.ok
        if not accepts(data):
            assert checked.pack is None
        elif checked.pack is not None:
            assert checked.pack == structure(data)


def test_no_list_of_a_pack_has_limits_that_would_be_passed_over() -> None:
    properties = mlinterview.schema()["properties"]
    for key, _cls in COLLECTIONS.values():
        assert properties[key].keys() == {"description", "type", "items"}


# The same verdict ------------------------------------------------------------


@given(packs(), st.data())
def test_damaged_json_is_judged_as_if_read_at_once(pack: Pack, data: Any) -> None:
    text = json.dumps(unstructure(pack))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    put = data.draw(
        st.sampled_from(["", '"', " ", '":', "\\", ",", '"x":1,', "\x00", "9" * 20])
    )
    again = data.draw(st.booleans())
    damaged = text[:start] + (text[start:end] if again else "") + put + text[start:]
    checked = judged(damaged)
    plain = parse(damaged, "json")
    if checked.pack is not None:
        assert not plain.problems
        assert checked.pack == structure(plain.data)


@given(packs(), st.data())
def test_damaged_lines_are_judged_as_if_read_at_once(pack: Pack, data: Any) -> None:
    text = mlinterview.dumps(pack, "jsonl")
    start = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(
        st.sampled_from(["", "\n", '"', " ", '":', "{}", '"x-a":1,', '"id":"b",', "\r"])
    )
    judged(text[:start] + put + text[start:], "jsonl")


_MARKED = st.text(
    st.sampled_from('ab" \\\n\t\r\x00\x07\x0b\x1f\x7f\x80\x9f\xa0\xa1é\u2028\U0001f600'),
    min_size=1,
)


@given(_MARKED, st.booleans())
@example(text="\\beta", is_ascii=False)
def test_no_control_character_gets_in(text: str, is_ascii: bool) -> None:
    data = {**HEADER, "tips": [{"id": "a", "body": text}]}
    written = json.dumps(data, ensure_ascii=is_ascii)
    line = {"type": "tip", "id": "a", "body": text}
    lines = [json.dumps(one, ensure_ascii=is_ascii) for one in (HEADER, line)]
    for checked in (judged(written), judged("\n".join(lines), "jsonl")):
        if accepts(data):
            assert checked.pack is None or checked.pack == structure(data)
        else:
            assert "MLI105" in [problem.code for problem in checked.report]


@pytest.mark.parametrize(
    ("topic", "codes"),
    [
        (None, ["MLI103"]),
        ([], ["MLI103"]),
        ({}, ["MLI102", "MLI102"]),
        ({"id": "a"}, ["MLI102"]),
        ({**TOPIC, "id": "A"}, ["MLI105"]),
        ({**TOPIC, "parent": None}, ["MLI103"]),
        ({**TOPIC, "aliases": "b"}, ["MLI103"]),
        ({**TOPIC, "aliases": ["b", "b"]}, ["MLI109"]),
        ({**TOPIC, "aliases": [1]}, ["MLI103"]),
        ({**TOPIC, "x-mine": 1}, []),
        ({**TOPIC, "extensions": {}}, ["MLI101"]),
    ],
)
def test_an_entity_is_refused_alike_in_every_format(topic: Any, codes: list[str]) -> None:
    data = {**HEADER, "topics": [topic, {"id": "b", "title": "B"}]}
    for checked in (
        data_of(data),
        judged(json.dumps(data)),
        judged(write_yaml(data), "yaml"),
    ):
        assert [problem.code for problem in checked.report] == codes
    if isinstance(topic, dict):
        lines = map(json.dumps, (HEADER, {"type": "topic", **topic}))
        checked = judged("\n".join(lines), "jsonl")
        assert [problem.code for problem in checked.report] == codes


@pytest.mark.parametrize("day", ["20261101", "2026-W44-7", "1800-01-01", "2026-02-30", 1])
def test_a_day_is_written_in_one_way(day: Any) -> None:
    header = {**HEADER, "pack": {**HEADER["pack"], "as_of": day}}
    assert not accepts(header)
    assert not judged(json.dumps(header)).report.ok


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["MLI005"]),
        ("[]", ["MLI103"]),
        ("5", ["MLI103"]),
        ("{", ["MLI005"]),
        ("{}", ["MLI102", "MLI102"]),
        ("\ufeff" + json.dumps(HEADER), []),
        (json.dumps({**HEADER, "x-mine": 1}), []),
        (json.dumps({**HEADER, "topics": {}}), ["MLI103"]),
        (json.dumps({**HEADER, "topics": [1]}), ["MLI103"]),
        (json.dumps({**HEADER, "topics": [{**TOPIC, "title": "A\n"}]}), ["MLI105"]),
        (json.dumps({**HEADER, "topics": [{**TOPIC, "title": "\ud800"}]}), ["MLI015"]),
        (json.dumps({**HEADER, "topics": [{**TOPIC, "title": '"'}]}), []),
        (json.dumps({**HEADER, "topics": [TOPIC]}).replace('"A"', '"\\u0022"'), []),
        (json.dumps({**HEADER, "schema_version": "1.9"}), ["MLI402"]),
        (json.dumps({**HEADER, "schema_version": "2.0", "topics": [1]}), ["MLI401"]),
        (json.dumps({**HEADER, "schema_version": 1}), ["MLI103"]),
        (json.dumps({**HEADER, "pack": []}), ["MLI103"]),
        (json.dumps({**HEADER, "stages": [1.5]}), ["MLI103"]),
        (json.dumps(HEADER)[:-1] + ', "topics": [], "topics": []}', ["MLI006"]),
        (json.dumps(HEADER)[:-1] + ', "topics" : [], "topics": []}', ["MLI006"]),
        (json.dumps(HEADER)[:-1] + ', "topics": [{"id": 1]}', ["MLI005"]),
        (json.dumps(HEADER).replace('"id"', '"id": "two", "id"'), ["MLI006"]),
        (json.dumps(HEADER).replace('"id"', '"id" : "two", "id"'), ["MLI006"]),
        (
            json.dumps({**HEADER, "topics": [TOPIC]}).replace(
                '"id": "a"', '"id"\n: "b", "id": "a"'
            ),
            ["MLI006"],
        ),
        (json.dumps({**HEADER, "x-a": 10**20}), ["MLI009"]),
        (json.dumps({**HEADER, "topics": [{**TOPIC, "x-a": 10**20}]}), ["MLI009"]),
    ],
)  # fmt: skip
def test_what_is_unusual_is_judged_alike(text: str, codes: list[str]) -> None:
    written = text.encode(errors="surrogatepass")
    assert [problem.code for problem in judged(written).report] == codes


@pytest.mark.parametrize("where", ["", "topics"])
@pytest.mark.parametrize("value", [[[[[[1]]]]], {"a": {"b": {"c": {"d": {"e": 1}}}}}])
def test_a_key_of_ones_own_is_only_so_deep(where: str, value: Any) -> None:
    data = {**HEADER, "topics": [TOPIC]}
    if where:
        data["topics"] = [{**TOPIC, "x-deep": value}]
    else:
        data["x-deep"] = value
    assert judged(json.dumps(data), depth=9).report.ok
    for depth in (6 if where else 5, 3):
        checked = judged(json.dumps(data), depth=depth)
        assert [problem.code for problem in checked.report] == ["MLI010"]


def test_nothing_is_too_deep_for_a_decoder() -> None:
    for deep in ("[" * 100_000, "[" * 100_000 + "]" * 100_000):
        text = json.dumps({**HEADER, "topics": [TOPIC]})[:-2] + f', {{"x-a": {deep}}}]}}'
        assert not judged(text).report.ok


@pytest.mark.parametrize("depth", [3, 4, 5, 6, 7, 9, 10, 11])
def test_a_small_limit_of_depth_holds_for_keys_of_the_schema_too(depth: int) -> None:
    section = {"heading": "H", "body": "B", "refs": ["topic/a"]}
    guide = {"id": "g", "title": "G", "sections": [section]}
    text = json.dumps({**HEADER, "topics": [TOPIC], "guides": [guide]})
    assert judged(text, depth=depth).report.ok is (depth >= 6)
    lines = [HEADER, {"type": "topic", **TOPIC}, {"type": "guide", **guide}]
    written = "\n".join(map(json.dumps, lines))
    assert judged(written, "jsonl", depth=depth).report.ok is (depth >= 4)


def test_a_pack_has_only_so_many_keys_and_values() -> None:
    text = json.dumps({**HEADER, "topics": [TOPIC]})
    assert [problem.code for problem in judged(text, nodes=8).report] == ["MLI011"]
    assert judged(text, nodes=100).report.ok
    several = [{**TOPIC, "id": f"t{n}", "x-a": [1] * 20} for n in range(4)]
    text = json.dumps({**HEADER, "topics": several})
    assert [problem.code for problem in judged(text, nodes=100).report] == ["MLI011"]
    lines = [HEADER, *({"type": "topic", **topic} for topic in several)]
    written = "\n".join(map(json.dumps, lines))
    assert "MLI011" in [p.code for p in judged(written, "jsonl", nodes=100).report]


def test_a_whole_number_may_have_a_point() -> None:
    stage = {"id": "a", "title": "A", "order": 5.0, "assesses": "B"}
    made = judged(json.dumps({**HEADER, "stages": [stage]})).pack
    assert made is not None
    assert repr(made.stages[0].order) == "5"


def test_a_colon_behind_a_quotation_is_no_key() -> None:
    for title in ('He said "no": so', 'Say "yes" : or "no" :', "A : B", '"": "'):
        made = judged(json.dumps({**HEADER, "topics": [{**TOPIC, "title": title}]})).pack
        assert made is not None
        assert made.topics[0].title == title


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ([], ["MLI102", "MLI102"]),
        ([{"type": "topic", **TOPIC}], ["MLI102", "MLI102"]),
        ([{**HEADER, "topics": []}], ["MLI101"]),
        ([{**HEADER, "pack": 1}], ["MLI103"]),
        ([HEADER, 1], ["MLI103"]),
        ([HEADER, TOPIC], ["MLI102"]),
        ([HEADER, {"type": "no", **TOPIC}], ["MLI104"]),
        ([HEADER, {"type": ["topic"], **TOPIC}], ["MLI104"]),
        ([HEADER, {"type": "source", "id": "a", "title": "A"}], ["MLI102"]),
        (
            [HEADER, {"type": "source", "source_type": "book", "id": "a", "title": "A"}],
            [],
        ),
        ([HEADER, {"type": "topic", "topic_type": "a", **TOPIC}], ["MLI101"]),
    ],
)
def test_lines_that_are_unusual_are_judged_alike(
    lines: list[Any], codes: list[str]
) -> None:
    checked = judged("\n".join(map(json.dumps, lines)), "jsonl")
    assert [problem.code for problem in checked.report] == codes


def test_empty_lines_mean_nothing() -> None:
    lines = ["", json.dumps(HEADER), " \t\r", json.dumps({"type": "topic", **TOPIC}), ""]
    made = judged("\n".join(lines), "jsonl").pack
    assert made is not None
    assert len(made.topics) == 1


# Keys of one's own, and of a newer version -------------------------------------


def _everywhere(key: str) -> dict[str, Any]:
    header = {**HEADER, "pack": {**HEADER["pack"], key: [1]}, key: {"a": None}}
    stage = {"id": "a", "title": "A", "order": 1, "assesses": "B"}
    rounds = {"min": 1, "max": 2, key: "c"}
    return {
        **header,
        "topics": [{**TOPIC, key: 1.5}],
        "stages": [{**stage, "rounds": rounds}],
    }


def test_keys_of_ones_own_are_kept() -> None:
    data = _everywhere("x-mine")
    for checked in (
        data_of(data),
        judged(json.dumps(data)),
        judged(write_yaml(data), "yaml"),
    ):
        assert not checked.report
        assert checked.pack is not None
        assert unstructure(checked.pack) == data
        assert checked.pack.topics[0].extensions == {"x-mine": 1.5}


def test_keys_of_a_newer_minor_version_are_kept() -> None:
    data = {**_everywhere("added"), "schema_version": "1.999"}
    for checked in (
        data_of(data),
        judged(json.dumps(data)),
        judged(write_yaml(data), "yaml"),
    ):
        assert [problem.code for problem in checked.report] == ["MLI402"]
        assert checked.pack is not None
        assert unstructure(checked.pack) == data


# An alias that is taken ---------------------------------------------------------


def _with_alias(*, warned: bool, own_key: bool, refused: bool) -> dict[str, Any]:
    """Return a pack in which a former id of a question is the id of another one."""
    start = {"kind": "concept", "topics": ["a"], "difficulty": "advanced"}
    questions = [
        {
            "id": name,
            **start,
            "prompt": f"What is {name}?",
            "intent": f"To see whether {name} is known.",
            "answers": [{"kind": "sample", "body": f"It is {name}."}],
            **({"aliases": ["question/other-id"]} if name == "new-id" else {}),
        }
        for name in ("other-id", "new-id")
    ]
    if own_key:
        questions[0]["x-mine"] = 1
    data = {**HEADER, "topics": [TOPIC], "questions": questions}
    if warned:
        data["facts"] = [{**WARNED, "expires": "2020-01-02"}]
    if refused:
        data["tips"] = [{"id": "t", "body": 5}]
    return data


@pytest.mark.parametrize("warned", [False, True])
@pytest.mark.parametrize("own_key", [False, True])
@pytest.mark.parametrize("refused", [False, True])
def test_an_alias_that_is_taken_is_found_whatever_else_there_is(
    warned: bool, own_key: bool, refused: bool
) -> None:
    data = _with_alias(warned=warned, own_key=own_key, refused=refused)
    expected = [("MLI216", "/questions/1/aliases/0")]
    expected += [("MLI103", "/tips/0/body")] * refused
    expected += [("MLI301", "/facts/0/expires")] * warned
    lines = [HEADER, *_lines_of(data)]
    for checked in (
        data_of(data),
        judged(json.dumps(data)),
        judged("\n".join(map(json.dumps, lines)), "jsonl"),
        judged(write_yaml(data), "yaml"),
    ):
        assert said(checked.report) == sorted(expected)
        assert checked.pack is None


def _lines_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entities as JSON Lines has them."""
    return [
        {"type": kind, **entity}
        for kind, (key, _cls) in COLLECTIONS.items()
        for entity in data.get(key, ())
    ]


# Documents of other kinds --------------------------------------------------------


def test_a_document_that_could_not_be_read_has_the_problems_of_reading() -> None:
    for document in (Document("f", None), parse("{", "json"), read(Path("no-such.json"))):
        checked = check(document, today=TODAY)
        assert checked.pack is None
        assert set(document.problems) <= set(checked.report)


def test_warnings_are_not_looked_for_unless_they_are_wanted() -> None:
    fact = {**WARNED, "expires": "2020-01-02"}
    found = from_data({**HEADER, "facts": [fact]})
    assert [p.code for p in check(found, today=TODAY).report] == ["MLI301"]
    without_them = check(found, today=TODAY, warnings=False)
    assert not without_them.report
    assert without_them.pack is not None
    wrong = from_data({**HEADER, "facts": [fact, {**fact, "id": "F"}]})
    report = check(wrong, today=TODAY, warnings=False).report
    assert [p.code for p in report] == ["MLI105", "MLI202", "MLI301", "MLI301"]


# Without a library ---------------------------------------------------------------


@given(st.one_of(broken_packs(), packs().map(unstructure)))
def test_without_the_compiled_schema_the_verdict_is_the_same(data: Any) -> None:
    whole = data_of(data)
    with without("jsonschema_rs"):
        again = data_of(data)
    assert (again.report, again.pack) == (whole.report, whole.pack)


@pytest.mark.parametrize("library", ["msgspec", "jsonschema_rs"])
def test_a_library_need_not_be_installed(library: str) -> None:
    program = f"""
import sys
sys.modules[{library!r}] = None
import mlinterview
pack = mlinterview.load("ml-engineer")
for form in ("json", "jsonl"):
    assert mlinterview.loads(mlinterview.dumps(pack, form), form) == pack
print(len(pack.questions))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_a_valid_pack_is_read_without_what_explains_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    path.write_text(json.dumps({**HEADER, "topics": [TOPIC]}), encoding="utf-8")
    program = f"""
import sys
import mlinterview
assert mlinterview.validate({str(path)!r}).ok
assert [topic.title for topic in mlinterview.load({str(path)!r}).topics] == ["A"]
print(*sorted({{"cattrs", "jsonschema", "yaml", "markdown_it"}} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "\n"
