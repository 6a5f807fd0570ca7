"""The forms in which a pack is stored: a file, a directory, or an archive of one.

A directory and an archive are both a list of files, which are read and joined alike.
"""

import functools
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from ..errors import Problem, Severity, did_you_mean, quote
from ..model import JSON
from . import codes
from .documents import Document, parse
from .events import DEFAULT_LIMITS, Format, Limits, pointer
from .listing import (
    PACK_FILE,
    PART_FORMATS,
    ListedFile,
    Listing,
    ignored,
    reason_of,
    too_many,
)
from .media import File, Media, Missing
from .parts import Part, parse_part, too_large

FORMATS: Final[Mapping[str, Format]] = {
    ".yaml": "yaml",
    ".json": "json",
    ".jsonl": "jsonl",
}
"""The format that each file name ending stands for."""

ARCHIVE: Final = ".zip"
"""The ending of an archive."""

TABLE: Final = ".parquet"
"""The ending of a table."""

ENDINGS: Final = (*FORMATS, ARCHIVE, TABLE)
"""How the name of a file ends that can be a pack."""

_NO_FILE: Final = "a device, a pipe or a folder is no file to read"


def read(
    path: str | os.PathLike[str],
    *,
    limits: Limits = DEFAULT_LIMITS,
    texts: Mapping[str, str] = MappingProxyType({}),
    by_entities: bool = False,
) -> Document:
    """Return the document that the file or directory *path* holds.

    What cannot be read is a problem of the document, never an exception.

    Args:
        path: Where it is.
        limits: How much to read.
        texts: What to take some files for instead of what they hold, by their names
            in problems.
        by_entities: Whether entities in JSON may be decoded one at a time, see `parse`.
    """
    root = Path(path)
    name = str(root)
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        reason = "there is no such file or directory"
        if not isinstance(error, FileNotFoundError):
            reason = f"cannot be opened: {reason_of(error)}"
        hint = _nearby(root)
        return _unread(name, codes.NOT_FOUND.problem(reason, hint=hint, file=name))
    if stat.S_ISDIR(mode):
        found = _read_files(_folder(root, limits), limits, texts)
        return attrs.evolve(found, media=_beside(name, root, limits))
    problem = _unreadable_form(root, mode)
    if problem is not None:
        return _unread(name, problem)
    beside = _beside(name, root.parent, limits)
    if name in texts:
        format = FORMATS[root.suffix.lower()]
        found = parse(texts[name], format, name=name, limits=limits)
        return attrs.evolve(found, media=beside)
    source, problem = _read_bytes(root, name, limits.bytes)
    if problem is not None:
        return _unread(name, problem)
    if root.suffix.lower() == ARCHIVE:
        from .archives import of_archive  # Few packs are in one.

        listing = of_archive(name, source, limits)
        found = _read_files(listing, limits, {})
        return attrs.evolve(found, media=_within(listing, limits))
    if root.suffix.lower() == TABLE:
        from .parquet_files import of_parquet  # Only a table needs all that reads one.

        found = of_parquet(source, name, limits)
        return attrs.evolve(found, media=beside)
    format = FORMATS[root.suffix.lower()]
    found = parse(source, format, name=name, limits=limits, by_entities=by_entities)
    return attrs.evolve(found, media=beside)


class Written(NamedTuple):
    """A pack in one file, as it is written.

    Args:
        name: The file as it was named.
        source: The bytes of the file.
        format: What they are written in.
        media: The images beside it.
    """

    name: str
    source: bytes
    format: Format
    media: Media | None = None


def content(path: str | os.PathLike[str], limits: Limits) -> Written | None:
    """Return a pack in one file as it is written.

    Returns:
        `None` if it is not one file, or if that cannot be read; `read` says why.
    """
    root = Path(path)
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError):
        return None
    suffix = root.suffix.lower()
    if suffix not in FORMATS or not stat.S_ISREG(mode):
        return None
    source, problem = _read_bytes(root, str(root), limits.bytes)
    if problem is not None:
        return None
    beside = _beside(str(root), root.parent, limits)
    return Written(str(root), source, FORMATS[suffix], beside)


class Line(NamedTuple):
    """One line of a file.

    Args:
        number: Which one, from 0.
        offset: How many bytes of the file are in front of it.
        source: What it holds, or `None` if that is more than the limit allows.
    """

    number: int
    offset: int
    source: bytes | None


class LinesFile(NamedTuple):
    """A file of JSON Lines that is read line by line.

    Args:
        name: The file as it was named.
        size: How many bytes it holds.
        limits: How much to read; those on bytes and on nodes bound one line.
        media: The images beside it.
    """

    name: str
    size: int
    limits: Limits
    media: Media

    def lines(self, start: int = 0, end: int | None = None) -> Iterator[Line]:
        """Yield each line, without the line break at its end.

        Behind the last line break is a line more, as when a text is split.

        Args:
            start: How many bytes to pass over. A line that begins in them is left out,
                and the numbers of lines count from the first that is not.
            end: The offset from which on lines that begin are left out as well.

        Raises:
            OSError: If the file cannot be read.
        """
        most = self.limits.bytes + 1
        number, offset = 0, start
        with open(self.name, "rb", opener=_without_waiting) as file:
            if start:
                offset = file.seek(start - 1)
                while more := file.readline(_STEP):
                    offset += len(more)
                    if more.endswith(b"\n"):
                        break
                else:
                    return
            while end is None or offset < end:
                source = file.readline(most)
                is_whole = len(source) < most or source.endswith(b"\n")
                size = len(source)
                while not is_whole and (more := file.readline(_STEP)):
                    size += len(more)
                    if more.endswith(b"\n"):
                        source = more
                        break
                ends = source.endswith(b"\n")
                yield Line(
                    number, offset, source.removesuffix(b"\n") if is_whole else None
                )
                if not ends:
                    return
                number, offset = number + 1, offset + size

    def lines_at(self, offsets: Iterable[int]) -> Iterator[Line]:
        """Yield the lines that begin at *offsets*, numbered as they come.

        Raises:
            OSError: If the file cannot be read.
        """
        with open(self.name, "rb", opener=_without_waiting) as file:
            for number, offset in enumerate(offsets):
                file.seek(offset)
                source = file.readline(self.limits.bytes + 1)
                yield Line(number, offset, source.removesuffix(b"\n"))


_STEP: Final = 2**20
"""How much of a line is passed over at a time."""


def lines_file(path: str | os.PathLike[str], limits: Limits) -> LinesFile | None:
    """Return a file of JSON Lines; `None` if it is none, or if it cannot be opened."""
    root = Path(path)
    try:
        found = root.stat()
        readable = os.access(root, os.R_OK)
    except (OSError, ValueError):
        return None
    if root.suffix.lower() != ".jsonl" or not stat.S_ISREG(found.st_mode) or not readable:
        return None
    beside = _beside(str(root), root.parent, limits)
    return LinesFile(str(root), found.st_size, limits, beside)


def _unread(name: str, problem: Problem) -> Document:
    return Document(name, None, (), (problem,))


def _nearby(path: Path) -> str:
    """Return a hint that names a file with a similar name in the same folder."""
    try:
        names = {found.name for found in path.parent.iterdir()}
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, sorted(names - {path.name}))


def _unreadable_form(path: Path, mode: int) -> Problem | None:
    """Return the problem with a file that is of no known form."""
    if not stat.S_ISREG(mode):
        return codes.UNREADABLE.problem(_NO_FILE, file=str(path))
    if path.suffix.lower() not in ENDINGS:
        ending = quote(path.suffix) if path.suffix else "no ending"
        return codes.UNKNOWN_FORM.problem(
            "a pack is a .yaml, .json, .jsonl, .zip or .parquet file or a directory;"
            f" this has {ending}",
            hint="rename it to .yaml" if path.suffix.lower() == ".yml" else "",
            file=str(path),
        )
    return None


def _read_bytes(path: Path, name: str, most: int) -> tuple[bytes, Problem | None]:
    """Return what the file holds, or the problem with it."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return b"", codes.UNREADABLE.problem(_NO_FILE, file=name)
            source = file.read(most + 1)
    except OSError as error:
        message = f"cannot be read: {reason_of(error)}"
        return b"", codes.UNREADABLE.problem(message, file=name)
    if len(source) > most:
        return b"", too_large(name, Limits(bytes=most))
    return source, None


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to would be waited for otherwise."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


# Several files ---------------------------------------------------------------


def _read_files(listing: Listing, limits: Limits, texts: Mapping[str, str]) -> Document:
    """Read every part and join them in the order of their paths."""
    name = listing.name
    problems = list(listing.problems)
    if len(listing.files) + len(problems) > limits.files:
        return _unread(name, too_many(name, limits))
    files = sorted(listing.files, key=lambda file: file.steps)
    if all(file.steps != (PACK_FILE,) for file in files):
        if all(problem.file != name for problem in problems):
            message = f"it holds no {PACK_FILE}"
            problem = codes.NO_PACK_FILE.problem(message, hint=listing.hint, file=name)
            problems.append(problem)
        return Document(name, None, (), tuple(problems), limits=limits)
    problems += _clashes(files)
    complete = not any(problem.severity is Severity.ERROR for problem in problems)
    parts: list[Part] = []
    left = limits
    # The file that makes the directory a pack comes first, whatever the others
    # are called: what concerns the whole pack is reported there.
    for file in sorted(files, key=lambda file: file.steps != (PACK_FILE,)):
        source, unread = file.read(left.bytes)
        if file.name in texts:
            source = texts[file.name].encode()
        if unread is not None:
            problems.append(unread)
            if unread.code == codes.TOO_LARGE.id or len(problems) > limits.problems:
                break
            continue
        part, found = parse_part(source, file.format, file.name, left)
        problems += found
        left = attrs.evolve(left, bytes=left.bytes - len(source))
        if part is not None:
            left = attrs.evolve(left, nodes=left.nodes - part.nodes)
            parts.append(part)
        if len(problems) > limits.problems:
            break
    joined = _join(name, parts, problems, limits)
    return attrs.evolve(joined, complete=complete and len(parts) == len(files))


def _clashes(files: Iterable[ListedFile]) -> Iterator[Problem]:
    """Yield a problem for each file that another system takes for an earlier one."""
    first: dict[str, ListedFile] = {}
    for file in files:
        path = "/".join(file.steps)
        other = first.setdefault(unicodedata.normalize("NFKC", path).casefold(), file)
        if other is not file:
            yield codes.CLASHING_NAMES.problem(
                f"{quote(path)} and {quote('/'.join(other.steps))} are one file on"
                " some systems",
                hint="give one of the two another name",
                file=file.name,
            )


# Directories -----------------------------------------------------------------


def _folder(root: Path, limits: Limits) -> Listing:
    """Return the files that make up the directory *root*.

    Once there are more than the limit allows, no more are looked for.
    """
    main = root / PACK_FILE
    files: list[ListedFile] = []
    problems: list[Problem] = []
    if not os.path.lexists(main):
        return Listing(str(root), files, problems, _nearby(main))

    def report(error: OSError) -> None:
        message = f"the folder cannot be read: {reason_of(error)}"
        problems.append(codes.UNREADABLE.problem(message, file=str(error.filename)))

    inside = os.path.realpath(root)
    for folder, folders, names in os.walk(root, onerror=report):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        known = frozenset(names)
        for one in sorted([*names, *folders]):
            path = Path(folder, one)
            if one.startswith("."):
                continue
            # As in `_stays`, `Path` would raise on what is forbidden.
            if os.path.islink(path) and not _stays(path, inside):  # noqa: PTH114
                problems.append(
                    codes.OUTSIDE_PACK.problem(
                        "a link out of the pack, or to a folder, is not followed",
                        hint="copy what it points to into the pack",
                        file=str(path),
                    )
                )
            elif path.suffix.lower() == ".yml" and one in known:
                problems.append(ignored(str(path), path.stem))
            elif path.suffix.lower() in PART_FORMATS and one in known:
                steps = path.relative_to(root).parts
                files.append(ListedFile(str(path), steps, _reader(path)))
        if len(files) + len(problems) > limits.files:
            break
    return Listing(str(root), files, problems)


def _reader(path: Path) -> Callable[[int], tuple[bytes, Problem | None]]:
    return lambda most: _read_bytes(path, str(path), most)


def _stays(link: Path, inside: str) -> bool:
    """Say whether *link* leads to a file within the folder *inside*."""
    # The methods of `Path` raise on a link to itself or to what is forbidden; these
    # functions do not.
    target = os.path.realpath(link)
    return Path(target).is_relative_to(inside) and not os.path.isdir(target)  # noqa: PTH112


# Images ----------------------------------------------------------------------


def _alike(name: str) -> str:
    """Return what is left of a name that was written from memory."""
    return name.rpartition(".")[0].casefold()


def _within(listing: Listing, limits: Limits) -> Media:
    """Return the images of an archive."""
    near = {_alike(name): name for name in sorted(listing.images)}

    def find(source: str) -> File | Missing:
        found = listing.images.get(source)
        return found or Missing(near=near.get(_alike(source), ""))

    return Media(listing.name, find, limits.image)


def _beside(name: str, root: Path, limits: Limits) -> Media:
    """Return the images in the folder *root* and below it."""
    inside = os.path.realpath(root)

    @functools.cache
    def names(folder: Path) -> frozenset[str]:
        try:
            return frozenset(one.name for one in folder.iterdir())
        except (OSError, ValueError):
            return frozenset()

    @functools.cache
    def near(folder: Path) -> Mapping[str, str]:
        return {_alike(name): name for name in sorted(names(folder))}

    @functools.cache
    def find(source: str) -> File | Missing:
        at = root
        *folders, name = source.split("/")
        for step in (*folders, name):
            # Names are compared here: some systems know a file by other capitals, too.
            if step.startswith(".") or step not in names(at):
                meant = near(at).get(_alike(step)) if step is name else None
                return Missing(near="/".join((*folders, meant)) if meant else "")
            at /= step
        if not Path(os.path.realpath(at)).is_relative_to(inside):
            return Missing(outside=True)
        if not os.path.isfile(at):  # noqa: PTH113 - `Path` raises on a link to itself
            return Missing()
        return File(os.path.getsize(at), _reader(at))  # noqa: PTH202 - as above

    return Media(name, find, limits.image)


# Joining ---------------------------------------------------------------------


def _join(
    name: str, parts: list[Part], problems: list[Problem], limits: Limits
) -> Document:
    """Return one document of several parts: lists are joined, all else is one's own."""
    data: dict[str, JSON] = {}
    owners: dict[str, Part] = {}
    for part in parts:
        for key, value in _keys(part, problems):
            if key not in owners:
                owners[key] = part
                data[key] = value
            elif not (isinstance(value, list) and isinstance(data[key], list)):
                first = Path(owners[key].name).name
                problems.append(
                    Document(part.name, part.data, (part,)).problem(
                        codes.DUPLICATE_PART,
                        f"{quote(key)} stands in {quote(first)} already",
                        (key,),
                        hint="keep one of the two; only lists may be in several files",
                        on_key=True,
                    )
                )
    origins: dict[str, list[tuple[int, Part]]] = {}
    in_path_order = sorted(parts, key=lambda part: Path(part.name).parts)
    joined: dict[str, list[JSON]] = {
        key: [] for key, value in data.items() if isinstance(value, list)
    }
    for part in in_path_order:
        for key, held in part.data.items() if isinstance(part.data, dict) else ():
            if isinstance(held, list) and key in joined:
                origins.setdefault(key, []).append((len(joined[key]), part))
                joined[key] += held
    data.update(joined)
    moved = {
        (part.name, pointer((key,))): start
        for key, begins in origins.items()
        for start, part in begins
    }
    problems = [_in_the_whole(problem, moved) for problem in problems]
    return Document(name, data, tuple(parts), tuple(problems), origins, limits)


_IN_LIST: Final = re.compile(r"(/[^/]*)/([0-9]+)(|/.*)", re.DOTALL)


def _in_the_whole(problem: Problem, moved: Mapping[tuple[str, str], int]) -> Problem:
    """Return a problem of one file with a pointer into the joined lists."""
    found = _IN_LIST.fullmatch(problem.pointer)
    start = moved.get((problem.file, found[1]), 0) if found else 0
    if not found or not start:
        return problem
    whole = f"{found[1]}/{int(found[2]) + start}{found[3]}"
    # The fix of a mistake in a text is at the same place.
    fix = problem.fix and attrs.evolve(problem.fix, pointer=whole)
    return attrs.evolve(problem, pointer=whole, fix=fix)


def _keys(part: Part, problems: list[Problem]) -> Iterable[tuple[str, JSON]]:
    """Return what a part holds; an empty file, or mere comments, holds nothing."""
    if isinstance(part.data, dict):
        return part.data.items()
    if part.data is not None:
        whole = Document(part.name, part.data, (part,))
        message = f"expected an object with lists, found {quote(part.data)}"
        hint = "start with a key such as `questions:`"
        problems.append(whole.problem(codes.WRONG_TYPE, message, hint=hint))
    return ()
