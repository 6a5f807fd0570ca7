"""Pieces of a text: where in its file each was written, in every way to write it."""

import datetime
import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mlinterview.document import Document, Finding, Part, parse
from mlinterview.document.alignment import Alignment
from mlinterview.errors import Position
from mlinterview.storage.writers import write_yaml
from mlinterview.validation import check
from mlinterview.validation.rules.markdown import RAW_HTML

TODAY = datetime.date(2026, 11, 22)

# Every character that JSON can hold, those that act on a scalar more often.
texts = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        st.sampled_from(
            [*" \n\t\x85\u2028\xa0\u3000'\"\\|>#&*-:\ufeff😀é\u0301\x00\x07\x1b\x1f"]
        ),
        st.sampled_from(["  ", "\n\n", "\r\n", "''", "\\n", ": ", "- ", "&a", "word "]),
    ),
    max_size=12,
).map("".join)


def pieces(text: str) -> list[tuple[int, int]]:
    """Return the pieces between white space, and each character of them."""
    words = [found.span() for found in re.finditer(r"\S+", text)]
    return words + [(at, at + 1) for first, end in words for at in range(first, end)]


def part_of(text: str, format: Any) -> Part:
    found = parse(text, format)
    assert not found.problems
    return found.parts[0]


def aligned(text: str, format: Any) -> tuple[str, str, Alignment]:
    """Return the value of `a` as it is written, itself, and the two aligned."""
    part = part_of(text, format)
    assert isinstance(part.data, dict)
    value = str(part.data["a"])
    span = part.spans()["a",]
    found = part.alignment(span, value)
    assert found is not None
    start, alignment = found
    written = part.written(span)
    assert part.text[start : start + len(written)] == written
    return written, value, alignment


def read_back(written: str, style: str) -> str:
    """Return the text that a piece of a scalar in some style stands for."""
    if style == '"':
        return str(yaml.safe_load(f'"{written}"'))
    return written.replace("''", "'") if style == "'" else written


def holds(text: str, format: Any) -> None:
    """Check that each piece of the value under `a` was written where it is said to be."""
    written, value, alignment = aligned(text, format)
    style = written[:1]
    for start, end in pieces(value):
        first, last = alignment.piece(start, end)
        piece = written[first:last]
        if format == "json":
            assert json.loads(f'"{piece}"') == value[start:end]
        else:
            assert read_back(piece, style) == value[start:end]


# Any text, in any style -------------------------------------------------------


@given(texts, st.booleans(), st.sampled_from(["", "\ufeff"]))
def test_each_piece_of_json_is_where_it_was_written(
    text: str, ascii_only: bool, mark: str
) -> None:
    holds(mark + json.dumps({"x-😀": 1, "a": text}, ensure_ascii=ascii_only), "json")


@given(texts)
@example("a\u2028b")
def test_each_piece_of_a_line_of_json_is_where_it_was_written(text: str) -> None:
    line = json.dumps({"type": "tip", "body": text})
    part = part_of("{}\n" + line, "jsonl")
    span = part.spans()["tips", 0, "body"]
    found = part.alignment(span, text)
    assert found is not None
    start, alignment = found
    for first, end in pieces(text):
        one, two = alignment.piece(first, end)
        assert json.loads(f'"{part.text[start + one : start + two]}"') == text[first:end]


@given(texts)
@example("a\n b\n\n  c\n")
@example("no 'quotes' here")
@example("long " * 40)
def test_each_piece_of_what_the_writer_makes_is_where_it_was_written(text: str) -> None:
    holds(write_yaml({"x-b": [1], "a": text}), "yaml")


@given(
    texts,
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.booleans(),
    st.sampled_from([20, 80, 10**6]),
    st.sampled_from(["\n", "\r\n"]),
)
@example(" a\n  b\n\n\nc", "|", True, 20, "\r\n")
@example("a b\n\n c\nd", ">", True, 20, "\n")
@example("it's 'so' " * 9, "'", True, 20, "\r\n")
@example("\\x41 \\ \" '", '"', False, 20, "\n")
@example(
    "\x85\u2028\u2029\xa0\t\x00\x07\x08\x0b\x0c\x1b\x7f\ufeff/😀é", '"', False, 80, "\n"
)
def test_each_piece_of_any_style_is_where_it_was_written(
    text: str, style: Any, unicode: bool, width: int, end: str
) -> None:
    written = yaml.dump(
        {"k": {"n": 1}, "a": text},
        Dumper=_styled(style),
        allow_unicode=unicode,
        width=width,
        line_break=end,
        sort_keys=False,
    )
    try:
        value = yaml.safe_load(written)
    except yaml.YAMLError:
        assume(False)
        return  # PyYAML writes some text that it cannot read.
    found = parse(written, "yaml")
    # It may have written a text as what only it takes for one.
    assume(not found.problems and isinstance(value["a"], str))
    assume(found.data == value)
    holds(written, "yaml")


def _styled(style: str | None) -> Any:
    """Return what writes the text under `a` in a style, if that is possible."""

    class Dumper(yaml.SafeDumper):
        pass

    def represent(dumper: Any, text: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent)
    return Dumper


# What is hard to come by ------------------------------------------------------

ESCAPES = {
    r"\0": "\x00",
    r"\a": "\a",
    r"\b": "\b",
    r"\t": "\t",
    "\\\t": "\t",
    r"\n": "\n",
    r"\v": "\v",
    r"\f": "\f",
    r"\r": "\r",
    r"\e": "\x1b",
    r"\ ": " ",
    r"\"": '"',
    r"\/": "/",
    r"\\": "\\",
    r"\N": "\x85",
    r"\_": "\xa0",
    r"\L": "\u2028",
    r"\P": "\u2029",
    r"\x41": "A",
    r"\x20": " ",
    r"\x1c": "\x1c",
    r"\u00e9": "é",
    r"\u3000": "\u3000",
    r"\U0001f600": "😀",
    r"\U00000085": "\x85",
    "\\\n  ": "",
    "\\\r\n\t": "",
    "\\\r": "",
    "\\\x85": "",
    "\\\u2028": "",
    "\n": " ",
    "\n\n": "\n",
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_every_escape_of_yaml_is_known(escape: str) -> None:
    text = f'a: "x{escape}y {escape}{escape}z"'
    _written, value, _alignment = aligned(text, "yaml")
    meant = ESCAPES[escape]
    if not escape.startswith("\n"):
        assert value == f"x{meant}y {meant * 2}z"
    holds(text, "yaml")


@pytest.mark.parametrize(
    "escape",
    [
        *(f"\\{one}" for one in '"\\/bfnrt'),
        *(r"\u0041", r"\u2003", r"\ud83d\ude00", r"\uD83D\uDE00", r"\u0000"),
        *(r"\\u0041", r"\\\u0041"),
    ],
)
def test_every_escape_of_json_is_known(escape: str) -> None:
    holds(f'{{"a": "x{escape}y {escape}{escape}z"}}', "json")


@pytest.mark.parametrize(
    "text",
    [
        "a: x y",
        "a: x\n  y\n\n  z  # no part of it\nb: 1",
        "a:\n  x\n   y",
        "{a: x\n y, b: 1}",
        "a: 'it''s''' # '",
        "a: 'x\n\n\n  y''\n  '",
        'a: "x\n\n\n  y\\\n  z" # "',
        "a: |\n  | x\n   y\n\n",
        "a: |2-\n    x\n   y\n",
        "a: |-  # | a comment > here\n  x # none here\n  # nor here\nb: 1",
        "a: >+\n  x\n  y\n\n  z\n\n\nb: 1\n",
        "a: >1\n   x\n  y\n",
        "a: >\n\n  x\n\n\n   y\n  z\n# c\n",
        "a: |\r\n  x\r\n  y\r\nb: 1",
        "a: |\r  x\r  y",
        "a: |\x85  x y\n",
        "a: |\u2028  x y\n",
        "a: >-\u2029  x\u2029  y\n",
        "a: 'x\u2028  y\x85  z'",
        "a: |\n  x\ty\t\n",
    ],
)
def test_every_style_of_yaml_is_known(text: str) -> None:
    holds(text, "yaml")


def test_white_space_is_behind_what_is_in_front_of_it() -> None:
    found = Alignment.of('"a\\n\\n b"', "a\n\n b")
    assert found is not None
    assert found.piece(1, 4) == (2, 2)
    assert found.piece(1, 5) == (7, 8)
    assert found.piece(0, 0) == (0, 0)
    assert found.piece(0, 2) == (1, 2)
    assert found.piece(5, 5) == (8, 8)
    nothing = Alignment.of("''", "")
    assert nothing is not None
    assert nothing.piece(0, 0) == (0, 0)


def test_what_was_not_written_so_has_no_alignment() -> None:
    assert Alignment.of("'abc'", "ab") is None
    assert Alignment.of("abc", "abcd") is None


def test_a_piece_that_cannot_be_told_is_the_whole_value() -> None:
    found = parse("a: some text\n", "yaml", name="f")
    other = Document("f", {"a": "another"}, found.parts)
    finding = Finding(code=RAW_HTML, message="x", path=("a",), piece=(0, 2))
    (problem,) = other.locate([finding])
    assert problem.position == Position(1, 4, 1, 13)


# Problems within texts ----------------------------------------------------------

META = (
    "pack: {id: p, title: P, version: 1.0.0, language: en, license: CC-BY-4.0,"
    " authors: [{name: A}]}\n"
)
TOP = 'schema_version: "1.0"\n' + META + "topics: [{id: basics, title: B}]\n"
TIP = TOP + "tips:\n- id: a\n  body: "


def unmarked(text: str) -> tuple[str, list[Position]]:
    """Return *text* without its marks « and », and the places that they mark."""
    places: list[tuple[int, int]] = []
    plain = ""
    for piece in re.split("([«»])", text):
        if piece not in ("«", "»"):
            plain += piece
            continue
        lines = re.split(r"\r\n|\n", plain.removeprefix("\ufeff"))
        places.append((len(lines), len(lines[-1]) + 1))
    pairs = zip(places[::2], places[1::2], strict=True)
    return plain, [Position(*start, *end) for start, end in pairs]


def found_in(text: str, format: Any) -> list[tuple[str, Position | None]]:
    found = parse(text.encode(), format, name="f")
    report = check(found, today=TODAY).report
    # Some of the texts start with white space, which is another mistake.
    return [(p.code, p.position) for p in report if p.code != "MLI105"]


YAML_BODIES = {
    "a plain text": ("MLI211", "See «<b>» here.\n"),
    "a plain text over lines": ("MLI211", "See it\n    here,\n    «<b>».\n"),
    "single quotes": ("MLI211", "'It''s «<b>», isn''t it'\n"),
    "single quotes over lines": ("MLI211", "'It''s\n\n    so «<b class=''x''>».'\n"),
    "double quotes": ("MLI211", '"\\u00e9 \\t \\"\\U0001f600 «<b>»"\n'),
    "an escaped piece": ("MLI211", '"See «\\x3cb\\u003e»."\n'),
    "double quotes over lines": ("MLI211", '"See \\\n    it,\n    «<b>»."\n'),
    "a literal block": ("MLI211", "|\n    See\n\n    it «<b>».\n"),
    "a deeper literal block": ("MLI211", "|2-\n      See «<b>».\n"),
    "a folded block": ("MLI211", ">\n    See\n    it,\n    «<b>».\n\n"),
    "a folded block with its blanks": ("MLI211", ">+\n\n    See\n\n    it «<b>».\n\n\n"),
    "a block behind a comment": ("MLI211", "|  # <i>\n    See «<b>».\n"),
    "text beyond the first plane": ("MLI211", "|\n    😀é日本 «<b>».\n"),
    "a tab": ("MLI211", "|\n    a\tb\t«<b>».\n"),
    "a piece over lines": ("MLI211", "|\n    See «<b\n    class='x'>».\n"),
    "a block of HTML": ("MLI211", "|\n    See\n\n    «<div>»\n    x\n    </div>\n"),
    "HTML in a list": ("MLI211", "|\n    - a\n    - «<div>»\n"),
    "HTML in a quotation": ("MLI211", "|\n    > a\n    >\n    > «<!-- x -->»\n"),
    "over lines of a quotation": ("MLI211", "|\n    > See «<b\n    > id='x'>».\n"),
    "over lines of a list": ("MLI211", "|\n    - See «<b\n      id='x'>».\n"),
    "behind code": ("MLI211", "|\n    `a <b> c` «<b>»\n"),
    "behind code over lines": ("MLI211", "|\n    `a\n    <b>` «<b>»\n"),
    "behind an escape": ("MLI211", "|\n    \\<b> and «<b>»\n"),
    "behind an entity": ("MLI211", "|\n    &lt;b> and &amp; «<b>»\n"),
    "in a heading": ("MLI211", "|\n    # A «<b>» #\n"),
    "under a heading": ("MLI211", "|\n    A\n    ===\n\n    B\n    ---\n    «<i>»\n"),
    "in a table": ("MLI211", "|\n    | a | b |\n    | - | - |\n    | c | «<b>» |\n"),
    "in the head of a table": ("MLI211", "|\n    | a | «<b>» |\n    | - | - |\n"),
    "behind a bar in a table": (
        "MLI213",
        "|\n    | a | b |\n    | - | - |\n    | x \\| y | a \\| «$5» |\n",
    ),
    "in a list of lists": ("MLI213", "|\n    1. a\n       - b\n       - c «$5»\n"),
    "a dollar sign": ("MLI213", "|\n    It costs «$5» *or so*.\n"),
    "behind a formula": ("MLI213", "|\n    It is $5$ or «$5».\n".replace(".", "")),
    "behind an escaped sign": ("MLI213", "|\n    It is \\$5 or «$6»\n"),
    "within emphasis": ("MLI213", "|\n    **5 or «$5»** *$6$*\n"),
    "behind a hard break": ("MLI213", "|\n    a\\\n    b  \n    «$5»\n"),
    "the braces of a formula": ("MLI213", "|\n    It is $x$ or $«{x»$.\n"),
    "the braces of a large formula": (
        "MLI213",
        "|\n    So:\n\n    «$$»\n    {x\n    $$\n",
    ),
    "a macro": ("MLI209", "|\n    It is $x$ or $«\\href{x}{y}»$.\n"),
    "a fence": ("MLI212", "|\n    So:\n\n    «```python»\n    x = 1\n"),
    "a fence in a list": ("MLI212", "|\n    - So:\n\n      «~~~»\n      x = 1\n"),
    "a fence in a quotation": ("MLI212", "|\n    > «```»\n    > x\n"),
    "a link": ("MLI215", "|\n    See [a] and «[the b](javascript:x»).\n"),
    "a link with a title": ("MLI215", "|\n    A «[b](  //host»  'the \"title\"')\n"),
    "a link in angle brackets": ("MLI215", "|\n    A «[b](<//host»>)\n"),
    "a link that names itself": ("MLI215", "|\n    «[//h](//h»), //h\n"),
    "a link that is written elsewhere": ("MLI215", "|\n    A «[»b][c]\n\n    [c]: //h\n"),
    "a link with escapes": ("MLI215", "|\n    A «[»b](//h/\\*&amp;)\n"),
    "an autolink": ("MLI215", "|\n    A <https://h> and «<javascript:x»>\n"),
    "an image": ("MLI214", "|\n    ![a](x.png) «![b](//h/x.png») //h/x.png\n"),
    "an image within a link": ("MLI214", "|\n    [«![b](//h»)](https://h)\n"),
}


@pytest.mark.parametrize("name", YAML_BODIES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_problem_within_a_text_has_its_exact_place(
    name: str, end: str, mark: str
) -> None:
    code, body = YAML_BODIES[name]
    text, (place,) = unmarked(mark + (TIP + body + "stages: []\n").replace("\n", end))
    assert found_in(text, "yaml") == [(code, place)]


SEVERAL = {
    "cells of one row": ("|\n    | a | b |\n    | - | - |\n    | «$5» | «$5» |\n"),
    "the same in text and in code": "|\n    «$5» `$5` «$5»\n\n    «$5»\n",
    "a link and what is behind it": "|\n    «[$x$ b](//h»), *«$5»* and «<b>»\n",
    "links in one line": "|\n    «[a](//h») «[a](//h») [a](https://h) «[a](//h»)\n",
    "items and paragraphs": "|\n    - «<b>»\n    - «<b>»\n\n      «<b>»\n\n    «<b>»\n",
    "an autolink and its text": "|\n    «<javascript:x»> «<b>» «$javascript:x»\n",
}


@pytest.mark.parametrize("name", SEVERAL)
def test_each_of_several_has_a_place_of_its_own(name: str) -> None:
    text = TIP + SEVERAL[name]
    plain, places = unmarked(text)
    assert sorted(place for _, place in found_in(plain, "yaml") if place) == places


def test_a_link_goes_on_behind_the_image_in_it() -> None:
    link = "[![b](//h/x.png)](//h"
    found = [place for _, place in found_in(f"{TIP}|\n    {link})\n", "yaml")]
    assert found == [
        Position(7, 5, 7, 5 + len(link)),
        Position(7, 6, 7, 5 + link.index(")")),
    ]


JSON_BODIES = {
    "plain": ("MLI211", 'See «<b>».'),
    "behind escapes": ("MLI211", r'\"\\\/\b\f\t\u00e9 \n«<b>» x'),
    "behind a pair": ("MLI211", r"\ud83d\ude00 and 😀 «<b>»"),
    "an escaped piece": ("MLI211", r"See «\u003cb\u003E» \u003C"),
    "a piece over lines": ("MLI211", r"See\n«<b\n id=\"x\">» it"),
    "behind Windows line breaks": ("MLI213", r"a\r\nb\r\n\r\n- c\r\n- d «$5»"),
    "behind a break that only Markdown knows": ("MLI213", r"a\u000bb\r\nc «$5»"),
    "a fence": ("MLI212", r"So:\n\n«```python»\nx"),
    "a link": ("MLI215", r"\ta\n\n«[\u0062](//h»)"),
}  # fmt: skip


@pytest.mark.parametrize("name", JSON_BODIES)
@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_a_problem_within_json_has_its_exact_place(name: str, format: str) -> None:
    code, body = JSON_BODIES[name]
    head = parse(TOP, "yaml").data
    if format == "json":
        text = f'{json.dumps(head)[:-1]},\n"tips": [{{"id":\t"a", "body": "{body}"}}]}}'
    else:
        assert isinstance(head, dict)
        lines = [{"schema_version": "1.0", "pack": head["pack"]}]
        lines += [{"type": "topic", "id": "basics", "title": "B"}]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        text += f'{{"type": "tip", "id": "a", "body": "{body}"}}'
    plain, (place,) = unmarked(text)
    assert found_in(plain, format) == [(code, place)]


def test_a_carriage_return_ends_a_line_of_markdown() -> None:
    text = '{"tips": [{"id": "a", "body": "a\\rb\\r\\r«<b>»"}]}'
    plain, (place,) = unmarked(text)
    assert ("MLI211", place) in found_in(plain, "json")


def test_a_problem_in_one_line_of_markdown_has_its_place() -> None:
    question = (
        "questions:\n- id: q\n  kind: concept\n  topics: [basics]\n  status: draft\n"
        "  prompt: >-\n    Why is `<b>`\n    «<b>»?\n"
    )
    text, (place,) = unmarked(TOP + question)
    assert ("MLI211", place) in found_in(text, "yaml")


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*"$`*\\{\n\t\r\x00>-|#=é😀"]),
            st.sampled_from(
                ["$5 ", "<b>", "[a](//h)", "![b](//h)", "<javascript:x>", "`a\n", "```"]
            ),
            st.sampled_from(
                ["\n\n", "> ", "- ", "  ", "| a | $5 \\| |\n", "|-|-|\n", "===\n", "1. "]
            ),
            st.sampled_from(
                ["**", "&amp;", "$$", "[c]: //h\n", "[c]", "<a\n", "id='x'>"]
            ),
        ),
        max_size=16,
    ).map("".join),
    st.sampled_from(["json", "yaml"]),
)
@example("| a | b |\n| - | - |\n| &#36; \\| $ | $\x00 |", "json")
def test_any_markdown_gets_places_within_its_text(body: str, format: Any) -> None:
    assume(body.strip())
    data = {"tips": [{"id": "a", "body": body}]}
    text = json.dumps(data) if format == "json" else write_yaml(data)
    found = parse(text, format, name="f")
    assert not found.problems
    span = found.parts[0].spans()["tips", 0, "body"].value
    for problem in check(found, today=TODAY).report:
        if problem.pointer != "/tips/0/body" or problem.position is None:
            continue
        place = problem.position
        start, end = (place.line, place.column), (place.end_line, place.end_column)
        assert (
            (span.line, span.column) <= start <= end <= (span.end_line, span.end_column)
        )
