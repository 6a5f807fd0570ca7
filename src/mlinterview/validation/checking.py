"""The one way in which a pack is checked, and made into objects.

`check` takes a document through five steps. What each finds is not looked for again:

1. Read: the document, whose entities may not have been decoded yet.
2. Accept: each entity by the compiled schema of the version that the pack states. What it
   refuses is explained; the others go on.
3. Make: objects of the accepted entities.
4. Rules: each is shown the plain data of the entities that it did not clear as objects,
   and of those that were refused.
5. Report: what was found, located and sorted.
"""

import datetime
import functools
import heapq
import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from .._support import garbage
from ..document import (
    PACK_FILE,
    Document,
    Finding,
    codes,
)
from ..errors import Problem, Report, Severity
from ..model import Metadata, Pack
from .batches import Entities
from .codes import UNKNOWN_MAJOR
from .contents import PackContents, entity_contents, joined_contents
from .judged import CLASSES, METADATA, JudgedPack
from .names import NameTable
from .rule import Context, Rule, Scope
from .rules import all_rules
from .rules.unresolved import UNRESOLVED

SURPLUS: Final = 5
"""How many times the number of problems that are listed each check may find; the
rest is not looked for."""

Chosen = Callable[[str], bool]
"""Returns True for the id of a code that is asked for."""

ALL_SCOPES: Final[tuple[Scope, ...]] = ("entity", "names", "texts")


@attrs.frozen(eq=False)
class Checked:
    """What checking a pack comes to.

    Args:
        document: The pack as plain data.
        report: What is wrong with it.
        pack: The pack as objects, or None if there is an error.
    """

    document: Document
    report: Report
    pack: Pack | None


def check(
    document: Document,
    *,
    today: datetime.date,
    chosen: Chosen = lambda code: True,
    more: Iterable[Iterator[Finding]] = (),
    names: NameTable | None = None,
    scopes: Container[Scope] = ALL_SCOPES,
    warnings: bool = True,
) -> Checked:
    """Return what is wrong with a document, and its pack; never raise on its content.

    Args:
        document: The pack as plain data.
        today: The day on which it is checked; some rules need one.
        chosen: Which codes to look for; see `codes.chosen`.
        more: What else there is to find in a document of a known version.
        names: The names of the larger pack that it is a piece of, if it is one.
        scopes: The scopes of the rules to apply.
        warnings: Whether to look for warnings in a pack without an error.
    """
    with garbage.gc_paused():
        judged = JudgedPack.of(document, today, names)
    if judged is None:
        document = document.read_again()
        judged = JudgedPack.of(document, today, names)
        assert judged is not None  # noqa: S101 - nothing of it is left to be decoded
    finder = _Finder(judged, chosen, more, [r for r in all_rules() if r.scope in scopes])
    problems, omitted = finder.problems(warnings=warnings)
    problems = [problem for problem in problems if chosen(problem.code)]
    problems.sort(key=_order(document))
    most = document.limits.problems
    report = Report(
        name=document.name,
        problems=tuple(map(document.problem_in_whole, problems[:most])),
        omitted=omitted + max(0, len(problems) - most),
    )
    return Checked(document, report, judged.pack() if report.ok else None)


# Rules -----------------------------------------------------------------------


class _Finder:
    """Finds what the schema and the rules object to."""

    def __init__(
        self,
        judged: JudgedPack,
        chosen: Chosen,
        more: Iterable[Iterator[Finding]],
        applied: Sequence[Rule],
    ) -> None:
        self.judged = judged
        self.document = judged.document
        self.chosen = chosen
        self.more = more
        self.applied = [
            rule for rule in applied if any(chosen(code.id) for code in rule.codes)
        ]
        self.most = self.document.limits.problems * SURPLUS
        self.contents: dict[tuple[str, int], PackContents] = {}

    def problems(self, *, warnings: bool) -> tuple[list[Problem], int]:
        """Return the problems, and how many more there are."""
        document = self.document
        problems = list(document.problems)
        if not document.parts and document.rest is None:
            return problems, 0
        # A value that could not be read is null in the data; one message is enough.
        known = {(p.file, p.pointer) for p in problems if p.position is not None}
        warnings |= any(problem.severity is Severity.ERROR for problem in problems)
        findings = self.findings(warnings=warnings)
        found = document.locate(_first(document, findings))
        problems += [p for p in found if (p.file, p.pointer) not in known]
        return problems, len(findings) - len(found)

    def findings(self, *, warnings: bool) -> list[Finding]:
        """Return what is wrong with the content of a document that could be read."""
        version = self.judged.version
        if version is not None and version.code is UNKNOWN_MAJOR:
            return [version]
        found = [finding for check in self.schema() for finding in self.some(check)]
        found += self.of_rules([rule for rule in self.applied if not rule.only_warns])
        if warnings or found or self.more:
            found += self.of_rules([rule for rule in self.applied if rule.only_warns])
        found += [finding for check in self.more for finding in self.some(check)]
        if not self.document.complete:
            found = [finding for finding in found if not _may_be_elsewhere(finding)]
        return found if version is None else [version, *found]

    def some(self, check: Iterator[Finding]) -> Iterator[Finding]:
        """Return what a check finds first, of what is asked for."""
        asked = (finding for finding in check if self.chosen(finding.code.id))
        return itertools.islice(asked, self.most)

    def schema(self) -> Iterator[Iterator[Finding]]:
        """Yield what explains what the schema refused."""
        judged = self.judged
        assert judged.check is not None  # noqa: S101 - as `findings` has asked
        against = judged.check
        if judged.accepts_rest and not judged.refused:
            return
        # It takes as long to import as all else does for a small pack.
        from .explaining import explain_entity, explain_rest

        explained: list[Iterator[Finding]] = []
        if not judged.accepts_rest:
            explained.append(explain_rest(self.document, judged.rest, against))
        explained += (
            explain_entity(self.document, place, entity, against)
            for place, entity in judged.refused.items()
        )
        yield itertools.chain.from_iterable(explained)

    def of_rules(self, applied: Sequence[Rule]) -> list[Finding]:
        """Return what rules find."""
        doubts = self.doubts(applied)
        found: list[Finding] = []
        for rule in applied:
            places = doubts[rule.name]
            contents = joined_contents(map(self.contents_at, places))
            if contents.nodes:
                context = Context(
                    self.document,
                    contents,
                    self.judged.today,
                    self.judged.names,
                    self.judged.budget,
                )
                found += self.some(rule.find(context))
        return found

    def doubts(self, applied: Sequence[Rule]) -> dict[str, list[tuple[str, int]]]:
        """Return for each rule the places of the entities that it has to look at."""
        judged = self.judged
        gathers = not judged.larger and any(rule.scope == "names" for rule in applied)
        each = [rule for rule in applied if self.clears_each(rule)]
        unsure = self.by_entity(each, gathers=gathers)
        entities = Entities(
            judged.objects, judged.names, judged.refused_contents, judged.indexes
        )
        for rule in applied:
            if self.clears_each(rule):
                continue
            if rule.clears is None or (rule.scope == "names" and judged.larger):
                unsure[rule.name] = [
                    entity
                    for batch in judged.batches()
                    if batch.cls in rule.looks_at
                    for entity in batch.entities
                ]
            else:
                unsure[rule.name] = [*rule.clears(entities)]
        return {rule.name: self.places(rule, unsure[rule.name]) for rule in applied}

    @staticmethod
    def clears_each(rule: Rule) -> bool:
        """Return True if a rule clears each entity by itself."""
        return rule.clears is not None and rule.scope == "entity"

    def by_entity(
        self, applied: Sequence[Rule], *, gathers: bool
    ) -> dict[str, list[Any]]:
        """Return for each of some rules the objects that it does not clear.

        Args:
            applied: The rules.
            gathers: Whether to gather the references as well, since all values are at
                hand here.
        """
        unsure: dict[str, list[Any]] = {rule.name: [] for rule in applied}
        for batch in self.judged.batches():
            for rule in applied:
                if batch.cls in rule.looks_at and rule.clears is not None:
                    unsure[rule.name] += rule.clears(batch)
            for field, values in batch.columns if gathers else ():
                kind = (field.shape.item or field.shape).spec.ref
                if kind is not None:
                    self.judged.names.take_references(kind, values)
        return unsure

    def places(self, rule: Rule, unsure: Iterable[Any]) -> list[tuple[str, int]]:
        """Return the places of objects, and of what was refused that a rule looks at."""
        judged = self.judged
        places = judged.places(unsure)
        places += [p for p in judged.refused if CLASSES[p[0]] in rule.looks_at]
        if not judged.accepts_rest and Metadata in rule.looks_at:
            places.append(METADATA)
        return sorted(places, key=_place_order)

    def contents_at(self, place: tuple[str, int]) -> PackContents:
        """Return what an entity, or the metadata, holds as plain data."""
        if place not in self.contents:
            key, index = place
            if place == METADATA:
                rest = self.document.rest
                stated = rest.get("pack") if isinstance(rest, dict) else None
                self.contents[place] = entity_contents(Metadata, ("pack",), stated)
            else:
                entity = self.document.lists[key][index]
                self.contents[place] = entity_contents(CLASSES[key], place, entity)
        return self.contents[place]


_ORDER: Final = {"": -1, **{key: number for number, key in enumerate(CLASSES)}}


def _place_order(place: tuple[str, int]) -> tuple[int, int]:
    return _ORDER[place[0]], place[1]


def _may_be_elsewhere(finding: Finding) -> bool:
    """Return True if what *finding* misses may be in a file that could not be read."""
    at_top = finding.code is codes.MISSING_KEY and not finding.path
    return at_top or finding.code is UNRESOLVED


# Report ----------------------------------------------------------------------


def _order(document: Document) -> Callable[[Problem], tuple[Any, ...]]:
    """Return a sort key: the order of files, then the place within the file."""
    rank = _file_order(document)

    def key(problem: Problem) -> tuple[Any, ...]:
        return rank(problem.file), problem.line or 0, problem.column or 0, problem.code

    return key


def _file_order(document: Document) -> Callable[[str], tuple[Any, ...]]:
    """Return a sort key for the names of files."""
    name = document.name
    first = {name, str(Path(name, PACK_FILE))}
    # In an archive it may be within a folder; an installed pack has a name of its own.
    first.update(p.name for p in document.parts[:1] if Path(p.name).name == PACK_FILE)
    return functools.cache(
        lambda file: (file != name, file not in first, Path(file).parts)
    )


def _first(document: Document, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return as many findings as are listed at most, those that come first.

    To find out where they stand takes time, and the others are only counted.
    """
    most = document.limits.problems
    if len(findings) <= most:
        return findings
    if not document.parts:
        return findings[:most]
    file_rank = _file_order(document)

    def rank(finding: Finding) -> tuple[Any, ...]:
        part, path = document.origin(finding.path) or (document.parts[0], ())
        return file_rank(part.name), part.rank(path)

    return heapq.nsmallest(most, findings, key=rank)
