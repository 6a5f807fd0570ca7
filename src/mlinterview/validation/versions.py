"""Which schema a pack is checked against: that of the version that it states."""

import re
from typing import Final

from ..document import Document, Finding
from ..errors import quote
from ..model import SCHEMA_VERSION
from .codes import NEWER_MINOR, UNKNOWN_MAJOR
from .explaining import Check

_VERSION: Final = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)


def version_finding(document: Document) -> tuple[Finding | None, Check | None]:
    """Return what is to be said of the stated version, and what to check against.

    The second is None if the pack is for a version that cannot be read here.
    """
    rest = document.rest
    stated = rest.get("schema_version") if isinstance(rest, dict) else 0
    found = _VERSION.fullmatch(str(stated))
    if not isinstance(stated, str) or found is None:
        return None, Check()
    major, minor = (int(number) for number in found.groups())
    known_major, known_minor = (int(number) for number in SCHEMA_VERSION.split("."))
    path = ("schema_version",)
    hint = f"update mlinterview, which knows {SCHEMA_VERSION} here"
    if major != known_major:
        message = f"schema version {quote(stated)} cannot be read by this release"
        return Finding(UNKNOWN_MAJOR, message, path, hint=hint), None
    if minor > known_minor:
        message = (
            f"schema version {quote(stated)} is newer; keys it added are not checked"
        )
        return Finding(NEWER_MINOR, message, path, hint=hint), Check(newer=True)
    return None, Check()
