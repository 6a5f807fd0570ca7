"""Packs in and out: from a path, a text or a name to a `Pack`, and back."""

import datetime
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from .. import document
from .._support import resources
from .._support.files import write_atomically
from ..document import (
    DEFAULT_LIMITS,
    ENDINGS,
    FORMATS,
    NO_MEDIA,
    Document,
    Format,
    Limits,
    LinesFile,
    Media,
    codes,
    parse,
)
from ..errors import MlinterviewError, PackError, Report, did_you_mean, quote
from ..model import Pack, Question
from ..validation import (
    Checked,
    check,
)
from ..validation import chosen as selected_codes
from . import distributions
from .distributions import InstalledPack

if TYPE_CHECKING:
    import concurrent.futures

Source = str | os.PathLike[str]
"""A path, or the name of an installed pack."""

DISTRIBUTION: Final = "mlinterview"
"""The distribution that the bundled packs come with."""


def bundled() -> tuple[InstalledPack, ...]:
    """Return the packs that come with this package, by name.

    >>> [pack.id for pack in bundled()]
    ['ml-engineer']
    """
    import importlib.metadata

    found = sorted(resources.folder("data").glob(f"*/{document.PACK_FILE}"))
    try:
        version = importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        version = ""  # It is used without having been installed.
    return tuple(
        InstalledPack(path.parent.name, DISTRIBUTION, version, path.parent)
        for path in found
    )


def installed() -> tuple[InstalledPack, ...]:
    """Return every pack that can be loaded by its name, in order.

    These are the bundled ones, and those that other distributions offer by an entry
    point in the group ``mlinterview.packs``. Nothing of them is imported, and no pack
    is read. One that cannot be found has a `Problem`.

    >>> "ml-engineer" in [pack.id for pack in installed()]
    True
    """
    return tuple(sorted([*bundled(), *distributions.offered()]))


def load(
    source: Source,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack that a file, a directory or the name of an installed pack holds.

    Args:
        source: A ``.yaml``, ``.json``, ``.jsonl`` or ``.parquet`` file, a directory
            with a ``pack.yaml``, a ``.zip`` archive of one, or the id of an installed
            pack. A path that exists goes before a name.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Returns:
        The pack. Warnings do not stop a load; `validate` lists them.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.

    >>> load("ml-engineer").id
    'ml-engineer'
    """
    return load_with_media(source, today=today, limits=limits)[0]


def load_with_media(
    source: Source,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Pack, Media]:
    """Return the pack that `load` returns, and the images that it ships.

    An image is read when an exporter shows it.

    Args:
        source: What `load` takes.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.

    >>> pack, media = load_with_media("ml-engineer")
    >>> pack.id
    'ml-engineer'
    """
    checked = check(
        open_document(source, limits=limits), today=_day(today), warnings=False
    )
    # What has been read stands in a folder or an archive.
    return _pack(checked), checked.document.media or NO_MEDIA


def loads(
    text: str | bytes,
    format: Format,
    *,
    name: str = "",
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack that a text holds.

    Args:
        text: The text, or its bytes in UTF-8.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
        name: What to call it in problems.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.
    """
    _known_format(format)
    # Half of a surrogate pair makes bytes that no reader takes.
    source = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    document = parse(
        source, format, name=name or f"<{format} text>", limits=limits, by_entities=True
    )
    return _pack(check(document, today=_day(today), warnings=False))


def _day(today: datetime.date | None) -> datetime.date:
    return today or datetime.date.today()


def _pack(checked: Checked) -> Pack:
    """Return the pack of a document that was checked.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.
    """
    if checked.pack is None:
        raise PackError(checked.report)
    return checked.pack


def iter_questions(
    path: Source,
    *,
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Question]:
    """Yield the questions of a pack one after the other.

    A file of JSON Lines may be of any size: one line of it is in memory at a time. What
    a question refers to, and whether another one has its id, cannot be seen that way;
    `validate` says so. A pack in any other form is loaded first.

    Args:
        path: What `load` takes.
        today: The day on which the questions are checked; the current one by default.
        limits: How much to read; in a file of JSON Lines, of each line.

    Yields:
        The questions, in their order.

    Raises:
        PackError: At the first line with an error; carries the `Report` of that line.

    >>> questions = iter_questions("ml-engineer")
    >>> next(questions).kind
    <Kind.CONCEPT: 'concept'>
    """
    today = today or datetime.date.today()
    name = os.fspath(path)
    file = None if is_name(name) else document.lines_file(name, limits)
    if file is None:
        yield from load(path, today=today, limits=limits).questions
    else:
        from ..validation import iter_file_questions  # Most packs are small.

        yield from iter_file_questions(file, today)


def validate(
    source: Source | Pack,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
    executor: "concurrent.futures.Executor | None" = None,
    jobs: int | None = 1,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Report:
    """Return all that is wrong with a pack; never raises on its content.

    A file of JSON Lines with more bytes than the limit is read line by line, in little
    memory, and held to all rules but those that compare the texts of its questions with
    each other. Such a limit bounds each line then. The last three arguments are for such
    a file; `validate_many` checks several packs at once.

    Args:
        source: What `load` takes, or a pack that was made in Python.
        select: The codes to look for, or the beginnings of several, such as ``MLI2``;
            all by default.
        ignore: Those of them to leave out.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.
        executor: What looks at the lines, as for `validate_many`.
        jobs: How many processes look at them if no executor does; with one, it is this
            process, with `None`, one for each processor.
        progress: Takes how many bytes have been looked at, and how many there are, each
            time when there are more.

    Raises:
        MlinterviewError: If no code begins like one of those given, or if there are
            fewer jobs than one.

    >>> validate("ml-engineer").ok
    True
    """
    chosen = selected_codes(select, ignore)
    today = today or datetime.date.today()
    if (file := large(source, limits)) is not None:
        from ..validation import check_files, with_progress  # Most packs are small.

        each: Callable[..., Iterable[object]] = map
        if executor is not None or jobs != 1:
            from .._support import (
                processes,  # It takes longer than to check a small pack.
            )

            number = jobs if executor is None else None
            each = functools.partial(processes.each, executor=executor, jobs=number)
        each = with_progress(progress, file.size, each)
        return check_files([file], today, chosen, each=each)
    return check(opened(source, limits=limits), today=today, chosen=chosen).report


def large(source: Source | Pack, limits: Limits) -> LinesFile | None:
    """Return a file of JSON Lines that has more bytes than the limit allows."""
    if isinstance(source, Pack) or is_name(os.fspath(source)):
        return None
    file = document.lines_file(source, limits)
    return file if file is not None and file.size > limits.bytes else None


def opened(source: Source | Pack, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document behind what `validate` takes."""
    if isinstance(source, Pack):
        from ..model import unstructure

        return document.from_data(unstructure(source), source.id)
    return open_document(source, limits=limits)


def open_document(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document behind a path or the name of an installed pack."""
    name = os.fspath(source)
    if is_name(name):
        packs = [pack for pack in installed() if pack.id == name and name]
        if packs:
            return _open_installed(packs, limits)
        if name and Path(name).exists():
            return document.read(name, limits=limits, by_entities=True)
        known = [pack.id for pack in installed() if pack.problem is None]
        problem = codes.NOT_FOUND.problem(
            f"there is no file and no installed pack {quote(name)}",
            hint=did_you_mean(name, known) or f"installed: {', '.join(known)}",
            file=name,
        )
        return Document(name, None, (), (problem,))
    return document.read(name, limits=limits, by_entities=True)


def _open_installed(packs: Sequence[InstalledPack], limits: Limits) -> Document:
    """Return the document of an installed pack, of which there should be one."""
    name = packs[0].id
    # What comes with this package cannot be replaced by what else is installed.
    own = [pack for pack in packs if pack.distribution == DISTRIBUTION]
    (chosen, *others) = own or packs
    problem = chosen.problem
    if others:
        names = ", ".join(quote(pack.distribution) for pack in packs)
        message = f"several distributions offer a pack {quote(name)}: {names}"
        hint = "uninstall all but one of them, or load the pack by its path"
        problem = codes.BROKEN_DISTRIBUTION.problem(message, hint=hint, file=name)
    if problem is not None or chosen.path is None:
        return Document(name, None, (), (problem,) if problem else ())
    found = document.read(chosen.path, limits=limits, by_entities=True)
    return attrs.evolve(found, name=name)


def is_name(source: str) -> bool:
    """Say whether *source* can only be the name of a pack."""
    if not source:
        return True  # A path without a word in it would be the current folder.
    path = Path(source)
    is_plain = path.name == source and path.suffix not in ENDINGS
    try:
        # A folder that only happens to have the name hides no pack.
        hidden = path.is_dir() and not (path / document.PACK_FILE).exists()
        return is_plain and (hidden or not path.exists())
    except (OSError, ValueError):
        return False


def structured(found: Document, today: datetime.date) -> Pack:
    """Return the pack that a document holds.

    Raises:
        PackError: If anything is wrong with it; carries the `Report` of all of it.
    """
    return _pack(check(found, today=today, warnings=False))


def dumps(pack: Pack, format: Format) -> str:
    """Return *pack* as text; `loads` makes an equal pack of it.

    Args:
        pack: The pack.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
    """
    return _encoded_pack(pack, format).decode()


def dump(pack: Pack, path: Source) -> None:
    """Write *pack* to a file, whole or not at all.

    Args:
        pack: The pack.
        path: A file that ends in ``.yaml``, ``.json`` or ``.jsonl``.

    Raises:
        MlinterviewError: If the name ends in none of them.
        OSError: If the file cannot be written; what was there is left.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        msg = (
            f"{quote(os.fspath(path))} cannot be written: end the name in"
            f" {' or '.join(FORMATS)}"
        )
        raise MlinterviewError(msg)
    write_atomically(path, _encoded_pack(pack, FORMATS[suffix]))


def _encoded_pack(pack: Pack, format: Format) -> bytes:
    from .encoding import encoded

    _known_format(format)
    return encoded(pack, format)


def _known_format(format: str) -> None:
    if format not in FORMATS.values():
        msg = f"there is no format {quote(format)}; choose `yaml`, `json` or `jsonl`"
        raise MlinterviewError(msg)
