"""Other ways to the same end, as a project without this library might have written them.

They are made from the same model and the same schema, so that they accept the same packs.
None of them looks at references, Markdown or likeness, as the rules of the library do.
"""

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Annotated, Any

from mlinterview import Pack, Selection, formats, schema
from mlinterview.model.fields import Shape, fields_of

Json = dict[str, Any]


@functools.cache
def pydantic_model(cls: Any = Pack) -> Any:
    """Return the pydantic model with the fields and limits of a class of ours."""
    import pydantic

    made: dict[str, Any] = {}
    for field in fields_of(cls):
        hint = _pydantic_hint(field.shape)
        if field.shape.optional:
            hint = hint | None
        default = ... if field.required else field.default
        made[field.name] = (hint, pydantic.Field(default, alias=field.key))
    config = pydantic.ConfigDict(extra="forbid", frozen=True, validate_by_name=True)
    return pydantic.create_model(cls.__name__, __config__=config, **made)


def _pydantic_hint(shape: Shape) -> Any:
    """Return the annotation by which pydantic checks values of a shape."""
    import pydantic

    limits = shape.spec
    if shape.item is not None:
        listed: Any = tuple.__class_getitem__((_pydantic_hint(shape.item), ...))
        bounds = pydantic.Field(min_length=limits.min_items, max_length=limits.max_items)
        unique = [pydantic.AfterValidator(_unique)] if limits.unique else []
        return Annotated[listed, bounds, *unique]
    if shape.kind == "object":
        return pydantic_model(shape.type)
    if shape.kind == "string":
        # Rust's expressions know no lookahead, and their `$` is the end of the text.
        pattern = limits.pattern and limits.pattern.replace(r"(?!\n)", "")
        return Annotated[
            str, pydantic.Field(pattern=pattern, max_length=limits.max_length)
        ]
    if shape.kind == "number":
        return Annotated[
            int | float, pydantic.Field(ge=limits.minimum, le=limits.maximum)
        ]
    if shape.kind == "integer":
        return Annotated[int, pydantic.Field(ge=limits.minimum, le=limits.maximum)]
    return shape.type


def _unique(items: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(items)) < len(items):
        msg = "the items are not unique"
        raise ValueError(msg)
    return items


@functools.cache
def by_fastjsonschema() -> Callable[[Json], object]:
    """Return nbformat's way to validate: Python that is generated from the schema."""
    import fastjsonschema

    made: Callable[[Json], object] = fastjsonschema.compile(schema())
    return made


@functools.cache
def by_jsonschema() -> Callable[[Json], object]:
    """Return the plain way to validate."""
    import jsonschema

    return jsonschema.Draft202012Validator(schema()).validate


@functools.cache
def by_jsonschema_rs() -> Callable[[Json], object]:
    """Return the fast way to validate."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True).validate


@functools.cache
def by_cattrs() -> Callable[[Json], Pack]:
    """Return what makes objects of valid data, as cattrs does if little is said."""
    import cattrs
    from cattrs.gen import make_dict_structure_fn, override

    converter = cattrs.Converter()
    converter.register_structure_hook(
        datetime.date, lambda value, _: datetime.date.fromisoformat(value)
    )
    converter.register_structure_hook_func(
        lambda hint: hint == float | int, lambda value, _: value
    )
    for cls in _classes(Pack):
        names: Any = {field.name: override(rename=field.key) for field in fields_of(cls)}
        names["extensions"] = override(omit=True)
        hook = make_dict_structure_fn(cls, converter, **names)
        converter.register_structure_hook(cls, hook)
    return lambda data: converter.structure(data, Pack)


def _classes(cls: Any) -> Iterator[Any]:
    """Yield the classes of the model, those within a class before it."""
    for field in fields_of(cls):
        shape = field.shape.item or field.shape
        if shape.kind == "object":
            yield from _classes(shape.type)
    yield cls


def by_pyromark(texts: Iterable[str]) -> list[str]:
    """Return Markdown as safe HTML, by the fastest parser and the fastest filter."""
    import nh3
    import pyromark

    return [nh3.clean(pyromark.html(text)) for text in texts]


def genanki_package(selection: Selection, path: str) -> None:
    """Write the notes of the format `anki-apkg`, the same HTML, with genanki.

    Each has one card, where the format has one for each follow-up as well.
    """
    import genanki

    make = formats()["anki-apkg"].notes
    deck = genanki.Deck(1, selection.packs[0].title)
    model: Any = None
    for entry in selection.entries:
        for one in make(entry) if make is not None else ():
            if not one.usual:
                continue
            model = model or _genanki_model(genanki, tuple(one.fields))
            fields = [field.html for field in one.fields.values()]
            tags = list(one.tags or ())
            note = genanki.Note(model=model, fields=fields, tags=tags, guid=one.guid)
            deck.add_note(note)
    genanki.Package(deck).write_to_file(path)


def _genanki_model(genanki: Any, names: tuple[str, ...]) -> Any:
    front, back = (f"{{{{{name}}}}}" for name in names[1:3])
    return genanki.Model(
        2,
        "Interview question",
        fields=[{"name": name} for name in names],
        templates=[{"name": "Question", "qfmt": front, "afmt": f"{front}<hr>{back}"}],
    )


def has(*modules: str) -> bool:
    """Say whether peers are installed; a table without them is still a table."""
    return all(find_spec(module) is not None for module in modules)
