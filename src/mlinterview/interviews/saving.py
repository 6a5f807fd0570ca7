"""An interview as a file: who interrupts one can go on with it later.

A file names the packs and the planned questions, and holds what happened. It has a
digest of each pack and of each question, so that a change in between is noticed.
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
from .planning import Plan, Round, Shortfall, Slot
from .session import Answered, Event, Judged, Noted, Paused, Session, Verdict, replay

FORMAT: Final = "mlinterview-session"
VERSION: Final = 1


@attrs.frozen(kw_only=True)
class Record:
    """An interview with all that happened in it.

    Args:
        plan: What is asked.
        paths: Where each pack of the plan is, in their order.
        events: What happened, in order.
        begun: The day on which it began, or `None` if nobody knows.
        changes: What changed in the packs meanwhile, in words.
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
            SessionError: If one of them could not follow.
        """
        return replay(self.plan, self.events)

    def after(self, event: Event) -> "Record":
        """Return the record with one more event."""
        return attrs.evolve(self, events=(*self.events, event))


def save(record: Record) -> bytes:
    """Return a record as the content of a file."""
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
        "rounds": [_round_data(one) for one in plan.rounds],
        "shortfalls": [attrs.asdict(one) for one in plan.shortfalls],
        "events": [_event_data(one) for one in record.events],
    }
    return write_json(data).encode()


def _round_data(one: Round) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "title": one.title,
        "minutes": one.minutes,
        "questions": [
            {
                "id": slot.entry.global_id,
                "minutes": slot.minutes,
                "digest": digest(slot.question),
            }
            for slot in one.slots
        ],
    }


def digest(thing: Extensible) -> str:
    """Return what is the same for equal packs or questions, and for no others."""
    text = json.dumps(unstructure(thing), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


_EVENTS: Final[Mapping[str, type[Event]]] = {
    "paused": Paused,
    "answered": Answered,
    "judged": Judged,
    "noted": Noted,
}


def _event_data(event: Event) -> dict[str, Any]:
    return {"event": type(event).__name__.lower(), **attrs.asdict(event)}


def _event(data: Mapping[str, Any]) -> Event:
    fields = {name: value for name, value in data.items() if name != "event"}
    if fields.get("verdict") is not None:
        fields["verdict"] = Verdict(fields["verdict"])
    return _EVENTS[data["event"]](**fields)


# Reading ---------------------------------------------------------------------

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0, "maximum": 10**9}


def _object(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has just these keys."""
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
class Saved:
    """A saved interview before its packs have been read.

    Args:
        name: The file.
        data: What is in it.
    """

    name: str
    data: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """Where the packs are."""
        return tuple(pack["path"] for pack in self.data["packs"])


def read(path: str | os.PathLike[str]) -> Saved:
    """Return what a file holds that `save` made.

    Raises:
        SessionError: If there is no such file, or it holds something else.
    """
    name = one_line(os.fspath(path))
    if not Path(path).is_file():
        msg = f"there is no saved interview {name}"
        raise SessionError(msg)
    found = document.parse(Path(path).read_bytes(), "json", name=name)
    if found.problems:
        msg = f"{name} is no saved interview: {found.problems[0].message}"
        raise SessionError(msg)
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    wrong = best_match(Draft202012Validator(_SCHEMA).iter_errors(found.data))
    if wrong is not None:
        msg = f"{name} is no saved interview: {wrong.json_path}: {wrong.message}"
        raise SessionError(shorten(msg, 2 * MAX_MESSAGE))
    data: Any = found.data
    return Saved(name, data)


def restore(saved: Saved, packs: Sequence[Pack]) -> Record:
    """Return a saved interview with its packs, and what has changed in them.

    Args:
        saved: The interview.
        packs: The packs that are at its `Saved.paths`, in this order.

    Raises:
        SessionError: If they are other packs, a planned question is gone, or the
            events could not have happened.
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
        rounds=tuple(_round(one, selection) for one in data["rounds"]),
        selection=planned,
        seed=data["seed"],
        shortfalls=tuple(Shortfall(**one) for one in data["shortfalls"]),
    )
    record = Record(
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


def _planned(saved: Saved, selection: Selection) -> Selection:
    """Return the planned questions in their order."""
    ids = [one["id"] for part in saved.data["rounds"] for one in part["questions"]]
    known = {entry.global_id: entry for entry in selection.entries}
    gone = [name for name in ids if name not in known]
    if gone or not ids:
        names = ", ".join(map(quote, gone[:5])) or "every question"
        msg = (
            f"{saved.name} cannot go on, since the pack lacks {names};"
            " go back to the former version of the pack, or begin anew"
        )
        raise SessionError(msg)
    return Selection((known[name] for name in ids), selection.indexes)


def _round(data: Mapping[str, Any], selection: Selection) -> Round:
    return Round(
        stage=data["stage"],
        title=data["title"],
        minutes=data["minutes"],
        slots=tuple(
            Slot(entry=selection.entry(one["id"]), minutes=one["minutes"])
            for one in data["questions"]
        ),
    )


def _date(saved: Saved) -> datetime.date | None:
    stated = saved.data["begun"]
    try:
        return stated and datetime.date.fromisoformat(stated)
    except ValueError as error:
        msg = f"{saved.name} is no saved interview: there is no day {quote(stated)}"
        raise SessionError(msg) from error


def _changes(data: Mapping[str, Any], packs: Sequence[Pack], plan: Plan) -> Iterator[str]:
    """Yield what has changed in the packs, in words."""
    former = {one["id"]: one["digest"] for r in data["rounds"] for one in r["questions"]}
    changed = [
        entry
        for entry in plan.selection.entries
        if former[entry.global_id] != digest(entry.question)
    ]
    for pack, known in zip(packs, data["packs"], strict=True):
        if known["digest"] == digest(pack):
            continue
        versions = dict.fromkeys((known["version"], pack.version))
        names = [quote(one.question.id) for one in changed if one.pack == pack]
        planned = ", ".join(names) if names else "none of the planned questions"
        yield (
            f"the pack {quote(pack.id)} has changed ({' → '.join(versions)}):"
            f" {planned} reads differently"
        )
