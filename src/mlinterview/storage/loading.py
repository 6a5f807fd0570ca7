"""Load packs from paths, texts and names, validate them, and write them."""

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

    paths = sorted(resources.folder("data").glob(f"*/{document.PACK_FILE}"))
    try:
        version = importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        version = ""  # The package is used without being installed.
    return tuple(
        InstalledPack(path.parent.name, DISTRIBUTION, version, path.parent)
        for path in paths
    )


def installed() -> tuple[InstalledPack, ...]:
    """Return every pack that can be loaded by its name, in order.

    These are the bundled packs, and those that other distributions offer by an entry
    point in the group ``mlinterview.packs``. No distribution is imported, and no pack is
    read. A pack whose files cannot be found has a `Problem`.

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
    """Return the pack in a file or a directory, or the installed pack of some name.

    Args:
        source: A ``.yaml``, ``.json``, ``.jsonl`` or ``.parquet`` file, a directory
            with a ``pack.yaml``, a ``.zip`` archive of one, or the id of an installed
            pack. A path that exists has precedence over a name.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Returns:
        The pack. Warnings do not prevent loading; `validate` lists them.

    Raises:
        PackError: If the pack has an error; carries the `Report` of all its problems.

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
    """Return the pack that `load` returns, and its images.

    An image is not read before an exporter shows it.

    Args:
        source: What `load` takes.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If the pack has an error; carries the `Report` of all its problems.

    >>> pack, media = load_with_media("ml-engineer")
    >>> pack.id
    'ml-engineer'
    """
    checked = check(
        open_document(source, limits=limits), today=_day(today), warnings=False
    )
    # A pack that was read is in a folder or an archive, so it has its media.
    return _pack(checked), checked.document.media or NO_MEDIA


def loads(
    text: str | bytes,
    format: Format,
    *,
    name: str = "",
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Pack:
    """Return the pack in a text.

    Args:
        text: The text, or its bytes in UTF-8.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
        name: What to call it in problems.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        PackError: If the pack has an error; carries the `Report` of all its problems.
    """
    _known_format(format)
    # Half of a surrogate pair becomes bytes that are not UTF-8, which is reported.
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
        PackError: If the pack has an error; carries the `Report` of all its problems.
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

    A file of JSON Lines may have any size: only one line at a time is in memory. So this
    does not check that the entities to which a question refers exist, nor that no other
    question has its id; `validate` does. A pack in any other format is loaded first.

    Args:
        path: What `load` takes.
        today: The day on which the questions are checked; the current one by default.
        limits: How much to read; for a file of JSON Lines, of each line.

    Yields:
        The questions, in order.

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
    """Return the problems of a pack; never raise an error about its content.

    A file of JSON Lines with more bytes than the limit is read line by line, in little
    memory. Then the limits hold for each line, and all rules apply except those that
    compare the texts of questions with each other. The last three arguments are for such
    a file; `validate_many` checks several packs at once.

    Args:
        source: What `load` takes, or a pack that was made in Python.
        select: The codes to look for, or prefixes of codes, such as ``MLI2``; all by
            default.
        ignore: The codes, or prefixes of codes, to leave out.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.
        executor: The executor that checks the lines, as for `validate_many`.
        jobs: The number of processes that check the lines if there is no executor. With
            1, this process does; with `None`, there is one for each processor.
        progress: A function that is called with the number of bytes that were checked,
            and that of all bytes, whenever more were checked.

    Raises:
        MlinterviewError: If there is no code with a prefix that was given, or *jobs* is
            less than one.

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
                processes,  # To import it takes longer than to check a small pack.
            )

            number = jobs if executor is None else None
            each = functools.partial(processes.each, executor=executor, jobs=number)
        each = with_progress(progress, file.size, each)
        return check_files([file], today, chosen, each=each)
    return check(opened(source, limits=limits), today=today, chosen=chosen).report


def large(source: Source | Pack, limits: Limits) -> LinesFile | None:
    """Return *source* as a file if it is JSON Lines with more bytes than the limit."""
    if isinstance(source, Pack) or is_name(os.fspath(source)):
        return None
    file = document.lines_file(source, limits)
    return file if file is not None and file.size > limits.bytes else None


def opened(source: Source | Pack, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document of a path, a name or a pack, as `validate` takes them."""
    if isinstance(source, Pack):
        from ..model import unstructure

        return document.from_data(unstructure(source), source.id)
    return open_document(source, limits=limits)


def open_document(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Return the document at a path, or of the installed pack of some name."""
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
    """Return the document of an installed pack.

    Args:
        packs: All installed packs of one name. More than one is a problem, unless one of
            them is bundled.
        limits: How much to read.
    """
    name = packs[0].id
    # Other distributions cannot replace a bundled pack.
    bundled_packs = [pack for pack in packs if pack.distribution == DISTRIBUTION]
    (chosen, *others) = bundled_packs or packs
    problem = chosen.problem
    if others:
        names = ", ".join(quote(pack.distribution) for pack in packs)
        message = f"several distributions offer a pack {quote(name)}: {names}"
        hint = "uninstall all but one of them, or load the pack by its path"
        problem = codes.BROKEN_DISTRIBUTION.problem(message, hint=hint, file=name)
    if problem is not None or chosen.path is None:
        return Document(name, None, (), (problem,) if problem else ())
    read = document.read(chosen.path, limits=limits, by_entities=True)
    return attrs.evolve(read, name=name)


def is_name(source: str) -> bool:
    """Return True if *source* can only be the name of a pack, not a path."""
    if not source:
        return True  # As a path, an empty text would be the current folder.
    path = Path(source)
    is_plain = path.name == source and path.suffix not in ENDINGS
    try:
        # A folder without a pack may have the name of an installed pack by chance.
        is_other_folder = path.is_dir() and not (path / document.PACK_FILE).exists()
        return is_plain and (is_other_folder or not path.exists())
    except (OSError, ValueError):
        return False


def structured(source: Document, today: datetime.date) -> Pack:
    """Return the pack in a document.

    Raises:
        PackError: If the pack has an error; carries the `Report` of all its problems.
    """
    return _pack(check(source, today=today, warnings=False))


def dumps(pack: Pack, format: Format) -> str:
    """Return *pack* as text, from which `loads` makes an equal pack.

    Args:
        pack: The pack.
        format: ``"yaml"``, ``"json"`` or ``"jsonl"``.
    """
    return _encoded_pack(pack, format).decode()


def dump(pack: Pack, path: Source) -> None:
    """Write *pack* to a file atomically: completely or not at all.

    Args:
        pack: The pack.
        path: A file that ends in ``.yaml``, ``.json`` or ``.jsonl``.

    Raises:
        MlinterviewError: If the name has another ending.
        OSError: If the file cannot be written; an existing file is unchanged.
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
