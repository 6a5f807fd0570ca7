"""Each rule: what it finds, what it leaves alone, and that nothing upsets it."""

import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlinterview import document
from mlinterview.model.entities import Question
from mlinterview.testing import json_values
from mlinterview.validation import Node, contents_of, entity_at, similarity
from mlinterview.validation.names import stated_names
from mlinterview.validation.rules import all_rules
from mlinterview.validation.rules.unresolved import MAX_HINTS
from rule_context import context_of, table_of

RULES = {rule.name: rule for rule in all_rules()}


def found(rule: str, **data: Any) -> list[tuple[str, str]]:
    """Return the code and the pointer of each problem that a rule finds."""
    return [(problem.code, problem.pointer) for problem in problems(rule, **data)]


def problems(rule: str, **data: Any) -> list[Any]:
    """Return what a rule finds if it looks at everything."""
    whole = document.from_data(data, "f")
    return whole.locate(RULES[rule].find(context_of(whole)))


def question(name: str, **details: Any) -> dict[str, Any]:
    return {"id": name, "kind": "concept", "prompt": f"Why {name}?", **details}


# What a pack holds -------------------------------------------------------------


def test_objects_and_texts_are_found_in_order() -> None:
    data = {
        "tips": [{"id": "a", "body": "x"}],
        "topics": [{"id": "t", "aliases": ["u", 5, "v"]}],
        "x-note": "none of ours",
    }
    contents = contents_of(data)
    assert [node.cls.__name__ for node in contents.nodes] == ["Pack", "Topic", "Tip"]
    assert [(text.path, text.value) for text in contents.texts] == [
        (("topics", 0, "id"), "t"),
        (("topics", 0, "aliases", 0), "u"),
        (("topics", 0, "aliases", 2), "v"),
        (("tips", 0, "id"), "a"),
        (("tips", 0, "body"), "x"),
    ]


@pytest.mark.parametrize("data", [None, 5, "text", [], True])
def test_what_is_no_object_holds_nothing(data: Any) -> None:
    assert contents_of(data) == ([], [])


def test_values_of_another_type_are_passed_over() -> None:
    node = Node(Question, (), {"a": 5, "b": "x", "c": "2026-02-01", "d": True, "e": 1.5})
    assert [node.text(key) for key in "abz"] == [None, "x", None]
    assert [node.number(key) for key in "abdez"] == [5, None, None, 1.5, None]
    day = datetime.date(2026, 2, 1)
    assert [node.date(key) for key in "abcz"] == [None, None, day, None]


@pytest.mark.parametrize(
    ("data", "path", "entity"),
    [
        ({"tips": [{"id": "a"}]}, ("tips", 0, "body"), "tip/a"),
        ({"tips": [{"id": "a"}]}, ("tips", 0), "tip/a"),
        ({"tips": [{"id": "a"}]}, ("tips",), ""),
        ({"tips": [{"id": "a"}]}, ("x-tips", 0), ""),
        ({"tips": [{"id": 5}]}, ("tips", 0), ""),
        ({"tips": [5]}, ("tips", 0), ""),
        ({"tips": {"a": 1}}, ("tips", "a"), ""),
        ({"tips": ["x"]}, ("tips", "a"), ""),
        ([], ("tips", 0), ""),
        ({"tips": [{"id": "\x1b[2J"}]}, ("tips", 0), r"tip/\x1b[2J"),
        ({"tips": [{"id": "a" * 500}]}, ("tips", 0), f"tip/{'a' * 99}…"),
    ],
)
def test_the_entity_of_a_path_is_named_if_it_has_a_name(
    data: Any, path: Any, entity: str
) -> None:
    assert entity_at(document.from_data(data), path) == entity


# References ------------------------------------------------------------------


def test_a_reference_that_resolves_is_no_problem() -> None:
    assert not found(
        "unresolved",
        topics=[{"id": "t"}, {"id": "u", "parent": "t"}],
        stages=[{"id": "s"}],
        frameworks=[{"id": "f", "sources": ["b"]}],
        sources=[{"id": "b"}],
        facts=[{"id": "x", "sources": ["b"]}],
        questions=[
            question("q", topics=["t"], stages=["s"], framework="f", related=["r"]),
            question(
                "r", sources=["b"], follow_ups=[{"question": "q"}],
                answers=[{"sources": ["b"]}],
            ),
        ],
        tips=[{"id": "i", "applies_to": {"questions": ["q"], "stages": ["s"]}}],
        mistakes=[{"id": "m", "applies_to": {"topics": ["u"]}}],
        guides=[{"id": "g", "sections": [{"refs": ["question/q", "tip/i", "guide/g"]}]}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"topics": [{"id": "t", "parent": "z"}]}, "/topics/0/parent"),
        ({"questions": [{"topics": ["z"]}]}, "/questions/0/topics/0"),
        ({"questions": [{"stages": ["z"]}]}, "/questions/0/stages/0"),
        ({"questions": [{"framework": "z"}]}, "/questions/0/framework"),
        ({"questions": [{"related": ["z"]}]}, "/questions/0/related/0"),
        ({"questions": [{"sources": ["z"]}]}, "/questions/0/sources/0"),
        (
            {"questions": [{"follow_ups": [{"question": "z"}]}]},
            "/questions/0/follow_ups/0/question",
        ),
        (
            {"questions": [{"answers": [{}, {"sources": ["z"]}]}]},
            "/questions/0/answers/1/sources/0",
        ),
        ({"frameworks": [{"sources": ["z"]}]}, "/frameworks/0/sources/0"),
        ({"facts": [{"sources": ["z"]}]}, "/facts/0/sources/0"),
        (
            {"tips": [{"applies_to": {"questions": ["z"]}}]},
            "/tips/0/applies_to/questions/0",
        ),
        (
            {"mistakes": [{"applies_to": {"topics": ["z"]}}]},
            "/mistakes/0/applies_to/topics/0",
        ),
        (
            {"guides": [{"sections": [{"refs": ["tip/z"]}]}]},
            "/guides/0/sections/0/refs/0",
        ),
    ],
)
def test_a_reference_to_nothing_is_a_problem(data: Any, pointer: str) -> None:
    assert found("unresolved", **data) == [("MLI201", pointer)]


@pytest.mark.parametrize(
    ("ids", "wrong", "hint"),
    [
        (["overfitting"], "overfiting", "did you mean `overfitting`?"),
        ([], "z", "the pack has no topic; add it under `topics`"),
        (["b", "a"], "zzz", "there is a, b"),
        (list("gfedcba"), "zzz", "there is a, b, c, d, e and more"),
    ],
)
def test_an_unresolved_reference_gets_a_hint(
    ids: list[str], wrong: str, hint: str
) -> None:
    data = {"topics": [{"id": name} for name in ids], "questions": [{"topics": [wrong]}]}
    (problem,) = problems("unresolved", **data)
    assert problem.hint == hint


def test_a_former_id_is_told_its_new_name() -> None:
    data = {
        "questions": [question("new", aliases=["old"]), question("q", related=["old"])]
    }
    (problem,) = problems("unresolved", **data)
    assert problem.hint == "it is called `new` now"


def test_the_nearest_name_is_looked_for_only_so_often() -> None:
    wrong = [question(f"q{at}", topics=[f"basic{at}"]) for at in range(150)]
    hints = [
        problem.hint
        for problem in problems(
            "unresolved", topics=[{"id": "basics"}], questions=wrong * 2
        )
    ]
    assert hints.count("did you mean `basics`?") == 2 * MAX_HINTS
    assert hints.count("there is basics") == 2 * 50


def test_a_reference_of_no_form_is_left_to_the_schema() -> None:
    refs = ["nothing", "", "/", "verse/q", "Question/q"]
    assert not found("unresolved", guides=[{"sections": [{"refs": refs}]}])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("a", "a"),
        ("a", "A"),
        ("ß", "SS"),
        ("e\u0301", "é"),
        ("a", "ａ"),
        ("x" * 999,) * 2,
    ],
)
def test_ids_that_a_person_could_take_for_one_are_the_same(one: str, two: str) -> None:
    tips = [{"id": one}, {"id": "other"}, {"id": two}]
    assert found("duplicate-ids", tips=tips) == [("MLI202", "/tips/2/id")]


def test_ids_are_unique_within_their_type_only() -> None:
    assert not found(
        "duplicate-ids", tips=[{"id": "a"}], topics=[{"id": "a"}, {"id": "b"}]
    )


def test_the_id_of_an_answer_is_unique_within_its_question() -> None:
    answers = [{"id": "a"}, {}, {"id": "b"}, 5, {"id": "a"}]
    data = [{"id": "q", "answers": answers}, {"id": "r", "answers": [{"id": "a"}]}]
    assert found("duplicate-answer-ids", questions=data) == [
        ("MLI202", "/questions/0/answers/4/id")
    ]


@pytest.mark.parametrize(
    ("parents", "circles"),
    [
        ({"a": None, "b": "a", "c": "b", "d": "b"}, []),
        ({"a": "z", "b": "a"}, []),
        ({"a": "a"}, ["/topics/0/parent"]),
        ({"a": "b", "b": "a"}, ["/topics/0/parent"]),
        ({"x": "a", "a": "b", "b": "c", "c": "a", "y": "b"}, ["/topics/1/parent"]),
        (
            {"a": "b", "b": "a", "c": "d", "d": "c"},
            ["/topics/0/parent", "/topics/2/parent"],
        ),
    ],
)
def test_each_circle_of_topics_is_reported_once(
    parents: dict[str, str | None], circles: list[str]
) -> None:
    topics = [
        {"id": name, **({"parent": parent} if parent else {})}
        for name, parent in parents.items()
    ]
    assert [pointer for _, pointer in found("topic-cycles", topics=topics)] == (circles)


def test_a_circle_is_drawn() -> None:
    topics = [{"id": "x", "parent": "a"}, {"id": "a", "parent": "b"}]
    topics += [{"id": "b", "parent": "a"}]
    (problem,) = problems("topic-cycles", topics=topics)
    assert problem.message == "the topic `a` is below itself: a → b → a"


def test_of_a_circle_outside_of_a_piece_another_piece_tells() -> None:
    topics = [{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}]
    whole = table_of(stated_names(contents_of({"topics": topics})))
    piece = document.from_data({"topics": [{"id": "c", "parent": "a"}]})
    assert list(RULES["topic-cycles"].find(context_of(piece, whole))) == []


def test_a_question_that_refers_to_itself_is_a_problem() -> None:
    data = [
        question("q", related=["r", "q"], follow_ups=[{"question": "q"}]),
        question("r", related=["q"], follow_ups=[{"question": "q"}]),
    ]
    assert found("self-references", questions=data) == [
        ("MLI204", "/questions/0/follow_ups/0/question"),
        ("MLI204", "/questions/0/related/1"),
    ]


def test_an_alias_is_the_id_of_no_other_question() -> None:
    data = [
        question("q", aliases=["old", "q", "r"]),
        question("r", aliases=["old", 5, "mine"]),
        {"aliases": ["q", "new"]},
    ]
    assert found("reused-ids", questions=data) == [
        ("MLI216", "/questions/0/aliases/2"),
        ("MLI216", "/questions/1/aliases/0"),
        ("MLI216", "/questions/2/aliases/0"),
    ]


# Values ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "reversed"),
    [
        (1, 2, 0),
        (2, 2, 0),
        (3, 2, 1),
        (0.5, 0.25, 1),
        ("3", 2, 0),
        (True, 0, 0),
        (3, None, 0),
    ],
)
def test_a_range_runs_upwards(low: Any, high: Any, reversed: int) -> None:
    facts, stages = [{"low": low, "high": high}], [{"rounds": {"min": low, "max": high}}]
    assert found("reversed-ranges", facts=facts, stages=stages) == [
        ("MLI208", "/facts/0/low"), ("MLI208", "/stages/0/rounds/min"),
    ][: 2 * reversed]  # fmt: skip


def test_half_a_range_is_none() -> None:
    assert not found("reversed-ranges", facts=[{"low": 5}, {"high": 1}])


@pytest.mark.parametrize(
    ("day", "future", "expired"),
    [
        ("2026-11-21", 0, 1),
        ("2026-11-22", 0, 0),
        ("2026-11-23", 1, 0),
        ("soon", 0, 0),
        (20261123, 0, 0),
    ],
)
def test_days_are_compared_with_today(day: Any, future: int, expired: int) -> None:
    data: dict[str, Any] = {"questions": [{"updated": day}], "facts": [{"expires": day}]}
    updated = [("MLI305", "/questions/0/updated")] * future
    assert found("future-dates", **data) == updated
    assert found("expired-facts", **data) == [("MLI301", "/facts/0/expires")] * expired


@pytest.mark.parametrize(
    ("license", "hint"),
    [
        ("CC-BY-4.0", None),
        ("MIT OR Apache-2.0", None),
        ("LicenseRef-Mine", None),
        (5, None),
        ("cc-by-4.0", "write `CC-BY-4.0`"),
        ("mit or apache-2.0", "write `MIT OR Apache-2.0`"),
        ("Creative Commons", "write one such as `CC-BY-4.0`"),
        ("", "write one such as"),
        ("((", "write one such as"),
        ("MIT AND", "write one such as"),
        ("(" * 5000, "write one such as"),
        ("MIT OR " * 5000 + "MIT", None),
    ],
)
def test_a_licence_is_an_spdx_expression(license: Any, hint: str | None) -> None:
    reported = problems("licenses", pack={"license": license})
    assert [problem.code for problem in reported] == ([] if hint is None else ["MLI210"])
    assert all(str(hint) in problem.hint for problem in reported)


# Questions -------------------------------------------------------------------


def test_a_question_needs_an_answer_that_is_not_weak() -> None:
    weak, good = {"kind": "weak"}, {"kind": "outline"}
    rest = {"difficulty": "advanced", "intent": "I."}
    (problem,) = problems("incomplete", questions=[{**rest, "answers": [weak]}])
    assert problem.message == "all answers of the question are weak ones"
    assert problem.pointer == "/questions/0/answers"
    assert not found("incomplete", questions=[{**rest, "answers": [weak, good]}])
    assert not found("incomplete", questions=[{**rest, "answers": "weak"}])


def test_what_is_stated_as_nothing_is_left_to_the_schema() -> None:
    question = {"difficulty": None, "intent": None, "answers": None}
    assert problems("incomplete", questions=[question]) == []


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    question = {"dificulty": "advanced", "intent": "I.", "answers": [{}], "x-own": 1}
    assert problems("incomplete", questions=[question]) == []


def test_only_a_ready_question_is_told_that_it_may_be_a_draft() -> None:
    (ready,) = problems("incomplete", questions=[{}])
    assert ready.hint == "add what is missing, or mark it `status: draft`"
    (draft,) = problems("incomplete", questions=[{"status": "draft"}])
    assert draft.hint == "add what is missing"


@pytest.mark.parametrize(
    ("details", "names"),
    [
        ({}, "`difficulty`, `intent` and `answers`"),
        ({"difficulty": "advanced", "answers": [{}]}, "`intent`"),
        ({"difficulty": "advanced", "intent": "I.", "answers": []}, "`answers`"),
        ({"intent": "I.", "answers": [{}]}, "`difficulty`"),
    ],
)
def test_a_ready_question_is_complete(details: Any, names: str) -> None:
    for status, severity in ((None, "error"), ("ready", "error"), ("draft", "warning")):
        state = {"status": status} if status else {}
        (problem,) = problems("incomplete", questions=[{**details, **state}])
        assert problem.code == "MLI205"
        assert problem.severity == severity
        assert problem.message == f"the question lacks {names}"


def test_a_complete_question_is_no_problem() -> None:
    whole = {"difficulty": "advanced", "intent": "I.", "answers": [{}]}
    assert not found("incomplete", questions=[whole, 5])


@pytest.mark.parametrize(
    ("kind", "judged"),
    [("design", 1), ("behavioural", 1), ("concept", 0), ("coding", 0), (["design"], 0)],
)
def test_what_has_no_one_answer_has_a_rubric(kind: Any, judged: int) -> None:
    data = [{"kind": kind}, {"kind": kind, "rubric": {}}]
    expected = [("MLI206", "/questions/0")] * judged
    assert found("missing-rubrics", questions=data) == expected
    for problem in problems(
        "missing-rubrics", questions=[{"kind": kind, "status": "draft"}]
    ):
        assert problem.severity == "warning"


def test_a_follow_up_is_answered_in_one_place() -> None:
    follow_ups = [
        {"answer": "A"},
        {"question": "q"},
        {"answer": "A", "question": "q"},
        {},
    ]
    data = [{"follow_ups": follow_ups}]
    assert found("follow-up-conflicts", questions=data) == [
        ("MLI207", "/questions/0/follow_ups/2/question")
    ]


@pytest.mark.parametrize(
    ("role", "meant"),
    [
        ("ml-engineer", None),
        ("llm-engineer", None),
        ("ai-scientist", None),
        ("prompt-engineer", None),
        ("data", None),
        ("", None),
        ("ml-enginer", "ml-engineer"),
        ("mlengineer", "ml-engineer"),
        ("data-sientist", "data-scientist"),
        ("dataengineer", "data-engineer"),
        ("reserch-scientist", "research-scientist"),
        ("research-engineer-lead", None),
    ],
)
def test_a_role_that_is_nearly_a_known_one_is_doubted(
    role: str, meant: str | None
) -> None:
    reported = problems("role-names", questions=[{"roles": [role]}])
    hints = [problem.hint for problem in reported]
    assert hints == ([f"did you mean `{meant}`?"] if meant else [])


@pytest.mark.parametrize(
    ("one", "two", "similar"),
    [
        ("What is overfitting?", "what is  OVERFITTING", True),
        ("Why?", "why", True),
        ("Why?", "How?", False),
        ("", "?!", True),
        # 7 of 10 runs of three words in both, and just fewer.
        ("a b c d e f g h i", "a b c d e f g h i j k l", True),
        ("a b c d e f g h i", "a b c d e f g h i j k l m", False),
        ("When do variances of sums add up?", "What is the variance of a sum?", False),
    ],
)
def test_prompts_are_compared_by_runs_of_three_words(
    one: str, two: str, similar: bool
) -> None:
    data = [{"id": "q", "prompt": one}, {"id": "r", "prompt": two}]
    expected = [("MLI302", "/questions/1/prompt")] if similar else []
    assert found("similar-prompts", questions=data) == expected


def test_a_prompt_is_compared_with_each_other_and_reported_once() -> None:
    prompts = ["a b c d e f g", "a b c d e f g", "z", "a b c d e f g h", "a b c d e f g!"]
    data = [{"id": f"q{at}", "prompt": text} for at, text in enumerate(prompts)]
    pointers = [pointer for _, pointer in found("similar-prompts", questions=data)]
    assert sorted(pointers) == [f"/questions/{at}/prompt" for at in (1, 3, 4)]


words = st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join)


@given(st.lists(words, max_size=6))
def test_similar_prompts_are_those_that_comparing_all_finds(prompts: list[str]) -> None:
    def grams(text: str) -> frozenset[tuple[str, ...]]:
        split = text.split()
        runs = [tuple(split[at : at + 3]) for at in range(len(split) - 2)]
        return frozenset(runs or [tuple(split)])

    data = [{"id": f"q{at}", "prompt": text} for at, text in enumerate(prompts)]
    pairs = [
        (grams(one), grams(two)) for at, one in enumerate(prompts) for two in prompts[:at]
    ]
    alike = any(10 * len(one & two) >= 7 * len(one | two) for one, two in pairs)
    assert bool(found("similar-prompts", questions=data)) == alike


def test_prompts_are_compared_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = [f"a b c d e f g h i j {at}" for at in range(5)]
    data = [{"id": f"q{at}", "prompt": text} for at, text in enumerate(prompts)]
    assert len(found("similar-prompts", questions=data)) == 4
    monkeypatch.setattr(similarity, "MAX_COMPARED", 20)
    assert len(found("similar-prompts", questions=data)) < 4


def test_only_so_many_prompts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = ["a b c d e", "f g h i j", "f g h i j"]
    data = [{"id": f"q{at}", "prompt": text} for at, text in enumerate(prompts)]
    assert len(found("similar-prompts", questions=data)) == 1
    monkeypatch.setattr(similarity, "MAX_GRAMS", 7)
    assert not found("similar-prompts", questions=data)


def test_prompts_that_share_a_few_words_are_told_apart() -> None:
    prompts = ["a b c d e f g h i j", "a b c x y z u v w t"]
    data = [{"id": f"q{at}", "prompt": text} for at, text in enumerate(prompts)]
    assert not found("similar-prompts", questions=data)


@pytest.mark.parametrize(
    ("place", "word"),
    [
        (lambda text: {"answers": [{"key_points": ["x", text]}]}, "key point"),
        (lambda text: {"follow_ups": [{"prompt": text}]}, "follow-up"),
        (lambda text: {"rubric": {"criteria": [{"text": text}]}}, "criterion"),
        (lambda text: {"rubric": {"anchors": {"no-hire": text}}}, "anchor"),
    ],
)
def test_two_questions_say_nothing_alike(place: Any, word: str) -> None:
    data = [question("q", **place("So it is.")), question("r", **place("so  IT is."))]
    reported = problems("repeated-texts", questions=data)
    assert [problem.code for problem in reported] == ["MLI303"] * len(reported)
    assert f"the {word} `so IT is.` is in `question/q` too" in [
        problem.message for problem in reported
    ]


def test_one_question_may_repeat_itself_and_other_texts_may_be_alike() -> None:
    same = {"follow_ups": [{"prompt": "And?", "answer": "A."}] * 2}
    also = {"answers": [{"key_points": ["And?"], "body": "A."}]}
    data = [question("q", **same), question("r", **also, intent="A.")]
    assert not found("repeated-texts", questions=data)


# Markdown --------------------------------------------------------------------


def codes_of(text: str, inline: bool = False) -> list[str]:
    if inline:
        reported = found("markdown", questions=[{"prompt": text}])
        assert {pointer for _, pointer in reported} <= {"/questions/0/prompt"}
    else:
        reported = found("markdown", tips=[{"body": text}])
        assert {pointer for _, pointer in reported} <= {"/tips/0/body"}
    return [code for code, _ in reported]


GOOD_BLOCKS = [
    "plain",
    "",
    "```\n<b> $x\n```",
    "~~~\n<b> $x\n```\n~~~",
    "````\n```\n````",
    "```\nx\n`````",
    "```python\nx\n```  \n\nmore",
    "> ```\n> <b>\n> ```",
    "> > ~~~\n> > $\n> > ~~~\n\nmore",
    "- a\n\n  ```\n  <b>\n  ```\n\n- b",
    "1. a\n   ~~~~\n   ~~~\n   ~~~~",
    "- > ```\n  > $x\n  > ```",
    "   ```\n   x\n   ```",
    "    <b> is code that is indented",
    "`<b>` and ``a ` $ b``",
    r"costs \$5 or \$6",
    r"\<b>",
    "&lt;b&gt;",
    "a < b and c > d, a <- b",
    "<https://example.com/?a=$1>",
    "<mailto:a@example.com> and <a@example.com>",
    "[a](https://example.com/a_$_b) [b](HTTP://EXAMPLE.COM) [c](#top)",
    "[a]\n\n[a]: https://example.com/",
    "[not a link] and [x]",
    "![a](media/x.png) ![b](x.png) ![c](a..b/x.png) ![d](..x.png)",
    "$x$",
    "$x < y$, $$x$$ and $a_{b_{c}}$",
    "$$\nx\n$$",
    "$$\n\\begin{cases}\na \\\\ b\n\\end{cases}\n$$",
    r"$\{x\}$ and $\text{\$5}$",
    r"$\}\{$",
]
BAD_BLOCKS = [
    ("<b>x</b>", ["MLI211"]),
    ("<b>x</b> <i>y</i>", ["MLI211", "MLI211"]),
    ("<b>x</b> <b>y</b>", ["MLI211", "MLI211"]),
    ("<script>alert(1)</script>", ["MLI211"]),
    ("a\n\n<div>\nx\n</div>", ["MLI211"]),
    ("a <!-- hidden --> b", ["MLI211"]),
    ("<!-- never closed", ["MLI211"]),
    ("<?php x ?>", ["MLI211"]),
    ("<![CDATA[x]]>", ["MLI211"]),
    ("> <b>", ["MLI211"]),
    ("# <b>x</b>", ["MLI211"]),
    ("| a |\n| - |\n| <b> |", ["MLI211"]),
    ("[<b>](https://example.com/)", ["MLI211"]),
    ("\\`<b>\\`", ["MLI211"]),
    ("```", ["MLI212"]),
    ("```\nx", ["MLI212"]),
    ("```\nx\n~~~", ["MLI212"]),
    ("````\nx\n```", ["MLI212"]),
    ("~~~ python\nx\n```", ["MLI212"]),
    ("> ```\n> x\n\n```\ny\n```", ["MLI212"]),
    ("- ```\n  x\n\ny", ["MLI212"]),
    ("```\nx\n``` y", ["MLI212"]),
    ("costs $5", ["MLI213"]),
    ("costs $5 and $10", ["MLI213"]),
    ("a $x b", ["MLI213"]),
    ("*$x* y", ["MLI213"]),
    ("$ x $", ["MLI213"]),
    ("$$\nx", ["MLI213"]),
    ("$\\frac{a$", ["MLI213"]),
    ("$a}{b$", ["MLI213"]),
    ("$$\n{\n$$", ["MLI213"]),
    (r"$a\\{b$", ["MLI213"]),
    ("![x](https://example.com/x.png)", ["MLI214"]),
    ("![x](//example.com/x.png)", ["MLI214"]),
    ("![x](data:image/png;base64,xx)", ["MLI214"]),
    ("![x](/x.png)", ["MLI214"]),
    ("![x](../x.png)", ["MLI214"]),
    ("![x](a/../../x.png)", ["MLI214"]),
    ("![x](a/..)", ["MLI214"]),
    (r"![x](C:\\x.png)", ["MLI214"]),
    ("![x][r]\n\n[r]: http://example.com/x.png", ["MLI214"]),
    ("[x](javascript:alert(1))", ["MLI215"]),
    ("[x](JavaScript:alert(1))", ["MLI215"]),
    ("[x](&#106;avascript:alert(1))", ["MLI215"]),
    ("[x](file:///etc/passwd)", ["MLI215"]),
    ("[x](//example.com)", ["MLI215"]),
    ("[x](other.md)", ["MLI215"]),
    ("[x]()", ["MLI215"]),
    ("<ftp://example.com/>", ["MLI215"]),
    ("[x][r]\n\n[r]: vbscript:x", ["MLI215"]),
    ("[![x](http://a/x.png)](data:text/html,x)", ["MLI215", "MLI214"]),
    ("<b> $x", ["MLI211", "MLI213"]),
    ("<https://example.com/?a=<b> is no link", ["MLI211"]),
    ("<https://example.com/?a=$1> $x", ["MLI213"]),
]


@pytest.mark.parametrize("text", GOOD_BLOCKS)
def test_markdown_that_is_whole_and_safe_is_no_problem(text: str) -> None:
    assert codes_of(text) == []


@pytest.mark.parametrize(("text", "codes"), BAD_BLOCKS)
def test_markdown_that_is_open_or_unsafe_is_a_problem(
    text: str, codes: list[str]
) -> None:
    assert codes_of(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Is `a < b`?", []),
        ("```", []),
        ("# $x$", []),
        ("<b>Why</b>?", ["MLI211"]),
        ("<div>", ["MLI211"]),
        ("Is it $5?", ["MLI213"]),
        ("[x](x:y)", ["MLI215"]),
    ],
)
def test_a_line_of_markdown_has_no_blocks(text: str, codes: list[str]) -> None:
    assert codes_of(text, inline=True) == codes


def test_text_that_is_not_markdown_is_left_alone() -> None:
    assert not found("markdown", topics=[{"title": "<b> $x", "aliases": ["<i>"]}])


def test_text_that_is_too_long_is_left_to_the_schema() -> None:
    assert codes_of("<b>" + "x" * 100_000) == []
    assert codes_of("<b>" + "x" * 90_000) == ["MLI211"]
    assert codes_of("<b>" + "x" * 2000, inline=True) == []


@given(st.text(st.characters(), max_size=50))
def test_any_text_can_be_looked_at(text: str) -> None:
    codes_of(text)
    codes_of(text, inline=True)


# All of them -----------------------------------------------------------------

_KEYS = st.sampled_from(
    [
        "id",
        "kind",
        "prompt",
        "topics",
        "answers",
        "follow_ups",
        "rubric",
        "anchors",
        "hire",
        "criteria",
        "text",
        "key_points",
        "roles",
        "aliases",
        "related",
        "status",
        "parent",
        "updated",
        "expires",
        "low",
        "high",
        "rounds",
        "min",
        "max",
        "license",
        "question",
        "applies_to",
        "sections",
        "refs",
        "sources",
        "body",
        "questions",
        "stages",
    ]
)
_VALUES = json_values() | st.sampled_from(
    ["a", "b", "question/a", "2026-01-01", "2199-01-01", "<b>", "$x", "```", "draft"]
)
malformed = st.dictionaries(
    st.sampled_from(
        [
            "pack",
            "topics",
            "stages",
            "frameworks",
            "sources",
            "facts",
            "questions",
            "tips",
            "mistakes",
            "guides",
            "schema_version",
        ]
    ),
    st.recursive(
        _VALUES,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4)
        ),
        max_leaves=15,
    ),
    max_size=4,
)


@pytest.mark.parametrize("rule", RULES)
@given(data=malformed)
def test_a_rule_is_upset_by_nothing(rule: str, data: dict[str, Any]) -> None:
    for problem in problems(rule, **data):
        assert problem.message
        assert problem.hint


def test_every_rule_says_what_it_asks_for() -> None:
    assert len(RULES) == len(all_rules())
    for rule in RULES.values():
        assert (rule.find.__doc__ or "").splitlines()[0].endswith(".")
        assert rule.codes
        assert rule.looks_at


def _of_tips(*bodies: str) -> list[tuple[str, str]]:
    """Return what the rule on Markdown finds if it may parse four signs."""
    tips = [{"id": f"t{number}", "body": body} for number, body in enumerate(bodies)]
    data = document.from_data({"tips": tips}, "f")
    whole = attrs.evolve(data, limits=document.Limits(markup=4))
    found = whole.locate(RULES["markdown"].find(context_of(whole)))
    return [(problem.code, problem.pointer) for problem in found]


def test_only_so_much_markdown_is_parsed() -> None:
    # Each has three signs: what is behind the limit is not passed over in silence.
    assert _of_tips(*(f"[<b> {number}" for number in range(9))) == [
        ("MLI211", "/tips/0/body"),
        ("MLI011", "/tips/1/body"),
    ]


def test_the_same_markdown_is_parsed_once() -> None:
    assert _of_tips(*["[<b>"] * 9) == [("MLI211", f"/tips/{n}/body") for n in range(9)]
