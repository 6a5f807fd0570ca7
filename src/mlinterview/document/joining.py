"""The files of a directory or an archive, read and joined into one `Document`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from ..errors import Problem, Severity, quote
from ..model import JSON
from . import codes
from .documents import Document
from .events import Limits, pointer
from .formats.texts import PACK_FILE
from .listing import ListedFile, Listing, too_many
from .parts import Part, parse_part


def read_listing(listing: Listing, limits: Limits, texts: Mapping[str, str]) -> Document:
    """Return the document of the files in a directory or an archive.

    Args:
        listing: The files.
        limits: How much to read.
        texts: Texts to use instead of those in files, by the names of the files.
    """
    name = listing.name
    problems = list(listing.problems)
    if len(listing.files) + len(problems) > limits.files:
        return Document(name, None, (), (too_many(name, limits),))
    files = sorted(listing.files, key=lambda file: file.steps)
    if all(file.steps != (PACK_FILE,) for file in files):
        problems += _no_pack_file(listing)
        return Document(name, None, (), tuple(problems), limits=limits)
    problems += _clashes(files)
    is_complete = all(problem.severity is not Severity.ERROR for problem in problems)
    # The file that makes the directory a pack comes first, whatever the others
    # are called: what concerns the whole pack is reported there.
    files.sort(key=lambda file: file.steps != (PACK_FILE,))
    parts = _read_parts(files, problems, limits, texts)
    document = _join(name, parts, problems, limits)
    return attrs.evolve(document, complete=is_complete and len(parts) == len(files))


def _no_pack_file(listing: Listing) -> Iterator[Problem]:
    """Yield the problem that there is no `PACK_FILE`, unless another explains it."""
    if all(problem.file != listing.name for problem in listing.problems):
        message = f"it holds no {PACK_FILE}"
        yield codes.NO_PACK_FILE.problem(message, hint=listing.hint, file=listing.name)


def _clashes(files: Iterable[ListedFile]) -> Iterator[Problem]:
    """Yield a problem for each file that some systems do not tell from an earlier one."""
    first_files: dict[str, ListedFile] = {}
    for file in files:
        path = "/".join(file.steps)
        key = unicodedata.normalize("NFKC", path).casefold()
        first = first_files.setdefault(key, file)
        if first is not file:
            yield codes.CLASHING_NAMES.problem(
                f"{quote(path)} and {quote('/'.join(first.steps))} are one file on"
                " some systems",
                hint="give one of the two another name",
                file=file.name,
            )


def _read_parts(
    files: Iterable[ListedFile],
    problems: list[Problem],
    limits: Limits,
    texts: Mapping[str, str],
) -> list[Part]:
    """Return the parts that can be read, and add what is wrong to *problems*."""
    parts: list[Part] = []
    remaining = limits
    for file in files:
        source, problem = file.read(remaining.bytes)
        if file.name in texts:
            source = texts[file.name].encode()
        if problem is not None:
            problems.append(problem)
            if problem.code == codes.TOO_LARGE.id or len(problems) > limits.problems:
                break
            continue
        part, mistakes = parse_part(source, file.format, file.name, remaining)
        problems += mistakes
        remaining = attrs.evolve(remaining, bytes=remaining.bytes - len(source))
        if part is not None:
            remaining = attrs.evolve(remaining, nodes=remaining.nodes - part.nodes)
            parts.append(part)
        if len(problems) > limits.problems:
            break
    return parts


def _join(
    name: str, parts: list[Part], problems: list[Problem], limits: Limits
) -> Document:
    """Return one document of several parts.

    Lists of the same key are joined in the order of the paths; any other key may be in
    one part only.
    """
    data: dict[str, JSON] = {}
    owners: dict[str, Part] = {}
    for part in parts:
        for key, value in _keys(part, problems):
            if key not in owners:
                owners[key] = part
                data[key] = value
            elif not (isinstance(value, list) and isinstance(data[key], list)):
                problems.append(_duplicate_key(part, key, owners[key]))
    origins: dict[str, list[tuple[int, Part]]] = {}
    joined: dict[str, list[JSON]] = {
        key: [] for key, value in data.items() if isinstance(value, list)
    }
    for part in sorted(parts, key=lambda part: Path(part.name).parts):
        for key, items in part.data.items() if isinstance(part.data, dict) else ():
            if isinstance(items, list) and key in joined:
                origins.setdefault(key, []).append((len(joined[key]), part))
                joined[key] += items
    data.update(joined)
    starts = {
        (part.name, pointer((key,))): start
        for key, begins in origins.items()
        for start, part in begins
    }
    problems = [_in_joined_list(problem, starts) for problem in problems]
    return Document(name, data, tuple(parts), tuple(problems), origins, limits)


def _duplicate_key(part: Part, key: str, owner: Part) -> Problem:
    """Return the problem that *part* states a key that *owner* states, too."""
    first = Path(owner.name).name
    return Document(part.name, part.data, (part,)).problem(
        codes.DUPLICATE_PART,
        f"{quote(key)} is in {quote(first)} already",
        (key,),
        hint="keep one of the two; only lists may be in several files",
        on_key=True,
    )


_IN_LIST: Final = re.compile(r"(/[^/]*)/([0-9]+)(|/.*)", re.DOTALL)


def _in_joined_list(problem: Problem, starts: Mapping[tuple[str, str], int]) -> Problem:
    """Return a problem of one part with a pointer into the joined lists.

    Args:
        problem: The problem.
        starts: Where the items of a part begin in a joined list, by the name of the
            part and the pointer of the list.
    """
    match = _IN_LIST.fullmatch(problem.pointer)
    start = starts.get((problem.file, match[1]), 0) if match else 0
    if not match or not start:
        return problem
    moved = f"{match[1]}/{int(match[2]) + start}{match[3]}"
    # A fix of a mistake in a text is for the same value.
    fix = problem.fix and attrs.evolve(problem.fix, pointer=moved)
    return attrs.evolve(problem, pointer=moved, fix=fix)


def _keys(part: Part, problems: list[Problem]) -> Iterable[tuple[str, JSON]]:
    """Return the keys and values of a part, and add to *problems* if it has none.

    A file that is empty, or has only comments, has no keys, and no problem.
    """
    if isinstance(part.data, dict):
        return part.data.items()
    if part.data is not None:
        document = Document(part.name, part.data, (part,))
        message = f"expected an object with lists, found {quote(part.data)}"
        hint = "start with a key such as `questions:`"
        problems.append(document.problem(codes.WRONG_TYPE, message, hint=hint))
    return ()
