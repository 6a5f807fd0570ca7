"""The garbage collector is paused while many objects are made, and runs again after."""

import gc

import pytest

from mlinterview._support import garbage


def test_the_collector_is_paused_until_the_last_one_leaves() -> None:
    assert gc.isenabled()
    with garbage.gc_paused():
        assert not gc.isenabled()
        with garbage.gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_turns_the_collector_on_again() -> None:
    with pytest.raises(ZeroDivisionError), garbage.gc_paused():
        _ = 1 / 0
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with garbage.gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_who_wants_to_keep_the_collector_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(garbage.KEEP, "1")
    with garbage.gc_paused():
        assert gc.isenabled()
    assert gc.isenabled()
