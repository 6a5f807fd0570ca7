"""Read damaged packs for a given time, and report where the library fails.

``make fuzz`` runs for FUZZ_SECONDS (60 by default). Hypothesis draws the
examples and the damage, so that it can reduce what fails to a small file. That file is
saved in ``build/fuzz`` with the seed that produces it, and the exit status is 1.

``python tools/fuzz.py build/fuzz/FILE`` checks a file again;
``python tools/fuzz.py --seed 7`` starts with the batch of that seed.
"""

import argparse
import contextlib
import datetime
import hashlib
import io
import json
import os
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from mlinterview import Limits, PackError, Problem, Report, document
from mlinterview import reporters as reporting
from mlinterview.errors import MAX_EXCERPT, MAX_MESSAGE, printable
from mlinterview.storage import loading
from mlinterview.storage.writers import WRITERS
from mlinterview.validation import codes
from mlinterview.validation.accepting import accepts
from mlinterview.validation.explaining import explain

ROOT: Final = Path(__file__).parent.parent
EXAMPLES: Final = ROOT / "tests" / "examples"
SAVED: Final = ROOT / "build" / "fuzz"
TODAY: Final = datetime.date(2026, 11, 22)
BATCH: Final = 200
"""How many examples are drawn with one seed."""
MAX_SECONDS: Final = 5
"""How long one small file may take, in seconds."""
LIMITS: Final = Limits(nodes=5_000, problems=50)

TEXTS: Final[tuple[document.Format, ...]] = ("yaml", "json", "jsonl")

# What is drawn ----------------------------------------------------------------


def _seeds() -> list[tuple[str, bytes]]:
    """Return the small files among the examples, each with its ending."""
    found = []
    for path in sorted(EXAMPLES.rglob("*")):
        ending = path.suffix[1:]
        if path.is_file() and ending in (*TEXTS, "zip") and path.stat().st_size < 20_000:
            found.append((ending, path.read_bytes()))
    for code in codes.CODES.values():
        found += [("yaml", text.encode()) for text in (code.bad, code.good) if text]
    return sorted(set(found), key=lambda one: (len(one[1]), one))


SEEDS: Final = _seeds()
DATA: Final = [
    json.loads(path.read_text("utf-8"))
    for path in sorted(EXAMPLES.glob("valid/*.normal.json"))
]

TOKENS: Final = (
    *("{", "}", "[", "]", ",", ":", ": ", "- ", "? ", "| ", ">-\n", "|2\n", '"', "'"),
    *("\n", "\r\n", "\r", " ", "  ", "\t", "\u0085", "\u2028", "\ufeff", "\x00", "\x1b"),
    *("&a ", "*a", "!t ", "!!str ", "<<: ", "%TAG ! x\n", "---\n", "...\n", "#", " #x"),
    *("null", "true", "~", "True", "0x1F", "007", "1e999", "-0", "1.5", "NaN", "1" * 400),
    *("9007199254740993", "\\u0000", "\\ud800", "\\ud83d\\ude00", "\\", "\\x", "\\\n"),
    *("😀", "e\u0301", "\u202e", "\u200b", "\ud7ff", "\U0010ffff", "ﬁ", "İ", "ß"),
    *("<b>", "</b>", "<!--", "```", "~~~", "$", "$$", "`", "![](", "[a](b)", "](", "\\$"),
    *(
        "| a |\n|---|\n",
        "\\href{",
        "{",
        "&amp;",
        "<http://a>",
        "javascript:",
        "* ",
        "1. ",
    ),
    *(
        '"id"',
        "id: ",
        "x-a: ",
        "tips:\n- ",
        '"type": ',
        "pack: ",
        'schema_version: "1.0"',
    ),
    *('"1.1"', '"2.0"', "questions: [", "topics: ", "2026-02-30", "status: draft\n"),
)

numbers = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([2**53, -(2**53), 10**400, 1e308, 5e-324, -0.0, 1.0]),
)
words = st.one_of(
    st.text(max_size=20),
    st.sampled_from(TOKENS),
    st.sampled_from(sorted({key for data in DATA for key in data})),
)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)
    ),
    max_leaves=10,
)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Draw *content* with a few pieces cut, copied, replaced or put in."""
    result = content
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(result)))
        end = min(len(result), start + draw(st.integers(0, 12)))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.just(result[start:end] * 2),
                st.sampled_from(TOKENS).map(_encoded),
                st.text(max_size=5).map(_encoded),
                st.binary(max_size=4),
            )
        )
        result = result[:start] + piece + result[end:]
    return result


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@st.composite
def spliced(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw the beginning of one file and the end of another."""
    ending, first = draw(st.sampled_from(SEEDS))
    _, second = draw(st.sampled_from(SEEDS))
    cut, rest = draw(st.integers(0, len(first))), draw(st.integers(0, len(second)))
    return ending, first[:cut] + second[rest:]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a damaged file, perhaps as if it were of another format."""
    ending, content = draw(st.sampled_from(SEEDS))
    if draw(st.integers(0, 9)) == 9 and ending != "zip":
        ending = draw(st.sampled_from(TEXTS))
    return ending, draw(damaged(content))


@st.composite
def soup(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw punctuation after a well-formed beginning."""
    start = draw(
        st.sampled_from(["", 'schema_version: "1.0"\n', "tips:\n- ", "{", "x: "])
    )
    tokens = draw(st.lists(st.sampled_from(TOKENS), max_size=30))
    return draw(st.sampled_from(TEXTS)), _encoded(start + "".join(tokens))


@st.composite
def nested(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw brackets, many or few, closed or not."""
    pieces = st.sampled_from(["[", "{", '{"a":', "- ", "? ", "a:\n ", "]", "}", ">", "!"])
    unit = "".join(draw(st.lists(pieces, min_size=1, max_size=4)))
    text = unit * draw(st.integers(1, 200))
    return draw(st.sampled_from(TEXTS)), ("x-a: " + text).encode()


@st.composite
def rebuilt(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a valid pack with some values replaced, in well-formed text."""
    data = json.loads(json.dumps(draw(st.sampled_from(DATA))))
    for _ in range(draw(st.integers(1, 3))):
        _replace(draw, data)
    ending: document.Format = draw(st.sampled_from(TEXTS))
    try:
        return ending, _encoded(WRITERS[ending](data))
    except (ValueError, TypeError, AttributeError, KeyError):
        return "json", _encoded(json.dumps(data))  # It is no pack any more.


def _replace(draw: st.DrawFn, data: Any) -> None:
    """Change one value somewhere in *data*: remove it, repeat it, or put another."""
    at = data
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = at[key]
        if isinstance(inner, dict | list) and inner and draw(st.booleans()):
            at = inner
            continue
        break
    what = draw(st.integers(0, 3))
    if what == 0:
        del at[key]
    elif what == 1:
        at[key] = draw(values)
    elif what == 2 and isinstance(at, list):
        at.insert(key, json.loads(json.dumps(inner)))
    elif what == 2:
        at[draw(words)] = inner
    elif isinstance(inner, str):
        cut = draw(st.integers(0, len(inner)))
        at[key] = inner[:cut] + draw(words) + inner[cut:]


@st.composite
def archives(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw an archive of damaged files, itself damaged now and then."""
    texts = [one for one in SEEDS if one[0] != "zip"]
    packed = io.BytesIO()
    names = st.sampled_from(
        ["pack.yaml", "a.yaml", "A.yaml", "b/c.json", "d.yml", "../e.yaml", "f.png", "/g"]
    )
    how = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name in draw(st.lists(names, min_size=1, max_size=4, unique=True)):
            _, content = draw(st.sampled_from(texts))
            archive.writestr(zipfile.ZipInfo(name), draw(damaged(content)))
    content = packed.getvalue()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(content) - 1))
        flipped = content[at] ^ (1 << draw(st.integers(0, 7)))
        content = content[:at] + bytes([flipped]) + content[at + 1 :]
    return "zip", content


sources: Final = st.one_of(mutated(), rebuilt(), spliced(), soup(), nested(), archives())

# What is checked --------------------------------------------------------------

_BREAKS: Final = {
    "json": r"\r\n|\n|\r",
    "jsonl": r"\n",
    "yaml": "\r\n|[\n\r\x85\u2028\u2029]",
}


def check(path: Path) -> None:
    """Raise if the library does not keep its word about what *path* holds."""
    started = time.monotonic()
    report = loading.validate(path, today=TODAY, limits=LIMITS)
    took = time.monotonic() - started
    assert took < MAX_SECONDS, f"it took {took:.1f} s"
    assert isinstance(report, Report)
    for problem in report:
        _check_problem(problem, path)
    assert len(report) <= LIMITS.problems
    again = loading.validate(path, today=TODAY, limits=LIMITS)
    assert again == report, "the same file has another report"
    _check_load(path, report)
    _check_verdicts(path)
    for name in reporting.reporters():
        text = reporting.render(report, format=name)
        assert text == printable(text), name
        reporting.render(report, format=name, color=True)


def _check_problem(problem: Problem, path: Path) -> None:
    assert problem.code in codes.CODES
    for text in (problem.message, problem.hint, problem.excerpt, problem.entity):
        assert printable(text) == text, problem
        assert "\n" not in text, problem
    assert 0 < len(problem.message) <= MAX_MESSAGE, problem
    assert len(problem.hint) <= MAX_MESSAGE, problem
    assert len(problem.excerpt) <= MAX_EXCERPT, problem
    place = problem.position
    if place is None:
        return
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    assert (1, 1) <= start <= end, problem
    if (lines := _lines(problem, path)) is not None:
        for line, column in (start, end):
            assert line <= len(lines), problem
            assert column <= len(lines[line - 1]) + 2, problem


def _lines(problem: Problem, path: Path) -> list[str] | None:
    """Return the lines of the file of a problem, if it is a single one."""
    if problem.file != str(path) or path.suffix == ".zip":
        return None
    text = path.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return re.split(_BREAKS[path.suffix[1:]], text)


def _check_load(path: Path, report: Report) -> None:
    """What validates loads, and what is written comes back; nothing else loads."""
    pack = None
    with contextlib.suppress(PackError):
        pack = loading.load(path, today=TODAY, limits=LIMITS)
    assert (pack is not None) is report.ok, "to load and to validate say otherwise"
    if pack is None:
        return
    for format in TEXTS:
        text = loading.dumps(pack, format)
        assert loading.loads(text, format, today=TODAY) == pack, format


def _check_verdicts(path: Path) -> None:
    """The validator that is fast and the one that explains are of one mind."""
    found = document.read(path, limits=LIMITS)
    if found.data is not None:
        explained = list(explain(found))
        assert accepts(found.data) is not bool(explained), explained


# Running ----------------------------------------------------------------------


class _Run:
    """What is being tried, so that it can be saved if it fails."""

    def __init__(self, folder: Path, until: float) -> None:
        self.folder = folder
        self.until = until
        self.tried = 0
        self.failed: tuple[str, bytes] | None = None

    def one(self, source: tuple[str, bytes]) -> None:
        """Check one file."""
        if self.failed is None and time.monotonic() > self.until:
            return
        ending, content = source
        path = self.folder / f"case.mlpack.{ending}"
        path.write_bytes(content)
        self.tried += 1
        try:
            check(path)
        except BaseException:
            self.failed = source
            raise

    def batch(self, number: int) -> None:
        """Draw a batch of files with a seed."""
        chosen: Callable[[Any], Any] = settings(
            max_examples=BATCH,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.target, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        )
        test: Callable[[], None] = seed(number)(chosen(given(sources)(self.one)))
        test()


def _save(source: tuple[str, bytes]) -> Path:
    ending, content = source
    SAVED.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(content).hexdigest()[:12]
    path = SAVED / f"{name}.mlpack.{ending}"
    path.write_bytes(content)
    return path


def _fuzz(first: int, seconds: float) -> int:
    """Draw batches until the time is up; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        run = _Run(Path(folder), time.monotonic() + seconds)
        number = first
        while time.monotonic() < run.until:
            try:
                run.batch(number)
            except BaseException as error:
                if run.failed is None or isinstance(error, KeyboardInterrupt):
                    raise
                traceback.print_exc()
                path = _save(run.failed)
                print(f"\n{run.failed[1][:500]!r}\nseed {number}, saved as {path}")
                print(
                    f"to reproduce: python tools/fuzz.py --seed {number}, or with {path}"
                )
                return 1
            number += 1
    print(f"{run.tried} files, seeds {first} to {number - 1}: nothing gave way")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files that are named, or draw others until the time is up."""
    parser = argparse.ArgumentParser(description="Read damaged packs.")
    parser.add_argument("files", nargs="*", type=Path, help="check these, draw nothing")
    start = int(time.time()) % 10**6
    parser.add_argument("--seed", type=int, default=start, help="begin with this")
    options = parser.parse_args(arguments)
    for path in options.files:
        check(path)
    if options.files:
        return 0
    return _fuzz(options.seed, float(os.environ.get("FUZZ_SECONDS", "60")))


if __name__ == "__main__":
    sys.exit(main())
