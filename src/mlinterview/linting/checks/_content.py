"""What content checks look at: the parts of a pack's texts, each with its place."""

import ast
import functools
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from ... import rendering
from ...document import Finding, Location
from ...errors import Code
from ...model import Question, Status
from ...validation import Context, Node, Text, placed
from ._standards import DEFAULT_STANDARDS, Standards
from ._targets import Targets

if TYPE_CHECKING:
    from markdown_it.token import Token

PYTHON: Final = frozenset({"python", "py", "python3"})
"""The languages of code blocks that are looked at."""
NO_RUN: Final = "no-run"
"""The word behind the language of a block that is only to be read."""

Piece = tuple[int, int]

_FENCES: Final = ("fence", "code_block")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s)>]+")
_LINE: Final = re.compile(r"^.*$", re.MULTILINE)


@attrs.frozen(eq=False)
class Block:
    """A block of Python in a text.

    Args:
        passage: The text.
        line: The line of the text on which the code begins, counted from 0.
        code: The code.
        is_run: Whether it may be run, not only read.
    """

    passage: "Passage" = attrs.field(repr=False)
    line: int
    code: str
    is_run: bool

    @functools.cached_property
    def tree(self) -> ast.Module | Exception:
        """The code as Python understands it, or why it does not."""
        try:
            with warnings.catch_warnings():
                # What it warns of is a matter of taste or of a later version.
                warnings.simplefilter("ignore")
                return ast.parse(self.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error

    @property
    def assertions(self) -> int:
        """How often the code asserts something, itself or by a function for that."""
        if isinstance(self.tree, Exception):
            return 0
        return sum(map(_asserts, ast.walk(self.tree)))

    def piece(self, line: int | None, column: int = 1) -> Piece:
        """Return where a line of the code, counted from 1, stands in the text.

        Args:
            line: The line; without one, or if there is none such, the first.
            column: The column from which it matters, counted from 1.
        """
        lines = self.code.split("\n")
        if line is None or not 1 <= line <= len(lines):
            line = column = 1
        written = lines[line - 1]
        column = max(column, len(written) - len(written.lstrip()) + 1)
        # What stands before the code of a line indents the block or quotes it.
        start, end = self.passage.line(self.line + line - 1)
        return min(end, max(start, end - len(written) + column - 1)), end


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return str(name).startswith("assert")
    return isinstance(node, ast.Assert)


@attrs.frozen(eq=False)
class Formula:
    """A formula in a text.

    Args:
        passage: The text.
        content: What stands between the dollar signs.
        is_display: Whether it stands by itself.
        place: Where it is in the text.
    """

    passage: "Passage" = attrs.field(repr=False)
    content: str
    is_display: bool
    place: Piece

    def piece(self, offset: int, length: int = 1) -> Piece:
        """Return where a part of the formula stands in the text."""
        start, end = self.place
        text = self.passage.value
        at = text.find(self.content, start, end)
        if at < 0:
            # Within a quotation each line has something before it.
            row = self.content.count("\n", 0, offset)
            return self.passage.line(text.count("\n", 0, start) + row)
        last = at + max(len(self.content.rstrip()) - 1, 0)
        first = min(at + offset, last)
        return first, min(first + length, end)


@attrs.frozen(eq=False)
class Passage:
    """A text that people read.

    Args:
        text: The text and where it is.
    """

    text: Text

    @property
    def value(self) -> str:
        """What it says."""
        return self.text.value

    @property
    def path(self) -> Location:
        """Where it is."""
        return self.text.path

    def line(self, number: int) -> Piece:
        """Return where a line, counted from 0, starts and ends."""
        # To Markdown a carriage return ends a line as well.
        return self._lines[min(number, len(self._lines) - 1)]

    @functools.cached_property
    def _lines(self) -> Sequence[Piece]:
        return [found.span() for found in _LINE.finditer(self.value)]

    def _rows(self, token: "Token") -> Piece:
        """Return where the lines of a block start and end."""
        first, end = token.map or (0, 1)
        return self.line(first)[0], self.line(end - 1)[1]

    @functools.cached_property
    def _tokens(self) -> "Sequence[tuple[Token, Piece]]":
        """The parts of the text, each with its place."""
        style = (self.text.field.shape.item or self.text.field.shape).spec.markdown
        if style is None:
            return ()
        parse = rendering.parse if style == "block" else rendering.parse_inline
        found = placed(parse(self.value), self.value)
        return [
            (token, self._rows(token) if token.type in _OF_LINES else piece)
            for token, piece in found
        ]

    @functools.cached_property
    def blocks(self) -> Sequence[Block]:
        """The blocks of Python."""
        found: list[Block] = []
        for token, _piece in self._tokens:
            language, *words = token.info.split() or [""]
            if token.type == "fence" and language.lower() in PYTHON:
                first, _end = token.map or (0, 1)
                is_run = NO_RUN not in words
                found.append(Block(self, first + 1, token.content, is_run))
        return found

    @functools.cached_property
    def formulas(self) -> Sequence[Formula]:
        """The formulas."""
        return [
            Formula(self, token.content, token.type != "math_inline", piece)
            for token, piece in self._tokens
            if token.type.startswith("math")
        ]

    @functools.cached_property
    def prose(self) -> str:
        """The text with spaces in the place of code, formulas and addresses.

        All else stands where it stood.
        """
        shown = list(self.value)
        pieces = [
            piece
            for token, piece in self._tokens
            if token.type in (*_FENCES, "code_inline") or token.type.startswith("math")
        ]
        pieces += [found.span() for found in _ADDRESS.finditer(self.value)]
        for start, end in pieces:
            shown[start:end] = (one if one == "\n" else " " for one in shown[start:end])
        return "".join(shown)

    @property
    def words(self) -> int:
        """How many words it has; code or a formula within a line is one of them."""
        inline = sum(
            token.type in ("code_inline", "math_inline") for token, _piece in self._tokens
        )
        # A pattern for this would take a time that grows with the square of the length.
        words = self.prose.split()
        return inline + sum(any(map(str.isalnum, word)) for word in words)


_OF_LINES: Final = (*_FENCES, "math_block")
"""The parts whose place is that of all their lines."""


@attrs.frozen(eq=False)
class Content:
    """What a check may look at.

    Args:
        context: The pack, as rules see it.
        standards: What is asked for.
        targets: How many questions are wanted, if that is to be checked.
        run_code: Whether code may be run.
    """

    context: Context
    standards: Standards = DEFAULT_STANDARDS
    targets: Targets | None = None
    run_code: bool = False

    @functools.cached_property
    def passages(self) -> Sequence[Passage]:
        """The texts that people read, in order; ids and references are none."""
        return [
            Passage(text)
            for text in self.context.contents.texts
            if not text.is_too_long and _is_read(text)
        ]

    @functools.cached_property
    def _by_path(self) -> Mapping[Location, Passage]:
        return {passage.path: passage for passage in self.passages}

    def passage(self, thing: Node, key: str) -> Passage | None:
        """Return the text that an object has under a key, if it has one."""
        return self._by_path.get((*thing.path, key))

    @functools.cached_property
    def blocks(self) -> Sequence[Block]:
        """The blocks of Python, in order."""
        return [block for passage in self.passages for block in passage.blocks]

    @functools.cached_property
    def formulas(self) -> Sequence[Formula]:
        """The formulas, in order."""
        return [formula for passage in self.passages for formula in passage.formulas]

    @functools.cached_property
    def ready(self) -> Sequence[Node]:
        """The questions that are not drafts."""
        return [
            question
            for question in self.context.contents.of(Question)
            if question.data.get("status", Status.READY) == Status.READY
        ]

    @functools.cached_property
    def _parts(self) -> Mapping[tuple[Location, type], Sequence[Node]]:
        found: defaultdict[tuple[Location, type], list[Node]] = defaultdict(list)
        for thing in self.context.contents.nodes:
            found[thing.path[:2], thing.cls].append(thing)
        return found

    def parts(self, question: Node, cls: type) -> Sequence[Node]:
        """Return the objects of a class that a question holds."""
        return self._parts.get((question.path, cls), ())


_FORMS: Final = ("line", "inline-markdown", "markdown")
"""The forms of text that is written for people."""


def _is_read(text: Text) -> bool:
    named = (text.field.shape.item or text.field.shape).named
    return named is not None and named.definition in _FORMS


@attrs.frozen
class Check:
    """A check of content.

    Args:
        codes: The kinds of problem that it may find. It is left out if none of them
            is asked for: some take long, or need what may not be installed.
        find: What finds them.
    """

    codes: tuple[Code, ...]
    find: Callable[[Content], Iterator[Finding]]
