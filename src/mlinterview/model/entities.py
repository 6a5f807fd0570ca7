"""The content model: the parts of a pack, as frozen attrs classes.

Each field is declared once, here. Its annotation states its type, purpose and limits,
and the schema version that added it; the validators, the published JSON Schema and the
reference pages are made from that. Objects are immutable: `attrs.evolve` makes a changed
copy.

Every class takes keyword arguments only, and has ``extensions``: the keys that start
with ``x-``, unchanged. Treat that mapping as read-only.
"""

import datetime
import enum
import functools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

import attrs

from .fields import check_extensions, constrain, spec
from .versions import SCHEMA_VERSION

# Portable patterns: explicit ASCII classes, nothing that can backtrack far, and
# an end that refuses a final line break in every engine, Python's included.
SLUG: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*(?!\n)$"
TEXT_START: Final = r"^[^\x00-\x20\x7f-\xa0]"
"""How every text begins: not with a space or a control character."""
_LINE: Final = TEXT_START + r"[^\x00-\x1f\x7f-\x9f]*(?!\n)$"
MARKDOWN_TEXT: Final = TEXT_START + r"[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"
"""A text of several lines: no control characters except line breaks and tabs."""
_DATE: Final = (
    r"^(?:19|20|21)[0-9][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?!\n)$"
)
_PARTIAL_DATE: Final = (
    r"^[0-9][0-9][0-9][0-9]"
    r"(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?(?!\n)$"
)
_URL: Final = r"^https?://[!-~]+(?!\n)$"
_SEMVER: Final = (
    r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
    r"(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?!\n)$"
)
_LANGUAGE: Final = r"^[A-Za-z][A-Za-z][A-Za-z]?(?:-[A-Za-z0-9]+)*(?!\n)$"
_LICENSE: Final = r"^[A-Za-z0-9(][A-Za-z0-9.+() -]*(?!\n)$"
_REFERENCE: Final = (
    r"^(?:topic|stage|framework|source|fact|question|tip|mistake|guide)"
    r"/[a-z0-9]+(?:-[a-z0-9]+)*(?!\n)$"
)

Slug = Annotated[
    str,
    spec(
        "A name of lower-case ASCII letters, digits and single hyphens.",
        definition="slug",
        expects="a slug (lower-case letters, digits and single hyphens)",
        pattern=SLUG,
        max_length=80,
    ),
]
"""The annotation of a field that is an id."""
Line = Annotated[
    str,
    spec(
        "Plain text on one line.",
        definition="line",
        expects="text on one line that does not start with a space",
        pattern=_LINE,
        max_length=500,
    ),
]
InlineMarkdown = Annotated[
    str,
    spec(
        "One line of Markdown: emphasis, `code`, links and $math$; no raw HTML.",
        definition="inline-markdown",
        expects="text on one line that does not start with a space",
        pattern=_LINE,
        max_length=2000,
        markdown="inline",
    ),
]
Markdown = Annotated[
    str,
    spec(
        "Markdown: CommonMark, tables, fenced code, $math$ and $$math$$; no raw HTML.",
        definition="markdown",
        expects="text that does not start with a space or line break",
        pattern=MARKDOWN_TEXT,
        max_length=100_000,
        markdown="block",
    ),
]
Date = Annotated[
    datetime.date,
    spec(
        "A day, as YYYY-MM-DD.",
        definition="date",
        expects="a date such as `2026-11-01`",
        pattern=_DATE,
        format="date",
    ),
]
PartialDate = Annotated[
    str,
    spec(
        "A year, a month or a day: YYYY, YYYY-MM or YYYY-MM-DD.",
        definition="partial-date",
        expects="a year, month or day such as `2026`, `2026-11` or `2026-11-01`",
        pattern=_PARTIAL_DATE,
        max_length=10,
    ),
]
Url = Annotated[
    str,
    spec(
        "A web address that starts with http:// or https://.",
        definition="url",
        expects="a web address that starts with http:// or https://",
        pattern=_URL,
        max_length=2000,
    ),
]
Minutes = Annotated[
    int,
    spec(
        "A time in minutes.",
        definition="minutes",
        expects="a whole number of minutes from 1 to 1440",
        minimum=1,
        maximum=1440,
    ),
]
Order = Annotated[
    int,
    spec(
        "A place in an order, lowest first.",
        definition="order",
        minimum=0,
        maximum=1_000_000,
    ),
]
Number = Annotated[float | int, spec("A number.", minimum=-(10**15), maximum=10**15)]

TopicId = Annotated[Slug, spec(ref="topic")]
StageId = Annotated[Slug, spec(ref="stage")]
FrameworkId = Annotated[Slug, spec(ref="framework")]
SourceId = Annotated[Slug, spec(ref="source")]
QuestionId = Annotated[Slug, spec(ref="question")]
Reference = Annotated[
    str,
    spec(
        "A reference to any entity of the pack, as type/id.",
        definition="reference",
        expects="a reference such as `question/overfitting`",
        pattern=_REFERENCE,
        max_length=100,
        ref="any",
    ),
]


class Kind(enum.StrEnum):
    """The kind of a question."""

    CONCEPT = "concept"
    DESIGN = "design"
    CODING = "coding"
    CASE = "case"
    BEHAVIOURAL = "behavioural"
    OPENER = "opener"
    OUTLOOK = "outlook"


class Difficulty(enum.StrEnum):
    """How hard a question is, easiest first."""

    FOUNDATIONAL = "foundational"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Level(enum.StrEnum):
    """The seniority of the role, lowest first."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


class Status(enum.StrEnum):
    """Whether a question is finished; rules require less of a draft."""

    READY = "ready"
    DRAFT = "draft"


class AnswerKind(enum.StrEnum):
    """The purpose of an answer: to be said, to outline, to inform, or to be avoided."""

    SAMPLE = "sample"
    OUTLINE = "outline"
    REFERENCE = "reference"
    WEAK = "weak"


class FactStatus(enum.StrEnum):
    """How far a fact has been checked."""

    VERIFIED = "verified"
    REPORTED = "reported"
    UNVERIFIED = "unverified"


class SourceType(enum.StrEnum):
    """The type of a source."""

    ARTICLE = "article"
    BOOK = "book"
    COURSE = "course"
    DATASET = "dataset"
    DOCUMENTATION = "documentation"
    LAW = "law"
    PAPER = "paper"
    REPORT = "report"
    SOFTWARE = "software"
    STANDARD = "standard"
    VIDEO = "video"
    WEBSITE = "website"


WELL_KNOWN_ROLES: Final = (
    "ml-engineer",
    "ai-engineer",
    "data-scientist",
    "data-engineer",
    "mlops-engineer",
    "research-engineer",
    "research-scientist",
    "applied-scientist",
)
"""The roles that editors suggest; a pack may use others."""


Role = Annotated[
    Slug,
    spec(
        "A role, as a slug: a well-known one or the pack's own.",
        definition="role",
        examples=WELL_KNOWN_ROLES,
    ),
]


class _NoKeys(Mapping[str, object]):
    """An empty mapping, as the extensions of an object that has none.

    It is immutable, so that all objects share one. A dict for each object would take a
    twentieth of the memory of a pack.
    """

    __slots__ = ()

    def __getitem__(self, key: str) -> object:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"

    def __reduce__(self) -> str:
        return "NO_KEYS"


NO_KEYS: Final = _NoKeys()
"""The only instance of `_NoKeys`."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Extensible:
    """An object that third parties may add ``x-`` keys to.

    Its ``repr`` leaves out default values: of its two dozen fields, a question often
    states seven.

    >>> Topic(id="rag", title="RAG")
    Topic(id='rag', title='RAG')
    """

    extensions: Mapping[str, object] = attrs.field(
        default=NO_KEYS, hash=False, validator=check_extensions
    )

    def __repr__(self) -> str:
        cls: Any = type(self)
        stated = (
            f"{field.name}={value!r}"
            for field in attrs.fields(cls)
            if (value := getattr(self, field.name)) != field.default
        )
        return f"{cls.__name__}({', '.join(stated)})"

    # attrs would write these two for each class, which would take a sixth of the time
    # that the import of this module takes.

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        # Without the extensions: their values need not be hashable.
        return hash(self._values()[:-1])

    def _values(self) -> tuple[object, ...]:
        """Return the class and the values of all fields, the extensions last."""
        cls: Any = type(self)
        return _getter(cls)(self)


@functools.cache
def _getter(cls: Any) -> Callable[[Any], tuple[object, ...]]:
    """Return a function that returns the class and the values of an object of *cls*."""
    extensions, *names = (field.name for field in attrs.fields(cls))
    return operator.attrgetter("__class__", *names, extensions)


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Author(Extensible):
    """An author of the pack."""

    name: Annotated[Line, spec("The name of the author.", examples=("Ada Lovelace",))]
    url: Annotated[Url | None, spec("A page about the author.")] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Metadata(Extensible):
    """What the pack is, who wrote it and how it may be used."""

    id: Annotated[
        Slug,
        spec(
            "The id of the pack, which never changes.",
            examples=("ml-engineer",),
        ),
    ]
    title: Annotated[Line, spec("The title that people read.")]
    version: Annotated[
        str,
        spec(
            "The version of the content, by Semantic Versioning 2.0.0.",
            expects="a version of three numbers such as `1.2.0`",
            pattern=_SEMVER,
            max_length=100,
            examples=("1.0.0",),
        ),
    ]
    language: Annotated[
        str,
        spec(
            "The language of the text, as a BCP 47 tag.",
            expects="a language tag such as `en` or `pt-BR`",
            pattern=_LANGUAGE,
            max_length=35,
            examples=("en", "pt-BR"),
        ),
    ]
    license: Annotated[
        str,
        spec(
            "The license of the content, as an SPDX expression.",
            expects="an SPDX license expression such as `CC-BY-4.0`",
            pattern=_LICENSE,
            max_length=200,
            examples=("CC-BY-4.0", "CC0-1.0", "MIT"),
        ),
    ]
    authors: Annotated[
        tuple[Author, ...], spec("Who wrote the pack.", min_items=1, max_items=1000)
    ]
    as_of: Annotated[
        Date | None, spec("The day as of which the content is up to date.")
    ] = None
    description: Annotated[Markdown | None, spec("What the pack is for.")] = None
    homepage: Annotated[Url | None, spec("Where the pack is published.")] = None
    keywords: Annotated[
        tuple[Line, ...], spec("Words to find the pack by.", max_items=100, unique=True)
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Topic(Extensible):
    """A subject, which may be part of a wider one."""

    id: Annotated[Slug, spec("The topic's id.", examples=("rag-search",))]
    title: Annotated[Line, spec("The title that people read.")]
    parent: Annotated[TopicId | None, spec("The id of the wider topic.")] = None
    description: Annotated[Line | None, spec("What belongs to the topic.")] = None
    aliases: Annotated[
        tuple[Line, ...],
        spec("Other names that people search for.", max_items=100, unique=True),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Rounds(Extensible):
    """How many rounds a stage has."""

    min: Annotated[int, spec("The fewest rounds.", minimum=0, maximum=100)]
    max: Annotated[int, spec("The most rounds.", minimum=0, maximum=100)]


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Stage(Extensible):
    """A step of the interview process."""

    id: Annotated[Slug, spec("The stage's id.", examples=("system-design",))]
    title: Annotated[Line, spec("The title that people read.")]
    order: Annotated[Order, spec("Its place in the process, lowest first.")]
    assesses: Annotated[Markdown, spec("What the interviewer wants to find out.")]
    format: Annotated[
        Line | None,
        spec("How the stage is held.", examples=("video call with a whiteboard",)),
    ] = None
    minutes: Annotated[Minutes | None, spec("How long one round takes, in minutes.")] = (
        None
    )
    rounds: Annotated[Rounds | None, spec("How many rounds the stage has.")] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Step(Extensible):
    """One step of a framework."""

    title: Annotated[Line, spec("The step in a word or two.")]
    prompt: Annotated[InlineMarkdown, spec("What to ask yourself, or say, in this step.")]
    minutes: Annotated[Minutes | None, spec("How long to spend on it, in minutes.")] = (
        None
    )


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Framework(Extensible):
    """A named way to build an answer."""

    id: Annotated[Slug, spec("The framework's id.", examples=("soar",))]
    title: Annotated[Line, spec("The title that people read.")]
    steps: Annotated[
        tuple[Step, ...], spec("The steps, in order.", min_items=1, max_items=50)
    ]
    use_for: Annotated[Markdown | None, spec("When the framework helps.")] = None
    sources: Annotated[
        tuple[SourceId, ...],
        spec(
            "Ids of the sources that the framework comes from.",
            max_items=100,
            unique=True,
        ),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Source(Extensible):
    """A work that the content is based on."""

    id: Annotated[Slug, spec("The source's id.", examples=("vaswani-2017",))]
    type: Annotated[SourceType, spec("The type of work.")]
    title: Annotated[Line, spec("The title of the work.")]
    authors: Annotated[
        tuple[Line, ...], spec("Who wrote it, in order.", max_items=1000)
    ] = ()
    publisher: Annotated[
        Line | None, spec("Who published it: a journal, a publishing house or a site.")
    ] = None
    published: Annotated[PartialDate | None, spec("When it was published.")] = None
    url: Annotated[Url | None, spec("Where it can be read.")] = None
    accessed: Annotated[Date | None, spec("The day on which it was last read.")] = None
    license: Annotated[
        Line | None, spec("The license of the work, where it is stated.")
    ] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Fact(Extensible):
    """A statement about the world that can go out of date."""

    id: Annotated[Slug, spec("The fact's id.", examples=("software-jobs-growth",))]
    statement: Annotated[InlineMarkdown, spec("The fact as a sentence.")]
    as_of: Annotated[Date, spec("The day for which the fact was stated.")]
    status: Annotated[FactStatus, spec("How far it has been checked.")]
    low: Annotated[Number | None, spec("The figure, or the low end of its range.")] = None
    high: Annotated[Number | None, spec("The high end of the range.")] = None
    unit: Annotated[
        Line | None, spec("The unit of the figure.", examples=("percent", "USD a year"))
    ] = None
    region: Annotated[Line | None, spec("Where the fact holds.", examples=("US",))] = None
    period: Annotated[
        Line | None, spec("The period that the fact is about.", examples=("2024–2034",))
    ] = None
    sources: Annotated[
        tuple[SourceId, ...],
        spec("Ids of the sources that state it.", max_items=100, unique=True),
    ] = ()
    expires: Annotated[
        Date | None, spec("The last day on which to rely on the fact.")
    ] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Answer(Extensible):
    """An answer to a question."""

    kind: Annotated[AnswerKind, spec("What the answer is for.")]
    body: Annotated[Markdown, spec("The answer.")]
    id: Annotated[Slug | None, spec("An id, unique within the question.")] = None
    key_points: Annotated[
        tuple[InlineMarkdown, ...],
        spec(
            "The points that matter in the answer, one per item.",
            max_items=50,
            unique=True,
        ),
    ] = ()
    level: Annotated[
        Level | None, spec("The seniority that the answer is typical of.")
    ] = None
    illustrative: Annotated[
        bool, spec("Whether it is a first-person story with invented figures.")
    ] = False
    sources: Annotated[
        tuple[SourceId, ...],
        spec("Ids of the sources it is based on.", max_items=100, unique=True),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class FollowUp(Extensible):
    """A question to ask next, with its answer or a link to another question."""

    prompt: Annotated[InlineMarkdown, spec("The follow-up question.")]
    answer: Annotated[Markdown | None, spec("Its answer.")] = None
    question: Annotated[
        QuestionId | None,
        spec("The id of the question of this pack that it leads to."),
    ] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Anchors(Extensible):
    """For each verdict, what an answer looks like that deserves it."""

    strong_no_hire: Annotated[
        Markdown,
        spec("An answer that decides against the candidate.", key="strong-no-hire"),
    ]
    no_hire: Annotated[Markdown, spec("An answer that falls short.", key="no-hire")]
    hire: Annotated[Markdown, spec("A good answer.")]
    strong_hire: Annotated[
        Markdown, spec("An answer that decides for the candidate.", key="strong-hire")
    ]


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Criterion(Extensible):
    """One thing to listen for; a red flag has negative points."""

    text: Annotated[InlineMarkdown, spec("What to listen for.")]
    points: Annotated[
        int, spec("The points that it adds to the score.", minimum=-100, maximum=100)
    ]


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Rubric(Extensible):
    """How to judge an answer to this question."""

    anchors: Annotated[Anchors, spec("For each verdict, what an answer looks like.")]
    criteria: Annotated[
        tuple[Criterion, ...], spec("What to listen for, with points.", max_items=50)
    ] = ()


FORMER: Final = "question/"
"""The prefix of a former id among the aliases of a question."""


def former_ids(aliases: Iterable[str]) -> Iterator[str]:
    """Return the former ids among the aliases of a question, in their order.

    A former id is written as ``question/ID``. If no alias has that form, each alias that
    is a slug counts as a former id; other aliases are synonyms.

    >>> list(former_ids(["Bagging", "bootstrap aggregation", "bagging-basics"]))
    ['bagging-basics']
    >>> list(former_ids(["bagging", "question/bagging-basics"]))
    ['bagging-basics']
    """
    listed = list(aliases)
    marked = [alias.removeprefix(FORMER) for alias in listed if alias.startswith(FORMER)]
    return (alias for alias in marked or listed if re.search(SLUG, alias))


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Question(Extensible):
    """Something that an interviewer asks."""

    id: Annotated[Slug, spec("The question's id.", examples=("overfitting",))]
    kind: Annotated[Kind, spec("The kind of question.")]
    prompt: Annotated[
        InlineMarkdown,
        spec(
            "What the interviewer says.",
            examples=("How do you recognize overfitting, and what do you do about it?",),
        ),
    ]
    topics: Annotated[
        tuple[TopicId, ...],
        spec(
            "Ids of its topics, the main one first.",
            min_items=1,
            max_items=20,
            unique=True,
        ),
    ]
    status: Annotated[Status, spec("Whether the question is finished.")] = Status.READY
    difficulty: Annotated[Difficulty | None, spec("How hard the question is.")] = None
    levels: Annotated[
        tuple[Level, ...],
        spec("The seniorities it is asked at.", max_items=4, unique=True),
    ] = ()
    roles: Annotated[
        tuple[Role, ...],
        spec("The roles it is asked for.", max_items=50, unique=True),
    ] = ()
    stages: Annotated[
        tuple[StageId, ...],
        spec("Ids of the stages it is asked in.", max_items=50, unique=True),
    ] = ()
    competencies: Annotated[
        tuple[Slug, ...],
        spec("The abilities that the question tests.", max_items=50, unique=True),
    ] = ()
    minutes: Annotated[
        Minutes | None, spec("How long it takes with its follow-ups, in minutes.")
    ] = None
    tags: Annotated[
        tuple[Slug, ...], spec("Labels of any kind.", max_items=100, unique=True)
    ] = ()
    aliases: Annotated[
        tuple[Line, ...],
        spec(
            "Its former ids, and other names that people search for.",
            max_items=100,
            unique=True,
        ),
    ] = ()
    updated: Annotated[Date | None, spec("The day its content last changed.")] = None
    intent: Annotated[
        Markdown | None, spec("What the interviewer wants to find out.")
    ] = None
    clarifying_questions: Annotated[
        tuple[InlineMarkdown, ...],
        spec("What a good candidate asks first.", max_items=50, unique=True),
    ] = ()
    framework: Annotated[
        FrameworkId | None, spec("The id of the framework that helps to answer it.")
    ] = None
    answers: Annotated[
        tuple[Answer, ...], spec("The answers, the best first.", max_items=50)
    ] = ()
    follow_ups: Annotated[
        tuple[FollowUp, ...], spec("What may be asked next.", max_items=50)
    ] = ()
    rubric: Annotated[Rubric | None, spec("How to judge an answer.")] = None
    related: Annotated[
        tuple[QuestionId, ...],
        spec(
            "Ids of related questions; the relation holds in both directions.",
            max_items=100,
            unique=True,
        ),
    ] = ()
    sources: Annotated[
        tuple[SourceId, ...],
        spec("Ids of the sources it is based on.", max_items=100, unique=True),
    ] = ()

    @property
    def first_id(self) -> str:
        """The first id of the question, which identifies its notes in Anki.

        It is the first of its former ids, if it has any; see `former_ids`.
        """
        return next(former_ids(self.aliases), self.id)


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class AppliesTo(Extensible):
    """The questions that a tip or mistake applies to: all that match any entry."""

    questions: Annotated[
        tuple[QuestionId, ...],
        spec("Ids of questions.", max_items=10_000, unique=True),
    ] = ()
    stages: Annotated[
        tuple[StageId, ...],
        spec("Ids of stages.", max_items=100, unique=True),
    ] = ()
    kinds: Annotated[
        tuple[Kind, ...], spec("Kinds of question.", max_items=20, unique=True)
    ] = ()
    topics: Annotated[
        tuple[TopicId, ...],
        spec(
            "Ids of topics; topics below them are included.", max_items=1000, unique=True
        ),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Tip(Extensible):
    """A piece of advice."""

    id: Annotated[Slug, spec("The tip's id.", examples=("ask-scale-first",))]
    body: Annotated[Markdown, spec("The advice.")]
    applies_to: Annotated[
        AppliesTo | None, spec("The questions that it applies to; all if absent.")
    ] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Mistake(Extensible):
    """Something that candidates often get wrong."""

    id: Annotated[Slug, spec("The mistake's id.", examples=("theory-only",))]
    title: Annotated[Line, spec("The mistake in a few words.")]
    body: Annotated[Markdown, spec("Why it is a mistake.")]
    remedy: Annotated[Markdown, spec("What to do instead.")]
    order: Annotated[
        Order | None, spec("Its place among the mistakes, lowest first.")
    ] = None
    applies_to: Annotated[
        AppliesTo | None, spec("The questions that it applies to; all if absent.")
    ] = None


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Section(Extensible):
    """One section of a guide."""

    heading: Annotated[Line, spec("The heading.")]
    body: Annotated[Markdown, spec("The text.")]
    refs: Annotated[
        tuple[Reference, ...],
        spec(
            "The entities that it refers to, each as type/id.",
            max_items=1000,
            unique=True,
        ),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Guide(Extensible):
    """A longer text, in sections, that guides through the preparation."""

    id: Annotated[Slug, spec("The guide's id.", examples=("how-to-prepare",))]
    title: Annotated[Line, spec("The title that people read.")]
    sections: Annotated[
        tuple[Section, ...], spec("The sections, in order.", min_items=1, max_items=200)
    ]
    takeaways: Annotated[
        tuple[InlineMarkdown, ...],
        spec("What to remember.", max_items=50, unique=True),
    ] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=constrain)
class Pack(Extensible):
    """A set of interview content that someone publishes, versions and licenses."""

    schema_version: Annotated[
        str,
        spec(
            "The version of this format that the pack is written for.",
            expects=f"a schema version such as `{SCHEMA_VERSION}` (in quotes)",
            pattern=r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?!\n)$",
            max_length=20,
            examples=(SCHEMA_VERSION,),
        ),
    ]
    metadata: Annotated[Metadata, spec("What the pack is and who wrote it.", key="pack")]
    topics: Annotated[tuple[Topic, ...], spec("The subjects.")] = ()
    stages: Annotated[tuple[Stage, ...], spec("The interview process.")] = ()
    frameworks: Annotated[tuple[Framework, ...], spec("Ways to build an answer.")] = ()
    sources: Annotated[
        tuple[Source, ...], spec("The works that the content is based on.")
    ] = ()
    facts: Annotated[tuple[Fact, ...], spec("Statements that can go out of date.")] = ()
    questions: Annotated[tuple[Question, ...], spec("The questions.")] = ()
    tips: Annotated[tuple[Tip, ...], spec("Pieces of advice.")] = ()
    mistakes: Annotated[
        tuple[Mistake, ...], spec("Mistakes that candidates often make.")
    ] = ()
    guides: Annotated[tuple[Guide, ...], spec("Longer texts.")] = ()

    @property
    def id(self) -> str:
        """The id of the pack."""
        return self.metadata.id

    @property
    def title(self) -> str:
        """The title of the pack."""
        return self.metadata.title

    @property
    def version(self) -> str:
        """The version of the content."""
        return self.metadata.version


Entity = Topic | Stage | Framework | Source | Fact | Question | Tip | Mistake | Guide
"""An object with an id in one of the lists of a pack."""

COLLECTIONS: Final[Mapping[str, tuple[str, type[Entity]]]] = {
    "topic": ("topics", Topic),
    "stage": ("stages", Stage),
    "framework": ("frameworks", Framework),
    "source": ("sources", Source),
    "fact": ("facts", Fact),
    "question": ("questions", Question),
    "tip": ("tips", Tip),
    "mistake": ("mistakes", Mistake),
    "guide": ("guides", Guide),
}
"""For each type of entity: the attribute of `Pack` that lists it, and its class."""
