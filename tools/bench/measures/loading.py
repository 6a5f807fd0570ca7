"""From the bytes of a file to objects, or to what is wrong with them."""

import functools
import gc
import json
from collections.abc import Callable
from typing import Any, Final

import orjson
import yaml

import mlinterview
from mlinterview import Pack

from .. import memory, packs, peers, timing
from ..measure import UNLIMITED, Calls, Sample, Target, measure

SIZES: Final = (10, 1_000, 10_000, 100_000)

SLOW: Final = 1_000
"""The largest pack for what would take minutes with a larger one."""


@measure(
    "JSON to objects",
    sizes=SIZES,
    targets=[
        Target("mlinterview", 2.0, sizes=(1_000,)),
        Target("mlinterview", 1.6, sizes=(10_000,)),
        Target("mlinterview", 1.3, sizes=(100_000,)),
        Target("mlinterview", 1.0, of="pydantic", sizes=SIZES[1:]),
    ],
)
def json_to_objects(sample: Sample) -> Calls:
    """Time the way from the bytes of a JSON file to validated objects."""
    written = sample.written("json")
    calls: dict[str, Callable[[], object]] = {
        "orjson.loads": lambda: orjson.loads(written),
        "orjson.loads, no garbage collected": lambda: _uncollected(written),
        "mlinterview": lambda: _load(written, "json"),
    }
    if peers.has("pydantic"):
        model = peers.pydantic_model()
        calls["pydantic"] = lambda: model.model_validate_json(written)
    if peers.has("fastjsonschema") and sample.size <= 10_000:
        check = peers.by_fastjsonschema()
        calls["json + fastjsonschema, as nbformat"] = lambda: check(json.loads(written))
    if sample.size <= SLOW:
        make, slow = peers.by_cattrs(), peers.by_jsonschema()
        calls["json + jsonschema + cattrs"] = lambda: make(
            _checked(slow, json.loads(written))
        )
    return calls


@measure("JSON Lines to objects", sizes=SIZES)
def jsonl_to_objects(sample: Sample) -> Calls:
    """Time the same for JSON Lines."""
    written = sample.written("jsonl")
    return {
        "orjson.loads": lambda: [orjson.loads(line) for line in written.splitlines()],
        "mlinterview": lambda: _load(written, "jsonl"),
    }


@measure(
    "JSON to a report",
    sizes=SIZES,
    targets=[Target("mlinterview", 1.4, sizes=SIZES[1:])],
)
def json_to_report(sample: Sample) -> Calls:
    """Time the way from a JSON file to what is wrong with it."""
    written, path = sample.written("json"), sample.path("json")
    validate = functools.partial(
        mlinterview.validate, path, today=packs.TODAY, limits=UNLIMITED
    )
    calls: dict[str, Callable[[], object]] = {
        "orjson.loads": lambda: orjson.loads(written),
        "mlinterview": validate,
    }
    if peers.has("jsonschema_rs"):
        accept = peers.by_jsonschema_rs()
        calls["orjson + jsonschema-rs"] = lambda: accept(orjson.loads(written))
    if sample.size <= SLOW:
        check = peers.by_jsonschema()
        calls["json + jsonschema"] = lambda: check(json.loads(written))
    return calls


@measure(
    "YAML to objects",
    sizes=(10, 1_000),
    targets=[
        Target("mlinterview", 12.0, sizes=(1_000,)),
        Target("mlinterview", 0.2, of="CSafeLoader + pydantic", sizes=(1_000,)),
    ],
)
def yaml_to_objects(sample: Sample) -> Calls:
    """Time the way from the bytes of a YAML file to validated objects."""
    written, same = sample.written("yaml"), sample.written("json")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    calls: dict[str, Callable[[], object]] = {
        "orjson.loads, of JSON": lambda: orjson.loads(same),
        "mlinterview": lambda: _load(written, "yaml"),
        "CSafeLoader, data only": lambda: yaml.load(written, loader),  # noqa: S506
    }
    if peers.has("pydantic"):
        model = peers.pydantic_model()
        calls["CSafeLoader + pydantic"] = lambda: model.model_validate(
            _plain(yaml.load(written, loader))  # noqa: S506
        )
    return calls


@measure(
    "Memory of a load",
    sizes=SIZES[1:],
    take=timing.results,
    targets=[Target("mlinterview", 2.6, sizes=(100_000,))],
)
def memory_of_a_load(sample: Sample) -> Calls:
    """Measure the most memory that a load of JSON takes; the file is among it."""
    path = sample.path("json")
    kinds = ("orjson", "mlinterview", *["pydantic"] * peers.has("pydantic"))
    return {
        "the file": lambda: path.stat().st_size,
        **{kind: functools.partial(memory.taken, kind, path) for kind in kinds},
    }


def _uncollected(written: bytes) -> object:
    """Return what is in JSON; the collector waits meanwhile, as it does for ours."""
    gc.disable()
    try:
        return orjson.loads(written)
    finally:
        gc.enable()


def _load(written: bytes, format: Any) -> Pack:
    return mlinterview.loads(written, format, today=packs.TODAY, limits=UNLIMITED)


def _checked(check: Callable[[Any], object], data: Any) -> Any:
    check(data)
    return data


def _plain(data: Any) -> Any:
    """Return data with text where YAML 1.1 took it for a date."""
    return json.loads(json.dumps(data, default=str))
