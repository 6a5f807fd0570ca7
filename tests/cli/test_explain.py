"""The command `explain`."""

import json
import re

import pytest

from command_line import fails, ok
from mlinterview.validation import CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained(code: str) -> None:
    one = CODES[code]
    shown = ok("explain", code)
    assert f"{code} {one.name} ({one.severity})" in " ".join(shown.split())
    (found,) = json.loads(ok("explain", code.lower(), "--format", "json"))
    assert found["code"] == code
    assert found["why"] == one.why


def test_all_codes_are_listed() -> None:
    shown = ok("explain")
    assert all(re.search(rf"^ ?{code} ", shown, re.MULTILINE) for code in CODES)
    found = json.loads(ok("explain", "--format", "json"))
    assert [one["code"] for one in found] == list(CODES)


def test_an_unknown_code_is_refused() -> None:
    code = next(iter(CODES))
    assert "did you mean `MLI" in fails(2, "explain", code + "0")
    assert "There is no code `zzz`. List them with `explain`." in fails(
        2, "explain", "zzz"
    )
