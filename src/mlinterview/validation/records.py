"""Objects of the model from JSON, or from plain data, that surely keeps to the schema.

The plain way reads a file event by event, lets the schema pass explain what is wrong, and
structures the data with cattrs. This one is for what nothing is wrong with: `msgspec`
decodes one entity after the other, `jsonschema-rs` accepts it, and a function that is
written for its class makes the object. It takes about a tenth of the time, and half of
the memory, since the plain data of only one entity exists at a time. Whatever is unusual,
a key of somebody's own among it, is refused without a word, and goes the plain way; so
does everything where one of the two libraries is not installed. Objects of what is small
are made by `_checked`. Tests hold all ways to the same verdict and the same objects.
"""

import functools
import importlib
import itertools
import re
from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Any, Final, NamedTuple

import attrs

from ..document import JSON, OWN_TYPE, TYPE, Limits
from ..model import (
    COLLECTIONS,
    MARKDOWN_TEXT,
    NO_KEYS,
    SCHEMA_VERSION,
    TEXT_START,
    Entity,
    Field,
    Metadata,
    Pack,
    Slug,
    ValueKind,
    definition_name,
    fields_of,
    schema,
    shape,
)
from . import checked
from .checked import Unusual

_Data = dict[str, Any]

_HEADER: Final = ("schema_version", "pack")
_KINDS: Final = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
_Makers = Callable[[str], Callable[[Any, "Seen"], Any]]
"""Makes what makes the metadata, or the items of a list, by its key."""
_SPACE: Final = b" \t\r\n"

FEW: Final = 2**17
"""Up to how many characters the libraries take longer to import than they spare."""

_left: float = FEW
"""How many of them there are still to be in this process."""


class Seen:
    """What has been seen of a pack so far.

    Args:
        keys: How many keys there are in its objects.
        texts: How many texts: keys, and values that are text.
        lists: The lists of ids in it. Many questions have the same topics, roles or
            sources: a tenth of the memory of a pack, if each had them to itself.
    """

    __slots__ = ("keys", "lists", "texts")

    def __init__(self) -> None:
        self.keys = 0
        self.texts = 0
        self.lists: dict[tuple[str, ...], tuple[str, ...]] = {}

    def see(self, keys: int, values: int = 0) -> None:
        """Count keys, and values of theirs that are text."""
        self.keys += keys
        self.texts += keys + values


@attrs.frozen(eq=False, repr=False)
class Maker:
    """Makes objects of one class of plain data that keeps to the schema.

    Args:
        accepts: Says whether the schema has nothing against it, `x-` keys aside.
        make: Makes the object, or raises `Unusual`.
    """

    accepts: Callable[[_Data], bool]
    make: "_Make"

    def __call__(self, data: Any, seen: Seen) -> Any:
        """Return the object.

        Raises:
            Unusual: If it does not surely keep to the schema.
        """
        if type(data) is not dict or not self.accepts(data):
            raise Unusual
        return self.make(data, seen)


_Make = Callable[[_Data, Seen], Any]


# Plain data ------------------------------------------------------------------


def from_data(data: JSON, *, size: float) -> Pack | None:
    """Return the pack that plain *data* stands for, if it surely keeps to the schema.

    Args:
        data: The data.
        size: How many characters it was written in. As long as those of all packs so far
            `are_few`, the validators of the model make the objects.
    """
    global _left
    maker = _by_validators if are_few(size) else _strict
    if maker is _by_validators:
        _left -= size
    try:
        return _from_data(data, maker)
    except Unusual:
        return None


def _strict(key: str) -> Callable[[Any, Seen], Any]:
    return _maker(_CLASSES[key], tame=False)


def are_few(size: float) -> bool:
    """Say whether it is not yet worth while to import the libraries for so much more."""
    return size <= _left


def _by_validators(key: str) -> Callable[[Any, Seen], Any]:
    cls = _CLASSES[key]
    return lambda data, _seen: checked.make(cls, data)


def _from_data(data: JSON, maker: _Makers) -> Pack:
    if type(data) is not dict or not data.keys() <= _KINDS.keys() | set(_HEADER):
        raise Unusual
    lists: dict[str, list[Any]] = {}
    for key in _KINDS.keys() & data.keys():
        listed = data[key]
        if not isinstance(listed, list):
            raise Unusual
        lists[key] = listed
    seen = Seen()
    made = {
        key: tuple(map(maker(key), listed, itertools.repeat(seen)))
        for key, listed in lists.items()
    }
    metadata = maker("pack")(data.get("pack"), seen)
    return _pack(data, metadata, made)


def _pack(
    header: Mapping[str, Any],
    metadata: Metadata,
    made: Mapping[str, tuple[Entity, ...]],
) -> Pack:
    """Return the pack of a header and of entities that keep to the schema."""
    # A newer version is warned of, and one that is no version is an error.
    if header.get("schema_version") != SCHEMA_VERSION:
        raise Unusual
    pack = Pack(schema_version=SCHEMA_VERSION, metadata=metadata)
    for key, entities in made.items():
        # Nobody has seen it yet, and what would be checked here has been.
        object.__setattr__(pack, key, entities)
    return pack


# JSON ------------------------------------------------------------------------


def from_json(source: bytes, limits: Limits) -> Pack | None:
    """Return the pack that JSON holds, if that is surely without mistake."""
    try:
        return _from_json(source, limits)
    except Unusual:
        return None


def _from_json(source: bytes, limits: Limits) -> Pack:
    decoder = _decoder()
    seen = Seen()
    made: dict[str, tuple[Entity, ...]] = {}
    tame = is_tame(source)
    whole = decoder.whole(source)
    header = {key: getattr(whole, key) for key in _HEADER}
    metadata = _maker(Metadata, tame=tame)(header["pack"], seen)
    for key in _KINDS:
        items = getattr(whole, key)
        if type(items) is not list:
            continue  # It is not there.
        maker = _maker(_CLASSES[key], tame=tame)
        entities = []
        # What has been read is let go.
        items.reverse()
        while items:
            entities.append(maker(decoder.value(items.pop()), seen))
        made[key] = tuple(entities)
    seen.see(len(header) + len(made), values=1)
    if not has_all(source, seen, limits):
        raise Unusual
    return _pack(header, metadata, made)


def from_jsonl(source: bytes, limits: Limits) -> Pack | None:
    """Return the pack that JSON Lines hold, if they are surely without mistake."""
    try:
        return _from_jsonl(source, limits)
    except Unusual:
        return None


def _from_jsonl(source: bytes, limits: Limits) -> Pack:
    seen = Seen()
    found: dict[str, list[Entity]] = {}
    lines = (line for line in source.split(b"\n") if line.strip(_SPACE))
    header, metadata = _header_of(next(lines, b""), seen)
    for line in lines:
        kind, entity = entity_of(line, seen)
        found.setdefault(COLLECTIONS[kind][0], []).append(entity)
    if not has_all(source, seen, limits):
        raise Unusual
    return _pack(header, metadata, {key: tuple(one) for key, one in found.items()})


def _header_of(line: bytes, seen: Seen) -> tuple[_Data, Metadata]:
    """Return the header that a line holds, and the metadata in it."""
    header = _decoder().value(line)
    if type(header) is not dict or header.keys() != set(_HEADER):
        raise Unusual
    seen.see(len(header), values=1)
    return header, _maker(Metadata, tame=False)(header["pack"], seen)


def entity_of(line: bytes, seen: Seen) -> tuple[str, Entity]:
    """Return the type of the entity on a line, and the entity.

    Args:
        line: The line.
        seen: Takes what has been seen.

    Raises:
        Unusual: If it does not surely keep to the schema.
    """
    data = _decoder().value(line)
    kind = data.pop(TYPE, None) if type(data) is dict else None
    if type(kind) is not str or kind not in COLLECTIONS:
        raise Unusual
    if (own := OWN_TYPE.get(kind)) is not None and own in data:
        data[TYPE] = data.pop(own)
    seen.see(1, values=1)
    maker = _maker(_CLASSES[COLLECTIONS[kind][0]], tame=is_tame(line))
    entity: Entity = maker(data, seen)
    return kind, entity


def is_tame(source: bytes) -> bool:
    """Say whether surely no text in JSON has a control character but breaks and tabs.

    Two fifths of the time of the schema is one look at each character of every block of
    Markdown, for that alone. Bytes are passed over at once up to those that may stand for
    one; the decoder refuses those below a space.
    """
    if b"\x7f" in source or (b"\xc2" in source and _HIGH_CONTROL.search(source)):
        return False
    if _WILD.search(source) is None:
        return True
    # It may be TeX, whose macros follow a backslash that is escaped itself.
    return not _ANY.search(source) and {*_PAIRED.findall(source)} <= {rb"\\"}


_HIGH_CONTROL: Final = re.compile(rb"\xc2[\x80-\x9f]")
_WILD: Final = re.compile(rb"\\[bfru]")
_ANY: Final = re.compile(rb"\\u[0-9A-Fa-f]{4}")
_PAIRED: Final = re.compile(rb"\\[\\bfr]")


def has_all(source: bytes, seen: Seen, limits: Limits) -> bool:
    """Say whether nothing in JSON has got lost, and there is not too much of it.

    A key may stand twice in one object. A decoder keeps the last of the two without a
    word, so that fewer texts come out than went in. Each has two quotation marks around
    it, and within a text a quotation mark has a backslash before it.
    """
    if 2 * seen.keys > limits.nodes:
        return False
    inside = _ESCAPED.findall(source).count(rb"\"") if b"\\" in source else 0
    return source.count(b'"') - inside == 2 * seen.texts


# A backslash that another one stands before escapes nothing.
_ESCAPED: Final = re.compile(rb"\\[\\\"]")


# What makes it ---------------------------------------------------------------


class _Decoder(NamedTuple):
    """Decodes JSON strictly; what is no JSON is `Unusual`.

    Args:
        whole: Decodes a pack, whose entities are left as they are written.
        value: Decodes any value.
    """

    whole: Callable[[bytes], Any]
    value: Callable[[bytes], Any]


@functools.cache
def _decoder() -> _Decoder:
    msgspec = _library("msgspec")
    wrong = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

    def decoder(*of: Any) -> Callable[[bytes], Any]:
        decode = msgspec.json.Decoder(*of).decode

        def decoded(source: bytes) -> Any:
            try:
                return decode(source)
            except wrong as error:
                raise Unusual from error

        return decoded

    # Not made until here, since the library may not be there.
    items: Any = GenericAlias(list, (msgspec.Raw,))
    kinds = {**dict.fromkeys(_HEADER, Any), **dict.fromkeys(_KINDS, items)}
    fields = [(key, kind, msgspec.UNSET) for key, kind in kinds.items()]
    whole = msgspec.defstruct("Whole", fields, forbid_unknown_fields=True)
    return _Decoder(decoder(whole), decoder())


def _library(name: str) -> Any:
    """Return a library that not every platform has."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Unusual from error


_CLASSES: Final[Mapping[str, Any]] = {"pack": Metadata, **dict(COLLECTIONS.values())}
"""The classes of the metadata and of the items of each list, by their keys."""


@functools.cache
def _maker(cls: Any, *, tame: bool) -> Maker:
    """Return what makes the objects of a class, maybe only of what `is_tame`."""
    rs = _library("jsonschema_rs")
    stated = _plain_schema(cls, tame=tame)
    accepts = rs.Draft202012Validator(stated, validate_formats=True).is_valid
    return Maker(accepts, _making(cls))


def _plain_schema(cls: type, *, tame: bool) -> dict[str, Any]:
    """Return the schema of a class, with all it refers to inside and without `x-` keys.

    An end that refuses a line break is what ``$`` means to the engine anyway. Without
    the lookahead it can use one that never goes back, three times as fast.
    """
    definitions = schema()["$defs"]

    def plain(stated: _Data) -> _Data:
        """Return the schema of a value."""
        if "$ref" in stated:
            stated = {**definitions[stated["$ref"].rpartition("/")[2]], **stated}
        kept = {key: value for key, value in stated.items() if key not in _UNUSED}
        if "pattern" in kept:
            pattern = kept["pattern"]
            if tame and pattern == MARKDOWN_TEXT:
                pattern = TEXT_START
            kept["pattern"] = pattern.replace(r"(?!\n)", "")
        if "items" in kept:
            kept["items"] = plain(kept["items"])
        if "properties" in kept:
            kept["properties"] = {k: plain(v) for k, v in kept["properties"].items()}
        return kept

    return plain(definitions[definition_name(cls)])


_UNUSED: Final = ("$ref", "description", "examples", "default", "patternProperties")


@functools.cache
def _making(cls: Any) -> _Make:
    """Return a function that makes objects of a class without checking them again.

    What comes here has been accepted by the schema, and the validators of the fields
    would take ten times as long as all else. So the function is written here, line by
    line, as attrs writes ``__init__``: `msgspec.convert`, which asks each object for
    every field that is not stated, takes half as long again.
    """
    names: dict[str, Any] = {"cls": cls, "new": cls.__new__, "NO_KEYS": NO_KEYS}
    names["put_extensions"] = cls.extensions.__set__
    lines = [
        "made = new(cls)",
        "share = seen.lists.setdefault",
        "texts = 2 * len(data)",
        "put_extensions(made, NO_KEYS)",
    ]
    for field in fields_of(cls):
        name, key = field.name, repr(field.key)
        # The class is frozen; its slots are not.
        names[f"put_{name}"] = getattr(cls, name).__set__
        names[f"default_{name}"] = field.default
        names[f"make_{name}"], value, texts = _made_of(field)
        there = [f"value = data[{key}]", *texts, f"put_{name}(made, {value})"]
        if field.required:
            lines += there
        else:
            lines += [f"if {key} in data:", *(f"    {line}" for line in there)]
            lines += ["else:", f"    put_{name}(made, default_{name})"]
    lines += ["seen.keys += len(data)", "seen.texts += texts"]
    body = "".join(f"    {line}\n" for line in lines)
    # All of it comes from the model, and nothing from a file.
    exec(f"def make(data, seen):\n{body}    return made", names)  # noqa: S102
    make: _Make = names["make"]
    return make


def _made_of(field: Field) -> tuple[Any, str, list[str]]:
    """Return what a value is made by, how that is written, and how texts are counted."""
    make = f"make_{field.name}"
    item = field.shape.item
    shape = item or field.shape
    is_text = shape.kind in ("string", "date", "enum")
    texts = [] if is_text else ["texts -= 1"]
    if shape.kind == "object":
        made = _making(shape.type)
        if item is not None:
            return made, f"tuple([{make}(one, seen) for one in value])", texts
        return made, f"{make}(value, seen)", texts
    convert = _CONVERTED[shape.kind](shape.type) if shape.kind in _CONVERTED else None
    if item is None:
        return convert, "value" if convert is None else f"{make}(value)", texts
    texts = ["texts += len(value) - 1"] if is_text else texts
    if convert is not None:
        return convert, f"tuple(map({make}, value))", texts
    is_name = item.spec.pattern == _SLUG and item.spec.ref != "question"
    return None, "share(one := tuple(value), one)" if is_name else "tuple(value)", texts


def _whole(value: float) -> int:
    """Return a whole number; the schema accepts one that is written as 5.0, too."""
    if type(value) is not int:
        raise Unusual
    return value


_SLUG: Final = shape(Slug).spec.pattern
_CONVERTED: Final[Mapping[ValueKind, Callable[[Any], Callable[[Any], Any]]]] = {
    "enum": lambda cls: {one.value: one for one in cls}.__getitem__,
    "date": lambda cls: cls.fromisoformat,
    "integer": lambda _cls: _whole,
}
"""What a value that is not plain is made by, for each type."""
