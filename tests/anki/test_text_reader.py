"""Notes as text: the settings on top, and the records as Anki reads them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.anki import text_reader
from mlinterview.anki.deck_reader import DeckFile, read_deck
from mlinterview.errors import DeckError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.txt"


def read(path: Path, text: str) -> DeckFile:
    path.write_text(text, encoding="utf-8", newline="")
    return read_deck(path)


def refused(path: Path, text: str) -> str:
    with pytest.raises(DeckError) as caught:
        read(path, text)
    return str(caught.value)


def test_the_settings_say_which_columns_are_no_fields(path: Path) -> None:
    found = read(
        path,
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        '#tags column:6\ng1\tBasic\tD\tfront\t"ba""ck"\ta b\n\ng2\tBasic\tD\tf\tb\n',
    )
    one, two = found.notes
    assert found.is_html
    assert (one.guid, one.note_type, one.tags) == ("g1", "Basic", ("a", "b"))
    assert one.values == ("front", 'ba"ck')
    assert one.modified is None
    assert (two.guid, two.values, two.tags) == ("g2", ("f", "b"), ())


def test_without_settings_every_column_is_a_field(path: Path) -> None:
    found = read(path, "\ufeffa\tb\r\nc\td")
    assert [note.values for note in found.notes] == [("a", "b"), ("c", "d")]
    assert not found.is_html
    assert {note.guid for note in found.notes} == {""}


def test_a_last_record_may_end_with_an_empty_field(path: Path) -> None:
    assert read(path, "a\tb\t").notes[0].values == ("a", "b")


def test_columns_may_be_named(path: Path) -> None:
    found = read(
        path,
        "#Separator: Semicolon\n#notetype:Ours\n#guid column: 1\n"
        "#columns:GUID;A;B\ng;x;y\n",
    )
    (note,) = found.notes
    assert (note.guid, note.note_type) == ("g", "Ours")
    assert (note.names, note.values) == (("A", "B"), ("x", "y"))


def test_mistakes_say_where_they_are(path: Path) -> None:
    assert "no separator `abc`; choose from: comma" in refused(path, "#separator:abc\na")
    assert "columns start at 1" in refused(path, "#guid column:0\na\tb\n")
    assert ":2: a quotation mark is never closed" in refused(path, 'a\tb\n"c\td\n')
    assert ":1: a quotation mark" in refused(path, '"a"b\tc\n')
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DeckError, match="is not in UTF-8"):
        read_deck(path)


def test_a_large_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_reader, "MAX_NOTES", 2)
    assert "more than 2 notes" in refused(path, "a\nb\nc\n")
    monkeypatch.setattr(text_reader, "MAX_FIELD", 3)
    assert "more than 3 characters" in refused(path, "abcd\n")
    monkeypatch.setattr(text_reader, "MAX_BYTES", 3)
    assert "more than 3 bytes" in refused(path, "abcd\n")


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=4),
        min_size=1,
    ),
    st.sampled_from([",", "\t", ";"]),
)
def test_records_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, records: list[list[str]], sign: str
) -> None:
    path = tmp_path_factory.mktemp("text") / "notes.csv"
    text = io.StringIO()
    csv.writer(
        text, delimiter=sign, quoting=csv.QUOTE_ALL, lineterminator="\n"
    ).writerows(records)
    found = read(path, f"#separator:{sign}\n#html:true\n{text.getvalue()}")
    wanted = [tuple(record) for record in records if any(record)]
    assert [note.values for note in found.notes] == wanted
