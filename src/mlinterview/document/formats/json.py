"""JSON, which programs write."""

from .file_format import text_format

FORMAT = text_format(".json", "json", is_part=True)
