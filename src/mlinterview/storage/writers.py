"""Write plain data as JSON, JSON Lines, or YAML that all parsers read alike."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml

from ..document import JSON, OWN_TYPE, TYPE, Format, plain_is_text
from ..model import COLLECTIONS


def write_json(data: JSON) -> str:
    """Return *data* as JSON, with its keys in their order."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_jsonl(data: Any) -> str:
    """Return a pack as JSON Lines: a header, then one entity a line."""
    kinds = {key: kind for kind, (key, _cls) in COLLECTIONS.items()}
    lines: list[JSON] = [{k: value for k, value in data.items() if k not in kinds}]
    for key, kind in kinds.items():
        lines += [entity_data(kind, entity) for entity in data.get(key, [])]
    return "".join(write_line(line) + "\n" for line in lines)


def write_line(data: JSON) -> str:
    """Return *data* as JSON on one line, without spaces and line break.

    Without spaces, the lines are written and read faster.
    """
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def entity_data(kind: str, entity: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return an entity as the object on its line of JSON Lines, with its type first."""
    own_type = OWN_TYPE.get(kind, TYPE)
    renamed = {own_type if key == TYPE else key: it for key, it in entity.items()}
    return {TYPE: kind, **renamed}


def write_yaml(data: JSON) -> str:
    """Return *data* as YAML, with its keys in their order."""
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
    """Writes YAML that all parsers read alike: without aliases, quoted if ambiguous."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        # Indent lists below their key, as most editors do.
        return super().increase_indent(flow, False)

    def represent_text(self, data: str) -> Any:
        tag = "tag:yaml.org,2002:str"
        if _is_literal(data):
            return self.represent_scalar(tag, data, style="|")
        # Only double quotes keep the line breaks that YAML 1.1 alone has.
        style = None if data.isprintable() and plain_is_text(data) else '"'
        return self.represent_scalar(tag, data, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def _is_literal(text: str) -> bool:
    """Return True if *text* has several lines and can be a literal block."""
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
"""The function that writes each format."""
