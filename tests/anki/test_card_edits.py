"""Fields: HTML as blocks, and what a user changed as changes of values."""

import html

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mlinterview.anki import block_alignment, card_html
from mlinterview.anki.card_edits import Edit, UnresolvedEdit, compare
from mlinterview.anki.note_content import FieldContent, values
from mlinterview.errors import Action, DeckError
from mlinterview.rendering import (
    Block,
    HtmlWriter,
    Inline,
    Items,
    Plain,
    Text,
    flatten,
    parse,
)

WRITER = HtmlWriter(level=4)


def keys(html: str) -> list[str]:
    return [block.key for block in card_html.blocks(html)]


def field(*blocks: Block | Inline, before: str = "", after: str = "") -> FieldContent:
    return FieldContent(
        make=lambda: before + WRITER.blocks(blocks) + after, blocks=blocks, writer=WRITER
    )


def text(value: str) -> FieldContent:
    return field(Text(value, of=("tip", "t", "body")))


def listed(*items: str) -> FieldContent:
    lines = tuple(
        (Inline(one, of=("question", "q", "points", at)),) for at, one in enumerate(items)
    )
    return field(Items(lines), before="<h4>Points</h4>", after="<h4>End</h4>")


def changed(content: FieldContent, old: str, new: str) -> list[Edit | UnresolvedEdit]:
    assert content.html.count(old) == 1, content.html
    return list(compare(content, content.html.replace(old, new)))


def becomes(value: str, old: str, new: str) -> str:
    """Return the Markdown that a text becomes by one change of its HTML."""
    (edit,) = changed(text(value), old, new)
    assert isinstance(edit, Edit), edit
    assert (edit.action, edit.old) == (Action.REPLACE, value)
    assert isinstance(edit.new, str)
    return edit.new


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<p>a <b>b</b></p>", "<div>a&nbsp;<strong>b</strong><br></div>"),
        ("<p>a</p><p>b</p>", "a<br><br>b"),
        ("<p>a</p><p>b</p>", "a<br> <br>&nbsp;<br>b<br>"),
        ("<p>a<br>b</p>", "<div>a<br>b</div>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul><p></p>"),
        ("<p>a <em>b</em> c</p>", "<p>a<i> b </i>c</p>"),
        ("<p>a</p>", "<!-- x --><script>b()</script><p><span>a</span><b> </b></p>"),
        ("<pre><code>a\n b</code></pre>", "<pre>a<br>&nbsp;b<br></pre><pre> </pre>"),
        (r"<p>\(a  b\)</p>", r"<p>\(a b\)</p>"),
        ("<p>a</p>", "<p>{{c1::a}}</p>"),
        ("<p>a</p>", "<p>{{c12::a::hint}}</p>"),
        ("<h4></h4><p>a<img alt='b' src='c'></p>", "<p>ab</p>"),
        ("<table><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</table>"),
    ],
)
def test_what_an_editor_writes_otherwise_says_the_same(one: str, two: str) -> None:
    assert keys(one) == keys(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<p>a</p>", "<h4>a</h4>"),
        ("<p>&lt;b&gt;a&lt;/b&gt;</p>", "<p><strong>a</strong></p>"),
        ("<p>&amp;lt;</p>", "<p>&lt;</p>"),
        (r"<p>\<span></span>(a\)</p>", r"<p>\(a\)</p>"),
        ("<p>a</p><hr>", "<p>a</p>"),
        ("<blockquote><p>a</p></blockquote>", "<p>a</p>"),
        ("<ol><li>a</li></ol>", "<ul><li>a</li></ul>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p><a href='x'>a</a></p>", "<p><a href='y'>a</a></p>"),
    ],
)
def test_what_says_something_else_is_told_apart(one: str, two: str) -> None:
    assert keys(one) != keys(two)


def test_elements_that_are_too_deep_are_refused() -> None:
    with pytest.raises(DeckError, match="nested more than 100 deep"):
        card_html.blocks("<b>" * 5000)


SOURCE = """\
First _line_ of
two lines.

> Quoted.

1. One.
2. Two.

| a | b |
| - | - |
| 1 | 2 |

Wide
====

````python
a = "`"
````

    indented

***

Last, [a link][x] and ![an image](media/a.png).

[x]: https://example.org
"""


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("First", "The first", "First", "The first"),
        ("two lines", "2 lines", "two lines", "2 lines"),
        ("two lines.", "two lines.<br>More.", "two lines.", "two lines.\\\nMore."),
        ("Quoted.", "Cited.", "Quoted.", "Cited."),
        ("Two.", "Second.", "Two.", "Second."),
        ("<td>1</td>", "<td>x</td>", "| 1 |", "| x |"),
        ("Wide", "Wider", "Wide\n====", "# Wider"),
        ('a = "`"', 'b = "```"', 'a = "`"', 'b = "```"'),
        ("indented", "in dented", "    indented", "```\nin dented\n```"),
        ("<hr>", "", "***\n\n", ""),
        ("<hr>", "<hr><h5>New</h5><p>a_b</p>", "***", "***\n\n# New\n\na_b"),
        ("<p>First", "<p>Zero.</p><p>First", "First", "Zero.\n\nFirst"),
    ],
)
def test_only_the_block_that_changed_is_written_anew(
    old: str, new: str, before: str, after: str
) -> None:
    source = SOURCE.replace("```python\n", "````python\n").replace(
        '"`"\n```', '"`"\n````'
    )
    assert source.count(before) == 1
    assert becomes(source, old, new) == source.replace(before, after)


def test_words_of_a_paragraph_keep_the_lines_of_the_author() -> None:
    assert becomes("a b\nc d\ne f", "c d", "c x d") == "a b\nc x d\ne f"
    assert becomes("a b\nc d\ne f", "b\nc", "c") == "a\nc d\ne f"


def test_a_paragraph_in_other_signs_is_filled_to_the_width_of_the_author() -> None:
    source = "It is __very__ good that\nthere are *some more* of\nthe __ words."
    made = becomes(source, "there are", "there now <b>are, as it</b> is,")
    wanted = source.replace("there are", "there now **are, as it** is,")
    assert made.split() == wanted.split()


def test_what_is_not_seen_on_a_card_is_never_lost() -> None:
    found = changed(text("See ![the plot](a.png) there."), "there", "here")
    assert [type(one) for one in found] == [UnresolvedEdit]
    found = changed(text("See ![the plot](a.png) there."), "the plot", "the line")
    assert [type(one) for one in found] == [UnresolvedEdit]
    found = changed(text("A [link](ftp://other) there."), "link", "rope")
    assert [type(one) for one in found] == [UnresolvedEdit]


def test_a_formula_and_a_sign_come_back_as_what_they_are() -> None:
    assert becomes("a", "a", r"\(x_1 &lt; 2\) costs $5, or \[y\]") == (
        r"$x_1 < 2$ costs $5, or $$y$$"
    )
    assert becomes("a", "a", r"\<span></span>(x\)") == "\\\\(x\\\\)"
    assert becomes("a", "a", "1. *no* list &amp;amp;") == r"1\. \*no\* list \&amp;"


def test_items_are_added_and_removed_at_their_places() -> None:
    content = listed("a", "b")
    for old, new, path in (
        ("<li>a", "<li>x</li><li>a", 0),
        ("<li>b", "<li>x</li><li>b", 1),
        ("b</li>", "b</li><li>x</li>", 2),
    ):
        (edit,) = changed(content, old, new)
        assert isinstance(edit, Edit)
        assert (edit.action, edit.path[-1], edit.new) == (Action.INSERT, path, ("x",))
    (edit,) = changed(content, "<li>a</li>", "")
    assert isinstance(edit, Edit)
    assert (edit.action, edit.path[-1], edit.old) == (Action.REMOVE, 0, "a")
    (edit,) = changed(content, "b</li>", "b</li><li>x</li><li>y*</li>")
    assert isinstance(edit, Edit)
    assert edit.new == ("x", "y*")


def test_a_paragraph_is_added_among_others() -> None:
    added = "<p>New <code></code>part.</p><p>Two.</p>"
    made = becomes("One.\n\nTwo.", "<p>Two.</p>", added)
    assert made == "One.\n\nNew part.\n\nTwo."
    # What looks like a mark of Markdown is a word that the user wrote.
    for words, written in (("1. *no* list", r"1\. \*no\* list"), ("# x", r"\# x")):
        made = becomes("One.\n\nTwo.", "<p>Two.</p>", f"<p>{words}</p><p>Two.</p>")
        assert made == f"One.\n\n{written}\n\nTwo."


def test_a_block_that_belongs_nowhere_is_only_shown() -> None:
    content = listed("a", "b")
    (doubt,) = changed(content, "<h4>End</h4>", "<h4>End</h4><p>More.</p>")
    assert isinstance(doubt, UnresolvedEdit)
    assert (doubt.composed, doubt.old, doubt.new) == (True, "", "More.")
    (doubt,) = changed(content, "<h4>End</h4>", "")
    assert isinstance(doubt, UnresolvedEdit)
    assert doubt.composed
    # An item in two lines is no value of one line.
    (doubt,) = changed(content, "b</li>", "b</li><li>x<ul><li>y</li></ul></li>")
    assert isinstance(doubt, UnresolvedEdit)
    assert not doubt.composed


def test_blocks_that_changed_are_found_among_those_that_are_new() -> None:
    content = field(
        Text("The first thing to say.", of=("a", "a", "x")),
        Items(((Inline("One item here.", of=("a", "a", "y", 0)),),)),
        Text("The second thing to say.", of=("a", "a", "z")),
    )
    theirs = (
        "<h5>New</h5><p>The first thing to tell.</p><p>And more.</p>"
        "<ul><li>One item there.</li></ul><p>The second thing to tell.</p>"
    )
    found = {edit.path: edit for edit in compare(content, theirs)}
    assert found["a", "a", "y", 0] == Edit(
        path=("a", "a", "y", 0),
        action=Action.REPLACE,
        old="One item here.",
        new="One item there.",
    )
    last = found["a", "a", "z"]
    assert isinstance(last, Edit)
    assert last.new == "The second thing to tell."


def test_of_very_many_blocks_none_are_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_alignment, "MAX_PAIRS", 1)
    content = listed("an item", "another item")
    found = changed(content, "<li>an item</li><li>another item</li>", "<p>an item!</p>")
    assert found


def test_a_field_that_says_the_same_has_no_changes() -> None:
    content = text("a *b*")
    assert not list(compare(content, content.html))
    assert not list(compare(content, "<div>a <i>b</i></div>"))


def test_what_a_value_is_not_rendered_from_is_made() -> None:
    made = [one.layout for one in values(Items(((Plain("a"),), (Inline("b"),))))]
    assert made == ["composed", "composed"]
    (doubt,) = changed(field(Items(((Plain("a"),),))), "a", "b")
    assert isinstance(doubt, UnresolvedEdit)
    assert (doubt.composed, doubt.old, doubt.new) == (True, "- a", "- b")


WORDS = st.text("ab *_`$<&[]()#!|~\\.1-é", min_size=1, max_size=12).map(
    lambda word: "w" + word
)


def is_seen(value: str) -> bool:
    """Return True if a card shows all that there is in a text.

    It shows neither an image nor a link without words, and no formula goes on after the
    sign that ends one in Anki.
    """
    tokens = list(flatten(parse(value)))
    ends = any("math" in token.type and r"\)" in token.content for token in tokens)
    return not ends and {"image", "link_open"}.isdisjoint(token.type for token in tokens)


def comes_back(card: str) -> bool:
    """Return True if there is Markdown of a card that makes the same card."""
    blocks = card_html.blocks(card)
    written = (card_html.markdown(blocks, cautious=way) for way in (False, True))
    return any(keys(WRITER.blocks([Text(one)])) == keys(card) for one in written)


@example(["w` `"], ["w1"])
@example(["w", "w|*!)`-<. `~("], ["w1~(.&*#"])
@example(["w` ``  `"], ["w1"])
@example(["w<b>=<\\*a\\*", "w&&>&`"], ["wa\\=a"])
@example(["w(*~!#_[_*"], ["w]1$~.~"])
@example(["w1"], ["w\\[$\\]"])
@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=4))
def test_what_comes_back_says_on_a_card_what_the_user_wrote(
    before: list[str], after: list[str]
) -> None:
    value = "\n\n".join(before)
    assume(is_seen(value))
    theirs = "".join(f"<p>{html.escape(one)}</p>" for one in after)
    content = text(value)
    for found in compare(content, theirs):
        if isinstance(found, UnresolvedEdit):
            # Markdown has no signs for emphasis within or right beside other emphasis,
            # nor for a formula with a dollar in it.
            assert not comes_back(content.html) or not comes_back(theirs)
            continue
        assert isinstance(found.new, str)
        assert keys(WRITER.blocks([Text(found.new)])) == keys(theirs)


@pytest.mark.parametrize("value", ["w![](a)", "w[](a)", r"w$a\)b$"])
def test_what_is_not_seen_is_not_taken_away_with_the_words(value: str) -> None:
    assert [type(one) for one in compare(text(value), "<p>w1</p>")] == [UnresolvedEdit]


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("a `b ` c", "x `b ` c"),
        ("a ` b` c", "x ` b` c"),
        ("a ` ` c", "x ` ` c"),
        ("a `  b  ` c", "x `  b  ` c"),
        ("a `` ` `` c", "x `` ` `` c"),
    ],
)
def test_spaces_in_code_are_kept(value: str, made: str) -> None:
    assert becomes(value, ">a ", ">x ") == made


def test_a_value_that_is_not_found_in_its_field_is_left_alone() -> None:
    blocks = (Text("Somewhere else.", of=("a", "a", "x")),)
    content = FieldContent(make=lambda: "<p>Here.</p>", blocks=blocks, writer=WRITER)
    (doubt,) = compare(content, "<p>There.</p>")
    assert isinstance(doubt, UnresolvedEdit)
    assert (doubt.composed, doubt.old, doubt.new) == (True, "Here.", "There.")


def test_a_paragraph_among_items_belongs_to_none_of_them() -> None:
    content = listed("a", "b")
    found = changed(content, "<h4>Points</h4>", "<h4>Points</h4><p>New.</p>")
    assert [type(one) for one in found] == [UnresolvedEdit]


def test_runs_of_other_kinds_are_paired_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = field(
        Text("One two three.", of=("a", "a", "x")),
        Items(((Inline("Four five six.", of=("a", "a", "y", 0)),),)),
    )
    theirs = "<ul><li>Four five seven.</li></ul>"
    found = {one.path: one for one in compare(content, theirs)}
    assert isinstance(found["a", "a", "y", 0], Edit)
    assert isinstance(found["a", "a", "x"], UnresolvedEdit)
    monkeypatch.setattr(block_alignment, "MAX_PAIRS", 1)
    found = {one.path: one for one in compare(content, theirs)}
    assert not isinstance(found["a", "a", "x"], Edit)


def lines(value: str, old: str, new: str) -> list[Edit | UnresolvedEdit]:
    content = field(Inline(value, of=("question", "q", "prompt")))
    return changed(content, old, new)


def test_a_line_that_becomes_two_is_only_shown() -> None:
    for new in ("Why is it?<br><br>How?", "<h5>Why?</h5>How?"):
        found = lines("Why is it so?", "Why is it so?", new)
        assert {type(one) for one in found} == {UnresolvedEdit}


def test_a_line_keeps_what_a_card_does_not_show() -> None:
    (doubt,) = lines("Why ![a plot](a.png)?", "Why", "How")
    assert isinstance(doubt, UnresolvedEdit)
    # Two signs of the author's own, which are one word on the card.
    (edit,) = lines("Why `` a `` so?", "Why", "How")
    assert isinstance(edit, Edit)
    assert edit.new == "How `a` so?"


def test_a_text_with_html_in_it_is_taken_back_as_a_whole_or_not_at_all() -> None:
    # To a reader that knows HTML it is one block, on a card it is a list below a line.
    (one,) = changed(text("<div>\n- a\n- b"), "<li>a</li>", "<li>c</li>")
    assert isinstance(one, UnresolvedEdit)
    assert one.new == "<div>\n\n- c\n- b"


def test_a_paragraph_that_is_written_anew_is_filled_to_its_width() -> None:
    writer = HtmlWriter(finish=lambda made: made.replace("\n", " "))
    source = "Use `` a `` and then\n`` b `` and so on,\nuntil it ends."
    blocks = (Text(source, of=("tip", "t", "body")),)
    content = FieldContent(
        make=lambda: writer.blocks(blocks), blocks=blocks, writer=writer
    )
    (edit,) = changed(content, "until", "till")
    assert isinstance(edit, Edit)
    assert edit.new == "Use `a` and then `b`\nand so on, till it\nends."


def test_an_item_may_hold_a_paragraph() -> None:
    content = listed("a", "b")
    (edit,) = changed(content, "<li>a</li>", "<li><p>x</p></li>")
    assert isinstance(edit, Edit)
    assert edit.new == "x"
