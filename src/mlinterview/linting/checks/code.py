"""Whether code blocks parse, and run without an error."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from ...document import Finding
from ...errors import Code, quote, shorten
from ...validation import codes
from . import _sandbox
from ._content import Check, CodeBlock, LintedContent
from ._sandbox import Outcome

_MAX_WORDS: Final = 120
"""How much of the text of an exception a message quotes, in characters."""


def unparsed(content: LintedContent) -> Iterator[Finding]:
    """Require that each block of Python parses."""
    for block in content.blocks:
        error = block.tree
        if not isinstance(error, Exception):
            continue
        line = column = 1
        words = "it is nested too deeply"
        if isinstance(error, SyntaxError):
            # Some errors are placed after the last line, or have no column.
            line, column = error.lineno or 1, max(error.offset or 1, 1)
            words = error.msg
        elif isinstance(error, ValueError):
            words = str(error)
        yield content.context.finding(
            codes.CODE_SYNTAX,
            f"the Python block does not parse: {shorten(words, _MAX_WORDS)}",
            block.passage.path,
            hint="mend it; put output and pseudocode into a block without a language",
            piece=block.piece(line, column),
        )


def runnable(content: LintedContent) -> list[CodeBlock]:
    """Return the blocks to run; none if code is not to be run."""
    if not content.run_code:
        return []
    return [
        block
        for block in content.blocks
        if block.is_run and not isinstance(block.tree, Exception)
    ]


def failing(content: LintedContent) -> Iterator[Finding]:
    """Require that each block of Python runs without an error and within its limits."""
    blocks = runnable(content)
    workers = content.standards.processes or os.cpu_count() or 1
    pool = ThreadPoolExecutor(workers)
    try:
        outcomes = pool.map(lambda block: _run(content, block), blocks)
        for block, outcome in zip(blocks, outcomes, strict=True):
            if outcome.kind != "ok":
                yield _finding(content, block, outcome)
    finally:
        # A caller that stops early does not wait for blocks that have not started.
        pool.shutdown(cancel_futures=True)


def _run(content: LintedContent, block: CodeBlock) -> Outcome:
    standards = content.standards
    return _sandbox.run(block.code, seconds=standards.seconds, memory=standards.memory)


def _finding(content: LintedContent, block: CodeBlock, outcome: Outcome) -> Finding:
    """Return the finding for a block that did not end normally."""
    code, message, hint = _description(content, outcome)
    return content.context.finding(
        code,
        message,
        block.passage.path,
        hint=hint,
        piece=block.piece(outcome.line),
    )


def _description(content: LintedContent, outcome: Outcome) -> tuple[Code, str, str]:
    """Return the code, the message and the hint for an outcome."""
    standards = content.standards
    if outcome.kind == "missing":
        return (
            codes.MISSING_MODULE,
            f"the block imports {quote(outcome.words)}, which is not installed here",
            "install it where this command runs, or mark the block ```python no-run",
        )
    if outcome.kind == "time":
        return (
            codes.CODE_LIMIT,
            f"the block runs for more than {standards.seconds:g} seconds",
            "make the example smaller, or mark the block ```python no-run",
        )
    if outcome.kind == "memory":
        return (
            codes.CODE_LIMIT,
            f"the block needs more than {standards.memory // 2**20:,} MiB of memory",
            "make the example smaller, or mark the block ```python no-run",
        )
    return (
        codes.CODE_FAILS,
        f"the block fails: {shorten(outcome.words, _MAX_WORDS)}",
        "mend the code, or the claim that it checks",
    )


CHECKS: Final = (
    Check((codes.CODE_SYNTAX,), unparsed),
    Check((codes.CODE_FAILS, codes.CODE_LIMIT, codes.MISSING_MODULE), failing),
)
