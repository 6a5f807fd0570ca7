"""Archives of our own: what others read in them is what was put there."""

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.anki import zip_writer
from mlinterview.anki.zip_writer import archive

CONTENTS = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0/\\:"), min_size=1),
    st.tuples(st.binary(max_size=200), st.booleans()),
)


def read(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as found:
        assert found.testzip() is None
        return {one.orig_filename: found.read(one) for one in found.infolist()}


@given(CONTENTS)
def test_what_is_put_in_comes_out(contents: dict[str, tuple[bytes, bool]]) -> None:
    made = archive([(name, *content) for name, content in contents.items()])
    assert read(made) == {name: content for name, (content, _) in contents.items()}


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 2000, 12_345])
@pytest.mark.parametrize("processors", [None, 1, 7])
def test_blocks_make_one_stream_however_many_pack_them(
    size: int, processors: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(at * at % 7 for at in range(size))
    monkeypatch.setattr(zip_writer, "_BLOCK", 1000)
    expected = archive([("a", content, True)])
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    made = archive([("a", content, True)])
    assert made == expected
    assert read(made) == {"a": content}


def test_what_is_put_in_is_left_out_of_the_rest() -> None:
    """A block may refer to the one before it, and so nothing is packed twice."""
    part = os.urandom(30_000)
    once = len(archive([("a", part, True)]))
    assert len(archive([("a", part * 2, True)])) < once + 1000
