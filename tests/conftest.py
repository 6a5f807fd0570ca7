"""What all tests share: fast Hypothesis profiles and the packs to test with."""

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import mlinterview

settings.register_profile(
    "default",
    max_examples=50,
    deadline=None,
    # A change is judged by the same examples whenever it is built; everybody else
    # looks for new ones.
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
# For whether the libraries of an environment do at all what is asked of them.
settings.register_profile("few", settings.get_profile("default"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

TODAY = datetime.date(2026, 11, 22)
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def ml_engineer() -> mlinterview.Pack:
    """The bundled pack."""
    return mlinterview.load("ml-engineer", today=TODAY)


@pytest.fixture
def today() -> datetime.date:
    """The day on which the tests check packs."""
    return TODAY
