"""Objects of the model from JSON, or from plain data, that surely keeps to the schema.

The plain way reads a file event by event, lets the schema pass explain what is wrong, and
structures the data with cattrs. This one is for what nothing is wrong with: `msgspec`
decodes one entity after the other, `jsonschema-rs` accepts it, and a function that is
written for its class makes the object. It takes about a tenth of the time, and half of
the memory, since the plain data of only one entity exists at a time. Whatever is unusual,
a key of somebody's own among it, is refused without a word, and goes the plain way; so
does everything where one of the two libraries is not installed. Tests hold the two ways
to the same verdict and the same objects.
"""

import functools
import importlib
import itertools
import re
from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Any, Final, NamedTuple

import attrs

from . import _checked
from ._checked import Unusual
from ._spec import Field, Kind, fields_of, shape
from .document import JSON, OWN_TYPE, TYPE, Limits
from .model import COLLECTIONS, NO_KEYS, SCHEMA_VERSION, Entity, Metadata, Pack, Slug
from .schemas import definition_name, schema

_Data = dict[str, Any]

_HEADER: Final = ("schema_version", "pack")
_KINDS: Final = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
_Makers = Callable[[str], Callable[[Any, "Seen"], Any]]
"""Makes what makes the metadata, or the items of a list, by its key."""
_SPACE: Final = b" \t\r\n"

SMALL: Final = 2**17
"""Up to how many characters the libraries take longer to import than they spare."""


class Seen:
    """What has been seen of a pack so far.

    Args:
        keys: How many keys there are in its objects.
        lists: The lists of ids in it. Many questions have the same topics, roles or
            sources: a tenth of the memory of a pack, if each had them to itself.
    """

    __slots__ = ("keys", "lists")

    def __init__(self) -> None:
        self.keys = 0
        self.lists: dict[tuple[str, ...], tuple[str, ...]] = {}


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
        size: How many characters it was written in. Of what is `SMALL`, the validators of
            the model make the objects.
    """
    try:
        return _from_data(data, _of_small if size <= SMALL else _maker)
    except Unusual:
        return None


def _of_small(key: str) -> Callable[[Any, Seen], Any]:
    cls = _CLASSES[key]
    return lambda data, _seen: _checked.make(cls, data)


def _from_data(data: JSON, maker: _Makers) -> Pack:
    if type(data) is not dict or not data.keys() <= _KINDS.keys() | set(_HEADER):
        raise Unusual
    lists = {key: data[key] for key in _KINDS if key in data}
    if not all(type(listed) is list for listed in lists.values()):
        raise Unusual
    seen = Seen()
    made = {
        key: tuple(map(maker(key), listed, itertools.repeat(seen)))  # type: ignore[arg-type]
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
    whole = decoder.whole(source)
    header = {key: getattr(whole, key) for key in _HEADER}
    metadata = _maker("pack")(header["pack"], seen)
    for key in _KINDS:
        items = getattr(whole, key)
        if type(items) is not list:
            continue  # It is not there.
        maker = _maker(key)
        entities = []
        # What has been read is let go.
        items.reverse()
        while items:
            entities.append(maker(decoder.value(items.pop()), seen))
        made[key] = tuple(entities)
    _check_keys(source, len(header) + len(made) + seen.keys, limits)
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
    _check_keys(source, seen.keys, limits)
    return _pack(header, metadata, {key: tuple(one) for key, one in found.items()})


def _header_of(line: bytes, seen: Seen) -> tuple[_Data, Metadata]:
    """Return the header that a line holds, and the metadata in it."""
    header = _decoder().value(line)
    if type(header) is not dict or header.keys() != set(_HEADER):
        raise Unusual
    seen.keys += len(header)
    return header, _maker("pack")(header["pack"], seen)


def entity_of(line: bytes, seen: Seen) -> tuple[str, Entity]:
    """Return the type of the entity on a line, and the entity.

    Raises:
        Unusual: If it does not surely keep to the schema.
    """
    data = _decoder().value(line)
    kind = data.pop(TYPE, None) if type(data) is dict else None
    if type(kind) is not str or kind not in COLLECTIONS:
        raise Unusual
    if (own := OWN_TYPE.get(kind)) is not None and own in data:
        data[TYPE] = data.pop(own)
    seen.keys += 1
    entity: Entity = _maker(COLLECTIONS[kind][0])(data, seen)
    return kind, entity


def _check_keys(source: bytes, keys: int, limits: Limits) -> None:
    """Refuse JSON in which a key may stand twice in one object.

    A decoder keeps the last of the two without a word, so that fewer keys come out than
    went in. In JSON a key is followed by a quotation mark and a colon, if nobody writes a
    space between the two, and within a text a quotation mark has a backslash before it.
    """
    if 2 * keys > limits.nodes or not has_so_many_keys(source, keys):
        raise Unusual


def has_so_many_keys(source: bytes, keys: int) -> bool:
    """Say whether JSON surely has just so many keys."""
    may_part = any(space in source and space + b":" in source for space in _SPACES)
    if may_part and _PARTED.search(source):
        return False
    found = source.count(b'":')
    # There are no fewer keys than have come out, so that texts have no part in these.
    return keys == found or keys == found - source.count(b'\\":')


_SPACES: Final = (b" ", b"\t", b"\n", b"\r")
# It starts with a sign, so that the search passes over all others at once.
_PARTED: Final = re.compile(rb'"(?<!\\")[ \t\n\r]+:')


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


def _maker(key: str) -> Maker:
    """Return what makes the metadata, or the items of a list, by its key."""
    return _maker_of(_CLASSES[key])


@functools.cache
def _maker_of(cls: type) -> Maker:
    """Return what makes the objects of a class."""
    rs = _library("jsonschema_rs")
    accepts = rs.Draft202012Validator(_plain_schema(cls), validate_formats=True).is_valid
    return Maker(accepts, _making(cls))


def _plain_schema(cls: type) -> dict[str, Any]:
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
            kept["pattern"] = kept["pattern"].replace(r"(?!\n)", "")
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
        "seen.keys += len(data)",
        "share = seen.lists.setdefault",
        "put_extensions(made, NO_KEYS)",
    ]
    for field in fields_of(cls):
        name = field.name
        # The class is frozen; its slots are not.
        names[f"put_{name}"] = getattr(cls, name).__set__
        names[f"default_{name}"] = field.default
        names[f"make_{name}"], value = _made_of(field)
        if not field.required:
            value = f"{value} if {field.key!r} in data else default_{name}"
        lines.append(f"put_{name}(made, {value})")
    body = "".join(f"    {line}\n" for line in lines)
    # All of it comes from the model, and nothing from a file.
    exec(f"def make(data, seen):\n{body}    return made", names)  # noqa: S102
    make: _Make = names["make"]
    return make


def _made_of(field: Field) -> tuple[Any, str]:
    """Return what a value of a field is made by, and how that is written."""
    make, stated = f"make_{field.name}", f"data[{field.key!r}]"
    item = field.shape.item
    shape = item or field.shape
    if shape.kind == "object":
        made = _making(shape.type)
        if item is not None:
            return made, f"tuple([{make}(one, seen) for one in {stated}])"
        return made, f"{make}({stated}, seen)"
    convert = _CONVERTED[shape.kind](shape.type) if shape.kind in _CONVERTED else None
    if convert is not None:
        each = f"tuple(map({make}, {stated}))"
        return convert, each if item is not None else f"{make}({stated})"
    if item is None:
        return None, stated
    is_name = item.spec.pattern == _SLUG and item.spec.ref != "question"
    return None, f"share(one := tuple({stated}), one)" if is_name else f"tuple({stated})"


def _whole(value: float) -> int:
    """Return a whole number; the schema accepts one that is written as 5.0, too."""
    if type(value) is not int:
        raise Unusual
    return value


_SLUG: Final = shape(Slug).spec.pattern
_CONVERTED: Final[Mapping[Kind, Callable[[Any], Callable[[Any], Any]]]] = {
    "enum": lambda cls: {one.value: one for one in cls}.__getitem__,
    "date": lambda cls: cls.fromisoformat,
    "integer": lambda _cls: _whole,
}
"""What a value that is not plain is made by, for each type."""
