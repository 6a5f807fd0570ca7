"""From a pack to the formats that it is exported to."""

import functools
from collections.abc import Callable
from typing import Final

import orjson

import mlinterview

from .. import peers
from ..measure import Calls, Sample, Target, measure

RENDERED: Final = 100
"""The largest pack for formats whose Markdown is made into something else."""


@measure(
    "Export",
    sizes=(100, 1_000, 10_000),
    targets=[Target("jsonl", 2.1, sizes=(10_000,))],
)
def export(sample: Sample) -> Calls:
    """Time each format that packs are exported to."""
    data = orjson.loads(sample.written("json"))
    selection = mlinterview.select(sample.pack())
    calls: dict[str, Callable[[], object]] = {"orjson.dumps": lambda: orjson.dumps(data)}
    for name in mlinterview.formats():
        if sample.size <= RENDERED or name in ("json", "jsonl"):
            calls[name] = functools.partial(
                mlinterview.export_bytes, selection, format=name
            )
    if peers.has("pydantic"):
        made = peers.pydantic_model().model_validate_json(sample.written("json"))
        calls["pydantic, as JSON"] = lambda: made.model_dump_json(by_alias=True)
    if peers.has("genanki") and sample.size <= RENDERED:
        target = str(sample.folder / "deck.apkg")
        calls["genanki, the notes of anki-apkg"] = lambda: peers.genanki_package(
            selection, target
        )
    return calls
