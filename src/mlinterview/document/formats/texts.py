"""The kinds of file that hold a text, and which of them can be parts of a pack."""

from collections.abc import Mapping
from typing import Final

from ..events import Format
from . import json, jsonl, yaml

TEXT_FORMATS: Final = (yaml.FORMAT, json.FORMAT, jsonl.FORMAT)
"""Every kind of file that holds one text, the one for people first."""

FORMATS: Final[Mapping[str, Format]] = {
    record.suffix: record.text for record in TEXT_FORMATS if record.text is not None
}
"""The format of the text in a file, by the ending of its name."""

PART_FORMATS: Final[Mapping[str, Format]] = {
    record.suffix: FORMATS[record.suffix] for record in TEXT_FORMATS if record.is_part
}
"""The same for the files in a directory or an archive that are parts of the pack."""

LINES: Final = jsonl.FORMAT.suffix
"""The ending of JSON Lines."""

PACK_FILE: Final = "pack.yaml"
"""The file that makes a directory or an archive a pack."""
