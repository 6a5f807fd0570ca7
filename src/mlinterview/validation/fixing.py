"""Fix problems that a program can fix, by edits of the files.

An edit replaces only the characters of the wrong value, so that comments and layout stay.
Each edit is verified: the new text is parsed, and its data has to be the old data with
just that value changed. An edit that cannot be verified is not made.
"""

import copy
import datetime
import difflib
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import attrs

from .. import document
from .._support.files import write_atomically
from ..document import DEFAULT_LIMITS, JSON, Document, Limits, Location, Part, Span
from ..errors import Action, Fix, MlinterviewError, Problem, Report, quote
from . import codes
from .checking import check

MAX_ROUNDS: Final = 10
"""How many times a pack is fixed and checked again; one fix may reveal other problems."""

_BOM: Final = "\ufeff"

T = TypeVar("T")

_REMEDIES: Final[Mapping[str, str]] = {
    document.ARCHIVE: "unpack the archive, fix the folder, pack it again",
    document.TABLE: "export the table as YAML, fix that, export it again",
}
"""What to do instead of fixing a file of some kind, by its suffix."""


@attrs.frozen
class FixedFile:
    """A file that fixes change.

    Args:
        path: The path of the file.
        before: Its text now.
        after: Its text with the fixes.
    """

    path: Path
    before: str = attrs.field(repr=False)
    after: str = attrs.field(repr=False)

    @property
    def diff(self) -> str:
        """The changes as a unified diff."""
        name = self.path.as_posix()
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            f"a/{name}",
            f"b/{name}",
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


@attrs.frozen
class Fixed:
    """The result of fixing a pack. Nothing is written before `write` is called.

    Args:
        report: The problems that remain.
        fixed: The problems that are fixed, in the order of the fixes.
        files: The files that change.
    """

    report: Report
    fixed: tuple[Problem, ...]
    files: tuple[FixedFile, ...]

    def write(self) -> None:
        """Write the files, each completely or not at all.

        Raises:
            MlinterviewError: If a file has been changed in the meantime; then no file is
                written.
            OSError: If a file cannot be written; those before it have been.
        """
        write_fixed_files(self.files)


@attrs.frozen
class Edited:
    """The result of changing a pack. Write its files with `write_fixed_files`.

    Args:
        report: The problems of the pack with the changes.
        done: The changes that could be verified; the others are not made.
        files: The files that change.
    """

    report: Report
    done: tuple[Fix, ...]
    files: tuple[FixedFile, ...]


def write_fixed_files(files: Iterable[FixedFile]) -> None:
    """Write files, each completely or not at all.

    Raises:
        MlinterviewError: If a file has been changed in the meantime; then no file is
            written.
        OSError: If a file cannot be written; those before it have been.
    """
    files = tuple(files)
    for file in files:
        if _read(file.path) != file.before:
            msg = f"{quote(str(file.path))} was changed in the meantime; fix it again"
            raise MlinterviewError(msg)
    for file in files:
        write_atomically(file.path, file.after.encode())


def fix(
    source: str | os.PathLike[str],
    *,
    unsafe: bool = False,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: datetime.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Fixed:
    """Return the pack at a path with the fixes of its problems.

    Args:
        source: The path of a file or a directory, not of an archive or a table.
        unsafe: Whether to include fixes that guess what the author meant.
        select: The codes to fix, or prefixes of codes; all by default.
        ignore: The codes, or prefixes of codes, to leave out of these.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        MlinterviewError: If no code begins with one of the given texts, or the path is
            that of an archive or a table.
    """
    chosen = codes.chosen(select, ignore)
    if (remedy := _REMEDIES.get(Path(source).suffix.lower())) is not None:
        msg = f"{quote(os.fspath(source))} cannot be fixed; {remedy}"
        raise MlinterviewError(msg)
    day = today or datetime.date.today()
    texts: dict[str, str] = {}
    fixed: list[Problem] = []
    for _round in range(MAX_ROUNDS):
        pack = document.read(source, limits=limits, texts=texts)
        report = check(pack, today=day, chosen=chosen).report
        done = [*_fix_problems(pack, report, texts, unsafe=unsafe)]
        if not done:
            break
        fixed += done
    pack = document.read(source, limits=limits, texts=texts)
    files = tuple(_fixed_files(texts))
    return Fixed(check(pack, today=day).report, tuple(fixed), files)


def _fixed_files(texts: Mapping[str, str]) -> Iterator[FixedFile]:
    """Yield the files whose texts change, sorted by path.

    Args:
        texts: The new text of each file, by its path.
    """
    for name, text in sorted(texts.items()):
        before = _read(Path(name))
        bom = _BOM if before.startswith(_BOM) else ""
        yield FixedFile(Path(name), before, bom + text)


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def edit(
    pack: Document, fixes: Iterable[Fix], *, today: datetime.date | None = None
) -> Edited:
    """Return the files of a document with some changes.

    Args:
        pack: The document, as it was read from its files.
        fixes: The changes. Those that cannot be verified are left out.
        today: The day on which the pack is checked; the current one by default.
    """
    texts: dict[str, str] = {}
    done = tuple(_edit(pack, [(fix, fix) for fix in fixes], texts))
    edited = document.read(pack.name, limits=pack.limits, texts=texts)
    report = check(edited, today=today or datetime.date.today()).report
    return Edited(report, done, tuple(_fixed_files(texts)))


def _fix_problems(
    pack: Document, report: Report, texts: dict[str, str], *, unsafe: bool
) -> Iterator[Problem]:
    """Yield the problems that are fixed, and put the new texts of files into *texts*."""
    problems = [
        (problem, problem.fix)
        for problem in report
        if problem.fix is not None and (problem.fix.safe or unsafe)
    ]
    return _edit(pack, problems, texts)


def _edit(
    pack: Document, fixes: Iterable[tuple[T, Fix]], texts: dict[str, str]
) -> Iterator[T]:
    """Yield the causes of the edits that are made, and put the new texts into *texts*.

    Args:
        pack: The document.
        fixes: The fixes, each with its cause.
        texts: The new text of each file that changes, by its path.
    """
    by_part: dict[Part, list[_Edit[T]]] = {}
    for cause, fix in fixes:
        origin = pack.origin(_steps(fix.pointer, pack.data))
        if origin is not None:
            part, path = origin
            by_part.setdefault(part, []).append(_Edit(cause, fix, path))
    for part, edits in by_part.items():
        editor = _PartEditor[T](part)
        verified = editor.verified(editor.placed(edits))
        if verified:
            texts[part.name] = editor.text(verified)
            yield from (edit.cause for edit in verified)


def _steps(pointer: str, data: JSON) -> Location:
    """Return the path in *data* that a JSON Pointer states."""
    steps: list[str | int] = []
    value: Any = data
    for step in pointer.split("/")[1:]:
        key: str | int = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            key = int(key)
            # The pointer of a new item at the end of a list is one past the last item.
            value = value[key] if key < len(value) else None
        else:
            value = value[key] if key in (value or ()) else None
        steps.append(key)
    return tuple(steps)


@attrs.frozen
class _Edit(Generic[T]):
    """A fix as a change of the text of a part.

    Args:
        cause: The problem or change that the edit is for.
        fix: The fix.
        path: The path of the value in the data of the part.
        start: The offset of the first character to replace.
        end: The offset after the last character to replace.
        texts: The possible replacements, the best first. The first one is made.
    """

    cause: T
    fix: Fix
    path: Location
    start: int = 0
    end: int = 0
    texts: tuple[str, ...] = ()

    @property
    def anchor(self) -> Location:
        """The path of an existing value there: of the item before new ones, if any."""
        *owner, last = self.path
        if self.fix.action is Action.INSERT and isinstance(last, int) and last:
            return (*owner, last - 1)
        return self.path


class _PartEditor(Generic[T]):
    """Makes edits of one part, and verifies that they have the intended effect."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.problems = len(self._parsed(part.text).problems)

    def _parsed(self, text: str) -> Document:
        return document.parse(text, self.part.format, limits=self.part.limits)

    def placed(self, edits: Sequence[_Edit[T]]) -> list[_Edit[T]]:
        """Return the edits with their offsets and replacements, in order.

        Edits whose place is not found, or that overlap an earlier one, are left out.
        """
        spans = self.part.spans({edit.anchor for edit in edits})
        placed = [
            _placed(edit, self.part, spans[edit.anchor])
            for edit in edits
            if edit.anchor in spans
        ]
        result: list[_Edit[T]] = []
        for edit in sorted(placed, key=lambda edit: (edit.start, edit.end)):
            if not result or edit.start >= result[-1].end:
                result.append(edit)
        return result

    def text(self, edits: Iterable[_Edit[T]]) -> str:
        """Return the text of the part with *edits*."""
        text = self.part.text
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
            text = text[: edit.start] + edit.texts[0] + text[edit.end :]
        return text

    def verified(self, edits: Sequence[_Edit[T]]) -> list[_Edit[T]]:
        """Return as many of *edits* as have the intended effect together.

        If they fail together, each half is tried on its own.
        """
        if not edits or self.has_effect(edits):
            return list(edits)
        if len(edits) == 1:
            (edit,) = edits
            others = (attrs.evolve(edit, texts=(text,)) for text in edit.texts[1:])
            return next(([other] for other in others if self.has_effect([other])), [])
        half = len(edits) // 2
        first = self.verified(edits[:half])
        both = [*first, *self.verified(edits[half:])]
        return both if self.has_effect(both) else first

    def has_effect(self, edits: Sequence[_Edit[T]]) -> bool:
        """Return True if the text with *edits* has just the intended data."""
        edited = self._parsed(self.text(edits))
        if not edited.parts or len(edited.problems) > self.problems:
            return False
        return _is_equal(edited.data, _patched(self.part.data, edits))


def _is_equal(value: JSON, other: JSON) -> bool:
    """Return True if two values are equal, also in type: `True` is not 1."""
    return json.dumps(value) == json.dumps(other)


def _patched(data: JSON, edits: Iterable[_Edit[T]]) -> JSON:
    """Return *data* as it should be after *edits*."""
    result = copy.deepcopy(data)
    # From the end, so that a removed item does not change the index of a later edit.
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        owner: Any = result
        for step in edit.path[:-1]:
            owner = owner[step]
        last: Any = edit.path[-1]
        if edit.fix.action is Action.REPLACE:
            owner[last] = edit.fix.new
        elif edit.fix.action is Action.REMOVE:
            del owner[last]
        elif edit.fix.action is Action.INSERT:
            owner[last:last] = edit.fix.new
        else:
            items = list(owner.items())
            owner.clear()
            owner.update(
                (edit.fix.new if key == last else key, value) for key, value in items
            )
    return result


def _placed(edit: _Edit[T], part: Part, span: Span) -> _Edit[T]:
    """Return the edit of the value at *span* with its offsets and replacements."""
    is_json = part.format != "yaml"
    if edit.fix.action is Action.REMOVE:
        start, end = _item(part.text, *part.offsets(span.value))
        return attrs.evolve(edit, start=start, end=end, texts=("",))
    if edit.fix.action is Action.INSERT:
        return _inserted(edit, part, span)
    place = span.value
    if edit.fix.action is Action.RENAME and span.key is not None:
        place = span.key
    start, end = part.offsets(place)
    texts = _replacements(edit.fix.new, part.text[start:end], is_json=is_json)
    if not is_json and isinstance(edit.fix.new, str) and "\n" in edit.fix.new:
        block = _block(edit.fix.new, part.text, start, end)
        texts = itertools.chain([block], texts)
    return attrs.evolve(edit, start=start, end=end, texts=tuple(texts))


def _block(new: str, text: str, start: int, end: int) -> str:
    """Return text of several lines as a YAML block, to replace a range of *text*."""
    old = text[start:end]
    newline = "\r\n" if "\r\n" in text else "\n"
    if old[:1] in ("|", ">"):
        header, *lines = old.splitlines()
        indent = next(
            (line[: len(line) - len(line.lstrip())] for line in lines if line), ""
        )
        tail = old[len(old.rstrip()) :]
        header = header.replace(">", "|", 1)
    else:
        line = text[text.rfind("\n", 0, start) + 1 : start]
        indent = " " * (len(line) - len(line.lstrip(" -")) + 2)
        header, tail = "|" if new.endswith("\n") else "|-", ""
    indented = (indent + line if line else "" for line in new.rstrip("\n").split("\n"))
    return newline.join((header, *indented)) + tail


def _inserted(edit: _Edit[T], part: Part, span: Span) -> _Edit[T]:
    """Return the insertion of items with its offset, next to the item at *span*."""
    text = part.text
    start, end = part.offsets(span.value)
    newline = "\r\n" if "\r\n" in text else "\n"
    line = text.rfind("\n", 0, start) + 1
    is_first = edit.anchor == edit.path
    new: Any = edit.fix.new
    items = [json.dumps(item, ensure_ascii=False) for item in new]
    if dash := _DASH.fullmatch(text, line, start):
        _line, stop = _item(text, start, end)
        lines = "".join(f"{dash[0]}{item}{newline}" for item in items)
        if is_first:
            return attrs.evolve(edit, start=line, end=line, texts=(lines,))
        if not text[:stop].endswith("\n"):
            lines = newline + lines.removesuffix(newline)
        return attrs.evolve(edit, start=stop, end=stop, texts=(lines,))
    lead = text[line:start]
    between = f",{newline}{lead}" if not lead.strip() else ", "
    if is_first:
        joined = "".join(f"{item}{between}" for item in items)
        return attrs.evolve(edit, start=start, end=start, texts=(joined,))
    joined = "".join(f"{between}{item}" for item in items)
    return attrs.evolve(edit, start=end, end=end, texts=(joined,))


def _replacements(new: Any, old: str, *, is_json: bool) -> Iterator[str]:
    """Yield ways to write a value in place of *old*, those in its style first."""
    if is_json:
        yield json.dumps(new, ensure_ascii=False)
        return
    # The span of a block includes the line break at its end.
    tail = old[len(old.rstrip()) :] if old[:1] in ("|", ">") else ""
    if isinstance(new, list):
        yield f"[{old}]"
    elif isinstance(new, str):
        if old.startswith("'"):
            yield "'" + new.replace("'", "''") + "'"
        elif not old.startswith('"'):
            yield new + tail
    yield json.dumps(new, ensure_ascii=False) + tail


_DASH: Final = re.compile(r"[ ]*-[ \t]+")


def _item(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of an item of a list, with the dash or the comma before it."""
    line = text.rfind("\n", 0, start) + 1
    if _DASH.fullmatch(text, line, start):
        stop = text.find("\n", end)
        return line, len(text) if stop < 0 else stop + 1
    before = text[:start].rstrip()
    return (len(before) - 1 if before.endswith(",") else start), end
