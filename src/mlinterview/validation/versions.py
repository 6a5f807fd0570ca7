"""Choose the schema to check a pack against, from the version that the pack states."""

from ..document import Document, Finding
from ..errors import quote
from ..model import SCHEMA_VERSION, VersionSupport, version_of
from .accepting import SchemaCheck
from .codes import NEWER_MINOR, UNKNOWN_MAJOR


def version_finding(document: Document) -> tuple[Finding | None, SchemaCheck | None]:
    """Return a finding about the stated version, and the schema to check against.

    The finding is None if the version is known. The schema is None if the major version
    is unknown.
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
