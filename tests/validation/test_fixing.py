"""Fixes: what is mended, that nothing else changes, and that nothing is lost."""

import copy
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import MlinterviewError, Problem, document
from mlinterview.document import Limits, from_data
from mlinterview.errors import Action, Fix, Report, Severity
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import COLLECTIONS
from mlinterview.storage.writers import WRITERS
from mlinterview.testing import packs
from mlinterview.validation import fixing
from mlinterview.validation.fixing import Fixed, fix

TODAY = datetime.date(2026, 11, 22)
HEAD = """\
# A pack.
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,
       authors: [{name: A}]}  # Who else?
topics:
  - {id: basics, title: Basics}
  - {id: more, title: More}
"""
DRAFT = "    kind: concept\n    prompt: Why?\n    status: draft\n"


def mended(tmp_path: Path, before: str, *, unsafe: bool = False) -> str:
    """Return what becomes of the file that holds *before*, read from the disk."""
    path = tmp_path / "pack.mlpack.yaml"
    path.write_bytes(before.encode())
    found = fix(path, unsafe=unsafe, today=TODAY)
    assert path.read_bytes() == before.encode()  # Nothing is written before `write`.
    found.write()
    return path.read_bytes().decode()


CERTAIN = {
    "a key in other letters": ("tips:\n  - ID: a # x\n    body: b\n", "ID", "id"),
    "a key with hyphens": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    follow-ups: []\n",
        "follow-ups",
        "follow_ups",
    ),
    "a key in quotes": ("tips:\n  - 'Id': a\n    body: b\n", "'Id'", "'id'"),
    "a number that is text": (
        "tips:\n  - id: a\n    body: 5  # five\n", "body: 5", 'body: "5"'
    ),
    "a number keeps its zeros": (
        "tips:\n  - id: a\n    body: 1.10\n", "1.10", '"1.10"'
    ),
    "a truth value that is text": ("tips: [{id: a, body: true}]\n", "true", '"true"'),
    "text in double quotes": (
        'sources: [{id: s, type: book, title: " A book "}]\n', '" A book "', '"A book"'
    ),
    "text that is a number": (
        "stages:\n  - {id: s, title: S, order: '1', assesses: A}\n", "'1'", "1"
    ),
    "text that is a truth value": (
        (f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    answers:\n"
        "      - {kind: sample, body: B, illustrative: 'Yes'}\n"
        "      - {kind: sample, body: C, illustrative: 'True'}\n"),
        "'True'",
        "true",
    ),
    "a truth value of YAML 1.1": (
        (f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    answers:\n"
        "      - {kind: sample, body: B, illustrative: True}\n"),
        "True",
        "true",
    ),
    "one text where a list has to be": (
        f"questions:\n  - id: q\n{DRAFT}    topics: 'basics' # one\n",
        "'basics'",
        "['basics']",
    ),
    "a choice in other letters": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    levels: [Senior]\n",
        "Senior",
        "senior",
    ),
    "a block where one line has to be": (
        ("sources:\n  - id: s\n    type: book\n    title: |\n      A book\n\n"
        "  # More to come.\n"),
        "|\n      A book\n\n",
        "A book\n\n",
    ),
    "space around a text": (
        "sources: [{id: s, type: book, title: ' A book '}]\n",
        "' A book '",
        "'A book'",
    ),
    "a date with slashes": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    updated: 2026/1/5\n",
        "2026/1/5",
        "2026-01-05",
    ),
    "an item that is there twice, in brackets": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [more, basics,  more, ]\n",
        "[more, basics,  more, ]",
        "[more, basics, ]",
    ),
    "an item that is there twice, behind a dash": (
        (
            f"questions:\n  - id: q\n{DRAFT}    topics:\n"
            "      - more\n      # x\n      - more"
        ),
        "      - more\n      # x\n      - more",
        "      - more\n      # x\n",
    ),
    "the former id of a question": (
        (f"questions:\n  - id: q\n    aliases: [old]\n{DRAFT}    topics: [more]\n"
        f"  - id: r\n{DRAFT.replace('Why', 'How')}    topics: [more]\n"
            "    related: ['old']\n"),
        "['old']",
        "['q']",
    ),
    "the spelling of a licence": ("", "license: CC-BY-4.0", "license: CC-BY-4.0"),
}  # fmt: skip


@pytest.mark.parametrize("name", CERTAIN)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_what_is_certain_is_mended_and_all_else_stays(
    name: str, newline: str, bom: str, tmp_path: Path
) -> None:
    text, old, new = CERTAIN[name]
    before = (bom + HEAD + text).replace("\n", newline)
    assert before.count(old.replace("\n", newline)) == 1
    after = (bom + HEAD + text.replace(old, new)).replace("\n", newline)
    assert mended(tmp_path, before) == after


def test_the_spelling_of_a_licence_is_mended(tmp_path: Path) -> None:
    before = HEAD.replace("CC-BY-4.0", "cc-by-4.0")
    assert mended(tmp_path, before) == HEAD


LIKELY = {
    "a misspelt key": ("tips:\n  - id: a\n    boddy: b\n", "boddy", "body"),
    "a misspelt choice": (
        (
            f"questions:\n  - id: q\n{DRAFT.replace('concept', 'conzept')}"
            "    topics: [more]\n"
        ),
        "conzept",
        "concept",
    ),
    "an id that is no slug": ("tips:\n  - id: A Tip\n    body: b\n", "A Tip", "a-tip"),
    "a misspelt reference": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [basic]\n",
        "[basic]",
        "[basics]",
    ),
    "a role that is nearly a well-known one": (
        f"questions:\n  - id: q\n{DRAFT}    topics: [more]\n    roles: [ml-enginer]\n",
        "ml-enginer",
        "ml-engineer",
    ),
}


@pytest.mark.parametrize("name", LIKELY)
def test_what_is_only_likely_is_mended_when_asked_for(name: str, tmp_path: Path) -> None:
    text, old, new = LIKELY[name]
    assert mended(tmp_path, HEAD + text) == HEAD + text
    assert mended(tmp_path, HEAD + text, unsafe=True) == HEAD + text.replace(old, new)


def test_one_fix_uncovers_another(tmp_path: Path) -> None:
    text = "Tips:\n  - ID: a\n    body: 5\n"
    assert mended(tmp_path, HEAD + text) == HEAD + 'tips:\n  - id: a\n    body: "5"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"ID": "a",\n\t"body": 1.10}', '{"id": "a",\n\t"body": "1.10"}'),
        ('{"id": "a", "x-a": "\\ud83d\\ude00", "body": 5}', None),
    ],
)
@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_json_is_mended_too(
    before: str, after: str | None, ending: str, tmp_path: Path
) -> None:
    after = after or before.replace("5}", '"5"}')
    head = json.dumps(unstructure(mlinterview.loads(HEAD, "yaml")))

    def whole(tip: str) -> str:
        if ending == "json":
            return f'{head[:-1]},\n "tips": [ {tip} ] }}'
        data = json.loads(head)
        return WRITERS["jsonl"](data) + '{"type": "tip", ' + tip[1:].replace("\n", "")

    path = tmp_path / f"p.mlpack.{ending}"
    path.write_text(whole(before), encoding="utf-8")
    found = fix(path, today=TODAY)
    found.write()
    assert path.read_text(encoding="utf-8") == whole(after)
    assert found.report.ok


def test_every_file_of_a_directory_is_mended(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(HEAD.replace("CC-", "cc-"))
    (tmp_path / "a.yaml").write_text("tips: [{id: a, body: 5}]\n")
    (tmp_path / "b.yaml").write_text("tips:\n  - ID: b\n    body: x\n")
    found = fix(tmp_path, today=TODAY)
    assert [file.path.name for file in found.files] == ["a.yaml", "b.yaml", "pack.yaml"]
    assert {problem.code for problem in found.fixed} == {"MLI101", "MLI103", "MLI210"}
    found.write()
    assert (tmp_path / "b.yaml").read_text() == "tips:\n  - id: b\n    body: x\n"
    assert mlinterview.load(tmp_path).tips[1].id == "b"


def test_a_mistake_of_yaml_in_a_later_file_is_mended_there(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(HEAD)
    (tmp_path / "a.yaml").write_text("facts: [{id: a, x-a: 1}]\n")
    (tmp_path / "b.yaml").write_text("facts:\n  - id: b\n    x-b: True\n")
    fix(tmp_path, today=TODAY).write()
    assert (tmp_path / "b.yaml").read_text() == "facts:\n  - id: b\n    x-b: true\n"


def test_only_the_codes_that_are_asked_for_are_mended(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + "tips: [{ID: a, body: 5}]\n")
    found = fix(path, select=["MLI101"], today=TODAY)
    assert [problem.code for problem in found.fixed] == ["MLI101"]
    assert [problem.code for problem in found.report] == ["MLI103"]
    found = fix(path, ignore=["MLI101"], today=TODAY)
    assert [problem.code for problem in found.fixed] == ["MLI103"]
    with pytest.raises(MlinterviewError, match="there is no code `MLI999`"):
        fix(path, select=["MLI999"])


def test_the_diff_is_what_patch_takes(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + "tips: [{id: a, body: 5}]")
    (file,) = fix(path, today=TODAY).files
    assert file.diff.splitlines()[:2] == [f"--- a/{path}", f"+++ b/{path}"]
    assert file.diff.endswith(
        "-tips: [{id: a, body: 5}]\n\\ No newline at end of file\n"
        '+tips: [{id: a, body: "5"}]\n\\ No newline at end of file\n'
    )


def test_a_file_that_changed_in_the_meantime_is_left(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + "tips: [{id: a, body: 5}]\n")
    found = fix(path, today=TODAY)
    path.write_text("mine")
    with pytest.raises(MlinterviewError, match="was changed in the meantime"):
        found.write()
    assert path.read_text() == "mine"


def test_a_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(HEAD + "tips: [{id: a, body: 5}]\n")
    found = fix(path, today=TODAY)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        found.write()
    assert not list(tmp_path.iterdir())


def test_an_archive_is_not_mended(tmp_path: Path) -> None:
    with pytest.raises(MlinterviewError, match="unpack the archive"):
        fix(tmp_path / "p.mlpack.zip")


def test_what_cannot_be_read_is_left_with_its_problem(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("a: [")
    found = fix(path)
    assert (found.fixed, found.files) == ((), ())
    assert [problem.code for problem in found.report] == ["MLI005"]
    assert fix(tmp_path / "none.yaml").report[0].code == "MLI001"


def test_more_problems_than_are_listed_are_mended_in_rounds(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    tips = "".join(f"  - {{ID: t{at}, body: Body {at}.}}\n" for at in range(50))
    path.write_text(f"{HEAD}tips:\n{tips}")
    assert len(fix(path, limits=Limits(problems=10), today=TODAY).fixed) == 50
    found = fix(path, limits=Limits(problems=4), today=TODAY)
    assert len(found.fixed) == 4 * fixing.MAX_ROUNDS
    assert not found.report.ok


def test_an_edit_that_does_not_what_it_should_is_left_out(tmp_path: Path) -> None:
    # To a flow list, the comma in this text would be one of its own.
    text = "questions:\n  - id: q\n" + DRAFT + '    topics: [more]\n    tags: "a}"\n'
    after = mended(tmp_path, HEAD + text)
    assert after == HEAD + text.replace('"a}"', '["a}"]')
    # A key that would be there twice is not renamed.
    text = "x-a: 1\ntips:\n  - {id: a, ID: b, Id: c, body: x}\n"
    assert mended(tmp_path, HEAD + text) == HEAD + text


def _edited(text: str, *fixes: Fix) -> str | None:
    """Return *text* after made-up fixes, or `None` if none can be proved."""
    found = document.parse(text, "yaml", name="t")
    problems = tuple(
        Problem(code="MLI101", severity=Severity.ERROR, message="m", file="t", fix=one)
        for one in fixes
    )
    texts: dict[str, str] = {}
    list(
        fixing._fix_problems(
            found, Report(name="t", problems=problems), texts, unsafe=True
        )
    )
    return texts.get("t")


def test_of_several_edits_those_that_can_be_proved_are_made() -> None:
    good = Fix(pointer="/a", old=1, new="x")
    # In place of a key of a flow mapping, no list can stand.
    bad = Fix(pointer="/b", old="b", new="a", action=Action.RENAME)
    assert _edited("a: 1\nb: 2\n", good, bad) == "a: x\nb: 2\n"
    assert _edited("a: 1\nb: 2\n", bad) is None
    assert _edited("a: 1\n", Fix(pointer="/c/d/0", old=1, new=2)) is None
    assert _edited("a: [1]\n", Fix(pointer="/a/0", old=1, new=2)) == "a: [2]\n"
    # The second one is within the first.
    whole = Fix(pointer="/a", old=[1], new=3)
    inner = Fix(pointer="/a/0", old=1, new=2)
    assert _edited("a: [1]\n", inner, whole) == "a: 3\n"


def test_two_edits_that_only_hold_alone_are_not_made_together() -> None:
    one = Fix(pointer="/a", old="a", new="c", action=Action.RENAME)
    two = Fix(pointer="/b", old="b", new="c", action=Action.RENAME)
    assert _edited("a: 1\nb: 2\n", one, two) == "c: 1\nb: 2\n"


def test_a_document_that_is_in_no_file_has_nothing_to_mend() -> None:
    found = from_data({"a": 1})
    problem = Problem(
        code="MLI101",
        severity=Severity.ERROR,
        message="m",
        fix=Fix(pointer="/a", old=1, new=2),
    )
    report = Report(name="t", problems=(problem,))
    assert not list(fixing._fix_problems(found, report, {}, unsafe=True))


@pytest.mark.parametrize(
    ("text", "pointer", "after"),
    [
        ("a: [x, y]\n", "/a/1", "a: [x]\n"),
        ("a: [x, y]\n", "/a/0", "a: [, y]\n"),
        ("a:\n- x\n- y # z\n- v\n", "/a/1", "a:\n- x\n- v\n"),
        ("a:\n- x\n- {y: 1,\n   z: 2}\n", "/a/1", "a:\n- x\n"),
        ("- - x\n  - y\n", "/0/1", "- - x\n"),
        ("- - x\n  - y\n", "/0/0", None),
    ],
)
def test_an_item_is_removed_with_its_dash_or_comma(
    text: str, pointer: str, after: str | None
) -> None:
    made = _edited(text, Fix(pointer=pointer, old="x", action=Action.REMOVE))
    if after is not None and "[," in after:
        after = None  # No YAML: the first item has no comma before it.
    assert made == after


@pytest.mark.parametrize(
    ("text", "pointer", "after"),
    [
        ("a:\n- x # y\n- z\n", "/a/0", 'a:\n- "n"\n- "m"\n- x # y\n- z\n'),
        ("a:\n- x # y\n- z\n", "/a/1", 'a:\n- x # y\n- "n"\n- "m"\n- z\n'),
        ("a:\n  - x", "/a/1", 'a:\n  - x\n  - "n"\n  - "m"'),
        ("a:\r\n- x\r\n", "/a/1", 'a:\r\n- x\r\n- "n"\r\n- "m"\r\n'),
        ("a: [x, z]\n", "/a/0", 'a: ["n", "m", x, z]\n'),
        ("a: [x, z] # y\n", "/a/2", 'a: [x, z, "n", "m"] # y\n'),
        ("a: [\n  x,\n  z\n]\n", "/a/1", 'a: [\n  x,\n  "n",\n  "m",\n  z\n]\n'),
        ("a: []\n", "/a/0", None),
        ("- - x\n", "/0/1", None),
    ],
)
def test_items_are_inserted_as_the_others_are_written(
    text: str, pointer: str, after: str | None
) -> None:
    new = Fix(pointer=pointer, old=None, new=["n", "m"], action=Action.INSERT)
    assert _edited(text, new) == after


def test_items_are_removed_and_inserted_at_one_place() -> None:
    gone = Fix(pointer="/a/0", old="x", action=Action.REMOVE)
    new = Fix(pointer="/a/0", old=None, new=["n"], action=Action.INSERT)
    assert _edited("a:\n- x\n- z\n", gone, new) == 'a:\n- "n"\n- z\n'


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a:\n  b: |\n    x\n    y\nc: 1\n", "a:\n  b: |\n    n\n\n    m\nc: 1\n"),
        ("a:\n  b: >\n    x\n\nc: 1\n", "a:\n  b: |\n    n\n\n    m\n\nc: 1\n"),
        ("a:\n  b: x\nc: 1\n", "a:\n  b: |\n    n\n\n    m\nc: 1\n"),
        ("a: {b: x}\n", 'a: {b: "n\\n\\nm\\n"}\n'),
    ],
)
def test_text_of_several_lines_is_written_as_a_block(text: str, after: str) -> None:
    new = Fix(pointer="/a/b", old="x", new="n\n\nm\n")
    assert _edited(text, new) == after


CHANGES: dict[str, Any] = {
    "upper": lambda key: key.upper(),
    "hyphens": lambda key: key.replace("_", "-"),
    "title": lambda key: key.title(),
}


@pytest.mark.slow
@given(packs(), st.sampled_from(["yaml", "json", "jsonl"]), st.data())
def test_a_pack_with_misspelt_keys_is_as_it_was_once_they_are_mended(
    tmp_path_factory: pytest.TempPathFactory, pack: Any, format: Any, data: Any
) -> None:
    original = unstructure(pack)
    changed = copy.deepcopy(original)
    lists = [key for key, _cls in COLLECTIONS.values() if key in changed]
    for entity in [one for key in lists for one in changed[key]][:3]:
        key = data.draw(st.sampled_from(sorted(entity)))
        change = CHANGES[data.draw(st.sampled_from(sorted(CHANGES)))]
        if key.startswith("x-") or change(key) in entity or key == "type":
            continue
        entity[change(key)] = entity.pop(key)
    path = tmp_path_factory.mktemp("fix") / f"p.mlpack.{format}"
    path.write_text(WRITERS[format](changed), encoding="utf-8", newline="")
    found = fix(path, today=TODAY)
    assert isinstance(found, Fixed)
    assert found.report.ok
    found.write()
    assert mlinterview.load(path, today=TODAY) == pack
