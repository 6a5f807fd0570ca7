"""From an older schema version to a newer one: explicit, pure, one step at a time.

Loading never changes the version of a pack. `upgrade` is called by who wants that, and
returns new data; what to do with it is theirs to say.
"""

import copy
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from ..errors import MlinterviewError, quote
from .entities import SCHEMA_VERSION
from .schemas import VERSIONS


@attrs.frozen
class Step:
    """What turns a pack of one version into one of the next.

    Args:
        to: The version that comes out.
        change: Takes the data of a pack, which it may change, and returns them as the
            newer version has them. It need not state that version.
    """

    to: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


STEPS: Final[Mapping[str, Step]] = MappingProxyType({})
"""For each version that has a newer one the step to that; 1.0 is the first of all."""

_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})", re.ASCII)


def upgrade(data: Mapping[str, Any], *, to: str = SCHEMA_VERSION) -> dict[str, Any]:
    """Return the plain data of a pack as a newer schema version has them.

    Nothing is checked but the version: validate what comes out.

    Args:
        data: A pack as JSON or YAML has it. It is left as it is.
        to: The schema version that is wanted; the newest by default.

    Returns:
        New data, which share nothing with *data*; an equal copy if they are of that
        version already.

    Raises:
        MlinterviewError: If *data* state no version, or one that is not known or is
            newer than *to*; or if *to* is not known.

    >>> upgrade({"schema_version": "1.0", "pack": {"id": "my-pack"}})
    {'schema_version': '1.0', 'pack': {'id': 'my-pack'}}
    """
    return through(STEPS, data, to)


def through(
    steps: Mapping[str, Step], data: Mapping[str, Any], to: str
) -> dict[str, Any]:
    """Return what `upgrade` does, by other steps than those of this library."""
    targets = (step.to for step in steps.values())
    known = sorted({*VERSIONS, *steps, *targets}, key=_numbers)
    at = _stated(data)
    _check(at, to, known)
    result = copy.deepcopy(dict(data))
    while at != to:
        step = steps.get(at)
        if step is None or not _numbers(at) < _numbers(step.to) <= _numbers(to):
            msg = f"there is no way from schema version {quote(at)} to {quote(to)}"
            raise MlinterviewError(msg)
        result = {**step.change(result), "schema_version": step.to}
        at = step.to
    return result


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _stated(data: object) -> str:
    """Return the schema version that *data* state."""
    version = data.get("schema_version") if isinstance(data, Mapping) else None
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        found = "nothing" if version is None else quote(version)
        msg = (
            "a pack states its schema version as a text such as"
            f' `schema_version: "{SCHEMA_VERSION}"`; found {found}'
        )
        raise MlinterviewError(msg)
    return version


def _check(at: str, to: str, known: list[str]) -> None:
    """Refuse versions between which there is nothing to do that is known."""
    listed = ", ".join(known)
    if to not in known:
        msg = f"there is no schema version {quote(to)} to upgrade to; choose of {listed}"
        raise MlinterviewError(msg)
    if _numbers(at) > _numbers(to):
        hint = f"choose it with `to={at!r}`" if at in known else "update mlinterview"
        msg = (
            f"the pack is for schema version {quote(at)}, which is newer than"
            f" {quote(to)}; nothing is taken back, so {hint}"
        )
        raise MlinterviewError(msg)
    if at not in known:
        msg = (
            f"schema version {quote(at)} is not known here; this release can upgrade from"
            f" {listed}"
        )
        raise MlinterviewError(msg)
