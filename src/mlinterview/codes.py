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
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from .errors import (
    MAX_MESSAGE,
    Fix,
    MlinterviewError,
    Problem,
    Severity,
    did_you_mean,
    quote,
    shorten,
)


@attrs.frozen(kw_only=True)
class Code:
    """What there is to know of one kind of problem.

    Args:
        id: The code itself, such as ``MLI101``.
        name: Its name in a word or two.
        summary: What is wrong, in a sentence.
        why: Why that is a problem.
        severity: How much it matters, unless a problem says otherwise.
        bad: An example that has it, or empty where text cannot show it.
        good: The same without.
    """

    id: str
    name: str
    summary: str
    why: str
    severity: Severity = Severity.ERROR
    bad: str = ""
    good: str = ""

    def problem(
        self,
        message: str,
        *,
        hint: str = "",
        pointer: str = "",
        entity: str = "",
        file: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Problem:
        """Return a problem of this kind, its message cut to the limit."""
        return Problem(
            code=self.id,
            severity=severity or self.severity,
            message=shorten(message, MAX_MESSAGE),
            hint=shorten(hint, MAX_MESSAGE),
            pointer=pointer,
            entity=entity,
            file=file,
            fix=fix,
        )


NOT_FOUND: Final = Code(
    id="MLI001",
    name="not-found",
    summary="There is no such file, directory or installed pack.",
    why="Nothing can be read. A name without a path separator or a file ending is"
    " looked up among the installed packs; `mlinterview packs` lists them.",
)
UNREADABLE: Final = Code(
    id="MLI002",
    name="unreadable",
    summary="The file is there but cannot be read.",
    why="It may be a device or a pipe, its permissions may forbid it, or it is an archive"
    " or a table that is damaged or encrypted. A table in Parquet needs a library as well:"
    " install `mlinterview[arrow]`.",
)
UNKNOWN_FORM: Final = Code(
    id="MLI003",
    name="unknown-form",
    summary="The name of the file ends in nothing that a pack is stored in.",
    why="The ending decides how a file is read: `.yaml`, `.json`, `.jsonl`, `.zip`,"
    " `.parquet`, or a directory with a `pack.yaml` in it. Guessing from the content would"
    " let a typing mistake change how it is read.",
)
NOT_UTF8: Final = Code(
    id="MLI004",
    name="not-utf8",
    summary="The file is not in UTF-8.",
    why="A pack is read the same way everywhere only if there is one encoding."
    " Editors offer it as “Save with encoding: UTF-8”.",
)
SYNTAX: Final = Code(
    id="MLI005",
    name="syntax",
    summary="The text is not YAML, or not JSON.",
    why="Nothing behind this place can be read with certainty, so reading stops here."
    " Problems further on appear once it is mended.",
    bad="questions: [{id: open, kind: concept",
    good="questions: []",
)
DUPLICATE_KEY: Final = Code(
    id="MLI006",
    name="duplicate-key",
    summary="One object has the same key twice.",
    why="Most readers keep the last one and drop the other without a word, so"
    " content would be lost.",
    bad="tips:\n  - id: aloud\n    body: Practise aloud.\n    body: Practise often.",
    good="tips:\n  - id: aloud\n    body: Practise aloud and often.",
)
YAML_FEATURE: Final = Code(
    id="MLI007",
    name="yaml-feature",
    summary="An anchor, alias, tag or merge key of YAML is used.",
    why="A pack has the same content in YAML and in JSON, and JSON has none of these."
    " Aliases can also make a small file enormous.",
    bad="tips:\n  - id: aloud\n    body: &advice Practise aloud.\n"
    "  - id: often\n    body: *advice",
    good="tips:\n  - id: aloud\n    body: Practise aloud.\n"
    "  - id: often\n    body: Practise often.",
)
AMBIGUOUS_SCALAR: Final = Code(
    id="MLI008",
    name="ambiguous-scalar",
    summary="A value without quotes is read differently by different programs.",
    why="`True`, `~`, `007` or `0x1F` are text to one YAML reader, and a boolean,"
    " nothing or a number to the next. Quotes, or JSON's way of writing, settle it.",
    bad="tips:\n  - id: aloud\n    body: ~",
    good='tips:\n  - id: aloud\n    body: "~"',
)
NUMBER: Final = Code(
    id="MLI009",
    name="number",
    summary="A number is too large to be kept exactly.",
    why="JSON readers agree on whole numbers up to 9007199254740991 and on decimal"
    " numbers up to about 1.8e308; beyond, they change the value or fail.",
    bad="x-count: 12345678901234567890",
    good='x-count: "12345678901234567890"',
)
TOO_DEEP: Final = Code(
    id="MLI010",
    name="too-deep",
    summary="Lists and objects are nested deeper than the limit.",
    why="No pack needs it, and deep nesting makes programs crash. `Limits(depth=…)`"
    " raises the limit.",
    bad=f"x-deep: {'[' * 80}{']' * 80}",
    good="x-deep: [[[]]]",
)
TOO_LARGE: Final = Code(
    id="MLI011",
    name="too-large",
    summary="There is more to read than the limit allows.",
    why="A limit keeps a mistaken or hostile file from using up the machine."
    " `Limits(bytes=…, nodes=…, files=…, markup=…)` or `--limit` raises it.",
)
NO_PACK_FILE: Final = Code(
    id="MLI012",
    name="no-pack-file",
    summary="The directory or archive has no pack.yaml.",
    why="`pack.yaml` holds `schema_version` and `pack`, and marks the directory as a"
    " pack; the other files only add lists to it.",
)
DUPLICATE_PART: Final = Code(
    id="MLI013",
    name="duplicate-part",
    summary="Two files of one pack state the same key.",
    why="Lists such as `questions` are joined, but of `pack` and `schema_version`"
    " there can be only one; which of the two is meant cannot be guessed.",
)
OUTSIDE_PACK: Final = Code(
    id="MLI014",
    name="outside-pack",
    summary="A link, or the name of an entry in an archive, leads out of the pack.",
    why="A pack has to be complete when it is copied, and a stranger's pack must not"
    " be able to read or replace other files of the machine. A link to a folder is not"
    " followed either.",
)
LONE_SURROGATE: Final = Code(
    id="MLI015",
    name="lone-surrogate",
    summary="A text has half of a surrogate pair.",
    why="It is no character: it cannot be stored in UTF-8, shown, or exported.",
)
IGNORED_FILE: Final = Code(
    id="MLI016",
    name="ignored-file",
    summary="A file of the directory looks like a part of the pack but is not read.",
    why="Only `.yaml` and `.json` files are parts, so what a `.yml` file holds would"
    " be missing from the pack.",
    severity=Severity.WARNING,
)
SWALLOWED: Final = Code(
    id="MLI017",
    name="swallowed-text",
    summary="A text in YAML is cut off by a `#` that starts a comment.",
    why="Without quotes, a space and a `#` end a text, so that “bug #3” is just “bug”.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: bug\n    body: How would you fix bug #3 in this model?",
    good='tips:\n  - id: bug\n    body: "How would you fix bug #3 in this model?"',
)

CLASHING_NAMES: Final = Code(
    id="MLI018",
    name="clashing-names",
    summary="Two files have names that differ only in case or in how a letter is encoded.",
    why="On some systems they are one file: copied there, one replaces the other, and its"
    " content is lost.",
)
BROKEN_DISTRIBUTION: Final = Code(
    id="MLI019",
    name="broken-distribution",
    summary="An installed distribution offers a pack that cannot be found in it.",
    why="Its entry point in the group `mlinterview.packs` has to name a package that holds"
    " a `pack.yaml`. The package is looked for and read as files; it is never imported,"
    " since that would run whatever code it has.",
)

UNKNOWN_KEY: Final = Code(
    id="MLI101",
    name="unknown-key",
    summary="An object has a key that the format does not know.",
    why="It is most often a typing mistake, and its content would be lost. A key of"
    " one's own starts with `x-`.",
    bad="tips:\n  - id: aloud\n    body: Practise aloud.\n    colour: red",
    good="tips:\n  - id: aloud\n    body: Practise aloud.\n    x-colour: red",
)
MISSING_KEY: Final = Code(
    id="MLI102",
    name="missing-key",
    summary="An object lacks a key that it must have.",
    why="Programs rely on it being there.",
    bad="tips:\n  - id: aloud",
    good="tips:\n  - id: aloud\n    body: Practise aloud.",
)
WRONG_TYPE: Final = Code(
    id="MLI103",
    name="wrong-type",
    summary="A value is of another type than the format has it.",
    why="Nothing is converted: the number 5 is not the text “5”, and one item is not"
    " a list. In YAML, quotes make text of anything.",
    bad="tips:\n  - id: aloud\n    body: 5",
    good='tips:\n  - id: aloud\n    body: "5"',
)
NOT_A_CHOICE: Final = Code(
    id="MLI104",
    name="not-a-choice",
    summary="A value is none of those that the format allows here.",
    why="The vocabulary is closed, so that programs can filter and sort by it.",
    bad="questions:\n  - {id: q, kind: riddle, prompt: Why?, topics: [basics], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
BAD_FORM: Final = Code(
    id="MLI105",
    name="bad-form",
    summary="A text is not written in the form that it must have.",
    why="Ids, dates, versions and addresses have one spelling, so that programs can"
    " compare them and no character that people cannot see makes a difference.",
    bad="tips:\n  - id: Think Aloud\n    body: Practise aloud.",
    good="tips:\n  - id: think-aloud\n    body: Practise aloud.",
)
WRONG_LENGTH: Final = Code(
    id="MLI106",
    name="wrong-length",
    summary="A text is longer than the format allows.",
    why="The limits are generous; beyond them a value is most often in the wrong"
    " place, and cards, tables and terminals cannot show it.",
    bad=f"tips:\n  - id: {'a' * 81}\n    body: Practise aloud.",
    good="tips:\n  - id: aloud\n    body: Practise aloud.",
)
WRONG_COUNT: Final = Code(
    id="MLI107",
    name="wrong-count",
    summary="A list has too few or too many items.",
    why="A question without a topic cannot be found, and a guide without a section"
    " says nothing.",
    bad="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [], status: draft}",
    good="questions:\n  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)
OUT_OF_RANGE: Final = Code(
    id="MLI108",
    name="out-of-range",
    summary="A number is smaller or greater than the format allows.",
    why="A question of no minutes, or of more than a day, is a mistake in the unit.",
    bad="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 0}",
    good="stages:\n  - {id: screen, title: Screen, order: 1, assesses: Fit., minutes: 30}",
)
REPEATED_ITEM: Final = Code(
    id="MLI109",
    name="repeated-item",
    summary="A list says the same thing twice.",
    why="It adds nothing, and counts and exports would show it twice.",
    bad="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics, basics], status: draft}",
    good="questions:\n"
    "  - {id: q, kind: concept, prompt: Why?, topics: [basics], status: draft}",
)

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
OUTSIDE_IMAGE: Final = Code(
    id="MLI214",
    name="outside-image",
    summary="An image is not a file of the pack.",
    why="A remote image tells its server who reads the pack and when, is missing"
    " without a network, and can change. The same goes for a path that leads out.",
    bad="tips:\n  - id: plot\n    body: See ![a plot](https://example.com/plot.png).",
    good="tips:\n  - id: plot\n    body: See ![a plot](media/plot.png).",
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
MISSING_IMAGE: Final = Code(
    id="MLI306",
    name="missing-image",
    severity=Severity.WARNING,
    summary="An image that a text shows is not beside the pack.",
    why="Readers would see a gap, and what shows images cannot be made. An image is looked for in the folder of the"
    " `pack.yaml`, in the archive, or in the folder of a single file. Capital letters"
    " count, as they do on many systems.",
)
UNFIT_IMAGE: Final = Code(
    id="MLI307",
    name="unfit-image",
    severity=Severity.WARNING,
    summary="An image is of a kind that not every program shows, or is too large.",
    why="Decks, pages and books are made of a pack; an image has to fit into all of"
    " them. Save it as `.png`, `.jpg`, `.gif`, `.webp` or `.svg`.",
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
_READY: Final = (
    "questions:\n  - id: q\n    kind: concept\n    prompt: Why?\n    topics: [basics]\n"
    "    difficulty: foundational\n    intent: Whether the basics are there.\n"
)

CODE_SYNTAX: Final = Code(
    id="MLI501",
    name="code-syntax",
    summary="A block of Python does not parse.",
    why="Readers copy code and run it. One that is not Python at all has never been run"
    " by its author either. Output and pseudocode go into a block without a language.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = sum(values / len(values)\n"
    "      ```",
    good="tips:\n  - id: mean\n    body: |\n      ```python\n      mean = lambda values:"
    " sum(values) / len(values)\n      ```",
)
CODE_FAILS: Final = Code(
    id="MLI502",
    name="code-fails",
    summary="A block of Python raises an exception, or what it asserts is not so.",
    why="A number that the text states should be asserted by its code; if that fails, one"
    " of the two is wrong. Each block is run by itself, so that a reader can do the same. It"
    " is looked for with `--run-code` only. A block that begins with ```` ```python no-run````"
    " is parsed and not run.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: sum\n    body: |\n      ```python\n      assert 0.1 + 0.2 == 0.3\n"
    "      ```",
    good="tips:\n  - id: sum\n    body: |\n      ```python\n      import math\n\n"
    "      assert math.isclose(0.1 + 0.2, 0.3)\n      ```",
)
CODE_LIMIT: Final = Code(
    id="MLI503",
    name="code-limit",
    summary="A block of Python runs for too long or takes too much memory.",
    why="An example is to be tried out while one reads. It is looked for with"
    " `--run-code` only; `Standards(seconds=…, memory=…)` raises the limits.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**15)\n      ```",
    good="tips:\n  - id: table\n    body: |\n      ```python\n"
    "      table = bytearray(10**6)\n      ```",
)
MISSING_MODULE: Final = Code(
    id="MLI504",
    name="missing-module",
    summary="A block of Python imports what is not installed here.",
    why="Whether the block works is not known then. Install what it imports in the"
    " environment that `mlinterview` runs in, such as numpy.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: lab\n    body: |\n      ```python\n      import no_such_laboratory\n"
    "      ```",
    good="tips:\n  - id: lab\n    body: |\n      ```python no-run\n"
    "      import no_such_laboratory\n      ```",
)
FORMULA: Final = Code(
    id="MLI505",
    name="bad-formula",
    summary="A formula cannot be set, or uses what not every reader knows.",
    why="KaTeX and MathJax show formulas in browsers, in notebooks and in Anki. A macro"
    " that one of them lacks is shown in red there, and so is a `\\left` without its"
    " `\\right`.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: best\n    body: The best is $\\argmax_x f(x)$.",
    good="tips:\n  - id: best\n    body: The best is $\\operatorname{arg\\,max}_x f(x)$.",
)
ANSWER_LENGTH: Final = Code(
    id="MLI506",
    name="answer-length",
    summary="A sample answer is too short or too long to be spoken in an interview.",
    why="A sample is what a strong candidate would say aloud: 90 to 260 words, or one to"
    " two minutes. Code is not counted. What is longer fits an answer of the kind"
    " `reference`.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: sample\n        body: Because it generalises.",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.",
)
KEY_POINTS: Final = Code(
    id="MLI507",
    name="key-points",
    summary="An answer has too few or too many key points, or a question has none at all.",
    why="Key points are what an answer is checked against. Three to seven can be kept in"
    " mind; with more, nothing is key. Those of a weak answer say why it is weak, and two are"
    " enough.",
    severity=Severity.WARNING,
    bad=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.\n"
    "        key_points: [It generalises.]",
    good=_READY
    + "    answers:\n      - kind: outline\n        body: Because it generalises.\n"
    "        key_points:\n          - It generalises.\n          - Noise is not learnt.\n"
    "          - A held-out set shows it.",
)
FEW_FOLLOW_UPS: Final = Code(
    id="MLI508",
    name="few-follow-ups",
    summary="A question has fewer than two follow-ups with an answer.",
    why="Interviewers go on asking, and that is where candidates differ. A follow-up"
    " without an answer, and without a question that it leads to, cannot be practised.",
    severity=Severity.WARNING,
    bad=_READY + "    answers: [{kind: outline, body: Because.}]\n"
    "    follow_ups:\n      - {prompt: When not?, answer: With little data.}\n"
    "      - {prompt: What else?}",
    good=_READY + "    answers: [{kind: outline, body: Because.}]\n"
    "    follow_ups:\n      - {prompt: When not?, answer: With little data.}\n"
    "      - {prompt: What else?, answer: Early stopping.}",
)
WANTED_RUBRIC: Final = Code(
    id="MLI509",
    name="wanted-rubric",
    summary="A coding or case question has no rubric.",
    why="Two solutions that both work can be worlds apart; a rubric says what sets them"
    " apart. Of design and behavioural questions it is asked by MLI206.",
    severity=Severity.WARNING,
    bad="questions:\n  - id: q\n    kind: coding\n    prompt: Sort a list.\n"
    "    topics: [basics]\n    difficulty: foundational\n    intent: To see clean code.\n"
    "    answers: [{kind: outline, body: Use the library.}]",
    good="questions:\n  - id: q\n    kind: coding\n    prompt: Sort a list.\n"
    "    topics: [basics]\n    difficulty: foundational\n    intent: To see clean code.\n"
    "    answers: [{kind: outline, body: Use the library.}]\n"
    "    rubric:\n      anchors:\n        strong-no-hire: Cannot start.\n"
    "        no-hire: Sorts some lists.\n        hire: Sorts every list.\n"
    "        strong-hire: Names the cost and tests the edges.",
)
UNFILED: Final = Code(
    id="MLI510",
    name="unfiled-question",
    summary="A question does not say whom it is for, when it is asked or what it tests.",
    why="Readers pick questions by level, role, stage, competency and time. One that"
    " states none of it is not found.",
    severity=Severity.WARNING,
    bad=_READY + "    answers: [{kind: outline, body: Because.}]",
    good="stages:\n  - {id: screen, title: Screen, order: 1, assesses: The basics.}\n"
    + _READY
    + "    answers: [{kind: outline, body: Because.}]\n    levels: [junior]\n"
    "    roles: [ml-engineer]\n    stages: [screen]\n    competencies: [clarity]\n"
    "    minutes: 5",
)
NEAR_REPEAT: Final = Code(
    id="MLI511",
    name="near-repeat",
    summary="A key point, follow-up or anchor is nearly that of another question, or a"
    " tip nearly another one.",
    why="What fits two questions alike says nothing of either. Of all the runs of three"
    " words in either text, 70 % or more are in both. What is the same word for word is"
    " MLI303.",
    severity=Severity.WARNING,
    bad="tips:\n  - {id: aloud, body: Practise each answer aloud before the interview.}\n"
    "  - {id: often, body: Practise each answer aloud before the interview!}",
    good="tips:\n  - {id: aloud, body: Practise each answer aloud before the interview.}\n"
    "  - {id: often, body: An hour every other day is better than one long evening.}",
)
PARAPHRASE: Final = Code(
    id="MLI512",
    name="paraphrase",
    summary="Two key points, or two follow-ups, of one question say nearly the same.",
    why="The second adds nothing, and whoever counts points counts one twice.",
    severity=Severity.WARNING,
    bad=_READY + "    answers:\n      - kind: outline\n        body: Because.\n"
    "        key_points:\n          - The test set is never touched before the end.\n"
    "          - The test set is never touched before the end!",
    good=_READY + "    answers:\n      - kind: outline\n        body: Because.\n"
    "        key_points:\n          - The test set is never touched before the end.\n"
    "          - A split by time keeps the future out.",
)
PLACEHOLDER: Final = Code(
    id="MLI513",
    name="placeholder",
    summary="A text holds a word that stands for what is still to be written.",
    why="It was forgotten, and readers would find it. Words in code are left alone, and so"
    " is “todo” in small letters.",
    severity=Severity.WARNING,
    bad="tips:\n  - id: loss\n    body: The loss is convex. TODO say why that helps.",
    good="tips:\n  - id: loss\n    body: The loss is convex, so that any minimum is the best.",
)
SAME_OPENING: Final = Code(
    id="MLI514",
    name="same-opening",
    summary="An answer begins with the same four words as five others.",
    why="Readers stop reading what always begins alike, and nobody speaks like that.",
    severity=Severity.WARNING,
    bad=_READY + "    answers:\n"
    "      - {kind: outline, body: It is important to ask first.}\n"
    "      - {kind: outline, body: It is important to measure.}\n"
    "      - {kind: outline, body: It is important to compare.}\n"
    "      - {kind: outline, body: It is important to test.}\n"
    "      - {kind: outline, body: It is important to explain.}\n"
    "      - {kind: outline, body: It is important to stop.}",
    good=_READY + "    answers:\n"
    "      - {kind: outline, body: It is important to ask first.}\n"
    "      - {kind: outline, body: Then measure.}",
)
OFF_TARGET: Final = Code(
    id="MLI515",
    name="off-target",
    summary="A topic has more or fewer questions of a difficulty than were planned.",
    why="The plan is a file that `--targets` names. What is not in it has a main topic"
    " that nobody planned. Here, it is `basics: [1, 0, 0]`.",
    severity=Severity.WARNING,
    bad="topics:\n  - {id: basics, title: Basics}",
    good=_READY + "    answers: [{kind: outline, body: Because.}]",
)

CONTENT: Final = "MLI5"
"""What the codes begin with that validation does not look for."""

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        code.id: code
        for code in sorted(
            (value for value in list(globals().values()) if isinstance(value, Code)),
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
