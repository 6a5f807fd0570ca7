"""The plugin for pytest: a test for each question of a pack and each rule.

The tests have names such as ``PACK::question/overfitting::unresolved-reference``, after
the names of the codes. Problems that are not in a question are in tests of the pack,
``PACK::pack::…``. Every problem of the report is in exactly one test.

pytest loads this module if there is a pack to test; `_mlinterview_pytest` defines the
options for that.
"""

import datetime
import os
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from .document import Document
from .errors import Code, Problem, Report, Severity, one_line
from .model import Question
from .storage import open_document
from .validation import all_rules, check, codes, entity_at

PACK: Final = "pack"
"""The name of the node with the tests of the pack as a whole."""
READABLE: Final = "readable"
"""The test for all codes MLI0xx: files that cannot be read in full."""
SCHEMA: Final = "schema"
"""The test for all codes MLI1xx: values that the schema does not allow."""
UNLISTED: Final = "unlisted"
"""A test that fails; there is one if a report has too many problems to list."""

_NOT_OF_A_QUESTION: Final = (
    *(
        code
        for rule in all_rules()
        for code in rule.codes
        if Question not in rule.looks_at
    ),
    codes.UNKNOWN_MAJOR,
    codes.NEWER_MINOR,
)
"""The codes that no question can have, so that questions have no test for them."""


class PackWarning(UserWarning):
    """A problem of a pack that is reported as a warning instead of failing its test."""


class _TestedPack(NamedTuple):
    """A pack to test.

    Args:
        name: The name of its node, with which the ids of its tests begin.
        source: The path or name to load it by.
    """

    name: str
    source: str


Tests = Mapping[str, Mapping[str, Sequence[Problem]]]
"""For each entity and rule, the problems, of which there are usually none."""

_SELECTED: Final = pytest.StashKey[list[str]]()
"""The ids that the command line names; all tests are selected if it names none."""


# Collecting ------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Take the ids of tests of packs out of the arguments, which have to be paths."""
    config = session.config
    names = {pack.name for pack in _tested_packs(config)}
    selected, others = [], []
    for argument in config.args:
        path, separator, rest = argument.partition("::")
        name = _tested_pack(path, config.invocation_params.dir, config.rootpath).name
        if separator and name in names:
            selected.append(f"{name}::{rest}")
        else:
            others.append(argument)
    config.args = others
    config.stash[_SELECTED] = selected


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add the nodes of the packs to the nodes that pytest collects."""
    report = yield
    if isinstance(collector, pytest.Session):
        report.result = [*(report.result or ()), *_pack_nodes(collector)]
    return report


def pytest_collection_modifyitems(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> None:
    """Raise an error if a test that the command line names does not exist."""
    for selected in config.stash[_SELECTED]:
        if not any(_contains(selected, item.nodeid) for item in items):
            msg = f"not found: {selected}"
            raise pytest.UsageError(msg)


def _pack_nodes(session: pytest.Session) -> Iterator["PackNode"]:
    """Yield a node for each pack to test.

    The packs of the settings are left out if the command line names only other tests.
    """
    config = session.config
    has_paths = config.args_source is pytest.Config.ArgsSource.ARGS
    has_packs = config.stash[_SELECTED] or config.getoption("mlinterview_pack")
    if has_paths and not has_packs:
        return
    for pack in _tested_packs(config):
        if _is_selected(config, pack.name):
            yield PackNode.from_parent(
                session, name=pack.name, nodeid=pack.name, source=pack.source
            )


def _tested_packs(config: pytest.Config) -> list[_TestedPack]:
    """Return the packs of the command line, or else of the settings, each once."""
    stated: list[str] = config.getoption("mlinterview_pack")
    base = config.invocation_params.dir
    if not stated:
        stated = config.getini("mlinterview_packs")
        base = config.inipath.parent if config.inipath else config.rootpath
    packs = (_tested_pack(value, base, config.rootpath) for value in stated)
    return list({pack.name: pack for pack in packs}.values())


def _tested_pack(value: str, base: Path, root: Path) -> _TestedPack:
    """Return a pack, named by its path from the root, as pytest names a test file."""
    path = Path(os.path.normpath(base / value))
    if not _exists(path):
        return _TestedPack(value, value)
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else value
    return _TestedPack(name, value if base == Path.cwd() else str(path))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # No file can have such a name.
        return False


def _is_selected(config: pytest.Config, nodeid: str) -> bool:
    """Return True if a node is selected, contains a selected node or is in one."""
    selected = config.stash[_SELECTED]
    return not selected or any(
        _contains(each, nodeid) or _contains(nodeid, each) for each in selected
    )


def _contains(outer: str, nodeid: str) -> bool:
    """Return True if a node is *outer* or below it."""
    return nodeid == outer or nodeid.startswith(f"{outer}::")


class PackNode(pytest.Collector):
    """A pack; it is read and checked once."""

    def __init__(self, *, source: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source

    def collect(self) -> Iterator["EntityNode"]:
        """Yield a node for the pack as a whole, then one for each question."""
        document = open_document(self.source)
        report = check(document, today=datetime.date.today()).report
        for entity, problems in arrange(document, report).items():
            unlisted = report.omitted if entity == PACK else 0
            node = EntityNode.from_parent(
                self, name=entity, problems=problems, unlisted=unlisted
            )
            if _is_selected(self.config, node.nodeid):
                yield node


class EntityNode(pytest.Collector):
    """A question, or the pack as a whole."""

    def __init__(
        self, *, problems: Mapping[str, Sequence[Problem]], unlisted: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.problems = problems
        self.unlisted = unlisted

    def collect(self) -> Iterator["RuleTest"]:
        """Yield a test for each rule."""
        tests = [
            RuleTest.from_parent(self, name=rule, problems=problems)
            for rule, problems in self.problems.items()
        ]
        if self.unlisted:
            test = UnlistedTest.from_parent(self, name=UNLISTED, number=self.unlisted)
            tests.append(test)
        yield from (test for test in tests if _is_selected(self.config, test.nodeid))


# Arranging -------------------------------------------------------------------


def arrange(document: Document, report: Report) -> Tests:
    """Return the tests of a pack with their problems, in an order that never changes."""
    tests: dict[str, dict[str, list[Problem]]] = {PACK: {READABLE: []}}
    if document.data is not None:
        tests[PACK] |= {name: [] for name in _test_names()}
        for entity in _questions(document):
            tests[entity] = {name: [] for name in _test_names(_NOT_OF_A_QUESTION)}
    for problem in report:
        name = _test_of(problem)
        entity = problem.entity if name in tests.get(problem.entity, ()) else PACK
        # Every known code has a test; this makes one for any other code.
        tests[entity].setdefault(name, []).append(problem)
    return tests


def _questions(document: Document) -> list[str]:
    """Return the questions that have an id, sorted, as ``question/ID``."""
    data = document.data
    listed = data.get("questions") if isinstance(data, dict) else None
    number = len(listed) if isinstance(listed, list) else 0
    names = {entity_at(document, ("questions", index)) for index in range(number)}
    return sorted(names - {""})


def _test_names(without: Iterable[Code] = ()) -> list[str]:
    """Return the names of the tests of an entity, in the order of the codes."""
    left_out = {READABLE, *(code.name for code in without)}
    names = (
        _test_name(code.id, code.name)
        for code in codes.CODES.values()
        if not code.id.startswith(codes.CONTENT)
    )
    return [name for name in dict.fromkeys(names) if name not in left_out]


def _test_of(problem: Problem) -> str:
    known = codes.CODES.get(problem.code)
    return _test_name(problem.code, known.name if known else problem.code)


def _test_name(code: str, name: str) -> str:
    """Return the name of the test for the problems of a code."""
    return {"MLI0": READABLE, "MLI1": SCHEMA}.get(code[:4], name)


# Running ---------------------------------------------------------------------


class RuleTest(pytest.Item):
    """One rule for one question, or for the pack as a whole."""

    def __init__(self, *, problems: Sequence[Problem], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problems = problems

    def runtest(self) -> None:
        """Fail with the problems, or issue a warning for each."""
        strict = self.config.getoption("mlinterview_strict")
        failed = any(
            strict or problem.severity is Severity.ERROR for problem in self.problems
        )
        try:
            for problem in () if failed else self.problems:
                _warn(problem)
        except PackWarning:  # The filters of the run turn warnings into errors.
            failed = True
        if failed:
            pytest.fail("\n".join(map(_text, self.problems)), pytrace=False)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the place of the first problem, or the pack, and a headline."""
        names = [node.name for node in self.listchain()[1:]]
        headline = ": ".join(names)
        for problem in self.problems:
            return problem.file, (problem.line or 1) - 1, headline
        return self.config.rootpath / names[0], None, headline


class UnlistedTest(RuleTest):
    """A test that fails because there are more problems than a report lists."""

    def __init__(self, *, number: int, **kwargs: Any) -> None:
        super().__init__(problems=(), **kwargs)
        self.number = number

    def runtest(self) -> None:
        """Fail with the number of problems that are in no test."""
        msg = f"{self.number} more problems are not listed; fix the others first"
        pytest.fail(msg, pytrace=False)


def _warn(problem: Problem) -> None:
    """Issue a warning for a problem, at its place in the pack."""
    hint = f" ({problem.hint})" if problem.hint else ""
    # With the line in the file name and the column as the line number, the place reads
    # as elsewhere; and Python shows no line of the file, which could be hostile.
    place = one_line(f"{problem.file}:{problem.line or 1}")
    warning = PackWarning(one_line(f"{problem.code}: {problem.message}{hint}"))
    warnings.warn_explicit(warning, None, place, problem.column or 1)


def _text(problem: Problem) -> str:
    """Return the text of a problem, with its line of the file."""
    lines = [str(problem), *([f"    {problem.excerpt}"] if problem.excerpt else [])]
    return "\n".join(map(one_line, lines))
