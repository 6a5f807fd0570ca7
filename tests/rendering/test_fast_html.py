"""Two ways from Markdown to HTML that agree: the fast one is taken where it may be."""

import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlinterview import Pack
from mlinterview.rendering import fast, html, to_html

# Pieces that mean something to Markdown, HTML or TeX, alone or next to each other.
_SIGNS = [*"`*_#-+|[]()!\\&\n =>~:<$", "``", "```", "~~~", "**", "***", "$$"]
_LINES = [
    *("\n", "\n\n", "\n  ", "\n    ", "\n> ", "\n- ", "\n* ", "\n1. ", "\n2) ", "\n# "),
    *(
        "\n## ",
        "\n---\n",
        "\n===\n",
        "\n```\n",
        "\n```python\n",
        "\n~~~\n",
        " \n",
        "\\\n",
    ),
    *("\n\n| a | b |\n| - | - |\n| c | d |\n\n", "\n|-|-|\n", "\n| e | f |\n", "| - |\n"),
]
_WORDS = [
    "a",
    "b",
    "word",
    "x y",
    "é",
    "—",
    "“",
    "☃",
    "5",
    "1.",
    "< ",
    "& ",
    "&lt;",
    "<b>",
]
_LINKS = ["[a](https://e.com/x_y)", "[a](#b)", "](https://e.com)", "[", "![a](b.png)"]
_FORMULAS = [
    *("$x$", "$a_b*c*$", "$|$", "$\\|$", "$$y$$", "$ ", "\\$", "$5", "`$x$`", "**$v$**"),
    *("\n$$\nz\n$$\n", "\n\n$$\nz\n$$\n\n", "\n\n$$q$$\n\n", "\n  $$\n  r\n  $$\n"),
    *("$a\nb$", "$a", "b$", "\n\n$$c\nd$$\n\n", "\n$$\n", "$\\href{x}{y}$", "$x<y$"),
]
hostile = st.lists(
    st.sampled_from([*_SIGNS, *_LINES, *_WORDS, *_LINKS, *_FORMULAS]), max_size=14
).map("".join)

# What people write.
_SENTENCES = st.sampled_from(
    [
        "Plain words, with a comma; and more.",
        "It is *stressed*, **strong** and `code(x)`.",
        "So $a_i < b$ and $\\frac{1}{2}$ of $$x^2$$ hold.",
        "A formula may go on: $\\hat\\theta =\n\\frac{1}{n}$, as here.",
        "It costs \\$5, or 20 % of 7 – 8 “units”.",
        "See [the paper](https://example.com/a-b_c.pdf).",
        "Für x ≥ 0 gilt *das*.",
    ]
)
_BLOCKS = st.one_of(
    st.lists(_SENTENCES, min_size=1, max_size=3).map("\n".join),
    st.lists(_SENTENCES.filter(lambda one: "\n" not in one), min_size=1, max_size=3).map(
        lambda lines: "\n".join(f"- {one}" for one in lines)
    ),
    _SENTENCES.filter(lambda one: "\n" not in one).map("1. {}\n2. Two.".format),
    st.sampled_from(
        [
            "## Heading",
            "```python\ndef f(x: dict[str, int]) -> None:\n    print(x[0]) # $5 <b>\n```",
            "```\n\n  text & <more>\n```",
            "$$\n\\sum_i x_i\n$$",
            "$$L = a +\nb$$",
            "| a | b |\n| --- | :-: |\n| $x$ | `y\\|z` |\n| *c* | |",
            "> quoted *words*",
            "- a\n  - b\n\n  more of a\n- c",
        ]
    ),
)
honest = st.lists(_BLOCKS, min_size=1, max_size=6).map("\n\n".join)

_BLOCK_TAG = r"</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|h\d|blockquote|hr|pre)\b[^>]*>"
_AROUND = re.compile(rf"\s*({_BLOCK_TAG}|\ufdd2[^\ufdd3]*\ufdd3)\s*")


def normal(raw: str) -> str:
    """Return HTML without the white space that means nothing."""
    cleaned = html._cleaner(classes=True).clean(raw)
    parts = re.split("(<pre>.*?</pre>)", cleaned, flags=re.DOTALL)
    parts[::2] = (_AROUND.sub(r"\1", part).strip() for part in parts[::2])
    return "".join(parts)


def check(text: str) -> None:
    """Check that the fast way has doubts or makes what the plain way does."""
    for inline in (False, True):
        made = fast.fast_html(text, inline=inline)
        if made is not None:
            assert normal(made) == normal(html._plain_way(text, inline=inline))


@settings(max_examples=settings().max_examples * 20)
@given(hostile)
@example("a\n$$\nz\n$$")
@example("> a\n    > b")
@example("*\n> |\n---\na")
@example("| --- |\n| --- |\n")
@example("a\\  \nb")
@example("~~~word `x` $y$\n")
@example("\n```\n")
@example("1. a\n2)\n\n\n2)\n")
@example("- ```\\\n  \n\n* b")
@example("    $x$")
@example("# a $x\ny$")
@example("| a $x|y$ |\n| - |\n| b |")
def test_the_two_ways_agree_on_hostile_texts(text: str) -> None:
    check(text)


@settings(max_examples=settings().max_examples * 4)
@given(st.text())
def test_the_two_ways_agree_on_any_characters(text: str) -> None:
    check(text)


@given(honest)
def test_what_people_write_goes_the_fast_way_and_means_the_same(text: str) -> None:
    assert fast.fast_html(text, inline=False) is not None
    check(text)


def texts_of(pack: Pack) -> Iterator[tuple[str, bool]]:
    """Yield texts of a pack, and whether they are of one line."""
    for question in pack.questions:
        yield question.prompt, True
        for answer in question.answers:
            yield answer.body, False
            yield from ((point, True) for point in answer.key_points)
    for mistake in pack.mistakes:
        yield mistake.remedy, False


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n\n2026-11-01\n\nSee $x$ and `$y$`.",
        "```\n    ~~~\n$x\n```\n\n$$\nx\n$$",
        "a $|$ b",
        "**$x$**, \\$5 and \\\\$y$",
    ],
)
def test_what_is_rare_but_clear_goes_the_fast_way(text: str) -> None:
    assert fast.fast_html(text, inline=False) is not None
    check(text)


def test_nearly_all_of_the_bundled_pack_goes_the_fast_way(ml_engineer: Pack) -> None:
    texts = list(texts_of(ml_engineer))
    made = [fast.fast_html(text, inline=inline) for text, inline in texts]
    assert sum(one is not None for one in made) > 0.98 * len(texts)


def test_the_two_ways_agree_on_the_bundled_pack(ml_engineer: Pack) -> None:
    for text, _inline in list(texts_of(ml_engineer))[::5]:
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\tb", "a\r\nb", "a\xa0b", "<b>", "<https://example.com>", "&amp;",
        "![a](b.png)", "[a][b]", "[a]: /u", "[a](b c)", "[a](javascript:x)", "*☃*",
        "☃*a*", "a\\\nb",
        "a \nb", "a ", "\\`", "-\n- a", "- - - - a", "        - a", "    > a", "[" * 9,
        "- ```\n  a\n  ```", "~~~\na\n~~~", "```\na", "```\na\n  ```\nb\n```",
        "```a b\n```",
        "```\na\n``` b\n```", "a\n| - |", "| a |\n| - |", "| a | b |\n| - |\n| c |",
        "| a |\n| - |\nb", "| a |\n| - |\n| b \\|", "b\n| a |\n| - |\n| c |",
        "| a |\n| - |\n| b \\\\|", "| a\n---",
        "$", "` $x$", "5$x$", "$x$5", "$x $", "$x$$", "a\n$$\nb\n$$", "$$  $$", "- $$x$$",
        "$$\n\n$$", "| $a|b$ |\n| - |\n| c |", "# $a\nb$", "    $x$",
    ],
)  # fmt: skip
def test_where_the_two_might_differ_the_plain_way_is_taken(text: str) -> None:
    assert fast.fast_html(text, inline=False) is None
    assert to_html(text) == finished(html._plain_way(text, inline=False))


@pytest.mark.parametrize("text", ["1. a", "# a", "- a", "> a", "a\nb", "---", "$x"])
def test_a_line_that_begins_like_a_block_goes_the_plain_way(text: str) -> None:
    assert fast.fast_html(text, inline=True) is None
    made = to_html(text, inline=True)
    assert made == finished(html._plain_way(text, inline=True))


def finished(raw: str) -> str:
    return html.safe_html(
        raw, level=0, image=None, code="plain", formula=None, finish=lambda made: made
    )


def test_without_the_fast_parser_all_goes_the_plain_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "So *it* is, for $x$.\n\n- a\n- b"
    with_it = to_html(text)
    monkeypatch.setitem(sys.modules, "pyromark", None)
    fast._renderer.cache_clear()
    try:
        assert fast.fast_html(text, inline=False) is None
        assert to_html(text) == with_it
    finally:
        fast._renderer.cache_clear()
