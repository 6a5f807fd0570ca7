"""Where a conversion writes to, and in which format."""

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
    """Where the result goes, and in which format.

    Args:
        path: The file, or a pattern for several.
        exporter: The format.
        options: What is chosen about it.
        per_file: How many questions each of several files gets.
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
        """Return a target, or raise `ExportError` if it cannot be written to."""
        chosen = exporters.exporter_for(target, format)
        place = cls(
            path=Path(target),
            exporter=chosen,
            options=exporters.checked_options(chosen, options),
            per_file=per_file,
        )
        if per_file < 1:
            msg = f"{per_file} questions a file are none; ask for one or more"
            raise ExportError(msg)
        if place.is_several and chosen.stream is None:
            raise needs_all(chosen, "it cannot be written in several files")
        return place

    @property
    def stream(self) -> Stream | None:
        """How the format is written some questions at a time, if it can be."""
        return self.exporter.stream

    @property
    def is_several(self) -> bool:
        """Whether there are several files."""
        return STAR in self.path.name

    def files(self, questions: int) -> list[Path]:
        """Return the files for so many questions.

        Raises:
            ExportError: If there are more files of the pattern, which would seem to
                belong to them.
        """
        if not self.is_several:
            return [self.path]
        before, _, after = self.path.name.partition(STAR)
        number = max(1, -(-questions // self.per_file))
        made = [
            self.path.with_name(f"{before}{one:05}{after}")
            for one in range(1, number + 1)
        ]
        pattern = f"{glob.escape(before)}*{glob.escape(after)}"
        others = sorted({*self.path.parent.glob(pattern)} - {*made})
        if others:
            other = exporters.quote_path(others[0])
            msg = (
                f"{other} would seem to belong to the new files;"
                " remove it, or choose another name"
            )
            raise ExportError(msg)
        return made


def needs_all(chosen: Exporter, consequence: str) -> ExportError:
    """Return the error that a format cannot be written some questions at a time."""
    fitting = ", ".join(exporters.streamed())
    return ExportError(
        f"{chosen.name} needs all questions at once, so {consequence};"
        f" choose from: {fitting}"
    )


def convert_loaded(
    path: str, place: ConversionTarget, today: datetime.date, limits: Limits
) -> Report:
    """Convert a pack that is loaded as a whole."""
    report = validate(path, today=today, limits=limits)
    if report.ok:
        if place.is_several:
            msg = (
                f"{exporters.quote_path(path)} is no file of JSON Lines, so it cannot be"
                " written in several files; convert it to one .jsonl file first"
            )
            raise ExportError(msg)
        pack, media = load_with_media(path, today=today, limits=limits)
        export_loaded(pack, place, media)
    return report


def export_loaded(pack: Pack, place: ConversionTarget, media: document.Media) -> None:
    """Write a pack that is loaded as a whole."""
    exporters.export(
        select(pack),
        place.path,
        format=place.exporter.name,
        options=place.options,
        media=media,
    )
