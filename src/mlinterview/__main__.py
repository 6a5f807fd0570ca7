"""``python -m mlinterview`` is the command ``mlinterview``."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="python -m mlinterview")
