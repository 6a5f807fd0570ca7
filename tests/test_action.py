"""The action for GitHub: its shape, and its scripts as a runner runs them."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlinterview.storage import scaffold

ROOT = Path(__file__).parent.parent
ACTION = ROOT / "action.yml"
TEMPLATE = ROOT / "examples" / "pack-distribution"
WORKFLOW = TEMPLATE / ".github" / "workflows" / "check.yml"


def _read(path: Path) -> Any:
    # YAML 1.1 reads the key `on` as a boolean; plain text is all that is needed.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def _steps() -> list[Any]:
    steps = _read(ACTION)["runs"]["steps"]
    assert isinstance(steps, list)
    return steps


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "path"), [("github-actions", ACTION), ("github-workflows", WORKFLOW)]
)
def test_it_has_the_form_that_github_asks_for(schema: str, path: Path) -> None:
    # The schemas come with check-jsonschema, so that this needs no network.
    command = [sys.executable, "-m", "check_jsonschema", str(path)]
    command += ["--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_inputs_reach_scripts_by_the_environment_alone() -> None:
    inputs = _read(ACTION)["inputs"]
    used = set()
    for step in _steps():
        assert "${{" not in step.get("run", "")
        for name, value in step.get("env", {}).items():
            assert name in step["run"]
            (given,) = re.findall(r"^\$\{\{ inputs\.([a-z-]+) \}\}$", value)
            used.add(given)
        used |= set(re.findall(r"inputs\.([a-z-]+)", str(step.get("with", ""))))
    assert used == set(inputs)


def test_the_workflow_of_the_template_may_do_little() -> None:
    workflow = _read(WORKFLOW)
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", [ACTION, WORKFLOW], ids=lambda path: path.name)
def test_what_others_wrote_is_pinned_by_its_commit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    for one in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)


class Runner:
    """As much of a runner as the scripts see."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        self.temporary = folder / "temp"
        self.path = [str(Path(sys.executable).parent), os.defpath]
        self.work.mkdir()
        self.temporary.mkdir()
        # The index is out of reach: pip is the real one, but finds what the library
        # needs, and what builds it, in the environment of the tests.
        made = self.temporary / "mlinterview"
        venv.create(made, with_pip=False)
        (packages,) = made.glob("lib/*/site-packages")
        shared = sysconfig.get_path("purelib")
        line = f"import site; site.addsitedir({shared!r})\n"
        (packages / "shared.pth").write_text(line, encoding="utf-8")

    def keep_environment(self) -> None:
        """Let the action take the environment that is there for a new one.

        To make one takes longest; `python -m venv` does nothing from here on.
        """
        commands = self.temporary / "commands"
        commands.mkdir()
        python = commands / "python"
        python.write_text('#!/bin/sh\ntest "$1 $2" = "-m venv"\n', encoding="utf-8")
        python.chmod(0o755)
        self.path = [str(commands), *self.path]

    def run(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the step *name*, with the inputs that it takes from the environment."""
        (step,) = [one for one in _steps() if one["name"] == name]
        assert set(step["env"]) == set(inputs)
        assert step["shell"] == "bash"
        bash = shutil.which("bash")
        assert bash is not None
        # So does a runner: https://docs.github.com/actions, `shell: bash`.
        return subprocess.run(
            [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.work,
            env={
                "PATH": os.pathsep.join(self.path),
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_ACTIONS": "true",
                "PIP_NO_INDEX": "1",
                "PIP_NO_DEPS": "1",
                "PIP_NO_BUILD_ISOLATION": "0",  # Sic: pip stores the opposite.
                "PIP_CONFIG_FILE": os.devnull,
                **inputs,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def validate(
        self, paths: str, strict: str = "false"
    ) -> subprocess.CompletedProcess[str]:
        return self.run("Validate", INPUT_PATHS=paths, INPUT_STRICT=strict)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner with the library installed by the action itself."""
    runner = Runner(tmp_path_factory.mktemp("runner"))
    done = runner.run("Install mlinterview", INPUT_VERSION="")
    assert done.returncode == 0, done.stdout
    assert (runner.temporary / "mlinterview" / "bin" / "mlinterview").is_file()
    runner.keep_environment()
    scaffold.new_pack(runner.work / "good")
    broken = scaffold.new_pack(runner.work / "broken").parent
    (broken / "tips.yaml").write_text("tips: [{id: aloud}]\n", encoding="utf-8")
    draft = scaffold.new_pack(runner.work / "draft").parent
    (draft / "more.yaml").write_text(
        "questions:\n- {id: q, kind: concept, prompt: Why?, topics: [basics],"
        " status: draft}\n",
        encoding="utf-8",
    )
    (runner.work / "with space").mkdir()
    shutil.copytree(runner.work / "good", runner.work / "with space" / "pack")
    return runner


@pytest.mark.slow
def test_a_good_pack_passes(runner: Runner) -> None:
    done = runner.validate("good")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_broken_pack_fails_the_step(runner: Runner) -> None:
    done = runner.validate("broken")
    assert done.returncode == 1
    assert "MLI102" in done.stdout
    assert "broken/tips.yaml" in done.stdout


@pytest.mark.slow
def test_each_line_is_a_path(runner: Runner) -> None:
    done = runner.validate("\n  good  \n\nwith space/pack\r\n")
    assert done.returncode == 0, done.stdout
    done = runner.validate("good\nbroken\n")
    assert done.returncode == 1, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("paths", ["", "\n \n"])
def test_no_path_at_all_is_a_wrong_use(paths: str, runner: Runner) -> None:
    done = runner.validate(paths)
    assert done.returncode == 2, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    ["$(touch pwned)", "`touch pwned`", "; touch pwned", "' && touch pwned '", "--help"],
)
def test_no_input_is_run(hostile: str, runner: Runner) -> None:
    assert runner.validate(hostile).returncode != 0
    assert runner.validate("good", strict=hostile).returncode == 2
    assert not (runner.work / "pwned").exists()


@pytest.mark.slow
def test_a_release_is_asked_of_the_index(runner: Runner) -> None:
    done = runner.run("Install mlinterview", INPUT_VERSION="99.1")
    assert done.returncode == 1
    assert "mlinterview==99.1" in done.stdout
    hostile = "1.0 --pre; touch pwned; $(touch pwned)"
    assert runner.run("Install mlinterview", INPUT_VERSION=hostile).returncode != 0
    assert not (runner.work / "pwned").exists()


# These need globs, --strict and the annotations of `--format github`.


@pytest.mark.slow
def test_globs_are_expanded(runner: Runner) -> None:
    assert runner.validate("g*").returncode == 0
    done = runner.validate("[gb]*\nwith space/*")
    assert done.returncode == 1, done.stdout
    assert "MLI102" in done.stdout


@pytest.mark.slow
def test_warnings_fail_where_that_is_asked_for(runner: Runner) -> None:
    assert runner.validate("draft").returncode == 0
    assert runner.validate("draft", strict="true").returncode == 1


@pytest.mark.slow
def test_problems_are_annotations(runner: Runner) -> None:
    done = runner.validate("broken")
    assert re.search(r"^::error .*file=broken/tips\.yaml", done.stdout, re.MULTILINE)
