"""The query language: read, written, refused; and what it picks."""

import contextlib
import datetime
import pickle
import re
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlinterview import Difficulty, Kind, QueryError, Question, Selection, select
from mlinterview.query import And, Compare, Condition, Not, Or, conditions, parse_query
from mlinterview.query.conditions import (
    EVERYTHING,
    MAX_DEPTH,
    NOTHING,
)
from mlinterview.query.conditions import days as days_of
from mlinterview.query.fields import FIELDS, OPTIONAL_KEYS, ValueType
from small_packs import FULL, OTHER, pack, question

FEWER = settings(max_examples=settings.default.max_examples // 2)  # type: ignore[union-attr]


def compare(field: str, *values: Any, by: Any = "=") -> Compare:
    return Compare(field, by, values)


def word(text: str) -> Compare:
    return compare("text", text)


A, B, C = word("a"), word("b"), word("c")


# Reading ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", EVERYTHING),
        (" \t\n\u00a0", EVERYTHING),
        ("()", EVERYTHING),
        ("not ()", NOTHING),
        ("a", A),
        ("((a))", A),
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a AND b And c", And((A, B, C))),
        ("a or b", Or((A, B))),
        ("a or b c", Or((A, And((B, C))))),
        ("(a or b) c", And((Or((A, B)), C))),
        ("(a b) c", And((And((A, B)), C))),
        ("not a b", And((Not(A), B))),
        ("-a", Not(A)),
        ("- a", Not(A)),
        ("--a", Not(Not(A))),
        ("NOT (a or b)", Not(Or((A, B)))),
        ('"and" "or"', And((word("and"), word("or")))),
        (
            "android or-else notable",
            And(tuple(map(word, ("android", "or-else", "notable")))),
        ),
        ("don't C++ why?", And(tuple(map(word, ("don't", "C++", "why?"))))),
        ('"chunk size"', word("chunk size")),
        (r'"say \"no\" \\"', word('say "no" \\')),
        ("kind:design", compare("kind", "design")),
        ("kind=design", compare("kind", "design")),
        ("kind != design", Not(compare("kind", "design"))),
        ("kind:design, case", compare("kind", "design", "case")),
        ("tag:-x", compare("tag", "-x")),
        ('tag:"a,b"', compare("tag", "a,b")),
        ("level >= mid", compare("level", "mid", by=">=")),
        ("difficulty<advanced", compare("difficulty", "advanced", by="<")),
        ("minutes<=10", compare("minutes", 10, by="<=")),
        ("minutes:5,10", compare("minutes", 5, 10)),
        ("updated>2026-06", compare("updated", "2026-06", by=">")),
        ("id:other:question/rag", compare("id", "other:question/rag")),
        ("(a)(b)", And((A, B))),
    ],
)
def test_a_query_is_read(text: str, meant: Condition) -> None:
    assert parse_query(text) == meant
    assert parse_query(str(meant)) == meant


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("levle:mid", "no field `levle`; did you mean `level`?", "levle"),
        ("zzz:mid", "no field `zzz`; choose topic, kind,", "zzz"),
        ("a kind:desing", "no kind `desing`; choose from: concept", "desing"),
        ("has:nothing", "there is no optional key `nothing`; choose from", "nothing"),
        ("kind:case,desing", "did you mean `design`?", "desing"),
        ("has:rubrik", "did you mean `rubric`?", "rubrik"),
        ("level>=", "a value is missing here", ""),
        ("level>= )", "a value is missing here", ")"),
        ("level:,mid", "a value is missing here", ","),
        ("level:mid,", "a value is missing here", ""),
        ("level>=mid,senior", ">= compares with one value", "senior"),
        ("kind>design", "kind has no order; write `kind:…`", "kind"),
        ("minutes>ten", "minutes takes a whole number, not `ten`", "ten"),
        ("minutes:5-10", "write `minutes>=5 minutes<=10`", "5-10"),
        ("updated>=2026-13", "no date; write 2026, 2026-06 or 2026-06-15", "2026-13"),
        ("updated:2026-02-30", "no date", "2026-02-30"),
        ("updated:0000", "no date", "0000"),
        ('tag:" "', "tag cannot be empty text", '" "'),
        ('"a\tb"', "has a control character", '"a\tb"'),
        ("(a", "this parenthesis is never closed", "("),
        ('("(" (a) (b', "this parenthesis is never closed", "("),
        ("a)", "this parenthesis closes none", ")"),
        ("a or", "a condition is missing here", ""),
        ("not", "a condition is missing here", ""),
        ("a -", "a condition is missing here", ""),
        ("(not)", "a condition is missing here", ")"),
        ("or a", "`or` joins two conditions, and there is none before it", "or"),
        ("a and and b", "`and` joins two conditions", "and"),
        ('a "b', "this quotation mark is never closed", '"'),
        (r'"a\x"', 'after \\ comes " or \\', '"'),
        ("a\x1b[2J", r"cannot have the character `\x1b`", "\x1b"),
        ("a\x00", r"cannot have the character `\x00`", "\x00"),
        ("a, b", "`,` means nothing here", ","),
        ("a \\ b", "means nothing here", "\\"),
        ("kind:\\", "a value is missing here; put it in", "\\"),
        (":x", "means nothing here", ":"),
    ],
)
def test_a_wrong_query_says_what_to_write_and_underlines_the_place(
    text: str, message: str, marked: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert message in error.message
    assert error.query == text
    assert text[error.start : error.end] == marked
    said, shown, marks = str(error).split("\n")
    assert said == error.message
    # The marks stand below what they mean.
    start = len(marks) - len(marks.lstrip())
    assert marks.strip() == "^" * max(1, len(marked))
    if marked.isprintable():
        assert shown[start : start + len(marked)] == marked
    assert shown.isprintable()


def test_the_place_in_a_long_query_is_shown_with_what_is_around_it() -> None:
    text = f"{'a ' * 1000}kind:x {'b ' * 1000}"
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    _, shown, marks = str(caught.value).split("\n")
    assert shown.strip().startswith("…")
    assert shown.endswith("…")
    assert "kind:x" in shown
    assert shown[marks.index("^")] == "x"
    assert len(shown) < 100


def test_an_error_keeps_its_place_when_it_is_pickled() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("kind:x")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert str(again) == str(caught.value)


@pytest.mark.parametrize("text", ["kind:x", "kind:(", "a)", "a:\0"])
def test_an_error_stands_for_itself(text: str) -> None:
    # Dask sends the context of an error along, and nobody can unpickle the parser's.
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 10_000, "this parenthesis is never closed"),
        (")" * 10_000, "this parenthesis closes none"),
        ("-" * 5_000 + "a", f"more than {MAX_DEPTH} deep"),
        ("(-" * 2_500 + "a" + ")" * 2_500, f"more than {MAX_DEPTH} deep"),
        ("a" * 10_001, "at most 10000 characters, this one has 10001"),
        ('"' * 9_999, "never closed"),
        ("or " * 3_000, "`or` joins two conditions"),
    ],
)
def test_a_hostile_query_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse_query(text)


def test_many_parentheses_round_one_word_are_that_word() -> None:
    assert parse_query("(" * 4_999 + "a" + ")" * 4_999) == A


@pytest.mark.parametrize("value", [None, 5, b"a", ["a"]])
def test_a_query_is_text(value: Any) -> None:
    with pytest.raises(QueryError, match="a query is text, not"):
        parse_query(value)


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    with contextlib.suppress(QueryError):
        condition = parse_query(text)
        assert parse_query(str(condition)) == condition


@given(
    st.lists(
        st.sampled_from(
            [
                *[
                    "a",
                    "kind",
                    ":",
                    "design",
                    "or",
                    "and",
                    "not",
                    "-",
                    "(",
                    ")",
                    '"',
                    ",",
                    ">=",
                    "level",
                    "mid",
                    "10",
                    "!=",
                    "has",
                    "\\",
                ],
                " ",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_row_of_the_signs_is_a_query_or_refused(text: str) -> None:
    test_any_text_is_a_query_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined]


# Trees in Python -------------------------------------------------------------


def test_conditions_are_joined_with_the_signs_of_python() -> None:
    assert And((A, B, C)) == A & B & C
    assert Or((A, B, C)) == A | B | C
    assert And((A, B, C)) == A & (B & C)
    assert And((Or((A, B)), Not(C))) == (A | B) & ~C
    assert And((EVERYTHING, A)) == EVERYTHING & A
    assert str(EVERYTHING) == ""
    assert str(NOTHING) == "-()"
    assert {A & B: 1}[parse_query("a b")] == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: compare("kinds", "design"), "no field `kinds`; did you mean `kind`"),
        (lambda: compare("kind"), "kind needs a value"),
        (lambda: compare("kind", "design", by="~"), "there is no operator `~`"),
        (lambda: compare("minutes", "10"), r"takes int values, not `10` \(str\)"),
        (lambda: compare("minutes", True), r"takes int values, not `true` \(bool\)"),
        (lambda: compare("tag", 5), r"tag takes str values, not `5` \(int\)"),
        (lambda: compare("text", "a\ud800"), "control character"),
        (lambda: And((A,)), "And takes at least two conditions"),
        (lambda: Or((A,)), "Or takes at least two conditions"),
        (lambda: Or(()), "Or takes at least two conditions"),
    ],
)
def test_a_tree_that_means_nothing_is_not_made(make: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        make()


def test_conditions_lie_only_so_deep_in_each_other() -> None:
    condition: Condition = A
    for _ in range(MAX_DEPTH):
        condition = Not(condition)
    assert parse_query(str(condition)) == condition
    assert repr(condition)
    with pytest.raises(QueryError, match="nested more than 100 deep"):
        Not(condition)


LETTERS = st.characters(exclude_categories=("Cc", "Cs"))
ANY_TEXT = st.text(LETTERS, min_size=1, max_size=8).filter(str.strip)


def values(name: str) -> st.SearchStrategy[Any]:
    field = FIELDS[name]
    if field.vocabulary:
        return st.sampled_from(field.vocabulary)
    if field.type is ValueType.NUMBER:
        return st.integers(0, 999_999)
    if field.type is ValueType.DATE:
        dates = st.dates(datetime.date(1900, 1, 1)).map(str)
        return dates | dates.map(lambda day: day[:7]) | dates.map(lambda day: day[:4])
    return ANY_TEXT


@st.composite
def comparisons(draw: st.DrawFn) -> Compare:
    name = draw(st.sampled_from(sorted(FIELDS)))
    if FIELDS[name].is_ordered and draw(st.booleans()):
        sign = draw(st.sampled_from(("<", "<=", ">", ">=")))
        return Compare(name, sign, (draw(values(name)),))
    several = draw(st.lists(values(name), min_size=1, max_size=3))
    return Compare(name, "=", tuple(several))


def trees(leaves: st.SearchStrategy[Compare]) -> st.SearchStrategy[Condition]:
    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return several.map(And) | several.map(Or) | inner.map(Not)

    return st.recursive(leaves | st.just(EVERYTHING), grown, max_leaves=8)


@given(trees(comparisons()))
def test_what_is_written_is_read_as_the_same(condition: Condition) -> None:
    assert parse_query(str(condition)) == condition
    assert hash(parse_query(str(condition))) == hash(condition)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-06-15", "2026-06-15", "2026-06-15"),
    ],
)
def test_a_part_of_a_date_is_all_its_days(text: str, first: str, last: str) -> None:
    found = days_of(text)
    assert found is not None
    assert [str(day) for day in found] == [first, last]


# What is picked --------------------------------------------------------------


def ids(selection: Selection) -> list[str]:
    return [one.id for one in selection]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["forest", "tree", "plain", "clean"]),
        ("not ()", []),
        ("topic:models", ["forest", "tree", "plain"]),
        ("topic:trees,data", ["forest", "tree", "clean"]),
        ("topic:small:trees", ["forest", "tree"]),
        ("topic:small:topic/trees", ["forest", "tree"]),
        ("kind:design,coding", ["forest", "clean"]),
        ("kind!=design", ["tree", "plain", "clean"]),
        ("difficulty>=intermediate", ["forest", "clean"]),
        ("difficulty<intermediate", ["tree"]),
        ("level>mid", ["forest"]),
        ("level<=mid", ["tree", "clean"]),
        ("level:junior,staff", ["forest", "tree"]),
        ("role:gardener", ["forest"]),
        ("role:astronaut", []),
        ("stage:onsite", ["forest", "tree"]),
        ("tag:b", ["forest"]),
        ("competency:depth", ["forest"]),
        ("minutes:10", ["tree"]),
        ("minutes>10", ["forest"]),
        ("minutes<=30 minutes>=10", ["forest", "tree"]),
        ("-minutes<=10", ["forest", "plain", "clean"]),
        ("minutes<999999", ["forest", "tree"]),
        ("status:draft", ["plain"]),
        ("updated:2026-06", ["forest"]),
        ("updated:2026", ["forest", "tree"]),
        ("updated:2025,2026-01", ["tree"]),
        ("updated>2026-06", []),
        ("updated>=2026-06", ["forest"]),
        ("updated<=2026-06", ["forest", "tree"]),
        ("updated<2026-06", ["tree"]),
        ("updated>2026-01-01", ["forest"]),
        ("pack:small", ["forest", "tree", "plain", "clean"]),
        ("id:tree,clean", ["tree", "clean"]),
        ("id:small:question/tree", ["tree"]),
        ("source:book", ["tree", "clean"]),
        ("framework:soar", ["forest"]),
        ("has:rubric", ["forest"]),
        ("has:rubric,minutes", ["forest", "tree"]),
        ("-has:levels", ["plain"]),
        ('"chunk size"', ["forest"]),
        ('"CHUNK SIZ"', ["forest"]),
        ('"big ones"', ["forest"]),
        ("hunk", []),
        ("woods", ["forest"]),
        ("breadth", ["forest"]),
        ("prune", ["forest"]),
        ("superb", ["forest"]),
        ("trade-off", ["forest"]),
        ("large", ["forest"]),
        ("of", ["forest", "tree", "plain", "clean"]),
        ('"?"', ["forest", "tree", "plain", "clean"]),
        ("prompt:what", ["tree", "plain", "clean"]),
        ("answer:overfit,no", ["forest", "clean"]),
        ("answer:woods", []),
        ("kind:design or status:draft", ["forest", "plain"]),
        ("tag:a -(level:staff or minutes>20)", ["tree"]),
    ],
)
def test_a_query_picks_the_questions_that_meet_it(
    query: str, expected: list[str]
) -> None:
    assert ids(select(FULL, query)) == expected
    assert ids(select(FULL).select(query)) == expected
    assert ids(select(FULL, parse_query(query))) == expected


@pytest.mark.parametrize(
    ("query", "message", "marked"),
    [
        ("topic:tree", "there is no topic `tree`; choose from: models, trees", "tree"),
        ("a stage:onsight", "did you mean `onsite`?", "onsight"),
        (
            "role:ml-enginer",
            "no question has the role `ml-enginer`; did you",
            "ml-enginer",
        ),
        ("role:gardner", "did you mean `gardener`?", "gardner"),
        ("source:bok", "did you mean `book`?", "bok"),
        ("framework:sour", "did you mean `soar`?", "sour"),
        ("id:tree,forrest", "did you mean `forest`?", "forrest"),
        ("pack:smal", "there is no pack `smal`; choose from: small", "smal"),
        ("topic:smal:trees", "did you mean `small:trees`?", "smal:trees"),
        ("kind:case or -(topic:x)", "there is no topic `x`", "x"),
    ],
)
def test_what_no_pack_has_is_refused_in_its_place(
    query: str, message: str, marked: str
) -> None:
    with pytest.raises(QueryError) as caught:
        select(FULL, query)
    assert message in str(caught.value)
    assert query[caught.value.start : caught.value.end] == marked


def test_a_long_vocabulary_is_not_listed_in_full() -> None:
    many = pack(*(question(f"question-{n}") for n in range(500)))
    with pytest.raises(QueryError) as caught:
        select(many, "id:zzz")
    assert "question-0, " in str(caught.value)
    assert "and 470 more" in str(caught.value)
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "query",
    ["kind:design", "level<=mid", "topic:trees", "tag:a,b", "minutes>40", "has:rubric"],
)
def test_what_is_asked_again_is_answered_alike(query: str) -> None:
    everything = select(FULL)
    first = [everything.select(query) for _ in range(5)]
    tested = ids(everything[:4].select(f"{query} or not ()", query))
    assert [ids(one) for one in first] == [tested] * 5


def test_several_queries_and_keywords_are_all_met() -> None:
    assert ids(select(FULL, "tag:a", "minutes<20")) == ["tree"]
    assert ids(select(FULL, "tag:a", kind="design")) == ["forest"]
    assert ids(select(FULL, ~parse_query("tag:a"), status="ready")) == ["clean"]
    where = ids(select(FULL, "tag:a", where=lambda one: one.minutes == 30))
    assert where == ["forest"]


def test_only_packs_and_queries_are_taken() -> None:
    with pytest.raises(QueryError, match=r"expected a Pack, got `5` \(int\)"):
        select(FULL, 5)  # type: ignore[arg-type]
    with pytest.raises(QueryError, match=r"a query is text, not `5` \(int\)"):
        select(FULL).select(5)  # type: ignore[arg-type]


PICKS = st.sampled_from(
    [
        *(
            "kind:design",
            "level>=mid",
            "minutes<=10",
            "tag:a",
            "topic:trees",
            "has:rubric",
        ),
        *("updated>=2026-06", "forest", '"what of"', "status:draft", "stage:onsite"),
    ]
).map(lambda text: parse_query(text))


@FEWER
@given(trees(PICKS), trees(PICKS))  # type: ignore[arg-type]
def test_conditions_follow_the_laws_of_logic(one: Condition, other: Condition) -> None:
    everything = select(FULL)
    first, second = everything.select(one), everything.select(other)
    assert first.select(other) == second.select(one) == everything.select(one, other)
    assert everything.select(one & other) == first & second
    assert set(everything.select(one | other)) == set(first | second)
    assert everything.select(~one) == everything - first
    assert everything.select(~~one) == first
    assert everything.select(~(one & other)) == everything.select(~one | ~other)
    assert everything.select(str(one)) == first


KEYWORDS: dict[str, list[Any]] = {
    "topic": ["models", ["trees", "data"]],
    "kind": ["design", Kind.CODING, {"design", "coding"}, []],
    "difficulty": ["advanced", Difficulty.FOUNDATIONAL],
    "level": ["mid", ["junior", "staff"]],
    "role": ["gardener"],
    "stage": ["onsite"],
    "tag": ["a", "b"],
    "competency": ["depth"],
    "minutes": [10, range(1, 11), range(10, 31, 20), range(10, 11), range(5, 5)],
    "status": ["draft"],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(n, value) for n, several in KEYWORDS.items() for value in several],
)
def test_a_keyword_is_the_same_as_its_query(name: str, value: Any) -> None:
    tree = conditions.from_filters(
        {name: value, "tag": None} if name != "tag" else {name: value}
    )
    assert parse_query(str(tree)) == tree
    assert select(FULL, str(tree)) == select(FULL, **{name: value})


def test_no_keyword_is_no_condition() -> None:
    assert conditions.from_filters({"kind": None}) == EVERYTHING
    assert len(conditions.from_filters({"kind": "case", "tag": "a"}).parts) == 2  # type: ignore[attr-defined]


def test_every_field_is_tested_and_every_part_of_a_question_can_be_asked_for() -> None:
    optional = {
        field.name
        for field in attrs.fields(Question)
        if field.default is not attrs.NOTHING
    }
    assert set(OPTIONAL_KEYS) == optional - {"status", "extensions"}


def test_the_record_of_a_field_is_complete() -> None:
    for name, field in FIELDS.items():
        assert field.name == name
        assert field.about
        assert field.values
        assert (field.type is ValueType.NUMBER) == bool(field.numbers)
        assert (field.type in (ValueType.TOPIC, ValueType.ID)) == bool(field.entities)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_a_filter_of_select(name: str) -> None:
    value = {"minutes": 10, "updated": "2026", "pack": "small"}.get(name, "rubric")
    given: dict[str, Any] = {name: value}
    try:
        expected = select(FULL, Compare(name, "=", (value,)))
    except QueryError as refused:
        with pytest.raises(QueryError, match=re.escape(str(refused).split(chr(10))[0])):
            select(FULL, **given)
    else:
        assert select(FULL, **given) == expected


def test_a_filter_that_is_no_field_is_refused() -> None:
    with pytest.raises(QueryError, match="no field `kinds`; did you mean `kind`"):
        select(FULL, kinds="design")  # type: ignore[call-arg]
    with pytest.raises(QueryError, match="no field `zzz`; choose topic"):
        select(FULL, zzz=None)  # type: ignore[call-arg]


# Several packs ---------------------------------------------------------------


def global_ids(selection: Selection) -> list[str]:
    return [entry.global_id.replace("question/", "") for entry in selection.entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("pack:other", ["other:tree", "other:root"]),
        ("id:tree", ["small:tree", "other:tree"]),
        ("id:other:question/tree", ["other:tree"]),
        ("topic:trees", ["small:forest", "small:tree", "other:tree", "other:root"]),
        ("topic:other:trees", ["other:tree", "other:root"]),
        ("topic:roots", ["other:root"]),
        ("stage:small:onsite", ["small:forest", "small:tree"]),
    ],
)
def test_a_name_may_say_the_pack(query: str, expected: list[str]) -> None:
    assert global_ids(select(FULL, OTHER, query)) == expected


def test_topics_of_one_name_are_kept_apart() -> None:
    both = select(FULL, OTHER)
    assert both.count_by("topic") == {
        "models": 1,
        "small:trees": 2,
        "data": 1,
        "other:trees": 1,
        "roots": 1,
    }
    assert global_ids(both.sort("topic"))[-2:] == ["other:tree", "other:root"]
    assert [*(select(FULL) | select(OTHER)).count_by("topic")] == [
        *both.count_by("topic")
    ]


def test_a_topic_may_count_as_one_of_another_pack() -> None:
    both = select(FULL, OTHER, topics={"other:trees": "small:trees"})
    assert both.count_by("topic") == {"models": 1, "trees": 3, "data": 1, "roots": 1}
    expected = ["small:forest", "small:tree", "small:plain", "other:tree", "other:root"]
    assert global_ids(both.select("topic:models")) == expected
    assert global_ids(both.select("topic:other:trees")) == ["other:tree", "other:root"]
    again = select(OTHER) | both
    assert again.count_by("topic")["trees"] == 3


def test_topics_may_count_as_others_in_a_chain() -> None:
    names = {"roots": "other:trees", "other:trees": "data"}
    both = select(FULL, OTHER, topics=names)
    assert both.count_by("topic") == {"models": 1, "trees": 2, "data": 3}


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ({"other:tree": "small:trees"}, "did you mean `other:trees`"),
        ({"roots": "small:tree"}, "did you mean `small:trees`"),
        ({"trees": "data"}, "in several packs; choose `small:trees` or `other:trees`"),
        ({"roots": "data", "data": "roots"}, "in a circle: other:roots as small:data as"),
    ],
)
def test_a_topic_counts_only_as_one_that_there_is(
    topics: dict[str, str], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        select(FULL, OTHER, topics=topics)
