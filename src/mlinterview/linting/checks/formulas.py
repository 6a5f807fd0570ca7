"""Whether formulas can be set, with macros that both KaTeX and MathJax have.

They are set by `math-core <https://pypi.org/project/math-core/>`_, which makes MathML.
It is a compiled library that needs no other library, browser or network, and it is
strict: it refuses what is unknown, unbalanced or incomplete. Readers of a pack have
KaTeX or MathJax instead, which lack some of its macros; `_macros` lists those that both
have.
"""

import functools
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from ...document import Finding
from ...errors import MlinterviewError, did_you_mean, quote, shorten
from ...validation import codes, formula_mistake
from . import _macros
from ._content import Check, Formula, LintedContent

_CONTROL: Final = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_ENVIRONMENT: Final = re.compile(r"\\begin\s*\{([^{}]*)\}")

MAX_FORMULA: Final = 2_000
"""The longest formula that is set, in characters."""

STACK: Final = 32 * 2**20
"""A stack size that suffices for any formula of `MAX_FORMULA` characters, in bytes."""

T = TypeVar("T")

FormulaMistake = tuple[str, str, int, int]
"""A message, a hint, and the offset and length of the mistake in the formula."""


def unset(content: LintedContent) -> Iterator[Finding]:
    """Require that each formula can be set."""
    # Validation reports formulas that are unsafe or have unbalanced braces.
    formulas = [
        formula for formula in content.formulas if not formula_mistake(formula.content)
    ]
    mistakes = _with_large_stack(lambda: [*map(_mistake, formulas)]) if formulas else []
    for formula, mistake in zip(formulas, mistakes, strict=True):
        if mistake is not None:
            message, hint, offset, length = mistake
            yield content.context.finding(
                codes.FORMULA,
                message,
                formula.passage.path,
                hint=hint,
                piece=formula.piece(offset, length),
            )


def _with_large_stack(work: Callable[[], T]) -> T:
    """Return what *work* returns, called in a thread with a large stack.

    The engine is recursive, and a stack overflow in it would end the whole process.
    """
    before = threading.stack_size(STACK)
    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()
    finally:
        threading.stack_size(before)


def _mistake(formula: Formula) -> FormulaMistake | None:
    """Return the first mistake in a formula, or `None`."""
    if len(formula.content) > MAX_FORMULA:
        number = f"{len(formula.content):,} characters"
        message = f"the formula has {number}; at most {MAX_FORMULA:,} are checked"
        return message, "split it into several", 0, 1
    return _unknown(formula) or _refused(formula)


def _unknown(formula: Formula) -> FormulaMistake | None:
    """Return a mistake for the first macro or environment that is not portable."""
    for match in _CONTROL.finditer(formula.content):
        name = match[1] or match[2]
        if name not in _macros.MACROS:
            macro = f"\\{name}"
            return (
                f"{quote(macro)} is not a macro that both KaTeX and MathJax have",
                did_you_mean(macro, _macros.NAMES)
                or r"use one that both have; `\operatorname{name}` sets a name",
                match.start(),
                len(macro),
            )
    for match in _ENVIRONMENT.finditer(formula.content):
        name = match[1]
        if name not in _macros.ENVIRONMENTS:
            return (
                f"{quote(name)} is not an environment that both KaTeX and MathJax have",
                did_you_mean(name, _macros.ENVIRONMENTS),
                match.start(),
                len(match[0]),
            )
        if name in _macros.DISPLAYED and not formula.is_display:
            return (
                f"the environment {quote(name)} cannot be used within a line",
                "put the formula between `$$`, on lines of its own",
                match.start(),
                len(match[0]),
            )
    return None


def _refused(formula: Formula) -> FormulaMistake | None:
    """Return the error of the engine that sets the formula, or `None`."""
    convert, error_type = _engine()
    try:
        convert(_for_engine(formula.content), displaystyle=formula.is_display)
    except error_type as error:
        place, _, words = str(error).partition(": ")
        offset, words = (int(place), words) if place.isdecimal() else (0, str(error))
        if "not implemented" in words:
            return None  # A gap in the engine is not a mistake of the author.
        words = words[:1].lower() + words[1:].rstrip(".")
        return (
            f"the formula cannot be set: {shorten(words, 140)}",
            "mend it; an editor that previews formulas shows where it breaks",
            offset,
            1,
        )
    return None


def _for_engine(formula: str) -> str:
    """Return a formula with the environments that the engine lacks replaced."""
    for name, similar in _macros.SIMILAR.items():
        formula = formula.replace(name, similar)
    return formula


@functools.cache
def _engine() -> tuple[Callable[..., str], type[Exception]]:
    """Return the function that sets a formula, and the exception that it raises.

    Raises:
        MlinterviewError: If the library is not installed.
    """
    try:
        import math_core
    except ImportError as error:
        msg = (
            "checking formulas needs a library that is not installed:"
            ' pip install "mlinterview[content]"; or skip the check with --ignore MLI505'
        )
        raise MlinterviewError(msg) from error
    engine = math_core.LatexToMathML(
        macros=dict(_macros.STAND_INS),
        allow_unreliable_rendering=True,
        fancy_error=False,
    )
    return engine.convert_with_local_state, math_core.LatexError


CHECKS: Final = (Check((codes.FORMULA,), unset),)
