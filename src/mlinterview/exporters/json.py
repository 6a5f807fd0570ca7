"""A pack in JSON: all that the model holds, valid by the schema.

It carries one pack, and cannot carry questions of several. A part of a pack takes
along what its questions need; see `Selection.to_pack`.

A planned interview becomes its rounds with their questions and times. For a candidate
that is the words of the questions alone, without ids or topics, which tell too much.
"""

from .._encoding import encoded
from .._options import Options
from .._writers import write_json
from ..interview import Audience, Plan
from . import Exporter, ExportRequest
from ._packs import to_pack
from ._plans import plan_data


def _export(request: ExportRequest[Options]) -> bytes:
    return encoded(to_pack(request.selection), "json")


def _plan(plan: Plan, audience: Audience) -> bytes:
    return write_json(plan_data(plan, audience)).encode()


EXPORTER = Exporter(
    name="json",
    suffix=".json",
    summary="A pack in JSON, complete and valid by the schema.",
    export=_export,
    plan=_plan,
)
