"""Take the pictures of cards for the documentation: ``make screenshots``.

Anki itself makes the cards, and Chromium shows them: front and back, in light and dark
mode.
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
PACK: Final = """
schema_version: "1.0"
pack: {id: sample, title: A sample, version: 1.0.0, language: en, license: CC-BY-4.0,
  authors: [{name: A. Author}], as_of: 2026-11-01}
topics: [{id: learning, title: Machine learning}, {id: metrics, title: Metrics,
  parent: learning}]
sources: [{id: powers, type: book, title: Evaluation of classifiers, authors: [A. Author],
  published: "2024", url: "https://example.com/evaluation"}]
tips:
  - {id: units, body: Say what is counted., applies_to: {topics: [metrics]}}
questions:
  - id: accuracy-misleads
    kind: concept
    prompt: When does *accuracy* mislead?
    topics: [metrics]
    difficulty: foundational
    intent: Whether the base rate comes to mind.
    answers:
      - kind: sample
        body: |
          When one class is rare. A classifier that never says `fraud` is right on
          every honest payment:

          ```python
          truth = [0] * 99 + [1]
          guess = [0] * 100  # It finds nothing.
          accuracy = sum(a == b for a, b in zip(truth, guess)) / 100
          assert accuracy == 0.99
          ```
        key_points: [The base rate sets the bar., Look at precision and recall.]
      - {kind: weak, body: It is best to take the F1 score.}
    follow_ups:
      - {prompt: And if the classes are even?, answer: Then it says what it seems to.}
    sources: [powers]
"""
"""The pack whose card is shown: short, with code, and without a formula."""

MODES: Final = {"light": "card card1", "dark": "card card1 nightMode night_mode"}
WIDTH: Final = 560
UNFOLD: Final = """() => {
    const first = document.querySelector("details")
    if (first) first.open = true
}"""
"""Opens one of the parts that are folded, to show what is in it."""


def sides() -> dict[str, str]:
    """Return the front and the back of the card, as Anki makes them."""
    pack = mlinterview.loads(PACK, "yaml")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cards.apkg")
        mlinterview.export(pack, path)
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
    page.evaluate(UNFOLD)
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
