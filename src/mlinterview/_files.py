"""Writes a file whole or not at all."""

import contextlib
import os
import stat
from pathlib import Path


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Put *content* into the file *path*; if that fails, leave what was there.

    It is written to a file beside it, flushed to the disk and renamed. A link is
    followed, and the permissions of an existing file are kept. What is no regular
    file, such as a device or a pipe, is written to as it is.

    Raises:
        OSError: If it cannot be written, with *path* as its file name; the old file
            is as it was.
    """
    try:
        mode = _mode(Path(path))
        if mode is not None and not stat.S_ISREG(mode):
            Path(path).write_bytes(content)
        else:
            _replace(Path(path).resolve(), content, mode)
    except OSError as error:
        # The temporary file is nothing that the caller knows of.
        raise type(error)(error.errno, error.strerror, os.fspath(path)) from error


def _mode(path: Path) -> int | None:
    """Return the type and permissions of the file, or `None` if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    """Put a new file in the place of *target*."""
    temporary = target.parent / f".{target.name[:50]}.{os.urandom(8).hex()}"
    # A new file has the permissions that the umask leaves it.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
