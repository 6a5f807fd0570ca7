"""The content of a pack as checks see it: its texts, code blocks and formulas."""

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
from ...validation import Context, Node, TextNode, placed
from ._standards import DEFAULT_STANDARDS, Standards
from ._targets import Targets

if TYPE_CHECKING:
    from markdown_it.token import Token

PYTHON: Final = frozenset({"python", "py", "python3"})
"""The languages of the code blocks that are checked."""
NO_RUN: Final = "no-run"
"""The word after the language of a block that is parsed but never run."""

Offsets = tuple[int, int]
"""Where a part of a text starts and ends, in characters."""

_FENCES: Final = ("fence", "code_block")
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s)>]+")
_LINE: Final = re.compile(r"^.*$", re.MULTILINE)


@attrs.frozen(eq=False)
class CodeBlock:
    """A block of Python in a text.

    Args:
        passage: The text.
        line: The line of the text on which the code begins, counted from 0.
        code: The code.
        is_run: Whether the block may be run; it is parsed in any case.
    """

    passage: "Passage" = attrs.field(repr=False)
    line: int
    code: str
    is_run: bool

    @functools.cached_property
    def tree(self) -> ast.Module | Exception:
        """The syntax tree of the code, or the error that parsing it raised."""
        try:
            with warnings.catch_warnings():
                # Warnings of the parser are about style or about later versions.
                warnings.simplefilter("ignore")
                return ast.parse(self.code)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error

    @property
    def assertions(self) -> int:
        """The number of ``assert`` statements and calls of ``assert…`` functions."""
        if isinstance(self.tree, Exception):
            return 0
        return sum(map(_asserts, ast.walk(self.tree)))

    def piece(self, line: int | None, column: int = 1) -> Offsets:
        """Return the offsets in the text of a line of the code.

        Args:
            line: The line, counted from 1. `None`, or a line that the code does not
                have, means the first one.
            column: The column to start from, counted from 1.
        """
        lines = self.code.split("\n")
        if line is None or not 1 <= line <= len(lines):
            line = column = 1
        code_line = lines[line - 1]
        column = max(column, len(code_line) - len(code_line.lstrip()) + 1)
        # In the text, a line of code may follow an indent or a quotation mark.
        start, end = self.passage.line(self.line + line - 1)
        return min(end, max(start, end - len(code_line) + column - 1)), end


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
        content: The TeX between the dollar signs.
        is_display: Whether the formula is set on a line of its own.
        place: The offsets of the formula in the text.
    """

    passage: "Passage" = attrs.field(repr=False)
    content: str
    is_display: bool
    place: Offsets

    def piece(self, offset: int, length: int = 1) -> Offsets:
        """Return the offsets in the text of a part of the formula."""
        start, end = self.place
        text = self.passage.value
        content_start = text.find(self.content, start, end)
        if content_start < 0:
            # Within a quotation, each line of the formula has a prefix.
            row = self.content.count("\n", 0, offset)
            return self.passage.line(text.count("\n", 0, start) + row)
        last = content_start + max(len(self.content.rstrip()) - 1, 0)
        first = min(content_start + offset, last)
        return first, min(first + length, end)


@attrs.frozen(eq=False)
class Passage:
    """A text that people read.

    Args:
        text: The text, with its place in the pack.
    """

    text: TextNode

    @property
    def value(self) -> str:
        """The text itself."""
        return self.text.value

    @property
    def path(self) -> Location:
        """The place of the text in the pack."""
        return self.text.path

    def line(self, number: int) -> Offsets:
        """Return the offsets of a line, counted from 0; of the last one at most."""
        # The parser of Markdown counts a carriage return as the end of a line, too.
        return self._lines[min(number, len(self._lines) - 1)]

    @functools.cached_property
    def _lines(self) -> Sequence[Offsets]:
        return [match.span() for match in _LINE.finditer(self.value)]

    def _rows(self, token: "Token") -> Offsets:
        """Return the offsets of all lines of a block."""
        first, end = token.map or (0, 1)
        return self.line(first)[0], self.line(end - 1)[1]

    @functools.cached_property
    def _tokens(self) -> "Sequence[tuple[Token, Offsets]]":
        """The Markdown tokens of the text, each with its offsets."""
        style = (self.text.field.shape.item or self.text.field.shape).spec.markdown
        if style is None:
            return ()
        parse = rendering.parse if style == "block" else rendering.parse_inline
        return [
            (token, self._rows(token) if token.type in _WHOLE_LINES else piece)
            for token, piece in placed(parse(self.value), self.value)
        ]

    @functools.cached_property
    def blocks(self) -> Sequence[CodeBlock]:
        """The blocks of Python."""
        blocks: list[CodeBlock] = []
        for token, _piece in self._tokens:
            language, *words = token.info.split() or [""]
            if token.type == "fence" and language.lower() in PYTHON:
                first, _end = token.map or (0, 1)
                is_run = NO_RUN not in words
                blocks.append(CodeBlock(self, first + 1, token.content, is_run))
        return blocks

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
        """The text with code, formulas and addresses replaced by spaces.

        Everything else keeps its offset.
        """
        characters = list(self.value)
        pieces = [
            piece
            for token, piece in self._tokens
            if token.type in (*_FENCES, "code_inline") or token.type.startswith("math")
        ]
        pieces += [match.span() for match in _ADDRESS.finditer(self.value)]
        for start, end in pieces:
            characters[start:end] = (
                "\n" if character == "\n" else " " for character in characters[start:end]
            )
        return "".join(characters)

    @property
    def words(self) -> int:
        """The number of words; code or a formula within a line counts as one."""
        inline = sum(
            token.type in ("code_inline", "math_inline") for token, _piece in self._tokens
        )
        # Not by a regular expression, which would take time quadratic in the length.
        words = self.prose.split()
        return inline + sum(any(map(str.isalnum, word)) for word in words)


_WHOLE_LINES: Final = (*_FENCES, "math_block")
"""The types of token that take up whole lines."""


@attrs.frozen(eq=False)
class LintedContent:
    """The content of a pack, with all that a check may depend on.

    Args:
        context: The pack, as validation rules see it.
        standards: The limits that checks hold the content to.
        targets: How many questions are wanted, or `None` to leave that unchecked.
        run_code: Whether to run code blocks.
    """

    context: Context
    standards: Standards = DEFAULT_STANDARDS
    targets: Targets | None = None
    run_code: bool = False

    @functools.cached_property
    def passages(self) -> Sequence[Passage]:
        """The texts that people read, in order: no ids, no references."""
        return [
            Passage(text)
            for text in self.context.contents.texts
            if not text.is_too_long and _is_read(text)
        ]

    @functools.cached_property
    def _by_path(self) -> Mapping[Location, Passage]:
        return {passage.path: passage for passage in self.passages}

    def passage(self, thing: Node, key: str) -> Passage | None:
        """Return the text under a key of an object, or `None` if there is none."""
        return self._by_path.get((*thing.path, key))

    @functools.cached_property
    def blocks(self) -> Sequence[CodeBlock]:
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
        parts: defaultdict[tuple[Location, type], list[Node]] = defaultdict(list)
        for thing in self.context.contents.nodes:
            parts[thing.path[:2], thing.cls].append(thing)
        return parts

    def parts(self, question: Node, cls: type) -> Sequence[Node]:
        """Return the objects of a class within a question."""
        return self._parts.get((question.path, cls), ())


_READ_BY_PEOPLE: Final = ("line", "inline-markdown", "markdown")
"""The definitions of the schema for text that is written for people."""


def _is_read(text: TextNode) -> bool:
    named = (text.field.shape.item or text.field.shape).named
    return named is not None and named.definition in _READ_BY_PEOPLE


@attrs.frozen
class Check:
    """A check of content.

    Args:
        codes: The codes of the problems that it may find. If none of them is selected,
            the check is not run: some take long, or need an optional library.
        find: The function that yields the problems.
    """

    codes: tuple[Code, ...]
    find: Callable[[LintedContent], Iterator[Finding]]
