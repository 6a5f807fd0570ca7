"""What every exporter promises, run for each; a new one is tested by being there."""

import errno
import functools
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow.parquet
import pytest
from hypothesis import given, settings

import mlinterview
from mlinterview import (
    Answer,
    ExportError,
    FollowUp,
    Kind,
    Pack,
    Question,
    Topic,
    exporters,
    select,
)
from mlinterview.model import AnswerKind, Author, Guide, Metadata
from mlinterview.testing import packs
from packages import read_package

FORMATS = sorted(mlinterview.formats())
each_format = pytest.mark.parametrize("format", FORMATS)

LINES = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "quotes": "\"quoted\", 'single', and, commas;\\",
    "formula": "=1+1",
    "plus": "+HYPERLINK(1)",
    "at": "@SUM(1)",
    "deck": "#deck:x",
    "separator": "#separator:tab",
    "sound": "[sound:x.mp3]",
    "speech": "[anki:tts lang=en_US]x[/anki:tts]",
    "latex": "[latex]x[/latex] [$]x[/$] [$$]x[/$$]",
    "cloze": "{{c1::x}} {{Front}}",
    "emoji": "🎉👩‍🔬 ẞ é",
    "rtl": "שלום ‮abc‬ עולם",
    "pipe": "a | b || c",
    "heading": "## heading ##",
    "fence": "```",
    "math": "$a<b$ and $<img src=x>$",
    "link": "[a](javascript:alert(1)) [b]: /u",
    "entity": "&#27;[31m &lt;b&gt; &#x202e;",
    "escape": "\\\\ \\< \\` **_*~~",
}
"""Text that some format could take for more than text."""
BODIES = {
    **LINES,
    "lines": 'one\ntwo,"\n\n=three\n#four',
    "headings": "# One\n\nTwo\n---\n\n###### Three",
    "fence": "```html\n<script>\n[sound:x.mp3]\n#deck:x",
    "tilde": "~~~\n<script>",
    "list": "- ```\n  open",
    "table": "| a | b |\n| - | - |\n| `x\\|y` | <i> |",
    "comment": "<!-- \n\nhidden",
    "quote": "> a <b\n> c>",
    "display": "$$\n<b>\nx<y\n$$",
}


def pack(*questions: Question, id: str = "hostile", title: str = "Hostile") -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id=id,
            title=title,
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name="<b>A</b>"),),
        ),
        topics=(Topic(id="basics", title=title),),
        questions=questions,
    )


def question(id: str, prompt: str, body: str = "Text.") -> Question:
    return Question(
        id=id,
        kind=Kind.CONCEPT,
        prompt=prompt,
        topics=("basics",),
        intent=body,
        answers=(
            Answer(kind=AnswerKind.SAMPLE, body=body, key_points=(body.split("\n")[0],)),
        ),
        follow_ups=(FollowUp(prompt=prompt, answer=body),),
    )


def hostile() -> Pack:
    """A pack in which every text is hostile and a plain word tells each question."""
    found = [
        question(f"q-{name}", f"{LINES.get(name, name)} zebra-{name}-end", body)
        for name, body in BODIES.items()
    ]
    return pack(*found, title='=<script>"x",\' #1 | [sound:y] :: 🎉')


def export(selection: Any, format: str) -> bytes:
    return mlinterview.export_bytes(selection, format=format)


@functools.cache
def exported_hostile(format: str) -> bytes:
    """Return the hostile pack in a format; many tests look at the same bytes."""
    return export(hostile(), format)


def readable(made: bytes, format: str) -> str:
    """Return the text that a file holds; for a format that is none, text by text."""
    if format == "parquet":
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(made))
        return "".join(f"{text}\n" for text in texts_in(table.to_pylist()))
    if format == "anki-apkg":
        return "".join(
            f"{text}\n" for one in read_package(made).notes for text in one.fields
        )
    return made.decode()


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


# The bytes


@pytest.fixture(scope="module")
def some(ml_engineer: Pack) -> Pack:
    """A twelfth of the bundled pack: some of everything, and valid."""
    part = select(ml_engineer)[::12].to_pack()
    guides = tuple(_without_references(guide) for guide in ml_engineer.guides)
    whole = {"facts": ml_engineer.facts, "sources": ml_engineer.sources}
    return attrs.evolve(part, guides=guides, **whole)


def _without_references(guide: Guide) -> Guide:
    sections = tuple(attrs.evolve(section, refs=()) for section in guide.sections)
    return attrs.evolve(guide, sections=sections)


@pytest.fixture(scope="module")
def exported(some: Pack) -> dict[str, bytes]:
    """Some of the bundled pack in every format."""
    return {format: export(some, format) for format in FORMATS}


@pytest.fixture(scope="module")
def read_again(some: Pack) -> Pack:
    """An equal pack that shares no object with it."""
    return mlinterview.loads(mlinterview.dumps(some, "json"), "json")


@pytest.mark.slow
@each_format
def test_the_same_selection_gives_the_same_bytes(
    format: str, some: Pack, read_again: Pack, exported: dict[str, bytes]
) -> None:
    assert export(select(some), format) == exported[format]
    assert export(read_again, format) == exported[format]


HASHES = """
import hashlib, os, sys, mlinterview
os.umask(0o077)
pack = mlinterview.load(sys.argv[1])
for format in sorted(mlinterview.formats()):
    made = mlinterview.export_bytes(pack, format=format)
    print(format, hashlib.sha256(made).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Asia/Kolkata", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "7", "TZ": "America/Lima", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_the_bytes_do_not_depend_on_the_machine(
    changed: dict[str, str], tmp_path: Path, some: Pack, exported: dict[str, bytes]
) -> None:
    path = tmp_path / "some.json"
    mlinterview.dump(some, path)
    found = subprocess.run(
        [sys.executable, "-c", HASHES, str(path)],
        env={**os.environ, **changed},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    here = [
        f"{format} {hashlib.sha256(made).hexdigest()}"
        for format, made in exported.items()
    ]
    assert found.stdout.splitlines() == here


@each_format
def test_every_question_appears(format: str) -> None:
    made = readable(exported_hostile(format), format)
    for name in BODIES:
        assert f"zebra-{name}-end" in made


@each_format
def test_only_the_questions_of_the_selection_appear(format: str) -> None:
    chosen = select(hostile(), where=lambda one: one.id == "q-rtl")
    made = readable(export(chosen, format), format)
    assert "zebra-rtl-end" in made
    assert "zebra-emoji-end" not in made


@each_format
def test_questions_come_in_the_order_of_the_selection(format: str) -> None:
    selection = select(hostile())[::-1]
    made = readable(export(selection, format), format)
    places = [made.index(f"zebra-{one.id[2:]}-end") for one in selection]
    assert places == sorted(places)


@each_format
def test_no_control_character_gets_into_a_file(format: str) -> None:
    made = readable(exported_hostile(format), format)
    assert not [char for char in made if ord(char) < 32 and char != "\n"]
    assert made.endswith("\n")


@each_format
def test_the_input_is_left_as_it_is(format: str) -> None:
    given_pack = hostile()
    selection = select(given_pack)[3:9]
    before = (mlinterview.dumps(given_pack, "json"), list(selection))
    export(selection, format)
    assert (mlinterview.dumps(given_pack, "json"), list(selection)) == before


@each_format
def test_several_packs_are_carried_whole_or_refused(format: str) -> None:
    one = pack(question("same", "zebra-one-end"), id="one")
    two = pack(question("same", "zebra-two-end"), id="two")
    if format in ("json", "jsonl", "parquet", "yaml"):
        with pytest.raises(ExportError, match=r"several packs \(one, two\)"):
            export(select(one, two), format)
    else:
        made = readable(export(select(one, two), format), format)
        assert "zebra-one-end" in made
        assert "zebra-two-end" in made


@each_format
def test_no_question_at_all_is_no_failure(format: str) -> None:
    assert export(select(hostile())[:0], format)


@pytest.mark.slow
@each_format
@settings(max_examples=settings().max_examples // 4)
@given(drawn=packs())
def test_any_pack_is_exported(format: str, drawn: Pack) -> None:
    """Its images are not there, and so they are left out where there is a choice."""
    known = {one.name for one in attrs.fields(mlinterview.formats()[format].options)}
    given = {"media": False} if "media" in known else {}
    options = mlinterview.make_options(format, **given)
    made = mlinterview.export_bytes(drawn, format=format, options=options)
    again = attrs.evolve(drawn)
    assert made == mlinterview.export_bytes(again, format=format, options=options)


# The registry


def test_formats_are_listed_by_name_and_described() -> None:
    found = mlinterview.formats()
    assert list(found) == FORMATS
    for name, one in found.items():
        assert one.name == name
        assert one.suffix.startswith(".")
        assert one.summary.endswith(".")
        assert exporters.exporter(name) is one


def test_an_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(ExportError, match=r"`jsn`; choose from: .*\(did you mean `json`"):
        export(hostile(), "jsn")
    with pytest.raises(ExportError, match=r"no format `zzz`; choose from: [a-z, -]+$"):
        export(hostile(), "zzz")


NEW_FORMAT = '''
"""Ids, one a line."""
from mlinterview.exporters import Exporter

EXPORTER = Exporter(
    name="ids",
    suffix=".ids",
    summary="The ids of the questions.",
    export=lambda asked: "".join(f"{one.id}\\n" for one in asked.selection).encode(),
)
'''
USE_IT = """
import sys
from mlinterview import exporters
exporters.__path__.append(sys.argv[1])
from mlinterview.cli.main import main
main(["export", "ml-engineer", "--format", "ids", "-o", sys.argv[2]])
"""


@pytest.mark.slow
def test_a_new_format_is_one_new_file(tmp_path: Path) -> None:
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "anything.py").write_text(NEW_FORMAT, encoding="utf-8")
    (folder / "_helper.py").write_text("raise RuntimeError", encoding="utf-8")
    target = tmp_path / "out.ids"
    subprocess.run(
        [sys.executable, "-c", USE_IT, str(folder), str(target)],
        check=True,
        capture_output=True,
    )
    assert "overfitting\n" in target.read_text(encoding="utf-8")


# Options


def test_an_option_that_a_format_does_not_have_is_refused() -> None:
    with pytest.raises(ExportError, match="`json` has no option `deck`; it has none"):
        mlinterview.make_options("json", deck="x")
    message = "`anki-csv` has no option `deck_name`; did you mean `deck`?"
    with pytest.raises(ExportError, match=re.escape(message)):
        mlinterview.make_options("anki-csv", deck_name="x")
    message = "no option `zzz`; it has `deck`, `tag_prefix`, `weak_answers`"
    with pytest.raises(ExportError, match=message):
        mlinterview.make_options("anki-csv", zzz=1)


def test_options_of_another_format_are_refused() -> None:
    options = mlinterview.make_options("anki-csv")
    message = "`markdown` takes options of the class Options, not AnkiCsvOptions"
    with pytest.raises(ExportError, match=message):
        mlinterview.export_bytes(hostile(), format="markdown", options=options)
    bare = mlinterview.exporters.Options()
    with pytest.raises(ExportError, match="AnkiPackageOptions, not Options"):
        mlinterview.export_bytes(hostile(), format="anki-apkg", options=bare)


@each_format
def test_options_are_frozen_documented_and_the_same_by_default(format: str) -> None:
    options = mlinterview.make_options(format)
    made = mlinterview.export_bytes(hostile(), format=format, options=options)
    assert made == exported_hostile(format)
    for field in attrs.fields(type(options)):
        assert field.metadata["help"].endswith(".")
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(options, field.name, None)


# Files


@each_format
def test_the_format_is_told_by_the_end_of_the_name(format: str, tmp_path: Path) -> None:
    suffix = mlinterview.formats()[format].suffix
    sharing = [one for one in mlinterview.formats().values() if one.suffix == suffix]
    assert len(sharing) == 1
    path = tmp_path / f"out{suffix.upper()}"
    mlinterview.export(hostile(), path)
    assert path.read_bytes() == exported_hostile(format)


@pytest.mark.parametrize("name", ["out", "out.", "out.docx", ".md"])
def test_a_name_that_tells_no_format_is_refused(name: str, tmp_path: Path) -> None:
    message = r"cannot be told from .*; name one of: anki-apkg, anki-csv"
    with pytest.raises(ExportError, match=message):
        mlinterview.export(hostile(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_formats_with_one_ending_have_to_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = {
        name: attrs.evolve(mlinterview.formats()["json"], name=name)
        for name in ("one", "two")
    }
    monkeypatch.setattr(exporters, "formats", lambda: two)
    with pytest.raises(ExportError, match=r"out.json`; name one of: one, two"):
        mlinterview.export(hostile(), tmp_path / "out.json")


def test_the_given_format_goes_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    mlinterview.export(hostile(), str(path), format="json")
    assert path.read_bytes() == export(hostile(), "json")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_export_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.md"
    path.write_text("old", encoding="utf-8")

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(ExportError, match=r"out.md` cannot be written: no space left"):
        mlinterview.export(hostile(), path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_selection_that_can_not_be_carried_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")
    several = select(hostile(), pack(question("x", "X?"), id="other"))
    with pytest.raises(ExportError, match="several packs"):
        mlinterview.export(several, path)
    assert path.read_text(encoding="utf-8") == "old"


def test_what_is_no_file_can_not_be_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()
    with pytest.raises(ExportError, match=r"folder.md` cannot be written: "):
        mlinterview.export(hostile(), folder)
    with pytest.raises(ExportError, match=r"cannot be written: no such file"):
        mlinterview.export(hostile(), tmp_path / "nowhere" / "out.md")
    assert list(tmp_path.iterdir()) == [folder]
    assert not list(folder.iterdir())


@pytest.mark.parametrize("wrong", [[], "ml-engineer", None])
def test_what_is_no_selection_is_an_error_that_says_so(wrong: Any) -> None:
    with pytest.raises(ExportError, match="expected a Pack or a Selection, got a"):
        mlinterview.export_bytes(wrong, format="markdown")
