"""The page for browsers: whole, well formed, and in need of nothing else."""

import html.parser
import itertools
import re
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import mlinterview
from contrast import contrast
from hostile_cards import hostile
from mlinterview import (
    Answer,
    Difficulty,
    ExportError,
    Kind,
    Pack,
    Question,
    Topic,
    select,
)
from mlinterview.exporters import HtmlOptions
from mlinterview.model import AnswerKind, Author, Metadata, Stage, Tip
from mlinterview.testing import packs

VOID = {"br", "hr", "img", "meta"}


class Page(html.parser.HTMLParser):
    """A page as a parser sees it that has no part in making it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.links: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        assert len(stated) == len(attrs)
        self.tags.append((tag, stated))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "a":
            assert self.open.count("a") == 1
            self.links.append((stated.get("href") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if any(re.fullmatch(r"h\d", tag) for tag in self.open):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)
        if "a" in self.open:
            target, words = self.links[-1]
            self.links[-1] = (target, words + data)

    @property
    def names(self) -> list[str]:
        """All that an address can lead to."""
        return [stated["id"] or "" for _tag, stated in self.tags if "id" in stated]


def export(selection: Any, **options: Any) -> str:
    chosen = HtmlOptions(**options)
    return mlinterview.export_bytes(selection, format="html", options=chosen).decode()


def check(made: str) -> Page:
    """Check what holds for every page."""
    page = Page(made)
    assert len(set(page.names)) == len(page.names)
    inside = {target[1:] for target, _words in page.links if target.startswith("#")}
    contents = made.split("<nav", 1)[1].split("</nav>", 1)[0]
    for target, words in Page(f"<nav{contents}</nav>").links:
        assert target[1:] in page.names
        assert words.strip()
    assert inside
    levels = [level for level, _words in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for above, below in itertools.pairwise(levels):
        assert below <= above + 1
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "iframe", "object", "embed", "form", "base"}
    for tag, stated in page.tags:
        assert not [name for name in stated if name.startswith("on")]
        if tag == "img":
            assert (stated["src"] or "").startswith("data:image/")
    return page


def question(id: str, prompt: str = "What?", **fields: Any) -> Question:
    fields = {"kind": Kind.CONCEPT, "topics": ("basics",), **fields}
    return Question(id=id, prompt=prompt, **fields)


def pack(*questions: Question, **fields: Any) -> Pack:
    metadata = Metadata(
        id=fields.pop("id", "small"),
        title=fields.pop("title", "Small"),
        version="1.0.0",
        language=fields.pop("language", "en"),
        license="MIT",
        authors=(Author(name="Ada"),),
    )
    fields = {"topics": (Topic(id="basics", title="Basics"),), **fields}
    return Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=metadata,
        questions=questions,
        **fields,
    )


def sample(body: str, **fields: Any) -> dict[str, Any]:
    return {"answers": (Answer(kind=AnswerKind.SAMPLE, body=body, **fields),)}


@pytest.mark.slow
def test_the_bundled_pack_makes_a_page_that_holds_together(ml_engineer: Pack) -> None:
    page = check(export(ml_engineer))
    shown = [re.sub(r"\s+", " ", words) for _level, words in page.headings]
    for topic in ml_engineer.topics:
        if any(topic.id in one.topics[:1] for one in ml_engineer.questions):
            assert any(words.endswith(topic.title) for words in shown)
    assert sum(tag == "article" for tag, _ in page.tags) >= len(ml_engineer.questions)
    assert "math" in {tag for tag, _ in page.tags}


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(packs())
def test_any_pack_makes_a_page_that_holds_together(drawn: Pack) -> None:
    # Its images are nowhere.
    check(export(drawn, media=False))


def test_no_text_breaks_the_page() -> None:
    page = check(export(hostile(), media=False))
    words = {tag for tag, _ in page.tags}
    assert {"details", "article", "code"} <= words


def test_the_page_may_load_nothing_and_run_nothing() -> None:
    page = Page(export(pack(question("a"))))
    (policy,) = [
        stated["content"] or ""
        for tag, stated in page.tags
        if tag == "meta" and stated.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules.keys() - {"style-src"} == {
        "default-src", "img-src", "base-uri", "form-action",
    }  # fmt: skip


def test_the_page_says_what_it_is() -> None:
    made = export(pack(question("a"), title="A <b> & c", language="de"))
    assert '<html lang="de">' in made
    assert "<title>A &lt;b&gt; &amp; c</title>" in made
    assert "<h1>A &lt;b&gt; &amp; c</h1>" in made
    assert "Version 1.0.0, by Ada, licence MIT" in made


def test_the_best_answer_is_open_and_all_else_is_folded() -> None:
    full = question(
        "a",
        intent="The intent.",
        answers=(
            Answer(kind=AnswerKind.SAMPLE, body="Best.", key_points=("Point.",)),
            Answer(kind=AnswerKind.REFERENCE, body="More."),
        ),
    )
    made = export(pack(full))
    folded = re.findall("<details>.*?</details>", made, re.DOTALL)
    assert [re.findall("<h4>(.*?)</h4>", one) for one in folded] == [
        ["What the interviewer is after"],
        ["Background"],
        ["About this question"],
    ]
    assert "Best." in re.sub("<details>.*?</details>", "", made, flags=re.DOTALL)


def test_the_address_of_a_question_is_its_id() -> None:
    made = export(pack(question("why", "Why [*so*](https://example.com)?")))
    assert '<article id="small:question/why">' in made
    assert '<a href="#small:question/why">Why <em>so</em>?</a>' in made


def test_the_same_question_in_two_packs_has_two_addresses() -> None:
    one, two = pack(question("a"), id="one"), pack(question("a"), id="two")
    page = check(export(select(one, two)))
    assert {"one:question/a", "two:question/a"} <= set(page.names)


def test_contents_are_by_topic_and_stand_in_the_order_of_the_page() -> None:
    many = pack(
        question("a", "First?", topics=("narrow",)),
        question("b", "Second?", topics=("basics",)),
        topics=(
            Topic(id="basics", title="Basics"),
            Topic(id="narrow", title="Narrow", parent="basics"),
        ),
        stages=(Stage(id="s", title="Call", order=0, assesses="# Depth"),),
        tips=(Tip(id="t", body="## A tip"),),
    )
    page = check(export(many))
    skip, *contents = [words for _target, words in page.links]
    assert skip == "Skip the contents"
    assert contents == [
        "Basics", "Second?", "Basics › Narrow", "First?", "Interview stages", "Call",
        "Tips",
    ]  # fmt: skip
    assert [one for one in page.headings if one[1] in ("Depth", "A tip")] == [
        (4, "Depth"),
        (3, "A tip"),
    ]


def test_formulas_are_mathml_or_the_tex_that_they_are() -> None:
    given_pack = pack(question("a", "Is $a<b$?", **sample("$$\n\\unknown x\n$$")))
    made = export(given_pack)
    assert "<h3>Is <math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>?</h3>" in made
    assert r"<code>\unknown x</code>" in made
    plain = export(given_pack, formulas=False)
    assert "<h3>Is <code>a&lt;b</code>?</h3>" in plain
    assert "<math" not in plain.split("</style>")[1]


def test_formulas_need_a_library_that_the_error_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    assert export(pack(question("a")))
    with pytest.raises(ExportError, match=r"`mlinterview\[html\]`, or .*formulas=False"):
        export(pack(question("a", "Is $a$?")))


def test_code_is_marked_for_light_and_dark() -> None:
    made = export(pack(question("a", **sample("```python\ndef f(): pass\n```"))))
    assert '<span class="k">def</span>' in made
    light, dark = made.split("@media (prefers-color-scheme: dark)")[1:]
    assert ".highlight .k" in light
    assert ".highlight .k" in dark


def test_text_stands_out_in_light_and_dark() -> None:
    style = export(pack(question("a"))).split("<style>")[1]
    themes = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+): #(\w{6})", theme))
        for name in ("ink", "faint", "link"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, name


@pytest.mark.parametrize(
    ("name", "type"),
    [("plot.png", "png"), ("plot.JPG", "jpeg"), ("plot.svg", "svg+xml")],
)
def test_images_of_the_pack_are_within_the_page(
    name: str, type: str, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / name).write_bytes(b"an image")
    about = {"difficulty": Difficulty.ADVANCED, "intent": "To see."}
    body = f"![a <plot>](media/{name})"
    shown = pack(question("a", "What?", **about, **sample(body)))
    mlinterview.dump(shown, tmp_path / "pack.json")
    loaded, media = mlinterview.load_with_media(tmp_path / "pack.json")
    made = mlinterview.export_bytes(loaded, format="html", media=media).decode()
    image = f'<img src="data:image/{type};base64,YW4gaW1hZ2U=" alt="a &lt;plot&gt;">'
    assert image in made
    check(made)
    described = export(loaded, media=False)
    assert "<img" not in described
    assert "a &lt;plot&gt;" in described


def test_images_that_are_not_at_hand_are_an_error() -> None:
    shown = pack(question("a", **sample("![a](media/plot.png)")))
    with pytest.raises(ExportError, match=r"shows the image `media/plot.png`"):
        export(shown)


@pytest.mark.parametrize("name", ["formulas", "media"])
def test_options_are_on_or_off(name: str) -> None:
    with pytest.raises(ExportError, match=f"`{name}` is either True or False"):
        HtmlOptions(**{name: "yes"})  # type: ignore[arg-type]


def test_nothing_is_no_page_of_contents() -> None:
    made = export(select(pack(question("a")))[:0])
    assert "<main" in made
    assert "<li>" not in made


def test_a_title_that_several_questions_have_is_no_trouble() -> None:
    same = pack(*(question(f"q{at}", "Same?") for at in range(3)))
    page = check(export(attrs.evolve(same)))
    assert [words for _target, words in page.links][1:] == ["Basics", *["Same?"] * 3]
