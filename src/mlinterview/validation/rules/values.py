"""Values that only a program can judge: ranges, days and licences."""

from collections.abc import Iterator
from typing import Final

from packaging.licenses import (
    InvalidLicenseExpression,
    canonicalize_license_expression,
)

from ...document import Finding, pointer
from ...errors import Fix, quote
from ...model import Fact, Metadata, Question, Rounds
from .. import codes
from ..survey import Context

_RANGES: Final = ((Fact, "low", "high"), (Rounds, "min", "max"))


def reversed_ranges(context: Context) -> Iterator[Finding]:
    """The low end of a range is not above its high end."""
    for cls, low, high in _RANGES:
        for thing in context.survey.of(cls):
            least, most = thing.number(low), thing.number(high)
            if least is not None and most is not None and least > most:
                yield context.finding(
                    codes.REVERSED_RANGE,
                    f"`{low}`, {least}, is above `{high}`, {most}",
                    (*thing.path, low),
                    hint="swap the two",
                )


def future_dates(context: Context) -> Iterator[Finding]:
    """A question was not updated in the future."""
    for question in context.survey.of(Question):
        updated = question.date("updated")
        if updated is not None and updated > context.today:
            yield context.finding(
                codes.FUTURE_DATE,
                f"`updated`, {updated}, is later than today, {context.today}",
                (*question.path, "updated"),
                hint="write the day on which the content last changed",
            )


def expired_facts(context: Context) -> Iterator[Finding]:
    """A fact can still be relied on."""
    for fact in context.survey.of(Fact):
        expires = fact.date("expires")
        if expires is not None and expires < context.today:
            yield context.finding(
                codes.EXPIRED_FACT,
                f"the fact was to be relied on until {expires}; today is {context.today}",
                (*fact.path, "expires"),
                hint="check it again, then renew `as_of` and `expires`",
            )


def licenses(context: Context) -> Iterator[Finding]:
    """The licence of the pack is an SPDX expression."""
    for metadata in context.survey.of(Metadata):
        written = metadata.text("license")
        if written is None:
            continue
        path = (*metadata.path, "license")
        try:
            spelt = canonicalize_license_expression(written)
        except InvalidLicenseExpression:
            yield context.finding(
                codes.BAD_LICENSE,
                f"{quote(written)} is not an SPDX licence expression",
                path,
                hint="write one such as `CC-BY-4.0`; see https://spdx.org/licenses/",
            )
            continue
        if spelt != written:
            yield context.finding(
                codes.BAD_LICENSE,
                f"the licence {quote(written)} is spelt {quote(spelt)}",
                path,
                hint=f"write {quote(spelt)}",
                fix=Fix(pointer=pointer(path), old=written, new=spelt),
            )


RULES: Final = (reversed_ranges, future_dates, expired_facts, licenses)
