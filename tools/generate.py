"""Writes schema/ anew from the model; a test fails while the two differ."""

from pathlib import Path

from mlinterview.model import SCHEMA_VERSION
from mlinterview.schemas import render

FOLDER = Path(__file__).parent.parent / "schema" / SCHEMA_VERSION


def main() -> None:
    """Write the schema of a pack and that of one file of a directory."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("pack", "part"):
        path = FOLDER / f"{name}.schema.json"
        path.write_text(render(name), encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
