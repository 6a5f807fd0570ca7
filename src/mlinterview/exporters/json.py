"""A pack in JSON: everything that the model holds, valid by the schema.

A file holds one pack, never questions of several. Part of a pack is written with what
its questions refer to; see `Selection.to_pack`.

A planned interview becomes its rounds with their questions and times. For a candidate
it has only the prompts, since ids and topics would give hints.
"""

from collections.abc import Iterable
from typing import BinaryIO, Final

from .._support.options import Options
from ..interviews import Audience, Plan
from ..model import Pack
from ..storage import encoded, write_json
from . import Exporter, ExportRequest, Stream
from ._packs import (
    after_questions,
    before_questions,
    only_questions,
    to_pack,
    without_extensions,
)
from ._plans import plan_data

_END: Final = b"\n}\n"
_KEY: Final = b',\n  "questions": [\n'
_LIST_END: Final = b"\n  ]"
_COMMA: Final = b",\n"


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "json")


def _piece(request: ExportRequest[Options]) -> bytes:
    pack = without_extensions(only_questions(to_pack(request.selection)))
    return _members(pack).removeprefix(_KEY).removesuffix(_LIST_END)


def _write(
    request: ExportRequest[Options], pieces: Iterable[bytes], file: BinaryIO
) -> None:
    pack = to_pack(request.selection)
    file.write(
        encoded(without_extensions(before_questions(pack)), "json").removesuffix(_END)
    )
    between = _KEY
    for piece in filter(None, pieces):
        file.write(between + piece)
        between = _COMMA
    if between == _COMMA:
        file.write(_LIST_END)
    file.write(_members(after_questions(pack)) + _END)


def _members(pack: Pack) -> bytes:
    """Return the members after the header, without the closing brace."""
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
