"""Every problem that can be reported: its code, why it matters, and an example.

Codes are stable: one is never renumbered, and never comes to mean something else.

====== ==========================================================
MLI0xx a file cannot be read
MLI1xx a value is not as the schema has it
MLI2xx the parts of a pack do not fit together, or a text is unsafe
MLI3xx a warning: the pack works, but readers would be better served
MLI4xx the pack and this release are of different versions
MLI5xx a warning: the content falls short; only ``mlinterview lint`` looks
====== ==========================================================

An example is a piece of YAML that is laid over a small valid pack; the tests run
each of them.
"""

import functools
import sys
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from ..document import codes as document_codes
from ..document.codes import *  # noqa: F403 - one place to find every code by its name
from ..errors import Code, MlinterviewError, Severity, did_you_mean, quote
from . import content_codes
from .content_codes import *  # noqa: F403

UNRESOLVED: Final = Code(
    id="MLI201",
    name="unresolved-reference",
    summary="A reference names something that the pack does not hold.",
    why="Whoever follows it, finds nothing. A former id, listed under a question's"
    " `aliases`, is not an id any more: refer to the new one.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basic], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
DUPLICATE_ID: Final = Code(
    id="MLI202",
    name="duplicate-id",
    summary="Two entities of one type have the same id.",
    why="A reference could mean either, and a deck would mix up their cards. Ids that"
    " differ only in case or in how a character is encoded count as the same.",
    bad="tips:\n  - {id: aloud, body: Practise aloud.}\n  - {id: aloud, body: Speak up.}",
    good="tips:\n  - {id: aloud, body: Practise aloud.}\n  - {id: louder, body: Speak up.}",
)
TOPIC_CYCLE: Final = Code(
    id="MLI203",
    name="topic-cycle",
    summary="A topic is, by its parents, a part of itself.",
    why="A topic includes the topics below it, which has no end in a circle.",
    bad="topics:\n  - {id: basics, title: Basics, parent: maths}\n"
    "  - {id: maths, title: Maths, parent: basics}",
    good="topics:\n  - {id: basics, title: Basics}\n"
    "  - {id: maths, title: Maths, parent: basics}",
)
SELF_REFERENCE: Final = Code(
    id="MLI204",
    name="self-reference",
    summary="A question refers to itself.",
    why="A related question or a follow-up leads on to another question.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft, related: [q]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft, related: [r]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}",
)
INCOMPLETE: Final = Code(
    id="MLI205",
    name="incomplete-question",
    summary="A question lacks its difficulty, its intent or an answer.",
    why="A ready question can be practised with, and for that it needs all three. For"
    " a question marked `status: draft` this is only a warning.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics]}",
    good="questions:\n  - id: q\n    kind: concept\n    prompt: Why?\n    topics: [basics]\n"
    "    difficulty: foundational\n    intent: To see whether the basics are there.\n"
    "    answers: [{kind: sample, body: Because.}]",
)
NO_RUBRIC: Final = Code(
    id="MLI206",
    name="no-rubric",
    summary="A design or behavioural question has no rubric.",
    why="Such a question has no single right answer; without a rubric nobody can tell"
    " a good one. For a draft this is only a warning.",
    bad="questions:\n  - id: q\n    kind: design\n    prompt: Design a thing.\n"
    "    topics: [basics]\n    difficulty: advanced\n    intent: To see the trade-offs.\n"
    "    answers: [{kind: outline, body: Ask first.}]",
    good="questions:\n  - id: q\n    kind: design\n    prompt: Design a thing.\n"
    "    topics: [basics]\n    difficulty: advanced\n    intent: To see the trade-offs.\n"
    "    answers: [{kind: outline, body: Ask first.}]\n"
    "    rubric:\n      anchors:\n        strong-no-hire: Draws boxes.\n"
    "        no-hire: Names parts.\n        hire: Weighs them.\n"
    "        strong-hire: Asks, weighs and measures.",
)
FOLLOW_UP_CONFLICT: Final = Code(
    id="MLI207",
    name="follow-up-conflict",
    summary="A follow-up has an answer and refers to another question as well.",
    why="It is either a question of its own, answered there, or it is answered here;"
    " two answers would drift apart.",
    bad="questions:\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: How so?, answer: Like this., question: r}]}",
    good="questions:\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft}\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: How so?, question: r}]}",
)
REVERSED_RANGE: Final = Code(
    id="MLI208",
    name="reversed-range",
    summary="The low end of a range is above its high end.",
    why="No number lies in such a range; the two were most likely swapped.",
    bad="stages:\n"
    "  - {id: screen, title: Screen, order: 1, assesses: Fit., rounds: {min: 3, max: 2}}",
    good="stages:\n"
    "  - {id: screen, title: Screen, order: 1, assesses: Fit., rounds: {min: 2, max: 3}}",
)
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
RAW_HTML: Final = Code(
    id="MLI211",
    name="raw-html",
    summary="A text holds raw HTML.",
    why="Packs come from strangers and are shown in browsers and in Anki, which runs"
    " scripts. Markdown says all that a question needs.",
    bad="tips:\n  - id: aloud\n    body: Practise <b>aloud</b>.",
    good="tips:\n  - id: aloud\n    body: Practise **aloud**, and call it `<b>` in code.",
)
OPEN_FENCE: Final = Code(
    id="MLI212",
    name="open-fence",
    summary="A fenced code block is not closed.",
    why="All that follows would be shown as code.",
    bad="tips:\n  - id: code\n    body: |\n      Like this:\n      ```python\n      print(1)",
    good="tips:\n  - id: code\n    body: |\n      Like this:\n      ```python\n"
    "      print(1)\n      ```",
)
OPEN_MATH: Final = Code(
    id="MLI213",
    name="open-math",
    summary="A formula is not closed, or a dollar sign is not escaped.",
    why="One `$` opens a formula that the next one closes; a single one leaves the"
    " reader with half of it.",
    bad="tips:\n  - id: loss\n    body: The loss $x^2 is convex.",
    good="tips:\n  - id: loss\n    body: The loss $x^2$ is convex and costs \\$5.",
)
UNSAFE_LINK: Final = Code(
    id="MLI215",
    name="unsafe-link",
    summary="A link leads to something other than a web page.",
    why="A link may be to `http://`, `https://` or `mailto:`, or to a heading (`#…`);"
    " other schemes can run programs.",
    bad="tips:\n  - id: link\n    body: See [this](file:///etc/passwd).",
    good="tips:\n  - id: link\n    body: See [this](https://example.com/).",
)
ACTING_MATH: Final = Code(
    id="MLI209",
    name="acting-math",
    summary="A formula uses a macro that does more than set it.",
    why="Packs come from strangers, and what shows formulas in Anki and in browsers has"
    " macros that make links, load files or change other formulas.",
    bad="tips:\n  - id: loss\n    body: The loss $\\href{https://example.com}{x}$.",
    good="tips:\n  - id: loss\n    body: The loss [$x$](https://example.com).",
)
REUSED_ID: Final = Code(
    id="MLI216",
    name="reused-id",
    summary="An alias of one question is the id or an alias of another.",
    why="An id is never used again: somebody's deck still knows the old question by"
    " it, and an update would put the new text on the old card.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft, aliases: [q]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,"
    " aliases: [old-r]}",
)
EXPIRED_FACT: Final = Code(
    id="MLI301",
    name="expired-fact",
    summary="A fact is past the day until which it can be relied on.",
    why="Figures change. Check it again, and state the new day in `expires` and `as_of`.",
    severity=Severity.WARNING,
    bad="facts:\n  - {id: jobs, statement: Jobs grow., as_of: 2020-01-01,"
    " status: reported, expires: 2021-01-01}",
    good="facts:\n  - {id: jobs, statement: Jobs grow., as_of: 2020-01-01,"
    " status: reported, expires: 2199-01-01}",
)
SIMILAR_PROMPTS: Final = Code(
    id="MLI302",
    name="similar-prompts",
    summary="Two questions ask nearly the same in the same words.",
    why="A reader would practise it twice. Of all the runs of three words in either"
    " prompt, 70 % or more are in both.",
    severity=Severity.WARNING,
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: What is the variance of a sum?,"
    " topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: What is the variance of a sum,"
    " topics: [basics], status: draft}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: What is the variance of a sum?,"
    " topics: [basics], status: draft}\n"
    "  - {id: r, kind: concept, prompt: When do variances add up?,"
    " topics: [basics], status: draft}",
)
REPEATED_TEXT: Final = Code(
    id="MLI303",
    name="repeated-text",
    summary="Two questions share an intent, answer, key point, follow-up, criterion or"
    " anchor, or two tips say the same.",
    why="What fits two questions alike says nothing of either.",
    severity=Severity.WARNING,
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Can you give an example of that?}]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Can you give an example of that?}]}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Which data set would show it?}]}\n"
    "  - {id: r, kind: concept, prompt: How so?, topics: [basics], status: draft,\n"
    "     follow_ups: [{prompt: Where does it stop to hold?}]}",
)
NEAR_MISS: Final = Code(
    id="MLI304",
    name="near-miss",
    summary="A role is nearly, but not quite, a well-known one.",
    why="Roles are free, but whoever filters by `ml-engineer` will not find"
    " `ml-enginer`.",
    severity=Severity.WARNING,
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-enginer]}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, roles: [ml-engineer]}",
)
FUTURE_DATE: Final = Code(
    id="MLI305",
    name="future-date",
    summary="The day on which a question was updated is in the future.",
    why="Decks compare that day to decide which cards to update; a later one would"
    " hold back every update until then. It is no error, since clocks and time zones"
    " differ.",
    severity=Severity.WARNING,
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, updated: 2199-01-01}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics],"
    " status: draft, updated: 2026-01-31}",
)
UNKNOWN_MAJOR: Final = Code(
    id="MLI401",
    name="unknown-version",
    summary="The pack is written for a schema version that this release cannot read.",
    why="Another major version means other rules. Nothing else is checked, since it"
    " would be checked against the wrong ones. Update `mlinterview`.",
    bad='schema_version: "2.0"',
    good='schema_version: "1.0"',
)
NEWER_MINOR: Final = Code(
    id="MLI402",
    name="newer-version",
    summary="The pack is written for a newer schema version than this release knows.",
    why="Keys that are not known here are kept as they are, but not checked. Update"
    " `mlinterview` to have them checked.",
    severity=Severity.WARNING,
    bad='schema_version: "1.999"',
    good='schema_version: "1.0"',
)

# What stands above the part that an example of MLI5xx shows.

CONTENT: Final = "MLI5"
"""What the codes begin with that validation does not look for."""

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        code.id: code
        for code in sorted(
            (
                value
                for module in (document_codes, content_codes, sys.modules[__name__])
                for value in vars(module).values()
                if isinstance(value, Code)
            ),
            key=lambda code: code.id,
        )
    }
)
"""Every code, in order, by its id."""


def chosen(
    select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Callable[[str], bool]:
    """Return what says of a code's id whether it is asked for.

    Args:
        select: The codes to look for, or the beginnings of several, such as ``MLI2``;
            all by default.
        ignore: Those of them to leave out.

    Raises:
        MlinterviewError: If no code begins like that.

    >>> chosen(select=["MLI2"], ignore=["MLI206"])("MLI206")
    False
    """
    wanted, unwanted = _beginnings(select), _beginnings(ignore)

    @functools.cache
    def is_chosen(code: str) -> bool:
        return (not wanted or code.startswith(wanted)) and not code.startswith(unwanted)

    return is_chosen


def _beginnings(given: Iterable[str]) -> tuple[str, ...]:
    """Return the beginnings of codes that are known to be some."""
    if isinstance(given, str):
        msg = f"expected a list of codes, found {quote(given)}; write [{quote(given)}]"
        raise MlinterviewError(msg)
    beginnings = tuple(one.upper() for one in given)
    for one in beginnings:
        if not any(code.startswith(one) for code in CODES) or len(one) < len("MLI"):
            hint = did_you_mean(one, CODES) or "list them with `mlinterview explain`"
            msg = f"there is no code {quote(one)}; {hint}"
            raise MlinterviewError(msg)
    return beginnings
