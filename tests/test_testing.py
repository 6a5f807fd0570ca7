"""The published strategies draw what they say that they draw."""

import datetime
import inspect
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import mlinterview
from mlinterview import Pack, Question, Status, Topic, testing
from mlinterview.document import JSON
from mlinterview.model import Framework, Metadata, Step
from mlinterview.model.converter import unstructure
from mlinterview.model.entities import COLLECTIONS, Extensible
from mlinterview.validation.accepting import accepts

TODAY = datetime.date(2026, 11, 22)
IDS = {"topic": ["a", "b"], "question": ["q"], "source": ["s"]}
CLASSES = sorted(
    (
        one
        for one in vars(mlinterview).values()
        if isinstance(one, type) and issubclass(one, Extensible)
    ),
    key=lambda cls: cls.__name__,
)
METADATA = Metadata(
    id="p",
    title="P",
    version="1.0.0",
    language="en",
    license="CC0-1.0",
    authors=(mlinterview.model.Author(name="A"),),
)
PLAIN = unstructure(Pack(schema_version=mlinterview.SCHEMA_VERSION, metadata=METADATA))


def some(strategy: st.SearchStrategy[Any], wanted: Callable[[Any], bool]) -> Any:
    """Return an example of what is wanted; the smallest one would take long to find."""
    found = settings(max_examples=500, phases=[Phase.generate], database=None)
    return find(strategy, wanted, settings=found)


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert testing.__all__ == sorted(testing.__all__)
    functions = {
        name
        for name, value in inspect.getmembers(testing, inspect.isfunction)
        if value.__module__.startswith("mlinterview.testing") and not name.startswith("_")
    }
    assert functions == set(testing.__all__)


def test_without_hypothesis_the_error_names_the_extra() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import mlinterview.testing"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert 'pip install "mlinterview[testing]"' in last


def test_packs_are_as_asked_for_and_have_entities_of_each_type() -> None:
    seen = set()

    @settings(max_examples=50)
    @given(testing.packs(id="mine", max_questions=1))
    def look(pack: Pack) -> None:
        assert pack.id == "mine"
        assert len(pack.questions) == 1
        seen.update(kind for kind, (key, _) in COLLECTIONS.items() if getattr(pack, key))

    look()
    assert seen == set(COLLECTIONS)


@pytest.mark.parametrize("cls", CLASSES)
@given(data=st.data())
def test_an_object_of_every_class_can_be_drawn(cls: Any, data: st.DataObject) -> None:
    drawn = data.draw(testing.instances(cls))
    assert type(drawn) is cls
    # The classes check their values; what is drawn is taken as it is.
    assert attrs.evolve(drawn) == drawn


@pytest.mark.slow
@given(testing.instances(Question, ids=IDS))
def test_references_are_to_the_ids_that_there_are(question: Question) -> None:
    assert set(question.topics) <= {"a", "b"}
    assert question.topics
    assert set(question.sources) <= {"s"}
    assert not question.stages
    assert question.framework is None


def test_references_without_ids_are_to_anything() -> None:
    assert some(testing.questions(), lambda question: len(question.related) > 0)
    guide = some(
        testing.instances(mlinterview.model.Guide),
        lambda guide: any(section.refs for section in guide.sections),
    )
    references = [ref for section in guide.sections for ref in section.refs]
    assert {ref.partition("/")[0] for ref in references} <= set(COLLECTIONS)


@given(testing.questions(ids={"topic": ["t"]}))
def test_a_question_breaks_no_rule_by_itself(question: Question) -> None:
    pack = Pack(
        schema_version=mlinterview.SCHEMA_VERSION,
        metadata=METADATA,
        topics=(Topic(id="t", title="T"),),
        questions=(question,),
    )
    assert mlinterview.validate(pack, today=TODAY).ok


@pytest.mark.parametrize("status", list(Status))
def test_a_question_is_ready_or_a_draft(status: Status) -> None:
    assert some(testing.questions(), lambda question: question.status is status)


@given(testing.slugs(), testing.lines(), testing.inline_markdown(), testing.markdown())
def test_texts_fit_where_the_model_has_them(
    slug: str, line: str, inline: str, block: str
) -> None:
    step = Step(title=line, prompt=inline)
    framework = Framework(id=slug, title=line, steps=(step,), use_for=block)
    assert framework.id == slug


def test_hostile_texts_are_among_all_texts() -> None:
    for part in ("<script", "\x1b", "\u202e", "{{", "$(", "\x00"):
        assert part in some(testing.texts(), lambda text, part=part: part in text)


@given(testing.texts())
def test_any_text_can_be_written_to_a_file(text: str) -> None:
    assert text.encode().decode() == text
    assert not [one for one in text if unicodedata.category(one) == "Cs"]


@given(testing.json_values())
def test_plain_data_is_the_same_in_json(value: JSON) -> None:
    assert json.loads(json.dumps(value)) == value


@given(testing.mutations(PLAIN))
def test_a_mutation_leaves_what_it_is_made_of(changed: JSON) -> None:
    assert accepts(PLAIN)
    assert isinstance(PLAIN, dict)
    assert changed is not PLAIN


def test_some_mutations_are_packs_and_some_are_not() -> None:
    changed = testing.mutations(PLAIN)
    assert some(changed, accepts)
    assert not accepts(some(changed, lambda data: not accepts(data)))
