"""The terminal that an interview is held in: a line that is typed, a clock that runs.

It uses no sequences that a terminal would have to know, only the carriage return.
"""

import contextlib
import io
import sys
import threading
from collections.abc import Callable, Iterator

import click

from ..interviews import InterviewRecord, InterviewUI, Stopped, clock_time

TICK = 1.0
"""How often the clock is shown anew, in seconds."""


def is_terminal() -> bool:
    """Say whether a person can be shown something and asked for something."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def desk(
    *,
    show: Callable[..., None],
    save: Callable[[InterviewRecord], None],
    clock: Callable[[], float],
) -> InterviewUI:
    """Return what it takes to hold an interview here.

    Args:
        show: Prints; nothing of it may act on the terminal.
        save: Keeps a record.
        clock: Returns the time in seconds, from any beginning.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        # A line in another encoding is no reason to end.
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
    """Return the line that is typed.

    Raises:
        Stopped: If there are no more.
    """
    line = sys.stdin.readline()
    if not line:
        raise Stopped
    return line


@contextlib.contextmanager
def _ticking(words: Callable[[], str]) -> Iterator[None]:
    """Show *words* on the line where something is typed, again and again."""
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
