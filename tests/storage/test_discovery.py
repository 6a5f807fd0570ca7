"""Which packs are meant: names, files, folders, patterns, and parts of packs."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlinterview.storage.discovery import PACK_ENDINGS, DiscoveredPacks, discover

Tree = Callable[..., None]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Return a function that makes empty files below the current folder."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    return make


def packs(*given: str) -> list[str]:
    """Return the packs that are meant, in the way of this system to write paths."""
    found = discover(given)
    assert found.others == ()
    return [Path(one).as_posix() for one in found.packs]


def skipped(*given: str) -> DiscoveredPacks:
    return discover(given, skip_others=True)


# Files and names ----------------------------------------------------------------


def test_a_pack_is_known_by_its_ending() -> None:
    assert sorted(PACK_ENDINGS) == [
        ".mlpack.json",
        ".mlpack.jsonl",
        ".mlpack.parquet",
        ".mlpack.yaml",
        ".mlpack.zip",
    ]


@pytest.mark.parametrize("ending", PACK_ENDINGS)
def test_a_file_that_ends_like_a_pack_is_one(ending: str, tree: Tree) -> None:
    names = [f"a{ending}", f"b/A{ending.upper()}"]
    tree(*names)
    assert packs(*names) == names
    assert skipped(*names) == DiscoveredPacks(tuple(names), ())


@pytest.mark.parametrize("name", ["ml-engineer", "not-installed", "mlengineer.md", ""])
def test_a_name_is_a_pack(name: str, tree: Tree) -> None:
    tree("pack.yaml")
    assert discover([name]) == skipped(name) == DiscoveredPacks((name,), ())


def test_a_folder_that_only_has_the_name_of_a_pack_hides_none(tree: Tree) -> None:
    tree("ml-engineer/notes.txt", "ml-engineer/a/pack.yaml", "own/pack.yaml")
    assert packs("ml-engineer") == ["ml-engineer"]
    assert packs("own") == ["own"]
    assert packs("ml-engineer", "own", "own/") == ["ml-engineer", "own"]
    assert packs("ml-engineer/") == ["ml-engineer/a"]


@pytest.mark.parametrize(
    "name",
    ["none.yaml", "b/none.mlpack.yaml", "b/none.json", "none/", "b/none", "none.txt"],
)
def test_what_is_not_there_is_left_to_be_reported(name: str, tree: Tree) -> None:
    # Even where it would be a part of a pack.
    tree("pack.yaml", "b/tips.yaml")
    assert discover([name]) == skipped(name) == DiscoveredPacks((name,), ())


@pytest.mark.parametrize(
    "name",
    ["x" * 5000 + ".yaml", "x" * 5000, "x/" * 5000, "a\0b.yaml", "\0/*", "\udcff.yaml"],
)
def test_what_cannot_be_a_path_is_left_to_be_reported(name: str, tree: Tree) -> None:
    tree("pack.yaml")
    assert discover([name]) == skipped(name) == DiscoveredPacks((name,), ())


def test_packs_are_in_the_order_in_which_they_are_given(tree: Tree) -> None:
    names = ["c.mlpack.yaml", "ml-engineer", "a.mlpack.json", "b"]
    tree("c.mlpack.yaml", "a.mlpack.json", "b/pack.yaml")
    assert packs(*names) == names
    assert packs(*reversed(names)) == names[::-1]
    assert discover(iter(names)).packs == tuple(names)
    assert discover([]) == DiscoveredPacks((), ())


# Files that are no pack -----------------------------------------------------------

OTHERS = ["a.yaml", "b/c.json", "d.yml", "README.md", "pack.json", "x.zip", "y.jsonl"]


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_no_pack_is_passed_over_only_if_asked_for(
    name: str, tree: Tree
) -> None:
    tree(name)
    assert discover([name]) == DiscoveredPacks((name,), ())
    assert skipped(name) == DiscoveredPacks((), (name,))


def test_each_file_that_is_passed_over_is_told_once(tree: Tree) -> None:
    tree(*OTHERS, "p.mlpack.yaml")
    found = skipped("d.yml", "a.yaml", "p.mlpack.yaml", "a.yaml", "d.yml")
    assert found == DiscoveredPacks(("p.mlpack.yaml",), ("d.yml", "a.yaml"))


# Folders --------------------------------------------------------------------------


def test_a_folder_stands_for_the_packs_in_it(tree: Tree) -> None:
    tree(
        "packs/b/pack.yaml",
        "packs/b/tips.yaml",
        "packs/a/deep/er/pack.yaml",
        "packs/z.mlpack.yaml",
        "packs/a/y.mlpack.jsonl",
        "packs/a/x.MLPACK.ZIP",
        "packs/README.md",
        "packs/a.yaml",
        "packs/pack.json",
    )
    expected = [
        "packs/z.mlpack.yaml",
        "packs/a/x.MLPACK.ZIP",
        "packs/a/y.mlpack.jsonl",
        "packs/a/deep/er",
        "packs/b",
    ]
    for folder in ("packs", "./packs", "packs/"):
        assert packs(folder) == expected
    assert skipped("packs") == DiscoveredPacks(
        tuple(str(Path(one)) for one in expected), ()
    )
    assert packs("packs/../packs") == [f"packs/../{one}" for one in expected]
    assert packs(".") == expected


def test_a_pack_is_not_looked_into_for_others(tree: Tree) -> None:
    tree("p/pack.yaml", "p/q/pack.yaml", "p/r.mlpack.yaml")
    assert packs("p") == packs(".") == ["p"]
    # But a pack that is given is one.
    assert packs("p/q", "p/r.mlpack.yaml") == ["p/q", "p/r.mlpack.yaml"]


@pytest.mark.parametrize("given", ["empty/", "./empty", "packs/none"])
def test_a_folder_without_packs_is_left_to_be_reported(given: str, tree: Tree) -> None:
    tree("empty/a.yaml", "packs/none/README.md")
    assert discover([given]) == skipped(given) == DiscoveredPacks((given,), ())


def test_hidden_folders_are_passed_over(tree: Tree) -> None:
    tree(".git/p/pack.yaml", "a/.cache/pack.yaml", "a/b/pack.yaml", ".venv/x.mlpack.yaml")
    assert packs(".") == ["a/b"]
    # One that is given is meant.
    assert packs(".git") == [".git/p"]
    assert packs("a/.cache") == ["a/.cache"]


def test_the_packs_of_a_folder_are_in_one_order(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree("d/b/pack.yaml", "d/a/pack.yaml", "d/c.mlpack.yaml", "d/B.mlpack.yaml")
    expected = ["d/B.mlpack.yaml", "d/c.mlpack.yaml", "d/a", "d/b"]
    assert packs("d/") == expected
    walk = os.walk

    def backwards(top: str) -> Iterable[tuple[str, list[str], list[str]]]:
        for root, folders, files in walk(top):
            folders.sort(reverse=True)
            yield root, folders, files[::-1]

    monkeypatch.setattr(os, "walk", backwards)
    assert packs("d/") == expected


# Parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        "p/pack.yaml",
        "p/tips.yaml",
        "p/TIPS.YAML",
        "p/b/c/tips.json",
        "p/tips.yml",
        "p/b/../tips.yaml",
        "./p/b/c/../../tips.yaml",
        "p/b/c/../c/tips.json",
    ],
)
def test_a_part_stands_for_the_whole(part: str, tree: Tree) -> None:
    tree("p/pack.yaml", "p/tips.yaml", "p/TIPS.YAML", "p/b/c/tips.json", "p/tips.yml")
    assert packs(part) == ["p"]
    assert packs(str(Path(part).absolute())) == ["p"]
    assert packs(part, "p", "p/tips.yaml") == ["p"]
    assert skipped(part) == DiscoveredPacks(("p",), ())


@pytest.mark.parametrize(
    ("here", "part", "whole"),
    [
        ("p", "tips.yaml", "."),
        ("p", "b/c/tips.json", "."),
        ("p", "pack.yaml", "."),
        ("p/b", "c/tips.json", ".."),
        ("p/b", "../tips.yaml", ".."),
        ("p/b/c", "tips.json", "../.."),
        ("q", "../p/b/c/tips.json", "../p"),
        ("q/b", "../../p/tips.yaml", "../../p"),
    ],
)
def test_the_whole_is_found_from_within_and_from_beside(
    here: str, part: str, whole: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree("p/pack.yaml", "p/tips.yaml", "p/b/c/tips.json", "q/b/x")
    monkeypatch.chdir(here)
    assert packs(part) == [whole]


def test_a_part_of_a_pack_in_a_pack_stands_for_the_inner(tree: Tree) -> None:
    tree("p/pack.yaml", "p/q/pack.yaml", "p/q/tips.yaml", "p/q/r/a.json")
    assert packs("p/q/tips.yaml", "p/q/r/a.json", "p/q/pack.yaml") == ["p/q"]


@pytest.mark.parametrize(
    "name",
    [
        *("p/README.md", "p/x.jsonl", "p/a", "p/media/x.png", "p/x.zip"),
        *("p/.hidden.yaml", "p/.github/w.yaml", "p/a/.b/c/d.yaml", "p/.github/w.yml"),
    ],
)
def test_what_is_no_part_does_not_stand_for_the_whole(name: str, tree: Tree) -> None:
    tree("p/pack.yaml", name)
    assert discover([name]) == DiscoveredPacks((name,), ())
    assert skipped(name) == DiscoveredPacks((), (name,))


def test_a_pack_in_a_hidden_folder_has_parts(tree: Tree) -> None:
    tree(".cache/p/pack.yaml", ".cache/p/tips.yaml")
    assert packs(".cache/p/tips.yaml") == [".cache/p"]


def test_a_folder_called_like_the_file_of_a_pack_makes_none(tree: Tree) -> None:
    tree("p/pack.yaml/x", "p/tips.yaml")
    assert skipped("p/tips.yaml") == DiscoveredPacks((), ("p/tips.yaml",))


# Duplicates ---------------------------------------------------------------------------


def test_a_pack_is_meant_once_however_it_is_called(tree: Tree, tmp_path: Path) -> None:
    tree("p/pack.yaml", "p/tips.yaml", "a.mlpack.yaml")
    os.symlink("p", "link")  # noqa: PTH211
    os.symlink("a.mlpack.yaml", "b.mlpack.yaml")  # noqa: PTH211
    assert packs("p", "./p", "p/", str(tmp_path / "p"), "link", "link/tips.yaml") == ["p"]
    assert packs("link", "p") == ["link"]
    assert packs("b.mlpack.yaml", "a.mlpack.yaml") == ["b.mlpack.yaml"]
    assert packs("ml-engineer", "ml-engineer") == ["ml-engineer"]


def test_a_link_in_a_folder_is_not_followed_in_circles(tree: Tree) -> None:
    tree("d/p/pack.yaml")
    os.symlink("..", "d/up")  # noqa: PTH211
    os.symlink("nowhere", "d/lost.mlpack.yaml")  # noqa: PTH211
    assert packs("d/") == ["d/lost.mlpack.yaml", "d/p"]


def test_a_link_to_nothing_is_left_to_be_reported(tree: Tree) -> None:
    tree("a.yaml")
    os.symlink("nowhere", "lost.mlpack.yaml")  # noqa: PTH211
    assert packs("lost.mlpack.yaml") == ["lost.mlpack.yaml"]


# Patterns -------------------------------------------------------------------------------


def test_a_pattern_stands_for_what_it_matches(tree: Tree, tmp_path: Path) -> None:
    tree("a.mlpack.yaml", "b.mlpack.json", "c.txt", "d/e.mlpack.yaml", "p/pack.yaml")
    assert packs("*.mlpack.*") == ["a.mlpack.yaml", "b.mlpack.json"]
    assert packs("[ab].mlpack.*") == ["a.mlpack.yaml", "b.mlpack.json"]
    assert packs("?.mlpack.json") == ["b.mlpack.json"]
    assert packs("**/*.mlpack.yaml") == ["a.mlpack.yaml", "d/e.mlpack.yaml"]
    assert packs("./*/pack.yaml") == ["p"]
    assert packs("[dp]") == ["d/e.mlpack.yaml", "p"]
    assert packs(f"{tmp_path}/*.mlpack.json") == [(tmp_path / "b.mlpack.json").as_posix()]


def test_a_pattern_may_match_what_is_of_no_pack(tree: Tree) -> None:
    tree("a.mlpack.yaml", "a.txt", "p/pack.yaml", "p/tips.yaml")
    assert skipped("**") == DiscoveredPacks(("a.mlpack.yaml", "p"), ("a.txt",))
    assert discover(["a.*"]) == DiscoveredPacks(("a.mlpack.yaml", "a.txt"), ())


@pytest.mark.parametrize("pattern", ["*.yaml", "none/*", "**/*.json", "[x]", "p/*.yml"])
def test_a_pattern_that_matches_nothing_is_left_to_be_reported(
    pattern: str, tree: Tree
) -> None:
    # Even within a pack, to no file of which it leads.
    tree("pack.json", "p/pack.yaml")
    (Path("pack.json")).unlink()
    assert discover([pattern]) == skipped(pattern) == DiscoveredPacks((pattern,), ())


def test_a_pattern_within_a_pack_that_matches_nothing_is_not_the_pack(
    tree: Tree,
) -> None:
    tree("pack.yaml")
    assert discover(["tips*.yaml"]) == DiscoveredPacks(("tips*.yaml",), ())


def test_a_name_may_hold_a_star(tree: Tree) -> None:
    tree("*.mlpack.yaml", "a.mlpack.yaml", "[p]/pack.yaml", "p/pack.yaml")
    assert packs("*.mlpack.yaml") == ["*.mlpack.yaml"]
    assert packs("[p]") == ["[p]"]


def test_hidden_files_are_not_matched(tree: Tree) -> None:
    tree(".a.mlpack.yaml", ".b/pack.yaml", "c.mlpack.yaml")
    assert packs("*") == packs("**/*") == ["c.mlpack.yaml"]


# Anything -------------------------------------------------------------------------------


@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.lists(
                st.sampled_from(
                    ["p", "..", ".", "*", "**", "[a", ".git", "a.yaml", "pack.yaml", "\0"]
                ),
                max_size=4,
            ).map("/".join),
        ),
        max_size=4,
    ),
    st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_given_raises_or_is_lost(
    tree: Tree, given: list[str], skip: bool
) -> None:
    tree("p/pack.yaml", "p/a.yaml", "p/.git/a.yaml")
    # What lies above the folder of the test is nothing to count on.
    kept = [one for one in given if not one.startswith(("/", ".."))]
    found = discover(kept, skip_others=skip)
    assert bool(kept) == bool(found.packs or found.others)
    assert skip or not found.others
    real = [os.path.realpath(one) for one in found.packs if "\0" not in one]
    assert len(set(real)) == len(real)
