"""What content checks look at, and where it stands."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview import document
from mlinterview.linting.checks import CHECKS, LintedContent, Passage, Standards, Targets
from mlinterview.model.converter import unstructure
from mlinterview.testing import json_values, packs, texts
from mlinterview.validation.codes import CODES, CONTENT
from rule_context import context_of
from sample_content import content_of, marked, tip


def passage(body: str) -> Passage:
    (found,) = [one for one in content_of(tip(body)).passages if one.path[-1] == "body"]
    return found


# The checks ------------------------------------------------------------------


def test_each_code_of_content_is_found_by_one_check() -> None:
    listed = [code.id for check in CHECKS for code in check.codes]
    assert sorted(listed) == [name for name in CODES if name.startswith(CONTENT)]


@pytest.mark.slow
@given(st.one_of(json_values(), packs().map(unstructure), texts().map(tip)))
def test_nothing_upsets_a_check(data: object) -> None:
    for whole in (document.from_data(data), document.parse(json.dumps(data), "json")):
        targets = Targets({"basics": (1, 1, 1)})
        content = LintedContent(context_of(whole), Standards(), targets)
        for check in CHECKS:
            whole.locate(check.find(content))


# Passages --------------------------------------------------------------------


def test_texts_for_people_are_read_and_ids_are_not() -> None:
    found = content_of(
        {
            "pack": {"id": "p", "title": "Title", "version": "1.0.0"},
            "topics": [{"id": "t", "title": "Topic", "aliases": ["Alias", 5]}],
            "questions": [{"id": "q", "topics": ["t"], "prompt": "Why?"}],
            "tips": [{"id": "i", "body": "Body."}, {"id": "j", "body": "x" * 100_001}],
        }
    )
    read = [one.value for one in found.passages]
    assert read == ["Title", "Topic", "Alias", "Why?", "Body."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One, two — three.", 3),
        ("p99/latency isn't 1,000.", 3),
        ("Use `sort(x, y)` and $O(n \\log n)$ here.", 5),
        ("Before.\n\n```python\nx = 1\ny = 2\n```\n\nAfter.", 2),
        ("Before.\n\n    indented = code\n\nAfter.", 2),
        ("Before.\n\n$$\na + b\n$$\n\nAfter.", 2),
        ("| a | b |\n|---|---|\n| c | d |", 4),
        ("See [the paper](https://example.com/a-b) now.", 4),
    ],
)
def test_words_are_those_that_are_spoken(text: str, words: int) -> None:
    assert passage(text).words == words


def test_prose_stands_where_it_stood() -> None:
    text = "A `b` and $c$:\n\n```\nd\n```\n\nsee https://e.org now"
    prose = passage(text).prose
    assert len(prose) == len(text)
    assert re.findall(r"\w+|:", prose) == ["A", "and", ":", "see", "now"]
    assert [at for at, one in enumerate(text) if one == "\n"] == [
        at for at, one in enumerate(prose) if one == "\n"
    ]


# Blocks ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("info", "blocks"),
    [
        ("python", [True]),
        ("py", [True]),
        ("Python3", [True]),
        ("python no-run", [False]),
        ("python title=x no-run", [False]),
        ("pycon", []),
        ("", []),
        ("text python", []),
    ],
)
def test_blocks_are_those_of_python(info: str, blocks: list[bool]) -> None:
    found = passage(f"```{info}\nx = 1\n```").blocks
    assert [block.is_run for block in found] == blocks


def test_assertions_are_counted_as_python_sees_them() -> None:
    code = "assert x\n# assert y\nnp.testing.assert_allclose(x, y)\nassertEqual(x)\nf()()"
    assert passage(f"```python\n{code}\n```").blocks[0].assertions == 3
    assert passage("```python\nassert (\n```").blocks[0].assertions == 0


@pytest.mark.parametrize(
    ("body", "line", "column", "marked_part"),
    [
        ("```python\na\n  b\n```", 1, 1, "a"),
        ("```python\na\n  bc\n```", 2, 1, "bc"),
        ("```python\na\n  bc\n```", 2, 4, "c"),
        ("```python\na\n  bc\n```", 2, 99, ""),
        ("```python\na\n```", None, 5, "a"),
        ("```python\na\n```", 99, 1, "a"),
        ("- x\n\n  ```python\n  a\n  b\n  ```", 2, 1, "b"),
        ("> ```python\n> a\n> b\n> ```", 2, 1, "b"),
        ("a\r```python\rb\r```", 1, 1, "a\r```python\rb\r```"[-1]),
    ],
)
def test_a_line_of_code_is_found_in_its_text(
    body: str, line: int | None, column: int, marked_part: str
) -> None:
    (block,) = passage(body).blocks
    start, end = block.piece(line, column)
    assert body[start:end] == marked_part


# Formulas --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (r"So $a \foo b$.", r"\foo"),
        (r"So $é \foo b$ and $\foo$.", r"\foo"),
        ("$$\na\n\\foo\n$$", r"\foo"),
        ("- $$\n  a\n  \\foo\n  $$", r"\foo"),
        ("> $$\n> a\n> \\foo\n> $$", "> \\foo"),
        (r"> So $$\foo$$.", r"\foo"),
    ],
)
def test_a_macro_is_found_in_its_text(body: str, part: str) -> None:
    assert marked("MLI505", body)[0] == part


def test_formulas_are_displayed_or_within_a_line() -> None:
    body = "$a$ and $$b$$\n\n$$\nc\n$$"
    found = [(one.content.strip(), one.is_display) for one in passage(body).formulas]
    assert found == [("a", False), ("b", True), ("c", True)]
