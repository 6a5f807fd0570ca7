"""Writes schema/ anew from the model; a test fails while the two differ.

What a released schema accepts is frozen, and not written over; see freeze.py.
"""

import json
import sys
from pathlib import Path
from typing import Final

import freeze

from mlinterview.model.entities import SCHEMA_VERSION
from mlinterview.model.schemas import Name, render

NAMES: Final[tuple[Name, ...]] = ("pack", "part")


def generate(folder: Path = freeze.SCHEMAS) -> list[Path]:
    """Write the schema of a pack and that of one file of a directory.

    Raises:
        SystemExit: If a released schema would accept something else; nothing is
            written then.
    """
    texts = {f"{SCHEMA_VERSION}/{name}.schema.json": render(name) for name in NAMES}
    for name, text in texts.items():
        if reason := freeze.refusal(name, json.loads(text), folder):
            sys.exit(reason)
    paths = [folder / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return paths


def main() -> None:
    """Write the files, and say which."""
    print(*generate(), sep="\n")


if __name__ == "__main__":
    main()
