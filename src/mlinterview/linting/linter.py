"""Check the content of a pack, together with its validity."""

import datetime
import os
from collections.abc import Iterable, Mapping

import attrs

from ..document import DEFAULT_LIMITS, Document, Limits
from ..errors import Report
from ..model import Pack
from ..storage import Source, opened
from ..validation import (
    Chosen,
    Context,
    MarkupBudget,
    NameTable,
    check,
    codes,
    contents_of,
)
from . import checks
from .checks import DEFAULT_STANDARDS, Standards, Targets
from .checks.code import runnable
from .checks.targets import counted


@attrs.frozen(kw_only=True)
class ContentCounts:
    """The numbers of questions, code blocks and formulas in a pack.

    Args:
        questions: For each main topic, the number of ready questions that are
            foundational, intermediate and advanced.
        targets: The numbers that were planned, for each topic that has a target.
        blocks: The number of Python blocks.
        run: How many of the blocks were run.
        assertions: The number of assertions in the blocks.
        formulas: The number of formulas.
    """

    questions: Mapping[str, tuple[int, ...]]
    targets: Mapping[str, tuple[int, ...]]
    blocks: int
    run: int
    assertions: int
    formulas: int


@attrs.frozen(kw_only=True)
class LintResult:
    """The result of `lint`.

    Args:
        report: All problems of the pack, in its validity and in its content.
        counts: The numbers of questions, code blocks and formulas in it.
    """

    report: Report
    counts: ContentCounts


def lint(
    source: Source | Pack,
    *,
    run_code: bool = False,
    targets: Targets | str | os.PathLike[str] | None = None,
    standards: Standards = DEFAULT_STANDARDS,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> LintResult:
    """Return the problems of a pack, both of its validity and of its content.

    Args:
        source: The pack: anything that `load` takes, or a `Pack` made in Python.
        run_code: Whether to run the blocks of Python. Each runs in a process of its
            own, without a network; but it can read all files that you can read, so do
            this only with packs that you trust.
        targets: How many questions are wanted, or the path of a file that states it;
            see `read_targets`.
        standards: The limits that the content is held to.
        select: The codes to look for, or prefixes such as ``MLI5``; all by default.
        ignore: Codes, or prefixes, to leave out of these.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        MlinterviewError: If a value of *select* or *ignore* matches no code, the file
            with the targets cannot be read, or the pack has formulas and the extra
            ``content`` is not installed.

    >>> lint("ml-engineer", select=["MLI513"]).report.summary
    'no problems'
    """
    chosen = codes.chosen(select, ignore)
    if targets is not None and not isinstance(targets, Targets):
        targets = checks.read_targets(targets)
    return lint_document(
        opened(source, limits=limits),
        today=today or datetime.date.today(),
        chosen=chosen,
        run_code=run_code,
        targets=targets,
        standards=standards,
    )


def lint_document(
    document: Document,
    *,
    today: datetime.date,
    chosen: Chosen = lambda code: True,
    run_code: bool = False,
    targets: Targets | None = None,
    standards: Standards = DEFAULT_STANDARDS,
) -> LintResult:
    """Return the result of `lint` for a document that has been read."""
    budget = MarkupBudget(document.limits.markup)
    contents = contents_of(document.data)
    context = Context(document, contents, today, NameTable(), budget)
    content = checks.LintedContent(context, standards, targets, run_code)
    selected = [
        one for one in checks.CHECKS if any(chosen(code.id) for code in one.codes)
    ]
    report = check(
        document,
        today=today,
        chosen=chosen,
        more=[one.find(content) for one in selected],
    ).report
    return LintResult(report=report, counts=_counts(content))


def _counts(content: checks.LintedContent) -> ContentCounts:
    return ContentCounts(
        questions=counted(content),
        targets=content.targets.counts if content.targets is not None else {},
        blocks=len(content.blocks),
        run=len(runnable(content)),
        assertions=sum(block.assertions for block in content.blocks),
        formulas=len(content.formulas),
    )
