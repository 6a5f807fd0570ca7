"""How the library is laid out: who imports whom, and what it offers."""

import ast
import graphlib
import importlib
import importlib.metadata
import inspect
import itertools
import pickle
import pydoc
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import house
import pytest
from house import ROWS, Import, room_of

import mlinterview

ROOT = Path(__file__).parent.parent
PACKAGE = Path(mlinterview.__file__).parent
MODULES = house.modules(PACKAGE)
IMPORTS = house.imports(PACKAGE)
ROW = {room: number for number, row in enumerate(ROWS) for room in row}

# Imported module by module: helpers that have no door, and a module below all others.
WITHOUT_DOOR = {"_support", "errors"}
# What users may import from, beside the front door. Each has a page in the reference.
PUBLIC = (
    "anki",
    "arrow",
    "comparison",
    "errors",
    "exporters",
    "interviews",
    "linting",
    "model",
    "query",
    "rendering",
    "reporters",
    "storage",
    "testing",
    "validation",
)
# The declarations of the model are one list; everything else is to be read at a sitting.
MAX_LINES = 500
LONGER = {"model.entities"}


def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _assigned(node: ast.stmt) -> str:
    """Return the name that a statement assigns to, or an empty text."""
    target: ast.expr | None = None
    if isinstance(node, ast.Assign):
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign):
        target = node.target
    return target.id if isinstance(target, ast.Name) else ""


def _public(room: str) -> list[str]:
    """Return the names in the `__all__` of a room, without importing it."""
    for node in _tree(room).body:
        if isinstance(node, ast.Assign) and _assigned(node) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _imports_of(room: str) -> list[Import]:
    """Return what the modules of a room import from other rooms."""
    return [
        imported
        for imported in IMPORTS
        if room_of(imported.module) == room != room_of(imported.target)
    ]


def test_there_are_few_names_at_the_top() -> None:
    shipped = {"schema", "data", "examples"}  # Folders that only a wheel has.
    names = {path.name for path in PACKAGE.iterdir()} - shipped - {"__pycache__"}
    assert len(names) <= 24


def test_every_room_is_in_one_row_and_there_are_few_rows() -> None:
    rooms = sorted(room for row in ROWS for room in row)
    assert rooms == sorted({room_of(module) for module in MODULES})
    assert len(ROWS) <= 12


@pytest.mark.parametrize("room", ROW)
def test_a_room_imports_only_from_rows_below_its_own(room: str) -> None:
    wrong = [one for one in _imports_of(room) if ROW[room_of(one.target)] <= ROW[room]]
    assert wrong == []


@pytest.mark.parametrize("room", ROW)
def test_a_room_imports_others_by_their_doors_only(room: str) -> None:
    wrong = [
        one
        for one in _imports_of(room)
        if (source := room_of(one.target)) not in WITHOUT_DOOR
        and (one.source != source or one.name not in _public(source))
    ]
    assert wrong == []


def test_there_is_no_cycle_of_imports() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for one in IMPORTS:
        graph[one.module].add(one.target)
    # It names the modules of the cycle.
    graphlib.TopologicalSorter(graph).prepare()


def test_no_chain_of_imports_between_rooms_is_long() -> None:
    chain = house.longest_chain(house.needs(IMPORTS))
    assert len(chain) <= 11, chain


@pytest.mark.parametrize("module", sorted(MODULES.keys() - LONGER))
def test_a_module_is_short(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_LINES


def test_no_two_classes_have_the_same_name() -> None:
    bearers = defaultdict(list)
    for module in MODULES:
        for node in _tree(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bearers[node.name].append(module)
    several = {name: found for name, found in bearers.items() if len(found) > 1}
    assert several == {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nobody_inside_imports_the_library_by_its_name(module: str) -> None:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("mlinterview") for name in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert not (node.module or "").startswith("mlinterview")


def test_only_the_command_line_prints_or_exits() -> None:
    for module in MODULES:
        if room_of(module) == "cli":
            continue
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "input", "exit"), module


@pytest.mark.slow
def test_the_picture_of_the_rooms_is_up_to_date() -> None:
    # To mend it: make generate
    committed = (ROOT / "docs" / "explanation" / "house.svg").read_text(encoding="utf-8")
    assert committed == house.picture(PACKAGE)


def _in_order(names: list[str]) -> list[str]:
    """Return names as an `__all__` lists them: constants, classes, functions."""
    return sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))


@pytest.mark.parametrize("room", PUBLIC)
def test_a_public_room_says_what_it_offers(room: str) -> None:
    module = importlib.import_module(f"mlinterview.{room}")
    names = list(module.__all__)
    assert names == _in_order(names)
    assert "\n" in (module.__doc__ or "").strip(), "say in some sentences what is in it"
    undocumented = [
        name
        for name in names
        if not _has_docstring(getattr(module, name)) and name not in EXPLAINED
    ]
    assert undocumented == []


def _has_docstring(offered: object) -> bool:
    is_code = any(
        test(offered) for test in (inspect.isclass, inspect.isroutine, inspect.ismodule)
    )
    return is_code and bool(offered.__doc__)


# The constants and type aliases that have a text after their assignment.
EXPLAINED = {
    _assigned(node)
    for module in MODULES
    for node, following in itertools.pairwise(_tree(module).body)
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)
}


@pytest.fixture(scope="module")
def api_pages() -> ModuleType:
    """What makes the page of each public package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs" / "_ext")
        return importlib.import_module("api_pages")


def test_the_reference_has_a_page_of_each_public_room(api_pages: ModuleType) -> None:
    assert api_pages.ROOMS == PUBLIC
    assert api_pages.pages().keys() == {f"{room}.md" for room in PUBLIC}
    index = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\(api/(\w+)\.md\) \|", index)) == sorted(PUBLIC)


@pytest.mark.parametrize("room", PUBLIC)
def test_a_public_room_has_its_page_in_the_reference(
    room: str, api_pages: ModuleType
) -> None:
    page = api_pages.page(room)
    directive = rf"^\.\. (?:auto\w+:: mlinterview\.{room}\.|py:data:: )(\w+)$"
    described = re.findall(directive, page, re.MULTILINE)
    # What the front door offers is described there; see test_docs.
    linked = re.findall(r"{py:obj}`mlinterview\.(\w+)`", page)
    assert set(linked) <= set(mlinterview.__all__)
    assert sorted([*described, *linked]) == sorted(_public(room))


def test_the_public_names_are_complete_and_sorted() -> None:
    imported = [one.name for one in IMPORTS if one.module == house.FRONT]
    assert set(mlinterview.__all__) == set(imported) - {"lazy_getattr"}
    assert mlinterview.__all__ == _in_order(mlinterview.__all__)
    assert len(mlinterview.__all__) <= 45


def test_every_public_name_has_a_docstring() -> None:
    for name in mlinterview.__all__:
        assert getattr(mlinterview, name).__doc__, name


def test_the_tests_run_against_what_is_installed() -> None:
    source = Path(__file__).parent.parent / "src"
    distribution = importlib.metadata.distribution("mlinterview")
    if distribution.read_text("direct_url.json") and "editable" in str(
        distribution.read_text("direct_url.json")
    ):
        assert PACKAGE.is_relative_to(source)
    else:
        assert not PACKAGE.is_relative_to(source)
        assert (PACKAGE / "py.typed").is_file()
        assert (
            PACKAGE / "schema" / mlinterview.SCHEMA_VERSION / "pack.schema.json"
        ).is_file()
        assert (PACKAGE / "data" / "ml-engineer" / "pack.yaml").is_file()


def _loaded(code: str) -> set[str]:
    """Return the modules beyond the standard library that a program loads."""
    bare = "import sys; before = set(sys.modules)\n"
    show = "\nprint(*sys.modules.keys() - before, file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", f"{bare}{code}{show}"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(result.stderr.split())
    return {name for name in found if name.split(".")[0] not in sys.stdlib_module_names}


# What a program may load beyond the standard library. Ours are named in full, since it
# matters which of them; of others, the name at the top will do.
_FRONT_DOOR = {"mlinterview", "mlinterview._support", "mlinterview._support.lazy"}
_HELP = {
    *_FRONT_DOOR,
    "mlinterview.cli",
    "mlinterview.cli.main",
    "mlinterview.cli.table",
    "click",
}
_COLOUR_ON_WINDOWS = {"colorama", "click._winconsole"}


def test_the_import_of_the_library_loads_nothing_but_the_front_door() -> None:
    assert _loaded("import mlinterview") == _FRONT_DOOR


def test_help_loads_nothing_but_click() -> None:
    code = """
from mlinterview.cli.main import main
main(["--help"], standalone_mode=False)
"""
    found = {
        name if name.startswith("mlinterview") else name.split(".")[0]
        for name in _loaded(code)
    }
    assert found - _COLOUR_ON_WINDOWS == _HELP


@pytest.mark.slow
def test_validation_leaves_what_only_some_need_for_later(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    mlinterview.dump(mlinterview.load("ml-engineer"), path)
    code = f"""
import contextlib
from mlinterview.cli.main import main
with contextlib.suppress(SystemExit):
    main(["validate", {str(path)!r}], standalone_mode=False)
"""
    tops = {name.split(".")[0] for name in _loaded(code)}
    late = {"cattrs", "jsonschema", "rich", "nh3", "anki", "junitparser", "hypothesis"}
    assert not tops & (late | {"pytest", "math_core", "pyarrow"})


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'mlinterview' has no attribute 'x'"):
        mlinterview.x  # type: ignore[attr-defined]  # noqa: B018


def test_the_front_door_shows_every_name() -> None:
    assert set(mlinterview.__all__) <= set(dir(mlinterview))
    assert "mlinterview.storage.loading" in _loaded(
        "from mlinterview import *; assert Pack"
    )
    assert mlinterview.validation.rules.__name__ == "mlinterview.validation.rules"


def test_tools_that_look_at_the_front_door_see_what_is_behind_it() -> None:
    shown = pydoc.plain(pydoc.render_doc(mlinterview))
    assert "class Pack(" in shown
    assert "\n    validate(" in shown
    found = dict(inspect.getmembers(mlinterview))
    assert set(mlinterview.__all__) <= set(found)
    assert found["Pack"] is sys.modules["mlinterview.model.entities"].Pack


def test_a_process_that_has_loaded_nothing_yet_unpickles_what_there_is() -> None:
    pack = mlinterview.load("ml-engineer")
    assert pickle.loads(pickle.dumps(pack)) == pack  # noqa: S301
    picked = pickle.dumps([pack.topics[0], mlinterview.Kind.DESIGN, mlinterview.load])
    code = f"""
import pickle
topic, kind, load = pickle.loads({picked!r})
import mlinterview
assert type(topic) is mlinterview.Topic and kind is mlinterview.Kind.DESIGN
assert load is mlinterview.load
"""
    assert "mlinterview.model.entities" in _loaded(code)


DOORS = sorted(
    module
    for module in MODULES
    if "_EXPORTS" in {_assigned(node) for node in _tree(module).body}
)


@pytest.mark.parametrize("door", DOORS)
def test_the_three_lists_of_a_door_agree(door: str) -> None:
    name = "mlinterview" if door == house.FRONT else f"mlinterview.{door}"
    exports: dict[str, str] = importlib.import_module(name)._EXPORTS
    late = {one: module for module, names in exports.items() for one in names.split()}
    for_types = {
        alias.asname or alias.name: node.module
        for block in _tree(door).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert late == for_types
    # A door may import other names at once, and offer them too.
    assert for_types.keys() <= set(_public(door))
    assert all(hasattr(sys.modules[name], offered) for offered in _public(door))
