"""The files that a conversion writes, and their format."""

import datetime
import glob
import os
from pathlib import Path
from typing import Final

import attrs

from .. import document, exporters
from .._support.options import Options
from ..document import Limits
from ..errors import ExportError, Report
from ..exporters import Exporter, Stream
from ..model import Pack
from ..query import select
from ..storage import load_with_media, validate

STAR: Final = "*"


@attrs.frozen(kw_only=True)
class ConversionTarget:
    """The files to write, and their format.

    Args:
        path: The file, or a pattern with a star for several files.
        exporter: The exporter of the format.
        options: The options of the exporter.
        per_file: The number of questions in each file, if there are several.
    """

    path: Path
    exporter: Exporter
    options: Options
    per_file: int

    @classmethod
    def of(
        cls,
        target: str | os.PathLike[str],
        format: str | None,
        options: Options | None,
        per_file: int,
    ) -> "ConversionTarget":
        """Return the target for the arguments of `convert`.

        Raises:
            ExportError: If there is no such format, it has no such options, or the target
                does not fit the format.
        """
        chosen = exporters.exporter_for(target, format)
        result = cls(
            path=Path(target),
            exporter=chosen,
            options=exporters.checked_options(chosen, options),
            per_file=per_file,
        )
        if per_file < 1:
            msg = f"`per_file` must be at least 1, got {per_file}"
            raise ExportError(msg)
        if result.is_several and chosen.stream is None:
            raise needs_all(chosen, "it cannot be written in several files")
        return result

    @property
    def stream(self) -> Stream | None:
        """How to write the format in pieces, or None if it cannot be."""
        return self.exporter.stream

    @property
    def is_several(self) -> bool:
        """True if the path is a pattern for several files."""
        return STAR in self.path.name

    def files(self, questions: int) -> list[Path]:
        """Return the paths of the files for a number of questions.

        Raises:
            ExportError: If another file matches the pattern, since it would seem to
                belong to the pack.
        """
        if not self.is_several:
            return [self.path]
        before, _, after = self.path.name.partition(STAR)
        count = max(1, -(-questions // self.per_file))  # The quotient, rounded up.
        paths = [
            self.path.with_name(f"{before}{number:05}{after}")
            for number in range(1, count + 1)
        ]
        pattern = f"{glob.escape(before)}*{glob.escape(after)}"
        others = sorted({*self.path.parent.glob(pattern)} - {*paths})
        if others:
            other = exporters.quote_path(others[0])
            msg = (
                f"{other} would seem to belong to the new files;"
                " remove it, or choose another name"
            )
            raise ExportError(msg)
        return paths


def needs_all(chosen: Exporter, consequence: str) -> ExportError:
    """Return the error that a format needs all questions at once.

    Args:
        chosen: The exporter of the format.
        consequence: What is not possible because of that, as a clause.
    """
    fitting = ", ".join(exporters.streamed())
    return ExportError(
        f"{chosen.name} needs all questions at once, so {consequence};"
        f" choose from: {fitting}"
    )


def convert_loaded(
    path: str, target: ConversionTarget, today: datetime.date, limits: Limits
) -> Report:
    """Load the whole pack at a path and export it, and return its problems."""
    report = validate(path, today=today, limits=limits)
    if report.ok:
        if target.is_several:
            msg = (
                f"{exporters.quote_path(path)} is not a JSON Lines file, so it cannot be"
                " written in several files; convert it to one .jsonl file first"
            )
            raise ExportError(msg)
        pack, media = load_with_media(path, today=today, limits=limits)
        export_loaded(pack, target, media)
    return report


def export_loaded(pack: Pack, target: ConversionTarget, media: document.Media) -> None:
    """Write a pack to a target that is one file."""
    exporters.export(
        select(pack),
        target.path,
        format=target.exporter.name,
        options=target.options,
        media=media,
    )
