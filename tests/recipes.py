"""The recipes of CONTRIBUTING.md, applied to a copy of the sources.

A recipe is a section of second level. Its blocks are its edits:

- one whose first line is ``# file: PATH`` is a new file;
- a ``diff`` block whose first line is ``--- PATH`` changes a file. Each part of it, which
  ``@@`` separates, is one edit: the lines that begin with a space or ``-`` are in the
  file exactly once, and become those that begin with a space or ``+``.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
FOLDERS = ("data", "docs", "schema", "src", "tools")


class Edit(NamedTuple):
    """A change of a file: what is in it before, and after; a new file has no before."""

    path: str
    before: str | None
    after: str


def small_pack(version: str, **keys: object) -> dict[str, Any]:
    """Return a pack of a schema version with one question, to which *keys* are added."""
    question = {
        "id": "overfitting",
        "kind": "concept",
        "prompt": "What is overfitting?",
        "topics": ["basics"],
        "difficulty": "foundational",
        "intent": "Whether the candidate tells fit from generalization.",
        "answers": [{"id": "short", "kind": "sample", "body": "Learning the noise too."}],
        **keys,
    }
    header = {
        "id": "small",
        "title": "Small",
        "version": "1.0.0",
        "language": "en",
        "license": "CC-BY-4.0",
        "authors": [{"name": "A"}],
    }
    return {
        "schema_version": version,
        "pack": header,
        "topics": [{"id": "basics", "title": "Basics"}],
        "questions": [question],
    }


class Copy:
    """A copy of the sources that recipes are applied to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns("__pycache__", "_build", "generated", "bench")
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)

    def apply(self, title: str) -> int:
        """Make the edits of a recipe, and return how many there are."""
        edits = recipe(title)
        for edit in edits:
            path = self.folder / edit.path
            if edit.before is None:
                assert not path.exists(), edit.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(edit.after, encoding="utf-8")
                continue
            text = path.read_text(encoding="utf-8")
            assert text.count(edit.before) == 1, f"{edit.path}:\n{edit.before}"
            text = text.replace(edit.before, edit.after)
            path.write_text(text, encoding="utf-8")
        return len(edits)

    def write_pack(self, name: str, version: str, **keys: object) -> str:
        """Write a small pack into the copy, and return the name of its file."""
        text = json.dumps(small_pack(version, **keys))
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, with the library that is in it."""
        environment = os.environ | {
            "PYTHONPATH": str(self.folder / "src"),
            "PYTHONUTF8": "1",
            "COLUMNS": "88",
            "NO_COLOR": "1",
        }
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def output(self, *arguments: str) -> str:
        """Return what Python prints in the copy; it has to end well."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def recipe(title: str) -> list[Edit]:
    """Return the edits of the recipe with a title."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    _, found, rest = text.partition(f"\n## {title}\n")
    assert found, f"CONTRIBUTING.md has no section {title!r}"
    section = rest.partition("\n## ")[0]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [edit for kind, block in blocks for edit in _edits(kind, block)]


def _edits(kind: str, block: str) -> list[Edit]:
    first, _, rest = block.partition("\n")
    if first.startswith("# file: "):
        return [Edit(first.removeprefix("# file: "), None, rest)]
    if kind != "diff":
        return []
    path = first.removeprefix("--- ")
    return [
        Edit(path, _lines(part, " -"), _lines(part, " +"))
        for part in re.split(r"^@@\n", rest, flags=re.MULTILINE)
    ]


def _lines(part: str, marks: str) -> str:
    """Return the lines with one of some marks, without it."""
    lines = part.splitlines(keepends=True)
    # An editor may have removed the space of an empty line.
    return "".join(
        line[1:] if line.strip("\n") else line
        for line in lines
        if (line.strip("\n") or " ")[0] in marks
    )
