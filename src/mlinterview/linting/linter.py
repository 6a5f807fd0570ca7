"""Pack to `Linted`: what is wrong with it, and what its content falls short in."""

import datetime
import os
from collections.abc import Iterable, Mapping

import attrs

from ..document import DEFAULT_LIMITS, Document, Limits
from ..errors import Report
from ..model import Pack
from ..storage import Source, opened
from ..validation import Chosen, Context, NameTable, check, codes, contents_of
from . import checks
from .checks import DEFAULT_STANDARDS, Standards, Targets
from .checks.code import runnable
from .checks.targets import counted


@attrs.frozen(kw_only=True)
class Summary:
    """What a pack holds, in numbers.

    Args:
        questions: For each main topic, the number of ready questions that are
            foundational, intermediate and advanced.
        targets: For a topic that has one, the numbers that were planned.
        blocks: How many blocks of Python there are.
        run: How many of them were run.
        assertions: How often their code asserts something.
        formulas: How many formulas there are.
    """

    questions: Mapping[str, tuple[int, ...]]
    targets: Mapping[str, tuple[int, ...]]
    blocks: int
    run: int
    assertions: int
    formulas: int


@attrs.frozen(kw_only=True)
class Linted:
    """What `lint` returns.

    Args:
        report: All problems of the pack: those of its validity, and those of its content.
        summary: What it holds, in numbers.
    """

    report: Report
    summary: Summary


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
) -> Linted:
    """Return all that is wrong with a pack, and what its content falls short in.

    Args:
        source: What `load` takes, or a pack that was made in Python.
        run_code: Whether to run the blocks of Python. Each runs in a process of its
            own, without a network; but it may read what you may read, so do this only
            with packs that you trust.
        targets: How many questions are wanted, or the file that states it.
        standards: What is asked of content.
        select: The codes to look for, or the beginnings of several, such as ``MLI5``;
            all by default.
        ignore: Those of them to leave out.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        MlinterviewError: If no code begins like one of those given, the file with the
            targets cannot be read, or the pack has formulas and the extra ``content``
            is not installed.

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
) -> Linted:
    """Return what `lint` does, of a pack as plain data."""
    context = Context(document, contents_of(document.data), today, NameTable())
    content = checks.Content(context, standards, targets, run_code)
    wanted = [one for one in checks.CHECKS if any(chosen(code.id) for code in one.codes)]
    report = check(
        document,
        today=today,
        chosen=chosen,
        more=[one.find(content) for one in wanted],
    ).report
    return Linted(report=report, summary=_summary(content))


def _summary(content: checks.Content) -> Summary:
    return Summary(
        questions=counted(content),
        targets=content.targets.counts if content.targets is not None else {},
        blocks=len(content.blocks),
        run=len(runnable(content)),
        assertions=sum(block.assertions for block in content.blocks),
        formulas=len(content.formulas),
    )
