"""Write the files in schema/ from the model; a test fails while the two differ.

These are the files of the newest schema version, and its address in the catalog that
editors use. What a released schema accepts is frozen: its file is never changed in that
respect; see freeze.py.
"""

import json
import sys
from pathlib import Path
from typing import Final

import freeze

from mlinterview.model.schemas import render
from mlinterview.model.versions import SCHEMA_VERSION, VERSIONS, SchemaFile

NAMES: Final[tuple[SchemaFile, ...]] = ("pack", "part")
CATALOG_ENTRY: Final = "schemastore/catalog-entry.json"
ADDRESS: Final = "https://www.schemastore.org/mlinterview-pack-{version}.json"
"""Where editors find the schema of a version."""


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
    catalog = folder / CATALOG_ENTRY
    if catalog.exists():
        catalog.write_text(_catalog_entry(catalog), encoding="utf-8", newline="\n")
        paths.append(catalog)
    return paths


def _catalog_entry(path: Path) -> str:
    """Return the entry in the catalog of editors with every version and the newest."""
    urls = {version: ADDRESS.format(version=version) for version in VERSIONS}
    entry = json.loads(path.read_text(encoding="utf-8"))
    entry |= {"url": urls[SCHEMA_VERSION], "versions": urls}
    return json.dumps(entry, indent=2) + "\n"


def main() -> None:
    """Write the files, and print their paths."""
    print(*generate(), sep="\n")


if __name__ == "__main__":
    main()
