"""Reading files and directories: one document, and each place in the right file."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlinterview.document import PACK_FILE, Document, Limits, read
from mlinterview.document.codes import WRONG_TYPE
from mlinterview.errors import Problem
from pace import Pace

MAIN = 'schema_version: "1.0"\npack: {id: p}\n'


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a directory from the names and texts of files."""

    def write(files: dict[str, str], main: str | None = MAIN) -> Path:
        root = tmp_path / "pack"
        for name, text in {**({PACK_FILE: main} if main else {}), **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return root

    return write


def only(found: Document) -> Problem:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def in_time(function: Callable[[], Document]) -> Document:
    pace = Pace()
    found = function()
    assert pace.ratio < 100
    return found


# One file --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "a: 1"),
        ("a.json", '{"a": 1}'),
        ("A.YAML", "a: 1"),
        ("a.mlpack.json", '{"a": 1}'),
    ],
)
def test_the_ending_says_how_a_file_is_read(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    for source in (path, str(path)):
        found = read(source)
        assert (found.name, found.data, found.problems) == (str(path), {"a": 1}, ())
        assert found.complete


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        ("pack.yml", "this has `.yml`", "rename it to .yaml"),
        ("pack.txt", "this has `.txt`", ""),
        ("pack", "this has no ending", ""),
    ],
)
def test_a_file_of_another_ending_is_not_guessed_at(
    name: str, said: str, hint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("a: 1", encoding="utf-8")
    problem = only(read(tmp_path / name))
    assert (problem.code, problem.hint) == ("MLI003", hint)
    assert said in problem.message


def test_what_is_not_there_is_looked_for_beside_it(tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text("", encoding="utf-8")
    problem = only(read(tmp_path / "question.yaml"))
    assert problem.code == "MLI001"
    assert problem.hint == "did you mean `questions.yaml`?"
    assert problem.file == str(tmp_path / "question.yaml")


def test_a_link_to_nothing_is_not_offered_as_itself(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("nowhere.yaml")
    problem = only(read(tmp_path / "a.yaml"))
    assert (problem.code, problem.hint) == ("MLI001", "")


@pytest.mark.parametrize(
    "path", ["no/such/folder/a.yaml", "a\0b.yaml", "a" * 5000, "x/" * 5000, "\udcff.yaml"]
)
def test_no_path_raises(path: str, tmp_path: Path) -> None:
    problem = only(read(f"{tmp_path}/{path}"))
    assert problem.code == "MLI001"


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to("a.yaml")
    assert only(read(tmp_path / "a.yaml")).code == "MLI001"


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/dev/urandom"])
def test_a_device_is_not_read(path: str) -> None:
    assert only(in_time(lambda: read(path))).code == "MLI002"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert only(in_time(lambda: read(tmp_path / "a.yaml"))).code == "MLI002"


def test_a_file_that_can_not_be_opened_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not stop the superuser, whom tests often run as.
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    problem = only(read(tmp_path / "a.yaml"))
    assert problem.code == "MLI002"
    assert problem.message == "cannot be read: permission denied"


def test_no_more_of_a_file_is_read_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('"abcdef"', encoding="utf-8")
    assert not read(path, limits=Limits(bytes=8)).problems
    assert only(read(path, limits=Limits(bytes=7))).code == "MLI011"


def test_a_file_that_only_claims_to_be_small_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(2**40)  # A hole of a terabyte.
    assert only(in_time(lambda: read(path))).code == "MLI011"


# Directories -----------------------------------------------------------------


def test_lists_are_joined_in_the_order_of_paths(pack: Callable[..., Path]) -> None:
    root = pack(
        {
            "b.yaml": "tips: [b1, b2]\ntopics: [t]",
            "a/z.json": '{"tips": ["z"]}',
            "a-b.yaml": "tips: [ab]",
            "zz.yaml": "tips: [zz]",
        },
        main=MAIN + "tips: [main]\n",
    )
    found = read(root)
    assert not found.problems
    assert found.complete
    # Folder by folder, not character by character: `a/z` comes before `a-b`.
    assert found.data == {
        "schema_version": "1.0",
        "pack": {"id": "p"},
        "tips": ["z", "ab", "b1", "b2", "main", "zz"],
        "topics": ["t"],
    }


def test_the_joined_list_is_no_part_of_the_file(pack: Callable[..., Path]) -> None:
    found = read(pack({"a.yaml": "tips: [a]", "b.yaml": "tips: [b]"}))
    assert [part.data for part in found.parts[1:]] == [{"tips": ["a"]}, {"tips": ["b"]}]


def test_a_problem_is_in_the_file_that_its_value_is_in(pack: Callable[..., Path]) -> None:
    root = pack(
        {
            "a.yaml": "tips:\n  - id: one\n  - id: two\n",
            "b.json": '{"tips": [\n  {"id": "three"},\n  {"id": "four"}]}',
            "c.yaml": "x-note: mine\nstages: []\n",
            "empty.yaml": "# nothing yet\n",
        }
    )
    found = read(root)
    assert not found.problems

    def place(*path: str | int) -> tuple[str, int | None, int | None, str]:
        problem = found.problem(WRONG_TYPE, "wrong", path)
        name = Path(problem.file).relative_to(root).as_posix()
        return name, problem.line, problem.column, problem.excerpt

    assert place("tips", 1, "id") == ("a.yaml", 3, 9, "  - id: two")
    assert place("tips", 2, "id") == ("b.json", 2, 10, '  {"id": "three"},')
    assert place("tips", 3) == ("b.json", 3, 3, '  {"id": "four"}]}')
    assert place("x-note") == ("c.yaml", 1, 9, "x-note: mine")
    assert place("pack", "id") == ("pack.yaml", 2, 12, "pack: {id: p}")
    # The whole, and what is in no file, is told of the file that makes the pack.
    assert place() == ("pack.yaml", 1, 1, 'schema_version: "1.0"')
    assert place("nothing") == ("pack.yaml", 1, 1, 'schema_version: "1.0"')
    # A list that several files add to is told of the first.
    assert place("tips")[0] == "a.yaml"


def test_the_pointer_of_a_mistake_leads_into_the_joined_list(
    pack: Callable[..., Path],
) -> None:
    root = pack(
        {
            "a.yaml": "tips: [{}, {}]\n",
            "b.yaml": "tips: [{}, {body: *x}]\nstages: [*y]\nx-a: *z\n",
            "c.yaml": "x-b: {0: *x}\n",
        }
    )
    found = read(root)
    assert [(Path(p.file).name, p.pointer) for p in found.problems] == [
        ("b.yaml", "/tips/3/body"),
        ("b.yaml", "/stages/0"),
        ("b.yaml", "/x-a"),
        ("c.yaml", "/x-b/0"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        ("x-a: 1\n", "x-a: 2\n", "x-a"),
        ("tips: []\n", "tips: {}\n", "tips"),
        ("tips: {}\n", "tips: []\n", "tips"),
    ],
)
def test_only_lists_can_be_in_several_files(
    first: str, second: str, key: str, pack: Callable[..., Path]
) -> None:
    root = pack({"a.yaml": first, "b.yaml": f"stages: []\n{second}"})
    problem = only(read(root))
    assert (problem.code, problem.file) == ("MLI013", str(root / "b.yaml"))
    assert (problem.line, problem.column, problem.end_column) == (2, 1, len(key) + 1)
    assert problem.message == f"`{key}` is in `a.yaml` already"


def test_the_version_is_stated_once(pack: Callable[..., Path]) -> None:
    root = pack({"a.yaml": MAIN})
    found = read(root)
    assert [problem.code for problem in found.problems] == ["MLI013", "MLI013"]
    assert {problem.file for problem in found.problems} == {str(root / "a.yaml")}


@pytest.mark.parametrize("text", ["[]", "- a", "text", "5"])
def test_a_part_is_an_object(text: str, pack: Callable[..., Path]) -> None:
    root = pack({"a.yaml": text})
    problem = only(read(root))
    assert (problem.code, problem.file) == ("MLI103", str(root / "a.yaml"))
    assert (problem.line, problem.column) == (1, 1)


def test_a_directory_without_its_file_is_no_pack(pack: Callable[..., Path]) -> None:
    root = pack({"packs.yaml": MAIN}, main=None)
    found = read(root)
    problem = only(found)
    assert (problem.code, problem.file) == ("MLI012", str(root))
    assert problem.hint == "did you mean `packs.yaml`?"
    assert found.data is None


def test_a_folder_of_that_name_does_not_make_a_pack(tmp_path: Path) -> None:
    (tmp_path / PACK_FILE).mkdir()
    problem = only(read(tmp_path))
    assert (problem.code, problem.hint) == ("MLI012", "")


def test_a_folder_that_is_no_pack_is_not_searched(
    pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pack({"a/b.yaml": "tips: []"}, main=None)

    def walk(*_: object, **__: object) -> None:
        pytest.fail("a folder may be the whole disk")

    monkeypatch.setattr(os, "walk", walk)
    assert only(read(root)).code == "MLI012"


def test_a_file_that_makes_a_pack_but_leads_out_of_it_makes_none(
    pack: Callable[..., Path], outside: Path
) -> None:
    root = pack({"a.yaml": "tips: []"}, main=None)
    (root / PACK_FILE).symlink_to(outside / "secret.yaml")
    found = read(root)
    assert [problem.code for problem in found.problems] == ["MLI014", "MLI012"]
    assert found.data is None


def test_hidden_files_and_other_endings_are_no_parts(pack: Callable[..., Path]) -> None:
    hidden = {".a.yaml": "[", ".git/a.yaml": "[", "a/.b/c.yaml": "[", "notes.md": "["}
    found = read(pack({**hidden, "LICENSE": "[", "a.yaml.bak": "["}))
    assert not found.problems
    assert len(found.parts) == 1


def test_a_file_that_looks_like_a_part_is_warned_of(pack: Callable[..., Path]) -> None:
    root = pack({"tips.yml": "tips: []"})
    problem = only(read(root))
    assert (problem.code, str(problem.severity)) == ("MLI016", "warning")
    assert problem.file == str(root / "tips.yml")
    assert problem.hint == "rename it to `tips.yaml`"


def test_an_unreadable_file_leaves_the_others(pack: Callable[..., Path]) -> None:
    root = pack({"a.yaml": "tips: [", "b.yaml": "stages: [s]"})
    found = read(root)
    problem = only(found)
    assert (problem.code, problem.file) == ("MLI005", str(root / "a.yaml"))
    assert found.data == {"schema_version": "1.0", "pack": {"id": "p"}, "stages": ["s"]}
    assert not found.complete


def test_all_files_together_keep_the_limit_on_size(pack: Callable[..., Path]) -> None:
    root = pack({"a.yaml": "tips: []", "b.yaml": "tips: []"})
    size = len(MAIN) + 16
    assert not read(root, limits=Limits(bytes=size)).problems
    problem = only(read(root, limits=Limits(bytes=size - 1)))
    assert (problem.code, problem.file) == ("MLI011", str(root / "b.yaml"))


def test_the_number_of_files_is_limited(pack: Callable[..., Path]) -> None:
    root = pack({f"{at}.yaml": "" for at in range(4)})
    assert not read(root, limits=Limits(files=5)).problems
    problem = only(read(root, limits=Limits(files=4)))
    assert (problem.code, problem.file) == ("MLI011", str(root))


def test_no_more_folders_are_read_once_there_are_too_many_files(
    pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pack({f"{at}/a.yaml": "" for at in range(20)})
    listed: list[Any] = []
    scan = os.scandir

    def scandir(path: Any) -> Any:
        listed.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert only(read(root, limits=Limits(files=3))).code == "MLI011"
    assert len(listed) < 10


def test_reading_ends_once_there_are_more_problems_than_are_listed(
    pack: Callable[..., Path],
) -> None:
    root = pack({f"{at:02}.yaml": "[*a, *b]" for at in range(50)})
    found = read(root, limits=Limits(problems=10))
    assert 10 < len(found.problems) < 20
    assert not found.complete


# Links and what is no file ---------------------------------------------------


def test_a_link_within_the_pack_is_followed(pack: Callable[..., Path]) -> None:
    root = pack({".shared/tips.yaml": "tips: [a]"})
    (root / "tips.yaml").symlink_to(".shared/tips.yaml")
    found = read(root)
    assert not found.problems
    assert isinstance(found.data, dict)
    assert found.data["tips"] == ["a"]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "pack-outside"  # Its name starts with that of the pack.
    folder.mkdir()
    (folder / "secret.yaml").write_text("x-secret: 1", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("a.yaml", "../pack-outside/secret.yaml"),
        ("sub/a.yaml", "../../pack-outside/secret.yaml"),
        ("a.txt", "../pack-outside/secret.yaml"),
        ("a.yaml", "/etc/passwd"),
        ("a.yaml", "/dev/zero"),
        ("a.yaml", "../not/there.yaml"),
        ("folder", "../pack-outside"),
        ("folder", "sub"),
        ("folder", ".."),
    ],
)
def test_a_link_out_of_the_pack_or_to_a_folder_is_not_followed(
    name: str, target: str, pack: Callable[..., Path], outside: Path
) -> None:
    root = pack({"sub/b.yaml": "stages: []"})
    (root / name).symlink_to(target)
    found = in_time(lambda: read(root))
    problem = only(found)
    assert (problem.code, problem.file) == ("MLI014", str(root / name))
    assert not found.complete
    assert "x-secret" not in json.dumps(found.data)
    assert len(found.parts) == 2


def test_a_link_through_a_link_is_not_followed_out(
    pack: Callable[..., Path], outside: Path
) -> None:
    root = pack({})
    (root / ".hop.yaml").symlink_to(outside / "secret.yaml")
    (root / "a.yaml").symlink_to(".hop.yaml")
    assert only(read(root)).code == "MLI014"


@pytest.mark.parametrize(("one", "two"), [("a.yaml", "a.yaml"), ("b.yaml", "a.yaml")])
def test_links_in_a_circle_are_problems(
    one: str, two: str, pack: Callable[..., Path]
) -> None:
    root = pack({})
    (root / "a.yaml").symlink_to(one)
    if one != two:
        (root / one).symlink_to(two)
    found = read(root)
    assert {problem.code for problem in found.problems} == {"MLI002"}
    assert not found.complete


def test_the_pack_itself_may_be_a_link(pack: Callable[..., Path], tmp_path: Path) -> None:
    pack({"a.yaml": "tips: []"})
    link = tmp_path / "link"
    link.symlink_to("pack")
    assert not read(link).problems


def test_a_pipe_or_socket_among_the_files_is_not_waited_for(
    pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pack({})
    os.mkfifo(root / "pipe.yaml")
    # The path of a socket has to be short.
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.yaml")
        found = in_time(lambda: read(root))
    assert [(p.code, Path(p.file).name) for p in found.problems] == [
        ("MLI002", "pipe.yaml"),
        ("MLI002", "socket.yaml"),
    ]
    assert not found.complete


def test_a_folder_that_ends_like_a_file_is_a_folder(pack: Callable[..., Path]) -> None:
    found = read(pack({"tips.yaml/a.yaml": "tips: [a]"}))
    assert not found.problems
    assert len(found.parts) == 2


def test_a_folder_that_can_not_be_listed_is_a_problem(
    pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pack({"sub/a.yaml": "tips: []"})
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read(root)
    problem = only(found)
    assert not found.complete
    assert (problem.code, problem.file) == ("MLI002", str(root / "sub"))
    assert problem.message == "the folder cannot be read: permission denied"


def test_names_that_are_no_text_do_no_harm(pack: Callable[..., Path]) -> None:
    root = pack({})
    name = os.fsdecode(b"caf\xe9.yaml")
    (root / name).write_text("tips: [*x]", encoding="utf-8")
    problem = only(read(root))
    assert problem.code == "MLI007"


def test_the_same_directory_is_always_the_same_document(
    pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = pack(
        {f"{at}/{at}.yml": "" for at in "cab"} | {"b.yaml": "tips: [", "a.yaml": "*a"}
    )
    scan = os.scandir
    first = read(root)

    class Backwards:
        def __init__(self, path: Any) -> None:
            with scan(path) as found:
                self.entries = iter(sorted(found, key=lambda e: e.name, reverse=True))

        def __enter__(self) -> Any:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

        def __next__(self) -> Any:
            return next(self.entries)

        def __iter__(self) -> Any:
            return self.entries

        def close(self) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert read(root).problems == first.problems
    assert read(root).data == first.data
