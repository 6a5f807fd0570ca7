"""The images beside a pack: found in every form of it, and nowhere else."""

import datetime
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

import mlinterview
from mlinterview import Limits, MlinterviewError, PackError
from mlinterview.document import NO_MEDIA, parse
from mlinterview.storage import Media

TODAY = datetime.date(2026, 11, 22)
PNG = b"\x89PNG"
HEAD = (
    'schema_version: "1.0"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
)


def text(*images: str) -> str:
    shown = " ".join(f"![x]({image})" for image in images)
    return f"{HEAD}tips:\n  - id: t\n    body: 'See {shown}.'\n"


def folder(root: Path, *images: str) -> Path:
    """Return a directory that is a pack, which shows some images."""
    made = root / "pack"
    (made / "media").mkdir(parents=True)
    (made / "media" / "plot.png").write_bytes(PNG)
    (made / "pack.yaml").write_text(text(*images), encoding="utf-8")
    return made


def single(root: Path, *images: str) -> Path:
    made = folder(root, *images)
    return (made / "pack.yaml").rename(made / "p.mlpack.yaml")


def archive(root: Path, *images: str) -> Path:
    return zipped(folder(root, *images), "")


def archive_of_a_folder(root: Path, *images: str) -> Path:
    return zipped(folder(root, *images), "p/")


def zipped(made: Path, top: str) -> Path:
    path = made.with_suffix(".mlpack.zip")
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(made.rglob("*.*")):
            packed.write(file, top + file.relative_to(made).as_posix())
    return path


FORMS = [folder, single, archive, archive_of_a_folder]
each_form = pytest.mark.parametrize("form", FORMS)
Form = Callable[..., Path]


def problems(path: Path, **limits: int) -> list[tuple[str, str]]:
    report = mlinterview.validate(path, today=TODAY, limits=Limits(**limits))
    return [(one.code, one.hint) for one in report]


@each_form
def test_an_image_is_read_in_every_form(form: Form, tmp_path: Path) -> None:
    path = form(tmp_path, "media/plot.png", "<media/plot.png>", "media/pl%6Ft.png")
    assert problems(path) == []
    pack, media = mlinterview.load_with_media(path, today=TODAY)
    assert pack == mlinterview.load(path, today=TODAY)
    assert isinstance(media, Media)
    assert media.read("media/plot.png") == PNG


@each_form
def test_one_that_is_not_there_is_a_problem(form: Form, tmp_path: Path) -> None:
    path = form(tmp_path, "media/gone.png", "plot.png", "media/x/plot.png", "media.png")
    assert problems(path) == [("MLI306", "put it there, or leave it out")] * 4


@each_form
def test_what_is_likely_meant_is_named(form: Form, tmp_path: Path) -> None:
    path = form(tmp_path, "media/Plot.png", "media/plot.PNG", "media/plot.jpeg")
    assert problems(path) == [("MLI306", "did you mean `media/plot.png`?")] * 3


@each_form
def test_one_that_is_too_large_or_of_no_known_kind_is_a_problem(
    form: Form, tmp_path: Path
) -> None:
    path = form(tmp_path, "media/plot.png", "pack.yaml", "media/plot.bmp", "media")
    assert [code for code, _ in problems(path)] == ["MLI307"] * 3
    assert [code for code, _ in problems(path, image=3)] == ["MLI307"] * 4
    hints = [hint for _, hint in problems(path, image=3)]
    assert hints[0] == "make it smaller, or raise the limit `image`"
    assert hints[1].startswith("save it as one of: .gif")


@each_form
def test_a_folder_is_no_image(form: Form, tmp_path: Path) -> None:
    made = folder(tmp_path, "media/a.png")
    (made / "media" / "a.png").mkdir()
    (made / "media" / "a.png" / "b.png").write_bytes(PNG)
    path = made
    if form is single:
        path = (made / "pack.yaml").rename(made / "p.mlpack.yaml")
    elif form is not folder:
        path = zipped(made, "p/" if form is archive_of_a_folder else "")
    assert [code for code, _ in problems(path)] == ["MLI306"]


def test_hidden_files_are_no_part_of_a_pack(tmp_path: Path) -> None:
    made = folder(tmp_path, ".git/x.png", "media/.x.png", "media//plot.png")
    (made / ".git").mkdir()
    for name in (".git/x.png", "media/.x.png"):
        (made / name).write_bytes(PNG)
    assert [code for code, _ in problems(made)] == ["MLI306"] * 3
    assert [code for code, _ in problems(zipped(made, ""))] == ["MLI306"] * 3


def test_a_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    names = ("media/out.png", "away/x.png", "media/in.png", "media/loop.png")
    made = single(tmp_path, *names)
    (tmp_path / "x.png").write_bytes(b"secret")
    media = made.parent / "media"
    (media / "out.png").symlink_to(tmp_path / "x.png")
    (media / "in.png").symlink_to("plot.png")
    (media / "loop.png").symlink_to("loop.png")
    (made.parent / "away").symlink_to(tmp_path)
    assert [code for code, _ in problems(made)] == ["MLI214", "MLI214", "MLI306"]
    _, images = mlinterview.load_with_media(_without_errors(made), today=TODAY)
    assert images.read("media/in.png") == PNG
    for name in names[:2]:
        with pytest.raises(MlinterviewError, match="a link to what is not in the pack"):
            images.read(name)


def _without_errors(path: Path) -> Path:
    path.write_text(text("media/in.png"), encoding="utf-8")
    return path


@each_form
def test_a_file_is_no_folder(form: Form, tmp_path: Path) -> None:
    path = form(tmp_path, "media/plot.png/plot.png")
    assert [code for code, _ in problems(path)] == ["MLI306"]


def test_an_entry_that_leads_out_or_is_a_link_is_no_image(tmp_path: Path) -> None:
    path = archive(tmp_path, "media/link.png", "media/plot.png")
    link = zipfile.ZipInfo("media/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("../media/up.png", PNG)
        packed.writestr(link, "/etc/passwd")
    found = sorted(code for code, _ in problems(path))
    assert found == ["MLI014", "MLI014", "MLI306"]


def test_an_image_that_is_damaged_cannot_be_read(tmp_path: Path) -> None:
    path = archive(tmp_path, "media/plot.png")
    path.write_bytes(path.read_bytes().replace(PNG, b"\x89PNg"))
    _, media = mlinterview.load_with_media(path, today=TODAY)
    with pytest.raises(MlinterviewError, match=r"`media/plot.png`: the entry is damaged"):
        media.read("media/plot.png")


def test_an_image_that_grew_since_is_not_read(tmp_path: Path) -> None:
    path = folder(tmp_path, "media/plot.png")
    limits = Limits(image=4, bytes=2000)
    _, media = mlinterview.load_with_media(path, today=TODAY, limits=limits)
    assert media.read("media/plot.png") == PNG
    (path / "media" / "plot.png").write_bytes(PNG * 2)
    with pytest.raises(MlinterviewError, match=r"`media/plot.png`"):
        media.read("media/plot.png")


def test_a_text_stands_in_no_folder_and_is_not_asked_for_images() -> None:
    found = parse(text("media/plot.png"), "yaml", name="t")
    assert found.media is None
    pack = mlinterview.loads(text("media/plot.png"), "yaml", today=TODAY)
    assert mlinterview.validate(pack, today=TODAY).ok
    with pytest.raises(MlinterviewError, match="there is no image"):
        NO_MEDIA.read("media/plot.png")


def test_media_are_equal_to_nothing_else(tmp_path: Path) -> None:
    path = folder(tmp_path)
    one, two = (mlinterview.load_with_media(path, today=TODAY) for _ in range(2))
    assert one[0] == two[0]
    assert one[1] != two[1]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one[1].most = 1  # type: ignore[misc]


def test_what_is_no_pack_has_no_images() -> None:
    with pytest.raises(PackError):
        mlinterview.load_with_media("no-such-pack")


def test_an_installed_pack_has_its_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "site", "media/plot.png").rename(tmp_path / "site" / "some_pack")
    info = tmp_path / "site" / "some-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: some\nVersion: 1.0\n", encoding="utf-8")
    offer = "[mlinterview.packs]\np = some_pack\n"
    (info / "entry_points.txt").write_text(offer, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert mlinterview.validate("p", today=TODAY).ok
    _, media = mlinterview.load_with_media("p", today=TODAY)
    assert media.read("media/plot.png") == PNG
