"""The code of answers: what is said of it, and of which line."""

import time

import pytest

from mlinterview.linting.checks import _sandbox, code
from mlinterview.linting.checks._sandbox import Outcome
from mlinterview.validation import codes
from sample_content import content_of, marked, places, problems, tip

PACK = """\
questions:
  - id: q
    answers:
      - kind: sample
        body: |
          In a list:

          - one

            ```python
            x = 1
            {0}
            ```

          And *then*:
          ```python
          y = 2
          ```
"""


# It parses -------------------------------------------------------------------


def test_code_that_is_not_python_is_found_in_its_file() -> None:
    assert places("MLI501", PACK.format("x = (")) == [(12, 17)]
    assert places("MLI501", PACK.format("  x = 1")) == [(12, 15)]
    assert places("MLI501", PACK.format("x = 3")) == []


def test_code_in_quotes_is_found_as_well() -> None:
    text = 'tips:\n  - id: t\n    body: "Do:\\n\\n```python\\nx =\\n```"\n'
    assert places("MLI501", text) == [(3, 33)]


@pytest.mark.parametrize(
    ("source", "part", "words"),
    [
        ("x = 1 +", "", "invalid syntax"),
        ("x = (1\ny = 2", "(1", "'(' was never closed"),
        ("if x:\ny", "y", "expected an indented block"),
        ("-" * 90_000, "-" * 90_000, "nested too deeply"),
    ],
)
def test_what_does_not_parse_is_marked(source: str, part: str, words: str) -> None:
    body = f"```python\n{source}\n```"
    (problem,) = problems("MLI501", tip(body))
    assert words in problem.message
    assert marked("MLI501", body) == [part]


def test_a_warning_of_python_is_no_problem() -> None:
    assert problems("MLI501", tip("```python\nx = '\\d' is 5\n```")) == []


def test_a_value_that_python_refuses_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_code: str) -> None:
        msg = "source code string cannot contain null bytes"
        raise ValueError(msg)

    monkeypatch.setattr("ast.parse", refuse)
    (problem,) = problems("MLI501", tip("```python\nx\n```"))
    assert problem.message.endswith("cannot contain null bytes")


# It runs ---------------------------------------------------------------------


def test_nothing_is_run_unless_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(_sandbox, "run")
    assert problems("MLI502", tip("```python\n1 / 0\n```")) == []


def test_what_does_not_parse_or_is_marked_so_is_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(_sandbox, "run")
    body = "```python\nx = (\n```\n\n```python no-run\n1 / 0\n```\n\n```text\n1 / 0\n```"
    assert problems("MLI502", tip(body), run_code=True) == []


def test_the_line_that_failed_is_found_in_its_file() -> None:
    (problem,) = problems("MLI502", PACK.format("assert x == 2"), run_code=True)
    assert (problem.line, problem.column) == (12, 13)
    assert problem.message == "the block fails: AssertionError"
    assert problem.pointer == "/questions/0/answers/0/body"
    assert problem.entity == "question/q"


def test_blocks_know_nothing_of_each_other() -> None:
    body = "```python\nx = 1\n```\n\n```python\nx\n```"
    (problem,) = problems("MLI502", tip(body), run_code=True, processes=1)
    assert "NameError" in problem.message


@pytest.mark.parametrize(
    ("outcome", "name", "message"),
    [
        (Outcome("missing", "numpy", 1), "MLI504", "the block imports `numpy`, which"),
        (Outcome("time", "TimeUp", 1), "MLI503", "the block runs for more than 20 s"),
        (Outcome("memory"), "MLI503", "the block needs more than 2,048 MiB of memory"),
        (Outcome("error", "a\nb " + "x" * 999), "MLI502", "the block fails: a b xxx"),
    ],
)
def test_each_end_is_said_in_words(
    outcome: Outcome, name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sandbox, "run", lambda _code, **_limits: outcome)
    (problem,) = problems(name, tip("```python\nx\n```"), run_code=True)
    assert problem.message.startswith(message)
    assert problem.hint


def test_who_has_seen_enough_waits_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []

    def run(source: str, **_limits: object) -> Outcome:
        runs.append(source)
        time.sleep(0.05)
        return Outcome("error", "x")

    monkeypatch.setattr(_sandbox, "run", run)
    body = "\n\n".join("```python\nx\n```" for _ in range(50))
    found = code.failing(content_of(tip(body), run_code=True, processes=1))
    assert next(found).code is codes.CODE_FAILS
    found.close()
    assert len(runs) < 10
