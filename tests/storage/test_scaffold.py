"""A new pack is valid as it is, or nothing is made."""

import json
import os
from pathlib import Path

import pytest

import mlinterview
from mlinterview import MlinterviewError
from mlinterview.model.schemas import schema_text
from mlinterview.storage.scaffold import SCHEMA_FOLDER, new_pack


def test_a_new_pack_validates_without_any_problem(tmp_path: Path) -> None:
    made = new_pack(tmp_path / "my-pack")
    assert made == tmp_path / "my-pack" / "pack.yaml"
    assert not list(mlinterview.validate(made.parent))


def test_its_name_becomes_its_id_and_its_title(tmp_path: Path) -> None:
    new_pack(tmp_path / "data-2-go")
    pack = mlinterview.load(tmp_path / "data-2-go")
    assert (pack.id, pack.title) == ("data-2-go", "Data 2 go")
    assert pack.metadata.authors[0].name == "Your name"
    assert pack.metadata.language == "en"
    assert pack.metadata.license == "CC-BY-4.0"
    assert [question.id for question in pack.questions] == ["first-question"]


def test_what_is_stated_is_in_the_pack(tmp_path: Path) -> None:
    new_pack(
        str(tmp_path / "p"),
        title="Titel: #1 “schön”",
        author="Ada <ada@example.com>",
        language="de",
        license="MIT OR Apache-2.0",
    )
    metadata = mlinterview.load(tmp_path / "p").metadata
    assert metadata.title == "Titel: #1 “schön”"
    assert metadata.authors[0].name == "Ada <ada@example.com>"
    assert (metadata.language, metadata.license) == ("de", "MIT OR Apache-2.0")


def test_editors_find_the_schema_beside_the_files(tmp_path: Path) -> None:
    folder = new_pack(tmp_path / "p").parent
    for name, schema in (("pack.yaml", "pack"), ("questions.yaml", "part")):
        first = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        where = first.removeprefix("# yaml-language-server: $schema=")
        assert where == f"{SCHEMA_FOLDER}/{schema}.schema.json"
        written = (folder / where).read_text(encoding="utf-8")
        assert written == schema_text(name="pack" if schema == "pack" else "part")
        assert json.loads(written)["type"] == "object"


def test_its_folders_are_as_the_umask_leaves_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = new_pack(tmp_path / "p").parent
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (folder / "pack.yaml").stat().st_mode & 0o777 == 0o644


def test_it_is_made_in_the_current_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert new_pack("p") == Path("p/pack.yaml")
    assert (tmp_path / "p" / "pack.yaml").is_file()


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("My Pack", "`my-pack`"),
        ("my_pack", "`my-pack`"),
        ("-p-", "`p`"),
        ("日本", "`my-pack`"),
        ("p\n", "`p`"),
        ("..", "`my-pack`"),
    ],
)
def test_a_name_that_is_no_id_is_refused_with_one_that_is(
    name: str, offered: str, tmp_path: Path
) -> None:
    with pytest.raises(MlinterviewError, match="cannot be the id") as caught:
        new_pack(tmp_path / name)
    assert offered in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"title": " x"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"author": ""}, "name"),
        ({"language": "no language"}, "language"),
        ({"license": "Creative Commons"}, "not an SPDX license expression"),
        ({"license": "cc-by-4.0"}, "write `CC-BY-4.0`"),
    ],
)
def test_no_pack_is_made_that_would_not_validate(
    details: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(MlinterviewError, match=said):
        new_pack(tmp_path / "p", **details)
    assert not list(tmp_path.iterdir())


def test_an_id_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MlinterviewError, match="slug"):
        new_pack(tmp_path / ("a" * 81))


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_there_is_left_alone(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "p"
    target.mkdir() if kind == "folder" else target.touch()
    with pytest.raises(MlinterviewError, match="exists already"):
        new_pack(target)
    assert [path.name for path in tmp_path.iterdir()] == ["p"]
    assert target.is_file() or not list(target.iterdir())


def test_the_current_folder_exists_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(MlinterviewError, match="exists already"):
        new_pack(".")


@pytest.mark.parametrize("folder", ["no/such", "\0", "x" * 5000])
def test_a_folder_that_can_not_be_written_to_is_an_error(
    folder: str, tmp_path: Path
) -> None:
    with pytest.raises(MlinterviewError, match="cannot be made"):
        new_pack(f"{tmp_path}/{folder}/p")


def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(MlinterviewError, match="no space left"):
        new_pack(tmp_path / "p")
    assert not list(tmp_path.iterdir())
