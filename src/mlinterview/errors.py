"""What can go wrong, as exceptions and as data.

The exceptions::

    MlinterviewError
    ├── PackError       a pack could not be loaded; carries the Report
    ├── ModelError      a value that the model refuses (a ValueError)
    ├── QueryError      a question to a pack that has no answer (a ValueError)
    ├── PlanError       an interview that cannot be planned (a ValueError)
    ├── SessionError    a step that an interview cannot take (a ValueError)
    ├── ExportError     a selection that a format cannot carry, or a failed write
    ├── DeckError       a deck that cannot be read back
    └── ReportError     reports in a format that there is not, or that is not installed

Bad content is never an exception by itself: it is a `Problem` in a `Report`.
"""

import enum
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, overload

import attrs

MAX_MESSAGE: Final = 200
"""The longest message, in characters; a longer one is cut."""
MAX_QUOTE: Final = 40
"""How much of a value a message repeats, in characters."""
MAX_EXCERPT: Final = 80
"""The longest excerpt of a source line, in characters."""


class MlinterviewError(Exception):
    """The base of every exception that this library raises on purpose."""


class ModelError(MlinterviewError, ValueError):
    """A value that a field of the model does not take."""


class QueryError(MlinterviewError, ValueError):
    """A filter, key or number that a selection cannot answer.

    Args:
        message: What is wrong, and what to write instead.
        query: The query that it is in, if it is in one.
        start: The place of the first wrong character, from 0.
        end: The place behind the last one.
    """

    def __init__(
        self, message: str, *, query: str | None = None, start: int = 0, end: int = 0
    ) -> None:
        super().__init__(message)
        self.message = message
        self.query = query
        self.start = start
        self.end = end

    def __str__(self) -> str:
        if self.query is None:
            return self.message
        return f"{self.message}\n{underlined(self.query, self.start, self.end)}"


class PlanError(MlinterviewError, ValueError):
    """An interview that cannot be planned from these questions in this time."""


class SessionError(MlinterviewError, ValueError):
    """A step that an interview cannot take, or a saved one that cannot go on."""


class ExportError(MlinterviewError):
    """A selection that a format cannot carry, or a file that cannot be written."""


class DeckError(MlinterviewError):
    """A file with a deck that cannot be read."""


class ReportError(MlinterviewError):
    """Reports in a format that there is not, or whose library is not installed."""


class PackError(MlinterviewError):
    """A pack that could not be loaded.

    Args:
        report: Everything that is wrong with it.
    """

    def __init__(self, report: "Report") -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        lines = [f"{self.report.name}: {self.report.summary}"]
        shown = self.report.errors[:10]
        lines += [f"  {problem}" for problem in shown]
        if len(self.report.errors) > len(shown):
            lines.append(f"  … and {len(self.report.errors) - len(shown)} more")
        return "\n".join(lines)


class Severity(enum.StrEnum):
    """How much a problem matters: an error stops a load, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Position:
    """A range in a file, 1-based, its end exclusive; columns are characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class Action(enum.StrEnum):
    """What a `Fix` does."""

    REPLACE = "replace"
    RENAME = "rename"
    REMOVE = "remove"
    INSERT = "insert"


@attrs.frozen(kw_only=True)
class Fix:
    """A change that a program may make to mend a problem.

    Args:
        pointer: Where, as a JSON Pointer (RFC 6901).
        old: What stands there: the value, or the key for ``"rename"``.
        new: What should stand there; `None` for ``"remove"``, a list of items for
            ``"insert"``.
        action: ``"replace"`` the value, ``"rename"`` its key, ``"remove"`` it from its
            list, or ``"insert"`` items before it in its list.
        safe: Whether it is certain that the author means the same. A spelling that is
            only likely to be meant is not.
    """

    pointer: str
    old: object = attrs.field(hash=False)
    new: object = attrs.field(hash=False, default=None)
    action: Action = attrs.field(default=Action.REPLACE, converter=Action)
    safe: bool = True


@attrs.frozen(kw_only=True)
class Problem:
    """One mistake in one place, said so that its author can mend it.

    Args:
        code: The stable code, such as ``MLI101``; see ``mlinterview explain``.
        severity: Whether it stops a load.
        message: What is wrong, at most 200 characters.
        hint: What to write instead, or empty.
        pointer: Where in the pack, as a JSON Pointer (RFC 6901).
        entity: Which entity it is in, such as ``question/overfitting``, or empty.
        file: The file as it was named, or empty for a text.
        position: Where in the file, or `None` if it concerns the whole file.
        excerpt: The line of the file, at most 80 characters.
        fix: A change that a program may make, or `None`.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    pointer: str = ""
    entity: str = ""
    file: str = ""
    position: Position | None = None
    excerpt: str = ""
    fix: Fix | None = None

    @property
    def line(self) -> int | None:
        """The line, 1-based, or `None`."""
        return self.position.line if self.position else None

    @property
    def column(self) -> int | None:
        """The column in characters, 1-based, or `None`."""
        return self.position.column if self.position else None

    @property
    def end_line(self) -> int | None:
        """The last line, 1-based, or `None`."""
        return self.position.end_line if self.position else None

    @property
    def end_column(self) -> int | None:
        """The column behind the last character, 1-based, or `None`."""
        return self.position.end_column if self.position else None

    @property
    def docs(self) -> str:
        """The place in the documentation that explains the code."""
        return f"reference/problems/{self.code.lower()}.html"

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part
        )
        hint = f" ({self.hint})" if self.hint else ""
        lead = f"{place}: " if place else ""
        return f"{lead}{self.severity} {self.code}: {self.message}{hint}"

    def as_dict(self) -> dict[str, object]:
        """Return the record as plain data, every key present."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "hint": self.hint,
            "pointer": self.pointer,
            "entity": self.entity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "excerpt": self.excerpt,
            "fix": self.fix and attrs.asdict(self.fix),
            "docs": self.docs,
        }


@attrs.frozen(kw_only=True)
class Code:
    """What there is to know of one kind of problem.

    Args:
        id: The code itself, such as ``MLI101``.
        name: Its name in a word or two.
        summary: What is wrong, in a sentence.
        why: Why that is a problem.
        severity: How much it matters, unless a problem says otherwise.
        bad: An example that has it, or empty where text cannot show it.
        good: The same without.
    """

    id: str
    name: str
    summary: str
    why: str
    severity: Severity = Severity.ERROR
    bad: str = ""
    good: str = ""

    def problem(
        self,
        message: str,
        *,
        hint: str = "",
        pointer: str = "",
        entity: str = "",
        file: str = "",
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> Problem:
        """Return a problem of this kind, its message cut to the limit."""
        return Problem(
            code=self.id,
            severity=severity or self.severity,
            message=shorten(message, MAX_MESSAGE),
            hint=shorten(hint, MAX_MESSAGE),
            pointer=pointer,
            entity=entity,
            file=file,
            fix=fix,
        )


@attrs.frozen(kw_only=True)
class Report(Sequence[Problem]):
    """All problems of one pack, in the order of file and position.

    Args:
        name: What was validated: a path, or the name that the caller gave.
        problems: What was found.
        omitted: How many more were found than the limit on their number allows to
            list. Of very many, not all are looked for.
    """

    name: str
    problems: tuple[Problem, ...] = ()
    omitted: int = 0

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Problem, ...]: ...
    def __getitem__(self, index: int | slice) -> Problem | tuple[Problem, ...]:
        return self.problems[index]

    def __len__(self) -> int:
        return len(self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a load."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not stop a load."""
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    @property
    def ok(self) -> bool:
        """Whether the pack can be loaded."""
        return not self.errors

    @property
    def summary(self) -> str:
        """The counts in a few words."""
        counts = [
            f"{len(found)} {word}{'s' if len(found) > 1 else ''}"
            for found, word in ((self.errors, "error"), (self.warnings, "warning"))
            if found
        ]
        more = f" ({self.omitted} more not listed)" if self.omitted else ""
        return (" and ".join(counts) or "no problems") + more


# What a terminal, an editor or an Anki field may act upon instead of showing:
# C0 and C1 controls, the bidirectional controls and invisible characters.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return *text* with every character that could act on a terminal spelt out.

    >>> printable("\x1b[31mred")
    '\\x1b[31mred'
    """
    return _UNPRINTABLE.sub(
        lambda found: ascii(found[0])[1:-1],
        text,
    )


def masked(text: str) -> str:
    r"""Return *text* with one sign for every character that could act on a terminal.

    Unlike `printable` it leaves every other character where it is.

    >>> masked("\x1b[31mred")
    '\ufffd[31mred'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def underlined(text: str, start: int, end: int) -> str:
    """Return what stands round a place of a text, and marks below the place.

    >>> print(underlined("kind:desing has:rubric", 5, 11))
      kind:desing has:rubric
           ^^^^^^
    """
    first, last = max(0, start - 40), min(len(text), max(end, start) + 20, start + 60)
    before, after = "…" if first else "", "…" if last < len(text) else ""
    line = re.sub(r"[\t\n]", " ", masked(text[first:last]))
    marks = "^" * max(1, min(end, last) - start)
    return f"  {before}{line}{after}\n  {' ' * (len(before) + start - first)}{marks}"


def one_line(text: object) -> str:
    r"""Return *text* on one printable line: the name of a file may hold line breaks.

    >>> one_line("a\nb")
    'a\\nb'
    """
    return printable(str(text)).replace("\n", r"\n").replace("\t", r"\t")


def shorten(text: str, limit: int) -> str:
    """Return *text* on one printable line of at most *limit* characters."""
    # Cut first: only what is shown is worth the work, however long the text.
    line = printable(" ".join(text[: 4 * limit].split()))
    cut = len(line) > limit or len(text) > 4 * limit
    return line[: limit - 1] + "…" if cut else line


def quote(value: object) -> str:
    """Return a value as a message repeats it: short and printable."""
    if isinstance(value, str):
        short = shorten(value, MAX_QUOTE)
        return f"“{short}”" if "`" in short else f"`{short}`"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int) and value.bit_length() > 1000:
        return f"a number of {value.bit_length()} bits"  # More than repr() writes.
    return f"`{shorten(repr(value), MAX_QUOTE)}`"


def is_spelling_of(text: str, word: str) -> bool:
    """Say whether *text* is *word* but for case, spaces, hyphens and underscores.

    >>> is_spelling_of("Follow-Ups", "follow_ups")
    True
    """
    return _letters(text) == _letters(word)


def _letters(text: str) -> str:
    return re.sub(r"[-_\s]", "", text[:100]).casefold()


def nearest(wrong: str, choices: Iterable[str]) -> str | None:
    """Return the one of *choices* that *wrong* most likely misspells, if any."""
    return _nearest(wrong[:MAX_QUOTE], tuple(choices))


@functools.lru_cache(maxsize=2_000)
def _nearest(wrong: str, known: tuple[str, ...]) -> str | None:
    # The same mistake is often made again and again.
    same = (choice for choice in known if is_spelling_of(wrong, choice))
    import difflib  # Nothing is misspelt in most packs.

    close = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    return next(same, None) or (close[0] if close else None)


def did_you_mean(wrong: str, choices: Iterable[str]) -> str:
    """Return a hint that names the nearest of *choices*, or an empty one."""
    meant = nearest(wrong, choices)
    return f"did you mean `{meant}`?" if meant is not None else ""
