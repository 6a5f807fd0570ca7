"""Files of any size: what is said of them line by line is what is said of the whole."""

import copy
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Limits, Pack, Report, codes
from mlinterview._converter import unstructure
from mlinterview._writers import write_jsonl
from mlinterview.document import read
from mlinterview.testing import broken_packs, packs
from mlinterview.validation import validate_document
from small_packs import FULL

TODAY = datetime.date(2026, 11, 22)
# What compares the texts of all questions with each other.
NOT_DONE = (codes.SIMILAR_PROMPTS.id, codes.REPEATED_TEXT.id)
PACK = unstructure(FULL.metadata)
HEADER = json.dumps({"schema_version": "1.0", "pack": PACK})
TOPIC = '{"type": "topic", "id": "basics", "title": "Basics"}'


def question(name: str, **fields: Any) -> str:
    prompt = f"What is {name}?"
    stated = {"topics": ["basics"], "kind": "concept", "prompt": prompt, **fields}
    return json.dumps({"type": "question", "id": name, "status": "draft", **stated})


def ready(name: str, **fields: Any) -> str:
    """Return a question that surely nothing is wrong with."""
    stated = {
        "status": "ready",
        "difficulty": "intermediate",
        "intent": f"Whether {name} is known.",
        "answers": [{"kind": "sample", "body": f"It is {name}."}],
    }
    return question(name, **(stated | fields))


def plain(path: Path) -> Report:
    """Return what is said of the whole, but for what is not done line by line."""
    return validate_document(read(path), today=TODAY, chosen=_is_done)


def _is_done(code: str) -> bool:
    return code not in NOT_DONE


def streamed(text: bytes, path: Path, **limits: int) -> Report:
    """Return what is said of a file that has more bytes than the limit on a line."""
    path.write_bytes(text)
    longest = max(map(len, text.split(b"\n")))
    most = Limits(**{"bytes": max(1, longest), **limits})
    return mlinterview.validate(path, today=TODAY, limits=most)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large") / "pack.jsonl"


def agrees(text: bytes, path: Path) -> Report:
    """Check that both ways say the same, and return what that is."""
    found, wanted = streamed(text, path), plain(path)
    assert list(map(str, found)) == list(map(str, wanted))
    assert found == wanted
    return found


def lines(*several: str) -> bytes:
    return "".join(line + "\n" for line in several).encode()


# Both ways say the same -------------------------------------------------------


@given(packs())
def test_a_valid_pack_is_judged_as_a_whole_one_is(path: Path, pack: Pack) -> None:
    assert agrees(write_jsonl(unstructure(pack)).encode(), path).ok


@st.composite
def _edited(draw: Callable[..., Any]) -> bytes:
    """Return the lines of a pack, mistakes among them: in what they say and how."""
    data = draw(st.one_of(packs().map(unstructure), broken_packs()))
    try:
        written = write_jsonl(copy.deepcopy(data))
    except (AttributeError, KeyError, TypeError, ValueError):
        written = write_jsonl(unstructure(draw(packs())))
    listed = written.encode().split(b"\n")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(listed) - 1))
        listed[at : at + 1] = draw(st.sampled_from(_edits(listed[at], draw)))
    return b"\n".join(listed)


def _edits(line: bytes, draw: Callable[..., Any]) -> list[list[bytes]]:
    names = ("a", "b", "basics")
    one, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    return [
        [],
        [b"", line],
        [line, line],
        [line, b" \t\r"],
        [line[: len(line) // 2]],
        [line.replace(b"type", b"typ", 1)],
        [line.replace(b'"id"', b'"id" :"x", "id"', 1)],
        [line, question(one, related=[other], aliases=[f"question/{other}"]).encode()],
        [question(one, topics=[other]).encode(), line],
        [line, ready(one, related=["z"], topics=[other]).encode()],
        [ready(one, aliases=[other]).encode()],
        [
            json.dumps(
                {"type": "topic", "id": one, "title": "T", "parent": other}
            ).encode()
        ],
        [b'{"type": "topic", "id": "A", "title": "T"}', line],
        [b"5"],
        [line, line[:5] + b"\xff"],
    ]


@given(_edited())
def test_a_pack_with_mistakes_is_judged_as_a_whole_one_is(
    path: Path, text: bytes
) -> None:
    agrees(text, path)
