"""Make a new pack to start from: a directory that validates."""

import datetime
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from .. import document
from ..errors import MlinterviewError, quote
from ..model import SCHEMA_VERSION, Author, Metadata, Pack, schema_text, unstructure
from ..validation import check
from .writers import write_yaml

SCHEMA_FOLDER: Final = ".mlinterview"
"""The folder for a copy of the schema, for editors. It is hidden, so not in the pack."""

_MODELINE: Final = "# yaml-language-server: $schema={folder}/{name}.schema.json\n"

_QUESTIONS: Final = """\
topics:
  - id: basics
    title: Basics

questions:
  - id: first-question
    kind: concept
    prompt: What is the first thing you would ask?
    topics: [basics]
    difficulty: foundational
    intent: Whether the candidate looks for the purpose before the method.
    answers:
      - kind: sample
        body: |
          I would ask what decision the result is for. A figure that nobody acts on
          needs no model, and the cost of being wrong sets how good it has to be.
        key_points:
          - Names the decision behind the request.
          - Ties the effort to the cost of a wrong answer.
    follow_ups:
      - prompt: What if nobody can say what it is for?
        answer: |
          Then I would propose one small decision, and offer to come back with what
          it would take to support it.
"""


def new_pack(
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    author: str = "Your name",
    language: str = "en",
    license: str = "CC-BY-4.0",
) -> Path:
    """Make a directory with a small pack that validates, and the schema for editors.

    Args:
        path: The directory, which must not exist; its name becomes the id of the pack.
        title: The title; derived from the name by default.
        author: The name of the author.
        language: The language of the text, as a BCP 47 tag.
        license: The license, as an SPDX expression.

    Returns:
        The path of the ``pack.yaml`` of the new pack.

    Raises:
        MlinterviewError: If the name is not a slug, another value is not valid in a
            pack, or the directory exists or cannot be made. No files remain then.
    """
    target = Path(path)
    name = target.name or target.resolve().name
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-pack"
        msg = (
            f"{quote(name)} cannot be the id of a pack: use lower-case letters, digits"
            f" and hyphens, such as {quote(slug)}"
        )
        raise MlinterviewError(msg)
    metadata = Metadata(
        id=name,
        title=title or name.replace("-", " ").capitalize(),
        version="0.1.0",
        language=language,
        license=license,
        authors=(Author(name=author),),
    )
    start = unstructure(Pack(schema_version=SCHEMA_VERSION, metadata=metadata))
    report = check(document.from_data(start, name), today=datetime.date.today()).report
    if report.errors:
        msg = f"{report.errors[0].message}; {report.errors[0].hint}"
        raise MlinterviewError(msg)
    files = {
        document.PACK_FILE: _modeline("pack") + write_yaml(start),
        "questions.yaml": _modeline("part") + _QUESTIONS,
        f"{SCHEMA_FOLDER}/pack.schema.json": schema_text(SCHEMA_VERSION, "pack"),
        f"{SCHEMA_FOLDER}/part.schema.json": schema_text(SCHEMA_VERSION, "part"),
    }
    _write_all(target, files)
    return target / document.PACK_FILE


def _modeline(name: str) -> str:
    return _MODELINE.format(folder=SCHEMA_FOLDER, name=name)


def _write_all(target: Path, files: dict[str, str]) -> None:
    """Make the directory *target* with all *files*, or make nothing and raise."""
    try:
        if target.exists():
            msg = f"{quote(str(target))} exists already; choose another name"
            raise MlinterviewError(msg)
        with tempfile.TemporaryDirectory(
            dir=target.resolve().parent, prefix=f".{target.name}."
        ) as folder:
            made = Path(folder, "pack")
            for name, text in files.items():
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            made.rename(target)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        msg = f"{quote(str(target))} cannot be made: {reason}"
        raise MlinterviewError(msg) from error
