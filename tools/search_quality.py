"""Measure how well search finds what people ask for, with tests/search-quality.yaml.

For each list of searches it prints hit@3, the share of searches with an expected question
among the first three results, and MRR, the mean of one divided by the rank of the first
expected question. It names the searches without one among the first three.
"""

import statistics
from pathlib import Path
from typing import Any

import attrs
import yaml

import mlinterview
from mlinterview import Selection

FILE = Path(__file__).parent.parent / "tests" / "search-quality.yaml"
DEPTH = 10


@attrs.frozen
class Quality:
    """How well search did.

    Args:
        hit_at_3: The share of questions with a hit among the first three.
        mrr: The mean reciprocal rank of the first hit among the first ten.
        missed: What was asked without a hit among the first three.
    """

    hit_at_3: float
    mrr: float
    missed: tuple[str, ...]


def measure(selection: Selection, asked: list[dict[str, Any]]) -> Quality:
    """Ask all questions, and look where the expected ones are."""
    places = [_place(selection, one["ask"], one["ids"]) for one in asked]
    return Quality(
        hit_at_3=statistics.mean(0 < place <= 3 for place in places),
        mrr=statistics.mean(1 / place if place else 0 for place in places),
        missed=tuple(
            one["ask"]
            for one, place in zip(asked, places, strict=True)
            if not 0 < place <= 3
        ),
    )


def _place(selection: Selection, ask: str, expected: list[str]) -> int:
    """Return the place of the first that is expected, from 1, or 0."""
    found = [one.question.id for one in selection.search(ask, limit=DEPTH)]
    return next((n for n, name in enumerate(found, 1) if name in expected), 0)


def qualities() -> dict[str, Quality]:
    """Return the quality for each list of questions in the file."""
    selection = mlinterview.select(mlinterview.load("ml-engineer"))
    lists = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: measure(selection, asked) for name, asked in lists.items()}


def main() -> None:
    """Print the figures."""
    for name, found in qualities().items():
        print(f"{name:10} hit@3 {found.hit_at_3:.3f}  MRR {found.mrr:.3f}")
        for ask in found.missed:
            print(f"    missed: {ask}")


if __name__ == "__main__":
    main()
