"""Targets: how many questions a pack should have of each topic and difficulty."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from ... import document
from ...errors import MlinterviewError, one_line, quote
from ...model import Difficulty

Counts = tuple[int, ...]
"""A number for each difficulty, in the order of `Difficulty`."""

LARGEST: Final = 1_000_000
"""The largest target that a file may state."""


@attrs.frozen
class Targets:
    """How many questions are wanted.

    Args:
        counts: For each topic id, the number of foundational, intermediate and
            advanced questions. Questions of the topics below it count as well.
    """

    counts: Mapping[str, Counts]


def read_targets(path: str | os.PathLike[str]) -> Targets:
    """Return the targets that a file states.

    Args:
        path: A ``.yaml`` or ``.json`` file that maps each topic id to a list of three
            numbers, such as ``agents: [3, 10, 7]``.

    Raises:
        MlinterviewError: If the file cannot be read or is not of that form.
    """
    name = one_line(os.fspath(path))
    if Path(path).is_dir():
        msg = f"{name} is a directory; name a file with targets"
        raise MlinterviewError(msg)
    file = document.read(path)
    if file.problems:
        raise MlinterviewError(str(file.problems[0]))
    stated = file.data
    if not isinstance(stated, dict):
        msg = f"{name} states no targets; write `topic: [3, 10, 7]`"
        raise MlinterviewError(msg)
    return Targets({topic: _counts(name, topic, stated[topic]) for topic in stated})


def _counts(name: str, topic: str, stated: object) -> Counts:
    """Return the numbers that the file *name* states for a topic."""
    numbers = tuple(
        number
        for number in (stated if isinstance(stated, list) else ())
        if type(number) is int and 0 <= number <= LARGEST
    )
    if len(numbers) != len(Difficulty) or stated != list(numbers):
        words = ", ".join(Difficulty)
        msg = f"{name}: {quote(topic)} needs a list of three numbers: {words}"
        raise MlinterviewError(msg)
    return numbers
