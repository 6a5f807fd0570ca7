"""What is wrong with a pack, in which words, and exactly where."""

import copy
import datetime
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Limits, PackError, Problem, Report, document
from mlinterview.errors import MAX_MESSAGE, Position, Severity, printable
from mlinterview.model.converter import unstructure
from mlinterview.testing import json_values, packs
from mlinterview.validation import accepting, check, checking, schema_errors, similarity
from mlinterview.validation.accepting import accepts
from mlinterview.validation.explaining import explain, place_name
from mlinterview.validation.schema_errors import equal_items, jsonschema_validator
from pace import Pace

TODAY = datetime.date(2026, 11, 22)

SMALL: dict[str, Any] = {
    "schema_version": "1.0",
    "pack": {
        "id": "small",
        "title": "Small",
        "version": "1.0.0",
        "language": "en",
        "license": "CC-BY-4.0",
        "authors": [{"name": "A. Author"}],
    },
    "topics": [{"id": "basics", "title": "Basics"}],
}
HEAD = json.dumps(SMALL)[1:-1]
TIP = {"id": "aloud", "body": "Practise aloud."}


def question(**details: Any) -> dict[str, Any]:
    start = {"id": "q", "kind": "concept", "prompt": "Why?", "topics": ["basics"]}
    return {**start, "status": "draft", **details}


def checked(data: Any, **limits: int) -> Report:
    """Return the report on plain data, as JSON."""
    found = document.parse(json.dumps(data), "json", name="f", limits=Limits(**limits))
    return check(found, today=TODAY).report


def but_for_drafts(report: Report) -> list[Problem]:
    return [problem for problem in report if problem.code != "MLI205"]


def only(report: Report) -> Problem:
    problems = but_for_drafts(report)
    assert len(problems) == 1, problems
    return problems[0]


# Exact places ----------------------------------------------------------------


def unmarked(text: str) -> tuple[str, Position]:
    """Return *text* without its marks « and », and the place that they mark."""
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    assert len(plain) == len(text) - 2

    def place(offset: int) -> tuple[int, int]:
        lines = re.split(r"\r\n|\n", plain[:offset].removeprefix("\ufeff"))
        return len(lines), len(lines[-1]) + 1

    return plain, Position(*place(start), *place(end))


META = (
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
)
TOP = 'schema_version: "1.0"\n' + META + "topics: [{id: basics, title: B}]\n"
DRAFT = "kind: concept, prompt: Why?, topics: [basics], status: draft"

YAML_PLACES = {
    "an unknown key is marked on the key": (
        "MLI101",
        TOP + "tips:\n  - id: a\n    body: x\n    «colour»: red\n",
    ),
    "an unknown key in quotes": ("MLI101", TOP + "tips: [{id: a, body: x, «'k'»: 1}]"),
    "an unknown key whose value is a block": (
        "MLI101",
        TOP + "«tipps»:\n  - id: a\n    body: |\n      x\n",
    ),
    "a missing key is marked on the whole object, a block": (
        "MLI102",
        TOP + "tips:\n  - «id: a\n    x-a: b»\n\n  # next\n  - {id: b, body: x}\n",
    ),
    "a missing key is marked on the whole object in braces": (
        "MLI102",
        TOP + "tips:\n  - «{id: a,\n     x-a: b}»\n",
    ),
    "a missing key of the pack's metadata": (
        "MLI102",
        'schema_version: "1.0"\n' + META.replace(", license: CC-BY-4.0", "")
        .replace("{id", "«{id").replace("}]}", "}]}»"),
    ),
    "a wrong type is marked on the value": (
        "MLI103",
        TOP + "tips:\n  - id: a\n    body: «5»\n",
    ),
    "a list where text should be": (
        "MLI103",
        TOP + "tips:\n  - id: a\n    body:\n      «- b\n      - c»\nstages: []\n",
    ),
    "a missing value is marked behind its colon": (
        "MLI103",
        TOP + "tips:\n  - id: a\n    body:«»\n",
    ),
    "a wrong choice": ("MLI104", TOP + f"questions: [{{id: q, {DRAFT}, levels: [«x»]}}]"),
    "a bad form in a literal block": (
        "MLI105",
        TOP + "tips:\n  - id: «|\n      a\n»    body: b\n",
    ),
    "a number out of range": (
        "MLI108",
        TOP + "stages:\n- {id: a, title: A, order: 1, assesses: A, minutes: «0»}\n",
    ),
    "a repeated item is marked where it is there again": (
        "MLI109",
        TOP + f"questions:\n- {{id: q, {DRAFT}, tags:\n    [a, b, «a»]}}\n",
    ),
    "a dangling reference in a list in brackets": (
        "MLI201",
        TOP + f"questions:\n- {{id: q, {DRAFT}, related: [«r»]}}\n",
    ),
    "a dangling reference in a list of dashes": (
        "MLI201",
        TOP + "guides:\n- id: g\n  title: G\n  sections:\n  - heading: H\n    body: B\n"
        "    refs:\n      - topic/basics\n      - «question/none»\n",
    ),
    "a duplicate id is marked at the second": (
        "MLI202",
        TOP + "tips:\n  - id: a\n    body: x\n  - body: y\n    id: «a»\n",
    ),
    "Windows line breaks": (
        "MLI103",
        TOP.replace("\n", "\r\n") + "tips:\r\n  - id: a\r\n    body: «5»\r\n",
    ),
    "a byte order mark": ("MLI103", "\ufeff" + TOP + "tips: [{id: a, body: «5»}]"),
    "text beyond the first plane": (
        "MLI103",
        TOP + "tips: [{id: a, x-😀: 1, x-a: 😀é日本, body: «5»}]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", sorted(set(YAML_PLACES) - {"text beyond the first plane"})
)
def test_a_problem_in_yaml_has_its_exact_place(name: str) -> None:
    code, marked = YAML_PLACES[name]
    text, position = unmarked(marked)
    found = document.parse(text.encode(), "yaml", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.position) == (code, position)


def test_columns_are_characters_not_bytes_or_halves() -> None:
    code, marked = YAML_PLACES["text beyond the first plane"]
    text, position = unmarked(marked.replace("x-😀: 1, ", ""))
    found = document.parse(text.encode(), "yaml", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.position) == (code, position)


JSON_PLACES = {
    "an unknown key": ("MLI101", '"tips": [{"id": "a", "body": "x", «"colour"»: 1}]'),
    "a missing key": ("MLI102", '"tips": [\n  «{"id": "a"}»]'),
    "a wrong type": ("MLI103", '"tips": [{"id": "a", "body": «[1,\n2]»}]'),
    "a wrong type behind tabs": ("MLI103", '\t"tips":\t[{\t"id": "a", "body":\t«5»}]'),
    "behind an escaped pair": (
        "MLI103",
        r'"x-a": "\ud83d\ude00\n", "tips": [{"id": "a", "body": «5»}]',
    ),
    "behind text beyond the first plane": (
        "MLI103",
        '"x-a": "😀", "tips": [{"id": "a", "body": «5»}]',
    ),
    "a dangling reference": (
        "MLI201",
        (
            '"facts": [{"id": "a", "statement": "x", "as_of": "2026-01-01",'
            ' "status": "reported",\r\n "sources": [«"s"»]}]'
        ),
    ),
    "a duplicate id": (
        "MLI202",
        '"tips": [{"id": "a", "body": "x"}, {"id": «"a"», "body": "y"}]',
    ),
    "a duplicate key": ("MLI006", '"tips": [{"id": "a", "body": "x", «"body"»: "y"}]'),
}


@pytest.mark.parametrize("name", JSON_PLACES)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_problem_in_json_has_its_exact_place(name: str, mark: str) -> None:
    code, marked = JSON_PLACES[name]
    text, position = unmarked(mark + "{" + HEAD + ",\n" + marked + "}")
    found = document.parse(text.encode(), "json", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.position) == (code, position)


def test_the_first_of_two_equal_ids_is_named() -> None:
    text = TOP + "tips:\n  - id: a\n    body: x\n  - id: a\n    body: y\n"
    found = document.parse(text, "yaml", name="f.yaml")
    problem = only(check(found, today=TODAY).report)
    assert problem.line == 7
    assert "line 5 of f.yaml" in problem.message


def test_a_missing_key_of_the_pack_is_marked_on_the_whole_file() -> None:
    found = document.parse(META + "\n", "yaml", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.pointer) == ("MLI102", "")
    assert problem.position == Position(1, 1, 1, len(META))


# Directories -----------------------------------------------------------------


def written(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def in_directory(root: Path, **files: str) -> Report:
    folder = written(root, **{"pack_yaml": TOP, **files})
    return check(document.read(folder), today=TODAY).report


def places(report: Report) -> list[tuple[str, int | None, str]]:
    return [(Path(p.file).name, p.line, p.code) for p in report]


def test_references_and_ids_are_checked_across_files(tmp_path: Path) -> None:
    report = in_directory(
        tmp_path,
        a_yaml="tips:\n  - id: one\n    body: x\n  - id: two\n    body: x\n",
        b__c_yaml="# c\ntips:\n  - id: two\n    body: x\n    applies_to:\n"
        "      topics:\n        - basics\n        - basic\n",
    )
    assert places(report) == [("c.yaml", 3, "MLI202"), ("c.yaml", 8, "MLI201")]
    assert "line 4 of" in report[0].message
    assert "a.yaml" in report[0].message
    assert report[0].pointer == "/tips/2/id"
    assert report[0].entity == "tip/two"
    assert report[1].hint == "did you mean `basics`?"


def test_what_the_whole_lacks_is_told_of_its_first_file(tmp_path: Path) -> None:
    report = in_directory(tmp_path, pack_yaml=META, a_yaml="tips: []\n")
    assert places(report) == [("pack.yaml", 1, "MLI102")]


def test_problems_are_in_the_order_of_files_and_of_places(tmp_path: Path) -> None:
    report = in_directory(
        tmp_path,
        pack_yaml=TOP + "x-a: *x\n",
        a_yaml="tips:\n  - {id: A, body: 5}\nx-b: ~\n",
        b_yaml="[",
        b__a_yaml="stages: *x\n",
        zz_yaml="questions:\n  - 5\n",
        zz_yml="",
    )
    assert places(report) == [
        ("pack.yaml", 4, "MLI007"),
        ("a.yaml", 2, "MLI105"),
        ("a.yaml", 2, "MLI103"),
        ("a.yaml", 3, "MLI008"),
        ("a.yaml", 1, "MLI007"),
        ("b.yaml", 1, "MLI005"),
        ("zz.yaml", 2, "MLI103"),
    ]


def test_an_ignored_file_hides_no_problem(tmp_path: Path) -> None:
    (tmp_path / "tips.yml").write_text("tips: []", encoding="utf-8")
    report = in_directory(tmp_path, pack_yaml=META)
    assert [problem.code for problem in report] == ["MLI102", "MLI016"]
    assert not report.ok
    with pytest.raises(PackError):
        mlinterview.load(tmp_path)


def test_an_unread_value_has_one_message_in_its_file_only(tmp_path: Path) -> None:
    report = in_directory(
        tmp_path,
        a_yaml="tips:\n  - {id: one, body: 5}\n",
        b_yaml="tips:\n  - {id: two, body: *x}\n",
    )
    assert places(report) == [("a.yaml", 2, "MLI103"), ("b.yaml", 2, "MLI007")]


def test_what_a_broken_file_may_hold_is_not_missed(tmp_path: Path) -> None:
    report = in_directory(
        tmp_path,
        a_yaml="topics: [",
        b_yaml=f"questions: [{{id: q, {DRAFT.replace('basics', 'other')}, kinds: x}}]",
    )
    assert places(report)[0] == ("a.yaml", 1, "MLI005")
    assert {problem.code for problem in report.errors[1:]} == {"MLI101"}


def test_without_the_file_that_makes_a_pack_nothing_is_missed(tmp_path: Path) -> None:
    report = in_directory(tmp_path, pack_yaml="pack: [", a_yaml="tips: [{id: a}]")
    assert [problem.code for problem in report] == ["MLI005", "MLI102"]
    assert report[1].pointer == "/tips/0"


# Words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "message", "hint"),
    [
        ({"tips": [{**TIP, "boddy": 1}]}, "MLI101", ("`boddy` is not a key of item 1 of"
         " `tips`"), "`body` is there already"),
        ({"tips": [{**TIP, "zzz": 1}]}, "MLI101", "`zzz` is not a key of",
         "a key of your own starts with `x-`; known are id, body or applies_to"),
        ({"tips": [{**TIP, "X-Mine": 1}]}, "MLI101", "`X-Mine` is not a key",
         "write a key of your own like `x-my-key`"),
        ({"zzz": 1}, "MLI101", "`zzz` is not a key of a pack", "a key of your own"),
        ({"pack": {**SMALL["pack"], "zzz": 1}}, "MLI101", "is not a key of `pack`", ""),
        ({"tips": [{"id": "a"}]}, "MLI102", "item 1 of `tips` lacks the key `body`",
         "add `body: …`: the advice"),
        ({"tips": {}}, "MLI103", "`tips` must be a list, found an object",
         "start each item"),
        ({"tips": [5]}, "MLI103", ("item 1 of `tips` must be an object with keys, found"
         " the number `5`"), ""),
        ({"tips": [{**TIP, "body": 5}]}, "MLI103", ("`body` must be text, found the"
         " number `5`"), 'put quotes around it: `"5"`'),
        ({"tips": [{**TIP, "body": True}]}, "MLI103", "found `true`", '`"true"`'),
        ({"tips": [{**TIP, "body": {"a": 1}}]}, "MLI103", "found an object", "a colon"),
        ({"tips": [{**TIP, "body": None}]}, "MLI103", "found nothing", "give it a value"),
        ({"stages": [{"id": "a", "title": "A", "assesses": "A", "order": "1"}]},
         "MLI103", "`order` must be a whole number, found the text `1`",
         "write a number alone, such as `1`"),
        ({"stages": [{"id": "a", "title": "A", "assesses": "A", "order": 1.5}]},
         "MLI103", "must be a whole number, found the number `1.5`", ""),
        ({"questions": [question(kind="codign")]}, "MLI104", ("`kind` cannot be"
         " `codign`; it is concept, design, coding, case, behavioural, opener or"
         " outlook"), "did you mean `coding`?"),
        ({"tips": [{**TIP, "id": "Think Aloud"}]}, "MLI105", ("`id` must be a slug"
         " (lower-case letters, digits and single hyphens), found `Think Aloud`"),
         "did you mean `think-aloud`?"),
        ({"tips": [{**TIP, "id": "Überfit"}]}, "MLI105", "found `Überfit`",
         "did you mean `uberfit`?"),
        ({"tips": [{**TIP, "id": "日本"}]}, "MLI105", "must be a slug", ""),
        ({"tips": [{**TIP, "id": "a\u200bb"}]}, "MLI105", ("has the invisible character"
         " U+200B ZERO WIDTH SPACE"), "type the text again"),
        ({"tips": [{**TIP, "id": "a\u202eb"}]}, "MLI105", "RIGHT-TO-LEFT OVERRIDE", ""),
        ({"tips": [{**TIP, "id": "a\x1bb"}]}, "MLI105", "invisible character U+001B", ""),
        ({"tips": [{**TIP, "id": "a\n"}]}, "MLI105", "must be a slug",
         "use `>-` instead of `|`"),
        ({"tips": [{**TIP, "id": "a b\n"}]}, "MLI105", "must be a slug", "`a-b`"),
        ({"tips": [{**TIP, "body": " x"}]}, "MLI105", "does not start with a space",
         "did you mean `x`?"),
        ({"topics": [*SMALL["topics"], {"id": "a", "title": "A\nB"}]}, "MLI105",
         "must be text on one line", "write it on one line"),
        ({"pack": {**SMALL["pack"], "version": "1.0"}}, "MLI105", "a version of three",
         ""),
        ({"pack": {**SMALL["pack"], "as_of": "2026-02-30"}}, "MLI105", ("`as_of`,"
         " `2026-02-30`, is not a day of the calendar"), "YYYY-MM-DD"),
        ({"pack": {**SMALL["pack"], "as_of": "30.2.2026"}}, "MLI105", "a date such as",
         ""),
        ({"schema_version": "one"}, "MLI105", "a schema version such as `1.0`", ""),
        ({"tips": [{**TIP, "id": "a" * 81}]}, "MLI106", ("`id` has 81 characters; 80 are"
         " allowed"), "shorten it"),
        ({"questions": [question(topics=[])]}, "MLI107",
         "`topics` is empty; it needs an item", "add one"),
        ({"topics": [*SMALL["topics"], {"id": "a", "title": "A",
          "aliases": [str(at) for at in range(101)]}]}, "MLI107", ("`aliases` has 101"
         " items; 100 are allowed"), "remove some"),
        ({"questions": [question(minutes=0)]}, "MLI108", ("`minutes` must be from 1 to"
         " 1440, found `0`"), "it is a time in minutes"),
        ({"questions": [question(minutes=10**6)]}, "MLI108", "found `1000000`", ""),
        ({"questions": [question(tags=["a", "b", "a"])]}, "MLI109", ("item 3 of `tags`,"
         " `a`, is there twice"), "remove one of the two"),
    ],
)  # fmt: skip
def test_a_mistake_is_explained(data: Any, code: str, message: str, hint: str) -> None:
    problem = only(checked({**SMALL, **data}))
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("data", [5, "text", [], True, None])
def test_a_pack_is_an_object(data: Any) -> None:
    problem = only(checked(data))
    assert problem.code == "MLI103"
    assert problem.message.startswith("the pack must be an object with keys, found")


def test_an_empty_file_is_no_pack() -> None:
    found = document.parse("", "yaml", name="f")
    problem = only(check(found, today=TODAY).report)
    assert (problem.code, problem.file, problem.position) == ("MLI103", "f", None)


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    problem = only(checked({**SMALL, "tips": [{"id": "a", "boddy": "x"}]}))
    assert problem.code == "MLI101"


def test_a_key_of_ones_own_does_not_stand_in_for_a_missing_one() -> None:
    data = {**SMALL, "tips": [{"id": "a", "x-body": "x"}]}
    assert only(checked(data)).code == "MLI102"
    with pytest.raises(PackError):
        mlinterview.loads(json.dumps(data), "json", today=TODAY)


def test_each_missing_key_is_reported_once() -> None:
    report = checked({})
    assert [problem.message for problem in report] == [
        "the pack lacks the key `schema_version`",
        "the pack lacks the key `pack`",
    ]


def test_a_problem_names_the_entity_it_is_in() -> None:
    report = checked({**SMALL, "tips": [{**TIP, "a": 1, "applies_to": {"b": 1}}, {}, 5]})
    assert [problem.entity for problem in report] == ["tip/aloud"] * 2 + [""] * 3


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ((), "the pack"),
        (("tips",), "`tips`"),
        (("tips", 0), "item 1 of `tips`"),
        (("a", 1, 2), "item 3 of `a`"),
        ((0,), "item 1 of ``"),
    ],
)
def test_a_place_is_called_what_an_author_calls_it(path: Any, name: str) -> None:
    assert place_name(path) == name


# Versions --------------------------------------------------------------------


@pytest.mark.parametrize("version", ["2.0", "0.9", "10.0", "999999999.0"])
def test_an_unknown_major_version_is_all_that_is_said(version: str) -> None:
    problem = only(checked({"schema_version": version, "tips": [{"nothing": "fits"}]}))
    assert problem.code == "MLI401"
    assert problem.pointer == "/schema_version"
    assert "knows 1.0" in problem.hint


@pytest.mark.parametrize("version", ["1.1", "1.999"])
def test_a_newer_minor_version_may_have_keys_of_its_own(version: str) -> None:
    data = {**SMALL, "schema_version": version, "new": 1, "tips": [{**TIP, "new": {}}]}
    problem = only(checked(data))
    assert (problem.code, problem.severity) == ("MLI402", Severity.WARNING)


def test_what_is_known_is_checked_in_a_newer_version_too() -> None:
    data = {**SMALL, "schema_version": "1.1", "tips": [{"id": "A", "boddy": "x"}]}
    report = checked(data)
    assert {problem.code for problem in report} == {"MLI402", "MLI102", "MLI105"}
    with pytest.raises(PackError):
        mlinterview.loads(json.dumps(data), "json", today=TODAY)


@pytest.mark.parametrize("version", [1.0, "1", "1.0.0", "v1.0", "1.x", "", None, ["1.0"]])
def test_a_version_of_another_form_is_refused(version: Any) -> None:
    assert not checked({**SMALL, "schema_version": version}).ok


def test_the_known_version_says_nothing() -> None:
    assert not checked(SMALL)


# Bounds ----------------------------------------------------------------------


def test_only_so_many_problems_are_listed_and_the_others_counted() -> None:
    data = {
        **SMALL,
        "tips": [
            {**TIP, "id": f"t{at}", "body": f"Body {at}.", "zzz": 1} for at in range(100)
        ],
    }
    report = checked(data, problems=30)
    assert (len(report), report.omitted) == (30, 70)
    assert report.summary == "30 errors (70 more not listed)"
    # Those listed are the first of the file.
    assert [problem.pointer for problem in report[:2]] == ["/tips/0/zzz", "/tips/1/zzz"]


def test_of_very_many_problems_not_all_are_looked_for() -> None:
    data = {**SMALL, "tips": [{"zzz": 1}] * 5000}
    report = checked(data, problems=10)
    assert len(report) == 10
    assert 0 < report.omitted <= 10 * checking.SURPLUS


def test_of_plain_data_only_so_many_problems_are_listed_too() -> None:
    data = {
        **SMALL,
        "tips": [{"id": f"t{n}", "body": f"Body {n}.", "zzz": n} for n in range(20)],
    }
    document_ = attrs.evolve(document.from_data(data), limits=Limits(problems=5))
    report = check(document_, today=TODAY).report
    assert (len(report), report.omitted) == (5, 15)


def test_a_text_of_very_many_lines_is_refused() -> None:
    found = document.parse("\n" * 101, "yaml", limits=Limits(nodes=20))
    assert [problem.code for problem in found.problems] == ["MLI011"]
    assert not document.parse("\n" * 100, "yaml", limits=Limits(nodes=20)).problems


def test_only_so_many_words_of_prompts_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    same = [question(id=name, prompt="What is the variance of a sum?") for name in "abc"]
    report = checked({**SMALL, "questions": same})
    assert [p.code for p in but_for_drafts(report)] == ["MLI302", "MLI302"]
    monkeypatch.setattr(similarity, "MAX_GRAMS", 10)
    report = checked({**SMALL, "questions": same})
    assert [p.code for p in but_for_drafts(report)] == ["MLI302"]


HOSTILE: dict[str, dict[str, Any]] = {
    "topics in a long chain": {
        "topics": [
            {"id": f"t{n}", "title": "T", "parent": f"t{n + 1}"} for n in range(9999)
        ]
    },
    "a large circle of topics": {
        "topics": [
            {"id": f"t{n}", "title": "T", "parent": f"t{(n + 1) % 9999}"}
            for n in range(9999)
        ]
    },
    "objects where ids should be": {
        "questions": [question(topics=[{"a": at} for at in range(9999)])]
    },
    "one id very often": {"questions": [question(topics=["basics"] * 50_000)]},
    "references that all dangle": {
        "questions": [question(id=f"q{n}", related=[f"z{n}"]) for n in range(5000)]
    },
    "answers with ids": {
        "questions": [
            question(id=f"q{n}", answers=[{"id": "a", "kind": "weak", "body": f"{n}"}])
            for n in range(5000)
        ]
    },
    "prompts of the same few words": {
        "questions": [
            question(id=f"q{n}", prompt=" ".join(f"{n:013b}"))
            for n in range(5000)
        ]
    },
    "an id that takes long to normalise": {
        "tips": [{"id": "a" + "\u0301\u0323" * 200_000, "body": "x"}]
    },
    "a body that takes long to parse": {"tips": [{**TIP, "body": "![" * 2_000_000}]},
    "huge text with a hidden character": {"tips": [{**TIP, "id": "x" * 10**7 + "\x00"}]},
    "a huge key": {"k" * 10**7: 1},
    "many unknown keys": {f"k{n}": n for n in range(50_000)},
    "many problems in an entity with a huge id": {
        "tips": [{**{f"k{n}": n for n in range(1000)}, "id": "i" * 10**6}]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pack_gets_its_report_in_time(name: str) -> None:
    pace = Pace()
    report = checked({**SMALL, **HOSTILE[name]})
    assert pace.ratio < 200
    assert report or name == "topics in a long chain"
    for problem in report:
        assert len(problem.message) <= MAX_MESSAGE
        assert len(problem.hint) <= MAX_MESSAGE
        assert len(problem.entity) < 200
        assert printable(problem.message) == problem.message


def test_random_prompts_of_few_words_are_compared_only_so_often() -> None:
    words = [f"{n * 2654435761 % 2**24:024b}" for n in range(6000)]
    prompts = [
        " ".join(str(int(w[at : at + 2], 2)) for at in range(0, 24, 2)) for w in words
    ]
    data = {"questions": [question(id=f"q{n}", prompt=p) for n, p in enumerate(prompts)]}
    pace = Pace()
    checked({**SMALL, **data})
    assert pace.ratio < 200


@given(json_values())
def test_any_data_gets_a_report(data: Any) -> None:
    report = checked(data)
    assert not report.ok


@given(
    st.dictionaries(st.sampled_from([*SMALL, "tips", "questions", "x-a"]), json_values())
)
def test_any_value_in_the_place_of_another_gets_a_report(changes: dict[str, Any]) -> None:
    report = checked({**copy.deepcopy(SMALL), **changes})
    assert report.ok == (not report.errors)


# Two validators, one verdict -------------------------------------------------


def test_the_schema_is_never_looked_up_elsewhere() -> None:
    registry = jsonschema_validator("pack")._resolver._registry
    assert len(registry) <= 1 + len(list(registry.crawl()))
    with pytest.raises(LookupError):
        registry.get_or_retrieve("https://example.com/schema.json")


def forget_compiled_schemas() -> None:
    accepting.acceptor.cache_clear()
    accepting._whole_pack.cache_clear()
    schema_errors._item_acceptor.cache_clear()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Take the fast validator away, as on a platform that it has no wheel for."""
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    forget_compiled_schemas()
    yield
    monkeypatch.undo()
    forget_compiled_schemas()


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, True),
        ({"x-a": {"b": [None]}}, True),
        ({"stages": [{"id": "a", "title": "A", "order": 5.0, "assesses": "A"}]}, True),
        ({"zzz": 1}, False),
        ({"tips": [{**TIP, "id": "a\n"}]}, False),
        ({"pack": {**SMALL["pack"], "as_of": "2026-02-30"}}, False),
        ({"questions": [question(tags=["a", "a"])]}, False),
        ({"questions": [question(tags=["a", "b"])]}, True),
        ({"questions": [question(minutes=True)]}, False),
    ],
)
def test_without_the_fast_validator_the_verdict_is_the_same(
    change: Any, verdict: bool, request: pytest.FixtureRequest
) -> None:
    data = {**SMALL, **change}
    assert accepts(data) is verdict
    request.getfixturevalue("stand_in")
    assert accepts(data) is verdict
    assert (not list(explain(document.from_data(data)))) is verdict


def test_what_is_no_object_at_all_is_explained() -> None:
    (finding,) = explain(document.from_data([]))
    assert (finding.code.id, finding.path) == ("MLI103", ())


@pytest.mark.slow
@pytest.mark.usefixtures("stand_in")
def test_without_the_fast_validator_packs_load() -> None:
    assert mlinterview.load("ml-engineer", today=TODAY).questions


@pytest.mark.slow
def test_the_fast_validator_need_not_be_installed() -> None:
    program = (
        "import sys; sys.modules['jsonschema_rs'] = None\n"
        "import mlinterview; print(mlinterview.validate('ml-engineer').ok)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


@pytest.mark.slow
@given(packs())
def test_a_pack_that_is_accepted_has_nothing_to_explain(pack: mlinterview.Pack) -> None:
    data = unstructure(pack)
    assert accepts(data)
    assert not list(explain(document.from_data(data)))


@pytest.mark.parametrize(
    ("items", "repeated"),
    [
        ([], []),
        (["a", "b"], []),
        (["a", "b", "a", "a"], [2, 3]),
        ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], [1]),
        ([1, True, "1", None, "null"], []),
    ],
)
def test_equal_items_are_found(items: Any, repeated: list[int]) -> None:
    assert list(equal_items(items)) == repeated


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"kind": 5}, "write concept, design, coding"),
        ({"kind": True}, "write concept, design, coding"),
        ({"kind": ["concept"]}, ""),
        ({"difficulty": None}, "give it a value, or remove the key"),
        ({"intent": None}, "give it a value, or remove the key"),
        ({"minutes": "10 min"}, "write a number alone, such as `10`"),
        ({"minutes": "long"}, "write a number alone, such as `10`"),
        ({"updated": 2025}, "write a date such as `2026-11-01`"),
        ({"prompt": 5}, "put quotes around it"),
        ({"prompt": ""}, "give it a value, or remove the key"),
        ({"topics": ["Basics"]}, "did you mean `basics`?"),
        (
            {"answers": [{"kind": "sample", "body": "B.", "illustrative": "yes"}]},
            "`true`",
        ),
    ],
)
def test_one_mistake_gets_one_message_and_a_hint_that_holds(
    changes: dict[str, Any], hint: str
) -> None:
    whole = {
        "difficulty": "advanced",
        "intent": "I.",
        "answers": [{"kind": "sample", "body": "B."}],
        **changes,
    }
    (problem,) = checked({**SMALL, "questions": [question(**whole)]})
    assert hint in problem.hint


def test_an_empty_file_is_told_how_to_start() -> None:
    report = check(document.parse("# x\n", "yaml"), today=TODAY).report
    assert [one.hint for one in report] == ["start with `schema_version:` and `pack:`"]


def test_an_indentation_of_no_break_spaces_is_named() -> None:
    (problem,) = checked({**SMALL, "\xa0\xa0tips": []})
    assert (
        problem.hint == "a space that is no plain space is part of the key; type it again"
    )
