"""How the library is laid out: who imports whom, and what it offers."""

import ast
import importlib.metadata
import inspect
import pickle
import pydoc
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import mlinterview
from mlinterview import rendering

PACKAGE = Path(mlinterview.__file__).parent
# From the top down. A file imports only from the rows below its own; the files of
# one package may import their siblings that start with an underscore, and the
# package they are in.
ROWS = [
    {"__main__"},
    {"cli", "pytest_plugin"},
    {"comparison", "corrections"},
    {"importers"},
    {"importers.*"},
    {"_terminal", "converting", "heatmap"},
    {"conducting", "coverage"},
    {"sheets"},
    {"exporters.*"},
    {"arrow", "discovery", "linting", "parallel"},
    {"exporters", "fixing", "loader", "scaffold", "testing"},
    {"saving"},
    {"session"},
    {"interview"},
    {"streaming"},
    {"validation", "distributions"},
    {"screening"},
    {"checks"},
    {"checks.*"},
    {"rules"},
    {"rules.*"},
    {"upgrading"},
    {"_encoding", "_records"},
    {"_checked"},
    {"schemas", "query", "_converter", "_notes", "_writers"},
    {"_grammar"},
    {"conditions", "search"},
    {"document"},
    {"document.*"},
    {"_columns"},
    {"model", "rendering", "_program"},
    {"rendering.*"},
    {"reporters.*"},
    {"reporters"},
    {"_spec", "_plugins", "_options", "codes"},
    {"_processes"},
    {"errors", "_collector", "_lazy", "_resources", "_files"},
]
# The front door only names what is in the rooms behind it.
FRONT = "__init__"


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and parts[:-1] else parts)
        found[name] = path
    return found


MODULES = _modules()


def _row(module: str) -> int:
    for number, row in enumerate(ROWS):
        if module in row or (f"{module.partition('.')[0]}.*" in row and "." in module):
            return number
    pytest.fail(f"{module} is in no row: say in ROWS where it belongs")


def _imports(module: str) -> set[str]:
    """Return the modules of this library that *module* imports, however deep inside."""
    path = MODULES[module]
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    if module == FRONT:
        package = []
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            base += node.module.split(".") if node.module else []
            for name in node.names:
                inner = ".".join([*base, name.name])
                found.add(inner if inner in MODULES else ".".join(base))
    return found - {""}


@pytest.mark.parametrize("module", sorted(MODULES.keys() - {FRONT}))
def test_a_module_imports_only_from_rows_below_its_own(module: str) -> None:
    package = module.partition(".")[0] if "." in module else None
    for imported in _imports(module):
        is_sibling = package and imported.startswith(f"{package}.")
        if not is_sibling:
            assert _row(imported) > _row(module), f"{module} imports {imported}"


def test_there_is_no_circle_of_imports() -> None:
    order: list[str] = []
    waiting = {module: _imports(module) for module in MODULES}
    while waiting:
        ready = [
            module
            for module, needs in waiting.items()
            # A package's own modules import the record that they make from it, which
            # finds them by name when it is first asked for them.
            if not {need for need in needs if not module.startswith(f"{need}.")}
            & waiting.keys()
        ]
        assert ready, f"a circle among {sorted(waiting)}"
        order += ready
        for module in ready:
            del waiting[module]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nobody_inside_imports_the_library_by_its_name(module: str) -> None:
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("mlinterview") for name in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            assert not (node.module or "").startswith("mlinterview")


def test_only_the_command_line_prints_or_exits() -> None:
    for module, path in MODULES.items():
        if module == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "input", "exit"), module


def test_the_public_names_are_complete_and_sorted() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    imported = [
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.level
        for name in node.names
    ]
    assert set(mlinterview.__all__) == set(imported)
    constants = [name for name in mlinterview.__all__ if name.isupper()]
    classes = [n for n in mlinterview.__all__ if n[0].isupper() and not n.isupper()]
    functions = [name for name in mlinterview.__all__ if name[0].islower()]
    assert mlinterview.__all__ == sorted(constants) + sorted(classes) + sorted(functions)


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
        assert (PACKAGE / "schema" / "1.0" / "pack.schema.json").is_file()
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
_FRONT_DOOR = {"mlinterview", "mlinterview._support.lazy"}
_HELP = {*_FRONT_DOOR, "mlinterview.cli.main", "click"}
_COLOUR_ON_WINDOWS = {"colorama", "click._winconsole"}


def test_the_import_of_the_library_loads_nothing_but_the_front_door() -> None:
    assert _loaded("import mlinterview") == _FRONT_DOOR


def test_help_loads_nothing_but_click() -> None:
    code = """
from mlinterview._program import main
main(["--help"], standalone_mode=False)
"""
    found = {
        name if name.startswith("mlinterview") else name.split(".")[0]
        for name in _loaded(code)
    }
    assert found - _COLOUR_ON_WINDOWS == _HELP


def test_validation_leaves_what_only_some_need_for_later(tmp_path: Path) -> None:
    path = tmp_path / "small.json"
    mlinterview.dump(mlinterview.load("ml-engineer"), path)
    code = f"""
import contextlib
from mlinterview._program import main
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


@pytest.mark.parametrize("front", [mlinterview, rendering], ids=lambda one: one.__name__)
def test_the_rooms_behind_a_front_have_every_name(front: ModuleType) -> None:
    rooms: dict[str, str] = front._ROOMS
    named = {name: room for room, names in rooms.items() for name in names.split()}
    assert sorted(named) == sorted(front.__all__)
    tree = ast.parse(Path(str(front.__file__)).read_text(encoding="utf-8"))
    stated = {
        name.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.level
        for name in node.names
    }
    assert named == stated
