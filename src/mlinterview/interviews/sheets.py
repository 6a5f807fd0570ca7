"""Score sheets: what came of an interview, as Markdown to read and JSON to compute."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from ..errors import one_line
from ..rendering import embed_inline, escape
from ..storage import write_json
from .planning import Round, Slot
from .saving import Record
from .session import Mark, Phase, Result, Verdict, results


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
    """A question that was asked, with what came of it."""

    number: int
    slot: Slot
    mark: Mark


def _rows(record: Record) -> Iterator[tuple[Round, list[_Row]]]:
    """Yield each round with the questions that are done with."""
    session = record.session
    done = session.marks if session.phase is Phase.DONE else session.marks[:-1]
    asked = [
        _Row(number, slot, mark)
        for number, (slot, mark) in enumerate(
            zip(record.plan.slots, done, strict=False), 1
        )
    ]
    for one in record.plan.rounds:
        here, asked = asked[: len(one.slots)], asked[len(one.slots) :]
        yield one, here


def markdown_sheet(record: Record) -> str:
    """Return the score sheet of an interview as Markdown.

    Args:
        record: The interview, which may have been interrupted.
    """
    titles = " and ".join(escape(pack.title) for pack in record.plan.selection.packs)
    blocks = [f"# Score sheet: {titles}", _facts(record)]
    if found := results(record.session):
        blocks += ["## By competency", _table(found)]
    for number, (one, rows) in enumerate(_rows(record), 1):
        blocks.append(f"## Round {number}: {escape(one_line(one.title))}")
        for row in rows:
            blocks += [
                f"### {row.number}. {embed_inline(row.slot.question.prompt)}",
                _lines(row),
            ]
    return "\n\n".join(blocks) + "\n"


def _facts(record: Record) -> str:
    """Return what the sheet is of."""
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


def _table(found: tuple[Result, ...]) -> str:
    rows = (f"| {one.competency} | {one.questions} | {one.mean:.1f} |" for one in found)
    head = "| Competency | Questions | Mean, from 1 to 4 |\n| --- | --- | --- |"
    return "\n".join([head, *rows])


def _lines(row: _Row) -> str:
    facts = [
        f"Verdict: {verdict_words(row.mark.verdict)}",
        f"Time: {clock_time(row.mark.seconds)} of {row.slot.minutes}:00",
        f"Note: {escape(one_line(row.mark.note))}" if row.mark.note else "",
    ]
    return "\n".join(f"- {fact}" for fact in facts if fact)


def json_sheet(record: Record) -> str:
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
            {**attrs.asdict(one), "mean": round(one.mean, 2)}
            for one in results(record.session)
        ],
        "rounds": [
            {
                "stage": one.stage,
                "title": one.title,
                "minutes": one.minutes,
                "questions": [_row_data(row) for row in rows],
            }
            for one, rows in _rows(record)
        ],
    }
    return write_json(data)


def _row_data(row: _Row) -> dict[str, Any]:
    verdict = row.mark.verdict
    return {
        "id": row.slot.entry.global_id,
        "prompt": row.slot.question.prompt,
        "minutes": row.slot.minutes,
        "seconds": row.mark.seconds,
        "verdict": verdict and str(verdict),
        "points": verdict and verdict.points,
        "note": row.mark.note,
    }


SHEETS: Final[Mapping[str, Callable[[Record], str]]] = {
    ".json": json_sheet,
    ".md": markdown_sheet,
}
"""What makes a score sheet, by how the name of its file ends."""
