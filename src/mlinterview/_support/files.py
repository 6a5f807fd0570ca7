"""Write a file atomically: completely or not at all."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self


class Draft:
    """A temporary file beside another file, which it replaces when it is complete.

    Links are followed, and the permissions of an existing file are kept. If the path is
    not a regular file but, for example, a device or a pipe, that is written directly. It
    is a context manager: at its end, a draft that was not put in place is removed.

    Args:
        path: The file to replace.

    Attributes:
        file: The open file to write to.

    Raises:
        OSError: If it cannot be written, with *path* as its file name; the old file
            is unchanged.
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
            # The umask decides on the permissions of a new file.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self.file = os.fdopen(os.open(temporary, flags, 0o666), "wb")
            self._temporary = temporary

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Return a context that raises errors with the path that the caller gave."""
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
        # The draft is in place or is removed, so an error has no effect.
        with contextlib.suppress(OSError):
            self.file.close()
        if self._temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                self._temporary.unlink()

    def write(self, content: bytes) -> None:
        """Append *content* to the draft."""
        with self._named():
            self.file.write(content)

    def flush(self) -> None:
        """Write all content to the disk, and close the draft."""
        with self._named():
            self.file.flush()
            if self._temporary is not None:
                os.fsync(self.file.fileno())
                if self._mode is not None:
                    self._temporary.chmod(stat.S_IMODE(self._mode))
            self.file.close()

    def put(self) -> None:
        """Replace the other file by the draft; call `flush` first."""
        with self._named():
            if self._temporary is not None:
                self._temporary.replace(self._target)


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write *content* to the file *path*; if that fails, leave the old file unchanged.

    The content is written to a `Draft`, which is flushed to the disk and renamed.

    Raises:
        OSError: If it cannot be written, with *path* as its file name; the old file
            is unchanged.
    """
    with Draft(path) as draft:
        draft.write(content)
        draft.flush()
        draft.put()


def _mode(path: Path) -> int | None:
    """Return the type and permissions of a file, or `None` if it does not exist."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None
