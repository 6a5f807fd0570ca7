"""Installs the lowest version of each run-time dependency that pyproject.toml allows.

The checks then tell whether the ranges that users rely on are true.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """Install every lower bound at once."""
    stated = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    pins = []
    for requirement in map(Requirement, stated):
        bounds = [one.version for one in requirement.specifier if one.operator == ">="]
        if requirement.marker is None or requirement.marker.evaluate():
            pins.append(f"{requirement.name}=={bounds[0]}")
    print(*pins)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *pins], check=True)


if __name__ == "__main__":
    main()
