"""What makes a question complete, and unlike every other."""

from collections.abc import Iterator, Mapping
from typing import Final

from ...document import Finding, Location, pointer
from ...errors import Fix, Severity, nearest, quote
from ...model import (
    WELL_KNOWN_ROLES,
    Anchors,
    Answer,
    AnswerKind,
    Criterion,
    FollowUp,
    Kind,
    Question,
    Tip,
    fields_of,
)
from .. import codes
from ..similarity import folded, similar
from ..survey import Context, Thing, entity_at

MIN_REPEATED: Final = 8
"""From how many characters on a text is more than a “Yes.” that anything may be."""

MAX_ODD: Final = 100
"""Among how many unknown keys of a question a misspelt one is looked for."""

REQUIRED: Final = ("difficulty", "intent", "answers")
"""What a question that can be practised with must have."""
JUDGED: Final = (Kind.DESIGN, Kind.BEHAVIOURAL)
"""The kinds of question that must have a rubric."""

DISTINCT: Final[Mapping[tuple[type, str], str]] = {
    (Question, "intent"): "intent",
    (Answer, "body"): "answer",
    (FollowUp, "answer"): "answer",
    (Tip, "body"): "tip",
    (Answer, "key_points"): "key point",
    (FollowUp, "prompt"): "follow-up",
    (Criterion, "text"): "criterion",
    (Anchors, "strong_no_hire"): "anchor",
    (Anchors, "no_hire"): "anchor",
    (Anchors, "hire"): "anchor",
    (Anchors, "strong_hire"): "anchor",
}
"""For a class and a field, what a text is called that no two entities should share."""


def _severity(question: Thing) -> Severity:
    """Return how much it matters that a question is incomplete."""
    draft = question.data.get("status") == "draft"
    return Severity.WARNING if draft else Severity.ERROR


def incomplete(context: Context) -> Iterator[Finding]:
    """A question has a difficulty, an intent and an answer."""
    for question in context.survey.of(Question):
        severity = _severity(question)
        hint = "add what is missing"
        if severity is Severity.ERROR:
            hint += ", or mark it `status: draft`"
        if lacking := list(_lacking(question)):
            *before, last = map(quote, lacking)
            names = f"{', '.join(before)} and {last}" if before else last
            yield context.finding(
                codes.INCOMPLETE,
                f"the question lacks {names}",
                question.path,
                hint=hint,
                severity=severity,
            )
        elif _only_weak(question):
            yield context.finding(
                codes.INCOMPLETE,
                "all answers of the question are weak ones",
                (*question.path, "answers"),
                hint="add one to learn from",
                severity=severity,
            )


def _only_weak(question: Thing) -> bool:
    answers = question.data.get("answers")
    return isinstance(answers, list) and all(
        isinstance(one, dict) and one.get("kind") == AnswerKind.WEAK for one in answers
    )


def _lacking(question: Thing) -> Iterator[str]:
    """Return what a question lacks; a misspelt key is a mistake of its own."""
    # Of what is stated, even as nothing, the schema says what it should be.
    lacking = [key for key in REQUIRED if question.data.get(key, []) == []]
    known = [field.key for field in fields_of(Question)]
    odd = [key for key in question.data if key not in known] if lacking else []
    meant = {nearest(key, known) for key in odd[:MAX_ODD]}
    return (key for key in lacking if key not in meant)


def unjudged(context: Context) -> Iterator[Finding]:
    """A design or behavioural question has a rubric."""
    for question in context.survey.of(Question):
        if question.data.get("kind") in JUDGED and "rubric" not in question.data:
            yield context.finding(
                codes.NO_RUBRIC,
                f"a {question.data['kind']} question has no `rubric`",
                question.path,
                hint="describe an answer of each verdict under `rubric: anchors:`",
                severity=_severity(question),
            )


def conflicting_follow_ups(context: Context) -> Iterator[Finding]:
    """A follow-up has an answer or leads to a question, not both."""
    for follow_up in context.survey.of(FollowUp):
        if "answer" in follow_up.data and "question" in follow_up.data:
            yield context.finding(
                codes.FOLLOW_UP_CONFLICT,
                "the follow-up has both an `answer` and a `question`",
                (*follow_up.path, "question"),
                hint="remove one of the two",
                on_key=True,
            )


def near_misses(context: Context) -> Iterator[Finding]:
    """A role is a well-known one, or clearly another."""
    for text in context.survey.texts:
        if text.field.name == "roles" and (meant := well_known(text.value)):
            yield context.finding(
                codes.NEAR_MISS,
                f"the role {quote(text.value)} is nearly the well-known {quote(meant)}",
                text.path,
                hint=f"did you mean {quote(meant)}?",
                fix=Fix(
                    pointer=pointer(text.path), old=text.value, new=meant, safe=False
                ),
            )


def well_known(role: str) -> str | None:
    """Return the well-known role that *role* seems to misspell.

    Short words are compared exactly: an `llm-engineer` is no `ml-engineer`.
    """
    if role in WELL_KNOWN_ROLES:
        return None
    for known in WELL_KNOWN_ROLES:
        if role.replace("-", "") == known.replace("-", ""):
            return known
        pairs = list(zip(role.split("-"), known.split("-"), strict=False))
        same_length = role.count("-") == known.count("-")
        if same_length and all(
            one == two or (len(two) > 5 and _ratio(one, two) >= 0.8) for one, two in pairs
        ):
            return known
    return None


def _ratio(one: str, two: str) -> float:
    import difflib

    return difflib.SequenceMatcher(None, one, two).ratio()


def similar_prompts(context: Context) -> Iterator[Finding]:
    """No two prompts are nearly the same."""
    prompts = (
        (text.value, text.owner)
        for text in context.survey.texts
        if text.owner.cls is Question
        and text.field.name == "prompt"
        and not text.is_too_long
    )
    for question, other in similar(prompts):
        yield context.finding(
            codes.SIMILAR_PROMPTS,
            f"the prompt is nearly that of {quote(other.text('id'))}",
            (*question.path, "prompt"),
            hint="merge the two, or say what sets this one apart",
            other=(*other.path, "prompt"),
        )


def repeated_texts(context: Context) -> Iterator[Finding]:
    """No key point, follow-up, criterion or anchor is in two questions."""
    first: dict[tuple[str, str], Location] = {}
    for text in context.survey.texts:
        word = DISTINCT.get((text.owner.cls, text.field.name))
        if word is None or len(text.value) < MIN_REPEATED or text.is_too_long:
            continue
        path = first.setdefault((word, folded(text.value)), text.path)
        if path[:2] != text.path[:2]:
            there = entity_at(context.document.data, path)
            yield context.finding(
                codes.REPEATED_TEXT,
                f"the {word} {quote(text.value)} is in {quote(there)} too",
                text.path,
                hint="say what is particular to this question",
                other=path,
            )


RULES: Final = (
    incomplete,
    unjudged,
    conflicting_follow_ups,
    near_misses,
    similar_prompts,
    repeated_texts,
)
