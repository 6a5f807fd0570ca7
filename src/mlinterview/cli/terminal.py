"""The terminal of an interview: lines that a person types, below a running clock.

The only control character is the carriage return, which every terminal knows.
"""

import contextlib
import io
import sys
import threading
from collections.abc import Callable, Iterator

import click

from ..interviews import InterviewRecord, InterviewUI, Stopped, clock_time

TICK = 1.0
"""The seconds between two updates of the clock."""


def is_terminal() -> bool:
    """Return True if standard input and standard output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def desk(
    *,
    show: Callable[..., None],
    save: Callable[[InterviewRecord], None],
    clock: Callable[[], float],
) -> InterviewUI:
    """Return what `conduct` needs to hold an interview in this terminal.

    Args:
        show: Prints its arguments, and escapes what could act on the terminal.
        save: Writes a record to a file.
        clock: Returns the seconds since a fixed moment.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        # The interview goes on if a line is not in the encoding of the terminal.
        sys.stdin.reconfigure(errors="backslashreplace")

    def ask(words: str, since: int | None) -> str:
        if since is None:
            click.echo(words, nl=False)
            return _typed()
        begun = clock()
        with _ticking(lambda: f"{clock_time(since + int(clock() - begun))} {words}"):
            return _typed()

    return InterviewUI(show=show, ask=ask, clock=clock, save=save)


def _typed() -> str:
    """Return the next line that is typed, with its line break.

    Raises:
        Stopped: If the input has ended.
    """
    line = sys.stdin.readline()
    if not line:
        raise Stopped
    return line


@contextlib.contextmanager
def _ticking(words: Callable[[], str]) -> Iterator[None]:
    """Print what *words* returns in front of the input, and update it every second."""
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(TICK):
            click.echo(f"\r{words()}", nl=False)

    click.echo(words(), nl=False)
    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        stop.set()
        ticker.join()
