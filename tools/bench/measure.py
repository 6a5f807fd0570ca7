"""What a measure is, what it is given, and what comes of it."""

import functools
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs

import mlinterview
from mlinterview import Limits, Pack

from . import timing

UNLIMITED: Final = Limits(bytes=2**32, nodes=10**12, markup=10**12)
"""The packs here are larger than what is read of a stranger by default."""

Calls = Mapping[str, Any]
"""What is compared, by name: calls, or for programs their arguments."""


@attrs.frozen
class Sample:
    """A pack to measure with.

    Args:
        size: How many questions it has.
        folder: Where its files are, and where others may be put.
    """

    size: int
    folder: Path

    def path(self, format: str) -> Path:
        """Return the file of a format: ``"json"``, ``"jsonl"`` or ``"yaml"``."""
        return self.folder / f"{self.size}.{format}"

    def written(self, format: str) -> bytes:
        """Return what is in the file of a format."""
        return self.path(format).read_bytes()

    def pack(self) -> Pack:
        """Return the pack itself, the same object each time."""
        return _loaded(self.path("json"))


@functools.cache
def _loaded(path: Path) -> Pack:
    return mlinterview.load(path, limits=UNLIMITED)


@attrs.frozen
class Target:
    """What a figure ought to be.

    Args:
        name: The line that it is about.
        most: Which multiple it may come to.
        of: Of which other line; by default the first, which all are measured by.
        sizes: For how many questions; by default for all that are measured.
    """

    name: str
    most: float
    of: str = ""
    sizes: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return it as in a table."""
        return f"≤ {self.most:g} ×{' ' * bool(self.of)}{self.of}"


@attrs.frozen
class Measure:
    """One thing that is done in several ways.

    Args:
        title: What is done.
        calls: Returns the ways for a sample, the floor first.
        sizes: How many questions the samples have.
        take: Takes the figures, see `bench.timing`.
        targets: What the figures ought to be.
    """

    title: str
    calls: Callable[[Sample], Calls]
    sizes: tuple[int, ...]
    take: Callable[[Calls, timing.Turns], timing.Figures]
    targets: Sequence[Target]

    @property
    def name(self) -> str:
        """The name of its function, by which it can be picked."""
        return self.calls.__name__

    def run(self, sample: Sample, turns: timing.Turns) -> "Result":
        """Take all figures for one sample."""
        figures = self.take(self.calls(sample), turns)
        floor = next(iter(figures))
        lines = tuple(
            Line(
                name,
                timing.middle(figures[name]),
                timing.ratio(figures[name], figures[floor]),
                len(figures[name]),
            )
            for name in figures
        )
        return Result(self.name, sample.size, lines)


_MEASURES: Final[dict[str, Measure]] = {}

Maker = Callable[[Callable[[Sample], Calls]], Callable[[Sample], Calls]]


def measure(
    title: str,
    *,
    sizes: Sequence[int],
    take: Callable[[Calls, timing.Turns], timing.Figures] = timing.seconds,
    targets: Sequence[Target] = (),
) -> Maker:
    """Make a measure of a function; what each of these is, `Measure` says."""

    def made(calls: Callable[[Sample], Calls]) -> Callable[[Sample], Calls]:
        _MEASURES[calls.__name__] = Measure(title, calls, tuple(sizes), take, targets)
        return calls

    return made


@functools.cache
def measures() -> Mapping[str, Measure]:
    """Return all measures by the names of their functions, in the order of modules."""
    from . import measures as package

    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        import_module(f"{package.__name__}.{found.name}")
    return _MEASURES


@attrs.frozen
class Line:
    """What one way takes.

    Args:
        name: The way.
        figure: Seconds or bytes, as the measure has it; of several, the median.
        ratio: How much that is, as a multiple of the first line.
        turns: How often it was taken.
    """

    name: str
    figure: float
    ratio: float
    turns: int


@attrs.frozen
class Result:
    """What came of a measure.

    Args:
        measure: The name of the measure.
        size: How many questions there were.
        lines: What each way takes.
    """

    measure: str
    size: int
    lines: tuple[Line, ...]

    @property
    def verdicts(self) -> tuple["Verdict", ...]:
        """Which of the targets for this size are met."""
        ratios = {line.name: line.ratio for line in self.lines}
        return tuple(
            Verdict(target, ratios[target.name] / ratios.get(target.of, 1.0))
            for target in measures()[self.measure].targets
            if (not target.sizes or self.size in target.sizes)
            and target.name in ratios
            and (not target.of or target.of in ratios)
        )


@attrs.frozen
class Verdict:
    """Whether a target is met.

    Args:
        target: The target.
        ratio: What was measured.
    """

    target: Target
    ratio: float

    @property
    def is_met(self) -> bool:
        """Whether it is met, as far as the table has digits."""
        return round(self.ratio, 2) <= self.target.most
