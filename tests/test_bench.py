"""The benchmark: its packs, its ratios and its tables. No test asserts a time."""

import gc
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from bench import memory, packs, report, timing
from bench.__main__ import main
from bench.measure import Line, Measure, Result, Sample, Target, measures
from bench.measures import checking
from bench.timing import Turns

import mlinterview
from mlinterview.validation.rules import all_rules

ROOT = Path(__file__).parent.parent
ONCE = Turns(most=1, fewest=1)
STARTS = Result(
    "start_up",
    10,
    (Line("python -c pass", 0.01, 1.0, 3), Line("mlinterview --help", 0.05, 4.56, 3)),
)
LOADS = Result(
    "json_to_objects",
    1_000,
    (
        Line("orjson.loads", 0.01, 1.0, 9),
        Line("mlinterview", 0.02, 2.0, 9),
        Line("a <peer>", 2.5, 250.0, 3),
    ),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("packs")
    packs.write(10, folder)
    return Sample(10, folder)


@pytest.fixture
def counting() -> Iterator[list[str]]:
    """A list for a call to write in, which leaves the collector as it was."""
    yield []
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


# The packs -------------------------------------------------------------------


def test_nothing_is_wrong_with_a_pack() -> None:
    pack = packs.pack(50)
    assert mlinterview.validate(pack, today=packs.TODAY).problems == ()
    assert len(pack.questions) == 50


def test_a_pack_has_what_people_write() -> None:
    pack = packs.pack(50)
    text = mlinterview.dumps(pack, "json")
    assert 2_000 < len(text) / 50 < 6_000
    assert "```python" in text
    assert "$" in text
    assert any(question.rubric for question in pack.questions)


def test_a_pack_is_the_same_for_the_same_seed() -> None:
    written = mlinterview.dumps(packs.pack(10), "json")
    assert mlinterview.dumps(packs.pack(10), "json") == written
    assert mlinterview.dumps(packs.pack(10, seed=1), "json") != written


def test_common_words_come_more_often_than_rare_ones() -> None:
    writer = packs.Writer(random.Random(1))  # noqa: S311
    words = re.findall(r"\w+", writer.paragraph(300).lower())
    assert words.count("the") > 5 * words.count("should") > 0


def test_the_files_of_a_pack_hold_the_same(sample: Sample) -> None:
    for format in ("json", "jsonl", "yaml"):
        assert mlinterview.load(sample.path(format)) == sample.pack()


# The measures ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("measure", measures().values(), ids=list(measures()))
def test_each_way_of_a_measure_works(measure: Measure, sample: Sample) -> None:
    result = measure.run(sample, ONCE)
    assert result.lines[0].ratio == 1
    # What so small a file takes is lost in what a process has to spare.
    assert measure.take is timing.results or all(one.ratio > 0 for one in result.lines)


@pytest.mark.slow
@pytest.mark.parametrize("measure", measures().values(), ids=list(measures()))
def test_each_target_is_of_a_way_and_a_size_that_there_are(
    measure: Measure, sample: Sample
) -> None:
    ways = measure.calls(sample)
    for target in measure.targets:
        assert target.name in ways
        assert set(target.sizes) <= set(measure.sizes)


def test_a_measure_says_what_it_does() -> None:
    for measure in measures().values():
        assert (measure.calls.__doc__ or "").endswith(".")
        assert list(measure.sizes) == sorted(measure.sizes)


@pytest.mark.slow
def test_a_blemish_is_what_its_name_says(sample: Sample) -> None:
    paths = checking.blemished(sample)
    found = {
        name: [one.severity for one in mlinterview.validate(path, today=packs.TODAY)]
        for name, path in paths.items()
    }
    assert next(iter(found)) == checking.CLEAN
    assert found == {
        checking.CLEAN: [],
        "one x- key": [],
        "one warning": ["warning"],
        "one error that the schema finds": ["error"],
        "one error that a rule finds": ["error"],
        "a newer minor version": ["warning"],
    }


def test_the_bundled_pack_is_as_large_as_the_tables_say(
    ml_engineer: mlinterview.Pack,
) -> None:
    assert round(len(ml_engineer.questions), -2) == checking.BUNDLED_SIZE


def test_a_rule_gets_its_clears_back() -> None:
    rule = next(rule for rule in all_rules() if rule.clears is not None)
    clears = rule.clears
    with checking.without_clears(rule):
        assert rule.clears is None
    assert rule.clears is clears


@pytest.mark.slow
def test_it_runs_and_writes_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, page = tmp_path / "build" / "bench.json", tmp_path / "speed.md"
    page.write_text(f"Before\n{report.BEGIN}\nold\n{report.END}\nAfter\n", "utf-8")
    picked = ["json_to_objects", "start_up", "--quick", "--most=10"]
    main([*picked, f"--output={output}", f"--page={page}"])
    found = json.loads(output.read_text("utf-8"))
    assert {one["measure"] for one in found["measures"]} == {
        "json_to_objects",
        "start_up",
    }
    assert all(line["turns"] > 1 for one in found["measures"] for line in one["lines"])
    assert found["versions"]["orjson"]
    shown = capsys.readouterr()
    assert "mlinterview --help" in shown.out
    assert "measured: Start-up, 10" in shown.err
    text = page.read_text("utf-8")
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "old" not in text
    assert page.with_suffix(".svg").read_text("utf-8").startswith("<svg")


# Targets ---------------------------------------------------------------------


def test_a_target_is_met_or_not() -> None:
    assert [one.is_met for one in STARTS.verdicts] == [False]
    assert [one.is_met for one in LOADS.verdicts] == [True]


def test_a_target_may_be_a_multiple_of_another_way() -> None:
    slow, fast = Line("pydantic", 0.02, 2.0, 9), Line("pydantic", 0.01, 1.5, 9)
    for peer, met in ((slow, True), (fast, False)):
        result = attrs.evolve(LOADS, lines=(*LOADS.lines, peer))
        (verdict,) = (one for one in result.verdicts if one.target.of == "pydantic")
        assert verdict.is_met is met


def test_a_target_is_only_for_the_sizes_that_it_names() -> None:
    assert attrs.evolve(LOADS, size=10).verdicts == ()


def test_targets_are_told_in_multiples() -> None:
    assert str(Target("ours", 2.0)) == "≤ 2 ×"
    assert str(Target("ours", 0.2, of="theirs")) == "≤ 0.2 × theirs"


# Tables and the chart --------------------------------------------------------


def test_a_table_has_a_column_for_each_size() -> None:
    other = attrs.evolve(LOADS, size=10, lines=LOADS.lines[:2])
    shown = report.markdown([other, LOADS])
    assert "| JSON to objects | 10 | 1,000 |" in shown
    assert "| mlinterview | 2.00 | 2.00 |" in shown
    assert "| a <peer> |  | 250 |" in shown


def test_a_table_tells_which_targets_are_met() -> None:
    shown = report.markdown([STARTS, LOADS])
    assert "| Start-up: mlinterview --help | 10 | 4.5 × | 4.56 | no |" in shown
    assert "| JSON to objects: mlinterview | 1,000 | 2 × | 2.00 | yes |" in shown
    assert "Met" not in report.markdown([attrs.evolve(LOADS, size=10)])


def test_the_terminal_is_told_what_the_floor_is() -> None:
    assert "orjson.loads is 10.0 ms for 1,000" in report.text([LOADS])
    slow = attrs.evolve(LOADS, lines=(Line("orjson.loads", 1.25, 1.0, 3),))
    assert "orjson.loads is 1.2 s for 1,000" in report.text([slow])
    taken = Result("memory_of_a_load", 1_000, (Line("the file", 3e6, 1.0, 1),))
    assert "the file is 3.0 MB for 1,000" in report.text([taken])


@pytest.mark.parametrize(
    ("ratio", "shown"), [(1.234, "1.23"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_a_ratio_has_the_digits_that_mean_something(ratio: float, shown: str) -> None:
    assert report.number(ratio) == shown


def test_the_chart_escapes_names_and_shows_targets() -> None:
    chart = report.chart([STARTS, LOADS])
    assert "a &lt;peer&gt;" in chart
    assert chart.count('class="target"') == 2


def test_the_page_has_the_marks_and_the_chart() -> None:
    page = (ROOT / "docs" / "explanation" / "speed.md").read_text("utf-8")
    assert report.BEGIN in page
    assert report.END in page
    assert "speed.svg" in page


# Figures ---------------------------------------------------------------------


def test_ratios_are_taken_within_a_round() -> None:
    # The second round was ten times as slow, and the fourth was of one way only.
    assert timing.ratio([3.0, 30.0, 8.0], [1.0, 10.0, 2.0, 500.0]) == 3.0


@pytest.mark.parametrize(
    ("taken", "is_next"),
    [
        ([], True),
        ([9.0], True),
        ([9.0, 9.0], False),
        ([1.0, 1.0], True),
        ([0] * 4, False),
    ],
)
def test_a_slow_way_has_few_turns(taken: list[float], is_next: bool) -> None:
    turns = Turns(most=4, fewest=2, patience=5)
    assert turns.is_next(taken) is is_next


def test_the_first_turn_of_a_brief_call_does_not_count(counting: list[str]) -> None:
    figures = timing.seconds({"brief": lambda: counting.append("")}, ONCE)
    assert len(figures["brief"]) == 1
    assert len(counting) > 1


def test_what_the_benchmark_keeps_is_not_looked_through(counting: list[str]) -> None:
    kept = [[str(number)] for number in range(1_000)]

    def look() -> None:
        if any(one is kept for one in gc.get_objects()):
            counting.append("seen")

    look()
    assert counting.pop() == "seen"
    timing.seconds({"look": look}, ONCE)
    assert counting == []


@pytest.mark.slow
def test_a_program_that_fails_is_no_figure() -> None:
    wrong = {"wrong": [sys.executable, "-c", "raise SystemExit(3)"]}
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        timing.programs(wrong, ONCE)


def test_results_are_figures_by_themselves() -> None:
    assert timing.results({"two": lambda: 2}, ONCE) == {"two": [2]}


# Memory ----------------------------------------------------------------------


@pytest.mark.slow
def test_a_large_parent_hides_nothing_of_what_a_child_takes() -> None:
    before = memory.peak("orjson")
    kept = bytearray(before * 4)
    assert memory.peak("orjson") < 2 * before
    del kept


def test_a_process_knows_its_peak() -> None:
    assert memory.most() > 2**20


def test_a_load_that_seems_to_take_less_than_the_file_is_no_figure() -> None:
    assert memory.believable(memory.SMALL, memory.SMALL) == memory.SMALL
    assert memory.believable(-1, 10) == -1
    with pytest.raises(ValueError, match="seems to take 5"):
        memory.believable(5, 2 * memory.SMALL)
