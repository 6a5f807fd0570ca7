"""The plugin for pytest: what a run of pytest reports about packs.

Most runs are within this process, which takes a quarter of the time; some are in a
process of their own, as those of users are.
"""

import datetime
import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlinterview import document, pytest_plugin
from mlinterview.document import JSON
from mlinterview.model.converter import unstructure
from mlinterview.pytest_plugin import PACK, READABLE, SCHEMA, arrange
from mlinterview.testing import json_values, mutations, packs
from mlinterview.validation import check, codes

TODAY = datetime.date(2026, 11, 22)
EXAMPLES = Path(__file__).parent / "examples"

HEAD = """\
schema_version: "1.0"
pack: {id: p, title: P, version: 1.0.0, language: en, license: MIT, authors: [{name: A}]}
topics: [{id: basics, title: Basics}]
"""
GOOD = (
    HEAD
    + """\
questions:
  - {id: why, kind: concept, prompt: Why?, topics: [basics], difficulty: foundational,
     intent: To see whether., answers: [{kind: sample, body: Because.}]}
"""
)
DRAFT = (
    HEAD
    + """\
questions:
  - {id: why, kind: concept, prompt: Why?, topics: [basics], status: draft}
"""
)
BROKEN = (
    HEAD
    + """\
questions:
  - {id: how, kind: concept, prompt: How <b>so</b>?, topics: [basic], status: draft}
  - {id: why, kind: riddle, prompt: Why?, topics: [basics], status: draft}
  - {kind: concept, prompt: Who?, topics: [basics, basics], status: draft}
tips: [{id: aloud, text: Practise aloud.}]
"""
)

Run = Callable[..., pytest.RunResult]


class ImportedModules:
    """A plugin for inner runs that remembers the modules which they import."""

    def __init__(self) -> None:
        self.modules: dict[str, ModuleType] = {}

    def pytest_unconfigure(self) -> None:
        """Remember all modules but those that pytest itself has made of files."""
        self.modules |= {
            name: module
            for name, module in sys.modules.items()
            if not name.startswith(("test_", "conftest"))
        }


@pytest.fixture
def imported() -> Iterator[ImportedModules]:
    """Keep what inner runs import, which pytester forgets.

    A module that is imported a second time has second copies of its classes.
    """
    imported = ImportedModules()
    yield imported
    sys.modules.update(imported.modules)


@pytest.fixture
def run(imported: ImportedModules, pytester: pytest.Pytester) -> Run:
    """Return a function that runs pytest on packs, given by their names and texts."""

    def run(*arguments: str, **texts: str) -> pytest.RunResult:
        _write(pytester, texts)
        with warnings.catch_warnings():
            # The inner run starts with the filters of a new process.
            warnings.resetwarnings()
            result = pytester.runpytest_inprocess(
                "-p", "no:cacheprovider", *arguments, plugins=[imported]
            )
        sys.modules.update(imported.modules)
        return result

    return run


@pytest.fixture
def run_alone(pytester: pytest.Pytester) -> Run:
    """Return a function that does the same in a new process."""

    def run(*arguments: str, **texts: str) -> pytest.RunResult:
        _write(pytester, texts)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)

    return run


def _write(pytester: pytest.Pytester, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (pytester.path / f"{name}.yaml").write_text(text, encoding="utf-8")


def ids(result: pytest.RunResult, word: str) -> list[str]:
    """Return the ids of the tests that ended in *word*, in the order of the run."""
    return [
        line.split()[0]
        for line in result.outlines
        if f" {word} " in f"{line} " and "::" in line and not line.startswith(word)
    ]


# What is tested


def test_every_rule_is_a_test_of_every_question(run: Run) -> None:
    result = run("--mlinterview-pack", "good.yaml", "--collect-only", "-q", good=GOOD)
    assert result.ret == 0
    found = [line for line in result.outlines if "::" in line]
    names = [line.removeprefix("good.yaml::") for line in found]
    rules = [one.name for one in codes.CODES.values() if one.id[3] in "23"]
    of_pack = [READABLE, SCHEMA, *rules, "unknown-version", "newer-version"]
    others = {"topic-cycle", "reversed-range", "bad-license", "expired-fact"}
    of_question = [SCHEMA, *(name for name in rules if name not in others)]
    assert names == [
        *(f"pack::{name}" for name in of_pack),
        *(f"question/why::{name}" for name in of_question),
    ]


def test_a_good_pack_passes(run: Run) -> None:
    result = run("--mlinterview-pack", "good.yaml", good=GOOD)
    assert result.ret == 0
    result.assert_outcomes(passed=len(_tests(GOOD)))


@pytest.mark.slow
def test_each_mistake_fails_the_test_of_its_rule(run_alone: Run) -> None:
    result = run_alone("--mlinterview-pack", "broken.yaml", "-v", broken=BROKEN)
    assert result.ret == 1
    assert ids(result, "FAILED") == [
        "broken.yaml::pack::schema",
        "broken.yaml::question/how::unresolved-reference",
        "broken.yaml::question/how::raw-html",
        "broken.yaml::question/why::schema",
    ]


def test_a_failure_says_what_the_validator_says_and_no_more(run: Run) -> None:
    result = run(
        "--mlinterview-pack", "broken.yaml", "-k", "unresolved-reference", broken=BROKEN
    )
    shown = result.stdout.str().partition("= FAILURES =")[2]
    lines = shown.partition("short test summary")[0].splitlines()[1:-1]
    assert "broken.yaml: question/how: unresolved-reference" in lines[0]
    place, wrong = "broken.yaml:5:63", "there is no topic `basic` in this pack"
    assert lines[1:] == [
        f"{place}: error MLI201: {wrong} (did you mean `basics`?)",
        "    ncept, prompt: How <b>so</b>?, topics: [basic], status: draft}",
    ]
    result.stdout.fnmatch_lines(
        ["FAILED broken.yaml::question/how::unresolved-reference - Failed: broken.yaml:*"]
    )


def test_a_problem_of_a_question_without_an_id_is_one_of_the_pack(run: Run) -> None:
    result = run("--mlinterview-pack", "broken.yaml", "-k", "pack", broken=BROKEN)
    result.stdout.fnmatch_lines(
        [
            "broken.yaml:7:*: error MLI102: item 3 of `questions` lacks the key `id` *",
            "broken.yaml:7:*: error MLI109: *",
            "broken.yaml:8:*: error MLI102: item 1 of `tips` lacks the key `body` *",
            "broken.yaml:8:*: error MLI101: `text` is not a key of item 1 of `tips` *",
        ]
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("questions: [", "error MLI005"),
        (None, "error MLI001: there is no such file"),
        ("", "error MLI1"),
        ("5", "error MLI1"),
    ],
)
def test_what_can_not_be_read_is_one_failing_test(
    text: str | None, said: str, run: Run
) -> None:
    result = run(
        "--mlinterview-pack", "x.yaml", "-v", **({} if text is None else {"x": text})
    )
    assert result.ret == 1
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 1
    assert said in result.stdout.str()
    if said != "error MLI1":
        assert ids(result, "FAILED") == ["x.yaml::pack::readable"]
        assert outcomes == {"failed": 1}


def test_a_name_that_no_file_can_have_fails_as_well(run: Run) -> None:
    name = "x" * 5000
    result = run("--mlinterview-pack", name)
    result.assert_outcomes(failed=1)


def test_problems_that_are_not_listed_fail_too(run: Run) -> None:
    tips = "".join(f"  - {{id: t{at}, body: a$b}}\n" for at in range(1100))
    text = GOOD + "tips:\n" + tips
    result = run("--mlinterview-pack", "many.yaml", "-v", many=text)
    assert ids(result, "FAILED") == [
        "many.yaml::pack::open-math",
        "many.yaml::pack::unlisted",
    ]
    result.stdout.fnmatch_lines(
        ["100 more problems are not listed; fix the others first"]
    )


# Warnings


def test_a_warning_is_in_the_summary_with_its_place(run: Run) -> None:
    result = run("--mlinterview-pack", "draft.yaml", draft=DRAFT)
    assert result.ret == 0
    result.assert_outcomes(passed=len(_tests(DRAFT)), warnings=1)
    result.stdout.fnmatch_lines(
        [
            "draft.yaml::question/why::incomplete-question",
            "  draft.yaml:5:5: PackWarning: MLI205: the question lacks *(add what is*)",
        ]
    )


@pytest.mark.parametrize("option", ["--mlinterview-strict", "-Werror"])
def test_a_warning_fails_where_that_is_asked_for(option: str, run: Run) -> None:
    result = run("--mlinterview-pack", "draft.yaml", option, "-v", draft=DRAFT)
    assert result.ret == 1
    assert ids(result, "FAILED") == ["draft.yaml::question/why::incomplete-question"]
    result.stdout.fnmatch_lines(["draft.yaml:5:5: warning MLI205: the question lacks *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_warning_can_be_silenced_by_its_category(run: Run) -> None:
    category = f"ignore::{pytest_plugin.__name__}.PackWarning"
    result = run("--mlinterview-pack", "draft.yaml", "-W", category, draft=DRAFT)
    result.assert_outcomes(passed=len(_tests(DRAFT)), warnings=0)


def test_a_warning_shows_no_line_of_the_file(run: Run, pytester: pytest.Pytester) -> None:
    # As control sequences can be in there.
    data: Any = document.parse(GOOD, "yaml", name="p").data
    data["questions"][0] |= {"roles": ["ml-enginer"], "x-a": "\x9b31m\u202e"}
    text = json.dumps(data, ensure_ascii=False)
    (pytester.path / "odd.json").write_text(text, encoding="utf-8")
    result = run("--mlinterview-pack", "odd.json")
    result.stdout.fnmatch_lines(["*PackWarning: MLI304*"])
    assert "\x9b" not in result.stdout.str()
    assert "\u202e" not in result.stdout.str()


# Which packs


@pytest.fixture
def installed_pack(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Install a distribution with a small pack, and return the id of the pack.

    Of the bundled pack, with its 300 questions, 9,000 tests would be collected.
    """
    site = tmp_path_factory.mktemp("site")
    (site / "small_pack").mkdir()
    (site / "small_pack" / "pack.yaml").write_text(GOOD, encoding="utf-8")
    metadata = site / "small-1.0.dist-info"
    metadata.mkdir()
    stated = "Metadata-Version: 2.1\nName: small\nVersion: 1.0\n"
    (metadata / "METADATA").write_text(stated, encoding="utf-8")
    offer = "[mlinterview.packs]\nsmall = small_pack\n"
    (metadata / "entry_points.txt").write_text(offer, encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    return "small"


def test_several_packs_are_tested_each_once(run: Run, installed_pack: str) -> None:
    options = ["a.yaml", installed_pack, "./a.yaml", "b.yaml"]
    arguments = [word for one in options for word in ("--mlinterview-pack", one)]
    result = run(*arguments, "-k", "pack and schema", "-v", a=GOOD, b=DRAFT)
    assert ids(result, "PASSED") == [
        "a.yaml::pack::schema",
        "small::pack::schema",
        "b.yaml::pack::schema",
    ]


@pytest.mark.slow
def test_the_bundled_pack_is_tested_by_its_id(run: Run) -> None:
    test = "ml-engineer::question/overfitting::schema"
    result = run("--mlinterview-pack", "ml-engineer", test, "-v")
    assert ids(result, "PASSED") == [test]


def test_a_directory_is_a_pack(run: Run, pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("folder")
    (folder / "pack.yaml").write_text(HEAD, encoding="utf-8")
    rest = BROKEN.removeprefix(HEAD)
    (folder / "questions.yaml").write_text(rest, encoding="utf-8")
    result = run("--mlinterview-pack", str(folder), "-v")
    assert "folder::question/how::raw-html" in ids(result, "FAILED")
    result.stdout.fnmatch_lines([f"{folder}/questions.yaml:2:*: error MLI211: *"])


def test_a_pack_outside_of_the_root_keeps_its_path(
    run: Run, pytester: pytest.Pytester, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("elsewhere") / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    options = ("--rootdir", str(pytester.path), "--collect-only", "-q")
    result = run("--mlinterview-pack", str(path), *options)
    assert f"{path}::question/why::schema" in result.outlines


INI = """
[pytest]
mlinterview_packs =
    good.yaml
    small
"""


@pytest.mark.usefixtures("installed_pack")
def test_packs_are_stated_in_the_settings(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    result = run("-v", "-k", "pack and schema", good=GOOD)
    passed = ["good.yaml::pack::schema", "small::pack::schema"]
    assert ids(result, "PASSED") == passed


@pytest.mark.usefixtures("installed_pack")
def test_packs_of_the_settings_are_found_from_everywhere(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini(INI)
    path = pytester.path / "good.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    monkeypatch.chdir(pytester.mkdir("below"))
    # The id that the summary prints is accepted as an argument.
    for option in (["-k", "raw-html"], ["../good.yaml::question/how::raw-html"]):
        shown = run(*option).stdout.str()
        assert f"{path}:5:" in shown
        assert "FAILED ../good.yaml::question/how::raw-html" in shown


@pytest.mark.usefixtures("installed_pack")
def test_the_settings_hold_while_the_command_line_names_nothing_else(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini(INI)
    test = pytester.makepyfile("def test_it(): pass")
    run(str(test), good=GOOD).assert_outcomes(passed=1)
    result = run(
        "--mlinterview-pack", "draft.yaml", "-k", "pack and schema", "-v", draft=DRAFT
    )
    assert ids(result, "PASSED") == ["draft.yaml::pack::schema"]
    everything = run("-k", "test_it or readable")
    everything.assert_outcomes(passed=3)


# As every test in pytest


def test_other_tests_are_run_as_well(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    result = run("--mlinterview-pack", "good.yaml", good=GOOD)
    result.assert_outcomes(passed=len(_tests(GOOD)) + 1)


@pytest.mark.slow
def test_a_test_is_run_by_its_id(run: Run, pytester: pytest.Pytester) -> None:
    test = pytester.makepyfile("def test_it(): pass")
    pack = ("--mlinterview-pack", "./broken.yaml")
    one = "broken.yaml::question/how::raw-html"
    result = run(*pack, one, "-v", broken=BROKEN)
    assert ids(result, "FAILED") == [one]
    result.assert_outcomes(failed=1)
    result = run(*pack, one, "./broken.yaml::question/how::open-math", str(test))
    result.assert_outcomes(failed=1, passed=2)
    whole = run(*pack, "broken.yaml::question/how", "--mlinterview-pack", "ml-engineer")
    whole.assert_outcomes(failed=2, passed=len(_of_a_question()) - 2, warnings=1)
    nothing = run(*pack, one, "broken.yaml::question/none")
    assert nothing.ret == pytest.ExitCode.USAGE_ERROR
    nothing.stderr.fnmatch_lines(["ERROR: not found: broken.yaml::question/none"])


def test_it_stops_at_the_first_failure(run: Run) -> None:
    result = run("--mlinterview-pack", "broken.yaml", "-x", broken=BROKEN)
    result.assert_outcomes(failed=1, passed=1)


@pytest.mark.slow
def test_several_processes_share_the_work(run_alone: Run) -> None:
    result = run_alone("--mlinterview-pack", "broken.yaml", "-n2", broken=BROKEN)
    result.assert_outcomes(failed=4, passed=len(_tests(BROKEN)) - 4, warnings=3)


@pytest.mark.slow
def test_the_report_is_computed_once(run_alone: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from mlinterview import pytest_plugin as plugin

        real, calls = plugin.check, []

        def count(*args, **kwargs):
            calls.append(args)
            return real(*args, **kwargs)

        plugin.check = count

        def pytest_sessionfinish():
            assert len(calls) == 1
        """
    )
    assert run_alone("--mlinterview-pack", "good.yaml", good=GOOD).ret == 0


@pytest.mark.slow
def test_nothing_is_imported_without_a_pack(
    run_alone: Run, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_it():
            assert "_mlinterview_pytest" in sys.modules
            assert not [name for name in sys.modules if name.startswith("mlinterview")]
        """
    )
    run_alone("--mlinterview-strict").assert_outcomes(passed=1)


def test_pytest_explains_the_options(run: Run) -> None:
    shown = run("--help").stdout.str()
    assert "--mlinterview-pack=PACK" in shown
    assert "--mlinterview-strict" in shown
    assert "mlinterview_packs" in shown


# Nothing falls between


def _tests(text: str) -> list[str]:
    found = document.parse(text, "yaml", name="p")
    report = check(found, today=TODAY).report
    return [rule for rules in arrange(found, report).values() for rule in rules]


def _of_a_question() -> list[str]:
    return pytest_plugin._test_names(pytest_plugin._NOT_OF_A_QUESTION)


def _is_complete(found: document.Document) -> None:
    report = check(found, today=TODAY).report
    tests = arrange(found, report)
    held = [one for rules in tests.values() for held in rules.values() for one in held]
    assert sorted(held, key=repr) == sorted(report, key=repr)
    assert next(iter(tests)) == PACK
    assert list(tests)[1:] == sorted(list(tests)[1:])
    for rule, problems in tests[PACK].items():
        assert {pytest_plugin._test_of(one) for one in problems} <= {rule}


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(packs().map(unstructure).flatmap(mutations) | json_values())
def test_every_problem_is_in_a_test(data: JSON) -> None:
    _is_complete(document.from_data(data))


@pytest.mark.parametrize(
    "path", sorted((EXAMPLES / "invalid").glob("*.[yj]*[ln]")), ids=lambda one: one.name
)
def test_every_problem_of_the_examples_is_in_a_test(path: Path) -> None:
    _is_complete(document.read(path))


@given(st.sampled_from(["MLI999", "X"]))
def test_a_code_that_no_test_waits_for_gets_one(code: str) -> None:
    found = document.parse(GOOD, "yaml", name="p")
    report = check(found, today=TODAY).report
    odd = attrs.evolve(
        document.codes.SYNTAX.problem("odd", entity="question/why"), code=code
    )
    tests = arrange(found, attrs.evolve(report, problems=(odd,)))
    assert tests[PACK][code] == [odd]
