"""Reports to test with: ordinary ones, hostile ones, and any at all."""

from typing import Any

from hypothesis import strategies as st

from mlinterview.errors import MAX_EXCERPT, Fix, Position, Problem, Report, Severity
from mlinterview.validation.codes import CODES

HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \u202eabc\u2066 \r\n::error::forged\n"
    "##[error]forged\u2028<b>&amp;]]> \x00\ufffe\ud800 100%, a:b [x](https://evil.example)\t."
)
"""Text that some terminal, runner, reader or parser could take for more than text."""


def problem(**changes: Any) -> Problem:
    """Return a problem of an ordinary kind, but for *changes*."""
    details: dict[str, Any] = {
        "code": "MLI101",
        "severity": Severity.ERROR,
        "message": "`dificulty` is not a key of item 1 of `questions`",
        "hint": "did you mean `difficulty`?",
        "pointer": "/questions/0/dificulty",
        "entity": "question/overfitting",
        "file": "packs/my.yaml",
        "position": Position(12, 5, 12, 14),
        "excerpt": "    dificulty: basic",
    }
    return Problem(**(details | changes))


WARNING = problem(
    code="MLI301",
    severity=Severity.WARNING,
    message="the answer has no sources",
    hint="",
    pointer="/questions/1",
    entity="question/leakage",
    position=Position(20, 5, 24, 9),
    excerpt="  - id: leakage",
)
WHOLE_FILE = problem(
    code="MLI001",
    message="there is no such file",
    hint="",
    pointer="",
    entity="",
    file="gone.yaml",
    position=None,
    excerpt="",
)
OF_A_TEXT = problem(file="", fix=Fix(pointer="/a", old="b", new="c"))
HOSTILE_PROBLEM = problem(
    message=HOSTILE,
    hint=HOSTILE,
    pointer=f"/{HOSTILE}",
    entity=HOSTILE,
    file=HOSTILE,
    excerpt=HOSTILE,
)
UNKNOWN_CODE = problem(code=f"X{HOSTILE}")

REPORTS = (
    Report(name="packs/my.yaml", problems=(problem(), WARNING)),
    Report(name="gone.yaml", problems=(WHOLE_FILE,)),
    Report(name="fine.yaml"),
    Report(name="many.yaml", problems=(WARNING, OF_A_TEXT), omitted=7),
    Report(name=HOSTILE, problems=(HOSTILE_PROBLEM, UNKNOWN_CODE)),
    Report(name=f"::{HOSTILE}"),
)

# Anything at all, ill-formed too.
_texts = st.one_of(
    st.sampled_from(["", HOSTILE, "plain", "%0A%250D, 100%: x"]),
    st.text(st.characters(), max_size=20),
)


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """Return a range that is in order."""
    line, column = draw(st.integers(1, 2000)), draw(st.integers(1, 200))
    end_line = draw(st.sampled_from([line, line, line + 3]))
    least = column if end_line == line else 1
    return Position(line, column, end_line, draw(st.integers(least, least + 100)))


def problems() -> st.SearchStrategy[Problem]:
    """Return problems of any text in any place."""
    return st.builds(
        Problem,
        code=st.sampled_from([*CODES, "MLI999", HOSTILE]),
        severity=st.sampled_from(Severity),
        message=_texts,
        hint=_texts,
        pointer=_texts,
        entity=_texts,
        file=_texts,
        position=st.none() | positions(),
        excerpt=st.text(st.characters(), max_size=MAX_EXCERPT),
        fix=st.none() | st.just(Fix(pointer="", old=1, new=2)),
    )


def reports() -> st.SearchStrategy[list[Report]]:
    """Return any number of reports of any problems."""
    one = st.builds(
        Report,
        name=_texts,
        problems=st.lists(problems(), max_size=4).map(tuple),
        omitted=st.integers(0, 3),
    )
    return st.lists(one, max_size=3)
