"""``python -m mlinterview`` is the command ``mlinterview``."""

from .cli import run

if __name__ == "__main__":
    run(prog_name="python -m mlinterview")
