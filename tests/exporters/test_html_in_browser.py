"""The page in a real browser: nothing runs, nothing is fetched, and it can be read."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from playwright.sync_api import BrowserContext, Page

import mlinterview
from hostile_cards import hostile
from mlinterview import Pack, Selection, select
from mlinterview.exporters import HtmlOptions

# A browser is started.
pytestmark = pytest.mark.slow

EVENTS = ("mouseover", "focus", "toggle", "error", "load", "animationend", "pointerenter")
"""What may happen on a page that no click is needed for."""


@pytest.fixture(scope="module", params=["light", "dark"])
def context(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    path = browser.find()
    if path is None:
        if "CI" in os.environ:
            pytest.fail(browser.MISSING)
        pytest.skip(browser.MISSING)
    is_dark = request.param == "dark"
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        browser.opened(path, Path(profile), dark=is_dark) as opened,
    ):
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def some(ml_engineer: Pack) -> Selection:
    """Questions of the bundled pack with formulas and code."""
    chosen = select(
        ml_engineer,
        where=lambda one: any("\\frac" in answer.body for answer in one.answers),
    )
    return chosen[:12]


def show(page: Page, pack: Pack | Selection, folder: Path, **options: bool) -> list[str]:
    """Open the page of a pack, unfold all, and return what happens that should not."""
    happened: list[str] = []
    page.on("request", lambda request: happened.append(request.url))
    page.on("dialog", lambda dialog: happened.append(dialog.message))
    page.on("console", lambda message: happened.append(message.text))
    page.on("popup", lambda popup: happened.append(popup.url))
    page.on("pageerror", lambda error: happened.append(str(error)))
    path = folder / "page.html"
    chosen = HtmlOptions(**options)
    content = mlinterview.export_bytes(pack, format="html", options=chosen)
    path.write_bytes(content)
    page.goto(path.as_uri())
    page.evaluate(
        """events => {
            document.querySelectorAll("details").forEach(one => { one.open = true })
            for (const one of document.querySelectorAll("*"))
                for (const name of events) one.dispatchEvent(new Event(name))
        }""",
        EVENTS,
    )
    page.wait_for_timeout(50)
    assert happened.pop(0) == path.as_uri()
    return happened


def test_nothing_runs_and_nothing_is_fetched(page: Page, tmp_path: Path) -> None:
    pack = hostile()
    assert show(page, pack, tmp_path, media=False) == []
    assert page.title() == pack.title


def test_a_link_of_the_contents_leads_to_its_question(
    page: Page, tmp_path: Path, some: Selection
) -> None:
    assert show(page, some, tmp_path) == []
    chosen = list(some)[-1]
    place = page.locator(f"[id='ml-engineer:question/{chosen.id}']")
    page.locator(f"nav a[href='#ml-engineer:question/{chosen.id}']").click()
    top = place.evaluate("one => one.getBoundingClientRect().top")
    assert -1 <= top <= 480


def test_formulas_are_set_as_formulas(
    page: Page, tmp_path: Path, some: Selection
) -> None:
    show(page, some, tmp_path)
    fraction = page.locator("main math mfrac").first
    upper, lower = (
        fraction.locator("> *").nth(at).evaluate("one => one.getBoundingClientRect().top")
        for at in (0, 1)
    )
    assert upper < lower


def test_no_line_is_wider_than_a_phone(
    page: Page, tmp_path: Path, some: Selection
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    show(page, some, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_is_folded_is_printed(page: Page, tmp_path: Path, some: Selection) -> None:
    show(page, some, tmp_path)
    page.evaluate("document.querySelector('details').open = false")
    is_seen = "document.querySelector('details > :last-child').checkVisibility()"
    assert not page.evaluate(is_seen)
    page.emulate_media(media="print")
    assert page.evaluate(is_seen)
