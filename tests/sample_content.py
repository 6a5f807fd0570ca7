"""Content for the tests of its checks."""

from collections.abc import Mapping
from typing import Any

from mlinterview import Problem, document
from mlinterview.linting import Standards, Targets
from mlinterview.linting.checks import CHECKS, LintedContent
from mlinterview.validation import CODES
from rule_context import context_of


def content_of(
    data: str | Mapping[str, Any],
    *,
    targets: Targets | None = None,
    run_code: bool = False,
    **standards: Any,
) -> LintedContent:
    """Return the content of YAML, or of plain data that was never in a file."""
    if isinstance(data, str):
        whole = document.parse(data, "yaml", name="f.yaml")
        assert not whole.problems
    else:
        whole = document.from_data(dict(data), "f")
    return LintedContent(context_of(whole), Standards(**standards), targets, run_code)


def problems(code: str, data: str | Mapping[str, Any], **options: Any) -> list[Problem]:
    """Return the problems of one code that the checks find."""
    content = content_of(data, **options)
    (check,) = [check for check in CHECKS if CODES[code] in check.codes]
    found = content.context.document.locate(check.find(content))
    return [problem for problem in found if problem.code == code]


def places(code: str, data: str, **options: Any) -> list[tuple[int | None, int | None]]:
    """Return the line and column of each of those problems."""
    return [(found.line, found.column) for found in problems(code, data, **options)]


def pointers(code: str, data: Mapping[str, Any], **options: Any) -> list[str]:
    """Return the pointer of each of those problems."""
    return [problem.pointer for problem in problems(code, data, **options)]


def tip(body: str) -> dict[str, Any]:
    """Return a pack with one tip."""
    return {"tips": [{"id": "t", "body": body}]}


def marked(code: str, body: str, **options: Any) -> list[str]:
    """Return what is marked of the text of a tip, in one line of JSON."""
    import json

    text = json.dumps(tip(body), ensure_ascii=False)
    whole = document.parse(text, "json", name="f.json")
    content = LintedContent(context_of(whole), Standards(**options), run_code=True)
    (check,) = [check for check in CHECKS if CODES[code] in check.codes]
    found = [one for one in check.find(content) if one.code.id == code]
    return [body[slice(*one.piece)] if one.piece else "" for one in found]
