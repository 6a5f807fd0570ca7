"""YAML, which people write."""

from .file_format import text_format

FORMAT = text_format(".yaml", "yaml", is_part=True)
