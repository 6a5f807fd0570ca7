"""Measures, and prints and writes what came of it; `make bench` runs it."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from . import report, run
from .measure import Measure, measures
from .timing import Turns

ROOT: Final = Path(__file__).parent.parent.parent

QUICK: Final = Turns(most=3, fewest=2, patience=0.5)
"""How often each way has its turn where the figures need not be good."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, measure, print tables and write them as JSON."""
    options = _parser().parse_args(arguments)
    known = measures()
    wanted: list[Measure] = [known[name] for name in options.measures or known]
    sizes = {size for one in wanted for size in one.sizes if size <= options.most}
    turns = QUICK if options.quick else Turns()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for result in run.run_all(wanted, sizes, turns, Path(folder)):
            results.append(result)
            title = known[result.measure].title
            print(f"measured: {title}, {result.size:,}", file=sys.stderr, flush=True)
    print(report.text(results))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(report.as_json(results), encoding="utf-8")
    if options.page is not None:
        report.write_page(options.page, results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "measures", nargs="*", metavar="MEASURE", help=f"one of {', '.join(measures())}"
    )
    parser.add_argument(
        "--most", type=int, default=10**9, help="the number of questions to stop at"
    )
    parser.add_argument(
        "--quick", action="store_true", help="take few turns, for a first impression"
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / "bench.json", help="the JSON file"
    )
    parser.add_argument(
        "--page", type=Path, help="a page to put the tables into, and the chart beside"
    )
    return parser


if __name__ == "__main__":
    main()
