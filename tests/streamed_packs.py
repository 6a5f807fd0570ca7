"""Packs as JSON Lines, written line by line."""

import json
from typing import Any

import pytest

from mlinterview.converting import conversion
from mlinterview.model.converter import unstructure
from mlinterview.validation import line_reader, streaming
from small_packs import FULL

HEADER = json.dumps({"schema_version": "1.0", "pack": unstructure(FULL.metadata)})
TOPIC = '{"type": "topic", "id": "basics", "title": "Basics"}'


def question(name: str, **fields: Any) -> str:
    """Return the line of a draft with an id, to which *fields* are added."""
    prompt = f"What is {name}?"
    stated = {"topics": ["basics"], "kind": "concept", "prompt": prompt, **fields}
    return json.dumps({"type": "question", "id": name, "status": "draft", **stated})


def topic(name: str, **fields: Any) -> str:
    """Return the line of a topic with an id, to which *fields* are added."""
    return json.dumps({"type": "topic", "id": name, "title": "T", **fields})


def ready(name: str, **fields: Any) -> str:
    """Return the line of a question that has no problem, to which *fields* are added."""
    stated = {
        "status": "ready",
        "difficulty": "intermediate",
        "intent": f"Whether {name} is known.",
        "answers": [{"kind": "sample", "body": f"It is {name}."}],
    }
    return question(name, **(stated | fields))


def lines(*several: str) -> bytes:
    """Return lines as the bytes of a file."""
    return "".join(line + "\n" for line in several).encode()


def set_chunk_size(patch: pytest.MonkeyPatch, size: int) -> None:
    """Have files looked at in chunks of that many bytes."""
    for module in (line_reader, streaming, conversion):
        patch.setattr(module, "CHUNK_SIZE", size)
