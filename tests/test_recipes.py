"""The recipes of CONTRIBUTING.md work: each is applied to a copy of the sources."""

import json
import re
from pathlib import Path

import house
import pytest

from mlinterview import SCHEMA_VERSION
from recipes import CONTRIBUTING, Copy, recipe

# How many edits each recipe takes; more would be a step back.
EDITS = {
    "Open a schema version": 1,
    "Add a field": 2,
    "Add an exporter": 1,
    "Add a rule": 1,
    "Add a command": 2,
    "Add a query field": 1,
    "Add a reading format": 3,
}


PAGES = "import sys; sys.path.insert(0, 'docs/_ext')"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the sources, with a small pack."""
    made = Copy(tmp_path / "copy")
    made.write_pack("small.json", SCHEMA_VERSION, aliases=["memorizing"])
    return made


@pytest.mark.parametrize("title", EDITS)
def test_a_recipe_takes_few_edits(title: str) -> None:
    assert len(recipe(title)) == EDITS[title]


def test_the_map_names_every_room() -> None:
    section = CONTRIBUTING.read_text(encoding="utf-8").split("\n## Rooms\n")[1]
    rows = re.findall(r"^\| (`.*?) \|", section.split("\n## ")[0], re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    rooms = {room for row in house.ROWS for room in row} - {house.FRONT}
    assert sorted(named) == sorted(rooms)


@pytest.mark.slow
def test_a_field_is_in_the_schema_and_shown_to_people(copy: Copy) -> None:
    copy.apply("Open a schema version")
    copy.apply("Add a field")
    copy.output("tools/generate.py")
    copy.write_pack("new.json", "1.1", hints=["Think of the test set."])
    copy.output("-m", "mlinterview", "validate", "new.json")
    shown = copy.output("-m", "mlinterview", "show", "new.json", "overfitting")
    assert re.search(r"Hints\s.*Think of the test set\.", shown, re.DOTALL)
    copy.output("-m", "mlinterview", "export", "new.json", "-o", "new.md")
    exported = (copy.folder / "new.md").read_text(encoding="utf-8")
    assert re.search(r"Hints\s.*Think of the test set\.", exported, re.DOTALL)
    schema = json.loads(copy.output("-m", "mlinterview", "schema"))
    described = schema["$defs"]["question"]["properties"]["hints"]
    assert described["description"].endswith("Since 1.1.")


@pytest.mark.slow
def test_a_field_of_no_version_is_refused_by_the_released_schema(copy: Copy) -> None:
    copy.apply("Add a field")
    done = copy.run("tools/generate.py")
    assert done.returncode == 1
    assert "add a version to VERSIONS" in done.stderr


@pytest.mark.slow
def test_an_exporter_is_a_format_everywhere(copy: Copy) -> None:
    copy.apply("Add an exporter")
    assert "prompts" in copy.output("-m", "mlinterview", "export", "--help")
    copy.output("-m", "mlinterview", "export", "small.json", "-o", "small.txt")
    exported = (copy.folder / "small.txt").read_text(encoding="utf-8")
    assert exported == "What is overfitting?\n"
    page = copy.output("-c", f"{PAGES}; import pages; print(pages.formats())")
    assert "\n## prompts\n" in page


@pytest.mark.slow
def test_a_rule_finds_its_wrong_example_and_not_the_right_one(copy: Copy) -> None:
    (edit,) = recipe("Add a rule")
    (code,) = re.findall(r'"(MLI\d+)"', edit.after)
    copy.apply("Add a rule")
    page = "import sys; sys.path.insert(0, 'docs/_ext'); import problem_pages"
    printed = copy.output(
        "-c", f"{page}; print(problem_pages.pages()['{code.lower()}.md'])"
    )
    wrong, right = printed.split("\n## Wrong\n")[1].split("\n## Right\n")
    assert re.search(rf"^\S+: \w+ {code}: ", wrong, re.MULTILINE)
    assert f" {code}: " not in right
    copy.output("-m", "mlinterview", "validate", "--select", code, "ml-engineer")


@pytest.mark.slow
def test_a_command_is_in_the_help_and_runs(copy: Copy) -> None:
    copy.apply("Add a command")
    listed = copy.output("-m", "mlinterview", "--help")
    assert re.search(r"^  topics +List the topics of a PACK\.", listed, re.MULTILINE)
    assert "Basics" in copy.output("-m", "mlinterview", "topics", "small.json")


@pytest.mark.slow
def test_a_query_field_is_known_to_queries_and_to_select(copy: Copy) -> None:
    copy.apply("Add a query field")
    listed = copy.output("-m", "mlinterview", "list", "small.json", "alias:memorizing")
    assert "overfitting" in listed
    code = """
import mlinterview
pack = mlinterview.load("small.json")
print(len(mlinterview.select(pack, alias="memorizing")))
print(len(mlinterview.select(pack, alias="underfitting")))
"""
    assert copy.output("-c", code).split() == ["1", "0"]


@pytest.mark.slow
def test_a_reading_format_can_be_validated_and_loaded(copy: Copy) -> None:
    copy.apply("Add a reading format")
    text = f"""
schema_version = "{SCHEMA_VERSION}"
[pack]
id = "small"
title = "Small"
version = "1.0.0"
language = "en"
license = "CC-BY-4.0"
authors = [{{ name = "A" }}]
"""
    (copy.folder / "small.toml").write_text(text, encoding="utf-8")
    copy.output("-m", "mlinterview", "validate", "small.toml")
    code = "import mlinterview; print(mlinterview.load('small.toml').title)"
    assert copy.output("-c", code).strip() == "Small"
    (copy.folder / "wrong.toml").write_text("=", encoding="utf-8")
    done = copy.run("-m", "mlinterview", "validate", "wrong.toml")
    assert done.returncode == 1
    assert "not TOML" in done.stdout
