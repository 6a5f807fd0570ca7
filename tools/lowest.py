"""Install the lowest version of each run-time dependency that pyproject.toml allows.

The dependencies of the extras are included. Tests that run with these versions prove
that the lower ends of the ranges are correct.
"""

import itertools
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """Install every lower bound at once."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    extras = itertools.chain(*project["optional-dependencies"].values())
    stated = [*project["dependencies"], *extras]
    pins = []
    for requirement in map(Requirement, stated):
        bounds = [one.version for one in requirement.specifier if one.operator == ">="]
        if requirement.marker is None or requirement.marker.evaluate():
            pins.append(f"{requirement.name}=={bounds[0]}")
    print(*pins)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *pins], check=True)


if __name__ == "__main__":
    main()
