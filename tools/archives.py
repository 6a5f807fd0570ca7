"""Write the archives among the examples again: ``python tools/archives.py``.

A diff cannot show what is in an archive, so the content of each is stated here. Times and
attributes are fixed; only the bytes of compressed entries depend on the version of zlib.
"""

import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

EXAMPLES: Final = Path(__file__).parent.parent / "tests" / "examples"

HEAD: Final = (
    'schema_version: "1.0"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
)
TOPICS: Final = "topics: [{id: basics, title: Basics}]\n"

ARCHIVES: Final[Mapping[str, Mapping[str, str]]] = {
    "invalid/clashing-names.mlpack.zip": {
        "pack.yaml": HEAD,
        "Tips.yaml": "tips: []\n",
        "tips.yaml": "tips: []\n",
        "caf\u00e9/a.yaml": TOPICS,
        "cafe\u0301/a.yaml": "stages: []\n",
    },
    "invalid/damaged.mlpack.zip": {"pack.yaml": HEAD},
    "invalid/damaged-entry.mlpack.zip": {"pack.yaml": HEAD, "tips.yaml": "tips: []\n"},
    "invalid/encrypted-entry.mlpack.zip": {"pack.yaml": HEAD, "tips.yaml": "tips: []\n"},
    "invalid/leads-out.mlpack.zip": {
        "pack.yaml": HEAD,
        "../tips.yaml": "tips: []\n",
        "/stages.yaml": "stages: []\n",
        "a/../../facts.yaml": "facts: []\n",
        "a/link.yaml": "../pack.yaml",
        "a/b..c.yaml": TOPICS,
    },
    "invalid/no-pack-file.mlpack.zip": {"questions.yaml": "questions: []\n"},
    "invalid/several-files.mlpack.zip": {
        "pack.yaml": HEAD,
        "a/tips.json": '{\n  "tips": [\n    {"id": "a", "body": "B.", "colour": 1}]}\n',
        "b.yaml": "tips:\n  - id: a\n    body: C.\n",
        "notes.yml": "x-a: b\n",
    },
    "invalid/too-many-bytes.mlpack.zip": {"pack.yaml": HEAD, "a.yaml": "# " + "x" * 9999},
    "invalid/too-many-files.mlpack.zip": {
        "pack.yaml": HEAD,
        "a.yaml": "",
        "b.yaml": "",
    },
    "valid/archive.mlpack.zip": {
        "pack.yaml": HEAD,
        "a/topics.yaml": TOPICS,
        "b.json": '{"tips": [{"id": "b", "body": "Two."}]}',
        "a/tips.yaml": "tips: [{id: a, body: One.}]\n",
        "media/plot.png": "no picture",
        "__MACOSX/a/._tips.yaml": "\x00",
        ".git/config.yaml": "x: y\n",
        "README.md": "Not read.\n",
    },
    "valid/archive-of-one-folder.mlpack.zip": {
        "the-pack/pack.yaml": HEAD + TOPICS,
        "the-pack/tips.yaml": "tips: [{id: a, body: One.}]\n",
    },
}
"""What each archive holds, by its name and by the names of its entries."""


def entry(name: str) -> zipfile.ZipInfo:
    """Return an entry with a fixed time: a symbolic link if *name* contains "link"."""
    made = zipfile.ZipInfo(name)
    made.create_system = 3  # Unix, whose attributes can say that it is a link.
    kind = stat.S_IFLNK if "link" in name else stat.S_IFREG
    made.external_attr = (kind | 0o644) << 16
    return made


def damage(path: Path) -> None:
    """Damage the archive at *path* as its name says, if it does."""
    content = bytearray(path.read_bytes())
    if path.name.startswith("damaged."):
        content = content[: len(content) // 2]
    elif path.name.startswith("damaged-entry."):
        content[content.index(b"tips: []") + 6] ^= 1
    elif path.name.startswith("encrypted-entry."):
        at = content.rindex(b"PK\x01\x02") + 8
        content[at : at + 2] = struct.pack("<H", 1)
    path.write_bytes(content)


def main() -> None:
    """Write every archive."""
    for name, entries in ARCHIVES.items():
        path = EXAMPLES / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for inner, content in entries.items():
                large = len(content) > 1000
                how = zipfile.ZIP_DEFLATED if large else zipfile.ZIP_STORED
                archive.writestr(entry(inner), content, compress_type=how)
        damage(path)
        print(path.relative_to(EXAMPLES))


if __name__ == "__main__":
    main()
