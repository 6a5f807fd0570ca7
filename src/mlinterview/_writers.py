"""Plain data to text: JSON, JSON Lines, and YAML that every reader reads alike."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import yaml

from .document import JSON, OWN_TYPE, TYPE, Format, plain_is_text
from .model import COLLECTIONS


def write_json(data: JSON) -> str:
    """Return *data* as JSON, its keys in their order."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_jsonl(data: Any) -> str:
    """Return a pack as JSON Lines: a header, then one entity a line."""
    lists = (
        entity_lines(kind, data.get(key, [])) for kind, (key, _) in COLLECTIONS.items()
    )
    return "".join([header_line(data), *lists])


def header_line(data: Mapping[str, Any]) -> str:
    """Return the first line of a pack in JSON Lines."""
    lists = {key for key, _cls in COLLECTIONS.values()}
    return _line({key: value for key, value in data.items() if key not in lists})


def entity_lines(kind: str, entities: Iterable[Any]) -> str:
    """Return entities of a type, as plain data, each on a line of JSON Lines."""
    own = OWN_TYPE.get(kind)
    return "".join(
        _line(
            {
                TYPE: kind,
                **{own if own and k == TYPE else k: it for k, it in entity.items()},
            }
        )
        for entity in entities
    )


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n"


def write_yaml(data: JSON) -> str:
    """Return *data* as YAML, its keys in their order."""
    return str(
        yaml.dump(
            data,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            width=88,
        )
    )


class _Dumper(yaml.SafeDumper):
    """Writes YAML that every reader reads alike: no aliases, quotes where in doubt."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        # Lists are indented below their key, as most editors do it.
        return super().increase_indent(flow, False)

    def represent_text(self, data: str) -> Any:
        tag = "tag:yaml.org,2002:str"
        if _is_literal(data):
            return self.represent_scalar(tag, data, style="|")
        # Line breaks that only YAML 1.1 knows would be lost in any other quotes.
        style = None if data.isprintable() and plain_is_text(data) else '"'
        return self.represent_scalar(tag, data, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def _is_literal(text: str) -> bool:
    """Say whether *text* is best written as a literal block."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and text[0] not in " \n"
        and all(line == line.rstrip() and line.isprintable() for line in lines)
    )


WRITERS: Final[Mapping[Format, Callable[[JSON], str]]] = {
    "yaml": write_yaml,
    "json": write_json,
    "jsonl": write_jsonl,
}
"""What writes each format."""
