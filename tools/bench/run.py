"""Runs measures, each for each size in a process of its own.

What one measure loads or keeps can then neither slow down nor speed up another. The
packs are made in a process of their own as well.
"""

import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs
import cattrs

from .measure import Measure, Result, Sample, measures
from .timing import Turns, clean_environment

_TOOLS: Final = Path(__file__).parent.parent


def run_all(
    wanted: Iterable[Measure], sizes: Collection[int], turns: Turns, folder: Path
) -> Iterator[Result]:
    """Yield what comes of each measure, for each of its sizes that is asked for."""
    plan = [(size, one) for one in wanted for size in one.sizes if size in sizes]
    for size in sorted({size for size, _one in plan}):
        _python("bench.packs", str(size), str(folder))
    for size, one in plan:
        yield run_apart(one, Sample(size, folder), turns)


def run_apart(one: Measure, sample: Sample, turns: Turns) -> Result:
    """Return what comes of a measure in a new process."""
    task = {"measure": one.name, "sample": sample, "turns": turns}
    asked = json.dumps(cattrs.unstructure(task))
    return cattrs.structure(json.loads(_python("bench.run", asked)), Result)


def _python(module: str, *arguments: str) -> str:
    """Return what a module prints that is run as a program."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=_TOOLS,
        env=clean_environment(),
    )
    return done.stdout


def main(asked: str) -> None:
    """Run one measure here, and print what comes of it."""
    task = json.loads(asked)
    sample, turns = (
        cattrs.structure(task["sample"], Sample),
        cattrs.structure(task["turns"], Turns),
    )
    result = measures()[task["measure"]].run(sample, turns)
    print(json.dumps(attrs.asdict(result)))


if __name__ == "__main__":
    main(sys.argv[1])
