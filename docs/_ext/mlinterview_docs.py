"""The Sphinx extension: generated pages, and the model's classes as tables.

The annotations of the model carry descriptions and limits. As a signature they would
fill a screen, so that a class of the model is shown with a table of its fields.
"""

import enum
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import api_pages
import pages
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

from mlinterview.linting import Standards
from mlinterview.model.entities import Extensible
from mlinterview.model.fields import Field, Shape, fields_of


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the events of Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("builder-inited", _write_pages)
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("missing-reference", _link)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _write_pages(app: Sphinx) -> None:
    pages.write_all(Path(app.srcdir, "reference"))


def _link(app: Sphinx, _env: object, node: pending_xref, content: Any) -> Any:
    """Return a link for a name that a docstring or a signature states in short.

    It may be described on the page of the front door or of another package. What only the
    library itself uses has no page, and is left without a link.
    """
    if node.get("refdomain") != "py":
        return None
    name, domain = node["reftarget"], app.env.domains["py"]
    for package in ("mlinterview", *(f"mlinterview.{room}" for room in api_pages.ROOMS)):
        full_name = f"{package}.{name}"
        if full_name in domain.data["objects"]:
            return domain.resolve_xref(
                app.env, node["refdoc"], app.builder, "obj", full_name, node, content
            )
    return content if _is_internal(name, node) else None


def _is_internal(name: str, node: pending_xref) -> bool:
    """Return True if a name is one that the library has, but does not describe."""
    if node["reftype"] == "class":
        # A bare name in a signature is of a type that is imported for type checks only.
        return "." not in name or api_pages.is_internal(name)
    package = str(node.get("py:module"))
    inside = [m for key, m in sys.modules.items() if f"{key}.".startswith(f"{package}.")]
    first, _, _ = name.partition(".")
    if any(hasattr(module, first) for module in inside):
        return True
    # An attribute without a description, or a library that is needed.
    class_name = str(node.get("py:class"))
    makers = [getattr(getattr(m, class_name, None), "__init__", None) for m in inside]
    attributes = {n for m in makers if inspect.isfunction(m) for n in m.__code__.co_names}
    return first in attributes or importlib.util.find_spec(first) is not None


def _is_model(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Extensible)


def _is_enum(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, enum.Enum)


def _signature(
    _app: Sphinx,
    _what: str,
    _name: str,
    thing: Any,
    _options: object,
    arguments: str | None,
    returned: str | None,
) -> tuple[str, str | None] | None:
    """Return a short signature where the one that autodoc makes says too much."""
    if _is_enum(thing):
        return "(value)", ""
    if thing is Standards:
        return "(**limits)", ""
    if not _is_model(thing):
        # A default that is an object is written out with all its attributes.
        short = re.sub(r"= Limits\([^)]+", "= Limits(", arguments or "")
        short = re.sub(r"= Standards\(.*processes=None", "= Standards(", short)
        return (short, returned) if short else None
    required = [field.name for field in fields_of(thing) if field.required]
    return f"({', '.join(['*', *required, '**optional'])})", ""


def _docstring(
    _app: Sphinx,
    _what: str,
    _name: str,
    thing: Any,
    _options: object,
    lines: list[str],
) -> None:
    """Add the fields of a model class, or the values of a vocabulary."""
    if _is_enum(thing):
        lines += ["", *(f"- ``{member.name}`` = ``{member.value}``" for member in thing)]
    elif _is_model(thing) and fields_of(thing):
        lines += ["", *_table(fields_of(thing)), ""]


def _table(fields: tuple[Field, ...]) -> Iterator[str]:
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 20 30 50", "")
    for row in (("Attribute", "Type", "What it is"), *map(_row, fields)):
        for at, cell in enumerate(row):
            yield f"   {'* -' if at == 0 else '  -'} {cell}"


def _row(field: Field) -> tuple[str, str, str]:
    description = field.shape.spec.description.replace("\\", "\\\\").replace("`", "``")
    if field.required:
        description = f"**Required.** {description}"
    return f"``{field.name}``", _python_type(field.shape), description


def _python_type(found: Shape) -> str:
    if found.item is not None:
        return f"tuple of {_python_type(found.item)}"
    if found.type.__module__.startswith("mlinterview"):
        name = f":class:`~{pages.public_name(found.type)}`"
    else:
        name = f"``{found.type.__name__}``"
    return f"{name} or ``None``" if found.optional else name
