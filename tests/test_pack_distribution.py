"""The template for a pack as a distribution is whole, and works once it is installed."""

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import mlinterview

# Wheels are built and installed.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "examples" / "pack-distribution"
FOLDER = "sql_interview_pack"
PACK = TEMPLATE / "src" / FOLDER
ID = "sql-interview"
MADE = shutil.ignore_patterns("__pycache__", "*.egg-info", ".venv", "build", "dist")


def _files(folder: Path) -> list[Path]:
    """Return the files that are the template's own, not made by running it."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]


def _settings() -> Any:
    return tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command; one that fails is shown with all that it said."""
    settled = {"PIP_CONFIG_FILE": os.devnull, "PYTEST_ADDOPTS": "", "GITHUB_ACTIONS": ""}
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | settled,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the template, with a package that must not be imported."""
    copied = tmp_path_factory.mktemp("template") / "copy"
    shutil.copytree(TEMPLATE, copied, ignore=MADE)
    init = copied / "src" / FOLDER / "__init__.py"
    init.write_text('raise RuntimeError("imported")\n', encoding="utf-8")
    return copied


@pytest.fixture(scope="module")
def wheel(copy: Path) -> Path:
    """The wheel of the copy, built from its source distribution without a network."""
    command = [sys.executable, "-m", "build", "--no-isolation", str(copy)]
    _run(command, copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


# The template by itself


def test_its_pack_has_no_problem_at_all() -> None:
    assert list(mlinterview.validate(PACK)) == []


def test_its_pack_shows_what_a_good_question_has() -> None:
    pack = mlinterview.load(PACK)
    assert pack.id == ID
    assert len(pack.questions) == 2
    assert any(question.rubric for question in pack.questions)
    assert all(question.follow_ups for question in pack.questions)


def test_pack_and_distribution_agree() -> None:
    project, pack = _settings()["project"], mlinterview.load(PACK)
    assert project["version"] == pack.version
    assert project["license"] == pack.metadata.license
    assert project["entry-points"]["mlinterview.packs"] == {pack.id: PACK.name}
    assert project["dependencies"] == []


def test_its_readme_names_what_has_to_be_renamed() -> None:
    names = {_settings()["project"]["name"], ID, FOLDER}
    table = (TEMPLATE / "README.md").read_text(encoding="utf-8").split("## Write")[0]
    assert all(f"`{name}`" in table for name in names)
    files = [path for path in TEMPLATE.rglob("*") if path.is_file()]
    named = {
        "pyproject.toml",
        "pack.yaml",
        "check.yml",
        "test_distribution.py",
        "README.md",
    }
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert path.name in named or not any(name in text for name in names), path


def test_its_wheel_holds_the_pack_and_says_where(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (stated,) = [name for name in names if name.endswith("/entry_points.txt")]
        points = configparser.ConfigParser()
        points.read_string(archive.read(stated).decode())
    held = {name for name in names if name.startswith(f"{FOLDER}/")}
    assert held == {path.relative_to(PACK.parent).as_posix() for path in _files(PACK)}
    assert dict(points["mlinterview.packs"]) == {ID: FOLDER}


def test_the_plugin_tests_each_of_its_questions(copy: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v"]
    done = _run([*command, "--mlinterview-pack", f"src/{FOLDER}", "-k", "question"], copy)
    lines = done.stdout.splitlines()
    assert [line.partition(" PASSED")[0] for line in lines if "::schema " in line] == [
        f"src/{FOLDER}::question/design-library-loans::schema",
        f"src/{FOLDER}::question/not-in-and-null::schema",
    ]
    assert " passed" in lines[-1]


# The template once it is installed. All that follows needs packs in distributions.


@pytest.fixture(scope="module", params=["wheel", "editable"])
def python(
    request: pytest.FixtureRequest,
    copy: Path,
    wheel: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The Python of a new environment that has the template installed."""
    folder = tmp_path_factory.mktemp(request.param) / "environment"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(_run(asked, folder).stdout.strip())
    # The library, and all that it needs, is taken from the environment of the tests.
    shared = sysconfig.get_path("purelib")
    line = f"import site; site.addsitedir({shared!r})\n"
    (packages / "shared.pth").write_text(line, encoding="utf-8")
    target = [str(wheel)] if request.param == "wheel" else ["--editable", str(copy)]
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    _run([*pip, "--no-deps", "--no-build-isolation", "--no-index", *target], folder)
    return python


def test_the_command_line_lists_and_uses_the_pack(python: Path, tmp_path: Path) -> None:
    command = [str(python), "-m", "mlinterview"]
    assert ID in _run([*command, "packs"], tmp_path).stdout
    assert "no problems" in _run([*command, "validate", ID], tmp_path).stdout
    assert "design-library-loans" in _run([*command, "list", ID], tmp_path).stdout
    _run([*command, "export", ID, "--output", "cards.csv"], tmp_path)
    assert "partial indexes" in (tmp_path / "cards.csv").read_text(encoding="utf-8")


def test_the_library_loads_the_pack_without_importing_it(
    python: Path, tmp_path: Path
) -> None:
    code = f"""
import sys
import mlinterview
pack = mlinterview.load({ID!r})
assert pack.id == {ID!r}
assert mlinterview.validate({ID!r}).ok
assert {FOLDER!r} not in sys.modules
print(pack.version)
"""
    assert _run([str(python), "-c", code], tmp_path).stdout == "0.1.0\n"


def test_the_tests_of_the_template_pass(python: Path, copy: Path) -> None:
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", "-v"]
    done = _run(command, copy)
    assert "test_distribution.py::test_pack_and_distribution_have_one" in done.stdout
    assert f"src/{FOLDER}::question/not-in-and-null::open-fence PASSED" in done.stdout


def test_what_its_readme_says_of_the_pack_is_true(python: Path, copy: Path) -> None:
    readme = (copy / "README.md").read_text(encoding="utf-8")
    commands = [line for line in readme.splitlines() if line.startswith("mlinterview ")]
    assert len(commands) == 4
    for command in commands:
        line = command.replace("mlinterview", f"'{python}' -m mlinterview", 1)
        _run(["sh", "-c", f"mkdir -p .mlinterview && {line}"], copy)
