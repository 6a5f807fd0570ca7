"""One page for browsers that needs nothing else: no script, no file, no network.

It carries everything that a person reads, with contents by topic. The best answer of a
question is open, and all else is folded away; on paper it is all there, if the browser
can print what is folded. Colours follow the system's light or dark. Code is marked.
Images of the pack are within the page. Formulas are MathML, which browsers show and read
aloud; they need the extra `html`: install `mlinterview[html]`. One that cannot be
converted is shown as the TeX that it is.
"""

import base64
import functools
import html
import importlib.resources
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

import attrs

from ..errors import ExportError
from ..model import Pack
from ..presentation import Chapter, chapters, front, title
from ..rendering import HtmlWriter, code_css, mathml
from . import Exporter, ExportRequest
from ._html_options import HtmlOptions

_STYLE: Final = (
    importlib.resources.files(__package__)
    .joinpath("_page.css")
    .read_text(encoding="utf-8")
)
# Nothing is loaded and nothing runs, whatever a text might have got into the page.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'"
)
_TYPES: Final = {".jpg": "jpeg", ".svg": "svg+xml"}
"""The kinds of images whose type is not called as their names end."""


Request = ExportRequest[HtmlOptions]


def _export(request: Request) -> bytes:
    selection = request.selection
    writers = _Writers(request)
    below = list(_named(chapters(selection)))
    name = html.escape(title(selection))
    language = html.escape(selection.packs[0].metadata.language)
    fronts = (writers.of(pack, 1).blocks(front(pack)) for pack in selection.packs)
    page = f"""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style>
{_style()}</style>
</head>
<body>
<a class="skip" href="#main">Skip the contents</a>
<header>
<h1>{name}</h1>
{"".join(fronts)}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
{_contents(below, writers)}
</nav>
<main id="main">
{"".join(_section(part, writers) for part in _parted(below, 2))}
</main>
</body>
</html>
"""
    return page.encode()


@functools.cache
def _style() -> str:
    dark = code_css(dark=True)
    return f"{_STYLE}\n{code_css()}\n@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


class _Writers:
    """What makes the HTML of the texts of each pack below headings of each level.

    Args:
        request: What is exported.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made: dict[tuple[str, int], HtmlWriter] = {}

    def of(self, pack: Pack | None, level: int) -> HtmlWriter:
        """Return what makes the HTML for a pack, or for what is of none."""
        key = (pack.id if pack else "", level)
        if key not in self._made:
            self._made[key] = HtmlWriter(
                level=level,
                image=self._namer(pack),
                code="classes",
                formula=_formula if self._request.options.formulas else _tex,
            )
        return self._made[key]

    def _namer(self, pack: Pack | None) -> Callable[[str], str] | None:
        """Return what makes addresses of the images of a pack, if they are shown."""
        if pack is None or not self._request.options.media:
            return None
        return functools.partial(self._image, pack)

    def _image(self, pack: Pack, source: str) -> str:
        """Return an image as an address that holds it."""
        content = base64.b64encode(self._request.image(pack, source)).decode()
        suffix = PurePosixPath(source).suffix.lower()
        return f"data:image/{_TYPES.get(suffix, suffix[1:])};base64,{content}"


def _formula(formula: str, display: bool) -> str | None:
    try:
        return mathml(formula, display=display)
    except ImportError as error:
        msg = (
            "to show formulas, the format `html` needs a library that is not installed;"
            " install `mlinterview[html]`, or choose the option `formulas=False`"
        )
        raise ExportError(msg) from error


def _tex(_formula: str, _display: bool) -> None:
    """Have formulas shown as code."""


@attrs.frozen
class _Part:
    """A chapter, and what it is called in the addresses of the page."""

    chapter: Chapter
    id: str


def _named(below: Iterable[Chapter]) -> Iterator[_Part]:
    """Yield the chapters with their names, none of which is given twice."""
    numbers = itertools.count(1)
    taken: set[str] = set()
    for chapter in below:
        name = chapter.entry.global_id if chapter.entry else ""
        # The address of a question stays as it is in later versions of a pack.
        yield _Part(chapter, name if name and name not in taken else f"p{next(numbers)}")
        taken.add(name)


def _parted(parts: Sequence[_Part], level: int) -> Iterator[Sequence[_Part]]:
    """Yield each chapter of a level with those below it."""
    starts = [at for at, part in enumerate(parts) if part.chapter.level == level]
    for start, end in itertools.pairwise([*starts, len(parts)]):
        yield parts[start:end]


def _contents(below: Sequence[_Part], writers: _Writers) -> str:
    """Return links to all chapters of the upper levels."""
    items = "".join(
        f"<li>{_link(part[0], writers)}{_contents_below(part[1:], writers)}</li>\n"
        for part in _parted(below, 2)
    )
    return f"<ul>\n{items}</ul>" if items else ""


def _contents_below(below: Sequence[_Part], writers: _Writers) -> str:
    items = "".join(f"<li>{_link(part[0], writers)}</li>\n" for part in _parted(below, 3))
    return f"\n<ul>\n{items}</ul>" if items else ""


def _link(part: _Part, writers: _Writers) -> str:
    """Return a link to a chapter, in which there are no other links and no images."""
    shown = writers.of(None, 0).line(part.chapter.title)
    words = re.sub("</?a(?: [^>]*)?>", "", shown)
    return f'<a href="#{html.escape(part.id)}">{words}</a>'


_ELEMENTS: Final = {2: "section", 3: "article", 4: "section"}


def _section(parts: Sequence[_Part], writers: _Writers) -> str:
    """Return a chapter with what is below it."""
    first, level = parts[0], parts[0].chapter.level
    chapter = first.chapter
    writer = writers.of(chapter.pack, level)
    heading = f"<h{level}>{writer.line(chapter.title)}</h{level}>"
    body = writer.blocks(chapter.body)
    if not chapter.is_open:
        return f"<details>\n<summary>{heading}</summary>\n{body}\n</details>\n"
    below = "".join(_section(part, writers) for part in _parted(parts[1:], level + 1))
    element = _ELEMENTS[level]
    name = f' id="{html.escape(first.id)}"' if level < 4 else ""
    return f"<{element}{name}>\n{heading}\n{body}\n{below}</{element}>\n"


EXPORTER = Exporter(
    name="html",
    suffix=".html",
    summary="One page to read in a browser: contents, questions and all that belongs.",
    export=_export,
    options=HtmlOptions,
)
