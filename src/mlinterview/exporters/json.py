"""A pack in JSON: all that the model holds, valid by the schema.

It carries one pack, and cannot carry questions of several. A part of a pack takes
along what its questions need; see `Selection.to_pack`.

A planned interview becomes its rounds with their questions and times. For a candidate
that is the words of the questions alone, without ids or topics, which tell too much.
"""

from collections.abc import Iterable
from typing import BinaryIO, Final

from .._support.options import Options
from ..interviews import Audience, Plan
from ..model import Pack
from ..storage import encoded, write_json
from . import Exporter, ExportRequest, Stream
from ._packs import behind, in_front, to_pack, with_questions, without_additions
from ._plans import plan_data

_END: Final = b"\n}\n"
_KEY: Final = b',\n  "questions": [\n'
_LIST_END: Final = b"\n  ]"
_COMMA: Final = b",\n"


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "json")


def _piece(request: ExportRequest[Options]) -> bytes:
    pack = without_additions(with_questions(to_pack(request.selection)))
    return _members(pack).removeprefix(_KEY).removesuffix(_LIST_END)


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    pack = to_pack(request.selection)
    file.write(encoded(without_additions(in_front(pack)), "json").removesuffix(_END))
    between = _KEY
    for piece in filter(None, pieces):
        file.write(between + piece)
        between = _COMMA
    if between == _COMMA:
        file.write(_LIST_END)
    file.write(_members(behind(pack)) + _END)


def _members(pack: Pack) -> bytes:
    """Return what stands behind the header, without the brace at the end."""
    header = Pack(schema_version=pack.schema_version, metadata=pack.metadata)
    start = encoded(header, "json").removesuffix(_END)
    return encoded(pack, "json").removeprefix(start).removesuffix(_END)


def _plan(plan: Plan, audience: Audience) -> bytes:
    return write_json(plan_data(plan, audience)).encode()


EXPORTER = Exporter(
    name="json",
    suffix=".json",
    summary="A pack in JSON, complete and valid by the schema.",
    export=_export,
    plan=_plan,
    stream=Stream(piece=_piece, write=_write, alone=True),
)
