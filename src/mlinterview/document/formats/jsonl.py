"""JSON Lines, one entity a line, for packs of any size."""

from .file_format import text_format

FORMAT = text_format(".jsonl", "jsonl")
