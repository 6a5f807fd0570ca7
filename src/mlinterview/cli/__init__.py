"""The command line: the program `mlinterview` and its commands."""

from .main import run

__all__ = ["run"]
