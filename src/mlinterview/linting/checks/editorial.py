"""Whether a ready question is complete enough to practise with."""

from collections.abc import Iterator
from typing import Final

from ...document import Finding
from ...errors import quote
from ...model import Answer, AnswerKind, FollowUp
from ...validation import JUDGED, Node, codes
from ._content import Check, LintedContent


def answer_lengths(content: LintedContent) -> Iterator[Finding]:
    """Require that each sample answer is as long as a spoken one in an interview."""
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


def key_points(content: LintedContent) -> Iterator[Finding]:
    """Require a few key points of a question, and not too many of an answer."""
    standards = content.standards
    most = standards.max_key_points
    for question in content.ready:
        answers = content.parts(question, Answer)
        good = [
            answer for answer in answers if answer.data.get("kind") != AnswerKind.WEAK
        ]
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
                    hint="keep those that a strong answer needs"
                    if number > most
                    else "add what a strong answer needs"
                    if is_good
                    else "say what else makes the answer weak",
                    on_key=True,
                )
        if good and not any(_length(answer, "key_points") for answer in good):
            yield content.context.finding(
                codes.KEY_POINTS,
                "no answer of the question has `key_points`",
                (*question.path, "answers"),
                hint="list what a strong answer needs",
                on_key=True,
            )


def _length(thing: Node, key: str) -> int:
    value = thing.data.get(key)
    return len(value) if isinstance(value, list) else 0


def follow_ups(content: LintedContent) -> Iterator[Finding]:
    """Require that enough follow-ups of a question have an answer."""
    least = content.standards.min_follow_ups
    for question in content.ready:
        number = sum(
            bool(follow_up.data.get("answer") or follow_up.data.get("question"))
            for follow_up in content.parts(question, FollowUp)
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


def rubrics(content: LintedContent) -> Iterator[Finding]:
    """Require a rubric of questions that have no single right answer."""
    for question in content.ready:
        kind = question.data.get("kind")
        # Validation requires a rubric of some of these kinds already.
        is_asked_for = kind in content.standards.judged and kind not in JUDGED
        if is_asked_for and "rubric" not in question.data:
            yield content.context.finding(
                codes.WANTED_RUBRIC,
                f"a {kind} question has no `rubric`",
                question.path,
                hint="describe an answer of each verdict under `rubric: anchors:`",
            )


def fields(content: LintedContent) -> Iterator[Finding]:
    """Require the keys by which people search: levels, roles, stages and others."""
    for question in content.ready:
        missing = [
            quote(key)
            for key in content.standards.fields
            if question.data.get(key) in (None, [], "")
        ]
        if missing:
            yield content.context.finding(
                codes.UNFILED,
                f"the question lacks {', '.join(missing)}",
                question.path,
                hint="add what is missing, so that filters find the question",
            )


CHECKS: Final = (
    Check((codes.ANSWER_LENGTH,), answer_lengths),
    Check((codes.KEY_POINTS,), key_points),
    Check((codes.FEW_FOLLOW_UPS,), follow_ups),
    Check((codes.WANTED_RUBRIC,), rubrics),
    Check((codes.UNFILED,), fields),
)
