"""Find or install a Chromium, and open pages in it.

``make test`` runs this before the tests, which open exported pages in a real browser to
prove that nothing in them is executed. An installed Chromium or Chrome is used. If there
is none, it is installed on Debian and Ubuntu if that needs no password; otherwise a
message says which tests are skipped and how to install one, and if the environment
variable CI is set, that is a failure.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, sync_playwright

VARIABLE: Final = "MLINTERVIEW_BROWSER"
"""The environment variable that may hold the path of a browser."""

_NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MISSING: Final = f"""\
No Chromium or Chrome was found, so the tests that need one are skipped:
tests/exporters/test_cards_in_browser.py. To run them, install one, for example with
`apt-get install chromium`, or set {VARIABLE} to its path."""


def find() -> str | None:
    """Return the path of a browser, or None if there is none."""
    stated = os.environ.get(VARIABLE)
    if stated:
        return shutil.which(stated)
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((path for path in found if path), None)


def install() -> None:
    """Install Debian's Chromium, if that may be done without a password."""
    apt = shutil.which("apt-get")
    sudo = shutil.which("sudo")
    if apt is None:
        return
    before: list[str] = []
    if os.geteuid() != 0:
        if sudo is None or not _runs(sudo, "--non-interactive", "true"):
            return
        before = [sudo, "--non-interactive", "DEBIAN_FRONTEND=noninteractive"]
    quietly = ("--quiet", "--yes", "--no-install-recommends")
    if _runs(*before, apt, "update", "--quiet"):
        _runs(*before, apt, "install", *quietly, "chromium")


def _runs(*command: str) -> bool:
    """Run a command, and return True if it succeeds."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, check=False, env=settings, stdout=subprocess.DEVNULL, timeout=900
    )
    return done.returncode == 0


@contextmanager
def opened(path: str, profile: Path, *, dark: bool = False) -> Iterator[BrowserContext]:
    """Open a browser with a new and empty profile, and close it at the end.

    Args:
        path: Where the browser is, as `find` returns it.
        profile: An empty folder for what the browser keeps.
        dark: Whether pages are told that the user likes it dark.
    """
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            headless=True,
            args=list(_FLAGS),
            color_scheme="dark" if dark else "light",
            viewport={"width": 720, "height": 480},
        )
        try:
            yield context
        finally:
            context.close()


def main() -> None:
    """Find or install a browser, or print which tests are skipped without one."""
    if find() is None:
        install()
    path = find()
    if path is not None:
        print(f"The tests open pages in {path}")
        return
    line = "=" * 80
    print(f"{line}\n{MISSING}\n{line}", file=sys.stderr)
    sys.exit(1 if os.environ.get("CI") else 0)


if __name__ == "__main__":
    main()
