"""Packs that distributions offer: found as files, and nothing of them imported."""

import importlib.machinery
import importlib.metadata
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import mlinterview
from mlinterview import PackError, Report, installed
from mlinterview.storage import InstalledPack, bundled
from mlinterview.storage.distributions import GROUP, offered

MAIN = (
    'schema_version: "1.0"\n'
    "pack: {{id: {id}, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{{name: A}}]}}\n"
    "topics: [{{id: basics, title: B}}]\n"
)
ACTS = "raise SystemExit('this is not to be imported')\n"
METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"


class Site:
    """A folder that packages are installed in."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def package(self, folder: str, *, init: bool = True, pack: str = "p") -> Path:
        """Make a package that holds a pack; importing it ends the program."""
        path = self.root / folder
        path.mkdir(parents=True)
        if pack:
            (path / "pack.yaml").write_text(MAIN.format(id=pack), encoding="utf-8")
        above = [path, *path.parents][: len(Path(folder).parts)]
        for one in above if init else ():
            (one / "__init__.py").write_text(ACTS, encoding="utf-8")
        return path

    def distribution(
        self,
        name: str,
        offers: str | dict[str, str],
        *,
        version: str = "1.0",
        metadata: str = METADATA,
    ) -> Path:
        """Make the metadata of a distribution that offers packs by entry points."""
        if isinstance(offers, dict):
            lines = [f"{key} = {value}\n" for key, value in offers.items()]
            offers = f"[{GROUP}]\n{''.join(lines)}"
        folder = self.root / f"{name}-{version}.dist-info"
        folder.mkdir()
        stated = metadata.format(name=name, version=version)
        (folder / "METADATA").write_text(stated, encoding="utf-8")
        (folder / "entry_points.txt").write_text(offers, encoding="utf-8")
        return folder


@pytest.fixture
def site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Site]]:
    """Return a function that puts a new folder in front of Python's path."""
    before = set(sys.modules)

    def make(name: str = "site") -> Site:
        (tmp_path / name).mkdir()
        monkeypatch.syspath_prepend(tmp_path / name)
        return Site(tmp_path / name)

    yield make
    # Whatever a test did, nothing of what it made has been imported.
    made = {
        name
        for name in set(sys.modules) - before
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", ""))
    }
    assert made == set()


Make = Callable[..., Site]


def only() -> InstalledPack:
    (one,) = offered()
    return one


def reason() -> str:
    """Return why the one pack that is offered cannot be found."""
    one = only()
    assert one.path is None
    assert one.problem is not None
    assert one.problem.code == "MLI019"
    assert GROUP in one.problem.hint
    report = mlinterview.validate(one.id)
    assert report.problems == (one.problem,)
    with pytest.raises(PackError):
        mlinterview.load(one.id)
    return one.problem.message.partition("; ")[2]


# Found --------------------------------------------------------------------------


def test_where_nothing_is_offered_only_the_bundled_packs_are_there() -> None:
    assert offered() == ()
    assert installed() == bundled()


@pytest.mark.slow
def test_the_bundled_packs_are_there_without_an_installation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert [(pack.id, pack.version) for pack in bundled()] == [("ml-engineer", "")]
    assert mlinterview.validate("ml-engineer").ok


def test_a_pack_is_found_and_loaded_by_its_name(site: Make) -> None:
    here = site()
    path = here.package("my_pack")
    here.distribution("my-pack", {"mine": "my_pack"}, version="2.1")
    assert only() == InstalledPack("mine", "my-pack", "2.1", path)
    assert mlinterview.load("mine").id == "p"
    report = mlinterview.validate("mine")
    assert report.ok
    assert report.name == "mine"


@pytest.mark.parametrize(
    ("folder", "value"),
    [
        ("a_pack", "a_pack"),
        ("a_pack", "  a_pack "),
        ("a/data", "a.data"),
        ("a/b/c/data", "a.b.c.data"),
        ("Größe/data", "Größe.data"),
    ],
)
@pytest.mark.parametrize("init", [True, False])
def test_a_package_is_found_with_and_without_its_module(
    folder: str, value: str, init: bool, site: Make
) -> None:
    here = site()
    path = here.package(folder, init=init)
    here.distribution("x", {"mine": value})
    assert only().path == path
    assert mlinterview.load("mine").id == "p"


def test_a_folder_of_data_in_a_package_is_found(site: Make) -> None:
    here = site()
    here.package("a", pack="")
    path = here.package("a/data", init=False)
    here.distribution("x", {"mine": "a.data"})
    assert only().path == path


def test_a_package_in_a_namespace_of_several_folders_is_found(site: Make) -> None:
    one, two = site("one"), site("two")
    one.package("space/first", pack="")
    (one.root / "space" / "__init__.py").unlink()
    path = two.package("space/second/data", init=False)
    two.distribution("x", {"mine": "space.second.data"})
    assert only().path == path


def test_the_pack_may_be_in_the_second_folder_of_a_namespace(site: Make) -> None:
    one, two = site("one"), site("two")
    path = one.package("space", init=False)
    two.package("space", init=False, pack="")
    one.distribution("x", {"mine": "space"})
    assert only().path == path


def test_nothing_of_the_package_is_imported(site: Make) -> None:
    here = site()
    here.package("acting/data")
    here.distribution("x", {"mine": "acting.data"})
    assert mlinterview.load("mine").id == "p"
    assert not {"acting", "acting.data"} & set(sys.modules)


def test_one_distribution_may_offer_several_packs(site: Make) -> None:
    here = site()
    for name in ("one", "two"):
        here.package(f"packs/{name}", pack=name)
    here.distribution("x", {"two": "packs.two", "one": "packs.one"})
    assert [pack.id for pack in offered()] == ["one", "two"]
    assert mlinterview.load("two").id == "two"


def test_other_entry_points_are_passed_over(site: Make) -> None:
    here = site()
    here.distribution(
        "x", "[console_scripts]\nx = x:main\n[mlinterview.exporters]\ny=z\n"
    )
    assert offered() == ()


def test_packs_are_in_the_order_of_their_names(site: Make) -> None:
    here = site()
    for name in ("zebra", "ant", "ml-engineer"):
        here.package(name.replace("-", "_"))
        here.distribution(name, {name: name.replace("-", "_")})
    here.distribution("bee", {"ant": "missing"})
    assert [(pack.id, pack.distribution) for pack in installed()] == [
        ("ant", "ant"),
        ("ant", "bee"),
        ("ml-engineer", "ml-engineer"),
        ("ml-engineer", "mlinterview"),
        ("zebra", "zebra"),
    ]
    assert [pack.path is None for pack in installed()][:2] == [False, True]


def test_a_folder_that_is_listed_twice_offers_once(
    site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site()
    path = here.package("a_pack")
    here.distribution("x", {"mine": "a_pack"})
    shutil.copytree(here.root, here.root.parent / "copy")
    monkeypatch.setattr(sys, "path", [*sys.path, str(here.root), str(path.parents[1])])
    assert only().path == path
    monkeypatch.setattr(sys, "path", [*sys.path, str(here.root.parent / "copy")])
    assert only().path == path


def test_problems_are_in_the_files_of_the_package(site: Make) -> None:
    here = site()
    path = here.package("a_pack")
    (path / "a.yaml").write_text("colour: red\n", encoding="utf-8")
    with (path / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("shape: round\n")
    here.distribution("x", {"mine": "a_pack"})
    report = mlinterview.validate("mine")
    assert report.name == "mine"
    assert [(p.file, p.line, p.pointer) for p in report] == [
        (str(path / "pack.yaml"), 4, "/shape"),
        (str(path / "a.yaml"), 1, "/colour"),
    ]


def test_a_path_goes_before_a_name(
    site: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site()
    here.package("a_pack", pack="installed")
    here.distribution("x", {"mine": "a_pack"})
    monkeypatch.chdir(tmp_path)
    assert mlinterview.load("mine").id == "installed"
    (tmp_path / "mine").mkdir()
    assert mlinterview.load("mine").id == "installed"
    (tmp_path / "mine" / "pack.yaml").write_text(MAIN.format(id="path"), encoding="utf-8")
    assert mlinterview.load("mine").id == "path"


# Broken -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("missing", "there is no package `missing`"),
        ("a.missing", "there is no package `a.missing`"),
        ("missing.data.deep", "there is no package `missing`"),
        ("a.module", "there is no package `a.module`"),
        ("module", "there is no package `module`"),
        ("module.data", "there is no package `module`"),
        ("a", "there is no pack.yaml in it"),
        ("json", "there is no pack.yaml in it"),
        ("sys", "there is no package `sys`"),
        ("a.data:pack", "that is not the import name of a package"),
        ("a-b", "that is not the import name of a package"),
        ("a..data", "that is not the import name of a package"),
        (".a", "that is not the import name of a package"),
        ("a/data", "that is not the import name of a package"),
        ("../a", "that is not the import name of a package"),
        ("a.data [extra]", "that is not the import name of a package"),
        ("", "that is not the import name of a package"),
        ("__main__", "there is no package `__main__`"),
        ("x" * 5000, "there is no package `xxx"),
        ("a." + "x" * 5000, "there is no package `a.xxx"),
    ],
)
def test_an_offer_that_leads_nowhere_is_a_problem(
    value: str, said: str, site: Make
) -> None:
    here = site()
    here.package("a", pack="")
    for path in (here.root, here.root / "a"):
        (path / "module.py").write_text(ACTS, encoding="utf-8")
    here.distribution("x", {"mine": value})
    assert reason().startswith(said[:40])


def test_a_pack_file_that_is_a_folder_is_none(site: Make) -> None:
    here = site()
    (here.package("a", pack="") / "pack.yaml").mkdir()
    here.distribution("x", {"mine": "a"})
    assert reason() == "there is no pack.yaml in it"


def test_a_folder_that_must_not_be_looked_into_does_no_harm(
    site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site()
    here.package("a")
    here.distribution("x", {"mine": "a"})
    stat = os.stat

    def refuse(path: Any, *rest: Any, **more: Any) -> os.stat_result:
        if str(path).endswith("pack.yaml"):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *rest, **more)

    monkeypatch.setattr(os, "stat", refuse)
    assert only().path is None


def test_a_package_in_an_archive_has_no_folder(site: Make, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("packed/__init__.py", ACTS)
        archive.writestr("packed/pack.yaml", MAIN.format(id="p"))
    here = site()
    here.distribution("x", {"mine": "packed"})
    sys.path.insert(0, str(tmp_path / "packed.zip"))  # The fixture takes it away.
    assert reason() == "there is no pack.yaml in it"


def damaged() -> str:
    """Return why the metadata of the one distribution cannot be read."""
    one = only()
    assert (one.id, one.version, one.path) == ("", "", None)
    assert one.problem is not None
    assert one.problem.code == "MLI019"
    assert one.problem.file == one.distribution
    assert one.problem.hint == "reinstall it"
    # It is no name of a pack, so that none is offered in its place.
    for name in ("", "mine"):
        report = mlinterview.validate(name)
        assert [problem.code for problem in report] == ["MLI001"]
        assert report[0].hint == "installed: ml-engineer"
    lead, _, why = one.problem.message.partition(": ")
    assert lead == "the metadata of a distribution cannot be read"
    return why


@pytest.mark.parametrize(
    "offers",
    [f"[{GROUP}]\nno equals sign\n", f"[{GROUP}]\na = b\nmine\n"],
)
def test_entry_points_that_cannot_be_read_are_a_problem(offers: str, site: Make) -> None:
    here = site()
    folder = here.distribution("x", offers)
    assert damaged()
    assert only().distribution == str(folder)


def test_entry_points_in_another_encoding_are_a_problem(site: Make) -> None:
    folder = site().distribution("x", "")
    (folder / "entry_points.txt").write_bytes(
        f"[{GROUP}]\nm = caf\xe9\n".encode("cp1252")
    )
    assert "utf-8" in damaged()


@pytest.mark.parametrize(
    "metadata",
    ["", "Metadata-Version: 2.1\n", "Name: x\n", "Version: 1.0\n", "Name:\nVersion: 1\n"],
)
def test_metadata_without_a_name_or_a_version_are_a_problem(
    metadata: str, site: Make
) -> None:
    here = site()
    here.package("a")
    here.distribution("x", {"mine": "a"}, metadata=metadata)
    assert damaged() == "the name or the version is missing"


def test_metadata_that_python_does_not_find_are_a_problem(
    site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    lenient: Any = vars(importlib.metadata.Distribution)["metadata"]

    def strict(self: importlib.metadata.Distribution) -> Any:
        """Do as Python 3.15, and the backport of it that may be installed."""
        if self.read_text("METADATA"):
            return lenient.fget(self)
        raise FileNotFoundError("No package metadata was found.")  # noqa: EM101, TRY003

    monkeypatch.setattr(importlib.metadata.Distribution, "metadata", property(strict))
    here = site()
    here.package("a")
    here.distribution("x", {"mine": "a"}, metadata="")
    assert damaged() == "the name or the version is missing"


def test_missing_metadata_are_a_problem(site: Make) -> None:
    here = site()
    here.package("a")
    (here.distribution("x", {"mine": "a"}) / "METADATA").unlink()
    assert damaged()


def test_missing_metadata_of_those_that_offer_nothing_are_none(site: Make) -> None:
    (site().distribution("x", "") / "METADATA").unlink()
    assert offered() == ()


def test_each_of_several_damaged_distributions_is_told(site: Make) -> None:
    here = site()
    for name in ("one", "two"):
        here.distribution(name, "[a]\nb")
    here.package("good")
    here.distribution("good", {"mine": "good"})
    assert [Path(pack.distribution).name for pack in offered()] == [
        "one-1.0.dist-info",
        "two-1.0.dist-info",
        "good",
    ]
    assert mlinterview.load("mine").id == "p"


def test_a_distribution_that_is_in_no_folder_may_be_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Odd(importlib.metadata.Distribution):
        def read_text(self, filename: str) -> str | None:
            raise OSError(5, "input/output error")

        def locate_file(self, path: Any) -> Path:
            return tmp_path / path

    class Finder(importlib.metadata.DistributionFinder):
        def find_distributions(self, context: Any = None) -> Any:
            return [] if context.name else [Odd()]

        def find_spec(self, *_: Any) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert only().distribution == str(tmp_path)
    assert "input/output error" in damaged()


def test_installed_packs_that_are_broken_are_not_suggested(site: Make) -> None:
    site().distribution("x", {"mine": "missing"})
    (problem,) = mlinterview.validate("min")
    assert (problem.code, problem.hint) == ("MLI001", "installed: ml-engineer")


def test_an_installed_pack_is_suggested(site: Make) -> None:
    here = site()
    here.package("a")
    here.distribution("x", {"data-scientist": "a"})
    (problem,) = mlinterview.validate("data-scientists")
    assert problem.hint == "did you mean `data-scientist`?"
    (problem,) = mlinterview.validate("zzz")
    assert problem.hint == "installed: data-scientist, ml-engineer"


# One name, several packs ----------------------------------------------------------


def test_a_name_that_two_distributions_offer_is_neither(site: Make) -> None:
    here = site()
    for name in ("one", "two"):
        here.package(name, pack=name)
        here.distribution(name, {"mine": name})
    report = mlinterview.validate("mine")
    (problem,) = report
    assert problem.code == "MLI019"
    assert problem.message == "several distributions offer a pack `mine`: `one`, `two`"
    assert "uninstall all but one" in problem.hint
    with pytest.raises(PackError):
        mlinterview.load("mine")
    assert mlinterview.load(here.root / "two").id == "two"


@pytest.mark.slow
@pytest.mark.parametrize("value", ["other", "missing"])
def test_a_bundled_pack_cannot_be_replaced(value: str, site: Make) -> None:
    here = site()
    here.package("other", pack="other")
    here.distribution("other", {"ml-engineer": value})
    assert [pack.distribution for pack in installed()] == ["mlinterview", "other"]
    assert mlinterview.load("ml-engineer").id == "ml-engineer"
    assert mlinterview.validate("ml-engineer").ok


def test_two_versions_of_one_distribution_are_the_first_of_them(site: Make) -> None:
    second, first = site("second"), site("first")
    for here, version in ((first, "2.0"), (second, "1.0")):
        here.package("a", pack=f"v{version[0]}")
        here.distribution("x", {"mine": "a"}, version=version)
    assert only().version == "2.0"
    assert mlinterview.load("mine").id == "v2"


# Finders ------------------------------------------------------------------------


class Editable(MetaPathFinder):
    """Finds packages by a table, as setuptools does for an editable install."""

    def __init__(self, table: dict[str, Path]) -> None:
        self.table = table

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.table:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = [str(self.table[fullname])]
        return spec


@pytest.mark.parametrize("value", ["edited", "edited.data", "edited.other"])
def test_a_package_that_a_finder_knows_is_found(
    value: str, site: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = site()
    source = Site(tmp_path / "source")
    table = {
        "edited": source.package("src/edited"),
        "edited.other": source.package("elsewhere", init=False),
    }
    if value == "edited.data":
        source.package("src/edited/data", init=False)
    here.distribution("x", {"mine": value})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Editable(table)])
    expected = {"edited.other": "elsewhere", "edited.data": "src/edited/data"}
    assert only().path == source.root / expected.get(value, "src/edited")
    assert mlinterview.load("mine").id == "p"


@pytest.mark.parametrize("error", [ImportError, KeyError, AttributeError, OSError])
def test_a_finder_that_fails_leaves_it_to_the_others(
    error: type[Exception], site: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(MetaPathFinder):
        def find_spec(self, *_: Any) -> None:
            raise error

    here = site()
    path = here.package("a/data")
    here.distribution("x", {"mine": "a.data"})
    monkeypatch.setattr(sys, "meta_path", [Failing(), object(), *sys.meta_path])
    assert only().path == path


@pytest.mark.slow
def test_an_editable_install_is_found(tmp_path: Path) -> None:
    """A real environment, where a `.pth` file leads to the source."""
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run(
        [python, "-c", where], capture_output=True, text=True, check=True
    )
    here = Site(Path(done.stdout.strip()))
    source = Site(tmp_path / "source")
    path = source.package("my_pack/data")
    own = [
        Path(mlinterview.__file__).parents[1],
        Path(sys.modules["attrs"].__file__ or ""),
    ]
    lines = [str(source.root), str(own[0]), str(own[1].parents[1])]
    (here.root / "__editable__.pth").write_text("\n".join(lines), encoding="utf-8")
    here.distribution("my-pack", {"mine": "my_pack.data"})
    program = (
        "import mlinterview, sys\n"
        "(one,) = (one for one in mlinterview.installed() if one.id == 'mine')\n"
        "print(one.path)\n"
        "print(mlinterview.load('mine').id, 'my_pack' in sys.modules)\n"
    )
    done = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str(path), "p False"]


def test_a_report_on_an_installed_pack_is_one_on_its_folder(site: Make) -> None:
    here = site()
    path = here.package("a")
    (path / "tips.yaml").write_text("tips: [{id: A}]\n", encoding="utf-8")
    here.distribution("x", {"mine": "a"})
    by_path = mlinterview.validate(path)
    assert mlinterview.validate("mine") == Report(name="mine", problems=by_path.problems)
    assert {problem.code for problem in by_path} == {"MLI102", "MLI105"}
