"""Bytes to a `Document`: plain data, and where in which file each value stands.

This stage knows YAML, JSON and JSON Lines, and how a directory or an archive becomes one
document; it knows nothing of what a good question is. What it accepts is JSON's data
model, whichever way it is written: YAML anchors, aliases, tags and merge keys are
problems, as are duplicate keys, lone surrogates and numbers that not every reader
agrees on.

Where a value stands is worked out only when somebody wants to know.
"""

from ..model import JSON
from . import codes
from .documents import Document, Finding, from_data, parse
from .events import (
    DEFAULT_LIMITS,
    MAX_INTEGER,
    Format,
    Limits,
    Location,
    Span,
    pointer,
)
from .forms import (
    ARCHIVE,
    ENDINGS,
    FORMATS,
    TABLE,
    Line,
    LinesFile,
    Written,
    content,
    lines_file,
    read,
)
from .json_items import (
    KINDS,
    OWN_TYPE,
    TYPE,
    count_nodes,
    decode_line,
    has_no_control_characters,
)
from .listing import PACK_FILE, PART_FORMATS
from .media import IMAGES, NO_MEDIA, Media
from .parts import MAX_STEP, Part, not_utf8
from .plain import plain_is_text

__all__ = [
    "ARCHIVE",
    "DEFAULT_LIMITS",
    "ENDINGS",
    "FORMATS",
    "IMAGES",
    "JSON",
    "KINDS",
    "MAX_INTEGER",
    "MAX_STEP",
    "NO_MEDIA",
    "OWN_TYPE",
    "PACK_FILE",
    "PART_FORMATS",
    "TABLE",
    "TYPE",
    "Document",
    "Finding",
    "Format",
    "Limits",
    "Line",
    "LinesFile",
    "Location",
    "Media",
    "Part",
    "Span",
    "Written",
    "codes",
    "content",
    "count_nodes",
    "decode_line",
    "from_data",
    "has_no_control_characters",
    "lines_file",
    "not_utf8",
    "parse",
    "plain_is_text",
    "pointer",
    "read",
]
