"""SARIF 2.1.0, the interchange format of static analysis, for code scanning.

GitHub code scanning, editors and dashboards read it. The format has every problem with
its place, the line of the file, its pointer and entity, and the explanation of its code.
A fingerprint identifies a problem when its line changes. The format leaves out fixes,
which change values instead of characters, and it identifies the pack of a problem only by
the name of the file.
"""

import collections
import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote_from_bytes, urljoin

from ..errors import Code, Problem, Report, one_line, printable
from ..validation import CODES
from . import Reporter
from ._excerpts import excerpt_of

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
"""Where OASIS publishes the schema of the format."""

_FINGERPRINT: Final = "mlinterviewPlace/v1"
"""The name of our fingerprint; change the version when the way to make it changes."""

_LINK: Final = re.compile(r"\](?=\()")
"""The bracket to escape so that a message has no links (SARIF 2.1.0, 3.11.6)."""


def _render(reports: Sequence[Report]) -> str:
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(reports)]}
    # In ASCII, since the escapes make every character harmless.
    return json.dumps(log, indent=2) + "\n"


def _run(reports: Sequence[Report]) -> dict[str, Any]:
    problems = [problem for report in reports for problem in report]
    rules = sorted({problem.code for problem in problems})
    seen: collections.Counter[str] = collections.Counter()
    run: dict[str, Any] = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
    }
    if notifications := [*_notifications(reports)]:
        run["invocations"] = [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": notifications,
            }
        ]
    run["results"] = [
        _result(problem, rules.index(problem.code), seen) for problem in problems
    ]
    return run


# The tool and its rules -------------------------------------------------------


def _driver(rules: Sequence[str]) -> dict[str, Any]:
    import importlib.metadata

    addresses = _addresses()
    driver: dict[str, Any] = {
        "name": "mlinterview",
        "version": importlib.metadata.version("mlinterview"),
    }
    if "Homepage" in addresses:
        driver["informationUri"] = addresses["Homepage"]
    documentation = addresses.get("Documentation", "")
    driver["rules"] = [_rule(code, documentation) for code in rules]
    return driver


@functools.cache
def _addresses() -> Mapping[str, str]:
    """Return the URLs in the metadata of this distribution, by their labels."""
    import importlib.metadata

    stated = importlib.metadata.metadata("mlinterview").get_all("Project-URL") or []
    return dict(entry.split(", ", 1) for entry in stated)


def _rule(id: str, documentation: str) -> dict[str, Any]:
    """Return the description of a code; only its id if it is not one of ours."""
    code = CODES.get(id)
    if code is None:
        return {"id": printable(id)}
    rule: dict[str, Any] = {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": code.why},
        "help": {
            "text": _help(code, markdown=False),
            "markdown": _help(code, markdown=True),
        },
        "defaultConfiguration": {"level": str(code.severity)},
    }
    if documentation:
        # SARIF wants an absolute URL.
        base = documentation.rstrip("/") + "/"
        rule["helpUri"] = urljoin(base, code.problem("").docs)
    return rule


def _help(code: Code, *, markdown: bool) -> str:
    """Return the explanation of a code with its examples."""
    blocks = [code.why]
    for word, example in (("Wrong", code.bad), ("Right", code.good)):
        if example:
            blocks += [f"{word}:", _fenced(example) if markdown else example]
    return "\n\n".join(blocks)


def _fenced(example: str) -> str:
    """Return a code block of Markdown whose fence is longer than any in it."""
    fence = "````" if "```" in example else "```"
    return f"{fence}yaml\n{example}\n{fence}"


# Results ----------------------------------------------------------------------


def _result(
    problem: Problem, rule: int, seen: collections.Counter[str]
) -> dict[str, Any]:
    hint = f" ({problem.hint})" if problem.hint else ""
    return {
        "ruleId": printable(problem.code),
        "ruleIndex": rule,
        "level": str(problem.severity),
        "message": {"text": _message(f"{problem.message}{hint}")},
        "locations": [*_locations(problem)],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(problem, seen)},
    }


def _message(text: str) -> str:
    """Return text as a message without links, which a pack could use to mislead."""
    # Braces are not escaped: a message without arguments has no placeholders, and hardly
    # any reader turns `{{` back into `{`.
    return _LINK.sub(r"\\]", printable(text))


def _locations(problem: Problem) -> Iterator[dict[str, Any]]:
    """Yield the place of a problem, if it has one."""
    location: dict[str, Any] = {}
    if problem.file:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": uri(PurePath(problem.file))},
            **_regions(problem),
        }
    logical = {"name": problem.entity, "fullyQualifiedName": problem.pointer}
    if named := {key: printable(value) for key, value in logical.items() if value}:
        location["logicalLocations"] = [named]
    if location:
        yield location


def _regions(problem: Problem) -> dict[str, Any]:
    """Return the range of a problem, and its line."""
    position = problem.position
    if position is None:
        return {}
    region: dict[str, Any] = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    excerpt = excerpt_of(problem)
    # A snippet has to be all of its region, and a context region larger than the region.
    if excerpt is None or not excerpt.whole:
        return {"region": region}
    if excerpt.marked:
        region["snippet"] = {"text": excerpt.marked}
    if excerpt.marked == excerpt.text:
        return {"region": region}
    context = {
        "startLine": excerpt.line,
        "startColumn": excerpt.column,
        "endLine": excerpt.line,
        "endColumn": excerpt.column + len(excerpt.text),
        "snippet": {"text": excerpt.text},
    }
    return {"region": region, "contextRegion": context}


def _fingerprint(problem: Problem, seen: collections.Counter[str]) -> str:
    """Return an id that does not depend on the line; equal ids get different numbers."""
    import hashlib

    place = (problem.code, problem.pointer, problem.file and uri(PurePath(problem.file)))
    digest = hashlib.sha256(json.dumps(place).encode()).hexdigest()
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def uri(path: PurePath) -> str:
    r"""Return a path as a URI: a relative one, or one with the scheme ``file``.

    >>> from pathlib import PurePosixPath, PureWindowsPath
    >>> uri(PurePosixPath("my packs/über.yaml"))
    'my%20packs/%C3%BCber.yaml'
    >>> uri(PureWindowsPath("C:\\packs\\a.yaml"))
    'file:///C:/packs/a.yaml'
    """
    drive, text = path.drive, path.as_posix()
    if not path.is_absolute():
        return _percent_encoded(text)
    if drive.endswith(":"):
        return f"file:///{drive}{_percent_encoded(text.removeprefix(drive))}"
    # A Windows share already begins with two slashes and the host.
    return f"file:{'' if drive else '//'}{_percent_encoded(text)}"


def _percent_encoded(path: str) -> str:
    """Return a path with percent-encoded special characters."""
    try:
        # Python reads bytes in file names that are not UTF-8 as surrogates.
        written = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        written = path.encode("utf-8", "surrogatepass")
    return quote_from_bytes(written)


def _notifications(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    """Yield a notification for each report that omits problems."""
    for report in reports:
        if report.omitted:
            name = one_line(report.name)
            text = f"{name}: {report.omitted} more problems not listed"
            yield {"level": "warning", "message": {"text": _message(text)}}


REPORTER = Reporter(
    name="sarif",
    summary="SARIF 2.1.0, for code scanning.",
    render=_render,
)
