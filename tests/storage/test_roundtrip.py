"""What must hold for every pack: it is written and read back as it was."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack
from mlinterview.model.converter import structure, unstructure
from mlinterview.testing import packs

TODAY = datetime.date(2026, 11, 22)
FORMATS = st.sampled_from(["yaml", "json", "jsonl"])


@pytest.mark.slow
@given(packs(), FORMATS)
def test_what_is_dumped_loads_as_an_equal_pack(pack: Pack, format: str) -> None:
    text = mlinterview.dumps(pack, format)
    assert mlinterview.loads(text, format, today=TODAY) == pack


@pytest.mark.slow
@given(packs(), FORMATS)
def test_the_same_pack_is_always_dumped_as_the_same_text(pack: Pack, format: str) -> None:
    text = mlinterview.dumps(pack, format)
    assert mlinterview.dumps(structure(unstructure(pack)), format) == text
