"""Cards of the real Anki in a real browser: nothing runs, and nothing is fetched."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from playwright.sync_api import BrowserContext, Page

from anki_user import at_anki
from hostile_cards import BODIES, FAR, MARK, hostile
from mlinterview import Pack
from mlinterview.anki import AnkiPackageOptions

# A browser and Anki are started.
pytestmark = pytest.mark.slow

MODES = {"light": "card card1", "dark": "card card1 nightMode night_mode"}
"""How Anki marks the body of a card, on computers and on phones."""

EVENTS = ("mouseover", "focus", "toggle", "error", "load", "animationend", "pointerenter")
"""What may happen on a card that no click is needed for."""


LATER = "html => { document.getElementById('qa').innerHTML = html }"


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    path = browser.find()
    if path is None:
        if "CI" in os.environ:
            pytest.fail(browser.MISSING)
        pytest.skip(browser.MISSING)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        browser.opened(path, Path(profile)) as opened,
    ):
        yield opened


class Seen:
    """A page, and what happened on it that should not.

    Args:
        page: The page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.happened: list[str] = []
        page.on("request", lambda request: self.happened.append(request.url))
        page.on("dialog", lambda dialog: self._close(dialog))
        page.on("console", lambda message: self.happened.append(message.text))
        page.on("popup", lambda popup: self.happened.append(popup.url))
        page.on("pageerror", lambda error: self.happened.append(str(error)))

    def _close(self, dialog: object) -> None:
        self.happened.append("dialog")
        dialog.dismiss()

    def look(self, html: str, mode: str) -> list[str]:
        """Show a side of a card, let all happen to it that may, and return what did."""
        self.happened.clear()
        body = f'<body class="{MODES[mode]}"><div id="qa">{html}</div></body>'
        self.page.set_content(f"<!doctype html><html><title>quiet</title>{body}</html>")
        self.page.evaluate(
            """events => {
                document.querySelectorAll("details").forEach(one => { one.open = true })
                for (const one of document.querySelectorAll("*"))
                    for (const name of events) one.dispatchEvent(new Event(name))
            }""",
            EVENTS,
        )
        # As Anki does it: what is put there later can act in other ways.
        self.page.evaluate(LATER, html)
        self.page.wait_for_timeout(5)
        if self.page.title() != "quiet":
            self.happened.append(self.page.title())
        return list(self.happened)


@pytest.fixture
def seen(context: BrowserContext) -> Iterator[Seen]:
    page = context.new_page()
    yield Seen(page)
    page.close()


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """The fronts and backs of all hostile cards, as the real Anki makes them."""
    options = AnkiPackageOptions(cards=("question", "follow-ups", "key-points"))
    with at_anki(tmp_path_factory.mktemp("anki")) as user:
        user.take(hostile(), options=options)
        return {
            f"{card.note().fields[0]} {card.template()['name']} {card.ord}": (
                card.question(),
                card.answer(),
            )
            for card in user.cards()
        }


@pytest.mark.parametrize(
    "acting",
    [
        f"<script>{MARK}</script>",
        f"<img src=x onerror={MARK}>",
        f"<b onmouseover={MARK}>x</b>",
        f"<details ontoggle={MARK}>x</details>",
        f"<img src={FAR}/pixel.png>",
        f"<style>@import '{FAR}/a.css';</style>",
        "<script>alert(1)</script>",
    ],
)
def test_what_acts_is_seen(acting: str, seen: Seen) -> None:
    """What the other tests rely on."""
    assert seen.look(acting, "light")


def test_no_script_runs_and_no_request_leaves(
    seen: Seen, sides: dict[str, tuple[str, str]]
) -> None:
    assert len(sides) == 4 * len(BODIES)
    for name, (front, back) in sides.items():
        # A card has the classes of the day at night as well.
        assert seen.look(front, "dark") == [], f"{name}, front"
        assert seen.look(back, "dark") == [], f"{name}, back"


def test_cards_can_be_read_by_day_and_by_night(
    seen: Seen, ml_engineer: Pack, tmp_path: Path
) -> None:
    with at_anki(tmp_path) as user:
        user.take(ml_engineer)
        backs = (card.answer() for card in user.cards())
        asked = ('class="highlight"', "<a ", "mli-pack")
        back = next(one for one in backs if all(part in one for part in asked))
    for mode in MODES:
        assert seen.look(back, mode) == []
        ground = seen.page.evaluate(COLOURS, "body")
        for place in (".mli-prompt", ".mli-about", ".mli p", ".mli-pack", ".mli a"):
            text = seen.page.evaluate(COLOURS, place)
            assert contrast(text[0], ground[1]) >= 4.5, (mode, place)
        code = seen.page.evaluate(COLOURS, ".mli pre")
        for word in seen.page.evaluate(WORDS, ".mli pre code, .mli pre code span"):
            assert contrast(word, code[1]) >= 4, (mode, word)
        assert seen.page.evaluate("getComputedStyle(document.body).textAlign") == "left"


COLOURS = """name => {
    const look = getComputedStyle(document.querySelector(name))
    return [look.color, look.backgroundColor]
}"""
WORDS = """name => [...new Set(
    [...document.querySelectorAll(name)].map(one => getComputedStyle(one).color))]"""


def contrast(one: str, other: str) -> float:
    """Return how well a colour stands out, by the guidelines for accessible pages."""
    lights = sorted(map(_light, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    red, green, blue = (int(part) / 255 for part in colour[4:-1].split(","))
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    )
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
