"""Text files for Anki's File > Import: a header of settings, then one record a note."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

# A line break between two blocks means nothing; between two words it is a space.
_BETWEEN_BLOCKS: Final = re.compile(
    r">\s*\n\s*<(?=/?(?:blockquote|h\d|hr|li|ol|p|pre|table|tbody|td|th|thead|tr|ul)\b)"
)


def csv_header(lines: Iterable[str]) -> bytes:
    """Return the beginning of a file for Anki's text import.

    Args:
        lines: The settings, such as ``"#html:true"``. Write no space after the colon:
            Anki would ignore the setting without a message.
    """
    return "".join(f"{line}\n" for line in lines).encode()


def csv_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the records that follow the header of a file for Anki's text import.

    Args:
        rows: The fields of each record; all records have the same number of fields.
    """
    text = io.StringIO()
    # Anki drops a record that starts with a hash, unless its first field is quoted.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue().encode()


def one_line(html: str) -> str:
    """Return HTML without line breaks that looks the same in a browser."""
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    lines = [
        part.replace("\n", "<br>") if part.startswith("<pre>") else _joined(part)
        for part in parts
    ]
    return "".join(lines)


def _joined(html: str) -> str:
    return re.sub(r"\s*\n\s*", " ", _BETWEEN_BLOCKS.sub("><", html)).strip()


def escape_formula(field: str) -> str:
    """Return the HTML of a field so that no spreadsheet takes it for a formula.

    >>> escape_formula("=1+1")
    '&#61;1+1'
    """
    return re.sub("^[=+@-]", lambda match: f"&#{ord(match[0])};", field)
