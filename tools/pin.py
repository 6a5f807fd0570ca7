"""Write constraints.txt: the version of everything that is installed here.

With these versions a check gives the same result on another day. They apply only to the
environments of this repository; the ranges for users are in pyproject.toml.
"""

import importlib.metadata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "constraints.txt"
OWN = {"mlinterview", "pip", "setuptools"}


def main() -> None:
    """Write one line for each distribution, in order."""
    found = {
        distribution.metadata["Name"].lower().replace("_", "-"): distribution.version
        for distribution in importlib.metadata.distributions()
    }
    pins = [f"{name}=={found[name]}" for name in sorted(found.keys() - OWN)]
    head = "# Made by `make constraints`: what the checks of this repository run with.\n"
    TARGET.write_text(head + "\n".join(pins) + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(pins)} pins")


if __name__ == "__main__":
    main()
