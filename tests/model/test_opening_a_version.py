"""A new schema version is one entry and the generated files, and old packs stay valid.

The version and its field are those of the recipes in CONTRIBUTING.md.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import mlinterview
from mlinterview import SCHEMA_VERSION
from recipes import Copy

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NEW = "{}.{}".format(
    *(int(part) + at for at, part in enumerate(SCHEMA_VERSION.split(".")))
)
HINTS = ["Think of the test set."]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the sources in which there is one more schema version."""
    copy = Copy(tmp_path_factory.mktemp("opened") / "copy")
    assert copy.apply("Open a schema version") == 1
    copy.apply("Add a field")
    copy.output("tools/generate.py")
    return copy


def _pack(copy: Copy, version: str, **keys: object) -> str:
    """Write a small pack of a version, and return the name of its file."""
    return copy.write_pack(f"{version}-{len(keys)}.json", version, **keys)


def _problems(copy: Copy, pack: str) -> list[Any]:
    code = f"""
import json, mlinterview
report = mlinterview.validate({pack!r})
print(json.dumps([(p.code, p.message, p.hint) for p in report.problems]))
"""
    found: list[Any] = json.loads(copy.output("-c", code))
    return found


def test_it_is_the_version_that_is_written(opened: Copy) -> None:
    code = "import mlinterview; print(mlinterview.SCHEMA_VERSION)"
    assert opened.output("-c", code).strip() == NEW


def test_the_schema_of_the_version_before_is_the_same_byte_by_byte(opened: Copy) -> None:
    for name in ("pack", "part"):
        path = Path("schema", SCHEMA_VERSION, f"{name}.schema.json")
        assert (opened.folder / path).read_bytes() == (ROOT / path).read_bytes()
    command = ("-m", "mlinterview", "schema", "--version")
    old = json.loads(opened.output(*command, SCHEMA_VERSION))
    assert old == mlinterview.schema()
    new = json.loads(opened.output(*command, NEW))
    assert "hints" not in old["$defs"]["question"]["properties"]
    assert "hints" in new["$defs"]["question"]["properties"]


def test_nothing_that_was_released_has_changed(opened: Copy) -> None:
    code = "import freeze; print(list(freeze.mistakes()))"
    opened_tools = f"import sys; sys.path.insert(0, 'tools'); {code}"
    assert opened.output("-c", opened_tools).strip() == "[]"


def test_it_is_known_what_the_version_added(opened: Copy) -> None:
    code = """
import json
from mlinterview.model import added_keys
print(json.dumps(added_keys()))
"""
    assert json.loads(opened.output("-c", code)) == {"question": {"hints": NEW}}


def test_packs_of_the_version_before_load_and_have_no_problem(opened: Copy) -> None:
    code = "import mlinterview; print(mlinterview.load('ml-engineer').schema_version)"
    assert opened.output("-c", code).strip() == SCHEMA_VERSION
    opened.output("-m", "mlinterview", "validate", "--strict", "ml-engineer")
    assert _problems(opened, _pack(opened, SCHEMA_VERSION)) == []


def test_a_pack_of_the_new_version_may_use_its_key(opened: Copy) -> None:
    pack = _pack(opened, NEW, hints=HINTS)
    assert _problems(opened, pack) == []
    code = f"import mlinterview; print(mlinterview.load({pack!r}).questions[0].hints)"
    assert opened.output("-c", code).strip() == str(tuple(HINTS))


def test_a_pack_of_the_version_before_is_told_of_which_version_the_key_is(
    opened: Copy,
) -> None:
    ((_code, message, hint),) = _problems(
        opened, _pack(opened, SCHEMA_VERSION, hints=HINTS)
    )
    assert "`hints`" in message
    assert NEW in message
    assert f'`schema_version: "{NEW}"`' in hint
    assert "`mlinterview upgrade`" in hint


def test_upgrade_makes_the_new_version_of_the_one_before(opened: Copy) -> None:
    pack = _pack(opened, SCHEMA_VERSION)
    opened.output("-m", "mlinterview", "upgrade", pack, "-o", "upgraded.json")
    before = json.loads((opened.folder / pack).read_text(encoding="utf-8"))
    after = json.loads((opened.folder / "upgraded.json").read_text(encoding="utf-8"))
    assert after == {**before, "schema_version": NEW}
    assert _problems(opened, "upgraded.json") == []
