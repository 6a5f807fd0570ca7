"""Record what each released schema file accepts: ``make freeze``, at a release.

A released schema is frozen in what it accepts, not in its prose. ``schema/frozen.json``
holds a hash for each file; this adds those that are missing and never changes one.
"""

import hashlib
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from mlinterview.model.versions import VERSIONS

SCHEMAS: Final = Path(__file__).parent.parent / "schema"
FROZEN: Final = "frozen.json"
FILES: Final = ("pack.schema.json", "part.schema.json")
"""The files of each version."""

_PROSE: Final = frozenset({"description", "title", "examples", "default", "$comment"})
_BY_NAME: Final = frozenset({"properties", "patternProperties", "$defs"})
"""Keywords whose keys are names instead of keywords."""
_SETS: Final = frozenset({"required", "enum"})
"""Keywords whose values mean the same in any order."""


def normative(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return *schema* without its prose: the part that a validator uses.

    >>> normative({"type": "string", "title": "Name"})
    {'type': 'string'}
    """
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _PROSE:
            continue
        kept[key] = value
        if key in _BY_NAME:
            kept[key] = {name: normative(inner) for name, inner in value.items()}
        elif key in _SETS:
            kept[key] = sorted(value)
        elif isinstance(value, dict):
            kept[key] = normative(value)
    return kept


def digest(schema: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what *schema* accepts, as canonical JSON."""
    text = json.dumps(normative(schema), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(folder: Path = SCHEMAS) -> dict[str, str]:
    """Return the hash of each released file, by its path below *folder*."""
    path = folder / FROZEN
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def refusal(name: str, schema: Mapping[str, Any], folder: Path = SCHEMAS) -> str | None:
    """Return why *schema* must not be written to the file *name*, or None if it may."""
    if frozen(folder).get(name, digest(schema)) == digest(schema):
        return None
    version = name.partition("/")[0]
    return (
        f"schema/{name} would not accept the same packs as when {version} was released."
        " A released schema is frozen: packs and programs rely on it."
        f" Leave schema/{version} as it is; for what is new, add a version to VERSIONS in"
        " model/versions.py, and run `make generate`."
        " See docs/explanation/versions.md."
    )


def mistakes(
    folder: Path = SCHEMAS, versions: Collection[str] = VERSIONS
) -> Iterator[str]:
    """Yield what is wrong with the released schemas in *folder*.

    Args:
        folder: What holds a folder for each version.
        versions: Those that this release ships.
    """
    for name in frozen(folder):
        path = folder / name
        if not path.exists():
            yield (
                f"schema/{name} is gone. It was released, so programs may read it and"
                " packs may state its version: bring the file back."
            )
        elif reason := refusal(name, json.loads(path.read_text("utf-8")), folder):
            yield reason
        if (version := name.partition("/")[0]) not in versions:
            yield (
                f"VERSIONS in model/versions.py lacks {version}, which was released:"
                " add it."
            )
    for version in versions:
        for file in FILES:
            if not (folder / version / file).exists():
                yield (
                    f"VERSIONS in model/versions.py has {version}, but there is no"
                    f" schema/{version}/{file}: run `make generate`."
                )


def freeze(folder: Path = SCHEMAS, versions: Collection[str] = VERSIONS) -> list[str]:
    """Add the hashes that are missing, and return the names of their files.

    Raises:
        SystemExit: If a released file is not what it was.
    """
    if wrong := list(mistakes(folder, versions)):
        sys.exit("\n".join(wrong))
    known = frozen(folder)
    names = [f"{version}/{file}" for version in versions for file in FILES]
    new = [name for name in names if name not in known]
    for name in new:
        known[name] = digest(json.loads((folder / name).read_text("utf-8")))
    text = json.dumps(known, indent=2) + "\n"
    (folder / FROZEN).write_text(text, encoding="utf-8", newline="\n")
    return new


def main() -> None:
    """Freeze what is not frozen yet."""
    added = freeze()
    print("\n".join(added) or "nothing new: every schema is frozen already")


if __name__ == "__main__":
    main()
