"""SARIF logs, held against the schema that OASIS publishes."""

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview.errors import Position, Problem, Report
from mlinterview.reporters import render, sarif
from mlinterview.validation.codes import CODES
from sample_reports import HOSTILE, REPORTS, WARNING, WHOLE_FILE, problem
from sample_reports import reports as any_reports

SCHEMA = Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json"
# One pattern, for languages, is a regular expression only where `]` may stand alone,
# and the validator wants it escaped. No log of ours has a language.
VALIDATOR = jsonschema_rs.Draft7Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8").replace("}]?$", r"}\\]?$")),
    validate_formats=True,
)


def valid(made: str) -> dict[str, Any]:
    """Return the one run of a log that the schema accepts."""
    log = json.loads(made)
    assert [str(error) for error in VALIDATOR.iter_errors(log)] == []
    (run,) = log["runs"]
    return run


def run_of(*problems: Problem, **details: Any) -> dict[str, Any]:
    report = Report(name="packs/my.yaml", problems=problems, **details)
    return valid(render(report, format="sarif"))


def result_of(found: Problem) -> dict[str, Any]:
    (result,) = run_of(found)["results"]
    return result


def place_of(found: Problem) -> dict[str, Any]:
    (location,) = result_of(found)["locations"]
    return location["physicalLocation"]


def test_the_schema_is_the_true_one_and_is_applied() -> None:
    assert VALIDATOR.is_valid({"version": "2.1.0", "runs": []})
    assert not VALIDATOR.is_valid({"version": "2.2.0", "runs": []})
    driver = {"name": "x", "informationUri": "no absolute address"}
    assert not VALIDATOR.is_valid(
        {"version": "2.1.0", "runs": [{"tool": {"driver": driver}}]}
    )


def test_all_reports_are_one_valid_run() -> None:
    run = valid(render(REPORTS, format="sarif"))
    assert len(run["results"]) == sum(map(len, REPORTS))
    assert run["columnKind"] == "unicodeCodePoints"


@pytest.mark.slow
@given(any_reports())
def test_any_reports_are_a_valid_log(drawn: list[Report]) -> None:
    made = render(drawn, format="sarif")
    assert made.isascii()
    run = valid(made)
    rules = run["tool"]["driver"]["rules"]
    fingerprints = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        fingerprints.add(*result["partialFingerprints"].values())
    assert len(fingerprints) == len(run["results"])


def test_no_reports_are_a_run_without_results() -> None:
    assert valid(render([], format="sarif"))["results"] == []


# The tool and its rules


def test_the_tool_is_named_with_its_version() -> None:
    driver = run_of()["tool"]["driver"]
    assert driver == {
        "name": "mlinterview",
        "version": importlib.metadata.version("mlinterview"),
        "rules": [],
    }


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Message]:
    """What the package states of itself."""
    stated = Message()
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _name: stated)
    sarif._addresses.cache_clear()
    yield stated
    sarif._addresses.cache_clear()


@pytest.mark.parametrize("end", ["", "/"])
def test_addresses_are_given_where_the_package_has_them(
    addresses: Message, end: str
) -> None:
    addresses["Project-URL"] = "Homepage, https://example.org/"
    addresses["Project-URL"] = f"Documentation, https://docs.example.org/en{end}"
    driver = run_of(problem())["tool"]["driver"]
    assert driver["informationUri"] == "https://example.org/"
    (rule,) = driver["rules"]
    page = "https://docs.example.org/en/reference/problems/mli101.html"
    assert rule["helpUri"] == page


def test_without_addresses_there_are_no_links(addresses: Message) -> None:
    assert "Project-URL" not in addresses
    made = json.dumps(run_of(problem()))
    assert "informationUri" not in made
    assert "helpUri" not in made


def test_each_code_that_occurs_is_one_rule() -> None:
    run = run_of(WARNING, problem(), problem())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["MLI101", "MLI301"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 0]
    assert [result["level"] for result in run["results"]] == ["warning", "error", "error"]
    levels = [rule["defaultConfiguration"]["level"] for rule in rules]
    assert levels == ["error", "warning"]


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_a_rule_explains_its_code(code: Any) -> None:
    (rule,) = run_of(code.problem("wrong"))["tool"]["driver"]["rules"]
    assert rule["name"] == code.name
    assert rule["shortDescription"]["text"] == code.summary
    assert rule["fullDescription"]["text"] == code.why
    for example in filter(None, (code.bad, code.good)):
        assert example in rule["help"]["text"]
        assert f"```yaml\n{example}\n```" in rule["help"]["markdown"]


def test_the_fence_of_an_example_is_longer_than_any_in_it() -> None:
    assert sarif._fenced("a: |\n  ```\n") == "````yaml\na: |\n  ```\n\n````"


def test_a_code_that_is_not_ours_is_a_rule_without_words() -> None:
    (rule,) = run_of(problem(code="X1"))["tool"]["driver"]["rules"]
    assert rule == {"id": "X1"}


# Results


def test_a_result_has_message_hint_and_place() -> None:
    result = result_of(problem())
    assert result["message"]["text"] == (
        "`dificulty` is not a key of item 1 of `questions` (did you mean `difficulty`?)"
    )
    (location,) = result["locations"]
    assert location["logicalLocations"] == [
        {
            "name": "question/overfitting",
            "fullyQualifiedName": "/questions/0/dificulty",
        }
    ]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "packs/my.yaml"},
        "region": {
            "startLine": 12,
            "startColumn": 5,
            "endLine": 12,
            "endColumn": 14,
            "snippet": {"text": "dificulty"},
        },
        "contextRegion": {
            "startLine": 12,
            "startColumn": 1,
            "endLine": 12,
            "endColumn": 21,
            "snippet": {"text": "    dificulty: basic"},
        },
    }


def test_a_range_over_lines_has_no_snippet() -> None:
    assert place_of(WARNING) == {
        "artifactLocation": {"uri": "packs/my.yaml"},
        "region": {"startLine": 20, "startColumn": 5, "endLine": 24, "endColumn": 9},
    }


def test_a_range_beyond_the_excerpt_has_no_snippet() -> None:
    place = place_of(problem(position=Position(3, 5, 3, 500)))
    assert "snippet" not in place["region"]
    assert "contextRegion" not in place


def test_a_line_cut_at_both_ends_has_the_columns_of_what_is_left() -> None:
    found = problem(
        position=Position(3, 101, 3, 104), excerpt="a" * 40 + "bcd" + "e" * 37
    )
    place = place_of(found)
    assert place["region"]["snippet"]["text"] == "bcd"
    assert place["contextRegion"]["startColumn"] == 61
    assert place["contextRegion"]["endColumn"] == 141


def test_a_range_of_the_whole_line_has_no_larger_one_around_it() -> None:
    place = place_of(problem(position=Position(1, 1, 1, 3), excerpt="ab"))
    assert place["region"]["snippet"]["text"] == "ab"
    assert "contextRegion" not in place


def test_an_empty_range_has_only_the_line_around_it() -> None:
    place = place_of(problem(position=Position(1, 2, 1, 2), excerpt="ab"))
    assert "snippet" not in place["region"]
    assert place["contextRegion"]["snippet"]["text"] == "ab"


def test_a_problem_of_a_whole_file_has_no_region() -> None:
    assert result_of(WHOLE_FILE)["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "gone.yaml"}}}
    ]


def test_a_problem_of_a_text_has_only_its_place_in_the_pack() -> None:
    (location,) = result_of(problem(file="", entity=""))["locations"]
    assert location == {
        "logicalLocations": [{"fullyQualifiedName": "/questions/0/dificulty"}]
    }
    assert result_of(problem(file="", entity="", pointer=""))["locations"] == []


def test_text_of_a_pack_is_no_link() -> None:
    text = result_of(problem(message=HOSTILE, hint=""))["message"]["text"]
    assert r"[x\](https://evil.example)" in text
    kept = "`a[0] {1} (b)`"
    assert result_of(problem(message=kept, hint=""))["message"]["text"] == kept


def test_problems_that_are_not_listed_are_a_notification() -> None:
    (invocation,) = run_of(problem(), omitted=7)["invocations"]
    assert invocation["executionSuccessful"]
    (notification,) = invocation["toolExecutionNotifications"]
    text = "packs/my.yaml: 7 more problems not listed"
    assert notification["message"]["text"] == text
    assert "invocations" not in run_of(problem())


# Fingerprints


def fingerprints(*problems: Problem) -> list[str]:
    results = run_of(*problems)["results"]
    return [result["partialFingerprints"]["mlinterviewPlace/v1"] for result in results]


def test_a_fingerprint_stays_the_same_when_lines_move() -> None:
    moved = problem(position=Position(99, 1, 99, 2), excerpt="x", message="other words")
    assert fingerprints(problem()) == fingerprints(moved)
    assert fingerprints(problem()) == fingerprints(problem(file="./packs//my.yaml"))


@pytest.mark.parametrize(
    "changes",
    [{"code": "MLI102"}, {"pointer": "/x"}, {"file": "other.yaml"}, {"file": ""}],
)
def test_another_code_pointer_or_file_has_another_fingerprint(
    changes: Mapping[str, str],
) -> None:
    assert fingerprints(problem()) != fingerprints(problem(**changes))


def test_two_problems_in_one_place_are_told_apart() -> None:
    first, second = fingerprints(problem(), problem(message="other"))
    assert first.removesuffix(":1") == second.removesuffix(":2")


# Addresses of files


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PurePosixPath("./a/b.yaml"), "a/b.yaml"),
        (PurePosixPath("../a b#c?d%e.yaml"), "../a%20b%23c%3Fd%25e.yaml"),
        (PurePosixPath("a:b.yaml"), "a%3Ab.yaml"),
        (PurePosixPath("a\\b"), "a%5Cb"),
        (PurePosixPath("問題.yaml"), "%E5%95%8F%E9%A1%8C.yaml"),
        (PurePosixPath("\udcff.yaml"), "%FF.yaml"),
        (PurePosixPath("\ud800.yaml"), "%ED%A0%80.yaml"),
        (PurePosixPath("/packs/a b.yaml"), "file:///packs/a%20b.yaml"),
        (PurePosixPath("//packs/a"), "file:////packs/a"),
        (PureWindowsPath("a\\b c.yaml"), "a/b%20c.yaml"),
        (PureWindowsPath("C:\\a\\b.yaml"), "file:///C:/a/b.yaml"),
        (PureWindowsPath("\\\\host\\share\\a.yaml"), "file://host/share/a.yaml"),
    ],
)
def test_a_path_is_a_valid_address(path: PurePath, address: str) -> None:
    assert sarif.uri(path) == address


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_the_address_of_a_relative_path_leads_back_to_it(text: str) -> None:
    path = PurePosixPath(text)
    if not path.is_absolute():
        assert unquote(sarif.uri(path)) == str(path)
