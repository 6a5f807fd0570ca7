"""Questions that are picked from a pack."""

import functools

import mlinterview
from mlinterview import Question

from ..measure import Calls, Sample, measure


@measure("Select", sizes=(10, 1_000, 10_000))
def pick(sample: Sample) -> Calls:
    """Time how questions are picked."""
    pack = sample.pack()
    return {
        "a plain loop": lambda: [
            one for one in pack.questions if one.difficulty == "advanced"
        ],
        "one facet": lambda: mlinterview.select(pack, difficulty="advanced"),
        "three facets": lambda: mlinterview.select(
            pack, difficulty="advanced", kind=["design", "coding"], level="senior"
        ),
        "a topic and those below": lambda: mlinterview.select(pack, topic="topic-1"),
        "a word in all texts": lambda: mlinterview.select(
            pack, where=functools.partial(_says, "gradient")
        ),
    }


def _says(word: str, question: Question) -> bool:
    """Say whether a word is in a question or its answers."""
    texts = (question.prompt, question.intent, *(one.body for one in question.answers))
    return any(word in text.casefold() for text in texts if text)
