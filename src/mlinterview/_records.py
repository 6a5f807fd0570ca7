"""Objects of the model from JSON, or from plain data, that surely keeps to the schema.

The plain way reads a file event by event, lets the schema pass explain what is wrong, and
structures the data with cattrs. This one is for what nothing is wrong with: `msgspec`
decodes one entity after the other, `jsonschema-rs` accepts it, and `msgspec` makes the
object. It takes about a tenth of the time, and half of the memory, since the plain data
of only one entity exists at a time. Whatever is unusual, a key of somebody's own among
it, is refused without a word, and goes the plain way; so does everything where one of
the two libraries is not installed. Tests hold the two ways to the same verdict and the
same objects.
"""

import functools
import importlib
import operator
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from types import GenericAlias
from typing import Any, Final, NamedTuple

import attrs

from . import _checked
from ._checked import Unusual
from ._spec import fields_of, shape
from .document import JSON, OWN_TYPE, TYPE, Limits
from .model import COLLECTIONS, SCHEMA_VERSION, Entity, Metadata, Pack, Slug
from .schemas import definition_name, schema

_Data = dict[str, Any]

_HEADER: Final = ("schema_version", "pack")
_KINDS: Final = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
_Makers = Callable[[str], Callable[[Any], Any]]
"""Makes what makes the metadata, or the items of a list, by its key."""
_SPACE: Final = b" \t\r\n"

SMALL: Final = 2**17
"""Up to how many characters the libraries take longer to import than they spare."""


@attrs.frozen(eq=False, repr=False)
class Maker:
    """Makes objects of one class of plain data that keeps to the schema.

    Args:
        accepts: Says whether the schema has nothing against it, `x-` keys aside.
        make: Makes the object, or raises `Unusual`.
        keys: Counts the keys in it and in all objects within it.
    """

    accepts: Callable[[_Data], bool]
    make: Callable[[_Data], Any]
    keys: Callable[[_Data], int]

    def __call__(self, data: Any) -> Any:
        """Return the object.

        Raises:
            Unusual: If it does not surely keep to the schema.
        """
        if type(data) is not dict or not self.accepts(data):
            raise Unusual
        return self.make(data)


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


def _of_small(key: str) -> Callable[[Any], Any]:
    return functools.partial(_checked.make, _CLASSES[key])


def _from_data(data: JSON, maker: _Makers) -> Pack:
    if type(data) is not dict or not data.keys() <= _KINDS.keys() | set(_HEADER):
        raise Unusual
    lists = {key: data[key] for key in _KINDS if key in data}
    if not all(type(listed) is list for listed in lists.values()):
        raise Unusual
    made = {
        key: tuple(map(maker(key), listed))  # type: ignore[arg-type]
        for key, listed in lists.items()
    }
    return _pack(data, made, maker)


def _pack(
    header: Mapping[str, Any],
    made: Mapping[str, tuple[Entity, ...]],
    maker: _Makers,
) -> Pack:
    """Return the pack of a header and of entities that keep to the schema."""
    # A newer version is warned of, and one that is no version is an error.
    if header.get("schema_version") != SCHEMA_VERSION:
        raise Unusual
    metadata = maker("pack")(header.get("pack"))
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
    made: dict[str, tuple[Entity, ...]] = {}
    lists: _Lists = {}
    whole = decoder.whole(source)
    header = {key: getattr(whole, key) for key in _HEADER}
    metadata = header.get("pack")
    keys = len(header) + (_maker("pack").keys(metadata) if type(metadata) is dict else 0)
    for key in _KINDS:
        items = getattr(whole, key)
        if type(items) is not list:
            continue  # It is not there.
        maker, share = _maker(key), _sharing(_CLASSES[key])
        entities = []
        # What has been read is let go.
        items.reverse()
        while items:
            data = decoder.value(items.pop())
            entity = maker(data)
            if share is not None:
                share(entity, lists)
            entities.append(entity)
            keys += maker.keys(data)
        made[key] = tuple(entities)
    _check_keys(source, len(made) + keys, limits)
    return _pack(header, made, _maker)


def from_jsonl(source: bytes, limits: Limits) -> Pack | None:
    """Return the pack that JSON Lines hold, if they are surely without mistake."""
    try:
        return _from_jsonl(source, limits)
    except Unusual:
        return None


def _from_jsonl(source: bytes, limits: Limits) -> Pack:
    found: dict[str, list[Entity]] = {}
    lines = (line for line in source.split(b"\n") if line.strip(_SPACE))
    header, keys = header_of(next(lines, b""))
    for line in lines:
        kind, entity, inside = entity_of(line)
        found.setdefault(COLLECTIONS[kind][0], []).append(entity)
        keys += inside
    _check_keys(source, keys, limits)
    return _pack(header, {k: tuple(listed) for k, listed in found.items()}, _maker)


def header_of(line: bytes) -> tuple[_Data, int]:
    """Return the header that a line holds, and how many keys there are in it.

    Raises:
        Unusual: If it does not surely keep to the schema.
    """
    header = _decoder().value(line)
    if type(header) is not dict or header.keys() != set(_HEADER):
        raise Unusual
    metadata = header["pack"]
    if type(metadata) is not dict:
        raise Unusual
    return header, len(header) + _maker("pack").keys(metadata)


def entity_of(line: bytes) -> tuple[str, Entity, int]:
    """Return the type of the entity on a line, the entity, and how many keys it has.

    Raises:
        Unusual: If it does not surely keep to the schema.
    """
    data = _decoder().value(line)
    kind = data.pop(TYPE, None) if type(data) is dict else None
    if type(kind) is not str or kind not in COLLECTIONS:
        raise Unusual
    if (own := OWN_TYPE.get(kind)) is not None and own in data:
        data[TYPE] = data.pop(own)
    maker = _maker(COLLECTIONS[kind][0])
    entity: Entity = maker(data)
    return kind, entity, 1 + maker.keys(data)


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
    rs, msgspec = _library("jsonschema_rs"), _library("msgspec")
    accepts = rs.Draft202012Validator(_plain_schema(cls), validate_formats=True).is_valid
    convert, rename = _converting(cls), _renaming(cls)

    def make(data: _Data) -> Any:
        try:
            return convert(data if rename is None else rename(data), cls)
        except msgspec.ValidationError as error:
            # A whole number may be written as 5.0.
            raise Unusual from error

    return Maker(accepts, make, _counting(cls))


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
_patching: Final = threading.Lock()


def _converting(cls: type) -> Callable[[Any, Any], Any]:
    """Return a function that makes objects of a class without checking them again.

    `msgspec` asks a class for its fields once, and runs the validators that they have
    then. What comes here has been accepted by the schema, and the validators would take
    ten times as long as all else; so it is asked while there are none.
    """
    msgspec = _library("msgspec")
    with _patching:
        fields = {one: attrs.fields(one) for one in _classes(cls)}
        try:
            for one, stated in fields.items():
                bare = [field.evolve(validator=None) for field in stated]
                one.__attrs_attrs__ = type(stated)(bare)
            msgspec.json.Decoder(cls)
        finally:
            for one, stated in fields.items():
                one.__attrs_attrs__ = stated
    convert: Callable[[Any, Any], Any] = msgspec.convert
    return convert


_Lists = dict[tuple[str, ...], tuple[str, ...]]


@functools.cache
def _sharing(cls: type) -> Callable[[Any, _Lists], None] | None:
    """Return a function that lets objects of a class have equal lists of ids in common.

    Many questions have the same topics, roles or sources: a tenth of the memory of a
    pack, if each had them to itself.
    """
    slots = [
        (getattr(cls, field.name).__get__, getattr(cls, field.name).__set__)
        for field in fields_of(cls)
        if (item := field.shape.item) is not None
        and item.spec.pattern == shape(Slug).spec.pattern
        and item.spec.ref != "question"
    ]
    inner = [
        (operator.attrgetter(field.name), share)
        for field in fields_of(cls)
        if (item := field.shape.item) is not None
        and item.kind == "object"
        and (share := _sharing(item.type)) is not None
    ]
    if not slots and not inner:
        return None

    def shared(value: Any, lists: _Lists) -> None:
        for get, put in slots:
            # Nobody else has seen the object yet.
            if listed := get(value):
                put(value, lists.setdefault(listed, listed))
        for objects, share in inner:
            for one in objects(value):
                share(one, lists)

    return shared


def _nested(cls: type) -> Iterator[tuple[str, type, bool]]:
    """Yield the key and the class of each field of objects, and whether it is a list."""
    for field in fields_of(cls):
        shape = field.shape.item or field.shape
        if shape.kind == "object":
            yield field.key, shape.type, field.shape.item is not None


def _classes(cls: Any) -> set[Any]:
    """Return a class and all classes of what it holds."""
    return {cls}.union(*(_classes(inner) for _key, inner, _many in _nested(cls)))


def _counting(cls: type) -> Callable[[_Data], int]:
    """Return a function that counts the keys of an object and of those within it."""
    inner = [(key, _counting(one), many) for key, one, many in _nested(cls)]
    if not inner:
        return len

    def count(data: _Data) -> int:
        keys = len(data)
        for key, counted, many in inner:
            if value := data.get(key):
                keys += sum(map(counted, value)) if many else counted(value)
        return keys

    return count


def _renaming(cls: type) -> Callable[[_Data], _Data] | None:
    """Return a function that names keys as the attributes are named, if any differs."""
    own = {field.key: field.name for field in fields_of(cls) if field.key != field.name}
    inner = [
        (key, rename, many)
        for key, one, many in _nested(cls)
        if (rename := _renaming(one)) is not None
    ]
    if not own and not inner:
        return None

    def renamed(data: _Data) -> _Data:
        # The data may be read again; it is left as it is.
        data = {own.get(key, key): value for key, value in data.items()} if own else data
        for key, rename, many in inner:
            if (value := data.get(key)) is not None:
                new = [rename(one) for one in value] if many else rename(value)
                data = {**data, key: new}
        return data

    return renamed
