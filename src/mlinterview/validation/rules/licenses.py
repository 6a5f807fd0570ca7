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
    summary="The license is not an SPDX expression.",
    why="To reuse a pack, people must know its terms, and tools only understand the"
    " identifiers of https://spdx.org/licenses/. A license that is not among them is"
    " written as `LicenseRef-` and a name.",
    bad="pack: {id: p, title: P, version: 1.0.0, language: en, license: Creative Commons,"
    " authors: [{name: A}]}",
    good="pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}",
)


def licenses(context: Context) -> Iterator[Finding]:
    """Yield a finding if the license is not an SPDX expression in its standard spelling."""
    for metadata in context.contents.of(Metadata):
        written = metadata.text("license")
        if written is None:
            continue
        path = (*metadata.path, "license")
        try:
            standard = canonicalize_license_expression(written)
        except InvalidLicenseExpression:
            yield context.finding(
                BAD_LICENSE,
                f"{quote(written)} is not an SPDX license expression",
                path,
                hint="write one such as `CC-BY-4.0`; see https://spdx.org/licenses/",
            )
            continue
        if standard != written:
            yield context.finding(
                BAD_LICENSE,
                f"the license {quote(written)} is spelled {quote(standard)}",
                path,
                hint=f"write {quote(standard)}",
                fix=Fix(pointer=pointer(path), old=written, new=standard),
            )


RULE: Final = Rule(
    name="licenses", codes=(BAD_LICENSE,), looks_at=(Metadata,), find=licenses
)
