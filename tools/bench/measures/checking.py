"""What a single blemish costs, and how much the `clears` of each rule saves."""

import contextlib
import copy
import functools
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import mlinterview
from mlinterview import PackError, Report
from mlinterview.validation import Rule
from mlinterview.validation.rules import all_rules

from .. import packs
from ..measure import UNLIMITED, Calls, Sample, Target, measure

BUNDLED: Final = "ml-engineer"
"""The pack to measure with. Unlike the generated ones, it was written by people."""

BUNDLED_SIZE: Final = 300
"""How many of its questions are taken: all, if there are not many more by now."""

CLEAN: Final = "a clean pack"
EVERY_RULE_CLEARS: Final = "every rule with `clears`"

_CHANGES: Final[Mapping[str, Mapping[str, Any]]] = {
    "one x- key": {"x-note": "to be discussed"},
    "one warning": {"updated": "2027-01-01"},
    "one error that the schema finds": {"difficulty": "fiendish"},
    "one error that a rule finds": {"topics": ["nowhere"]},
}
"""For each blemish the fields that are set in one question, in the middle of the pack."""

_NEWER: Final = "a newer minor version"
_TARGETS: Final = [Target(name, 1.5) for name in (*_CHANGES, _NEWER)]


@measure("Validate with a blemish", sizes=(BUNDLED_SIZE,), targets=_TARGETS)
def validate_with_a_blemish(sample: Sample) -> Calls:
    """Time how the bundled pack is validated, as JSON with one blemish and without."""
    return {
        name: functools.partial(_report, path) for name, path in blemished(sample).items()
    }


@measure("Load with a blemish", sizes=(BUNDLED_SIZE,), targets=_TARGETS)
def load_with_a_blemish(sample: Sample) -> Calls:
    """Time how the same files are loaded, or refused."""
    return {
        name: functools.partial(_load, path) for name, path in blemished(sample).items()
    }


@measure("Validate without `clears`", sizes=(BUNDLED_SIZE,))
def validate_without_clears(sample: Sample) -> Calls:
    """Time how the bundled pack is validated if one rule looks at every entity."""
    path = _written(sample.folder, CLEAN, _bundled(sample.size))
    calls: dict[str, Callable[[], object]] = {
        EVERY_RULE_CLEARS: functools.partial(_report, path)
    }
    for rule in all_rules():
        if rule.clears is not None:
            calls[rule.name] = functools.partial(_report_without_clears, rule, path)
    return calls


def blemished(sample: Sample) -> dict[str, Path]:
    """Write the bundled pack without and with each blemish; return the files by name."""
    folder, data = sample.folder, _bundled(sample.size)
    middle = len(data["questions"]) // 2
    found = {CLEAN: _written(folder, CLEAN, data)}
    for name, fields in _CHANGES.items():
        changed = copy.copy(data)
        changed["questions"] = [*data["questions"]]
        changed["questions"][middle] = {**data["questions"][middle], **fields}
        found[name] = _written(folder, name, changed)
    found[_NEWER] = _written(folder, _NEWER, {**data, "schema_version": "1.999"})
    return found


def _bundled(size: int) -> dict[str, Any]:
    """Return the bundled pack, with at most *size* of its questions, as plain data."""
    pack = mlinterview.load(BUNDLED, today=packs.TODAY)
    some = mlinterview.select(pack)[:size].to_pack()
    data: dict[str, Any] = json.loads(mlinterview.dumps(some, "json"))
    return data


def _written(folder: Path, name: str, data: Mapping[str, Any]) -> Path:
    """Write data to a JSON file in a folder, and return its path."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def _report(path: Path) -> Report:
    return mlinterview.validate(path, today=packs.TODAY, limits=UNLIMITED)


def _load(path: Path) -> None:
    with contextlib.suppress(PackError):
        mlinterview.load(path, today=packs.TODAY, limits=UNLIMITED)


def _report_without_clears(rule: Rule, path: Path) -> Report:
    with without_clears(rule):
        return _report(path)


@contextlib.contextmanager
def without_clears(rule: Rule) -> Iterator[None]:
    """Remove the `clears` of a rule, so that it looks at every entity, and restore it."""
    clears = rule.clears
    # The rule is frozen, and every check applies this very object.
    object.__setattr__(rule, "clears", None)
    try:
        yield
    finally:
        object.__setattr__(rule, "clears", clears)
