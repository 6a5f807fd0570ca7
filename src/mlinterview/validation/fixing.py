"""Mends what a program can mend: fixes of problems, as edits of the files.

Only the characters that are wrong are replaced, so that comments and layout stay. Each
edit is proved before it counts: the text is read again, and has to hold what it held
before with just that value changed. An edit that cannot be proved is left out.
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
"""How often what was mended is looked at anew; one fix may uncover another."""

_BOM: Final = "\ufeff"

T = TypeVar("T")

_REMEDIES: Final[Mapping[str, str]] = {
    document.ARCHIVE: "unpack the archive, fix the folder, pack it again",
    document.TABLE: "export the table as YAML, fix that, export it again",
}
"""What to do with a file that is not changed, by its ending."""


@attrs.frozen
class FixedFile:
    """A file with its fixes.

    Args:
        path: The file.
        before: What it holds.
        after: What it would hold.
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
    """What fixing a pack comes to. Nothing is written before `write` is called.

    Args:
        report: What is left to mend.
        fixed: The problems that are mended, in the order in which they were.
        files: The files that change.
    """

    report: Report
    fixed: tuple[Problem, ...]
    files: tuple[FixedFile, ...]

    def write(self) -> None:
        """Write the files, each whole or not at all.

        Raises:
            MlinterviewError: If one of them has been changed in the meantime; then
                none is written.
            OSError: If one cannot be written; those before it are.
        """
        write_fixed_files(self.files)


@attrs.frozen
class Edited:
    """What changes of a pack come to. Nothing is written before `write` is called.

    Args:
        report: What is wrong with the pack once they are made.
        done: The changes that can be made; the others cannot be proved.
        files: The files that change.
    """

    report: Report
    done: tuple[Fix, ...]
    files: tuple[FixedFile, ...]


def write_fixed_files(files: Iterable[FixedFile]) -> None:
    """Write files, each whole or not at all.

    Raises:
        MlinterviewError: If one of them has been changed in the meantime; then none is
            written.
        OSError: If one cannot be written; those before it are.
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
    """Return what the pack at a path is with the fixes of its problems.

    Args:
        source: A file or a directory; an archive or a table cannot be mended.
        unsafe: Whether to take fixes that only guess what the author meant.
        select: The codes to mend, or the beginnings of several; all by default.
        ignore: Those of them to leave.
        today: The day on which the pack is checked; the current one by default.
        limits: How much to read.

    Raises:
        MlinterviewError: If no code begins like one of those given, or it is an
            archive or a table.
    """
    chosen = codes.chosen(select, ignore)
    if (remedy := _REMEDIES.get(Path(source).suffix.lower())) is not None:
        msg = f"{quote(os.fspath(source))} cannot be fixed; {remedy}"
        raise MlinterviewError(msg)
    day = today or datetime.date.today()
    texts: dict[str, str] = {}
    fixed: list[Problem] = []
    for _round in range(MAX_ROUNDS):
        found = document.read(source, limits=limits, texts=texts)
        report = check(found, today=day, chosen=chosen).report
        done = [*_mend(found, report, texts, unsafe=unsafe)]
        if not done:
            break
        fixed += done
    found = document.read(source, limits=limits, texts=texts)
    files = tuple(_fixed_files(texts))
    return Fixed(check(found, today=day).report, tuple(fixed), files)


def _fixed_files(texts: Mapping[str, str]) -> Iterator[FixedFile]:
    """Yield the files that get other texts, in order."""
    for name, text in sorted(texts.items()):
        before = _read(Path(name))
        bom = _BOM if before.startswith(_BOM) else ""
        yield FixedFile(Path(name), before, bom + text)


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def edit(
    found: Document, fixes: Iterable[Fix], *, today: datetime.date | None = None
) -> Edited:
    """Return what the files of a document are with some changes.

    Args:
        found: The document, as it was read from its files.
        fixes: The changes. Those that cannot be proved are left out.
        today: The day on which the pack is checked; the current one by default.
    """
    texts: dict[str, str] = {}
    done = tuple(_edit(found, [(fix, fix) for fix in fixes], texts))
    again = document.read(found.name, limits=found.limits, texts=texts)
    report = check(again, today=today or datetime.date.today()).report
    return Edited(report, done, tuple(_fixed_files(texts)))


def _mend(
    found: Document, report: Report, texts: dict[str, str], *, unsafe: bool
) -> Iterator[Problem]:
    """Put the texts of the parts that can be mended into *texts*; yield what was."""
    wanted = [
        (problem, problem.fix)
        for problem in report
        if problem.fix is not None and (problem.fix.safe or unsafe)
    ]
    return _edit(found, wanted, texts)


def _edit(
    found: Document, wanted: Iterable[tuple[T, Fix]], texts: dict[str, str]
) -> Iterator[T]:
    """Put the texts of the parts that change into *texts*; yield for what they do."""
    by_part: dict[Part, list[_Edit[T]]] = {}
    for cause, fix in wanted:
        place = found.origin(_steps(fix.pointer, found.data))
        if place is not None:
            by_part.setdefault(place[0], []).append(_Edit(cause, fix, place[1]))
    for part, edits in by_part.items():
        proof = _Proof[T](part)
        accepted = proof.accepted(proof.placed(edits))
        if accepted:
            texts[part.name] = proof.text(accepted)
            yield from (edit.cause for edit in accepted)


def _steps(pointer: str, data: JSON) -> Location:
    """Return the path that a JSON Pointer writes, into *data*."""
    steps: list[str | int] = []
    at: Any = data
    for step in pointer.split("/")[1:]:
        key: str | int = step.replace("~1", "/").replace("~0", "~")
        if isinstance(at, list):
            key = int(key)
            # What is new at the end of a list has no item there yet.
            at = at[key] if key < len(at) else None
        else:
            at = at[key] if key in (at or ()) else None
        steps.append(key)
    return tuple(steps)


@attrs.frozen
class _Edit(Generic[T]):
    """A fix as a change of a text.

    Args:
        cause: What it is for.
        fix: The fix.
        path: The value within its part.
        start: Where in the text it begins.
        end: Where in the text it ends.
        texts: What to put there; the first that can be proved is taken.
    """

    cause: T
    fix: Fix
    path: Location
    start: int = 0
    end: int = 0
    texts: tuple[str, ...] = ()

    @property
    def anchor(self) -> Location:
        """The value that has to be found: for new items, the one that is before them."""
        *owner, last = self.path
        if self.fix.action is Action.INSERT and isinstance(last, int) and last:
            return (*owner, last - 1)
        return self.path


class _Proof(Generic[T]):
    """Makes edits of one part, and proves that they do what they should."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.problems = len(self._parsed(part.text).problems)

    def _parsed(self, text: str) -> Document:
        return document.parse(text, self.part.format, limits=self.part.limits)

    def placed(self, edits: Sequence[_Edit[T]]) -> list[_Edit[T]]:
        """Return the edits with their places, in order, none within another."""
        wanted = {edit.anchor for edit in edits}
        spans = self.part.spans(wanted)
        made = [
            _placed(edit, self.part, spans[edit.anchor])
            for edit in edits
            if edit.anchor in spans
        ]
        result: list[_Edit[T]] = []
        for edit in sorted(made, key=lambda edit: (edit.start, edit.end)):
            if not result or edit.start >= result[-1].end:
                result.append(edit)
        return result

    def text(self, edits: Iterable[_Edit[T]]) -> str:
        """Return the text of the part with *edits*."""
        text = self.part.text
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
            text = text[: edit.start] + edit.texts[0] + text[edit.end :]
        return text

    def accepted(self, edits: Sequence[_Edit[T]]) -> list[_Edit[T]]:
        """Return those of *edits* that can be proved, together."""
        if not edits or self.holds(edits):
            return list(edits)
        if len(edits) == 1:
            (edit,) = edits
            others = (attrs.evolve(edit, texts=(text,)) for text in edit.texts[1:])
            return next(([one] for one in others if self.holds([one])), [])
        half = len(edits) // 2
        first = self.accepted(edits[:half])
        both = [*first, *self.accepted(edits[half:])]
        return both if self.holds(both) else first

    def holds(self, edits: Sequence[_Edit[T]]) -> bool:
        """Say whether the text with *edits* holds just what it should."""
        again = self._parsed(self.text(edits))
        if not again.parts or len(again.problems) > self.problems:
            return False
        return _same(again.data, _patched(self.part.data, edits))


def _same(one: JSON, two: JSON) -> bool:
    """Say whether two values are equal; to Python, `True` is 1 as well."""
    return json.dumps(one) == json.dumps(two)


def _patched(data: JSON, edits: Iterable[_Edit[T]]) -> JSON:
    """Return *data* with the values changed that *edits* are to change."""
    result = copy.deepcopy(data)
    # From the end, so that an item that is removed moves none that is still to come.
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
    """Return the edit with its place and what to put there."""
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
    ways = _written(edit.fix.new, part.text[start:end], is_json=is_json)
    if not is_json and isinstance(edit.fix.new, str) and "\n" in edit.fix.new:
        ways = itertools.chain(_blocks(edit.fix.new, part.text, start, end), ways)
    return attrs.evolve(edit, start=start, end=end, texts=tuple(ways))


def _blocks(new: str, text: str, start: int, end: int) -> Iterator[str]:
    """Yield the one way to write text of several lines so that it can be read."""
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
    written = (indent + line if line else "" for line in new.rstrip("\n").split("\n"))
    yield newline.join((header, *written)) + tail


def _inserted(edit: _Edit[T], part: Part, span: Span) -> _Edit[T]:
    """Return the insertion of items with its place, beside the item at *span*."""
    text = part.text
    start, end = part.offsets(span.value)
    newline = "\r\n" if "\r\n" in text else "\n"
    line = text.rfind("\n", 0, start) + 1
    is_first = edit.anchor == edit.path
    new: Any = edit.fix.new
    items = [json.dumps(one, ensure_ascii=False) for one in new]
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
        made = "".join(f"{item}{between}" for item in items)
        return attrs.evolve(edit, start=start, end=start, texts=(made,))
    made = "".join(f"{between}{item}" for item in items)
    return attrs.evolve(edit, start=end, end=end, texts=(made,))


def _written(new: Any, old: str, *, is_json: bool) -> Iterator[str]:
    """Yield ways to write a value where *old* stands, the most alike first."""
    if is_json:
        yield json.dumps(new, ensure_ascii=False)
        return
    # A block ends with the line break behind it.
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
    """Return the range of an item of a list, with the dash or the comma before it."""
    line = text.rfind("\n", 0, start) + 1
    if _DASH.fullmatch(text, line, start):
        stop = text.find("\n", end)
        return line, len(text) if stop < 0 else stop + 1
    before = text[:start].rstrip()
    return (len(before) - 1 if before.endswith(",") else start), end
