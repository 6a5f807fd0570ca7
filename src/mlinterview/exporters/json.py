"""A pack in JSON: all that the model holds, valid by the schema.

It carries one pack, and cannot carry questions of several. A part of a pack takes
along what its questions need; see `Selection.to_pack`.

A planned interview becomes its rounds with their questions and times. For a candidate
that is the words of the questions alone, without ids or topics, which tell too much.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from .._options import Options
from .._writers import write_json
from ..interview import Audience, Plan
from . import Exporter, ExportRequest, Stream
from ._packs import QUESTIONS, questions_data, rest_data
from ._plans import plan_data

_OPENS, _CLOSES = write_json({QUESTIONS: [0]}).encode().split(b"    0")
"""What stands in front of a list of questions that is all there is, and behind it."""
_COMMA: Final = b",\n"


def _piece(request: ExportRequest[Options]) -> bytes:
    data: Any = {QUESTIONS: questions_data(request.selection)}
    made = write_json(data).encode()
    return made.removeprefix(_OPENS).removesuffix(_CLOSES) if data[QUESTIONS] else b""


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    before, behind = rest_data(request.selection)
    file.write(b"{\n")
    is_first = True
    for member in (_members(before), _list(pieces), _members(behind)):
        for number, part in enumerate(member):
            # The members of the pack are parted, and so are the items of the list.
            file.write(part if number or is_first else _COMMA + part)
            is_first = False
    file.write(b"\n}\n")


def _members(data: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the members of an object, without the braces."""
    if data:
        yield write_json(dict(data)).encode().removeprefix(b"{\n").removesuffix(b"\n}\n")


def _list(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the member that holds the questions, piece by piece, if there are any."""
    between = _OPENS.removeprefix(b"{\n")
    for piece in filter(None, pieces):
        yield between + piece
        between = _COMMA
    if between == _COMMA:
        yield _CLOSES.removesuffix(b"\n}\n")


_STREAM = Stream(piece=_piece, write=_write, alone=True)


def _export(request: ExportRequest[Options]) -> bytes:
    return _STREAM.export(request)


def _plan(plan: Plan, audience: Audience) -> bytes:
    return write_json(plan_data(plan, audience)).encode()


EXPORTER = Exporter(
    name="json",
    suffix=".json",
    summary="A pack in JSON, complete and valid by the schema.",
    export=_export,
    plan=_plan,
    stream=_STREAM,
)
