"""The function `check`, which judges a pack and makes objects of it.

It has five steps, and no later step repeats the work of an earlier one:

1. Read the document. Its entities may not have been decoded yet.
2. Accept each entity that is valid by the compiled schema of the version that the pack
   states. Errors are explained for the refused entities only.
3. Make objects of the accepted entities.
4. Apply the rules. Each rule first clears objects that it cannot object to; then it
   examines the plain data of the others, and that of the refused entities.
5. Report the findings, with their positions, in order.
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
"""How many findings of one check are counted, as a multiple of the number of problems
that a report lists. A check is not asked for more."""

Chosen = Callable[[str], bool]
"""Returns True for the id of a code to look for."""

ALL_SCOPES: Final[tuple[Scope, ...]] = ("entity", "names", "texts")


@attrs.frozen(eq=False)
class Checked:
    """The result of checking a pack.

    Args:
        document: The pack as plain data.
        report: Its problems.
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
    """Return the problems of a document, and the pack; no content makes this raise.

    Args:
        document: The pack as plain data.
        today: The day on which the pack is checked; some rules need one.
        chosen: Returns True for the id of a code to look for; see `codes.chosen`.
        more: Findings of other checks, to be included unless the major version of the
            pack is unknown.
        names: The names of the whole pack, if the document is only a part of one.
        scopes: The scopes of the rules to apply.
        warnings: Whether to apply rules that only warn even if no error has been found.
    """
    with garbage.gc_paused():
        judged = JudgedPack.of(document, today, names)
    if judged is None:
        document = document.read_again()
        judged = JudgedPack.of(document, today, names)
        assert judged is not None  # noqa: S101 - all of it has been decoded
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
    """Collects the findings of the schema, the rules and other checks."""

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
        """Return the problems to list, and the number of the others."""
        document = self.document
        problems = list(document.problems)
        if not document.parts and document.rest is None:
            return problems, 0
        # A value that could not be read is null in the data. The problem of reading it is
        # enough; that null is not allowed there would be a second one.
        known = {(p.file, p.pointer) for p in problems if p.position is not None}
        warnings |= any(problem.severity is Severity.ERROR for problem in problems)
        findings = self.findings(warnings=warnings)
        located = document.locate(_first(document, findings))
        problems += [p for p in located if (p.file, p.pointer) not in known]
        return problems, len(findings) - len(located)

    def findings(self, *, warnings: bool) -> list[Finding]:
        """Return all findings in the content of the document."""
        version = self.judged.version
        if version is not None and version.code is UNKNOWN_MAJOR:
            return [version]
        findings = [finding for check in self.schema() for finding in self.some(check)]
        findings += self.of_rules([rule for rule in self.applied if not rule.only_warns])
        if warnings or findings or self.more:
            findings += self.of_rules([rule for rule in self.applied if rule.only_warns])
        findings += [finding for check in self.more for finding in self.some(check)]
        if not self.document.complete:
            findings = [f for f in findings if not _may_be_elsewhere(f)]
        return findings if version is None else [version, *findings]

    def some(self, check: Iterator[Finding]) -> Iterator[Finding]:
        """Yield the first findings of a check that have a chosen code."""
        findings = (finding for finding in check if self.chosen(finding.code.id))
        return itertools.islice(findings, self.most)

    def schema(self) -> Iterator[Iterator[Finding]]:
        """Yield a single check: the explanations of all that the schema refused."""
        judged = self.judged
        assert judged.check is not None  # noqa: S101 - as `findings` has asked
        check = judged.check
        if judged.accepts_rest and not judged.refused:
            return
        # It takes as long to import as all else does for a small pack.
        from .explaining import explain_entity, explain_rest

        explanations: list[Iterator[Finding]] = []
        if not judged.accepts_rest:
            explanations.append(explain_rest(self.document, judged.rest, check))
        explanations += (
            explain_entity(self.document, place, entity, check)
            for place, entity in judged.refused.items()
        )
        yield itertools.chain.from_iterable(explanations)

    def of_rules(self, applied: Sequence[Rule]) -> list[Finding]:
        """Return the findings of some rules."""
        in_doubt = self.in_doubt(applied)
        findings: list[Finding] = []
        for rule in applied:
            places = in_doubt[rule.name]
            contents = joined_contents(map(self.contents_at, places))
            if contents.nodes:
                context = Context(
                    self.document,
                    contents,
                    self.judged.today,
                    self.judged.names,
                    self.judged.budget,
                )
                findings += self.some(rule.find(context))
        return findings

    def in_doubt(self, applied: Sequence[Rule]) -> dict[str, list[tuple[str, int]]]:
        """Return for each rule the places of the entities that it does not clear."""
        judged = self.judged
        gathers = not judged.larger and any(rule.scope == "names" for rule in applied)
        each = [rule for rule in applied if self.clears_each(rule)]
        objects = self.in_doubt_each(each, gathers=gathers)
        entities = Entities(
            judged.objects, judged.names, judged.refused_contents, judged.indexes
        )
        for rule in applied:
            if self.clears_each(rule):
                continue
            if rule.clears is None or (rule.scope == "names" and judged.larger):
                objects[rule.name] = [
                    entity
                    for batch in judged.batches()
                    if batch.cls in rule.looks_at
                    for entity in batch.entities
                ]
            else:
                objects[rule.name] = [*rule.clears(entities)]
        return {rule.name: self.places(rule, objects[rule.name]) for rule in applied}

    @staticmethod
    def clears_each(rule: Rule) -> bool:
        """Return True if a rule can clear an entity without knowing the others."""
        return rule.clears is not None and rule.scope == "entity"

    def in_doubt_each(
        self, applied: Sequence[Rule], *, gathers: bool
    ) -> dict[str, list[Any]]:
        """Return for each of these rules the objects that it does not clear.

        Args:
            applied: Rules for which `clears_each` returns True.
            gathers: Whether to add the references to the names of the pack as well, to
                save another pass over all values.
        """
        objects: dict[str, list[Any]] = {rule.name: [] for rule in applied}
        for batch in self.judged.batches():
            for rule in applied:
                if batch.cls in rule.looks_at and rule.clears is not None:
                    objects[rule.name] += rule.clears(batch)
            for field, values in batch.columns if gathers else ():
                kind = (field.shape.item or field.shape).spec.ref
                if kind is not None:
                    self.judged.names.take_references(kind, values)
        return objects

    def places(self, rule: Rule, objects: Iterable[Any]) -> list[tuple[str, int]]:
        """Return the places of objects, and of refused entities that a rule looks at."""
        judged = self.judged
        places = judged.places(objects)
        places += [p for p in judged.refused if CLASSES[p[0]] in rule.looks_at]
        if not judged.accepts_rest and Metadata in rule.looks_at:
            places.append(METADATA)
        return sorted(places, key=_place_order)

    def contents_at(self, place: tuple[str, int]) -> PackContents:
        """Return the contents of an entity, or of the metadata."""
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
    """Return True if *finding* misses something that an unreadable file may have."""
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
    # In an archive it may be within a folder; an installed pack has another name.
    first.update(p.name for p in document.parts[:1] if Path(p.name).name == PACK_FILE)
    return functools.cache(
        lambda file: (file != name, file not in first, Path(file).parts)
    )


def _first(document: Document, findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return the findings to list: the first ones, up to the limit of the document.

    To look up the positions of the others as well would take time for nothing.
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
