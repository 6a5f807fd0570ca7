"""The conformance corpus, read as its README.md describes it."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from mlinterview import Limits, Report

EXAMPLES = Path(__file__).parent / "examples"
EXPECTED, NORMAL = ".expected", ".normal.json"
MEDIA = "media"
_HEADER = re.compile(r"# (limits|link|installed): (.+)")


@attrs.frozen
class Case:
    """An example, and what is to be found in it.

    Args:
        path: The example.
        problems: A line for each problem.
        headers: What has to be done before it is read, by the names of the headers.
    """

    path: Path
    problems: tuple[str, ...]
    headers: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> "Case":
        beside = path.with_name(path.name + EXPECTED)
        lines = beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []
        headers = dict(found.groups() for line in lines if (found := _HEADER.match(line)))
        problems = tuple(line for line in lines if line and line[0] != "#")
        return cls(path, problems, headers)

    @property
    def limits(self) -> Limits:
        """The limits to read it under."""
        stated = self.headers.get("limits", "").split()
        return Limits(**{one.split("=")[0]: int(one.split("=")[1]) for one in stated})

    @property
    def name(self) -> str:
        """What it is called among the examples."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def ending(self) -> str:
        """How its name ends, or a slash for a directory."""
        return "/" if self.path.is_dir() else self.path.suffix

    @property
    def codes(self) -> list[str]:
        """The codes of its problems."""
        return [line.split()[0] for line in self.problems]

    @property
    def normal(self) -> str:
        """Its normal form."""
        return self.path.with_name(self.path.name + NORMAL).read_text(encoding="utf-8")

    def ready(self, folder: Path) -> Path:
        """Return the path to read: a copy in *folder* if a link has been lost.

        Archives and some systems have no symbolic links.
        """
        link, _, target = self.headers.get("link", "").partition(" -> ")
        if not link or (self.path / link).is_symlink():
            return self.path
        copy = folder / self.path.name
        shutil.copytree(self.path, copy, ignore=lambda *_: [link])
        (copy / link).symlink_to(target)
        return copy


def lines_of(report: Report, path: Path) -> tuple[str, ...]:
    """Return the problems of *report* on *path* as a file of expectations has them."""
    return tuple(
        line_of(one.code, one.line, one.column, one.file, path) for one in report
    )


def line_of(
    code: str, line: int | None, column: int | None, file: str, path: Path
) -> str:
    """Return a problem as a line."""
    within = file.removeprefix(str(path)).removeprefix("/") if file != str(path) else ""
    if within == file:
        within = ""  # The name of an installed pack.
    return f"{code} {line or '-'} {column or '-'} {within.replace(chr(92), '/')}".rstrip()


def cases(folder: str, root: Path = EXAMPLES) -> list[Case]:
    """Return the cases in ``"valid"`` or ``"invalid"``, in order."""
    return [Case.read(path) for path in sorted(set(_paths(root / folder)))]


def _paths(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.endswith(EXPECTED):
            yield path.with_name(path.name.removesuffix(EXPECTED))
        elif not path.name.endswith(NORMAL) and path.name != MEDIA:
            yield path
