"""Packs to measure with: as large as is asked for, valid, and the same for a seed.

A question takes about 3 KB, as JSON: an answer with key points,
one to avoid, follow-ups, and for some kinds a rubric. Some answers hold code or formulas.
Words come as often as Zipf's law has it, and the common ones are those of English.
"""

import datetime
import gc
import itertools
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, get_args

import attrs

from mlinterview import (
    Answer,
    Difficulty,
    FollowUp,
    Kind,
    Level,
    Pack,
    Question,
    Topic,
    dumps,
)
from mlinterview.document import Format
from mlinterview.model import (
    Anchors,
    AnswerKind,
    Author,
    Criterion,
    Framework,
    Metadata,
    Rubric,
    Source,
    SourceType,
    Stage,
    Step,
)
from mlinterview.model.entities import WELL_KNOWN_ROLES

SEED: Final = 20
"""The seed of the packs whose figures are published."""

TODAY: Final = datetime.date(2026, 11, 1)
"""The day on which they are checked; nothing in them is later."""

_COMMON: Final = (
    "the of and to a in is that for it as was with be by on not he this are or his "
    "from at which but have an had they you were their one all we can there has "
    "been if more when will would who so no out up into them then time only some "
    "could these two may first any such over new our even most like after also many "
    "before must through how where much own because good each those same while "
    "should"
)
_FIELD: Final = (
    "model data training loss gradient feature label sample batch validation test "
    "error variance bias weight layer network attention token embedding query index "
    "retrieval latency throughput memory cache cluster pipeline schema drift "
    "monitor baseline metric precision recall threshold calibration regression "
    "classification ranking ensemble boosting tree split entropy likelihood prior "
    "posterior kernel margin regularisation dropout optimiser momentum schedule "
    "warmup checkpoint shard replica deployment rollout experiment control "
    "treatment power interval estimate quantile median outlier imputation leakage "
    "fold seed augmentation distillation quantisation inference request budget "
    "decision customer product interview candidate trade-off assumption evidence"
)
_SYLLABLES: Final = (
    "ba be bi co con de di do en er fi for ga in la le li ma mi mo na ne no per pre "
    "ra re ri ro sa se si so sta ta te ti to tra tri u va ve vi"
)

_FORMULAS: Final = (
    r"$\hat{y} = \sigma(w^\top x + b)$",
    r"$O(n \log n)$",
    r"$p < 0.05$",
    r"$$\mathcal{L} = -\sum_i y_i \log p_i$$",
    r"$\mathrm{Var}(\bar{x}) = \sigma^2 / n$",
)
_CODE: Final = """\
```python
def {name}(rows, {arg}):
    kept = [row for row in rows if row["{field}"] is not None]
    return sum(row["{field}"] for row in kept) / max(1, len(kept)) - {arg}
```"""
_ROLES: Final = WELL_KNOWN_ROLES
_JUDGED: Final = (Kind.DESIGN, Kind.BEHAVIOURAL)


class Writer:
    """Writes prose of drawn words.

    Args:
        draw: Where chance comes from.
    """

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        common, field = _COMMON.split(), _FIELD.split()
        syllables = _SYLLABLES.split()
        rare = {
            "".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(4000)
        }
        draw.shuffle(field)
        words = [*common[:20], *_mixed(common[20:], field), *sorted(rare)]
        self.words = list(dict.fromkeys(words))
        # Zipf's law, as Mandelbrot put it.
        weights = (1 / (rank + 2.7) for rank in range(len(self.words)))
        self.weights = list(itertools.accumulate(weights))
        self.names = [word for word in field if word.isalpha()]

    def sentence(self, least: int = 7, most: int = 22, end: str = ".") -> str:
        """Return a sentence."""
        number = self.draw.randint(least, most)
        words = self.draw.choices(self.words, cum_weights=self.weights, k=number)
        if number > 10:
            words[number // 2] += self.draw.choice((",", ",", ";", ":"))
        words[0] = words[0].capitalize()
        return " ".join(words) + end

    def paragraph(self, sentences: int) -> str:
        """Return sentences in a row."""
        return " ".join(self.sentence() for _ in range(sentences))

    def body(self) -> str:
        """Return an answer in a few paragraphs, some with a formula or code."""
        blocks = [self.paragraph(self.draw.randint(3, 5)) for _ in range(3)]
        if self.draw.random() < 0.25:
            blocks[0] += f" So {self.draw.choice(_FORMULAS[:3])} holds."
        if self.draw.random() < 0.1:
            blocks.insert(2, self.draw.choice(_FORMULAS[3:4]))
        if self.draw.random() < 0.15:
            name, arg, field = self.draw.sample(self.names, 3)
            blocks.insert(1, _CODE.format(name=name, arg=arg, field=field))
        if self.draw.random() < 0.2:
            blocks.append("\n".join(f"- {self.sentence(4, 9)}" for _ in range(3)))
        return "\n\n".join(blocks)

    def several(self, least: int, most: int) -> tuple[str, ...]:
        """Return short sentences, no two alike."""
        number = self.draw.randint(least, most)
        return tuple(dict.fromkeys(self.sentence(6, 14) for _ in range(number)))


def _mixed(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return the words of both in turn."""
    pairs = itertools.zip_longest(one, other)
    return [word for pair in pairs for word in pair if word is not None]


def pack(questions: int, seed: int = SEED) -> Pack:
    """Return a pack of so many questions; the same numbers give the same pack."""
    writer = Writer(random.Random(seed))  # noqa: S311 - nothing here is a secret
    topics, stages = _topics(writer), _stages(writer)
    frameworks, sources = _frameworks(writer), _sources(writer)
    maker = _Maker(writer, topics, stages, frameworks, sources)
    return Pack(
        schema_version="1.0",
        metadata=Metadata(
            id=f"bench-{questions}",
            title="A pack to measure with",
            version="1.0.0",
            language="en",
            license="CC0-1.0",
            authors=(Author(name="Nobody"),),
            description=writer.paragraph(2),
        ),
        topics=topics,
        stages=stages,
        frameworks=frameworks,
        sources=sources,
        questions=tuple(maker.question(number) for number in range(questions)),
    )


def _topics(writer: Writer) -> tuple[Topic, ...]:
    ids = [f"topic-{number}" for number in range(40)]
    return tuple(
        Topic(
            id=name,
            title=writer.sentence(2, 3, ""),
            parent=ids[number // 5] if number >= 8 else None,
        )
        for number, name in enumerate(ids)
    )


def _stages(writer: Writer) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            id=f"stage-{number}",
            title=writer.sentence(2, 3, ""),
            order=number,
            assesses=writer.paragraph(1),
        )
        for number in range(6)
    )


def _frameworks(writer: Writer) -> tuple[Framework, ...]:
    return tuple(
        Framework(
            id=f"framework-{number}",
            title=writer.sentence(1, 2, ""),
            steps=tuple(
                Step(title=writer.sentence(1, 2, ""), prompt=writer.sentence())
                for _ in range(4)
            ),
        )
        for number in range(5)
    )


def _sources(writer: Writer) -> tuple[Source, ...]:
    return tuple(
        Source(
            id=f"source-{number}",
            type=writer.draw.choice(list(SourceType)),
            title=writer.sentence(4, 8, ""),
            url=f"https://example.org/works/{number}",
        )
        for number in range(60)
    )


class _Maker:
    """Makes questions that refer to what else is in a pack."""

    def __init__(
        self,
        writer: Writer,
        topics: Sequence[Topic],
        stages: Sequence[Stage],
        frameworks: Sequence[Framework],
        sources: Sequence[Source],
    ) -> None:
        self.writer = writer
        self.topics = [one.id for one in topics]
        self.stages = [one.id for one in stages]
        self.frameworks = [one.id for one in frameworks]
        self.sources = [one.id for one in sources]

    def some(self, values: Sequence[str], most: int) -> tuple[str, ...]:
        """Return one or more of *values*, in the order of chance."""
        draw = self.writer.draw
        return tuple(draw.sample(values, draw.randint(1, most)))

    def question(self, number: int) -> Question:
        """Return the question of a number, which may name those before it."""
        writer, draw = self.writer, self.writer.draw
        kind = draw.choice(list(Kind))
        level = draw.randrange(len(Level))
        return Question(
            id=f"question-{number}",
            kind=kind,
            prompt=writer.sentence(9, 16, "?"),
            topics=self.some(self.topics, 2),
            difficulty=draw.choice(list(Difficulty)),
            levels=tuple(Level)[level : level + 2],
            roles=self.some(_ROLES, 3),
            stages=self.some(self.stages, 2),
            competencies=self.some(writer.names, 2),
            minutes=draw.choice((5, 10, 15, 30, 45)),
            tags=self.some(writer.names, 4),
            updated=TODAY - datetime.timedelta(days=draw.randrange(1000)),
            intent=writer.paragraph(1),
            framework=draw.choice(self.frameworks) if kind in _JUDGED else None,
            answers=self.answers(),
            follow_ups=tuple(
                FollowUp(
                    prompt=writer.sentence(6, 12, "?"),
                    answer=writer.paragraph(draw.randint(1, 2)),
                )
                for _ in range(draw.randint(1, 2))
            ),
            rubric=self.rubric() if kind in _JUDGED else None,
            related=tuple(
                {f"question-{draw.randrange(number)}": None for _ in range(2)}
                if number
                else ()
            ),
            sources=self.some(self.sources, 2),
        )

    def answers(self) -> tuple[Answer, ...]:
        """Return an answer to learn from, and one to avoid."""
        writer = self.writer
        good = Answer(
            kind=AnswerKind.SAMPLE,
            body=writer.body(),
            key_points=writer.several(2, 4),
            sources=self.some(self.sources, 2),
        )
        weak = Answer(kind=AnswerKind.WEAK, body=writer.paragraph(2))
        return good, weak

    def rubric(self) -> Rubric:
        """Return what to judge an answer by."""
        writer = self.writer
        return Rubric(
            anchors=Anchors(
                strong_no_hire=writer.sentence(),
                no_hire=writer.sentence(),
                hire=writer.sentence(),
                strong_hire=writer.sentence(),
            ),
            criteria=tuple(
                Criterion(text=text, points=writer.draw.randint(-5, 10))
                for text in writer.several(2, 4)
            ),
        )


MOST_YAML: Final = 1_000
"""The largest pack that is written as YAML, which takes long."""


def write(size: int, folder: Path) -> None:
    """Write a pack of so many questions into a folder, in each format."""
    # A test shows that nothing is wrong with a small one; to look again takes long.
    with attrs.validators.disabled():
        made = pack(size)
    for format in get_args(Format):
        if format != "yaml" or size <= MOST_YAML:
            text = dumps(made, format)
            path = folder / f"{size}.{format}"
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    # All that is made is kept to the end, which is near.
    gc.disable()
    write(int(sys.argv[1]), Path(sys.argv[2]))
