"""What several processes do at once, beside one that does it alone."""

import functools
import shutil
from collections.abc import Sequence
from pathlib import Path

import mlinterview

from .. import packs, timing
from ..measure import UNLIMITED, Calls, Sample, Target, measure

PACKS = 16
"""How many packs are checked."""

_HALF = [Target("two processes", 0.556, of="one process")]


@measure("Many packs to reports", sizes=(1_000,), take=timing.elapsed, targets=_HALF)
def many_packs(sample: Sample) -> Calls:
    """Check several packs, each of the size of the sample."""
    paths = [str(sample.folder / f"copy-{number}.jsonl") for number in range(PACKS)]
    for path in paths:
        shutil.copy(sample.path("jsonl"), path)
    return {
        "one process": functools.partial(_checked, paths, 1),
        "two processes": functools.partial(_checked, paths, 2),
    }


@measure("JSON Lines to JSON Lines", sizes=(100_000,), take=timing.elapsed, targets=_HALF)
def one_large_pack(sample: Sample) -> Calls:
    """Convert one pack, of which several processes may each take a piece."""
    return _conversions(sample, "converted.jsonl")


@measure("JSON Lines to Anki CSV", sizes=(10_000,), take=timing.elapsed, targets=_HALF)
def one_large_deck(sample: Sample) -> Calls:
    """Convert one pack to cards, which takes more than to write its data."""
    return _conversions(sample, "converted.csv")


def _conversions(sample: Sample, name: str) -> Calls:
    target = sample.folder / name
    return {
        "one process": functools.partial(_converted, sample, target, 1),
        "two processes": functools.partial(_converted, sample, target, 2),
    }


def _checked(paths: Sequence[str], jobs: int) -> None:
    reports = mlinterview.validate_many(
        paths, jobs=jobs, today=packs.TODAY, limits=UNLIMITED
    )
    if not all(report.ok for report in reports):
        msg = "the packs to measure with have mistakes"
        raise ValueError(msg)


def _converted(sample: Sample, target: Path, jobs: int) -> None:
    report = mlinterview.convert(
        sample.path("jsonl"), target, jobs=jobs, today=packs.TODAY, limits=UNLIMITED
    )
    if not report.ok or target.stat().st_size < sample.path("json").stat().st_size / 2:
        msg = "the pack was not converted"
        raise ValueError(msg)
