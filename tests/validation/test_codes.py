"""Every problem code: stable, documented, and reached by an example."""

import datetime
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import mlinterview
from mlinterview import Limits, MlinterviewError, Report, Severity, document, validation
from mlinterview.document import parse, read
from mlinterview.document.codes import SYNTAX
from mlinterview.errors import MAX_MESSAGE, printable
from mlinterview.linting import Targets
from mlinterview.linting.checks import CHECKS, LintedContent
from mlinterview.validation import check
from mlinterview.validation.codes import CODES, Code, chosen
from mlinterview.validation.rules import all_rules
from rule_context import context_of

TODAY = datetime.date(2026, 11, 22)
SMALL = {
    "schema_version": 'schema_version: "1.0"\n',
    "pack": "pack: {id: small, title: Small, version: 1.0.0, language: en,"
    " license: CC-BY-4.0, authors: [{name: A. Author}]}\n",
    "topics": "topics:\n  - {id: basics, title: Basics}\n",
}
TARGETS = Targets({"basics": (1, 0, 0)})
EXAMPLES = [code for code in CODES.values() if code.bad]


def laid_over_a_small_pack(example: str) -> str:
    """Return a small pack whose top-level keys *example* replaces."""
    stated = re.findall(r"^([a-z_]+):", example, re.MULTILINE)
    kept = [text for key, text in SMALL.items() if key not in stated]
    return "".join(kept) + example


def report_of(example: str, code: Code | None = None) -> Report:
    """Return what is wrong with an example, and what its content falls short in.

    Of the checks of content only that of *code* is applied: no example is as complete
    as a pack.
    """
    pack = parse(laid_over_a_small_pack(example), "yaml", name="example.yaml")
    content = LintedContent(context_of(pack), targets=TARGETS, run_code=True)
    more = [one.find(content) for one in CHECKS if code in one.codes]
    return check(pack, today=TODAY, more=more).report


def codes_of(report: Report) -> set[str]:
    return {problem.code for problem in report}


# What is written of the codes ------------------------------------------------


def test_ids_are_unique_in_order_and_of_one_form() -> None:
    everywhere = (document.codes, validation.content_codes, validation.codes)
    written = [*(value for module in everywhere for value in vars(module).values())]
    written += [code for rule in all_rules() for code in rule.codes]
    # What a rule shares with the reader of files is written once and imported.
    several = {id(code): code for code in written if type(code) is Code}
    assert sorted(code.id for code in several.values()) == list(CODES)
    assert all(re.fullmatch(r"MLI[0-5][0-9]{2}", name) for name in CODES)
    assert all(code.id == name for name, code in CODES.items())


def test_names_are_unique_slugs() -> None:
    names = [code.name for code in CODES.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_code_says_what_it_is_and_why_it_matters(code: Code) -> None:
    for sentence in (code.summary, code.why):
        assert sentence[0].isupper() or sentence[0] == "`"
        assert sentence.endswith(".")


def test_the_hundreds_of_doubt_are_warnings_and_no_other_but_three() -> None:
    warnings = {code.id for code in CODES.values() if code.severity is Severity.WARNING}
    doubts = {name for name in CODES if name.startswith(("MLI3", "MLI5"))}
    assert warnings == doubts | {"MLI016", "MLI017", "MLI402"}


def test_a_message_is_cut_to_its_limit_and_printable() -> None:
    problem = SYNTAX.problem("x" * 10_000 + "\x1b", hint="\x1b[31m" + "y" * 10_000)
    assert len(problem.message) == len(problem.hint) == MAX_MESSAGE
    assert printable(problem.hint) == problem.hint


def test_a_problem_has_the_severity_of_its_code_unless_it_says_otherwise() -> None:
    assert SYNTAX.problem("x").severity is Severity.ERROR
    warning = SYNTAX.problem("x", severity=Severity.WARNING)
    assert warning.severity is Severity.WARNING


# The examples ----------------------------------------------------------------


def test_the_pack_that_examples_are_laid_over_is_valid() -> None:
    assert not list(report_of(""))


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda code: code.id)
def test_the_bad_example_has_exactly_the_problem_that_it_shows(code: Code) -> None:
    report = report_of(code.bad, code)
    assert code.id in codes_of(report)
    # The questions of most examples are drafts, which are incomplete on purpose.
    drafts = {p for p in report.warnings if p.code == "MLI205" != code.id}
    others = [problem for problem in report if problem not in drafts]
    assert {(problem.code, problem.severity) for problem in others} == {
        (code.id, code.severity)
    }


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda code: code.id)
def test_the_good_example_has_no_such_problem_and_no_error(code: Code) -> None:
    report = report_of(code.good, code)
    assert report.ok
    assert code.id not in codes_of(report) or code.severity is Severity.ERROR
    assert code.id not in codes_of(Report(name="", problems=report.errors))
    assert codes_of(report) <= {"MLI205"}


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda code: code.id)
def test_an_example_of_a_problem_has_its_place(code: Code) -> None:
    for problem in report_of(code.bad, code):
        assert problem.position is not None
        assert problem.excerpt
        assert problem.file == "example.yaml"


# What text cannot show ------------------------------------------------------


def _directory(root: Path, **files: str) -> Report:
    (root / "pack.yaml").write_text("".join(SMALL.values()), encoding="utf-8")
    for name, text in files.items():
        (root / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return _read(root)


def _tip(image: str) -> str:
    """Return a part of a pack that shows an image."""
    return f"tips: [{{id: t, body: 'See ![a plot]({image}).'}}]"


def _read(path: Path, limits: Limits = Limits()) -> Report:  # noqa: B008
    return check(read(path, limits=limits), today=TODAY).report


def _written(path: Path, content: bytes, limits: Limits = Limits()) -> Report:  # noqa: B008
    path.write_bytes(content)
    return _read(path, limits)


def _a_link_out(root: Path) -> Report:
    outside = root.parent / f"outside-{root.name}.yaml"
    outside.write_text("tips: []\n", encoding="utf-8")
    (root / "tips.yaml").symlink_to(outside)
    return _directory(root)


def _an_offer_of_nothing(root: Path) -> Report:
    """Return the report on a pack that a distribution offers, but does not hold."""
    offer = "[mlinterview.packs]\nnothing = nothing.there\n"
    folder = root / "nothing-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: nothing\nVersion: 1.0\n", encoding="utf-8")
    (folder / "entry_points.txt").write_text(offer, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        return mlinterview.validate("nothing", today=TODAY)


WITHOUT_EXAMPLE: dict[str, Callable[[Path], Report]] = {
    "MLI001": lambda root: _read(root / "nothing.yaml"),
    "MLI002": lambda _root: _read(Path(os.devnull)),
    "MLI003": lambda root: _written(root / "pack.txt", b""),
    "MLI004": lambda root: _written(root / "pack.yaml", b"caf\xe9"),
    "MLI011": lambda root: _written(root / "pack.yaml", b"x" * 9, Limits(bytes=8)),
    "MLI012": _read,
    "MLI013": lambda root: _directory(root, more_yaml='schema_version: "1.0"'),
    "MLI014": _a_link_out,
    "MLI015": lambda root: _written(
        root / "pack.json",
        json.dumps({"x-half": "\ud800"}).encode(),
    ),
    "MLI018": lambda root: _directory(root, Tips_yaml="tips: []", tips_yaml="x-a: 1"),
    "MLI016": lambda root: _directory(root, tips_yml="tips: []"),
    "MLI019": _an_offer_of_nothing,
    "MLI306": lambda root: _directory(root, t_yaml=_tip("media/gone.png")),
    "MLI307": lambda root: _directory(root, t_yaml=_tip("media/plot.bmp")),
}


def test_each_code_has_an_example_or_is_made_here() -> None:
    assert set(WITHOUT_EXAMPLE) == {code.id for code in CODES.values() if not code.bad}


@pytest.mark.parametrize("name", WITHOUT_EXAMPLE)
def test_a_code_without_an_example_is_reached_too(name: str, tmp_path: Path) -> None:
    report = WITHOUT_EXAMPLE[name](tmp_path)
    assert (name, CODES[name].severity) in {(p.code, p.severity) for p in report}


@pytest.mark.parametrize("name", CODES)
def test_messages_are_short_and_printable(name: str, tmp_path: Path) -> None:
    if CODES[name].bad:
        report = report_of(CODES[name].bad, CODES[name])
    else:
        report = WITHOUT_EXAMPLE[name](tmp_path)
    for problem in report:
        assert 0 < len(problem.message) <= MAX_MESSAGE
        assert len(problem.hint) <= MAX_MESSAGE
        for text in (problem.message, problem.hint, problem.excerpt):
            assert printable(text) == text
            assert "\n" not in text


# Which codes are asked for ---------------------------------------------------


@pytest.mark.parametrize(
    ("select", "ignore", "wanted"),
    [
        ([], [], set(CODES)),
        (["MLI206"], [], {"MLI206"}),
        (["mli206"], [], {"MLI206"}),
        (["MLI30"], [], {name for name in CODES if name.startswith("MLI30")}),
        (["MLI206", "MLI4"], [], {"MLI206", "MLI401", "MLI402"}),
        (["MLI"], [], set(CODES)),
        ([], ["MLI"], set()),
        ([], ["MLI1", "MLI2", "MLI3", "MLI4", "MLI5"], {n for n in CODES if n[3] == "0"}),
        (["MLI4"], ["MLI402"], {"MLI401"}),
        (["MLI402"], ["MLI4"], set()),
        (("MLI401", "MLI401"), (), {"MLI401"}),
    ],
)
def test_codes_are_chosen_by_their_beginnings(
    select: Sequence[str], ignore: Sequence[str], wanted: set[str]
) -> None:
    is_chosen = chosen(select, ignore)
    assert {name for name in CODES if is_chosen(name)} == wanted


def test_codes_may_be_chosen_by_what_can_be_read_but_once() -> None:
    is_chosen = chosen(iter(["MLI4"]), iter(["MLI402"]))
    assert [name for name in CODES if is_chosen(name)] == ["MLI401"]
    assert is_chosen("MLI401")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ("MLI999", "there is no code `MLI999`"),
        ("MLI2O6", "did you mean `MLI2"),
        ("206", "there is no code `206`"),
        ("ML", "list them with `mlinterview explain`"),
        ("", "there is no code ``"),
        ("MLI206 ", "did you mean `MLI206`?"),
    ],
)
@pytest.mark.parametrize("argument", ["select", "ignore"])
def test_a_beginning_that_no_code_has_is_refused(
    argument: str, one: str, said: str
) -> None:
    with pytest.raises(MlinterviewError, match=re.escape(said)):
        chosen(**{argument: ["MLI1", one]})


def test_one_code_is_no_list_of_codes() -> None:
    with pytest.raises(MlinterviewError, match=r"write \[`MLI206`\]"):
        chosen("MLI206")


def test_only_what_is_chosen_is_reported() -> None:
    pack = parse(laid_over_a_small_pack("tips: [{id: A, bdy: x}]"), "yaml")

    def found(**wanted: list[str]) -> list[str]:
        asked = chosen(**wanted)
        return [p.code for p in check(pack, today=TODAY, chosen=asked).report]

    assert sorted(found()) == ["MLI101", "MLI105"]
    assert found(select=["MLI105"]) == ["MLI105"]
    assert found(ignore=["MLI105"]) == ["MLI101"]
    assert found(select=["MLI2"]) == []
