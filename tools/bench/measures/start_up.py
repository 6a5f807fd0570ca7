"""Programs from their start to their end."""

import sys
import sysconfig
from pathlib import Path

from .. import peers, timing
from ..measure import Calls, Sample, Target, measure


@measure(
    "Start-up",
    sizes=(10,),
    take=timing.programs,
    targets=[
        Target("import mlinterview", 5.5),
        Target("mlinterview --help", 4.5),
        Target("mlinterview validate, of JSON", 15.0),
        Target("mlinterview validate, of YAML", 15.0),
    ],
)
def start_up(sample: Sample) -> Calls:
    """Time imports, the help, and the validation of a small file."""
    ours = str(Path(sysconfig.get_path("scripts"), "mlinterview"))
    lines = [
        "pass",
        "import mlinterview",
        "from mlinterview import Pack",
        "from mlinterview import load",
        "import attrs, cattrs, jsonschema",
        "import click",
        *["import pydantic"] * peers.has("pydantic"),
    ]
    python = {line: [sys.executable, "-c", line] for line in lines}
    return {
        "python -c pass": python.pop("pass"),
        **python,
        "mlinterview --help": [ours, "--help"],
        "mlinterview validate, of JSON": [ours, "validate", str(sample.path("json"))],
        "mlinterview validate, of YAML": [ours, "validate", str(sample.path("yaml"))],
    }
