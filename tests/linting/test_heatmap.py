"""The heat map: the numbers as text, colours that can be read, the same bytes."""

import itertools
import re
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview import Pack, Topic
from mlinterview.linting import Targets, count_coverage, heat_map
from mlinterview.linting.heatmap import (
    DARK,
    LIGHT,
    PAGE,
    cell_text,
    coverage_tables,
    shade,
)
from sample_interviews import EASY, HARD, pack, question

SVG = "{http://www.w3.org/2000/svg}"
SMALL = pack(
    question("a", difficulty=EASY), question("b", difficulty=HARD), question("c")
)


def drawing(drawn: Pack, targets: Targets | None = None) -> ElementTree.Element:
    made = heat_map(count_coverage(drawn, targets=targets), title=drawn.title)
    return ElementTree.fromstring(made)  # noqa: S314 - it is our own


def words(picture: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in picture.iter(f"{SVG}text")]


def test_every_number_stands_in_the_picture_as_text() -> None:
    picture = drawing(SMALL)
    head = ["Topic", "foundational", "intermediate", "advanced", "questions"]
    assert words(picture)[:5] == head
    assert words(picture)[5:10] == ["Names", "1", "0", "1", "3"]
    assert words(picture)[-5:] == ["all", "1", "0", "1", "3"]


def test_it_says_in_words_what_it_shows() -> None:
    picture = drawing(SMALL)
    assert picture.get("role") == "img"
    named = (picture.get("aria-labelledby") or "").split()
    title, described = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert described is not None
    assert named == [title.get("id"), described.get("id")]
    assert title.text == "Network"
    assert "Names: 1 foundational, 0 intermediate, 1 advanced. " in (described.text or "")


def test_a_gap_is_marked_by_words_and_a_border() -> None:
    picture = drawing(SMALL, Targets({"names": (1, 2, 0)}))
    assert "0 of 2" in words(picture)
    gaps = [r for r in picture.iter(f"{SVG}rect") if "gap" in (r.get("class") or "")]
    assert len(gaps) == 1


def _luminance(colour: str) -> float:
    """Return the relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("pair", [*LIGHT, *DARK, *PAGE.values()])
def test_text_has_enough_contrast(pair: tuple[str, str]) -> None:
    low, high = sorted(map(_luminance, pair))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_shades_grow_with_the_number_in_both_themes() -> None:
    # Lighter is fewer in light surroundings, and more in dark ones.
    light = [_luminance(fill) for fill, _ink in LIGHT]
    dark = [_luminance(fill) for fill, _ink in DARK]
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)
    assert "@media (prefers-color-scheme: dark)" in heat_map(
        count_coverage(SMALL), title="t"
    )


@given(
    st.integers(1, 10_000).flatmap(
        lambda most: st.tuples(st.just(most), st.integers(0, most))
    )
)
def test_a_shade_is_there_for_every_number(drawn: tuple[int, int]) -> None:
    largest, number = drawn
    assert (shade(number, largest) == 0) is (number == 0)
    assert 0 <= shade(number, largest) < len(LIGHT) == len(DARK)
    assert shade(largest, largest) == (5 if largest >= 5 else shade(largest, largest))


def test_hostile_titles_are_only_text() -> None:
    titles = ["</text><script>", "&lt; <!--", "]]>", "\ufffe\uffff", "\u202ex", "y" * 400]
    topics = tuple(Topic(id=f"t{at}", title=title) for at, title in enumerate(titles))
    hostile = pack(topics=topics)
    hostile = attrs.evolve(
        hostile, metadata=attrs.evolve(hostile.metadata, title="<svg onload=x>\ufffe")
    )
    picture = drawing(hostile)
    tags = {one.tag.removeprefix(SVG) for one in picture.iter()}
    assert tags == {"svg", "title", "desc", "style", "rect", "text"}
    shown = words(picture)
    assert "</text><script>" in shown
    assert max(map(len, shown)) <= 40
    assert not re.search("[\u202e\ufffe\uffff]", "".join(shown))


def test_the_same_coverage_gives_the_same_text(ml_engineer: Pack) -> None:
    made = [heat_map(count_coverage(ml_engineer), title="t") for _ in range(2)]
    assert made[0] == made[1]
    assert "\r" not in made[0]


def test_an_empty_pack_has_a_picture_too() -> None:
    assert words(drawing(pack(topics=())))[-5:] == ["all", "0", "0", "0", "0"]


def test_texts_of_a_row_do_not_leave_the_picture() -> None:
    picture = drawing(SMALL)
    width, height = int(picture.get("width", 0)), int(picture.get("height", 0))
    for one in itertools.chain(picture.iter(f"{SVG}rect"), picture.iter(f"{SVG}text")):
        assert 0 <= int(one.get("x", 0)) <= width
        assert 0 <= int(one.get("y", 0)) <= height


def test_the_tables_have_what_the_picture_has_and_more() -> None:
    (heads, heat), (others, rows) = coverage_tables(count_coverage(SMALL))
    assert heads == ("foundational", "intermediate", "advanced", "unstated", "questions")
    assert [str(cell) for cell in heat[0]] == ["Names", "1", "0", "1", "1", "3"]
    assert others[0] == "answers"
    assert rows[-1] == ("all", "0", "0", "0", "0", "0", "0")
    (heads, _), _ = coverage_tables(count_coverage(pack(question("a", difficulty=EASY))))
    assert "unstated" not in heads


def test_a_cell_says_what_was_planned_only_if_it_is_more() -> None:
    assert [cell_text(2, None), cell_text(2, 2), cell_text(2, 3)] == ["2", "2", "2 of 3"]
