"""Packs that several commands are tried on."""

from pathlib import Path

import attrs
import pytest

import mlinterview
from command_line import ACTING, HEAD, pack
from small_packs import FULL, OTHER

DRAFT = (
    "questions: [{id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}]\n"
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    mlinterview.dump(pack(), path)
    return path


@pytest.fixture
def acting(tmp_path: Path) -> Path:
    path = tmp_path / "acting.json"
    mlinterview.dump(pack(f"Prompt {ACTING}", f"Text {ACTING}", f"Title {ACTING}"), path)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    text = mlinterview.dumps(pack(), "yaml").replace("kind: concept", "kind: concpt")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good pack, one with a warning and one with an error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    Path("good").mkdir()
    Path("good/pack.yaml").write_text(HEAD)
    Path("good/tips.yaml").write_text("tips: [{id: a, body: Aloud.}]\n")
    Path("draft.mlpack.yaml").write_text(HEAD + DRAFT)
    Path("bad.mlpack.yaml").write_text(HEAD + "tips:\n  - {id: a, boddy: 5, x-a: 1}\n")
    Path("notes.yaml").write_text("none: of ours\n")
    return tmp_path


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two packs, in which the commands run."""
    for whole in (FULL, OTHER):
        # Less is asked of drafts.
        drafts = tuple(
            attrs.evolve(one, status=mlinterview.Status.DRAFT) for one in whole.questions
        )
        mlinterview.dump(
            attrs.evolve(whole, questions=drafts), f"{tmp_path}/{whole.id}.json"
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path
