"""What is seen to be in order at a glance is so to every rule."""

import contextlib
import copy
import datetime
import math
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from mlinterview import FollowUp, Pack, Question, Report
from mlinterview.document import DEFAULT_LIMITS, Limits, from_data
from mlinterview.model import Fact, Tip
from mlinterview.model.converter import unstructure
from mlinterview.testing import packs
from mlinterview.validation import records, rules, screening
from mlinterview.validation.rules import RULES, Context, survey

TODAY = datetime.date(2026, 11, 22)


def _plain(pack: Pack, limits: Limits = DEFAULT_LIMITS) -> Report:
    """Return what the rules find, without a glance before."""
    data = unstructure(pack)
    found = attrs.evolve(from_data(data), limits=limits)
    context = Context(found, survey(data), TODAY)
    findings = [one for rule in RULES for one in rule(context)]
    return Report(name="", problems=tuple(found.locate(findings)))


def _has_no_error(pack: Pack, limits: Limits = DEFAULT_LIMITS) -> bool:
    return screening.has_no_error(pack, today=TODAY, limits=limits)


def _is_clean(pack: Pack, limits: Limits = DEFAULT_LIMITS) -> bool:
    return screening.is_clean(pack, today=TODAY, limits=limits)


def _mix(draw: Callable[..., Any], data: Any) -> None:
    """Put some values in the place of others under the same key, and leave some out."""
    places: dict[str, list[tuple[Any, Any]]] = {}
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        name, value = waiting.pop()
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            under = key if isinstance(key, str) else name
            places.setdefault(under, []).append((value, key))
            if isinstance(value[key], dict | list):
                waiting.append((under, value[key]))
    for _ in range(draw(st.integers(0, 3))):
        under = draw(st.sampled_from(sorted(places)))
        one, other = (draw(st.sampled_from(places[under])) for _ in range(2))
        what = draw(st.sampled_from(["copy", "remove", "again"]))
        if one[1] in one[0] if isinstance(one[0], dict) else one[1] < len(one[0]):
            _change(what, one, other)


def _change(what: str, one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    (whole, key), (source, at) = one, other
    if what == "remove" and isinstance(whole, dict):
        del whole[key]
    elif what == "again" and isinstance(whole, list):
        whole.append(whole[key])
    elif what == "copy":
        with contextlib.suppress(KeyError, IndexError):
            whole[key] = source[at]


@st.composite
def _mixed(draw: Callable[..., Any]) -> Pack | None:
    # What is drawn may share parts, and is about to be changed.
    data: Any = copy.deepcopy(unstructure(draw(packs(max_questions=6))))
    _mix(draw, data)
    try:
        return records.from_data(data, size=math.inf)
    except RecursionError:
        return None


@given(_mixed())
def test_the_rules_find_nothing_in_what_is_in_order(pack: Pack | None) -> None:
    if pack is None:
        return
    report = _plain(pack)
    if _has_no_error(pack):
        assert report.ok
    if _is_clean(pack):
        assert not report.problems


@given(packs())
def test_what_is_made_to_be_valid_has_no_error_at_a_glance(pack: Pack) -> None:
    assert _has_no_error(pack)


def test_the_bundled_pack_is_in_order_at_a_glance(ml_engineer: Pack) -> None:
    assert _is_clean(ml_engineer)
    questions = ml_engineer.questions
    alone = [one for one in questions if screening.stands_alone(one, TODAY)]
    assert len(alone) > 0.5 * len(questions)


# Each thing that a rule objects to -------------------------------------------


def _with_question(pack: Pack, at: int = 0, **changes: Any) -> Pack:
    questions = list(pack.questions)
    questions[at] = attrs.evolve(questions[at], **changes)
    return attrs.evolve(pack, questions=tuple(questions))


def _answered(question: Question, **changes: Any) -> tuple[Any, ...]:
    return (attrs.evolve(question.answers[0], **changes), *question.answers[1:])


def _errors(pack: Pack) -> list[Pack]:
    one, two = pack.questions[:2]
    with_rubric = next(i for i, q in enumerate(pack.questions) if q.kind == "design")
    weak = attrs.evolve(one.answers[0], kind=mlinterview.model.AnswerKind.WEAK)
    named = attrs.evolve(one.answers[0], id="same")
    both = FollowUp(prompt="And then?", answer="This.", question=two.id)
    itself = FollowUp(prompt="And then?", question=one.id)
    section = mlinterview.model.Section(heading="H", body="B", refs=("question/nowhere",))
    guide = mlinterview.model.Guide(id="g", title="G", sections=(section,))
    topic = pack.topics[0]
    return [
        _with_question(pack, id=two.id),
        _with_question(pack, aliases=(two.id,)),
        attrs.evolve(
            pack,
            questions=tuple(
                attrs.evolve(q, aliases=("old",)) if q in (one, two) else q
                for q in pack.questions
            ),
        ),
        _with_question(pack, topics=("nowhere",)),
        _with_question(pack, framework="nowhere"),
        _with_question(pack, answers=_answered(one, sources=("nowhere",))),
        _with_question(pack, related=(one.id,)),
        _with_question(pack, follow_ups=(both,)),
        _with_question(pack, follow_ups=(itself,)),
        _with_question(pack, difficulty=None),
        _with_question(pack, intent=None),
        _with_question(pack, answers=()),
        _with_question(pack, answers=(weak,)),
        _with_question(pack, answers=(named, named)),
        _with_question(pack, with_rubric, rubric=None),
        _with_question(pack, answers=_answered(one, body="a <b>c</b>")),
        _with_question(pack, prompt="What is <b>it</b>, in *your* words?"),
        attrs.evolve(pack, guides=(guide,)),
        attrs.evolve(pack, tips=(Tip(id="t", body="[a](javascript:b)"),)),
        attrs.evolve(
            pack, topics=(attrs.evolve(topic, parent=topic.id), *pack.topics[1:])
        ),
        attrs.evolve(pack, metadata=attrs.evolve(pack.metadata, license="Mine-1")),
    ]


def _warnings(pack: Pack) -> list[Pack]:
    two = pack.questions[1]
    old = datetime.date(2020, 1, 1)
    fact = Fact(
        id="f", statement="It is so.", as_of=old, expires=old,
        status=mlinterview.model.FactStatus.REPORTED,
    )  # fmt: skip
    text = (two.intent or "").upper().replace(" ", "  ")
    return [
        _with_question(pack, updated=TODAY + datetime.timedelta(days=1)),
        _with_question(pack, roles=("ml-enginer",)),
        _with_question(pack, prompt=two.prompt),
        _with_question(pack, intent=text),
        _with_question(pack, status=mlinterview.Status.DRAFT, intent=None),
        attrs.evolve(pack, facts=(*pack.facts, fact)),
        attrs.evolve(
            pack,
            guides=(),
            tips=tuple(Tip(id=name, body="Say it aloud") for name in "ab"),
        ),
    ]


def test_every_error_is_seen(ml_engineer: Pack) -> None:
    for number, pack in enumerate(_errors(ml_engineer)):
        assert not _plain(pack).ok, number
        assert not _has_no_error(pack), number
        assert not _is_clean(pack), number


def test_every_warning_is_seen(ml_engineer: Pack) -> None:
    for number, pack in enumerate(_warnings(ml_engineer)):
        report = _plain(pack)
        assert report.ok and report.problems, number  # noqa: PT018
        assert _has_no_error(pack), number
        assert not _is_clean(pack), number


def test_short_texts_may_be_the_same(ml_engineer: Pack) -> None:
    tips = tuple(Tip(id=name, body="Breathe") for name in "ab")
    pack = attrs.evolve(ml_engineer, guides=(), tips=tips)
    assert not _plain(pack).problems
    assert _is_clean(pack)


def test_texts_that_only_begin_alike_are_no_repetition(ml_engineer: Pack) -> None:
    bodies = ("It is best to wait.", "It is best to go.")
    tips = tuple(Tip(id=name, body=body) for name, body in zip("ab", bodies, strict=True))
    pack = attrs.evolve(ml_engineer, guides=(), tips=tips)
    assert not _plain(pack).problems
    assert _is_clean(pack)


def test_a_guide_that_refers_to_what_is_there_is_in_order(ml_engineer: Pack) -> None:
    refs = (f"question/{ml_engineer.questions[0].id}",)
    section = mlinterview.model.Section(heading="H", body="B", refs=refs)
    guide = mlinterview.model.Guide(id="g", title="G", sections=(section,))
    assert _is_clean(attrs.evolve(ml_engineer, guides=(guide,)))


def test_more_markdown_than_the_limit_is_left_to_the_rules(ml_engineer: Pack) -> None:
    pack = _with_question(ml_engineer, intent="Look:\n\n- `` a ` b ``")
    assert _is_clean(pack)
    few = Limits(markup=3)
    assert not _has_no_error(pack, few)
    assert not _plain(pack, few).ok


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_the_verdict_is_that_of_the_rules_in_every_form(
    form: Any, ml_engineer: Pack, tmp_path: Any
) -> None:
    path = tmp_path / f"one.mlpack.{form}"
    small = attrs.evolve(ml_engineer, guides=(), tips=(), mistakes=())
    mlinterview.dump(small, path)
    assert mlinterview.load(path, today=TODAY) == small
    report = mlinterview.validate(path, today=TODAY)
    assert (report.name, report.problems) == (str(path), ())
    broken = _with_question(small, topics=("nowhere",))
    path.write_text(mlinterview.dumps(broken, form), encoding="utf-8")
    report = mlinterview.validate(path, today=TODAY)
    assert [one.code for one in report] == ["MLI201"]
    with pytest.raises(mlinterview.PackError):
        mlinterview.load(path, today=TODAY)


@given(
    st.lists(
        st.sampled_from(["a", "B", "ß", "ẞ", " ", "  ", "\n", "\t", "\xa0", "x" * 15])
    )
    .map("".join)
    .filter(str.strip),
    st.data(),
)
def test_texts_that_are_folded_alike_start_alike(text: str, data: st.DataObject) -> None:
    spaces = st.sampled_from([" ", "  ", "\n", "\t "])
    words = text.swapcase().split()
    other = "".join(word + data.draw(spaces) for word in words)
    if rules.folded(other) == rules.folded(text):
        assert screening.start_of(other) == screening.start_of(text)
    assert rules.folded(text).startswith(screening.start_of(text))
