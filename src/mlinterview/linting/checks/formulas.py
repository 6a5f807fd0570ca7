"""Formulas: what shows them knows each macro, and an engine can set them.

They are set by `math-core <https://pypi.org/project/math-core/>`_, which makes MathML.
It is a compiled library with no dependency, browser or network, and strict: it refuses
what is unknown, unbalanced or incomplete. It knows some macros that only one of KaTeX
and MathJax does, which is what readers have; see `_macros` for those that both have.
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
from ._content import Check, Content, Formula

_CONTROL: Final = re.compile(r"\\(?:([A-Za-z]+)\*?|(.))", re.DOTALL)
_ENVIRONMENT: Final = re.compile(r"\\begin\s*\{([^{}]*)\}")

MAX_FORMULA: Final = 2_000
"""The longest formula that is set, in characters."""

STACK: Final = 32 * 2**20
"""The room for nested calls that the longest formula cannot use up, in bytes."""

T = TypeVar("T")

Mistake = tuple[str, str, int, int]
"""A message, a hint, and the offset and length of what is wrong."""


def unset(content: Content) -> Iterator[Finding]:
    """Each formula can be set."""
    # What acts, or does not balance its braces, validation reports.
    formulas = [one for one in content.formulas if not formula_mistake(one.content)]
    mistakes = _with_room(lambda: [*map(_mistake, formulas)]) if formulas else []
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


def _with_room(work: Callable[[], T]) -> T:
    """Return what *work* does, with room for formulas that are nested deeply.

    The engine calls itself for what is within another thing, and where it has no more
    room to do so, the whole process ends.
    """
    before = threading.stack_size(STACK)
    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()
    finally:
        threading.stack_size(before)


def _mistake(formula: Formula) -> Mistake | None:
    """Return what is wrong with a formula first."""
    if len(formula.content) > MAX_FORMULA:
        number = f"{len(formula.content):,} characters"
        message = f"the formula has {number}; it is set up to {MAX_FORMULA:,}"
        return message, "make several of it", 0, 1
    return _unknown(formula) or _refused(formula)


def _unknown(formula: Formula) -> Mistake | None:
    """Return the first macro or environment that not every reader knows."""
    for found in _CONTROL.finditer(formula.content):
        name = found[1] or found[2]
        if name not in _macros.MACROS:
            macro = f"\\{name}"
            return (
                f"{quote(macro)} is no macro that both KaTeX and MathJax have",
                did_you_mean(macro, _macros.NAMES)
                or r"use one that both have; `\operatorname{name}` sets a name",
                found.start(),
                len(macro),
            )
    for found in _ENVIRONMENT.finditer(formula.content):
        name = found[1]
        if name not in _macros.ENVIRONMENTS:
            return (
                f"{quote(name)} is no environment that both KaTeX and MathJax have",
                did_you_mean(name, _macros.ENVIRONMENTS),
                found.start(),
                len(found[0]),
            )
        if name in _macros.DISPLAYED and not formula.is_display:
            return (
                f"the environment {quote(name)} cannot stand within a line",
                "put the formula between `$$`, on lines of its own",
                found.start(),
                len(found[0]),
            )
    return None


def _refused(formula: Formula) -> Mistake | None:
    """Return what the engine has against a formula."""
    convert, error_type = _engine()
    try:
        convert(_as_engine_has_it(formula.content), displaystyle=formula.is_display)
    except error_type as error:
        place, _, words = str(error).partition(": ")
        offset, words = (int(place), words) if place.isdecimal() else (0, str(error))
        if "not implemented" in words:
            return None  # What the engine has yet to learn is no mistake of an author.
        words = words[:1].lower() + words[1:].rstrip(".")
        return (
            f"the formula cannot be set: {shorten(words, 140)}",
            "mend it; a viewer of formulas shows where it breaks",
            offset,
            1,
        )
    return None


def _as_engine_has_it(formula: str) -> str:
    """Return a formula with the environments that the engine lacks replaced."""
    for name, similar in _macros.SIMILAR.items():
        formula = formula.replace(name, similar)
    return formula


@functools.cache
def _engine() -> tuple[Callable[..., str], type[Exception]]:
    """Return what sets a formula, and what it raises."""
    try:
        import math_core
    except ImportError as error:
        msg = (
            "to check formulas takes a library that is not installed:"
            ' pip install "mlinterview[content]"; or leave them out with --ignore MLI505'
        )
        raise MlinterviewError(msg) from error
    engine = math_core.LatexToMathML(
        macros=dict(_macros.STAND_INS),
        allow_unreliable_rendering=True,
        fancy_error=False,
    )
    return engine.convert_with_local_state, math_core.LatexError


CHECKS: Final = (Check((codes.FORMULA,), unset),)
