"""Archives: the same pack as the directory, whatever the bytes, and nothing unpacked."""

import datetime
import io
import json
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import Limits, Pack, PackError, Report
from mlinterview.document import Document, read
from mlinterview.errors import Problem
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import COLLECTIONS
from mlinterview.storage.writers import write_json, write_yaml
from mlinterview.testing import packs
from mlinterview.validation import check
from pace import Pace

TODAY = datetime.date(2026, 11, 22)
MAIN = (
    'schema_version: "1.0"\n'
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
    "topics: [{id: basics, title: B}]\n"
)
TIPS = "tips:\n  - id: aloud\n    body: Practise aloud.\n"
DEFLATED = zipfile.ZIP_DEFLATED

Entries = Iterable[tuple[str | zipfile.ZipInfo, str | bytes]]


def zipped(entries: Entries, compression: int = DEFLATED) -> bytes:
    """Return an archive of *entries*, of which several may have one name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, text in entries:
            # Python warns of a second entry of one name.
            archive.NameToInfo.clear()
            archive.writestr(name, text)
    return held.getvalue()


def of(**files: str) -> bytes:
    """Return an archive of a pack and other *files*."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    return zipped([("pack.yaml", MAIN), *named.items()])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.zip"


@pytest.fixture
def opened(path: Path) -> Callable[..., Document]:
    """Return a function that reads the bytes of an archive."""

    def open_(source: bytes, **limits: int) -> Document:
        path.write_bytes(source)
        return read(path, limits=Limits(**limits))

    return open_


Open = Callable[..., Document]


def only(found: Document) -> Problem:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def inside(problem: Problem) -> str:
    """Return the file of a problem, from the name of the archive on."""
    return problem.file[problem.file.index("x.zip") :]


def told(report: Report, root: Path) -> list[tuple[Any, ...]]:
    """Return all that a report says, its files as they are called within *root*."""
    said = []
    for problem in report:
        named = re.sub(re.escape(str(root)) + "/?", "", problem.message)
        file = Path(problem.file).relative_to(root).as_posix()
        said.append((problem.code, file, problem.pointer, problem.position, named))
    return said


# The same as the directory ----------------------------------------------------


@st.composite
def stored(draw: st.DrawFn) -> tuple[Pack, dict[str, str]]:
    """Draw a pack, and the files of a directory that holds it."""
    pack = draw(packs())
    data = unstructure(pack)
    lists = [key for key, _ in COLLECTIONS.values() if key in data]
    main = {key: value for key, value in data.items() if key not in lists}
    files: dict[str, dict[str, Any]] = {"pack.yaml": main}
    names = st.sampled_from(["a.yaml", "b/c.json", "b/d.yaml", "pack.yaml", "z.json"])
    for key in lists:
        for entity in data[key]:
            held = files.setdefault(draw(names), {})
            held.setdefault(key, []).append(entity)
    written = {
        name: (write_json if name.endswith("json") else write_yaml)(held)
        for name, held in files.items()
    }
    return pack, written


@given(stored(), st.sampled_from(["", "top/"]), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pack_is_the_same_in_an_archive_and_a_directory(
    tmp_path: Path, drawn: tuple[Pack, dict[str, str]], top: str, random: Any
) -> None:
    pack, files = drawn
    root = tmp_path / "dir"
    shutil.rmtree(root, ignore_errors=True)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    shuffled = [(top + name, text) for name, text in files.items()]
    random.shuffle(shuffled)
    (tmp_path / "x.zip").write_bytes(zipped(shuffled))
    loaded = mlinterview.load(tmp_path / "x.zip", today=TODAY)
    assert loaded == mlinterview.load(root, today=TODAY)
    for key, _ in COLLECTIONS.values():  # The files give them an order of their own.
        held = {entity.id: entity for entity in getattr(loaded, key)}
        assert held == {entity.id: entity for entity in getattr(pack, key)}


PROBLEMS = {
    "pack.yaml": MAIN + "x-a: ~\ncolour: red\n",
    "a.yaml": "tips:\n  - {id: one, body: 5}\n  - id: two\n    body: <b>\n",
    "b/c.json": '{"tips": [\n {"id": "one", "body": "x",\n "colour": 1}]}',
    "d.yaml": "stages: [",
    "zz.yml": "",
    "e.yaml": "schema_version: '1.0'\n",
}


@pytest.mark.parametrize("top", ["", "top/"])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, DEFLATED])
def test_problems_are_those_of_the_directory_in_the_same_order(
    top: str, compression: int, opened: Open, tmp_path: Path, path: Path
) -> None:
    root = tmp_path / "dir"
    for name, text in PROBLEMS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    entries = [(top + name, text) for name, text in reversed(PROBLEMS.items())]
    report = check(opened(zipped(entries, compression)), today=TODAY).report
    expected = check(read(root), today=TODAY).report
    assert told(report, path / top) == told(expected, root)
    assert {problem.code for problem in report} >= {
        "MLI005", "MLI008", "MLI013", "MLI016", "MLI101", "MLI103", "MLI202", "MLI211",
    }  # fmt: skip


def test_a_problem_names_the_entry_with_line_and_column(opened: Open) -> None:
    found = opened(of(tips_yaml="tips:\n  - id: a\n    body: |\n      See <b>.\n"))
    (problem,) = check(found, today=TODAY).report
    assert inside(problem) == "x.zip/tips.yaml"
    assert (problem.line, problem.column, problem.end_column) == (4, 11, 14)
    assert problem.excerpt == "      See <b>."


def test_the_first_of_two_values_is_named_with_its_entry(opened: Open) -> None:
    found = opened(of(a_yaml=TIPS, b_yaml=TIPS.replace("Practise", "Do it")))
    (problem,) = check(found, today=TODAY).report
    assert (problem.code, inside(problem)) == ("MLI202", "x.zip/b.yaml")
    assert problem.message.endswith("x.zip/a.yaml")
    assert ", line 2 of " in problem.message


@pytest.mark.parametrize("name", ["x.zip", "x.mlpack.zip", "X.ZIP"])
def test_an_archive_is_known_by_its_ending(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(of())
    assert mlinterview.load(tmp_path / name, today=TODAY).id == "p"


# What is a part ---------------------------------------------------------------


def test_the_one_folder_that_holds_all_is_left_out(opened: Open) -> None:
    found = opened(zipped([("p-1.0/", ""), ("p-1.0/pack.yaml", MAIN)]))
    assert not found.problems
    # What is no part may lie beside it.
    beside = [("README.md", "# P"), ("media/x.png", b"\x89PNG")]
    found = opened(zipped([("p/pack.yaml", MAIN), ("p/b/c.yaml", TIPS), *beside]))
    assert not found.problems
    assert [inside_name(part.name) for part in found.parts] == [
        "x.zip/p/pack.yaml",
        "x.zip/p/b/c.yaml",
    ]


def inside_name(name: str) -> str:
    return name[name.index("x.zip") :]


@pytest.mark.parametrize(
    "entries",
    [
        [("a/pack.yaml", MAIN), ("b/tips.yaml", TIPS)],
        [("a/pack.yaml", MAIN), ("tips.yaml", TIPS)],
        [("a/b/pack.yaml", MAIN)],
        [("PACK.YAML", MAIN)],
        [("pack.json", "{}")],
        [("pack.yaml/tips.yaml", TIPS)],
        [(".hidden/pack.yaml", MAIN)],
        [("tips.yml", TIPS)],
        [("README.md", "")],
        [],
    ],
)
def test_without_the_file_that_makes_a_pack_it_is_none(
    entries: Entries, opened: Open, path: Path
) -> None:
    found = opened(zipped(entries))
    problem = found.problems[-1]
    assert (problem.code, problem.file) == ("MLI012", str(path))
    assert problem.message == "it holds no pack.yaml"
    assert problem.hint == "add pack.yaml at the top of it"
    assert found.data is None
    assert not found.parts


def test_what_is_hidden_or_of_a_mac_is_no_part(opened: Open) -> None:
    junk = "tips: [*x"
    names = [
        "__MACOSX/._pack.yaml",
        "__MACOSX/pack.yaml",
        "p/.git/a.yaml",
        "p/.tips.yaml",
        "p/.DS_Store",
        "p/__MACOSX/a.yaml",
        ".yaml",
        ".x.yml",
    ]
    found = opened(zipped([*((name, junk) for name in names), ("p/pack.yaml", MAIN)]))
    assert not found.problems
    assert len(found.parts) == 1


def test_a_yml_file_in_it_is_noticed(opened: Open) -> None:
    found = opened(zipped([("pack.yaml", MAIN), ("b/Tips.YML", TIPS)]))
    problem = only(found)
    assert (problem.code, inside(problem)) == ("MLI016", "x.zip/b/Tips.YML")
    assert problem.hint == "rename it to `Tips.yaml`"
    assert found.complete


def test_an_archive_within_it_is_not_looked_into(opened: Open) -> None:
    inner = zipped([("tips.yaml", "tips: [")])
    entries = [("pack.yaml", MAIN), ("more.zip", inner), ("m.mlpack.zip", inner)]
    assert not opened(zipped(entries, zipfile.ZIP_STORED)).problems


def test_lines_are_no_part_of_a_pack_of_several_files(opened: Open) -> None:
    assert (
        opened(zipped([("pack.yaml", MAIN), ("tips.jsonl", "{")])).data
        == opened(of()).data
    )


def test_a_folder_that_is_called_like_a_file_is_a_folder(opened: Open) -> None:
    found = opened(
        zipped([("pack.yaml", MAIN), ("a.yaml/", ""), ("a.yaml/b.yaml", TIPS)])
    )
    assert not found.problems
    assert len(found.parts) == 2


@pytest.mark.parametrize("name", ["./tips.yaml", "b//tips.yaml", "b/./tips.yaml"])
def test_a_name_with_steps_that_lead_nowhere_is_read(name: str, opened: Open) -> None:
    found = opened(zipped([("pack.yaml", MAIN), (name, TIPS)]))
    assert not found.problems
    assert len(found.parts) == 2


def renamed(source: bytes, old: bytes, new: bytes) -> bytes:
    """Return an archive in which an entry has another name of the same length."""
    assert len(old) == len(new)
    assert source.count(old) == 2
    return source.replace(old, new)


@pytest.mark.parametrize("name", [".", "./", ".//."])
def test_an_entry_with_no_name_is_passed_over(name: str, opened: Open) -> None:
    assert not opened(zipped([("pack.yaml", MAIN), (name, "x")])).problems


def test_an_entry_with_an_empty_name_is_passed_over(opened: Open) -> None:
    source = bytearray(zipped([("pack.yaml", MAIN), ("a", "x")]))
    begin, end = source.rindex(b"PK\x01\x02"), source.rindex(b"PK\x05\x06")
    (size,) = struct.unpack_from("<I", source, end + 12)
    struct.pack_into("<I", source, end + 12, size - 1)
    struct.pack_into("<H", source, begin + 28, 0)
    del source[begin + 46]
    assert not opened(bytes(source)).problems


# Names that lead elsewhere ----------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "/tips.yaml",
        "//host/tips.yaml",
        "../tips.yaml",
        "a/../tips.yaml",
        "a/../../tips.yaml",
        "a/..",
        "..",
        "C:/tips.yaml",
        "c:tips.yaml",
        "a\\tips.yaml",
        "..\\tips.yaml",
        "\\\\host\\tips.yaml",
        "/etc/passwd",
        "../x.txt",
        "/.hidden",
        "/tips.yml",
    ],
)
def test_a_name_that_leads_out_is_a_problem_and_not_read(name: str, opened: Open) -> None:
    found = opened(zipped([("pack.yaml", MAIN), (name, TIPS)]))
    problem = only(found)
    assert (problem.code, problem.severity) == ("MLI014", "error")
    assert "leads out of the archive" in problem.message
    assert len(found.parts) == 1
    assert not found.complete


@pytest.mark.parametrize("name", ["a..b.yaml", "..a/b.yaml", "ab:c.yaml", "b..yaml"])
def test_a_name_that_only_looks_like_it_leads_nowhere(name: str, opened: Open) -> None:
    assert not opened(zipped([("pack.yaml", MAIN), (name, TIPS)])).problems


def test_a_name_is_not_cut_at_a_null_character(opened: Open) -> None:
    source = zipped([("pack.yaml", MAIN), ("a.yaml?.png", TIPS)])
    problem = only(opened(renamed(source, b"a.yaml?.png", b"a.yaml\0.png")))
    assert problem.code == "MLI014"
    assert r"`a.yaml\x00.png`" in problem.message


def test_a_second_name_of_an_entry_is_looked_at_too(opened: Open) -> None:
    # From Python 3.12 on, the name in such a field goes before the other.
    def called(name: bytes) -> bytes:
        source = of(a_yaml="tips: []")
        begin, end = source.rindex(b"PK\x01\x02"), source.rindex(b"PK\x05\x06")
        body = struct.pack("<BL", 1, zlib.crc32(b"a.yaml")) + name
        field = struct.pack("<HH", 0x7075, len(body)) + body
        entry, tail = bytearray(source[begin:end]), bytearray(source[end:])
        struct.pack_into("<H", entry, 30, len(field))
        (size,) = struct.unpack_from("<I", tail, 12)
        struct.pack_into("<I", tail, 12, size + len(field))
        return source[:begin] + bytes(entry) + field + bytes(tail)

    path_of = zipfile.ZipFile(io.BytesIO(called(b"/b.yaml"))).infolist()[1].filename
    found = opened(called(b"/b.yaml"))
    assert bool(found.problems) == (path_of == "/b.yaml")
    assert {problem.code for problem in found.problems} <= {"MLI014"}


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize("name", ["tips.yaml", "folder", ".hidden"])
def test_a_link_is_not_followed(name: str, opened: Open) -> None:
    found = opened(zipped([("pack.yaml", MAIN), (link(name), "/etc/passwd")]))
    problem = only(found)
    assert (problem.code, inside(problem)) == ("MLI014", f"x.zip/{name}")
    assert "is a link" in problem.message
    assert "root" not in json.dumps(found.data)


def test_two_entries_of_one_name_are_a_problem(opened: Open) -> None:
    for other in ("tips.yaml", "Tips.yaml", "\uff34ips.yaml", "tips.YAML"):
        found = opened(
            zipped([("pack.yaml", MAIN), ("tips.yaml", TIPS), (other, "stages: []")])
        )
        problem = only(found)
        assert problem.code == "MLI018"
        assert "are one file on some systems" in problem.message


def test_a_second_pack_file_does_not_replace_the_first(opened: Open) -> None:
    second = MAIN.replace("id: p,", "id: other,")
    found = opened(zipped([("pack.yaml", MAIN), ("pack.yaml", second)]))
    assert {problem.code for problem in found.problems} == {"MLI018", "MLI013"}
    assert isinstance(found.data, dict)
    assert isinstance(found.data["pack"], dict)
    assert found.data["pack"]["id"] == "p"


# Damage -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"PK",
        b"PK\x05\x06",
        b"PK\x03\x04" + b"\0" * 100,
        b"\0" * 1000,
        b"Rar!\x1a\x07\x00" + b"x" * 100,
        MAIN.encode(),
        of()[:-1],
        of()[:-22],
        of()[: len(of()) // 2],
    ],
)
def test_what_is_no_archive_is_a_problem(source: bytes, opened: Open, path: Path) -> None:
    problem = only(opened(source))
    assert (problem.code, problem.file) == ("MLI002", str(path))
    assert problem.message.startswith("not a ZIP archive, or a damaged one: ")
    assert problem.hint


@pytest.mark.parametrize("extra", [b"#!/bin/sh\n", b"PK\x03\x04", b"\0" * 30])
def test_what_stands_in_front_of_an_archive_is_passed_over(
    extra: bytes, opened: Open
) -> None:
    assert not opened(extra + of()).problems


def test_an_entry_whose_checksum_is_wrong_is_a_problem(opened: Open) -> None:
    source = zipped([("pack.yaml", MAIN), ("tips.yaml", TIPS)], zipfile.ZIP_STORED)
    found = opened(source.replace(b"Practise", b"Practice"))
    problem = only(found)
    assert (problem.code, inside(problem)) == ("MLI002", "x.zip/tips.yaml")
    assert "the entry is damaged: bad crc-32" in problem.message
    assert len(found.parts) == 1
    assert not found.complete


def test_the_checksum_of_an_empty_entry_is_looked_at(opened: Open) -> None:
    source = bytearray(of(tips_yaml=""))
    begin = source.rindex(b"PK\x01\x02")
    struct.pack_into("<I", source, begin + 16, 1)
    assert "bad crc-32" in only(opened(bytes(source))).message


@pytest.mark.parametrize(
    ("at", "form", "value", "said"),
    [
        (8, "<H", 0x1, "encrypted, or compressed in an unusual way"),
        (10, "<H", zipfile.ZIP_BZIP2, "encrypted, or compressed in an unusual way"),
        (10, "<H", zipfile.ZIP_LZMA, "encrypted, or compressed in an unusual way"),
        (10, "<H", 93, "encrypted, or compressed in an unusual way"),
        (8, "<H", 0x20, "the entry is damaged"),  # Patched data.
        (8, "<H", 0x40, "the entry is damaged"),  # Strong encryption.
        (20, "<I", 5, "the entry is damaged"),  # The compressed size.
        (24, "<I", 5, "the entry is damaged: bad crc-32"),  # The size.
        (24, "<I", 0, "the entry is damaged: bad crc-32"),
        (42, "<I", 10**6, "the entry is damaged"),  # Where it begins.
    ],
)
def test_an_entry_that_cannot_be_read_is_a_problem_of_its_own(
    at: int, form: str, value: int, said: str, opened: Open
) -> None:
    source = bytearray(of(tips_yaml=TIPS))
    begin = source.rindex(b"PK\x01\x02")
    struct.pack_into(form, source, begin + at, value)
    found = opened(bytes(source))
    problem = only(found)
    assert (problem.code, inside(problem)) == ("MLI002", "x.zip/tips.yaml")
    assert said in problem.message
    assert len(found.parts) == 1
    assert not found.complete


def test_an_entry_that_states_more_than_it_holds_is_read(opened: Open) -> None:
    source = bytearray(of(tips_yaml=TIPS))
    struct.pack_into("<I", source, source.rindex(b"PK\x01\x02") + 24, len(TIPS) + 99)
    found = opened(bytes(source))
    assert found.data == opened(of(tips_yaml=TIPS)).data
    assert not found.problems


@pytest.mark.parametrize(("at", "stated"), [(20, 10**9), (42, 3), (42, 0)])
def test_an_entry_may_state_to_reach_into_another(
    at: int, stated: int, opened: Open
) -> None:
    source = bytearray(of(tips_yaml=TIPS))
    struct.pack_into("<I", source, source.rindex(b"PK\x01\x02") + at, stated)
    # Which of the two is refused, if any, depends on the version of Python.
    assert {problem.code for problem in opened(bytes(source)).problems} <= {"MLI002"}


@pytest.mark.parametrize("offset", [2**31, 2**40, 2**62, 2**63, 2**64 - 1])
def test_an_entry_may_state_to_begin_anywhere(offset: int, opened: Open) -> None:
    source = of()
    begin, end = source.rindex(b"PK\x01\x02"), source.rindex(b"PK\x05\x06")
    field = struct.pack("<HHQ", 1, 8, offset)
    entry, tail = bytearray(source[begin:end]), bytearray(source[end:])
    struct.pack_into("<I", entry, 42, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(field))
    struct.pack_into("<I", tail, 12, len(entry) + len(field))
    found = opened(source[:begin] + bytes(entry) + field + bytes(tail))
    assert {problem.code for problem in found.problems} == {"MLI002"}


@pytest.mark.parametrize("where", ["x\ny.yaml", "x\x1b[31my.yaml", "\u202ex.yaml"])
def test_a_name_cannot_act_on_a_terminal(where: str, opened: Open) -> None:
    found = opened(zipped([("pack.yaml", MAIN), ("tips.yaml", "["), (f"/{where}", "")]))
    assert [p.code for p in found.problems] == ["MLI014", "MLI005"]
    message = found.problems[0].message
    assert "\n" not in message
    assert message.isprintable()


# Bombs --------------------------------------------------------------------------


def test_the_limit_on_size_is_on_what_is_packed(opened: Open) -> None:
    source = of(tips_yaml="#" * 5000)
    assert len(source) < 1000
    size = len(MAIN) + 5000
    assert not opened(source, bytes=size).problems
    found = opened(source, bytes=size - 1)
    problem = only(found)
    assert (problem.code, inside(problem)) == ("MLI011", "x.zip")
    assert found.data is None


def test_the_limit_on_size_is_on_the_archive_too(opened: Open) -> None:
    source = of(x_png="x" * 9) + b"\0" * 5000
    problem = only(opened(source, bytes=1000))
    assert (problem.code, inside(problem)) == ("MLI011", "x.zip")


def test_what_is_no_part_may_be_of_any_size(opened: Open) -> None:
    entries = [("pack.yaml", MAIN), ("x.png", b"\0" * 10_000)]
    assert not opened(zipped(entries), bytes=1000).problems


def test_a_bomb_is_not_unpacked_however_often_it_is_listed(opened: Open) -> None:
    bomb = b"#" * 2**26
    entries = [("pack.yaml", MAIN), *((f"{at}.yaml", bomb) for at in range(3))]
    source = zipped(entries)
    # Many entries may share one bomb: each is listed, none is there twice.
    begin, end = source.rindex(b"PK\x01\x02"), source.rindex(b"PK\x05\x06")
    tail = bytearray(source[end:])
    count, size = (
        struct.unpack_from("<H", tail, 10)[0],
        struct.unpack_from("<I", tail, 12),
    )
    struct.pack_into("<HHI", tail, 8, *[count + 5000] * 2, size[0] + (end - begin) * 5000)
    listed = source[:end] + source[begin:end] * 5000 + bytes(tail)
    pace = Pace()
    assert only(opened(listed)).code == "MLI011"
    assert pace.ratio < 100


def test_a_bomb_that_states_to_be_small_is_not_unpacked(opened: Open) -> None:
    entries = [("pack.yaml", MAIN), *((f"{at}.yaml", b"#" * 2**24) for at in range(20))]
    source = zipped(entries).replace(struct.pack("<I", 2**24), struct.pack("<I", 9))
    pace = Pace()
    found = opened(source)
    assert pace.ratio < 40
    assert [problem.code for problem in found.problems] == ["MLI002"] * 20


def test_more_damaged_entries_than_are_listed_end_the_reading(opened: Open) -> None:
    entries = [("pack.yaml", MAIN), *((f"{at}.yaml", TIPS) for at in range(50))]
    source = zipped(entries, zipfile.ZIP_STORED).replace(b"Practise", b"Practice")
    assert len(opened(source, problems=10).problems) == 11


def test_the_number_of_entries_is_limited(opened: Open) -> None:
    entries = [("pack.yaml", MAIN), ("a.yaml", ""), ("b.png", "")]
    assert not opened(zipped(entries), files=3).problems
    problem = only(opened(zipped(entries), files=2))
    assert (problem.code, inside(problem)) == ("MLI011", "x.zip")
    assert problem.message == "more than 2 files"


def test_very_many_entries_are_not_listed(opened: Open) -> None:
    entry = of()[of().rindex(b"PK\x01\x02") : of().rindex(b"PK\x05\x06")]
    pace = Pace()
    found = opened(of() + entry * 500_000)
    assert only(found).code == "MLI011"
    assert pace.ratio < 100


@pytest.mark.parametrize(
    ("limit", "code"), [({"nodes": 20}, "MLI011"), ({"depth": 2}, "MLI010")]
)
def test_the_limits_of_files_hold_in_archives(
    limit: dict[str, int], code: str, opened: Open
) -> None:
    found = opened(of(tips_yaml=TIPS, more_yaml="stages: [{id: a}]"), **limit)
    assert code in {problem.code for problem in found.problems}


# Any bytes ----------------------------------------------------------------------

GOOD = zipped([("pack.yaml", MAIN), ("b/tips.yaml", TIPS), ("x.png", b"\x89PNG")])
_EDIT = st.tuples(
    st.integers(0, len(GOOD) - 1),
    st.integers(0, 4),
    st.one_of(
        st.binary(max_size=4),
        st.sampled_from([b"\xff" * 4, b"\0" * 4, b"PK\x01\x02", b"PK\x06\x06", b"../"]),
    ),
)


@given(st.lists(_EDIT, min_size=1, max_size=4))
@example([(GOOD.rindex(b"PK\x01\x02") + 46, 11, b".\0\0\0\0\0\0\0\0\0\0")])
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_a_problem_or_none_and_never_raises(
    path: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    source = bytearray(GOOD)
    for at, removed, put in edits:
        source[at : at + removed] = put
    path.write_bytes(source)
    report = mlinterview.validate(path, today=TODAY)
    for problem in report:
        assert problem.file.startswith(str(path))
    if report.ok:
        assert mlinterview.load(path, today=TODAY).id
        return
    with pytest.raises(PackError) as caught:
        mlinterview.load(path, today=TODAY)
    assert caught.value.report == report


@given(st.binary(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_problem(path: Path, source: bytes) -> None:
    path.write_bytes(source)
    assert [p.code for p in mlinterview.validate(path, today=TODAY)] == ["MLI002"]
