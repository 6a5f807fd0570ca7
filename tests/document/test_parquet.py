"""Packs in Parquet files: read as every form is, and bounded whatever a file says."""

import datetime
import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import (
    Kind,
    Limits,
    MlinterviewError,
    Pack,
    PackError,
    Problem,
    Question,
    Status,
    Topic,
    arrow,
)
from mlinterview.cli.main import main
from mlinterview.document import DEFAULT_LIMITS, parquet_files, parquet_pages
from mlinterview.model import Author, Metadata
from mlinterview.storage.discovery import discover
from mlinterview.testing import packs
from mlinterview.validation import fixing

TODAY = datetime.date(2026, 11, 22)
MIB = 2**20


def pack(*questions: Question) -> Pack:
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=Metadata(
            id="small",
            title="Small",
            version="1.0.0",
            language="en",
            license="MIT",
            authors=(Author(name="Ada"),),
        ),
        topics=(Topic(id="basics", title="Basics"),),
        questions=questions or (question("one"), question("two")),
    )


def question(id: str, **fields: Any) -> Question:
    required = {"kind": Kind.CONCEPT, "prompt": f"What is {id}?", "topics": ("basics",)}
    return Question(id=id, status=Status.DRAFT, **(required | fields))


def written(table: pa.Table, **options: Any) -> bytes:
    """Return a table as a stranger would write it."""
    target = pa.BufferOutputStream()
    pq.write_table(table, target, **options)
    return bytes(target.getvalue())


def error(content: bytes, folder: Path, limits: Limits = DEFAULT_LIMITS) -> Problem:
    path = folder / "p.mlpack.parquet"
    path.write_bytes(content)
    (found,) = mlinterview.validate(path, today=TODAY, limits=limits).errors
    assert found.file == str(path)
    return found


# A form like the others


@pytest.mark.slow
@given(drawn=packs())
def test_a_file_is_loaded_as_the_pack_that_was_exported(
    drawn: Pack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("packs") / "drawn.mlpack.parquet"
    mlinterview.export(drawn, path)
    again = mlinterview.load(path, today=TODAY)
    assert again == drawn
    assert mlinterview.dumps(again, "yaml") == mlinterview.dumps(drawn, "yaml")


def test_the_bundled_pack_survives(tmp_path: Path, ml_engineer: Pack) -> None:
    path = tmp_path / "p.mlpack.PARQUET"
    mlinterview.export(ml_engineer, path)
    assert mlinterview.load(path, today=TODAY) == ml_engineer


def test_many_groups_of_rows_are_one_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "ROW_GROUP", 3)
    many = pack(*(question(f"q-{number}") for number in range(10)))
    path = tmp_path / "p.parquet"
    mlinterview.export(many, path)
    assert pq.read_metadata(path).num_row_groups == 4
    assert mlinterview.load(path, today=TODAY) == many


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "snappy", "data_page_version": "2.0", "use_dictionary": False},
        {"compression": "none", "write_statistics": False, "write_page_index": True},
        {"compression": "gzip", "data_page_size": 1, "write_batch_size": 1},
    ],
)
def test_how_others_write_parquet_makes_no_difference(
    options: dict[str, Any], tmp_path: Path, ml_engineer: Pack
) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(written(arrow.to_table(ml_engineer), **options))
    assert mlinterview.load(path, today=TODAY) == ml_engineer


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.slow
def test_the_command_line_goes_there_and_back(tmp_path: Path) -> None:
    first, second = tmp_path / "a.mlpack.parquet", tmp_path / "b.mlpack.yaml"
    run("export", "ml-engineer", "-o", first)
    assert "no problems" in run("validate", tmp_path)
    run("export", first, "-o", second, "--format", "yaml")
    assert mlinterview.load(second) == mlinterview.load("ml-engineer")


def test_a_file_is_found_in_a_directory(tmp_path: Path) -> None:
    mlinterview.export(pack(), tmp_path / "a.mlpack.parquet")
    (tmp_path / "other.parquet").touch()
    found = discover([str(tmp_path)])
    assert found.packs == (str(tmp_path / "a.mlpack.parquet"),)


def test_the_name_of_a_file_is_not_taken_for_that_of_an_installed_pack() -> None:
    with pytest.raises(PackError, match="no such file"):
        mlinterview.load("ml-engineer.parquet")


def test_a_table_is_not_fixed(tmp_path: Path) -> None:
    mlinterview.export(pack(), tmp_path / "a.mlpack.parquet")
    with pytest.raises(MlinterviewError, match="export the table as YAML, fix that"):
        fixing.fix(tmp_path / "a.mlpack.parquet")


def test_rows_are_read_a_batch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_files, "BATCH", 2)
    many = pack(*(question(f"q-{number}") for number in range(5)))
    source = pa.py_buffer(mlinterview.export_bytes(many, format="parquet"))
    table = parquet_files.open_parquet(pa, source, "p", DEFAULT_LIMITS)
    ids = [row["id"] for row in itertools.islice(table.rows(), 3)]
    assert ids == ["q-0", "q-1", "q-2"]
    assert not table.is_whole


# What is no table, or a damaged one


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1PAR1", b"\0" * 100, b"id,kind\n"]
)
def test_what_is_no_parquet_is_a_problem(content: bytes, tmp_path: Path) -> None:
    found = error(content, tmp_path)
    assert (found.code, found.line) == ("MLI002", None)
    assert "not a Parquet file, or a damaged one: " in found.message


def test_a_table_of_something_else_is_told_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(written(pa.table({"a": [1], "b": ["x"]})))
    found = mlinterview.validate(path, today=TODAY).errors
    assert {one.code for one in found} == {"MLI101", "MLI102"}
    assert any("`mlinterview`" in one.message for one in found)
    assert any("the column `prompt` is missing" in one.message for one in found)


WHOLE = mlinterview.export_bytes(pack(), format="parquet")


@settings(max_examples=settings().max_examples * 4)
@given(data=st.data())
def test_a_damaged_file_is_never_an_exception(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(WHOLE)
    place = st.integers(0, len(content) - 1)
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(place)] = data.draw(st.integers(0, 255))
    del content[data.draw(st.one_of(place, st.just(len(content)))) :]
    path = tmp_path_factory.mktemp("packs") / "p.parquet"
    path.write_bytes(bytes(content))
    assert mlinterview.validate(path, today=TODAY).name == str(path)


def test_a_bit_that_fell_over_in_a_row_is_noticed(tmp_path: Path) -> None:
    column = pq.read_metadata(pa.BufferReader(WHOLE)).row_group(0).column(2)
    assert column.path_in_schema == "prompt"
    end = column.data_page_offset
    flipped = WHOLE[: end - 1] + bytes([WHOLE[end - 1] ^ 1]) + WHOLE[end:]
    found = error(flipped, tmp_path)
    assert found.code == "MLI002"
    assert "damaged" in found.message


def test_text_that_is_not_utf8_is_a_problem_of_its_column(tmp_path: Path) -> None:
    same_size = pack(question("one", prompt="a"), question("two", prompt="b"))
    honest = written(arrow.to_table(same_size), use_dictionary=False, compression="none")
    hurt = honest.replace(b"\1\0\0\0a\1\0\0\0b", b"\1\0\0\0a\1\0\0\0\xff")
    found = error(hurt, tmp_path)
    assert found.code == "MLI002"
    assert "the column `prompt`: " in found.message
    assert "Invalid UTF8 sequence" in found.message


# What unpacks to more than it says


def varint(number: int, size: int = 0) -> bytes:
    """Return a number as Thrift writes it, in as many bytes as are wanted."""
    rest, found = number * 2, bytearray()
    while rest or len(found) < max(size, 1):
        found.append(rest & 0x7F | 0x80)
        rest >>= 7
    found[-1] &= 0x7F
    return bytes(found)


def lying(content: bytes) -> bytes:
    """Return a file whose footer says that little is in it."""
    group = pq.read_metadata(pa.BufferReader(content)).row_group(0)
    sizes = [group.column(at).total_uncompressed_size for at in range(group.num_columns)]
    for size in (max(sizes), group.total_byte_size):
        at = content.rindex(varint(size))
        told = varint(9, len(varint(size)))
        content = content[:at] + told + content[at + len(told) :]
    said = pq.read_metadata(pa.BufferReader(content)).row_group(0)
    assert said.total_byte_size == 9
    return content


def bomb(size: int, **options: Any) -> bytes:
    """Return a small file with a text of *size* characters."""
    table = arrow.to_table(pack())[:1]
    at = table.schema.get_field_index("intent")
    text = pa.array(["a" * size])
    return written(
        table.set_column(at, table.schema.field(at), text),
        compression="zstd",
        write_statistics=False,
        **options,
    )


@pytest.mark.slow
@pytest.mark.parametrize("is_lying", [False, True])
def test_what_unpacks_to_more_than_the_limit_is_refused(
    is_lying: bool, tmp_path: Path
) -> None:
    content = bomb(70 * MIB, use_dictionary=False)
    assert len(content) < MIB
    found = error(lying(content) if is_lying else content, tmp_path)
    assert (found.code, found.message) == ("MLI011", f"more than {64 * MIB} bytes")


MEASURED = """
import sys, tracemalloc
import pyarrow
import mlinterview
tracemalloc.start()
(found,) = mlinterview.validate(sys.argv[1]).errors
print(found.code, pyarrow.default_memory_pool().max_memory())
print(tracemalloc.get_traced_memory()[1])
"""


def measured(path: Path) -> tuple[str, int]:
    """Return the problem of a file, and how much memory it took to find it."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], capture_output=True, text=True, check=True
    )
    code, arrows, pythons = done.stdout.split()
    return code, int(arrows) + int(pythons)


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(lying(bomb(400 * MIB, use_dictionary=False)))
    code, most = measured(path)
    assert code == "MLI011"
    assert most < 100 * MIB


@pytest.mark.slow
def test_a_text_that_is_referred_to_often_is_in_memory_once(tmp_path: Path) -> None:
    number = 100_000
    text = pa.DictionaryArray.from_arrays(
        pa.array([0] * number, pa.int8()), pa.array(["a" * MIB])
    )
    columns: dict[str, Any] = {
        **dict.fromkeys(("id", "kind", "prompt"), pa.nulls(number, pa.string())),
        "topics": pa.nulls(number, pa.list_(pa.string())),
        "intent": text,
    }
    table = pa.table(columns).replace_schema_metadata(
        arrow.to_table(pack()).schema.metadata
    )
    path = tmp_path / "p.parquet"
    path.write_bytes(written(table, dictionary_pagesize_limit=2 * MIB))
    code, most = measured(path)
    assert code == "MLI011"
    assert most < 100 * MIB


def test_the_limits_hold_for_what_is_unpacked(tmp_path: Path) -> None:
    content = bomb(MIB)
    assert error(content, tmp_path, Limits(bytes=MIB)).code == "MLI011"
    assert error(content, tmp_path, Limits(bytes=2 * MIB)).code == "MLI106"
    crowded = error(WHOLE, tmp_path, Limits(nodes=1))
    assert crowded.hint == "split the pack, or raise the limit `nodes`"


def test_a_footer_of_very_many_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_pages, "MAX_ITEMS", 50)
    assert error(WHOLE, tmp_path).code == "MLI011"


def test_texts_that_share_their_beginnings_are_refused(tmp_path: Path) -> None:
    # Each may be as long as the one before, and takes next to nothing in the file.
    content = written(
        arrow.to_table(pack()),
        use_dictionary=False,
        column_encoding={"id": "DELTA_BYTE_ARRAY"},
    )
    found = error(content, tmp_path)
    assert found.code == "MLI002"
    assert "DELTA_BYTE_ARRAY is not supported" in found.message


# The footer and the headers of pages, byte by byte

I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12


def field(kind: int, value: bytes, step: int = 1) -> bytes:
    return bytes([step << 4 | kind]) + value


def struct(*fields: bytes) -> bytes:
    return b"".join(fields) + b"\0"


def listed(kind: int, *items: bytes) -> bytes:
    return bytes([len(items) << 4 | kind]) + b"".join(items)


def file(*pages: bytes, footer: bytes | None = None, **column: int) -> bytes:
    """Return a file of one column; what is stated of that may be wrong."""
    content = b"".join(pages)
    stated = {"length": len(content), "start": 4, **column}
    meta = struct(
        field(I64, varint(stated["length"]), 7), field(I64, varint(stated["start"]), 2)
    )
    if footer is None:
        group = struct(field(LIST, listed(STRUCT, struct(field(STRUCT, meta, 3)))))
        footer = struct(field(LIST, listed(STRUCT, group), 4))
    end = footer + len(footer).to_bytes(4, "little") + b"PAR1"
    return b"PAR1" + content + end


def page(*more: bytes, size: bytes | None = None, packed: bytes | None = None) -> bytes:
    """Return a page that takes three bytes and unpacks to five."""
    size = field(I32, varint(5)) if size is None else size
    packed = field(I32, varint(3)) if packed is None else packed
    return struct(field(I32, varint(0)), size, packed, *more) + b"abc"


def sizes(content: bytes) -> list[int]:
    return [one.size for one in parquet_pages.page_headers(memoryview(content))]


def test_pages_follow_each_other() -> None:
    assert sizes(file(page(), page(), page())) == [5, 5, 5]
    assert sizes(file()) == []


@pytest.mark.parametrize(
    "value",
    [
        field(1, b""),
        field(3, b"\7"),
        field(4, varint(300)),
        field(7, b"\0" * 8),
        field(BINARY, b"\2ab"),
        field(LIST, listed(I32, b"\2", b"\4")),
        field(LIST, listed(2, b"\1", b"\2")),
        field(LIST, b"\xf5\x10" + b"\2" * 16),
        field(10, listed(STRUCT, b"\0")),
        field(STRUCT, struct(field(STRUCT, b"\0"))),
    ],
)
def test_what_is_of_no_interest_is_passed_over(value: bytes) -> None:
    assert sizes(file(page(value), page())) == [5, 5]


def test_the_number_of_a_field_may_be_written_in_full() -> None:
    later = bytes([I32]) + varint(100) + varint(1)
    assert sizes(file(page(later))) == [5]


NO_COLUMN = struct(
    field(LIST, listed(STRUCT, struct(field(LIST, listed(STRUCT, b"\0")))), 4)
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "does not end as one"),
        (b"PAR1", "does not end as one"),
        (b"PAR1\x7f\0\0\0PAR1", "does not end as one"),
        (b"PAR1\0\0\0\0PAR2", "does not end as one"),
        (b"PAR1\0\0\0\0PAR1", "ends too early"),
        (file(footer=b"\x15\x80"), "ends too early"),
        (file(footer=field(BINARY, b"\x7f")), "ends too early"),
        (file(footer=NO_COLUMN), "outside the file"),
        (file(page(), start=0), "outside the file"),
        (file(page(), length=1000), "outside the file"),
        (file(page(), length=6), "ends too early"),
        (file(page(size=b"", packed=b"")), "no size"),
        (file(page(packed=b"")), "no size"),
        (file(page(packed=field(I32, b"\1"))), "no size"),
        (file(page(size=field(I32, b"\1"))), "no size"),
        (file(page(size=field(I64, varint(5)))), "no size"),
        (file(page(bytes([I32, 4]) + varint(9))), "twice"),
        (file(page(field(I32, b"\xff" * 4 + b"\x1f"))), "too large"),
        (file(page(field(4, varint(2**15)))), "too large"),
        (file(page(field(I64, b"\x80" * 11 + b"\0"))), "too large"),
        (file(page(field(15, b""))), "unknown"),
        (file(page(field(11, b"\0"))), "unknown"),
        (file(page(bytes([1 << 4 | STRUCT]) * 20)), "too deeply"),
        (file(footer=struct(field(LIST, listed(I32, b"\2"), 4))), "of another type"),
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(parquet_pages.DamagedFile, match=message):
        sizes(content)
