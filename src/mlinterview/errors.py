"""The exceptions of the library, and problems of a pack as data.

The exceptions::

    MlinterviewError
    ├── PackError       a pack could not be loaded; carries the Report
    ├── ModelError      a value that the model refuses (a ValueError)
    ├── QueryError      a query, filter or key that is not valid (a ValueError)
    ├── PlanError       an interview that cannot be planned (a ValueError)
    ├── SessionError    an invalid step of an interview (a ValueError)
    ├── ExportError     a selection that a format cannot carry, or a failed write
    ├── DeckError       a deck that cannot be read back
    └── ReportError     an unknown report format, or one that is not installed

Bad content does not raise an exception by itself: it is a `Problem` in a `Report`.
"""

import enum
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, overload

import attrs

__all__ = [
    "MAX_EXCERPT",
    "MAX_MESSAGE",
    "MAX_QUOTE",
    "Action",
    "Code",
    "DeckError",
    "ExportError",
    "Fix",
    "MlinterviewError",
    "ModelError",
    "PackError",
    "PlanError",
    "Position",
    "Problem",
    "QueryError",
    "Report",
    "ReportError",
    "SessionError",
    "Severity",
    "did_you_mean",
    "is_spelling_of",
    "masked",
    "nearest",
    "one_line",
    "printable",
    "quote",
    "shorten",
    "underlined",
]

MAX_MESSAGE: Final = 200
"""The longest message, in characters; longer ones are cut."""
MAX_QUOTE: Final = 40
"""The longest quotation of a value in a message, in characters."""
MAX_EXCERPT: Final = 80
"""The longest excerpt of a source line, in characters."""


class MlinterviewError(Exception):
    """The base of every exception that this library raises on purpose."""


class ModelError(MlinterviewError, ValueError):
    """A value that a field of the model does not allow."""


class QueryError(MlinterviewError, ValueError):
    """An invalid query, filter, key or number of a selection.

    Args:
        message: What is wrong, and what to write instead.
        query: The text of the query, or `None` for other arguments.
        start: The offset of the first wrong character, from 0.
        end: The offset after the last wrong character.
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
    """An invalid step of an interview, or a saved interview that cannot be resumed."""


class ExportError(MlinterviewError):
    """A selection that a format cannot carry, or a file that cannot be written."""


class DeckError(MlinterviewError):
    """A file of an Anki deck that cannot be read."""


class ReportError(MlinterviewError):
    """An unknown report format, or one whose library is not installed."""


class PackError(MlinterviewError):
    """A pack that could not be loaded.

    Args:
        report: All problems of the pack.
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
    """How serious a problem is: errors prevent loading, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Position:
    """A range of a file: from 1, without its end; columns count characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class Action(enum.StrEnum):
    """The kinds of change that a `Fix` makes."""

    REPLACE = "replace"
    RENAME = "rename"
    REMOVE = "remove"
    INSERT = "insert"


@attrs.frozen(kw_only=True)
class Fix:
    """A change that mends a problem, which a program can apply.

    Args:
        pointer: The place, as a JSON Pointer (RFC 6901).
        old: The present value, or the present key for ``"rename"``.
        new: The new value or key; a list of items for ``"insert"``, and `None` for
            ``"remove"``.
        action: ``"replace"`` the value, ``"rename"`` its key, ``"remove"`` it from its
            list, or ``"insert"`` items before it in its list.
        safe: Whether the change certainly keeps what the author meant. A corrected
            spelling that is a guess is not safe.
    """

    pointer: str
    old: object = attrs.field(hash=False)
    new: object = attrs.field(hash=False, default=None)
    action: Action = attrs.field(default=Action.REPLACE, converter=Action)
    safe: bool = True


@attrs.frozen(kw_only=True)
class Problem:
    """One problem of a pack, described for its author.

    Args:
        code: The stable code, such as ``MLI101``; see ``mlinterview explain``.
        severity: Whether the problem prevents loading.
        message: What is wrong, at most 200 characters.
        hint: What to write instead, or empty.
        pointer: The place in the pack, as a JSON Pointer (RFC 6901).
        entity: The entity, such as ``question/overfitting``, or empty.
        file: The file, as the caller named it, or empty for a text.
        position: The place in the file, or `None` for the whole file.
        excerpt: The line of the file, at most 80 characters.
        fix: A change that a program can apply, or `None`.
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
        """The column after the last character, 1-based, or `None`."""
        return self.position.end_column if self.position else None

    @property
    def docs(self) -> str:
        """The page of the documentation that explains the code, as a relative path."""
        return f"reference/problems/{self.code.lower()}.html"

    def __str__(self) -> str:
        place = ":".join(
            str(part) for part in (self.file, self.line, self.column) if part
        )
        hint = f" ({self.hint})" if self.hint else ""
        lead = f"{place}: " if place else ""
        return f"{lead}{self.severity} {self.code}: {self.message}{hint}"

    def as_dict(self) -> dict[str, object]:
        """Return the problem as plain data, with every key present."""
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
    """A kind of problem: its code, explanation and examples.

    Args:
        id: The code itself, such as ``MLI101``.
        name: A name of a word or two, such as ``unknown-key``.
        summary: What is wrong, in a sentence.
        why: Why that is a problem.
        severity: The severity, unless a problem states another one.
        bad: An example with the problem, or empty if text cannot show it.
        good: The same example without the problem.
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
        name: The path of the pack, or the name that the caller gave it.
        problems: The problems, up to a limit on their number.
        omitted: The number of further problems that were found. If there are very many,
            the search ends early, and not all are counted.
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
        """The problems that prevent loading."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not prevent loading."""
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    @property
    def ok(self) -> bool:
        """Whether the pack can be loaded."""
        return not self.errors

    @property
    def summary(self) -> str:
        """The counts in a few words."""
        counts = [
            f"{len(problems)} {word}{'s' if len(problems) > 1 else ''}"
            for problems, word in ((self.errors, "error"), (self.warnings, "warning"))
            if problems
        ]
        more = f" ({self.omitted} more not listed)" if self.omitted else ""
        return (" and ".join(counts) or "no problems") + more


# Characters that a terminal, an editor or an Anki field may interpret or hide:
# C0 and C1 controls, bidirectional controls and invisible characters.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return *text* with control and invisible characters as escape sequences.

    >>> printable("\x1b[31mred")
    '\\x1b[31mred'
    """
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


def masked(text: str) -> str:
    r"""Return *text* with U+FFFD for each control or invisible character.

    Unlike with `printable`, the other characters keep their offsets.

    >>> masked("\x1b[31mred")
    '\ufffd[31mred'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def underlined(text: str, start: int, end: int) -> str:
    """Return the surroundings of a range of *text*, and a line that underlines it.

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
    r"""Return *text* on one printable line, with line breaks as escape sequences.

    >>> one_line("a\nb")
    'a\\nb'
    """
    return printable(str(text)).replace("\n", r"\n").replace("\t", r"\t")


def shorten(text: str, limit: int) -> str:
    """Return *text* on one printable line of at most *limit* characters."""
    # Cut first, so that a very long text costs no more than a short one.
    line = printable(" ".join(text[: 4 * limit].split()))
    cut = len(line) > limit or len(text) > 4 * limit
    return line[: limit - 1] + "…" if cut else line


def quote(value: object) -> str:
    """Return a value as messages quote it: short and printable."""
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
        # repr() refuses integers of more than 4,300 digits.
        return f"a number of {value.bit_length()} bits"
    return f"`{shorten(repr(value), MAX_QUOTE)}`"


def is_spelling_of(text: str, word: str) -> bool:
    """Return True if two texts differ only in case, spaces, hyphens and underscores.

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
    # Cached, because a pack often repeats the same mistake.
    same = (choice for choice in known if is_spelling_of(wrong, choice))
    import difflib  # Imported here, because most packs have no misspelling.

    close = difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)
    return next(same, None) or (close[0] if close else None)


def did_you_mean(wrong: str, choices: Iterable[str]) -> str:
    """Return a hint that names the nearest of *choices*, or an empty text."""
    suggestion = nearest(wrong, choices)
    return f"did you mean `{suggestion}`?" if suggestion is not None else ""
