"""The schema versions that this release knows, and the way from one to the next.

`VERSIONS` is the whole list: a new schema version is one entry in it, and the files that
``make generate`` writes. What a version added follows from the ``since`` of the field
declarations; see `schemas.added_keys`.

Loading never changes the version of a pack. `upgrade` returns new data of a newer version
to callers that ask for it.
"""

import copy
import enum
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

import attrs

from .._support import resources
from ..errors import MlinterviewError, quote

SchemaFile = Literal["pack", "part"]
"""The schema of a whole pack, or of one file of a directory."""


def _unchanged(data: dict[str, Any]) -> dict[str, Any]:
    """Return *data*: a pack of the version before is a pack of this version too."""
    return data


@attrs.frozen
class SchemaVersion:
    """A schema version that this release knows.

    Args:
        number: What a pack states, such as ``"1.0"``.
        step: Turns the data of a pack of the version before into data of this version.
            It may change the data that it gets, and need not set ``schema_version``.
    """

    number: str
    step: Callable[[dict[str, Any]], dict[str, Any]] = _unchanged

    def path(self, name: SchemaFile = "pack") -> Path:
        """Return the path of the published schema file.

        Args:
            name: ``"pack"`` for a whole pack, ``"part"`` for one file of a directory.
        """
        return resources.folder("schema") / self.number / f"{name}.schema.json"


VERSIONS: Final[Mapping[str, SchemaVersion]] = MappingProxyType(
    {
        version.number: version
        for version in (
            # The oldest first; each entry has the step from the one above it.
            SchemaVersion("1.0"),
        )
    }
)
"""The schema versions that this release knows by their numbers, oldest first."""

FIRST_VERSION: Final = next(iter(VERSIONS))
"""The oldest schema version."""

SCHEMA_VERSION: Final = list(VERSIONS)[-1]
"""The schema version that this release writes: the newest that it knows."""


class VersionSupport(enum.Enum):
    """How well this release knows the schema version that a pack states."""

    KNOWN = enum.auto()
    NEWER_MINOR = enum.auto()
    """Unknown, but a known version has the same major number."""
    UNKNOWN_MAJOR = enum.auto()
    NOT_A_VERSION = enum.auto()


class VersionMatch(NamedTuple):
    """What this release makes of the schema version that a pack states.

    Args:
        support: How well it knows the version.
        nearest: The version to check the pack against: the version itself if it is
            known, the newest of the same major number, or else the newest of all.
    """

    support: VersionSupport
    nearest: SchemaVersion


def version_of(stated: object) -> VersionMatch:
    """Return how well this release knows a schema version, and which to check with.

    Args:
        stated: The value of ``schema_version`` in a pack, of any type.

    >>> match = version_of("1.999")
    >>> match.support
    <VersionSupport.NEWER_MINOR: 2>
    >>> match.nearest is VERSIONS[SCHEMA_VERSION]
    True
    """
    newest = VERSIONS[SCHEMA_VERSION]
    numbers = _numbers(stated)
    if numbers is None:
        return VersionMatch(VersionSupport.NOT_A_VERSION, newest)
    same_major = {
        known: version
        for number, version in VERSIONS.items()
        if (known := _numbers(number) or ())[0] == numbers[0]
    }
    if not same_major:
        return VersionMatch(VersionSupport.UNKNOWN_MAJOR, newest)
    if numbers in same_major:
        return VersionMatch(VersionSupport.KNOWN, same_major[numbers])
    return VersionMatch(VersionSupport.NEWER_MINOR, same_major[max(same_major)])


def upgrade(data: Mapping[str, Any], *, to: str = SCHEMA_VERSION) -> dict[str, Any]:
    """Return the plain data of a pack as a newer schema version has them.

    Only the version is checked: validate what is returned.

    Args:
        data: A pack as JSON or YAML has it. It is left as it is.
        to: The schema version that is wanted; the newest by default.

    Returns:
        New data that share nothing with *data*; an equal copy if *data* are of that
        version already.

    Raises:
        MlinterviewError: If *data* state no version, or one that is not known or is
            newer than *to*; or if *to* is not known.

    >>> upgrade({"schema_version": "1.0", "pack": {"id": "my-pack"}}, to="1.0")
    {'schema_version': '1.0', 'pack': {'id': 'my-pack'}}
    """
    start = _stated(data)
    _check(start, to)
    numbers = list(VERSIONS)
    result = copy.deepcopy(dict(data))
    for number in numbers[numbers.index(start) + 1 : numbers.index(to) + 1]:
        result = {**VERSIONS[number].step(result), "schema_version": number}
    return result


_VERSION: Final = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


def _numbers(version: object) -> tuple[int, ...] | None:
    """Return the major and the minor number of a version, or None if it is none."""
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return tuple(map(int, match.groups())) if match else None


def _stated(data: object) -> str:
    """Return the schema version that *data* state, if it is written as it should be."""
    version = data.get("schema_version") if isinstance(data, Mapping) else None
    numbers = _numbers(version)
    if numbers is None or version != ".".join(map(str, numbers)):
        found = "nothing" if version is None else quote(version)
        msg = (
            "a pack states its schema version as a text such as"
            f' `schema_version: "{SCHEMA_VERSION}"`; found {found}'
        )
        raise MlinterviewError(msg)
    return str(version)


def _check(start: str, to: str) -> None:
    """Refuse to upgrade between versions that are not known, or to an older one."""
    known = ", ".join(VERSIONS)
    if to not in VERSIONS:
        msg = f"there is no schema version {quote(to)} to upgrade to; choose of {known}"
        raise MlinterviewError(msg)
    if (_numbers(start) or ()) > (_numbers(to) or ()):
        hint = (
            f"choose it with `to={start!r}`"
            if start in VERSIONS
            else "update mlinterview"
        )
        msg = (
            f"the pack is for schema version {quote(start)}, which is newer than"
            f" {quote(to)}; nothing is taken back, so {hint}"
        )
        raise MlinterviewError(msg)
    if start not in VERSIONS:
        msg = (
            f"schema version {quote(start)} is not known here; this release can upgrade"
            f" from {known}"
        )
        raise MlinterviewError(msg)
