"""What a rule clears as an object, it finds nothing wrong with as plain data."""

import contextlib
import copy
import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mlinterview
from corpus import Case, cases
from mlinterview import FollowUp, Pack, Question, Report
from mlinterview.document import DEFAULT_LIMITS, Document, Limits, from_data, parse, read
from mlinterview.model import Fact, Tip
from mlinterview.model.converter import unstructure
from mlinterview.storage.writers import write_yaml
from mlinterview.testing import broken_packs, mutations, packs
from mlinterview.validation import Context, Rule, check, checking, folded
from mlinterview.validation.codes import CODES
from mlinterview.validation.rules import all_rules
from mlinterview.validation.rules.repeated_texts import start_of

TODAY = datetime.date(2026, 11, 22)


@contextlib.contextmanager
def _applied(*applied: Rule) -> Iterator[None]:
    """Let packs be checked with some rules alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "all_rules", lambda: applied)
        yield


def _report(document: Document) -> Report:
    return check(document, today=TODAY).report


def _full_report(document: Document) -> Report:
    """Return what the rules find if each looks at every entity."""
    with _applied(*(attrs.evolve(rule, clears=None) for rule in all_rules())):
        return _report(document)


def _agrees(document: Document) -> Report:
    """Check that clearing makes no difference, and return the report."""
    report = _report(document)
    assert report == _full_report(document)
    return report


def _of(pack: Pack, limits: Limits = DEFAULT_LIMITS) -> Document:
    return attrs.evolve(from_data(unstructure(pack)), limits=limits)


# Every example of something wrong ---------------------------------------------

_COMPLETE = {"difficulty": "intermediate", "status": "ready"}
_ANCHORS = ("strong-no-hire", "no-hire", "hire", "strong-hire")


def _made_ready(data: Any) -> Any:
    """Return a pack whose questions lack nothing that a question needs to be ready."""
    data = copy.deepcopy(data)
    questions = data.get("questions") if isinstance(data, dict) else None
    for number, question in enumerate(questions if isinstance(questions, list) else ()):
        if isinstance(question, dict):
            anchors = {name: f"The {name} of {number}." for name in _ANCHORS}
            added = {
                "intent": f"To see whether number {number} is known.",
                "answers": [{"kind": "sample", "body": f"Number {number} is {number}."}],
                "rubric": {"anchors": anchors},
            }
            question |= {**added, **question, **_COMPLETE}
    return data


def _stated(case: Case) -> Any:
    """Return what an example of one file states, or None if it cannot be read."""
    found = read(case.path, limits=case.limits)
    return found.data if not found.problems else None


_EXAMPLES = [case for case in cases("invalid") if case.ending in (".yaml", ".json")]


@pytest.mark.parametrize("case", _EXAMPLES, ids=lambda case: case.name)
def test_an_example_has_the_same_problems_however_much_a_rule_clears(case: Case) -> None:
    _agrees(read(case.path, limits=case.limits))
    data = _made_ready(_stated(case))
    if data is None:
        return
    for format, text in (("json", json.dumps(data)), ("yaml", write_yaml(data))):
        found = parse(text, format, limits=case.limits, by_entities=True)  # type: ignore[arg-type]
        _agrees(found)


_HEAD = {
    "schema_version": "1.0",
    "pack": {
        "id": "small",
        "title": "Small",
        "version": "1.0.0",
        "language": "en",
        "license": "MIT",
        "authors": [{"name": "A"}],
    },
    "topics": [{"id": "basics", "title": "Basics"}],
}


@pytest.mark.parametrize(
    "code",
    [CODES[code.id] for rule in all_rules() for code in rule.codes if code.bad],
    ids=lambda code: code.id,
)
def test_the_bad_example_of_a_code_is_found_among_what_is_clean(code: Any) -> None:
    data: Any = {**_HEAD, **parse(code.bad, "yaml").data}  # type: ignore[dict-item]
    assert code.id in [problem.code for problem in _agrees(from_data(data))]
    ready = from_data(_made_ready(data))
    found = [problem.code for problem in _agrees(ready)]
    # A question that is made ready lacks nothing.
    assert code.id in found or code.id in {"MLI205", "MLI206"}
    assert set(found) <= {code.id}


# What depends on the order ------------------------------------------------------


def _questions(*several: dict[str, Any], **others: Any) -> Document:
    start = {"kind": "concept", "topics": ["basics"], "status": "draft"}
    listed = [
        {"id": f"q{number}", "prompt": f"What is {number}?", **start, **stated}
        for number, stated in enumerate(several)
    ]
    return from_data({**_HEAD, "questions": listed, **others})


def _found(code: str, document: Document) -> list[tuple[str, str]]:
    report = _agrees(document)
    return [(one.pointer, one.message) for one in report if one.code == code]


def test_an_alias_that_is_its_own_id_is_another_questions_if_that_has_it_too() -> None:
    document = _questions({"id": "q"}, {"id": "q", "aliases": ["q"]})
    ((place, _),) = _found("MLI216", document)
    assert place == "/questions/1/aliases/0"


_SHORT, _LONG = "a b c d e f g h i", "a b c d e f g h i j k l"


@pytest.mark.parametrize("refused", [(), (0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)])
@pytest.mark.parametrize(
    ("prompts", "earlier"),
    [
        ((_SHORT, f"{_LONG} m", _LONG), [(2, 0)]),
        ((f"{_LONG} m", _SHORT, _LONG), [(2, 0)]),
        ((_LONG, _SHORT, f"{_LONG} m"), [(1, 0), (2, 0)]),
    ],
)
def test_a_prompt_is_compared_in_the_order_of_the_file(
    prompts: Any, earlier: list[tuple[int, int]], refused: tuple[int, ...]
) -> None:
    document = _questions(
        *({"prompt": text, **({"x": 1} if number in refused else {})}
          for number, text in enumerate(prompts))
    )  # fmt: skip
    assert _found("MLI302", document) == [
        (f"/questions/{one}/prompt", f"the prompt is nearly that of `q{other}`")
        for one, other in earlier
    ]


@pytest.mark.parametrize("refused", [(), (0,), (1,), (0, 1)])
def test_a_circle_starts_at_its_first_topic_whatever_else_is_wrong(
    refused: tuple[int, ...],
) -> None:
    topics = [
        {"id": "a", "title": "A", "parent": "b"},
        {"id": "b", "title": "B", "parent": "a"},
        *_HEAD["topics"],
    ]
    for index in refused:
        topics[index] = {**topics[index], "x": 1}
    ((place, message),) = _found("MLI203", _questions(topics=topics))
    assert place == "/topics/0/parent"
    assert message.endswith("a → b → a")


@pytest.mark.parametrize("refused", [(), (0,), (1,)])
def test_the_nearest_name_is_the_first_in_the_file(refused: tuple[int, ...]) -> None:
    topics = [{"id": "trees", "title": "A"}, {"id": "treed", "title": "B"}]
    for index in refused:
        topics[index] = {**topics[index], "x": "1"}
    document = _questions({"topics": ["treex"]}, topics=topics)
    (problem,) = [one for one in _agrees(document) if one.code == "MLI201"]
    assert problem.hint == "did you mean `trees`?"


def test_markdown_behind_the_limit_hides_nothing_that_is_before_it() -> None:
    tips = [{"id": f"t{number}", "body": f"[<b> {number}"} for number in range(9)]
    document = attrs.evolve(_questions(tips=tips), limits=Limits(markup=4))
    assert {(one.code, one.pointer) for one in _agrees(document)} == {
        ("MLI211", "/tips/0/body"),
        ("MLI011", "/tips/1/body"),
    }


# A pack with nothing wrong ------------------------------------------------------


@pytest.fixture(scope="module")
def clean(ml_engineer: Pack) -> Pack:
    """Some questions of the bundled pack, which refer to no others."""
    questions = [
        attrs.evolve(
            question,
            related=(),
            follow_ups=tuple(one for one in question.follow_ups if not one.question),
        )
        for question in ml_engineer.questions[::20]
    ]
    empty = {"guides": (), "tips": (), "mistakes": ()}
    return attrs.evolve(ml_engineer, questions=tuple(questions), **empty)


def test_the_pack_with_nothing_wrong_is_of_several_kinds(clean: Pack) -> None:
    assert {"design", "concept"} <= {question.kind for question in clean.questions}
    assert not _agrees(_of(clean))


# Whatever is drawn --------------------------------------------------------------


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
def _mixed(draw: Callable[..., Any]) -> Any:
    # What is drawn may share parts, and is about to be changed.
    data: Any = copy.deepcopy(unstructure(draw(packs(max_questions=6))))
    _mix(draw, data)
    # Values may have got within each other: there is no JSON of that.
    try:
        return json.loads(json.dumps(data))
    except (RecursionError, ValueError):
        return {}


@given(
    st.one_of(
        _mixed(),
        broken_packs(),
        packs().map(unstructure).flatmap(mutations),
        packs().map(unstructure).map(_made_ready),
        broken_packs().map(_made_ready),
    )
)
def test_the_problems_are_the_same_however_much_a_rule_clears(data: Any) -> None:
    _agrees(from_data(data))
    _agrees(parse(json.dumps(data), "json", by_entities=True))


@given(packs())
def test_what_is_made_to_be_valid_has_no_error(pack: Pack) -> None:
    assert _agrees(_of(pack)).ok


# What is shown to a rule --------------------------------------------------------


def _spied(rule: Rule, shown: dict[str, set[str]]) -> Rule:
    """Return a rule that notes which entities it is shown as plain data."""

    def find(context: Context) -> Iterator[Any]:
        places = {"/".join(map(str, node.path[:2])) for node in context.contents.nodes}
        shown.setdefault(rule.name, set()).update(places)
        return rule.find(context)

    return attrs.evolve(rule, find=find)


def _shown(document: Document, *applied: Rule, today: datetime.date = TODAY) -> Any:
    """Return which entities each rule is shown as plain data."""
    shown: dict[str, set[str]] = {}
    with _applied(*(_spied(rule, shown) for rule in applied)):
        check(document, today=today)
    return shown


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_all_of_the_bundled_pack_is_cleared(form: Any, ml_engineer: Pack) -> None:
    today = ml_engineer.metadata.as_of
    assert today is not None
    found = parse(mlinterview.dumps(ml_engineer, form), form, by_entities=True)
    shown = _shown(found, *all_rules(), today=today)
    assert set(shown) == {rule.name for rule in all_rules() if rule.clears is None}
    assert not check(found, today=today).report


def test_what_a_rule_does_not_clear_is_all_that_it_is_shown(ml_engineer: Pack) -> None:
    future = _with_question(ml_engineer, 3, updated=TODAY + datetime.timedelta(days=1))
    shown = _shown(_of(future), *all_rules())
    assert shown["future-dates"] == {"questions/3"}
    assert set(shown) == {"future-dates", "licenses"}


def test_a_rule_that_clears_nothing_is_shown_everything_that_it_looks_at(
    ml_engineer: Pack,
) -> None:
    def find(context: Context) -> Iterator[Any]:
        for node in context.contents.of(Question):
            yield context.finding(CODES["MLI302"], "found", (*node.path, "prompt"))

    looks_at = (Question, Tip)
    rule = Rule(name="added", codes=(CODES["MLI302"],), looks_at=looks_at, find=find)
    questions = {f"questions/{n}" for n in range(len(ml_engineer.questions))}
    tips = {f"tips/{n}" for n in range(len(ml_engineer.tips))}
    assert _shown(_of(ml_engineer), rule) == {"added": questions | tips}
    few = attrs.evolve(ml_engineer, questions=ml_engineer.questions[:9])
    text = mlinterview.dumps(few, "json")
    for scope in ("entity", "names", "texts"):
        with _applied(attrs.evolve(rule, scope=scope)):
            found = _report(parse(text, "json", by_entities=True))
        assert [problem.pointer for problem in found] == [
            f"/questions/{n}/prompt" for n in range(9)
        ]


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
            tips=tuple(Tip(id=name, body="Say it aloud") for name in "ab"),
        ),
    ]


def test_every_error_is_found_among_what_is_clean(clean: Pack) -> None:
    for number, pack in enumerate(_errors(clean)):
        assert not _agrees(_of(pack)).ok, number


def test_every_warning_is_found_among_what_is_clean(clean: Pack) -> None:
    for number, pack in enumerate(_warnings(clean)):
        report = _agrees(_of(pack))
        assert report.ok and report.problems, number  # noqa: PT018


def test_short_texts_may_be_the_same(clean: Pack) -> None:
    tips = tuple(Tip(id=name, body="Breathe") for name in "ab")
    assert not _agrees(_of(attrs.evolve(clean, tips=tips)))


def test_texts_that_only_begin_alike_are_no_repetition(clean: Pack) -> None:
    bodies = ("It is best to wait.", "It is best to go.")
    tips = tuple(Tip(id=name, body=body) for name, body in zip("ab", bodies, strict=True))
    assert not _agrees(_of(attrs.evolve(clean, tips=tips)))


def test_a_guide_that_refers_to_what_is_there_is_in_order(clean: Pack) -> None:
    refs = (f"question/{clean.questions[0].id}",)
    section = mlinterview.model.Section(heading="H", body="B", refs=refs)
    guide = mlinterview.model.Guide(id="g", title="G", sections=(section,))
    assert not _agrees(_of(attrs.evolve(clean, guides=(guide,))))


def test_more_markdown_than_the_limit_is_not_cleared(clean: Pack) -> None:
    pack = _with_question(clean, intent="Look:\n\n- `` a ` b ``")
    assert not _agrees(_of(pack))
    (problem,) = _agrees(_of(pack, Limits(markup=3)))
    assert (problem.code, problem.pointer) == ("MLI011", "/questions/0/intent")


@pytest.mark.parametrize("form", ["json", "jsonl", "yaml"])
def test_the_verdict_is_that_of_the_rules_in_every_form(
    form: Any, clean: Pack, tmp_path: Any
) -> None:
    path = tmp_path / f"one.mlpack.{form}"
    mlinterview.dump(clean, path)
    assert mlinterview.load(path, today=TODAY) == clean
    report = mlinterview.validate(path, today=TODAY)
    assert (report.name, report.problems) == (str(path), ())
    broken = _with_question(clean, topics=("nowhere",))
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
    if folded(other) == folded(text):
        assert start_of(other) == start_of(text)
    assert folded(text).startswith(start_of(text))
