"""From a pack to the formats that it is exported to."""

import functools
from collections.abc import Callable

import orjson

import mlinterview
from mlinterview import rendering

from .. import peers, timing
from ..measure import Calls, Sample, Target, measure


@measure(
    "Export as data",
    sizes=(100, 1_000, 10_000),
    targets=[Target("jsonl", 2.1, sizes=(10_000,))],
)
def export_as_data(sample: Sample) -> Calls:
    """Time the formats for programs."""
    data = orjson.loads(sample.written("json"))
    names = ["json", "jsonl", "parquet", *["yaml"] * (sample.size <= 100)]
    calls: dict[str, Callable[[], object]] = {
        "orjson.dumps": lambda: orjson.dumps(data),
        **{name: _exporting(sample, name) for name in names},
    }
    if peers.has("pydantic"):
        made = peers.pydantic_model().model_validate_json(sample.written("json"))
        calls["pydantic, as JSON"] = lambda: made.model_dump_json(by_alias=True)
    return calls


@measure(
    "Export for people",
    sizes=(100, 1_000, 10_000),
    targets=[Target("anki-apkg", 1.0, of="genanki, the same notes")],
)
def export_for_people(sample: Sample) -> Calls:
    """Time the formats in which Markdown is made into something else."""
    bodies = _bodies(sample)
    calls: dict[str, Callable[[], object]] = {
        "pyromark + nh3, the answers": lambda: peers.by_pyromark(bodies),
        "the same answers by mlinterview": lambda: list(map(rendering.to_html, bodies)),
    }
    for name in ("anki-apkg", "anki-csv", "html", "markdown"):
        calls[name] = _exporting(sample, name)
    if peers.has("genanki"):
        selection, target = mlinterview.select(sample.pack()), sample.folder / "a.apkg"
        calls["genanki, the same notes"] = lambda: peers.genanki_package(
            selection, str(target)
        )
    return calls


@measure(
    "Size of a package for Anki",
    sizes=(1_000, 10_000),
    take=timing.results,
    targets=[Target("anki-apkg", 0.25, of="genanki, the same notes")],
)
def size_of_a_package(sample: Sample) -> Calls:
    """Measure how large packages for Anki are."""
    calls: dict[str, Callable[[], float]] = {
        "the pack as JSON": lambda: sample.path("json").stat().st_size,
        "anki-apkg": lambda: len(_exporting(sample, "anki-apkg")()),
    }
    if peers.has("genanki"):
        calls["genanki, the same notes"] = functools.partial(_size_by_genanki, sample)
    return calls


def _exporting(sample: Sample, name: str) -> Callable[[], bytes]:
    """Return a function that exports the pack to a format."""
    selection = mlinterview.select(sample.pack())
    return lambda: mlinterview.export_bytes(selection, format=name)


def _bodies(sample: Sample) -> list[str]:
    return [one.body for each in sample.pack().questions for one in each.answers]


def _size_by_genanki(sample: Sample) -> int:
    target = sample.folder / "b.apkg"
    peers.genanki_package(mlinterview.select(sample.pack()), str(target))
    return target.stat().st_size
