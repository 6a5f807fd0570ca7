"""Takes the pictures of cards for the documentation: ``make screenshots``.

The cards are those of the real Anki, shown in a real Chromium: front and back, light and
dark.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

import anki.collection
import browser
from playwright.sync_api import Page

import mlinterview

FOLDER: Final = Path(__file__).parent.parent / "docs" / "pictures"
QUESTION: Final = "how-tool-calling-works"
"""The question of the bundled pack whose card is shown: it has code and no formula."""

MODES: Final = {"light": "card card1", "dark": "card card1 nightMode night_mode"}
WIDTH: Final = 640


def sides() -> dict[str, str]:
    """Return the front and the back of the card, as Anki makes them."""
    chosen = mlinterview.select(
        mlinterview.load("ml-engineer"), where=lambda one: one.id == QUESTION
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cards.apkg")
        mlinterview.export(chosen, path)
        collection = anki.collection.Collection(str(Path(folder, "collection.anki2")))
        asked = anki.collection.ImportAnkiPackageRequest(
            package_path=str(path),
            options=anki.collection.ImportAnkiPackageOptions(),
        )
        collection.import_anki_package(asked)
        card = collection.get_card(collection.find_cards("card:1")[0])
        made = {"front": card.question(), "back": card.answer()}
        collection.close()
    return made


def take(page: Page, name: str, html: str, mode: str) -> None:
    """Take the picture of one side of a card."""
    page.set_content(
        f'<!doctype html><html><body class="{MODES[mode]}" style="margin: 20px">'
        f'<div id="qa">{html}</div></body></html>'
    )
    page.screenshot(path=FOLDER / f"card-{name}-{mode}.png", full_page=True)


def main() -> None:
    """Take all four."""
    path = browser.find()
    if path is None:
        sys.exit(browser.MISSING)
    FOLDER.mkdir(exist_ok=True)
    made = sides()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        browser.opened(path, Path(profile)) as opened,
    ):
        page = opened.new_page()
        page.set_viewport_size({"width": WIDTH, "height": 120})
        for mode in MODES:
            for name, html in made.items():
                take(page, name, html, mode)


if __name__ == "__main__":
    main()
