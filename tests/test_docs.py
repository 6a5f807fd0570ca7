"""The documentation is complete: nothing that people can use is left out.

What it says is run as well: see the top-level conftest.py.
"""

import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import click
import pytest

import mlinterview
from mlinterview import reporters
from mlinterview.cli.main import main
from mlinterview.cli.table import COMMANDS
from mlinterview.query import FIELDS
from mlinterview.validation.codes import CODES, CONTENT

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TOP = sorted(ROOT.glob("*.md"))
PAGES = [*TOP, *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("[!_]*/*.md"))]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """What makes the generated pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS / "_ext")
        return importlib.import_module("pages")


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


@pytest.fixture(scope="module")
def problem_pages(pages: ModuleType) -> dict[str, str]:
    """The page of each problem code, by the name of its file."""
    found: dict[str, str] = pages.problem_pages.pages()
    return found


def test_every_code_has_its_page_and_no_page_is_without_a_code(
    problem_pages: dict[str, str], pages: ModuleType, tmp_path: Path
) -> None:
    names = {f"{code.lower()}.md" for code in CODES}
    assert set(problem_pages) == names
    (tmp_path / "problems").mkdir()
    (tmp_path / "problems" / "mli999.md").touch()
    pages.write_all(tmp_path)
    assert {path.name for path in (tmp_path / "problems").iterdir()} == names


def test_a_page_of_a_package_that_is_gone_is_removed(
    pages: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "gone.md").touch()
    pages.write_all(tmp_path)
    names = {path.stem for path in (tmp_path / "api").iterdir()}
    assert names == set(pages.api_pages.ROOMS)


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_code_says_all_that_there_is_to_know(
    code: str, problem_pages: dict[str, str]
) -> None:
    page = problem_pages[f"{code.lower()}.md"]
    known = CODES[code]
    assert page.startswith(f"# {code} {known.name}\n\n{known.summary}\n")
    assert known.why in page
    assert f"*Severity: {known.severity}" in page
    # What is printed of the wrong example names the code and its place.
    wrong, right = page.split("\n## Wrong\n")[1].split("\n## Right\n")
    assert re.search(rf"^\S+: {known.severity} {code}: ", wrong, re.MULTILINE)
    assert known.bad in wrong
    assert known.good in right
    assert str(ROOT) not in page


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_code_leads_to_pages_and_examples_that_are_there(
    code: str, problem_pages: dict[str, str]
) -> None:
    _, _, seen = problem_pages[f"{code.lower()}.md"].partition("\n## See also\n")
    links = re.findall(r"\]\(([^)]+)\)", seen)
    assert len(set(links)) == len(links) >= 4, "name related codes in RELATED"
    folder = DOCS / "reference" / "problems"
    for link in links:
        assert link in problem_pages or (folder / link).resolve().is_file()
    examples = re.findall(r"`((?:in)?valid/[^`]+)`", seen)
    # The corpus is for programs that read packs, not for judges of their content.
    assert bool(examples) is not code.startswith(CONTENT)
    for name in examples:
        assert (ROOT / "tests" / "examples" / f"{name}.expected").is_file()


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_where_its_problems_point(code: str, pages: ModuleType) -> None:
    page, _, _ = CODES[code].problem("").docs.partition("#")
    assert page in ("reference/problems.html", f"reference/problems/{code.lower()}.html")
    text = pages.problem_pages.overview()
    name = f"{code.lower()}"
    line = f"({name})=\n[{code} {CODES[code].name}](problems/{name}.md): "
    assert line + CODES[code].summary in text


@pytest.mark.parametrize("name", mlinterview.formats())
def test_every_exporter_is_documented(name: str, pages: ModuleType) -> None:
    text = pages.formats()
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    exporter = mlinterview.formats()[name]
    assert exporter.summary in section
    assert _explanation(exporter.export) in section


@pytest.mark.parametrize("name", reporters.reporters())
def test_every_reporter_is_documented(name: str, pages: ModuleType) -> None:
    text = f"\n{pages.report_formats()}"
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    reporter = reporters.reporter(name)
    assert reporter.summary in section
    assert _explanation(reporter.render) in section
    assert re.search(r"leaves\s+out", section)


def _explanation(function: Callable[..., object]) -> str:
    """Return the docstring of a function's module, which has several paragraphs."""
    explanation = inspect.getdoc(inspect.getmodule(function)) or ""
    assert "\n\n" in explanation
    return explanation


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


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_shown_at_work(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    reference = _read(DOCS / "reference" / "command-line.md")
    assert ".. click:: mlinterview.cli.main:main\n" in reference
    assert ":nested: full" in reference
    shown = re.compile(rf"^\$ mlinterview {name}\b", re.MULTILINE)
    assert any(shown.search(_read(page)) for page in PAGES)


def test_every_field_of_the_query_language_is_documented(pages: ModuleType) -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| .+ \| .+ \| (yes)? ?\|$", pages.query_fields(), re.MULTILINE
    )
    assert {name: bool(ordered) for name, ordered in rows} == {
        name: field.is_ordered for name, field in FIELDS.items()
    }
    page = _read(DOCS / "reference" / "query-language.md")
    assert "```{include} generated/query-fields.md\n```" in page


def test_the_readme_counts_what_the_pack_holds(
    pages: ModuleType, ml_engineer: mlinterview.Pack
) -> None:
    stated = _read(pages.README).split(pages.BEGIN)[1].split(pages.END)[0]
    # To mend it: python docs/_ext/pages.py
    assert stated == f"\n{pages.counts(ml_engineer)}\n"


def test_the_picture_shows_what_the_pack_covers(
    pages: ModuleType, ml_engineer: mlinterview.Pack
) -> None:
    # To mend it: python docs/_ext/pages.py
    assert _read(pages.HEAT_MAP) == pages.heat_map(ml_engineer)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_to_files(page: Path, pages: ModuleType) -> None:
    prose = re.sub(r"`[^`\n]*`", "", _read(page))
    links = re.findall(r"\]\(([^()#]+)(?:#[\w-]+)?\)", prose)
    paths = [(page.parent / link).resolve() for link in links if "://" not in link]
    # Those of problem codes and packages are made when the documentation is.
    made = {DOCS / "reference" / "problems" / f"{code.lower()}.md" for code in CODES}
    made |= {DOCS / "reference" / "api" / f"{room}.md" for room in pages.api_pages.ROOMS}
    assert [path for path in paths if path not in made and not path.exists()] == []
