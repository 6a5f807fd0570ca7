"""The plugin for pytest: a test for each question of a pack and each rule.

The tests are called ``PACK::question/overfitting::unresolved-reference`` after the
codes. What concerns no question by itself is in ``PACK::pack::…``. Whatever a report
holds is in one of them: nothing falls between.

pytest loads this module if there is a pack to test; `_mlinterview_pytest` has the
options that say so.
"""

import datetime
import os
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from .document import Document
from .errors import Code, Problem, Report, Severity, printable
from .model import Question
from .storage import loading
from .validation import check, codes, entity_at, rules

PACK: Final = "pack"
"""The name over the tests of the pack as a whole."""
READABLE: Final = "readable"
"""The test that has all codes MLI0xx: files that cannot be read, or not in full."""
SCHEMA: Final = "schema"
"""The test that has all codes MLI1xx: values that are not as the schema has them."""
UNLISTED: Final = "unlisted"
"""The test that is there, and fails, if there are too many problems to list."""

_NOT_OF_A_QUESTION: Final = (
    *(code for rule in rules() for code in rule.codes if Question not in rule.looks_at),
    codes.UNKNOWN_MAJOR,
    codes.NEWER_MINOR,
)
"""What concerns other things than questions; they need no test of it each."""


class PackWarning(UserWarning):
    """A problem of a pack that does not fail a test, unless strictness is asked for."""


class _Given(NamedTuple):
    """A pack to test: what its tests are called after, and where to find it."""

    name: str
    source: str


Tests = Mapping[str, Mapping[str, Sequence[Problem]]]
"""For each entity and rule, the problems that were found; mostly none."""

_ASKED: Final = pytest.StashKey[list[str]]()
"""The tests that the command line names; all if it names none."""


# Collecting ------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Take the ids of our tests from the arguments, which pytest takes for paths."""
    config = session.config
    names = {one.name for one in _given(config)}
    asked, others = [], []
    for argument in config.args:
        pack, mark, rest = argument.partition("::")
        name = _named(pack, config.invocation_params.dir, config.rootpath).name
        if mark and name in names:
            asked.append(f"{name}::{rest}")
        else:
            others.append(argument)
    config.args = others
    config.stash[_ASKED] = asked


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Add the packs to what pytest finds by itself."""
    report = yield
    if isinstance(collector, pytest.Session):
        report.result = [*(report.result or ()), *_packs(collector)]
    return report


def pytest_collection_modifyitems(
    config: pytest.Config, items: Sequence[pytest.Item]
) -> None:
    """Refuse to run without a test that was asked for."""
    for asked in config.stash[_ASKED]:
        if not any(_covers(asked, item.nodeid) for item in items):
            msg = f"not found: {asked}"
            raise pytest.UsageError(msg)


def _packs(session: pytest.Session) -> Iterator["PackNode"]:
    """Yield the packs to test; those of the settings, unless paths are named."""
    config = session.config
    elsewhere = config.args_source is pytest.Config.ArgsSource.ARGS
    if elsewhere and not (config.stash[_ASKED] or config.getoption("mlinterview_pack")):
        return
    for one in _given(config):
        if _is_asked_for(config, one.name):
            yield PackNode.from_parent(
                session, name=one.name, nodeid=one.name, source=one.source
            )


def _given(config: pytest.Config) -> list[_Given]:
    """Return the packs to test, each once."""
    stated: list[str] = config.getoption("mlinterview_pack")
    base = config.invocation_params.dir
    if not stated:
        stated = config.getini("mlinterview_packs")
        base = config.inipath.parent if config.inipath else config.rootpath
    found = (_named(value, base, config.rootpath) for value in stated)
    return list({one.name: one for one in found}.values())


def _named(value: str, base: Path, root: Path) -> _Given:
    """Return a pack with the id that pytest would give a file: from the root down."""
    path = Path(os.path.normpath(base / value))
    if not _exists(path):
        return _Given(value, value)
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else value
    return _Given(name, value if base == Path.cwd() else str(path))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # Such a name no file can have.
        return False


def _is_asked_for(config: pytest.Config, nodeid: str) -> bool:
    """Say whether a node is among those asked for, above one or below one."""
    asked = config.stash[_ASKED]
    return not asked or any(_covers(one, nodeid) or _covers(nodeid, one) for one in asked)


def _covers(upper: str, nodeid: str) -> bool:
    return nodeid == upper or nodeid.startswith(f"{upper}::")


class PackNode(pytest.Collector):
    """A pack, which is read and checked once."""

    def __init__(self, *, source: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source

    def collect(self) -> Iterator["EntityNode"]:
        """Yield the pack as a whole, then its questions."""
        document = loading.open_document(self.source)
        report = check(document, today=datetime.date.today()).report
        for entity, found in arrange(document, report).items():
            unlisted = report.omitted if entity == PACK else 0
            node = EntityNode.from_parent(
                self, name=entity, found=found, unlisted=unlisted
            )
            if _is_asked_for(self.config, node.nodeid):
                yield node


class EntityNode(pytest.Collector):
    """A question, or the pack as a whole."""

    def __init__(
        self, *, found: Mapping[str, Sequence[Problem]], unlisted: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.found = found
        self.unlisted = unlisted

    def collect(self) -> Iterator["RuleTest"]:
        """Yield a test for each rule."""
        tests = [
            RuleTest.from_parent(self, name=rule, problems=problems)
            for rule, problems in self.found.items()
        ]
        if self.unlisted:
            test = UnlistedTest.from_parent(self, name=UNLISTED, number=self.unlisted)
            tests.append(test)
        yield from (one for one in tests if _is_asked_for(self.config, one.nodeid))


# Arranging -------------------------------------------------------------------


def arrange(document: Document, report: Report) -> Tests:
    """Return the tests of a pack with their problems, always in the same order."""
    tests: dict[str, dict[str, list[Problem]]] = {PACK: {READABLE: []}}
    if document.data is not None:
        tests[PACK] |= {name: [] for name in _test_names()}
        for entity in _questions(document):
            tests[entity] = {name: [] for name in _test_names(_NOT_OF_A_QUESTION)}
    for problem in report:
        name = _test_of(problem)
        entity = problem.entity if name in tests.get(problem.entity, ()) else PACK
        # Were there a code that no test waits for, it would get one here.
        tests[entity].setdefault(name, []).append(problem)
    return tests


def _questions(document: Document) -> list[str]:
    """Return the questions as ``question/ID``, in order; some may have no id."""
    data = document.data
    listed = data.get("questions") if isinstance(data, dict) else None
    number = len(listed) if isinstance(listed, list) else 0
    names = {entity_at(document, ("questions", index)) for index in range(number)}
    return sorted(names - {""})


def _test_names(without: Iterable[Code] = ()) -> list[str]:
    """Return the names of the tests that content needs, in the order of the codes."""
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
    """Return the name of the test that has the problems of a code."""
    return {"MLI0": READABLE, "MLI1": SCHEMA}.get(code[:4], name)


# Running ---------------------------------------------------------------------


class RuleTest(pytest.Item):
    """One rule for one question, or for the pack as a whole."""

    def __init__(self, *, problems: Sequence[Problem], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problems = problems

    def runtest(self) -> None:
        """Fail with the problems, or warn of them."""
        strict = self.config.getoption("mlinterview_strict")
        failed = any(strict or one.severity is Severity.ERROR for one in self.problems)
        try:
            for problem in () if failed else self.problems:
                _warn(problem)
        except PackWarning:  # Whoever runs the tests makes errors of warnings.
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
    """What fails if there are more problems than a report lists."""

    def __init__(self, *, number: int, **kwargs: Any) -> None:
        super().__init__(problems=(), **kwargs)
        self.number = number

    def runtest(self) -> None:
        """Fail with the number of problems that no test has."""
        msg = f"{self.number} more problems are not listed; mend the others first"
        pytest.fail(msg, pytrace=False)


def _warn(problem: Problem) -> None:
    """Warn of a problem at its place in the pack."""
    hint = f" ({problem.hint})" if problem.hint else ""
    # With the line in the name and the column after it, the place reads as everywhere
    # else; and no line of the file, which may hold anything, is shown.
    place = _line(f"{problem.file}:{problem.line or 1}")
    warning = PackWarning(_line(f"{problem.code}: {problem.message}{hint}"))
    warnings.warn_explicit(warning, None, place, problem.column or 1)


def _text(problem: Problem) -> str:
    """Return a problem with its place and hint, and the line that it is in."""
    lines = [str(problem), *([f"    {problem.excerpt}"] if problem.excerpt else [])]
    return "\n".join(map(_line, lines))


def _line(text: str) -> str:
    """Return text on one line: a file's name may hold line breaks."""
    return printable(text).replace("\n", r"\n").replace("\t", r"\t")
