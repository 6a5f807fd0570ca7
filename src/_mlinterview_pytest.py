"""What pytest loads of mlinterview whenever it starts: two options, nothing more.

It lies beside the package rather than in it. Importing the package takes a tenth of
a second, and a run that checks no pack should not pay for that.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; `mlinterview.pytest_plugin` does what they ask for."""
    group = parser.getgroup("mlinterview", "packs of interview questions")
    group.addoption(
        "--mlinterview-pack",
        action="append",
        default=[],
        metavar="PACK",
        help="Test a pack: a file, a directory or the id of an installed pack. May be"
        " given several times; goes before mlinterview_packs.",
    )
    group.addoption(
        "--mlinterview-strict",
        action="store_true",
        help="Let warnings about packs fail as well.",
    )
    parser.addini(
        "mlinterview_packs",
        type="linelist",
        default=[],
        help="The packs to test if the command line names neither packs nor paths, one"
        " a line; paths are relative to this file.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the plugin itself if there is a pack to test."""
    if config.getoption("mlinterview_pack") or config.getini("mlinterview_packs"):
        from mlinterview import pytest_plugin

        config.pluginmanager.register(pytest_plugin, pytest_plugin.__name__)
