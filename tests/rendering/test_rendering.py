"""Markdown as safe HTML, inside a larger document, and as plain text."""

import html
import html.parser
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from contrast import contrast
from mlinterview import rendering
from mlinterview.rendering import (
    HtmlWriter,
    Inline,
    Items,
    Paragraph,
    Plain,
    TableBlock,
    Text,
    blocks,
    code,
    code_css,
    dialect,
    embed,
    embed_inline,
    embedding,
    escape,
    is_empty,
    is_outside,
    line_to_markdown,
    mathml,
    to_html,
    to_markdown,
    to_text,
)

# Pieces that mean something to Markdown, HTML or TeX, alone or next to each other.
_PIECES = st.sampled_from(
    [
        *"<>`~$*_#-+|[]()!\\&\n =",
        "```",
        "~~~",
        "$$",
        "\n\n",
        "    ",
        "\n> ",
        "\n- ",
        "\n1. ",
        "\n# ",
        "\n---\n",
        "\n===\n",
        "<b>",
        "</b>",
        "<script>alert(1)</script>",
        "<!-- ",
        " -->",
        "<?x",
        "<img src=x onerror=alert(1)>",
        "&lt;",
        "&#60;",
        "&#xfdd0;",
        "[a](javascript:alert(1))",
        "[a]: /u",
        "<https://example.com>",
        "| a | b |\n| - | - |\n| c | <i> |",
        "\n|-|-|\n",
        "\n2) ",
        " \n",
        "\\\n",
        "![a](b.png)",
        "](https://e.com)",
        "$x$",
        "$a_b*c*$",
        "$\\|$",
        "$$y$$",
        "\n\n$$\nz\n$$\n\n",
        "\\$",
        "$5",
        "`$x$`",
        "$\\href{x}{y}$",
        "é",
        "☃",
        "a",
        "word",
        "\ufdd0",
    ]
)
hostile = st.lists(_PIECES, max_size=12).map("".join)
hostile_lines = hostile.map(lambda text: " ".join(text.split("\n")))

READERS = [
    dialect.parser(),
    MarkdownIt("commonmark", {"html": True}).enable("table"),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
]


def types(text: str, reader: MarkdownIt) -> list[str]:
    return [token.type for token in rendering.flatten(reader.parse(text))]


# Safe HTML

REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*b* **c**", "<p><em>b</em> <strong>c</strong></p>"),
        ("`d < e`", "<p><code>d &lt; e</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("```python\n1 < 2\n```", "<pre><code>1 &lt; 2\n</code></pre>"),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        ("# h", "<h1>h</h1>"),
        ("Emoji 🎉, שלום, a~b~", "<p>Emoji 🎉, שלום, a~b~</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_becomes_html(markdown: str, expected: str) -> None:
    assert to_html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\tb", "<p>a\tb</p>"),
        ("a\r\nb", "<p>a\nb</p>"),
        ("a\\\nb", "<p>a<br>\nb</p>"),
        ("a\nb", "<p>a\nb</p>"),
        ("<b>", "<p>&lt;b&gt;</p>"),
        ("&amp;", "<p>&amp;</p>"),
        ("*☃*", "<p><em>☃</em></p>"),
        ("[a][b]\n\n[b]: https://e.com", f'<p><a href="https://e.com" {REL}>a</a></p>'),
        ("[a](b c)", "<p>[a](b c)</p>"),
        ("- - a", "<ul>\n<li>\n<ul>\n<li>a</li>\n</ul>\n</li>\n</ul>"),
        ("-\n- a", "<ul>\n<li></li>\n<li>a</li>\n</ul>"),
        ("        a", "<pre><code>    a\n</code></pre>"),
        ("a\n    > b", "<p>a\n&gt; b</p>"),
        ("- ```\n  a\n  ```", "<ul>\n<li>\n<pre><code>a\n</code></pre>\n</li>\n</ul>"),
        ("~~~\na\n~~~", "<pre><code>a\n</code></pre>"),
        ("```\na", "<pre><code>a</code></pre>"),
        ("```\na\n  ```\nb", "<pre><code>a\n</code></pre>\n<p>b</p>"),
        ("```\n    ~~~\n$x\n```", "<pre><code>    ~~~\n$x\n</code></pre>"),
        ("a | b\n\n2026-11-01", "<p>a | b</p>\n<p>2026-11-01</p>"),
        ("| a\n---", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table>"),
        ("    $x$", "<pre><code>$x$\n</code></pre>"),
    ],
)  # fmt: skip
def test_rare_constructs_become_html(markdown: str, expected: str) -> None:
    assert to_html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("$x $", "<p>$x $</p>"),
        ("5$x$", "<p>5$x$</p>"),
        ("$x$5", "<p>$x$5</p>"),
        ("` $x$", r"<p>` \(x\)</p>"),
        (r"**$x$**, \$5 and \\$y$", r"<p><strong>\(x\)</strong>, $5 and \\(y\)</p>"),
        ("a $|$ b", r"<p>a \(|\) b</p>"),
        ("# $a\nb$", "<h1>$a</h1>\n<p>b$</p>"),
        ("- $$x$$", "<ul>\n<li>\n\\[x\\]\n</li>\n</ul>"),
        ("a\n\n$$\nb\n$$", "<p>a</p>\n\\[b\\]"),
    ],
)
def test_dollar_signs_make_a_formula_only_by_the_rules(
    markdown: str, expected: str
) -> None:
    assert to_html(markdown) == expected


@pytest.mark.parametrize("text", ["1. a", "# a", "- a", "a\nb", "---", "$x"])
def test_a_line_is_never_taken_for_a_block(text: str) -> None:
    assert to_html(text, inline=True) == text
    assert to_html("> a", inline=True) == "&gt; a"


def test_a_table_becomes_a_table() -> None:
    made = to_html("| a |\n| :-: |\n| `x\\|y` |")
    assert "<th>a</th>" in made
    assert "<td><code>x|y</code></td>" in made


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("for $a<b$ and $x^2$", r"for \(a&lt;b\) and \(x^2\)"),
        ("$$a$$", r"\[a\]"),
        (r"costs \$5 or \$6", "costs $5 or $6"),
        ("from 5$ to 6$ each", "from 5$ to 6$ each"),
        ("`$x$`", "<code>$x$</code>"),
        ("$a[0] \\& b$", r"\(a[0] \&amp; b\)"),
    ],
)
def test_formulas_stand_in_the_brackets_that_mathjax_reads(
    markdown: str, expected: str
) -> None:
    assert to_html(markdown, inline=True) == expected


@pytest.mark.parametrize(
    "formula",
    [r"\href{javascript:x}{y}", r"\require{html}", r"\def\x{\x\x}", r"\style{a}{<b}"],
)
def test_a_formula_that_would_act_is_shown_as_code(formula: str) -> None:
    shown = formula.replace("<", "&lt;")
    assert to_html(f"${formula}$", inline=True) == f"<code>{shown}</code>"
    assert to_html(f"$$\n{formula}\n$$") == f"<code>{shown}</code>"


@pytest.mark.parametrize("formula", [r"\hrefs", r"\frac{a}{b}", r"\operatorname{def}"])
def test_a_formula_that_only_looks_so_stays_a_formula(formula: str) -> None:
    assert to_html(f"${formula}$", inline=True) == rf"\({formula}\)"


@pytest.mark.parametrize("text", ["$x$ is 5", "$x$ ends in \\\\", "- $x$ and 5\n- $y$²"])
def test_the_end_of_a_line_does_not_count_as_what_is_in_front_of_it(text: str) -> None:
    assert r"\(x\)" in to_html(text)
    assert "math_inline" in types(text, READERS[0])


def test_formulas_may_be_made_into_anything_and_are_code_if_they_cannot() -> None:
    def shown(formula: str, display: bool) -> str | None:
        return f"<i>{formula}|{display}</i>" if formula != "no" else None

    made = to_html("$a<b$ $no$ $$c$$ `$d$`", inline=True, formula=shown)
    assert made == ("<i>a<b|False</i> <code>no</code> <i>c|True</i> <code>$d$</code>")


def test_a_formula_within_a_paragraph_leaves_the_paragraph_whole() -> None:
    assert to_html("a $$x$$ b") == r"<p>a \[x\] b</p>"


def test_a_formula_of_its_own_is_displayed() -> None:
    assert to_html("$$\n\\frac{a}{b}\n$$") == r"\[\frac{a}{b}\]"


@pytest.mark.parametrize("text", ["\ufdd0x\ufdd3", "&#xfdd0;x&#64979;", "`\ufdd1`"])
def test_no_text_makes_the_brackets_of_a_formula(text: str) -> None:
    made = to_html(text)
    assert not re.search(r"\\[()\[\]]", made)
    assert "�" in made


def test_the_finish_sees_no_brackets_of_formulas() -> None:
    made = to_html("[a] $b[c]$", finish=lambda made: made.replace("[", "&#91;"))
    assert made == r"<p>&#91;a] \(b&#91;c]\)</p>"


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "![a](https://example.com/spy.png)",
        "![a](//example.com/spy.png)",
        "![a](\\\\example.com\\spy.png)",
        "![a](/etc/passwd)",
        "![a](file:///etc/passwd)",
        "<style>*{}</style>",
        "<iframe src=//x></iframe>",
        '[a](https://example.com "onclick=x")',
        "<a href='javascript:x'>a</a>",
        "<javascript:alert(1)>",
    ],
)
def test_nothing_that_acts_gets_into_the_html(markdown: str) -> None:
    _check_harmless(to_html(markdown, image=lambda source: source))


def test_links_to_web_pages_stay() -> None:
    made = to_html("[a](https://example.com/?a=1&b=2)", inline=True)
    assert 'href="https://example.com/?a=1&amp;b=2"' in made
    assert 'rel="noopener noreferrer"' in made


TAGS = {
    *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul"),
}


class _Elements(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _check_harmless(made: str) -> None:
    """Check HTML with a parser that has no part in making it."""
    parser = _Elements()
    parser.feed(made)
    for tag, attributes in parser.found:
        if tag == "span":  # Keeps the brackets of a formula apart where there is none.
            assert not attributes
            continue
        assert tag in TAGS
        assert attributes.keys() <= {"href", "title", "rel", "src", "alt", "start"}
        href = attributes.get("href") or "https:"
        if ":" in href.split("/")[0]:
            assert href.split(":")[0] in ("http", "https", "mailto")
        source = attributes.get("src") or ""
        assert ":" not in source
        assert not source.startswith(("/", "\\"))


@given(hostile)
@example("a\n$$\nz\n$$")
@example("> a\n    > b")
@example("*\n> |\n---\na")
@example("| --- |\n| --- |\n")
@example("a\\  \nb")
@example("~~~word `x` $y$\n")
@example("1. a\n2)\n\n\n2)\n")
@example("- ```\\\n  \n\n* b")
@example("# a $x\ny$")
@example("| a $x|y$ |\n| - |\n| b |")
def test_whatever_the_text_is_its_html_is_harmless(text: str) -> None:
    _check_harmless(to_html(text, image=lambda source: source))
    _check_harmless(to_html(text, inline=True))


# Images


def name_of(source: str) -> str | None:
    return {"media/plot.png": "0a1b.png", "media/my plot.png": "m&m.png"}.get(source)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![a plot](media/plot.png)", '<img src="0a1b.png" alt="a plot">'),
        (
            '![*a* <b>](media/plot.png "Title & more")',
            '<img src="0a1b.png" alt="a &lt;b&gt;" title="Title &amp; more">',
        ),
        ("![](<media/my plot.png>)", '<img src="m&amp;m.png" alt="">'),
        ("![a](media/my%20plot.png)", '<img src="m&amp;m.png" alt="a">'),
        ("![a <b> & *c*](media/other.png)", "a &lt;b&gt; &amp; c"),
        ("![a]()", "a"),
        ("[![a](media/plot.png)](#b)", '<a href="#b" rel="noopener noreferrer">'),
    ],
)
def test_an_image_of_the_pack_has_its_name_in_the_result(
    markdown: str, expected: str
) -> None:
    assert expected in to_html(f"See {markdown}.", inline=True, image=name_of)


def test_without_names_the_description_stands_there() -> None:
    text = "See ![a <plot> & *more*](media/plot.png)."
    assert to_html(text, inline=True) == "See a &lt;plot&gt; &amp; more."


@pytest.mark.parametrize(
    "source",
    [
        "https://example.com/spy.png", "//example.com/spy.png", "\\\\example.com\\s.png",
        "/etc/passwd", "file:///etc/passwd", "data:image/png;base64,AA==", "C:\\x.png",
        "../x.png", "media/../../x.png", "media/%2e%2e/x.png", "media\\\\..\\\\x.png",
        "a%0A/../x.png", "..",
    ],
)  # fmt: skip
def test_what_is_no_file_of_the_pack_is_never_asked_for(source: str) -> None:
    asked: list[str] = []
    assert "<img" not in to_html(f"![a]({source})", image=asked.append)
    assert not asked


def test_a_file_of_the_pack_is_a_relative_address() -> None:
    assert not is_outside("media/plot.png")
    assert not is_outside("a..b/c...png")
    assert is_outside("x:y")


def test_the_name_of_an_image_is_not_judged() -> None:
    made = to_html(
        "![a](x.png)", inline=True, image=lambda _: "data:image/png;base64,AA=="
    )
    assert made == '<img src="data:image/png;base64,AA==" alt="a">'


# Code

PROGRAM = """\
```python
def f(x):  # <b> \\(y\\)
    return "[a]"

```"""


def words(made: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", made))


def test_code_is_plain_unless_it_is_to_be_marked() -> None:
    assert to_html("```python\ndef f\n```") == "<pre><code>def f\n</code></pre>"


def test_code_is_marked_with_classes() -> None:
    made = to_html(PROGRAM, code="classes")
    assert made.startswith('<pre><code class="highlight"><span class="k">def</span>')
    assert '<span class="c1"># &lt;b&gt;' in made
    assert "style" not in made


def test_code_is_marked_in_line_by_weight_and_slant_which_suit_every_ground() -> None:
    made = to_html(PROGRAM, code="inline")
    assert made.startswith('<pre><code><span style="font-weight: bold">def</span>')
    looks = set(re.findall('style="([^"]*)"', made))
    assert looks == {"font-weight: bold", "font-style: italic"}
    assert "class" not in made


@pytest.mark.parametrize("style", ["classes", "inline"])
def test_marks_change_nothing_of_the_code(style: rendering.CodeStyle) -> None:
    assert words(to_html(PROGRAM, code=style)) == words(to_html(PROGRAM))


@pytest.mark.parametrize("style", ["classes", "inline"])
@pytest.mark.parametrize(
    "text",
    [
        "```\nif x\n```",
        "```klingon\nif x\n```",
        '```python"onclick=x\nif x\n```',
        "    if x",
        "```python\n```",
        "`if x`",
        f"```python\n{'if x ' * 801}\n```",
    ],
)
def test_code_of_no_known_language_or_of_great_length_is_plain(
    text: str, style: rendering.CodeStyle
) -> None:
    assert to_html(text, code=style) == to_html(text)


@pytest.mark.parametrize("language", sorted(code._LANGUAGES))
def test_every_language_has_its_lexer(language: str) -> None:
    for name in (language, language.upper(), f"{language} title=x"):
        made = to_html(f"```{name}\n/ x = 'a'\n```", code="classes")
        assert words(made) == "/ x = 'a'\n"
        assert '<code class="highlight">' in made


@pytest.mark.slow
@given(st.text(), st.sampled_from(sorted(code._LANGUAGES)))
def test_whatever_the_code_is_marks_change_nothing_of_it(text: str, name: str) -> None:
    for style in ("classes", "inline"):
        made = code.highlight(f"{text}\n", language=name, style=style)
        assert words(made) == f"{text}\n"
        assert not re.search("<(?!/?(code|span)[ >])", made)


def test_only_words_that_stand_out_are_marked() -> None:
    made = to_html("```python\ny = f(x)  # z\n```", code="classes")
    assert re.findall("<span[^>]*>(.*?)</span>", made) == ["=", "# z"]
    marked = set(re.findall('class="([^"]*)"', made)) - {"highlight"}
    rules = code_css() + code_css(dark=True)
    assert all(f".highlight .{name}" in rules for name in marked)


@pytest.mark.parametrize("dark", [False, True])
def test_the_marks_of_code_can_be_read_in_light_and_dark(dark: bool) -> None:
    rules = code_css(dark=dark)
    (ground,) = re.findall("background: #(......)", rules)
    colours = set(re.findall("color: #(......)", rules))
    assert len(colours) > 5
    for colour in colours:
        assert contrast(colour, ground) >= 4.5, colour


def test_the_rules_for_code_hold_where_they_are_to() -> None:
    everywhere = code_css(dark=True).splitlines()
    within = code_css(dark=True, within=".nightMode").splitlines()
    assert len(everywhere) == len(within)
    selectors = [rule.partition(" {")[0].split(", ") for rule in within]
    assert all(one.startswith(".nightMode ") for rule in selectors for one in rule)
    used = set(re.findall('class="([^"]*)"', to_html(PROGRAM, code="classes")))
    assert {"highlight", "k", "c1"} <= used
    assert re.search(r"\.highlight \.k\b", code_css())
    for dark in (False, True):
        assert not re.search(r"\.(?![a-z])", code_css(dark=dark))


# MathML


@pytest.mark.parametrize(
    ("formula", "display", "expected"),
    [
        ("x", False, "<math><mi>x</mi></math>"),
        ("x<1", True, '<math display="block"><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>'),
        (r"\text{<b>}", False, "<math><mtext>&lt;b&gt;</mtext></math>"),
        (r"\frac{1}", False, None),
        (r"\href{javascript:x}{y}", False, None),
    ],
)
def test_a_formula_becomes_mathml_if_it_can(
    formula: str, display: bool, expected: str | None
) -> None:
    assert mathml(formula, display=display) == expected


@pytest.mark.parametrize("formula", [r"\begin{aligned}a&=b\\c&=d\end{aligned}", r"a\!b"])
def test_what_places_the_parts_of_a_formula_is_kept(formula: str) -> None:
    made = mathml(formula, display=True)
    assert made is not None
    assert 'style="' in made


@given(st.text())
def test_whatever_the_formula_is_its_mathml_is_harmless(formula: str) -> None:
    elements = _Elements()
    elements.feed(mathml(formula, display=False) or "")
    for tag, attributes in elements.found:
        assert tag.startswith("m")
        assert not {name for name in attributes if name.startswith(("on", "href", "src"))}


# Blocks


BLOCKS = [
    Text("# A\n\n*b*"),
    Paragraph((Plain("<c>", bold=True), Plain(" "), Inline("d `e`", bold=True))),
    Paragraph((Plain("by "), Plain("f_", italic=True))),
    Items(((Plain("1. f"),), (Inline("$g$"),))),
    Items(((Plain("h*"),),), numbered=True),
    TableBlock(("I", "J"), (((Plain("k|l"),), (Inline("`m|n`"),)),)),
]


def test_blocks_become_markdown() -> None:
    assert to_markdown(BLOCKS, level=2) == (
        "### A\n\n*b*\n\n"
        "**\\<c>** **d `e`**\n\n"
        "by *f\\_*\n\n"
        "- 1\\. f\n- $g$\n\n"
        "1. h\\*\n\n"
        "| I | J |\n| --- | --- |\n| k\\\\|l | `m\\|n` |"
    )


def test_blocks_become_html() -> None:
    assert HtmlWriter(level=2).blocks(BLOCKS) == (
        "<h3>A</h3>\n<p><em>b</em></p>"
        "<p><strong>&lt;c&gt;</strong> <strong>d <code>e</code></strong></p>"
        "<p>by <em>f_</em></p>"
        r"<ul><li>1. f</li><li>\(g\)</li></ul>"
        "<ol><li>h*</li></ol>"
        "<table><thead><tr><th>I</th><th>J</th></tr></thead>"
        "<tbody><tr><td>k|l</td><td><code>m|n</code></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://a.b/?c=1&d=<e>", "https://a.b/?c=1&d=<e>"),
        ("javascript:x", None),
        ('https://a.b/" onclick="x', 'https://a.b/" onclick="x'),
    ],
)
def test_words_lead_to_web_pages_only(url: str, leads_to: str | None) -> None:
    made = HtmlWriter().line((Plain("<w>", url=url),))
    (link,) = BeautifulSoup(made, "html.parser")("a")
    assert link.get("href") == leads_to
    assert set(link.attrs) <= {"href", "rel"}
    assert made.endswith(">&lt;w&gt;</a>")
    assert line_to_markdown((Plain("<w>", url="https://a.b"),)) == (
        "[\\<w>](https://a.b)"
    )


def test_a_writer_makes_lines_texts_and_plain_words() -> None:
    writer = HtmlWriter(finish=lambda made: made.replace("[", "&#91;"))
    assert writer.line("*a* [b]") == "<em>a</em> &#91;b]"
    assert writer.text("*a* [b]") == "<p><em>a</em> &#91;b]</p>"
    assert writer.words("*a* [b] \\\\(c\\\\)") == (
        r"*a* &#91;b] \\<span></span>(c\\<span></span>)"
    )


def test_a_writer_makes_each_block_once() -> None:
    asked: list[str] = []
    writer = HtmlWriter(image=asked.append)
    for _ in range(3):
        writer.blocks([Text("![a](b.png)"), Paragraph((Inline("![a](c.png)"),))])
    assert asked == ["b.png", "c.png"]


@pytest.mark.parametrize(
    "block", [Text(""), Paragraph(()), Items(()), TableBlock(("A", "B"), ())]
)
def test_a_block_without_anything_in_it_is_empty(block: rendering.Block) -> None:
    assert is_empty(block)
    assert not any(map(is_empty, BLOCKS))


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("# A\n\n## B\n\n# C", 2, ["h3", "h4", "h3"]),
        ("### A\n\n# B", 1, ["h2", "h2"]),
        ("# A\n\n## B\n\n### C", 4, ["h5", "h6", "h6"]),
        ("> A\n> ===", 4, ["h5"]),
        ("### A", 0, ["h3"]),
    ],
)
def test_headings_in_html_go_below_the_one_above(
    text: str, level: int, expected: list[str]
) -> None:
    assert re.findall("<(h.)>", to_html(text, level=level)) == expected
    embedded = [
        token.tag
        for token in READERS[0].parse(embed(text, level=level))
        if token.type == "heading_open"
    ]
    assert embedded == expected


# Plain text as Markdown


@pytest.mark.parametrize(
    "text",
    [
        "1. a", "12) b", "- a", "+ a", "---", "- - -", "# h", "#", "C# and F #", "> q",
        "*a* _b_ **c**", "`code`", "~~gone~~", "~~~", "```", "[a](b)", "![a](b)",
        "[a]: /u", "<b>", "<https://example.com>", "a | b", "$x$", "$5", "Q&A", "&amp;",
        "&#60;", "\\", "a\\", "AT&T; x", "(a) {b}!", "a > b", "5 - 3", "=1+1", "::",
        "1.5",
    ],
)  # fmt: skip
def test_escaped_text_shows_as_it_is(text: str) -> None:
    assert _shown(escape(text)) == text
    assert _shown(f"# {escape(text)}") == text
    assert _shown(f"- [{escape(text)}](#a)") == text


def _shown(markdown: str) -> str:
    """Return the text that a reader sees."""
    tokens = rendering.flatten(READERS[0].parse(markdown))
    shown = ("text", "text_special", "code_inline", "html_inline")
    return "".join(
        {"math_inline": f"${token.content}$"}.get(token.type, token.content)
        for token in tokens
        if token.type in shown or token.type == "math_inline"
    )


@given(hostile_lines.map(str.strip).filter(bool))
def test_any_line_that_is_escaped_shows_as_it_is(text: str) -> None:
    assert _shown(escape(text)).split() == text.replace("\x00", "�").split()


def test_words_without_marks_are_left_alone() -> None:
    plain = "Answer (mid): Q&A, 5 > 3, C#; what next? Yes!"
    assert escape(plain) == plain


# Markdown inside a document


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b>bold</b> c",
        "> a <b\n> c> d",
        "- <b>",
        "<!-- x -->\n    <b>",
        "<!-- never closed",
        "| a |\n| - |\n| <i> |",
        "$<img src=x>$",
        '$<b x="$ "> c',
        "$$\n<script>\n</script>\n$$",
        "> $$\n> <b\n> c>\n> $$",
        "[a <b> c](https://example.com)",
    ],
)
def test_raw_html_becomes_visible_text(text: str) -> None:
    made = embed(text)
    for reader in READERS:
        assert not [one for one in types(made, reader) if one.startswith("html")]
    assert re.sub(r"[<>\s]", "", made.replace("&lt;", "<")) == re.sub(r"[<>\s]", "", text)


def test_html_in_code_stays_as_it_is() -> None:
    text = "`<b>` and\n\n```html\n<script>\n```\n\n    <indented>"
    assert embed(text) == text


def test_formulas_without_tags_stay_as_they_are() -> None:
    text = "$a<b$ and $c>d$ and\n\n$$\nx<y\n$$"
    assert embed(text) == text


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("```python\nx", "\nx\n```"),
        ("~~~~\nx\n~~~", "\nx\n~~~\n~~~~"),
        ("```", "```\n```"),
        ("```\nx\n```", "\nx\n```"),
        ("- ```\n  x", "\n  x"),
        ("> ```\n> x", "\n> x"),
        ("$$\n```\n$$", "$$\n` ``\n$$"),
    ],
)
def test_a_code_block_ends_with_the_text(text: str, end: str) -> None:
    made = embed(text)
    assert made.endswith(end)
    for reader in READERS:
        after = reader.parse(f"{made}\n\nAfter.")
        assert [token.type for token in after[-3:]][1:] == ["inline", "paragraph_close"]
        assert after[-2].content == "After."
        assert after[-2].level == 1


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("# A\n\n## B\n\n# C", 2, "### A\n\n#### B\n\n### C"),
        ("### A\n\n# B\n\n### C", 1, "## A\n\n## B\n\n### C"),
        ("# A\n\n## B\n\n### C", 4, "##### A\n\n###### B\n\n###### C"),
        ("A\n===\n\nB\nc #\n---", 1, "## A\n\n\n### B c \\#"),
        ("> A\n> ===", 1, "> ## A"),
        ("- A\n  ---\n- # B #", 1, "- ## A\n\n- ## B #"),
        ("```\n# A\n```", 3, "```\n# A\n```"),
        ("# A", 0, "# A"),
    ],
)
def test_headings_go_below_the_one_above_without_a_step_left_out(
    text: str, level: int, expected: str
) -> None:
    assert embed(text, level=level) == expected


@given(hostile, st.integers(0, 5))
def test_whatever_is_embedded_has_no_html_and_ends_before_what_follows(
    text: str, level: int
) -> None:
    made = embed(text, level=level)
    for reader in READERS[:2]:
        tokens = reader.parse(f"{made}\n\n# After\n")
        found = [token.type for token in rendering.flatten(tokens)]
        assert not [one for one in found if one.startswith("html")]
    closing = READERS[0].parse(f"{made}\n\n# After\n")[-3:]
    assert [token.type for token in closing] == [
        "heading_open",
        "inline",
        "heading_close",
    ]
    assert closing[1].content == "After"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is `a < b`?", "What is `a < b`?"),
        ("1. x", r"1\. x"),
        ("12) x", r"12\) x"),
        ("- x", r"\- x"),
        ("# x", r"\# x"),
        ("x #", r"x \#"),
        ("C#", "C#"),
        ("> x", r"\> x"),
        ("---", r"\---"),
        ("--", r"\--"),
        ("```", r"\```"),
        ("~~~ <script>", r"\~~~ &lt;script>"),
        ("<div>", "&lt;div>"),
        ("a <b> c", "a &lt;b> c"),
        ("[a]: /u", r"\[a]: /u"),
        ("$$x$$", "$$x$$"),
        ("$x$ | y", "$x$ | y"),
    ],
)
def test_a_line_stays_a_line_wherever_it_stands(text: str, expected: str) -> None:
    assert embed_inline(text) == expected


@given(hostile_lines.map(str.strip).filter(bool))
def test_any_line_can_be_a_heading_or_an_item(text: str) -> None:
    made = embed_inline(text)
    assert "\n" not in made
    for line, inside in ((f"# {made}", "heading"), (f"- {made}", "list_item")):
        for reader in READERS[:2]:
            tokens = reader.parse(f"{line}\n\nAfter.")
            found = [token.type for token in rendering.flatten(tokens)]
            assert not [one for one in found if one.startswith("html")]
            assert f"{inside}_close" in found
            assert tokens[-2].content == "After."


@given(hostile, st.integers(0, 5))
def test_a_text_that_needs_no_parser_is_left_as_it_would_be(
    text: str, level: int
) -> None:
    text = text.rstrip("\n")
    if embedding._needs_no_change(text):
        assert embedding._embedded(text, level) == text


@given(hostile_lines.map(str.strip))
def test_a_line_that_needs_no_parser_is_left_as_it_would_be(text: str) -> None:
    if embedding._is_ordinary_line(text):
        assert embedding._embedded_line(text) == text


@given(hostile_lines)
def test_plain_text_that_needs_no_parser_is_what_it_would_be(text: str) -> None:
    if not embedding._is_marked(text):
        tokens = rendering.flatten(READERS[0].parseInline(text))
        assert "".join(one.content for one in tokens if one.type == "text") == text


@pytest.mark.parametrize(
    "text",
    ["Words.", "See `a < b`.", "- *a*\n- $b$", "```python\n# <b>\n```", "| a |\n| - |"],
)
def test_what_people_write_needs_no_parser(text: str) -> None:
    assert embedding._needs_no_change(text)


# Plain text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Why (so)?", "Why (so)?"),
        ("Why *this* `x < y`?", "Why this x < y?"),
        ("a\nb", "a b"),
        ("a\\\nb", "a b"),
        ("[text](https://example.com) ![alt](x.png)", "text alt"),
        ("$x^2$ &amp; \\*", "x^2 & *"),
        ("a <b> c", "a <b> c"),
    ],
)
def test_markdown_as_plain_text(markdown: str, expected: str) -> None:
    assert to_text(markdown) == expected


def test_only_formulas_have_the_brackets_of_formulas() -> None:
    made = rendering.to_html(r"a \\(x\\) `\[y\]` $z\\[2pt]$", inline=True)
    assert re.findall(r"\\[(\[]", made) == [r"\(", r"\["]
    assert made.endswith(r"\(z\\[2pt]\)")
    assert re.sub("<[^>]*>", "", made).startswith(r"a \(x\) \[y\] ")


def test_a_writer_keeps_what_repeats_and_not_all_that_it_ever_made() -> None:
    writer = HtmlWriter()
    for number in range(3 * blocks._MAX_CACHED):
        assert writer.words(f"word {number}") == f"word {number}"
        assert writer.line("*again*") == "<em>again</em>"
    assert len(writer._cache) <= blocks._MAX_CACHED
