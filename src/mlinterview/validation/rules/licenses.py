"""The license of a pack is an SPDX expression."""

from collections.abc import Iterator
from typing import Final

from packaging.licenses import (
    InvalidLicenseExpression,
    canonicalize_license_expression,
)

from ...document import Finding, pointer
from ...errors import Code, Fix, quote
from ...model import Metadata
from ..rule import Context, Rule

BAD_LICENSE: Final = Code(
    id="MLI210",
    name="bad-license",
    summary="The licence is not an SPDX expression.",
    why="Whoever wants to reuse the pack must know on what terms, and tools can only"
    " tell from the identifiers of https://spdx.org/licenses/. A licence of one's own"
    " is `LicenseRef-` and a name.",
    bad="pack: {id: p, title: P, version: 1.0.0, language: en, license: Creative Commons,"
    " authors: [{name: A}]}",
    good="pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}",
)


def licenses(context: Context) -> Iterator[Finding]:
    """The licence of the pack is an SPDX expression."""
    for metadata in context.contents.of(Metadata):
        written = metadata.text("license")
        if written is None:
            continue
        path = (*metadata.path, "license")
        try:
            spelt = canonicalize_license_expression(written)
        except InvalidLicenseExpression:
            yield context.finding(
                BAD_LICENSE,
                f"{quote(written)} is not an SPDX licence expression",
                path,
                hint="write one such as `CC-BY-4.0`; see https://spdx.org/licenses/",
            )
            continue
        if spelt != written:
            yield context.finding(
                BAD_LICENSE,
                f"the licence {quote(written)} is spelt {quote(spelt)}",
                path,
                hint=f"write {quote(spelt)}",
                fix=Fix(pointer=pointer(path), old=written, new=spelt),
            )


RULE: Final = Rule(
    name="licenses", codes=(BAD_LICENSE,), looks_at=(Metadata,), find=licenses
)
