"""Score sheets: the results of an interview, as Markdown for people or as JSON."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from ..errors import one_line
from ..rendering import embed_inline, escape
from ..storage import write_json
from .plans import PlannedRound, Slot
from .saving import InterviewRecord
from .session import (
    CompetencyScore,
    Phase,
    QuestionResult,
    Verdict,
    competency_scores,
)


def clock_time(seconds: int) -> str:
    """Return a time as minutes and seconds.

    >>> clock_time(615)
    '10:15'
    """
    return f"{seconds // 60}:{seconds % 60:02}"


def verdict_words(verdict: Verdict | None) -> str:
    """Return a verdict in words.

    >>> verdict_words(Verdict.STRONG_HIRE)
    'strong hire (4 of 4)'
    """
    if verdict is None:
        return "not judged"
    return f"{verdict.replace('-', ' ')} ({verdict.points} of {len(Verdict)})"


@attrs.frozen
class _Row:
    """A question that was asked, with its number and its result."""

    number: int
    slot: Slot
    result: QuestionResult


def _rows(record: InterviewRecord) -> Iterator[tuple[PlannedRound, list[_Row]]]:
    """Yield each round with its questions that are done."""
    session = record.session
    done = session.results if session.phase is Phase.DONE else session.results[:-1]
    pairs = zip(record.plan.slots, done, strict=False)
    rows = iter([_Row(number, *pair) for number, pair in enumerate(pairs, 1)])
    for planned in record.plan.rounds:
        yield planned, [*itertools.islice(rows, len(planned.slots))]


def markdown_sheet(record: InterviewRecord) -> str:
    """Return the score sheet of an interview as Markdown.

    Args:
        record: The interview, which may have been interrupted.
    """
    titles = " and ".join(escape(pack.title) for pack in record.plan.selection.packs)
    blocks = [f"# Score sheet: {titles}", _facts(record)]
    if scores := competency_scores(record.session):
        blocks += ["## By competency", _table(scores)]
    for number, (planned, rows) in enumerate(_rows(record), 1):
        blocks.append(f"## Round {number}: {escape(one_line(planned.title))}")
        for row in rows:
            blocks += [
                f"### {row.number}. {embed_inline(row.slot.question.prompt)}",
                _lines(row),
            ]
    return "\n\n".join(blocks) + "\n"


def _facts(record: InterviewRecord) -> str:
    """Return what was asked, of which packs, and when."""
    asked = sum(len(rows) for _round, rows in _rows(record))
    facts = [
        *(
            f"Pack: `{pack.id}` {escape(pack.version)},"
            f" licence {escape(pack.metadata.license)}"
            for pack in record.plan.selection.packs
        ),
        f"Begun on {record.begun}" if record.begun else "",
        f"Questions asked: {asked} of {len(record.plan.slots)}",
        *(escape(one_line(change)) for change in record.changes),
    ]
    return "\n".join(f"- {fact}" for fact in facts if fact)


def _table(scores: Iterable[CompetencyScore]) -> str:
    rows = (
        f"| {score.competency} | {score.questions} | {score.mean:.1f} |"
        for score in scores
    )
    head = "| Competency | Questions | Mean, from 1 to 4 |\n| --- | --- | --- |"
    return "\n".join([head, *rows])


def _lines(row: _Row) -> str:
    facts = [
        f"Verdict: {verdict_words(row.result.verdict)}",
        f"Time: {clock_time(row.result.seconds)} of {row.slot.minutes}:00",
        f"Note: {escape(one_line(row.result.note))}" if row.result.note else "",
    ]
    return "\n".join(f"- {fact}" for fact in facts if fact)


def json_sheet(record: InterviewRecord) -> str:
    """Return the score sheet of an interview as JSON.

    Args:
        record: The interview, which may have been interrupted.
    """
    data: Any = {
        "begun": record.begun and record.begun.isoformat(),
        "packs": [
            {
                "id": pack.id,
                "title": pack.title,
                "version": pack.version,
                "license": pack.metadata.license,
            }
            for pack in record.plan.selection.packs
        ],
        "changes": list(record.changes),
        "seed": record.plan.seed,
        "planned": len(record.plan.slots),
        "competencies": [
            {**attrs.asdict(score), "mean": round(score.mean, 2)}
            for score in competency_scores(record.session)
        ],
        "rounds": [
            {
                "stage": planned.stage,
                "title": planned.title,
                "minutes": planned.minutes,
                "questions": [_row_data(row) for row in rows],
            }
            for planned, rows in _rows(record)
        ],
    }
    return write_json(data)


def _row_data(row: _Row) -> dict[str, Any]:
    verdict = row.result.verdict
    return {
        "id": row.slot.entry.global_id,
        "prompt": row.slot.question.prompt,
        "minutes": row.slot.minutes,
        "seconds": row.result.seconds,
        "verdict": verdict and str(verdict),
        "points": verdict and verdict.points,
        "note": row.result.note,
    }


SHEETS: Final[Mapping[str, Callable[[InterviewRecord], str]]] = {
    ".json": json_sheet,
    ".md": markdown_sheet,
}
"""The functions that return a score sheet, by the suffix of its file."""
