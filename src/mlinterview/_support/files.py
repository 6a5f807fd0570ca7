"""Writes a file whole or not at all."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self


class Draft:
    """A file that is written beside another one, and takes its place when it is done.

    A link is followed, and the permissions of an existing file are kept. What is no
    regular file, such as a device or a pipe, is written to as it is. It is a context
    manager: what has not been put in place at its end is thrown away.

    Args:
        path: The file whose place it will take.

    Attributes:
        file: What to write to.

    Raises:
        OSError: If it cannot be written, with *path* as its file name; the old file
            is as it was.
    """

    file: BinaryIO

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path
        self._temporary: Path | None = None
        with self._named():
            self._mode = _mode(Path(path))
            if self._mode is not None and not stat.S_ISREG(self._mode):
                self.file = Path(path).open("wb")  # noqa: SIM115 - closed by `__exit__`
                return
            self._target = Path(path).resolve()
            name = f".{self._target.name[:50]}.{os.urandom(8).hex()}"
            temporary = self._target.parent / name
            # A new file has the permissions that the umask leaves it.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self.file = os.fdopen(os.open(temporary, flags, 0o666), "wb")
            self._temporary = temporary

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Raise errors with the name that the caller knows the file by."""
        try:
            yield
        except OSError as error:
            name = os.fspath(self.path)
            raise type(error)(error.errno, error.strerror, name) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What cannot be written any more is of no use.
        with contextlib.suppress(OSError):
            self.file.close()
        if self._temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                self._temporary.unlink()

    def write(self, content: bytes) -> None:
        """Add *content* to the end."""
        with self._named():
            self.file.write(content)

    def flush(self) -> None:
        """See to it that all of it is on the disk."""
        with self._named():
            self.file.flush()
            if self._temporary is not None:
                os.fsync(self.file.fileno())
                if self._mode is not None:
                    self._temporary.chmod(stat.S_IMODE(self._mode))
            self.file.close()

    def put(self) -> None:
        """Put it in the place of the other file, after `flush`."""
        with self._named():
            if self._temporary is not None:
                self._temporary.replace(self._target)


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Put *content* into the file *path*; if that fails, leave what was there.

    It is written beside it, flushed to the disk and renamed; see `Draft`.

    Raises:
        OSError: If it cannot be written, with *path* as its file name; the old file
            is as it was.
    """
    with Draft(path) as draft:
        draft.write(content)
        draft.flush()
        draft.put()


def _mode(path: Path) -> int | None:
    """Return the type and permissions of the file, or `None` if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
