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
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from .._support import garbage
from ..document import (
    JSON,
    PACK_FILE,
    Document,
    Finding,
    codes,
    count_nodes,
    has_no_control_characters,
)
from ..errors import Problem, Report, Severity
from ..model import COLLECTIONS, NO_KEYS, Metadata, Pack
from ..model.converter import make_function
from .accepting import ENTITY_DEFINITIONS, Accept, Extent, acceptor
from .batches import SIZE, Batch, Entities, MarkupBudget
from .codes import UNKNOWN_MAJOR
from .contents import PackContents, entity_contents
from .explaining import Check, explain_entity, explain_rest
from .names import NameTable, stated_names
from .rule import Context, Rule, Scope
from .rules import rules
from .rules.unresolved import UNRESOLVED
from .versions import version_finding

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
    with garbage.paused():
        judged = _Judged.of(document, today, names)
    if judged is None:
        document = document.read_again()
        judged = _Judged.of(document, today, names)
        assert judged is not None  # noqa: S101 - nothing of it is left to be decoded
    finder = _Finder(judged, chosen, more, [r for r in rules() if r.scope in scopes])
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


# Accept and make -------------------------------------------------------------


@attrs.define(eq=False)
class _Judged:
    """A document, entity by entity.

    Args:
        document: The pack as plain data.
        today: The day on which it is checked.
        check: Against what it is checked, or None if nothing of it can be.
        version: What is to be said of its schema version.
        metadata: The metadata, unless the rest of the pack was refused.
        objects: The objects of each list.
        indexes: For each list of which entities were refused, the indexes of the others.
        refused: The refused entities, by the key of their list and their index.
        rest: The pack without the items of its lists.
        accepts_rest: Whether the schema accepted that.
        names: The names in it.
        larger: Whether it is a piece of a larger pack, the names of which these are.
    """

    document: Document
    today: datetime.date
    check: Check | None
    version: Finding | None
    metadata: Metadata | None = None
    objects: dict[str, list[Any]] = attrs.field(factory=dict)
    indexes: dict[str, list[int]] = attrs.field(factory=dict)
    refused: dict[tuple[str, int], JSON] = attrs.field(factory=dict)
    rest: JSON = None
    accepts_rest: bool = True
    names: NameTable = attrs.field(factory=NameTable)
    larger: bool = False

    @classmethod
    def of(
        cls, document: Document, today: datetime.date, names: NameTable | None
    ) -> "_Judged | None":
        """Return a document, entity by entity.

        Returns:
            None if there is a mistake in an entity that was decoded on its own: the
            document has to be read once more.
        """
        version, against = version_finding(document)
        judged = cls(document, today, against, version, larger=names is not None)
        if against is None or not (document.parts or document.rest is not None):
            return judged
        quotes = 0
        judged._take_rest()
        for key, listed in document.lists.items():
            found = judged._take_list(key, listed)
            if found is None:
                return None
            quotes += found
        split = document.split
        if split is not None and not split.has_all(quotes):
            return None
        judged.names = names or judged._names()
        return judged

    def _take_rest(self) -> None:
        """Accept what is no entity, and make the metadata."""
        rest = self.document.rest
        self.rest = rest
        if isinstance(rest, dict):
            self.rest = {**rest, **{key: [] for key in self.document.lists}}
        self.accepts_rest = self._accepts("pack", controlled=False)(self.rest)
        if self.accepts_rest and isinstance(rest, dict):
            stated: Any = rest["pack"]
            self.metadata = make_function(Metadata)(stated)

    def _accepts(self, name: str, *, controlled: bool) -> Accept:
        """Return what accepts all that may go on."""
        assert self.check is not None  # noqa: S101 - otherwise nothing is accepted
        extent: Extent = "newer" if self.check.newer else "extensions"
        version = self.check.version
        return acceptor(name, extent, version=version, controlled=controlled)

    def _take_list(self, key: str, listed: Sequence[JSON]) -> int | None:
        """Accept the entities of a list, and make objects of them.

        Returns:
            How many quotation marks they are written with, or None if one of them has to
            be read event by event.
        """
        assert self.check is not None  # noqa: S101 - otherwise nothing is accepted
        name, version = ENTITY_DEFINITIONS[key], self.check.version
        split, limits = self.document.split, self.document.limits
        outside = split.lists[key].depth if split is not None else 0
        inner = attrs.evolve(limits, depth=limits.depth - outside)
        controlled = self.controlled
        in_fields = acceptor(name, "fields", version=version, controlled=controlled)
        with_others = self._accepts(name, controlled=controlled)
        make = make_function(_CLASSES[key])
        made: list[Any] = []
        indexes: list[int] = []
        quotes, nodes = 0, 0
        try:
            entities = listed.decoded() if split is not None else ((e, 0) for e in listed)  # type: ignore[attr-defined]
            for index, (entity, number) in enumerate(entities):
                quotes += number
                if in_fields(entity):
                    made.append(make(entity))
                    indexes.append(index)
                    continue
                if split is not None:
                    # What the schema has no fields for may be as deep and as large as
                    # its author likes.
                    counted = count_nodes(entity, inner)
                    nodes += counted or 0
                    if counted is None or nodes > limits.nodes:
                        return None
                if with_others(entity):
                    made.append(make(entity))
                    indexes.append(index)
                else:
                    self.refused[key, index] = entity
        except (ValueError, RecursionError):
            if split is None:
                raise
            return None
        self.objects[key] = made
        if len(made) < len(listed):
            self.indexes[key] = indexes
        return quotes

    @functools.cached_property
    def budget(self) -> MarkupBudget:
        """How much Markdown may be parsed."""
        return MarkupBudget(self.document.limits.markup)

    @functools.cached_property
    def controlled(self) -> bool:
        """Whether it is known that no text has a control character."""
        split = self.document.split
        return split is not None and has_no_control_characters(split.source)

    def _names(self) -> NameTable:
        """Return the names of all entities, in their order."""
        names = NameTable()
        for kind, (key, cls) in COLLECTIONS.items():
            objects = self.objects.get(key, ())
            if key not in self.indexes:
                names.take_objects(kind, objects)
                continue
            accepted = dict(zip(self.indexes[key], objects, strict=True))
            for index in range(len(self.document.lists[key])):
                if index in accepted:
                    names.take_object(kind, accepted[index])
                    continue
                place = key, index
                contents = entity_contents(cls, place, self.refused[place])
                for stated in stated_names(contents):
                    names.take(stated)
        return names

    @functools.cached_property
    def refused_contents(self) -> PackContents:
        """What the refused entities hold."""
        return _joined(
            entity_contents(_CLASSES[key], (key, index), entity)
            for (key, index), entity in sorted(self.refused.items(), key=lambda i: i[0])
        )

    def batches(self) -> Iterator[Batch]:
        """Yield the objects, many of one class at a time."""
        if self.metadata is not None:
            yield Batch(Metadata, [self.metadata], self.today, self.budget)
        for key, entities in self.objects.items():
            for start in range(0, len(entities), SIZE):
                some = entities[start : start + SIZE]
                yield Batch(_CLASSES[key], some, self.today, self.budget)

    def places(self, entities: Iterable[Any]) -> list[tuple[str, int]]:
        """Return where objects are in the document."""
        wanted = {id(entity) for entity in entities}
        if not wanted:
            return []
        found = []
        if self.metadata is not None and id(self.metadata) in wanted:
            found.append(_METADATA)
        for key, made in self.objects.items():
            indexes = self.indexes.get(key)
            found += [
                (key, number if indexes is None else indexes[number])
                for number, entity in enumerate(made)
                if id(entity) in wanted
            ]
        return found

    def pack(self) -> Pack | None:
        """Return the pack, unless something in it was refused."""
        if self.metadata is None or self.refused:
            return None
        rest: Any = self.document.rest
        pack = Pack(schema_version=rest["schema_version"], metadata=self.metadata)
        for key, entities in self.objects.items():
            # Nobody has seen it yet, and what would be checked here has been.
            object.__setattr__(pack, key, tuple(entities))
        others = {key: value for key, value in rest.items() if key not in _FIELDS}
        object.__setattr__(pack, "extensions", others or NO_KEYS)
        return pack


_CLASSES: Final[Mapping[str, Any]] = dict(COLLECTIONS.values())
_FIELDS: Final = frozenset({"schema_version", "pack", *_CLASSES})
_METADATA: Final = ("", 0)
"""What stands for the metadata among the places of entities."""


# Rules -----------------------------------------------------------------------


class _Finder:
    """Finds what the schema and the rules object to."""

    def __init__(
        self,
        judged: _Judged,
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
            contents = _joined(map(self.contents_at, places))
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
        places += [p for p in judged.refused if _CLASSES[p[0]] in rule.looks_at]
        if not judged.accepts_rest and Metadata in rule.looks_at:
            places.append(_METADATA)
        return sorted(places, key=_place_order)

    def contents_at(self, place: tuple[str, int]) -> PackContents:
        """Return what an entity, or the metadata, holds as plain data."""
        if place not in self.contents:
            key, index = place
            if place == _METADATA:
                rest = self.document.rest
                stated = rest.get("pack") if isinstance(rest, dict) else None
                self.contents[place] = entity_contents(Metadata, ("pack",), stated)
            else:
                entity = self.document.lists[key][index]
                self.contents[place] = entity_contents(_CLASSES[key], place, entity)
        return self.contents[place]


_ORDER: Final = {"": -1, **{key: number for number, key in enumerate(_CLASSES)}}


def _place_order(place: tuple[str, int]) -> tuple[int, int]:
    return _ORDER[place[0]], place[1]


def _joined(several: Iterable[PackContents]) -> PackContents:
    nodes: list[Any] = []
    texts: list[Any] = []
    for contents in several:
        nodes += contents.nodes
        texts += contents.texts
    return PackContents(nodes, texts)


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
