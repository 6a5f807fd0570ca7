"""The options of the pytest plugin, which pytest loads whenever it starts.

This module is not in the package, since its import would import the package as well.
That takes a tenth of a second, also for a run that tests no pack.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; `mlinterview.pytest_plugin` carries them out."""
    group = parser.getgroup("mlinterview", "packs of interview questions")
    group.addoption(
        "--mlinterview-pack",
        action="append",
        default=[],
        metavar="PACK",
        help="Test a pack: a file, a directory or the id of an installed pack. May be"
        " given several times; takes precedence over mlinterview_packs.",
    )
    group.addoption(
        "--mlinterview-strict",
        action="store_true",
        help="Fail on warnings about packs as well.",
    )
    parser.addini(
        "mlinterview_packs",
        type="linelist",
        default=[],
        help="The packs to test if the command line names neither packs nor paths, one"
        " per line; paths are relative to this file.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin itself if there is a pack to test."""
    if config.getoption("mlinterview_pack") or config.getini("mlinterview_packs"):
        from mlinterview import pytest_plugin

        config.pluginmanager.register(pytest_plugin, pytest_plugin.__name__)
