"""The hook for pre-commit, run by pre-commit in a repository of its own."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlinterview.storage import scaffold

# Each test runs git and pre-commit.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
TEMPLATE = ROOT / "examples" / "pack-distribution" / ".pre-commit-config.yaml"


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def hook() -> dict[str, Any]:
    (hook,) = _read(HOOKS)
    assert isinstance(hook, dict)
    return hook


class Repository:
    """A git repository, and what is run in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        outer = {
            key: value for key, value in os.environ.items() if not key.startswith("GIT_")
        }
        scripts = sysconfig.get_path("scripts")
        self.environment = outer | {
            "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")]),
            "PRE_COMMIT_HOME": str(path.parent / "pre-commit"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            # The hook is to be judged by its text, not by what CI reads.
            "GITHUB_ACTIONS": "",
        }
        path.mkdir()
        self.run("git", "init", "--quiet")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.path,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def write(self, name: str, text: str) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def check(self, *options: str) -> subprocess.CompletedProcess[str]:
        self.run("git", "add", "--all")
        command = [sys.executable, "-m", "pre_commit", "run", "--color=never"]
        return self.run(*command, *options)


@pytest.fixture
def repository(tmp_path: Path, hook: dict[str, Any]) -> Repository:
    # `pre-commit try-repo` would install the library with all that it needs from an
    # index. What is run is the same without: the keys are those of the hook, but for
    # the environment, which is the one of the tests.
    repository = Repository(tmp_path / "repository")
    here = {**hook, "language": "system"}
    here.pop("minimum_pre_commit_version")
    config = {"repos": [{"repo": "local", "hooks": [here]}]}
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    (repository.path / "packs").mkdir()
    scaffold.new_pack(repository.path / "packs" / "networking")
    return repository


@pytest.mark.parametrize(
    ("kind", "path"),
    [("manifest", HOOKS), ("config", TEMPLATE)],
    ids=["hooks", "template"],
)
def test_pre_commit_takes_the_file(kind: str, path: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", f"validate-{kind}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_template_runs_the_same_hook(hook: dict[str, Any]) -> None:
    ((used,),) = [one["hooks"] for one in _read(TEMPLATE)["repos"]]
    hook.pop("description")
    hook.pop("minimum_pre_commit_version")
    assert used == {**hook, "language": "system"}


# These need --skip-others.


def test_good_packs_pass_among_other_files(repository: Repository) -> None:
    repository.write(".github/dependabot.yaml", "version: 2\n")
    repository.write("package.json", '{"name": "no-pack"}\n')
    done = repository.check("--all-files", "--verbose")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    assert "packs/networking: no problems" in done.stdout


def test_a_changed_part_has_its_pack_checked(repository: Repository) -> None:
    repository.write(
        "packs/networking/tips.yaml", "tips:\n  - {id: aloud, text: Speak up.}\n"
    )
    done = repository.check("--files", "packs/networking/tips.yaml")
    assert done.returncode == 1
    assert "- exit code: 1" in done.stdout
    assert "packs/networking/tips.yaml:2:5: error MLI102" in done.stdout


def test_a_pack_is_checked_once_however_many_of_its_files_change(
    repository: Repository,
) -> None:
    done = repository.check("--verbose")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("packs/networking: ") == 1


def test_other_changes_run_nothing(repository: Repository) -> None:
    repository.write("README.md", "No pack.\n")
    done = repository.check("--files", "README.md")
    assert done.returncode == 0
    assert "Skipped" in done.stdout
