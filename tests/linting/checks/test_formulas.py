"""Formulas: what is refused, and what every reader knows."""

import sys

import math_core
import pytest

from mlinterview import MlinterviewError, rendering
from mlinterview.linting.checks import _macros, formulas
from sample_content import marked, problems, tip


def messages(formula: str, *, display: bool = False) -> list[str]:
    body = f"$$\n{formula}\n$$" if display else f"So ${formula}$."
    return [problem.message for problem in problems("MLI505", tip(body))]


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{a}{b} + \sqrt[3]{x} \le \mathbb{E}[X \mid Y]",
        r"\left( \sum_{i=1}^n x_i \right)^2",
        r"\operatorname*{arg\,max}_\theta \Pr\{A\}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
        r"50\% \text{ of } \$5",
        r"\sum_{\substack{i \\ j}} x",
        r"\begin{smallmatrix} a & b \end{smallmatrix}",
        r"\big( \Big[ \bigl| x \bigr| \Big] \big)",
    ],
)
def test_what_readers_can_set_is_no_problem(formula: str) -> None:
    assert messages(formula) == []
    assert messages(formula, display=True) == []


@pytest.mark.parametrize("name", sorted(_macros.DISPLAYED))
def test_some_environments_stand_on_lines_of_their_own(name: str) -> None:
    formula = rf"\begin{{{name}}} a \end{{{name}}}"
    assert messages(formula, display=True) == []
    assert messages(formula) == [f"the environment `{name}` cannot be used within a line"]


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"\foo", r"`\foo` is not a macro that both KaTeX and MathJax have"),
        (r"\argmax_x", r"`\argmax` is not a macro that both KaTeX and MathJax have"),
        (r"\bm{x}", r"`\bm` is not a macro that both KaTeX and MathJax have"),
        (r"a \' b", r"`\'` is not a macro that both KaTeX and MathJax have"),
        (
            r"\begin{multline}a\end{multline}",
            "`multline` is not an environment that both KaTeX and MathJax have",
        ),
        (r"\left( x", r"the formula cannot be set: expected closing token"),
        (r"x \right)", r"the formula cannot be set: unmatched closing token"),
        (r"\frac{1}", "the formula cannot be set: expected argument"),
        (r"x_", "the formula cannot be set: expected argument"),
        (r"x^2^3", "the formula cannot be set: duplicate"),
        (r"a & b", "the formula cannot be set: found"),
        (r"\begin{pmatrix} a \end{matrix}", "the formula cannot be set: expected"),
        (r"\text{a_b}", "the formula cannot be set: not valid in text mode"),
    ],
)
def test_what_some_reader_cannot_set_is_a_problem(formula: str, message: str) -> None:
    (found,) = messages(formula)
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (r"So $x + \foo y$.", r"\foo"),
        (r"So $x + \begin{foo} y \end{foo}$.", r"\begin{foo}"),
        (r"So $x \right)$.", "\\"),
        (r"So $\left( x$ is $\left( x$", "x"),
    ],
)
def test_the_very_place_is_marked(body: str, part: str) -> None:
    assert marked("MLI505", body)[0] == part


def test_the_nearest_macro_is_named() -> None:
    (problem,) = problems("MLI505", tip(r"So $\aplha$."))
    assert problem.hint == r"did you mean `\alpha`?"
    (problem,) = problems("MLI505", tip(r"So $\qqqqqqqq$."))
    assert "operatorname" in problem.hint


def test_what_validation_reports_is_left_to_it() -> None:
    assert messages(r"\href{x}{y}") == []
    assert messages(r"\frac{a}{b") == []


def test_what_the_engine_has_yet_to_learn_is_no_mistake() -> None:
    # KaTeX and MathJax both set it.
    assert messages(r"\text{a $x$ b}", display=True) == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("{", "}"),
        ("x^{", "}"),
        (r"\sqrt{", "}"),
        (r"\sqrt ", ""),
        (r"\left(", r"\right)"),
    ],
)
def test_a_formula_that_is_nested_deeply_ends_nothing(start: str, end: str) -> None:
    deep = formulas.MAX_FORMULA // len(start + end) - 2
    assert messages(start * deep + "x" + end * deep) == []
    deeper = 50_000 // len(start + end)
    (found,) = messages(start * deeper + "x" + end * deeper)
    assert found.endswith("characters; at most 2,000 are checked")


def test_an_error_without_a_place_marks_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(words: str) -> None:
        def convert(_formula: str, *, displaystyle: bool) -> str:
            raise math_core.LatexError(words)

        monkeypatch.setattr(formulas, "_engine", lambda: (convert, math_core.LatexError))

    refuse("Nothing works.")
    assert messages("x") == ["the formula cannot be set: nothing works"]
    refuse("8: Math mode within text mode is not implemented yet.")
    assert messages("x") == []


def test_without_the_engine_an_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "math_core", None)
    formulas._engine.cache_clear()
    assert problems("MLI505", tip("No formula.")) == []
    with pytest.raises(MlinterviewError, match=r"mlinterview\[content\]"):
        messages("x")


# The lists -------------------------------------------------------------------


def test_no_macro_that_acts_is_listed() -> None:
    assert not [name for name in _macros.NAMES if rendering.acting_macro(name)]


FORMS = [
    "N", "N{x}", "N{x}{y}", "N{x}{y}{z}", "N(", "N{1em}", "N x", r"\left(xN|y\right)",
    "x N_i", "N{red}{x}", r"\left N x\right)", r"\left( x\right N", "N[2]{x}", "xN1",
    r"\begin{matrix}xN y\end{matrix}", "N 1em x", "{x N y}", r"\sum N_i",
    r"\left(x N)", r"N{matrix}x\end{matrix}", r"\begin{matrix}xN{matrix}", r"N( x\right)",
    "N{(}{)}{1em}{0}{x}{y}",
]  # fmt: skip


SIGNS = [rf"\{one}" for one in " !#$%&,:;>\\_{|}"]


@pytest.mark.parametrize("macro", [*_macros.NAMES, *SIGNS])
def test_every_listed_macro_can_be_set(macro: str) -> None:
    convert, error_type = formulas._engine()
    refused = []
    for form in FORMS:
        written = macro + (" " if macro[-1].isalpha() else "")
        try:
            convert(form.replace("N", written), displaystyle=True)
        except error_type as error:
            refused.append(str(error))
    assert len(refused) < len(FORMS), refused
