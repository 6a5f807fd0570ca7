"""How far work has come, shown in a terminal."""

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


@contextlib.contextmanager
def byte_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that takes how many bytes are done, and how many there are.

    Args:
        label: What is being done, shown before the bar.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Processes are forked meanwhile, which must not copy a thread that draws.
    bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)

    def update(done: int, total: int) -> None:
        # Short work calls this never, and shows no bar.
        if not bar.task_ids:
            bar.start()
            bar.add_task(label)
        bar.update(bar.task_ids[0], completed=done, total=total, refresh=True)

    try:
        yield update
    finally:
        bar.stop()


def with_progress(items: Iterable[T], number: int) -> Iterator[T]:
    """Yield *items*, and show how many of them are done if there are several.

    Args:
        items: What is checked.
        number: How many items there are.
    """
    if number < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, "Checking", number, console=console, transient=True)
