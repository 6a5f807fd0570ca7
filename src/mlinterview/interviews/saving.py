"""An interview as a file, so that it can be resumed after an interruption.

The file names the packs and the planned questions, and has the events so far. It has a
digest of each pack and of each question, by which a change in between is noticed.
"""

import datetime
import functools
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from .. import document
from ..errors import MAX_MESSAGE, SessionError, one_line, quote, shorten
from ..model import Extensible, Pack, unstructure
from ..query import Selection, select
from ..storage import write_json
from .plans import Plan, PlannedRound, Shortfall, Slot
from .session import (
    AnswerGiven,
    AnswerJudged,
    ClockPaused,
    Event,
    NoteTaken,
    Session,
    Verdict,
    replay,
)

FORMAT: Final = "mlinterview-session"
VERSION: Final = 1


@attrs.frozen(kw_only=True)
class InterviewRecord:
    """An interview with all that has happened in it.

    Args:
        plan: The plan of the interview.
        paths: The path or id of each pack of the plan, in the order of the packs.
        events: What has happened, in order.
        begun: The day on which it began, or `None` if that is unknown.
        changes: What has changed in the packs since it began, in words.
    """

    plan: Plan
    paths: tuple[str, ...]
    events: tuple[Event, ...] = ()
    begun: datetime.date | None = None
    changes: tuple[str, ...] = ()

    @functools.cached_property
    def session(self) -> Session:
        """The state that the events lead to.

        Raises:
            SessionError: If one of the events cannot follow those before it.
        """
        return replay(self.plan, self.events)

    def after(self, event: Event) -> "InterviewRecord":
        """Return the record with one more event."""
        return attrs.evolve(self, events=(*self.events, event))


def saved_bytes(record: InterviewRecord) -> bytes:
    """Return the content of the file in which a record is saved."""
    plan = record.plan
    data: Any = {
        "format": FORMAT,
        "version": VERSION,
        "begun": record.begun and record.begun.isoformat(),
        "seed": plan.seed,
        "packs": [
            {"path": path, "id": pack.id, "version": pack.version, "digest": digest(pack)}
            for path, pack in zip(record.paths, plan.selection.packs, strict=True)
        ],
        "changes": list(record.changes),
        "rounds": [_round_data(planned) for planned in plan.rounds],
        "shortfalls": [attrs.asdict(shortfall) for shortfall in plan.shortfalls],
        "events": [_event_data(event) for event in record.events],
    }
    return write_json(data).encode()


def _round_data(planned: PlannedRound) -> dict[str, Any]:
    return {
        "stage": planned.stage,
        "title": planned.title,
        "minutes": planned.minutes,
        "questions": [
            {
                "id": slot.entry.global_id,
                "minutes": slot.minutes,
                "digest": digest(slot.question),
            }
            for slot in planned.slots
        ],
    }


def digest(entity: Extensible) -> str:
    """Return a digest of a pack or question, which is the same for equal ones."""
    text = json.dumps(unstructure(entity), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


_EVENTS: Final[Mapping[str, type[Event]]] = {
    "paused": ClockPaused,
    "answered": AnswerGiven,
    "judged": AnswerJudged,
    "noted": NoteTaken,
}


_EVENT_NAMES: Final = {cls: name for name, cls in _EVENTS.items()}


def _event_data(event: Event) -> dict[str, Any]:
    return {"event": _EVENT_NAMES[type(event)], **attrs.asdict(event)}


def _event(data: Mapping[str, Any]) -> Event:
    fields = {name: value for name, value in data.items() if name != "event"}
    if fields.get("verdict") is not None:
        fields["verdict"] = Verdict(fields["verdict"])
    return _EVENTS[data["event"]](**fields)


# Reading ---------------------------------------------------------------------

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0, "maximum": 10**9}


def _object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_SCHEMA: Final = _object(
    format={"const": FORMAT},
    version={"const": VERSION},
    begun={"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\d$"},
    seed={"type": ["integer", "string"]},
    packs={
        **_list(_object(path=_TEXT, id=_TEXT, version=_TEXT, digest=_TEXT)),
        "minItems": 1,
    },
    changes=_list(_TEXT),
    rounds=_list(
        _object(
            stage=_TEXT,
            title=_TEXT,
            minutes=_COUNT,
            questions=_list(_object(id=_TEXT, minutes=_COUNT, digest=_TEXT)),
        )
    ),
    shortfalls=_list(_object(message=_TEXT, hint=_TEXT, stage=_TEXT)),
    events=_list(
        {
            "oneOf": [
                _object(event={"enum": ["paused", "answered"]}, seconds=_COUNT),
                _object(
                    event={"const": "judged"},
                    verdict={"enum": [*map(str, Verdict), None]},
                    seconds=_COUNT,
                ),
                _object(event={"const": "noted"}, text=_TEXT),
            ]
        }
    ),
)


@attrs.frozen
class SavedInterview:
    """A saved interview whose packs have not been loaded yet.

    Args:
        name: The name of the file.
        data: Its content.
    """

    name: str
    data: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """The path or id of each pack."""
        return tuple(pack["path"] for pack in self.data["packs"])


def read_saved(path: str | os.PathLike[str]) -> SavedInterview:
    """Return the content of a file that was written with `saved_bytes`.

    Args:
        path: The file.

    Raises:
        SessionError: If there is no such file, or it is no saved interview.
    """
    name = one_line(os.fspath(path))
    if not Path(path).is_file():
        msg = f"there is no saved interview {name}"
        raise SessionError(msg)
    parsed = document.parse(Path(path).read_bytes(), "json", name=name)
    if parsed.problems:
        msg = f"{name} is no saved interview: {parsed.problems[0].message}"
        raise SessionError(msg)
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(_SCHEMA).iter_errors(parsed.data))
    if error is not None:
        msg = f"{name} is no saved interview: {error.json_path}: {error.message}"
        raise SessionError(shorten(msg, 2 * MAX_MESSAGE))
    data: Any = parsed.data
    return SavedInterview(name, data)


def restore(saved: SavedInterview, packs: Sequence[Pack]) -> InterviewRecord:
    """Return the record of a saved interview, with what has changed in its packs.

    Args:
        saved: The interview.
        packs: The packs that `SavedInterview.paths` names, in this order.

    Raises:
        SessionError: If they are other packs, a planned question is missing, or one of
            the events cannot follow those before it.
    """
    data = saved.data
    known = [pack["id"] for pack in data["packs"]]
    if known != [pack.id for pack in packs]:
        ids = ", ".join(pack.id for pack in packs)
        msg = f"{saved.name} is of other packs: {', '.join(known)}, not {ids}"
        raise SessionError(one_line(msg))
    selection = select(*packs)
    planned = _planned(saved, selection)
    plan = Plan(
        rounds=tuple(_planned_round(part, selection) for part in data["rounds"]),
        selection=planned,
        seed=data["seed"],
        shortfalls=tuple(Shortfall(**part) for part in data["shortfalls"]),
    )
    record = InterviewRecord(
        plan=plan,
        paths=saved.paths,
        events=tuple(map(_event, data["events"])),
        begun=_date(saved),
        changes=(*data["changes"], *_changes(data, packs, plan)),
    )
    try:
        replay(plan, record.events)
    except SessionError as error:
        msg = f"{saved.name} is no saved interview: {error}"
        raise SessionError(msg) from error
    return record


def _planned_questions(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the planned questions of all rounds, as the file has them."""
    return [planned for part in data["rounds"] for planned in part["questions"]]


def _planned(saved: SavedInterview, selection: Selection) -> Selection:
    """Return the planned questions in their order."""
    ids = [planned["id"] for planned in _planned_questions(saved.data)]
    known = {entry.global_id: entry for entry in selection.entries}
    missing = [name for name in ids if name not in known]
    if missing or not ids:
        names = ", ".join(map(quote, missing[:5])) or "every question"
        msg = (
            f"{saved.name} cannot be resumed, since the pack lacks {names};"
            " go back to the former version of the pack, or begin again"
        )
        raise SessionError(msg)
    return Selection((known[name] for name in ids), selection.indexes)


def _planned_round(data: Mapping[str, Any], selection: Selection) -> PlannedRound:
    return PlannedRound(
        stage=data["stage"],
        title=data["title"],
        minutes=data["minutes"],
        slots=tuple(
            Slot(entry=selection.entry(planned["id"]), minutes=planned["minutes"])
            for planned in data["questions"]
        ),
    )


def _date(saved: SavedInterview) -> datetime.date | None:
    stated = saved.data["begun"]
    try:
        return stated and datetime.date.fromisoformat(stated)
    except ValueError as error:
        msg = f"{saved.name} is no saved interview: there is no day {quote(stated)}"
        raise SessionError(msg) from error


def _changes(data: Mapping[str, Any], packs: Sequence[Pack], plan: Plan) -> Iterator[str]:
    """Yield what has changed in the packs, in words."""
    former = {planned["id"]: planned["digest"] for planned in _planned_questions(data)}
    changed = [
        entry
        for entry in plan.selection.entries
        if former[entry.global_id] != digest(entry.question)
    ]
    for pack, known in zip(packs, data["packs"], strict=True):
        if known["digest"] == digest(pack):
            continue
        versions = dict.fromkeys((known["version"], pack.version))
        names = [quote(entry.question.id) for entry in changed if entry.pack == pack]
        questions = ", ".join(names) if names else "none of the planned questions"
        verb = "read" if len(names) > 1 else "reads"
        yield (
            f"the pack {quote(pack.id)} has changed ({' → '.join(versions)}):"
            f" {questions} {verb} differently"
        )
