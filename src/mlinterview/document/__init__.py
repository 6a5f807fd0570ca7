"""Bytes to a `Document`: plain data, and the place of each value in its file.

This stage reads YAML, JSON, JSON Lines, directories, archives and tables; it does not
judge what is in them. It accepts the data model of JSON, in whatever format it is
written: the anchors, aliases, tags and merge keys of YAML are problems, as are duplicate
keys, lone surrogates and numbers that not every reader reads alike.

Places are worked out only for values that are asked for.
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
from .formats import ARCHIVE, ENDINGS, FORMATS, PACK_FILE, PART_FORMATS, TABLE
from .json_items import (
    KINDS,
    OWN_TYPE,
    TYPE,
    EntityList,
    count_nodes,
    decode_line,
    has_no_control_characters,
)
from .line_files import Line, LinesFile, lines_file
from .media import IMAGES, NO_MEDIA, Media
from .parts import MAX_STEP, Part, not_utf8
from .plain import plain_is_text
from .reading import read, read_table

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
    "EntityList",
    "Finding",
    "Format",
    "Limits",
    "Line",
    "LinesFile",
    "Location",
    "Media",
    "Part",
    "Span",
    "codes",
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
    "read_table",
]
