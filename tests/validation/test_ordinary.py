"""What is seen to be in order without parsing it is so to the parser, too."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview import rendering
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import Pack
from mlinterview.validation import contents_of
from mlinterview.validation.ordinary import is_ordinary, with_signs
from mlinterview.validation.rules.markdown import mistakes

_PIECES: Final = (
    "`", "``", "```", "```python\n", "\n```\n", "$", "$$", "$x$", "$$x$$", "\\", "\\$",
    "\\`", "<", "<b>", "</b>", "< ", "<http://a.b>", "<!--", "[", "]", "](", "]:", "][",
    "[a](https://a.org)", "[a](x)", "![a](b.png)", "!", "|", "|-|", "---", "\n", "\n\n",
    "\n    ", "- ", "> ", "1. ", "# ", "~", "~~~", "\n~~~\n", "{", "}", r"\href{a}",
    "a", " ", "7", "*", "_", "&lt;", "&#36;", "(", ")", "https://a.org", "\t", "\r",
    "`a`", "`<b>`", "x | y",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)


def _findings(text: str, *, block: bool) -> list[str]:
    """Return what the rule has against a text, by the parser alone."""
    parse = rendering.parse if block else rendering.parse_inline
    return [found[1] for found in mistakes(parse(text), text)]


@given(_texts)
def test_the_parser_finds_nothing_in_blocks_that_are_ordinary(text: str) -> None:
    if is_ordinary(text, block=True):
        assert not _findings(text, block=True)


@given(_texts.map(lambda text: re.sub(r"[\r\n]", " ", text)))
def test_the_parser_finds_nothing_in_a_line_that_is_ordinary(text: str) -> None:
    if is_ordinary(text, block=False):
        assert not _findings(text, block=False)


@pytest.mark.parametrize(
    "text",
    [
        "Prose, with *emphasis* and 3 < 4.",
        "Code such as `a < b` and `<div>`.",
        "It holds that $a<b$ and $\\frac{1}{2}$, for \\$5.",
        "Before\n\n```python\nx = '<b>'\n```\n\nafter `it`.",
        "See:\n\n$$\\sum_i x_i$$\n\nand [a page](https://example.org/a?b=c).",
        "Between ~5 and ~10.",
        "An interval [0, 1] is no link.",
    ],
)
def test_what_people_write_is_ordinary(text: str) -> None:
    assert is_ordinary(text, block=True)


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b>",
        "```\nopen",
        "~~~\nopen",
        "costs $5",
        "$\\href{https://a.org}{b}$",
        "It is $\\frac{1}{2$",
        "It is $}{$",
        "[a](javascript:b)",
        "![a](https://a.org/b.png)",
        "[a]\n\n[a]: ftp://b",
        "| a `b | c` |\n|---|---|\n| `x | <b>` |",
        "``a ` <b>``",
        "a\r<b>",
    ],
)
def test_whatever_is_in_doubt_is_parsed(text: str) -> None:
    assert not is_ordinary(text, block=True)


def test_most_texts_of_the_bundled_pack_are_not_parsed(ml_engineer: Pack) -> None:
    texts = [
        text.value
        for text in contents_of(unstructure(ml_engineer)).texts
        if (text.field.shape.item or text.field.shape).spec.markdown == "block"
    ]
    ordinary = [text for text in texts if is_ordinary(text, block=True)]
    assert len(ordinary) > 0.9 * len(texts)


@given(st.lists(_texts))
def test_a_text_without_signs_is_ordinary(texts: list[str]) -> None:
    with_some = set(with_signs(texts))
    for text in texts:
        assert text in with_some or is_ordinary(text, block=True)
