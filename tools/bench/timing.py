"""Figures of calls and of programs, taken turn by turn so that they can be compared.

The machine is never quiet: other programs run, and its clock changes. What runs in the
same minutes suffers alike, so that the ratio of two times holds where neither does. What
counts is the time that a processor spends, not that of the clock on the wall, in which
all the others have their turns as well.
"""

import gc
import os
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

LEAST: Final = 0.01
"""How many seconds are long enough for the clock."""

BRIEF: Final = 1.0
"""A call that takes fewer seconds has one turn more, which does not count. The first is
when caches are filled; next to a long one, that is nothing."""

Figures = dict[str, list[float]]
"""What was taken for each way in its turns."""


@attrs.frozen
class Turns:
    """How often each way has its turn.

    Args:
        most: How often at most.
        fewest: How often at least, however long it takes.
        patience: After how many seconds in all the fewest are enough.
    """

    most: int = 9
    fewest: int = 3
    patience: float = 5.0

    def is_next(self, taken: Sequence[float]) -> bool:
        """Say whether what took so long in its turns has another one."""
        return len(taken) < self.fewest or (
            len(taken) < self.most and sum(taken) < self.patience
        )


def seconds(calls: Mapping[str, Callable[[], object]], turns: Turns) -> Figures:
    """Return the seconds that calls take.

    Garbage is collected as it is for every user, and once before each turn, so that none
    pays for the one before.
    """
    return _called(calls, turns, time.process_time)


def elapsed(calls: Mapping[str, Callable[[], object]], turns: Turns) -> Figures:
    """Return the seconds that pass on the clock meanwhile.

    For what several processes do at once nothing else counts; on a machine that is busy
    otherwise, it says nothing.
    """
    return _called(calls, turns, time.perf_counter)


def _called(
    calls: Mapping[str, Callable[[], object]], turns: Turns, clock: Callable[[], float]
) -> Figures:
    """Return what calls take by a clock."""
    gc.collect()
    # What is kept here, whole packs among it, no user has. The collector would look
    # through it again and again, at the cost of whatever makes many objects fast.
    gc.freeze()
    try:
        return _in_turn(
            {name: _clocked(call, clock) for name, call in calls.items()}, turns
        )
    finally:
        gc.unfreeze()


def _clocked(
    call: Callable[[], object], clock: Callable[[], float]
) -> Callable[[], float]:
    """Return a function that returns how long a call takes; of brief ones, the median.

    A mean would hold all the moments in which caches were cold, and they would weigh
    most on what is shortest: the floor that all else is measured by.
    """

    def taken() -> float:
        gc.collect()
        found: list[float] = []
        while sum(found) < LEAST:
            start = clock()
            result = call()
            found.append(clock() - start)
            del result
        return statistics.median(found)

    return taken


def programs(commands: Mapping[str, Sequence[str]], turns: Turns) -> Figures:
    """Return the seconds that programs take from their start to their end.

    They find their compiled modules, as for a user, wherever Python keeps them.
    """
    environment = clean_environment()

    def run(command: Sequence[str]) -> float:
        done = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command)
        return used.ru_utime + used.ru_stime

    return _in_turn(
        {name: lambda c=command: run(c) for name, command in commands.items()},  # type: ignore[misc]
        turns,
    )


def results(calls: Mapping[str, Callable[[], float]], turns: Turns) -> Figures:
    """Return the figures that calls return, such as a number of bytes; once is enough."""
    return {name: [call()] for name, call in calls.items()}


def _in_turn(ways: Mapping[str, Callable[[], float]], turns: Turns) -> Figures:
    """Return what each way returns, in rounds in which each has its turn."""
    figures: Figures = {name: [] for name in ways}
    draw = random.Random(0)  # noqa: S311 - only the order of turns
    for name, take in ways.items():
        first = take()
        if first >= BRIEF:
            figures[name].append(first)
    while waiting := [name for name in ways if turns.is_next(figures[name])]:
        draw.shuffle(waiting)
        for name in waiting:
            figures[name].append(ways[name]())
    return figures


def clean_environment() -> dict[str, str]:
    """Return the environment without what would change how Python runs."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }


def middle(figures: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(figures)


def ratio(figures: Sequence[float], floor: Sequence[float]) -> float:
    """Return the median of the ratios that two ways have, each within one round.

    What else the machine does slows down a whole round, and leaves its ratios alone. The
    slower one may have had fewer turns.
    """
    return statistics.median(
        one / other for one, other in zip(figures, floor, strict=False)
    )
