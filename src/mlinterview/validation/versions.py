"""Which schema a pack is checked against: that of the version that it states."""

from ..document import Document, Finding
from ..errors import quote
from ..model import SCHEMA_VERSION, VersionSupport, version_of
from .accepting import SchemaCheck
from .codes import NEWER_MINOR, UNKNOWN_MAJOR


def version_finding(document: Document) -> tuple[Finding | None, SchemaCheck | None]:
    """Return what is to be said of the stated version, and what to check against.

    The second is None if the pack is for a version that cannot be read here.
    """
    rest = document.rest
    stated = rest.get("schema_version") if isinstance(rest, dict) else None
    support, nearest = version_of(stated)
    path = ("schema_version",)
    hint = f"update mlinterview, which knows {SCHEMA_VERSION} here"
    if support is VersionSupport.UNKNOWN_MAJOR:
        message = f"schema version {quote(stated)} cannot be read by this release"
        return Finding(UNKNOWN_MAJOR, message, path, hint=hint), None
    if support is VersionSupport.NEWER_MINOR:
        message = (
            f"schema version {quote(stated)} is newer; keys it added are not checked"
        )
        finding = Finding(NEWER_MINOR, message, path, hint=hint)
        return finding, SchemaCheck(nearest.number, newer=True)
    return None, SchemaCheck(nearest.number)
