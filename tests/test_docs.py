"""The documentation is complete: nothing that people can use is left out.

What it says is run as well: see the top-level conftest.py.
"""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import mlinterview
from mlinterview import reporters
from mlinterview.cli import main
from mlinterview.codes import CODES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TOP = sorted(ROOT.glob("*.md"))
PAGES = [*TOP, *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("[!_]*/*.md"))]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """What makes the generated pages."""
    spec = importlib.util.spec_from_file_location("pages", DOCS / "_ext" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_in_the_reference_and_no_other() -> None:
    text = _read(DOCS / "reference" / "api.md")
    found = re.findall(
        r"^\.\. (?:auto\w+|py:data):: mlinterview\.(\w+)$", text, re.MULTILINE
    )
    assert sorted(found) == sorted(mlinterview.__all__)


@pytest.mark.parametrize("name", ["problems", "formats", "report-formats", "schema"])
def test_generated_pages_are_included(name: str, pages: ModuleType) -> None:
    assert f"{name}.md" in pages.PAGES
    page = _read(DOCS / "reference" / f"{name}.md")
    assert f"```{{include}} generated/{name}.md\n" in page


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_where_its_problems_point(code: str, pages: ModuleType) -> None:
    page, _, anchor = CODES[code].problem("").docs.partition("#")
    assert (DOCS / page).with_suffix(".md").is_file()
    text = pages.problems()
    assert f"({anchor})=\n### {code} {CODES[code].name}\n" in text
    assert CODES[code].summary in text
    assert CODES[code].why in text


@pytest.mark.parametrize("name", mlinterview.formats())
def test_every_exporter_is_documented(name: str, pages: ModuleType) -> None:
    text = pages.formats()
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert mlinterview.formats()[name].summary in section
    assert "carries" in section


@pytest.mark.parametrize("name", reporters.reporters())
def test_every_reporter_is_documented(name: str, pages: ModuleType) -> None:
    text = f"\n{pages.report_formats()}"
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert reporters.reporter(name).summary in section
    assert "carries" in section
    assert re.search(r"cannot\s+carry", section)


def test_every_definition_of_the_schema_is_documented(pages: ModuleType) -> None:
    found = re.findall(r"^\((?:schema|form)-([\w-]+)\)=", pages.schema(), re.MULTILINE)
    assert set(found) == {"pack", *mlinterview.schema()["$defs"]}


def test_every_key_of_the_schema_is_documented(pages: ModuleType) -> None:
    definitions = mlinterview.schema()["$defs"] | {"pack": mlinterview.schema()}
    for name, definition in definitions.items():
        _, _, rest = pages.schema().partition(f"(schema-{name})=\n")
        section = rest.split("\n(")[0]
        for key, described in definition.get("properties", {}).items():
            (row,) = re.findall(rf"^\| `{key}` .*$", section, re.MULTILINE)
            assert described["description"].split(" One of: ")[0] in row


@pytest.mark.parametrize("name", main.commands)
def test_every_command_is_documented_and_shown_at_work(name: str) -> None:
    assert main.commands[name].help
    reference = _read(DOCS / "reference" / "command-line.md")
    assert ".. click:: mlinterview.cli:main\n" in reference
    assert ":nested: full" in reference
    shown = re.compile(rf"^\$ mlinterview {name}\b", re.MULTILINE)
    assert any(shown.search(_read(page)) for page in PAGES)


def test_the_readme_counts_what_the_pack_holds(
    pages: ModuleType, ml_engineer: mlinterview.Pack
) -> None:
    stated = _read(pages.README).split(pages.BEGIN)[1].split(pages.END)[0]
    # To mend it: python docs/_ext/pages.py
    assert stated == f"\n{pages.counts(ml_engineer)}\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^()#]+)(?:#[\w-]+)?\)", _read(page))
    paths = [link for link in links if "://" not in link]
    assert [link for link in paths if not (page.parent / link).exists()] == []
