"""Plain data to text: JSON, JSON Lines, and YAML that every reader reads alike."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml

from ..document import JSON, OWN_TYPE, TYPE, Format, plain_is_text
from ..model import COLLECTIONS


def write_json(data: JSON) -> str:
    """Return *data* as JSON, its keys in their order."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_jsonl(data: Any) -> str:
    """Return a pack as JSON Lines: a header, then one entity a line."""
    kinds = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
    lines: list[JSON] = [{k: value for k, value in data.items() if k not in kinds}]
    for key, kind in kinds.items():
        lines += [entity_data(kind, entity) for entity in data.get(key, [])]
    return "".join(write_line(line) + "\n" for line in lines)


def write_line(data: JSON) -> str:
    """Return *data* as JSON on one line without its end, its keys in their order.

    Nobody reads such lines as they are; without spaces they are written and read faster.
    """
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def entity_data(kind: str, entity: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what stands on a line of JSON Lines for an entity."""
    own = OWN_TYPE.get(kind)
    renamed = {own if own and key == TYPE else key: it for key, it in entity.items()}
    return {TYPE: kind, **renamed}


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
