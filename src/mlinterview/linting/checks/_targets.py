"""How many questions a pack is to have, of each topic and difficulty."""

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
"""The largest number of questions that anybody plans."""


@attrs.frozen
class Targets:
    """How many questions are wanted.

    Args:
        counts: For the id of a topic, the number of foundational, intermediate and
            advanced questions. A topic includes those below it.
    """

    counts: Mapping[str, Counts]


def read_targets(path: str | os.PathLike[str]) -> Targets:
    """Return the targets that a file states.

    Args:
        path: A ``.yaml`` or ``.json`` file with a list of three numbers under the id of
            each topic, such as ``agents: [3, 10, 7]``.

    Raises:
        MlinterviewError: If there is no such file, or it states something else.
    """
    name = one_line(os.fspath(path))
    if Path(path).is_dir():
        msg = f"{name} is a directory; name a file with targets"
        raise MlinterviewError(msg)
    found = document.read(path)
    if found.problems:
        raise MlinterviewError(str(found.problems[0]))
    stated = found.data
    if not isinstance(stated, dict):
        msg = f"{name} states no targets; write `topic: [3, 10, 7]`"
        raise MlinterviewError(msg)
    return Targets({topic: _counts(name, topic, stated[topic]) for topic in stated})


def _counts(name: str, topic: str, stated: object) -> Counts:
    """Return the numbers of a topic."""
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
