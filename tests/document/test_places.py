"""What a problem says of its place: found on demand, named in words, and mended there."""

import copy
import datetime
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack, Problem, Report
from mlinterview.document import (
    Document,
    Finding,
    Location,
    Part,
    Span,
    from_data,
    parse,
    read,
)
from mlinterview.document import codes as document_codes
from mlinterview.document import yaml_events as yaml_reader
from mlinterview.errors import Action, Fix, Position
from mlinterview.model.converter import unstructure
from mlinterview.storage.writers import WRITERS
from mlinterview.testing import packs
from mlinterview.validation import check

TODAY = datetime.date(2026, 11, 22)
META = {
    "id": "p",
    "title": "P",
    "version": "1.0.0",
    "language": "en",
    "license": "CC-BY-4.0",
    "authors": [{"name": "A"}],
}
SMALL: dict[str, Any] = {
    "schema_version": "1.0",
    "pack": META,
    "topics": [{"id": "basics", "title": "Basics"}],
}
TOP = json.dumps(SMALL)[1:-1]
TIP = {"id": "aloud", "body": "Practise aloud."}
CHECK = document_codes.WRONG_TYPE


def question(**details: Any) -> dict[str, Any]:
    start = {"id": "q", "kind": "concept", "prompt": "Why?", "topics": ["basics"]}
    return {**start, "status": "draft", **details}


def checked(text: str, format: Any = "yaml") -> Report:
    report = check(parse(text, format, name="f"), today=TODAY).report
    kept = tuple(problem for problem in report if problem.code != "MLI205")
    return Report(name=report.name, problems=kept)


def only(report: Report) -> Problem:
    assert len(report) == 1, report.problems
    return report[0]


# On demand ------------------------------------------------------------------


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files in which places have been looked for."""
    names: list[str] = []
    spans = Part.spans

    def counted(part: Part, wanted: Any = None) -> Mapping[Location, Span]:
        names.append(Path(part.name).name)
        return spans(part, wanted)

    monkeypatch.setattr(Part, "spans", counted)
    return names


@pytest.mark.slow
@given(packs(), st.sampled_from(["yaml", "json", "jsonl"]))
def test_places_are_worked_out_only_where_there_is_a_problem(
    pack: Pack, format: Any
) -> None:
    report = mlinterview.validate(pack, today=TODAY)
    found = parse(WRITERS[format](unstructure(pack)), format)
    asked: list[Part] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Part, "spans", lambda part, _wanted: asked.append(part) or {})
        assert len(check(found, today=TODAY).report) == len(report)
    assert len(asked) == bool(report)


@pytest.mark.slow
@pytest.mark.usefixtures("ml_engineer")
def test_the_bundled_pack_never_has_its_places_worked_out(readings: list[str]) -> None:
    assert mlinterview.load("ml-engineer", today=TODAY).questions
    assert readings == []


def test_each_file_with_problems_is_read_once_more(
    tmp_path: Path, readings: list[str]
) -> None:
    bad = [{**TIP, "id": f"t{at}", "body": "<b>", "zzz": 1} for at in range(20)]
    files = {
        "pack.yaml": {**SMALL, "zzz": 1},
        "a.yaml": {"tips": bad[:10]},
        "b.yaml": {"tips": bad[10:]},
        "good.yaml": {"stages": []},
    }
    for name, data in files.items():
        (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
    report = mlinterview.validate(tmp_path, today=TODAY)
    assert len(report) == 41
    assert all(problem.position for problem in report)
    assert sorted(readings) == ["a.yaml", "b.yaml", "pack.yaml"]


def test_many_findings_read_a_file_once(readings: list[str]) -> None:
    found = parse(json.dumps({"tips": [TIP] * 100}), "json", name="f")
    findings = [
        Finding(code=CHECK, message="x", path=("tips", at, key), other=("tips", 0))
        for at in range(100)
        for key in TIP
    ]
    located = found.locate(iter(findings))
    assert [problem.pointer for problem in located] == [
        f"/tips/{at}/{key}" for at in range(100) for key in TIP
    ]
    assert readings == ["f"]
    assert found.locate([]) == []
    assert readings == ["f"]


def test_places_are_looked_for_with_the_limits_of_the_reading() -> None:
    text = json.dumps([[[[["x"]]]]])
    found = parse(text, "json", limits=mlinterview.Limits(depth=5))
    problem = found.problem(CHECK, "x", (0, 0, 0, 0, 0))
    assert problem.position == Position(1, 6, 1, 9)


# In words -------------------------------------------------------------------


def test_another_place_is_named_behind_the_message(tmp_path: Path) -> None:
    same = {"id": "a", "body": "Practise aloud."}
    files = {
        "pack.yaml": json.dumps(SMALL),
        "a.json": json.dumps({"tips": [TIP, same]}, indent=1),
        "b.yaml": "tips:\n\n- body: x\n  id: a\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = mlinterview.validate(tmp_path, select=["MLI202"], today=TODAY)
    (taken,) = report
    where = f", line 8 of {tmp_path / 'a.json'}"
    assert taken.message == f"the id `a` is taken by another tip{where}"


def test_another_place_is_named_in_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("pack.yaml", json.dumps(SMALL))
        archive.writestr("a.yaml", "tips:\n- id: a\n  body: x\n")
        archive.writestr("b.yaml", "tips:\n- id: a\n  body: y\n")
    problem = only(mlinterview.validate(tmp_path / "x.zip", today=TODAY))
    assert problem.file == str(tmp_path / "x.zip" / "b.yaml")
    assert problem.message.endswith(f", line 2 of {tmp_path / 'x.zip' / 'a.yaml'}")


def test_another_place_in_plain_data_has_no_name() -> None:
    data = {**SMALL, "tips": [TIP, TIP | {"body": "Other."}]}
    report = check(from_data(data, "mine"), today=TODAY).report
    assert only(report).message == "the id `aloud` is taken by another tip"
    assert only(report).file == "mine"


def test_a_place_in_an_empty_file_has_no_name() -> None:
    found = parse("# nothing\n", "yaml", name="f")
    (problem,) = found.locate([Finding(code=CHECK, message="x", other=("a",))])
    assert (problem.message, problem.file, problem.position) == ("x", "f", None)


# As it is written -------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "written", "hint", "new"),
    [
        ("title", "1.10", 'put quotes around it: `"1.10"`', "1.10"),
        ("title", "1.0", 'put quotes around it: `"1.0"`', "1.0"),
        ("title", "1e3", 'put quotes around it: `"1e3"`', "1e3"),
        ("title", "-0", 'put quotes around it: `"-0"`', "-0"),
        ("title", "true", 'put quotes around it: `"true"`', "true"),
        ("language", "5", "write ", None),
        ("version", "1.10", "write a version of three", None),
        ("as_of", "2026", "write a date such as", None),
        ("id", "10", 'put quotes around it: `"10"`', "10"),
        ("id", "1.10", "write a slug", None),
    ],
)
@pytest.mark.parametrize("format", ["yaml", "json", "jsonl"])
def test_what_ought_to_be_text_keeps_its_spelling(
    key: str, written: str, hint: str, new: str | None, format: str
) -> None:
    text = json.dumps({**SMALL, "pack": {**META, key: "HERE"}}).replace('"HERE"', written)
    if format == "jsonl":
        text = json.dumps({"schema_version": "1.0", "pack": {**META, key: "HERE"}})
        text = text.replace('"HERE"', written)
        text += '\n{"type": "topic", "id": "basics", "title": "B"}'
    problem = only(checked(text, format))
    assert problem.code == "MLI103"
    assert problem.hint.startswith(hint)
    assert problem.fix == (
        Fix(pointer=f"/pack/{key}", old=json.loads(written), new=new) if new else None
    )


def test_the_schema_version_keeps_its_zero() -> None:
    for written in ("1.0", "1.10"):
        text = json.dumps(SMALL).replace('"1.0"', written, 1)
        problem = only(checked(text))
        assert problem.hint == f'put quotes around it: `"{written}"`'
        assert problem.fix is not None
        assert problem.fix.new == written


def test_plain_data_has_the_spelling_that_json_gives_it() -> None:
    data = {**SMALL, "pack": {**META, "title": 1.10}}
    problem = only(check(from_data(data), today=TODAY).report)
    assert problem.hint == 'put quotes around it: `"1.1"`'
    assert problem.fix is None


def test_a_choice_that_is_no_text_is_not_put_in_quotes() -> None:
    problem = only(checked(json.dumps({**SMALL, "questions": [question(kind=5)]})))
    assert problem.hint.startswith("write concept, design")
    assert problem.fix is None


def test_a_finding_may_depend_on_how_a_value_is_written() -> None:
    found = parse("a: |\n  x\n  y\nb: 'c'\n", "yaml", name="f")

    seen: list[str] = []

    def as_written(text: str) -> Finding:
        seen.append(text)
        return Finding(code=document_codes.BAD_FORM, message="y", path=("b",))

    finding = Finding(code=CHECK, message="x", path=("a",), as_written=as_written)
    (problem,) = found.locate([finding])
    assert seen == ["|\n  x\n  y\n"]
    assert (problem.code, problem.message, problem.pointer) == ("MLI105", "y", "/b")
    # It is still where it was found.
    assert problem.line == 1


# Fixes --------------------------------------------------------------------------


def at(data: Any, path: str) -> tuple[Any, Any]:
    """Return what holds the value at a pointer, and its key or index there."""
    *above, last = path.split("/")[1:]
    for step in above:
        data = data[int(step) if isinstance(data, list) else step]
    return data, int(last) if isinstance(data, list) else last


def mended(data: Any, fixes: Iterable[Fix]) -> Any:
    """Return *data* with *fixes* made, each where it says and only on what it names."""
    changed = copy.deepcopy(data)
    for fix in sorted(fixes, key=lambda fix: fix.pointer, reverse=True):
        holder, key = at(changed, fix.pointer)
        match fix.action:
            case Action.REPLACE:
                assert holder[key] == fix.old
                holder[key] = fix.new
            case Action.RENAME:
                assert key == fix.old
                assert fix.new not in holder
                holder[fix.new] = holder.pop(key)
            case Action.REMOVE:
                assert holder[key] == fix.old
                assert fix.new is None
                del holder[key]
    return changed


def fixes_of(data: Any, format: Any = "json") -> list[tuple[str, Fix | None]]:
    report = checked(json.dumps(data), format)
    return [(problem.code, problem.fix) for problem in report]


STAGE = {"id": "a", "title": "A", "order": 1, "assesses": "A"}
ANSWER = {"kind": "sample", "body": "So."}
MENDED: dict[str, tuple[str, dict[str, Any], str, bool]] = {
    "a key in another case": ("MLI101", {"tips": [{"id": "a", "Body": "x"}]},
        "/tips/0/Body", True),
    "a key with other joints": ("MLI101", {"questions": [question(follow_Ups=[])]},
        "/questions/0/follow_Ups", True),
    "a key with hyphens": ("MLI101", {"questions": [{**question(), "follow-ups": []}]},
        "/questions/0/follow-ups", True),
    "a misspelt key": ("MLI101", {"tips": [{"id": "a", "boddy": "x"}]},
        "/tips/0/boddy", False),
    "one text for a list": ("MLI103", {"questions": [question(tags="sql")]},
        "/questions/0/tags", True),
    "one choice for a list": ("MLI103", {"questions": [question(levels=" mid ")]},
        "/questions/0/levels", True),
    "digits for a number": ("MLI103", {"stages": [{**STAGE, "minutes": "45"}]},
        "/stages/0/minutes", True),
    "a word for yes": ("MLI103",
        {"questions": [question(answers=[{**ANSWER, "illustrative": "True"}])]},
        "/questions/0/answers/0/illustrative", True),
    "a word for no": ("MLI103",
        {"questions": [question(answers=[{**ANSWER, "illustrative": "false"}])]},
        "/questions/0/answers/0/illustrative", True),
    "a number for text": ("MLI103", {"tips": [{**TIP, "body": 5}]}, "/tips/0/body", True),
    "a choice in another case": ("MLI104", {"questions": [question(kind="CONCEPT")]},
        "/questions/0/kind", True),
    "a misspelt choice": ("MLI104", {"questions": [question(kind="codign")]},
        "/questions/0/kind", False),
    "space around an id": ("MLI105", {"tips": [{**TIP, "id": " aloud "}]},
        "/tips/0/id", True),
    "a title for an id": ("MLI105", {"tips": [{**TIP, "id": "Think Aloud"}]},
        "/tips/0/id", False),
    "a day for an id": ("MLI105", {"tips": [{**TIP, "id": "2026/1/5"}]},
        "/tips/0/id", False),
    "a day with other joints": ("MLI105", {"pack": {**META, "as_of": "2026/1/5"}},
        "/pack/as_of", True),
    "a day that may lack its month": ("MLI105",
        {"sources": [{"id": "a", "type": "book", "title": "A",
                      "published": "2026.01.5"}]},
        "/sources/0/published", True),
    "a repeated item": ("MLI109", {"questions": [question(tags=["a", "b", "a", "b"])]},
        "/questions/0/tags/2", True),
    "a misspelt reference": ("MLI201", {"questions": [question(topics=["basic"])]},
        "/questions/0/topics/0", False),
    "a misspelt reference with its type": ("MLI201",
        {"guides": [{"id": "g", "title": "G", "sections":
            [{"heading": "H", "body": "B", "refs": ["topic/basic"]}]}]},
        "/guides/0/sections/0/refs/0", False),
    "a former name": ("MLI201",
        {"questions": [question(aliases=["old"]),
                       question(id="r", prompt="How so?", related=["old"])]},
        "/questions/1/related/0", True),
    "a licence in another case": ("MLI210", {"pack": {**META, "license": "mit"}},
        "/pack/license", True),
    "a role that is nearly known": ("MLI304",
        {"questions": [question(roles=["mlengineer"])]},
        "/questions/0/roles/0", False),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
@pytest.mark.parametrize("format", ["json", "yaml"])
def test_a_fix_mends_the_problem_that_has_it(name: str, format: str) -> None:
    code, change, place, safe = MENDED[name]
    data = {**SMALL, **change}
    found = fixes_of(data, format)
    assert {one for one, _ in found} == {code}
    fixes = [fix for one, fix in found if one == code and fix]
    assert fixes[0].pointer == place
    assert {fix.safe for fix in fixes} == {safe}
    assert len(fixes) == sum(one == code for one, _ in found)
    assert code not in {one for one, _ in fixes_of(mended(data, fixes), format)}


UNMENDED = {
    "a key that is like none": {"tips": [{**TIP, "zzz": 1}]},
    "a misspelt key beside the right one": {"tips": [{**TIP, "boddy": 1}]},
    "a missing key": {"tips": [{"id": "a"}]},
    "several in one text": {"questions": [question(tags="a, b")]},
    "nothing in a text": {"questions": [question(tags=" ")]},
    "text for a list of objects": {"pack": {**META, "authors": "A. Author"}},
    "a number with its unit": {"stages": [{**STAGE, "minutes": "45 min"}]},
    "very many digits": {"stages": [{**STAGE, "minutes": "1" * 10}]},
    "no word for yes": {
        "questions": [question(answers=[{**ANSWER, "illustrative": "y"}])]},
    "a list for text": {"tips": [{**TIP, "body": ["x"]}]},
    "nothing for text": {"tips": [{**TIP, "body": None}]},
    "a choice that is like none": {"questions": [question(kind="zzz")]},
    "a list for a choice": {"questions": [question(kind=["concept"])]},
    "text that cannot be an id": {"tips": [{**TIP, "id": "日本"}]},
    "an empty text": {"tips": [{**TIP, "id": ""}]},
    "a hidden character": {"tips": [{**TIP, "id": "a\u200b"}]},
    "no day of the calendar": {"pack": {**META, "as_of": "2026-02-30"}},
    "no day of the calendar, misspelt": {"pack": {**META, "as_of": "2026/2/30"}},
    "a day of the wrong century": {"pack": {**META, "as_of": "1026/2/3"}},
    "a text that is too long": {"tips": [{**TIP, "id": "a" * 81}]},
    "a list that is empty": {"questions": [question(topics=[])]},
    "a number out of range": {"stages": [{**STAGE, "minutes": 0}]},
    "a reference like none": {"questions": [question(topics=["zzz"])]},
    "two equal ids": {"tips": [TIP, {**TIP, "body": "Other."}]},
    "no licence": {"pack": {**META, "license": "my own"}},
    "an unknown version": {"schema_version": "2.0"},
}  # fmt: skip


@pytest.mark.parametrize("name", UNMENDED)
def test_what_cannot_be_known_is_left_to_the_author(name: str) -> None:
    found = fixes_of({**SMALL, **UNMENDED[name]})
    assert found
    assert [fix for _, fix in found if fix] == []


@pytest.mark.parametrize(
    ("written", "new"), [("True", True), ("TRUE", True), ("False", False)]
)
def test_a_word_that_yaml_readers_agree_on_is_mended(written: str, new: bool) -> None:
    (problem,) = parse(f"x-a: [1, {written}]\n", "yaml").problems
    assert problem.code == "MLI008"
    assert problem.fix == Fix(pointer="/x-a/1", old=written, new=new)


@pytest.mark.parametrize("written", ["~", "Null", "007", "+1", ".5", "0x1F", ".nan"])
def test_a_word_that_they_do_not_agree_on_is_not(written: str) -> None:
    (problem,) = parse(f"x-a: {written}\n", "yaml").problems
    assert (problem.code, problem.fix) == ("MLI008", None)


@pytest.mark.parametrize("text", ["True: 1", "a: {True: 1}", "- True: 1", "? TRUE\n: x"])
def test_a_key_is_not_mended_in_the_place_of_its_object(text: str) -> None:
    (problem,) = parse(text, "yaml").problems
    assert (problem.code, problem.fix) == ("MLI008", None)


def test_a_key_takes_no_fix_from_a_value() -> None:
    found = parse("a: True\nb: {c: FALSE, True: x}\n", "yaml")
    assert [problem.fix and problem.fix.pointer for problem in found.problems] == [
        "/a",
        "/b/c",
        None,
    ]


def test_a_fix_leads_into_the_joined_list(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(json.dumps(SMALL), encoding="utf-8")
    for name in "ab":
        text = f"tips:\n- id: {name}\n  body: X.{name}\n  x-a: [True]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = read(tmp_path)
    assert [problem.pointer for problem in found.problems] == [
        "/tips/0/x-a/0",
        "/tips/1/x-a/0",
    ]
    fixes = [problem.fix for problem in found.problems if problem.fix]
    assert [fix.pointer for fix in fixes] == [p.pointer for p in found.problems]
    assert isinstance(found.data, dict)
    after = mended(found.data, fixes)
    assert [tip["x-a"] for tip in after["tips"]] == [[True], [True]]


# Where each of several files stands ---------------------------------------------


def test_problems_of_the_file_that_makes_a_pack_come_first(tmp_path: Path) -> None:
    main = json.dumps({**SMALL, "zzz": 1})
    entries = {"pack.yaml": main, "a.yaml": "zz: 1", "z/pack.yaml": "zy: 1"}
    root = tmp_path / "dir"
    for name, text in entries.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for top in ("", "top/"):
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            for name, text in entries.items():
                archive.writestr(top + name, text)
        report = mlinterview.validate(tmp_path / "x.zip", today=TODAY)
        assert [problem.pointer for problem in report] == ["/zzz", "/zz", "/zy"]
    report = mlinterview.validate(root, today=TODAY)
    assert [problem.pointer for problem in report] == ["/zzz", "/zz", "/zy"]


def test_a_text_is_read_once_more_by_the_same_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without libyaml, PyYAML's own parser says the same of every place.
    text = "a:\n  - b: 'x\n\n     y'\n  - |\n   z\n\n\nc: {d: [e,\n f]}\n"
    fast = parse(text, "yaml").parts[0].spans()
    monkeypatch.setattr(yaml_reader, "_YAML_LOADER", yaml.SafeLoader)
    slow = parse(text, "yaml").parts[0].spans()
    assert {path: span.value.line for path, span in slow.items()} == {
        path: span.value.line for path, span in fast.items()
    }


def test_a_document_that_is_empty_has_no_places() -> None:
    found = Document("f", None)
    problem = found.problem(CHECK, "x", ("a",), on_key=True)
    assert (problem.file, problem.position, problem.pointer) == ("f", None, "/a")
