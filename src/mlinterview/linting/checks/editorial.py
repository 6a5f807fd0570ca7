"""Whether a ready question has all that it takes to practise with it."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import quote
from ...model import Answer, AnswerKind, FollowUp
from ...validation import JUDGED, Node, codes
from ._content import Check, Content


def answer_lengths(content: Content) -> Iterator[Finding]:
    """A sample answer takes as long to speak as one in an interview."""
    least, most = content.standards.min_words, content.standards.max_words
    for question in content.ready:
        for answer in content.parts(question, Answer):
            body = content.passage(answer, "body")
            if answer.data.get("kind") != AnswerKind.SAMPLE or body is None:
                continue
            words = body.words
            if not least <= words <= most:
                yield content.context.finding(
                    codes.ANSWER_LENGTH,
                    f"the sample answer has {words} words;"
                    f" {least} to {most} are asked for",
                    body.path,
                    hint="cut what another answer or a follow-up can say"
                    if words > most
                    else "name the trade-off, a concrete case and the limits",
                    on_key=True,
                )


def key_points(content: Content) -> Iterator[Finding]:
    """An answer to learn from says in a few points what matters in it."""
    standards = content.standards
    most = standards.max_key_points
    for question in content.ready:
        answers = content.parts(question, Answer)
        good = [one for one in answers if one.data.get("kind") != AnswerKind.WEAK]
        for answer in answers:
            number = _length(answer, "key_points")
            is_good = answer in good
            least = standards.min_key_points if is_good else standards.min_weak_key_points
            if number and not least <= number <= most:
                yield content.context.finding(
                    codes.KEY_POINTS,
                    f"the answer has {number} key point{'s' if number > 1 else ''};"
                    f" {least} to {most} are asked for",
                    (*answer.path, "key_points"),
                    hint="keep those that a strong answer cannot do without"
                    if number > most
                    else "add what a strong answer cannot do without"
                    if is_good
                    else "say what else makes the answer weak",
                    on_key=True,
                )
        if good and not any(_length(answer, "key_points") for answer in good):
            yield content.context.finding(
                codes.KEY_POINTS,
                "no answer of the question has `key_points`",
                (*question.path, "answers"),
                hint="list what a strong answer cannot do without",
                on_key=True,
            )


def _length(thing: Node, key: str) -> int:
    value = thing.data.get(key)
    return len(value) if isinstance(value, list) else 0


def follow_ups(content: Content) -> Iterator[Finding]:
    """A question has follow-ups that somebody can practise."""
    least = content.standards.min_follow_ups
    for question in content.ready:
        number = sum(
            bool(one.data.get("answer") or one.data.get("question"))
            for one in content.parts(question, FollowUp)
        )
        if number < least:
            yield content.context.finding(
                codes.FEW_FOLLOW_UPS,
                f"{number or 'no'} follow-up{'' if number == 1 else 's'} of the question"
                f" {'has' if number == 1 else 'have'} an answer; {least} are asked for",
                (*question.path, "follow_ups"),
                hint="probe deeper, and say what a strong candidate would answer",
                on_key=True,
            )


def rubrics(content: Content) -> Iterator[Finding]:
    """Where there is no single right answer, a rubric tells a good one."""
    for question in content.ready:
        kind = question.data.get("kind")
        # Validation asks for a rubric where nobody could do without one.
        is_asked_for = kind in content.standards.judged and kind not in JUDGED
        if is_asked_for and "rubric" not in question.data:
            yield content.context.finding(
                codes.WANTED_RUBRIC,
                f"a {kind} question has no `rubric`",
                question.path,
                hint="describe an answer of each verdict under `rubric: anchors:`",
            )


def fields(content: Content) -> Iterator[Finding]:
    """A question says whom it is for, when it is asked and how long it takes."""
    for question in content.ready:
        lacking = [
            quote(key)
            for key in content.standards.fields
            if question.data.get(key) in (None, [], "")
        ]
        if lacking:
            yield content.context.finding(
                codes.UNFILED,
                f"the question lacks {', '.join(lacking)}",
                question.path,
                hint="add what is missing, so that those who look for it find it",
            )


CHECKS: Final = (
    Check((codes.ANSWER_LENGTH,), answer_lengths),
    Check((codes.KEY_POINTS,), key_points),
    Check((codes.FEW_FOLLOW_UPS,), follow_ups),
    Check((codes.WANTED_RUBRIC,), rubrics),
    Check((codes.UNFILED,), fields),
)
