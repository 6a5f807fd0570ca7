"""One self-contained page for browsers: no script, no other file, no network.

It has everything that people read, with contents by topic. The best answer to each
question is open, and everything else is folded away; it is printed, too, if the browser
can print folded text. Colors follow the light or dark mode of the system. Code is
highlighted. Images of the pack are embedded in the page. Formulas are MathML, which
browsers display and read aloud; they need the extra `html`: install `mlinterview[html]`.
A formula that cannot be converted is shown as TeX.
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
from ..presentation import Chapter, chapters, document_title, introduction
from ..rendering import HtmlWriter, code_css, mathml
from . import Exporter, ExportRequest
from ._html_options import HtmlOptions

_STYLE: Final = (
    importlib.resources.files(__package__)
    .joinpath("_page.css")
    .read_text(encoding="utf-8")
)
# A second line of defense: nothing is loaded or run, even if a text got markup through.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'"
)
_TYPES: Final = {".jpg": "jpeg", ".svg": "svg+xml"}
"""The media types of images for which the suffix is not the name of the type."""


Request = ExportRequest[HtmlOptions]


def _export(request: Request) -> bytes:
    selection = request.selection
    writers = _Writers(request)
    all_chapters = list(_with_ids(chapters(selection)))
    title = html.escape(document_title(selection))
    language = html.escape(selection.packs[0].metadata.language)
    introductions = (
        writers.of(pack, 1).blocks(introduction(pack)) for pack in selection.packs
    )
    page = f"""\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{_style()}</style>
</head>
<body>
<a class="skip" href="#main">Skip the contents</a>
<header>
<h1>{title}</h1>
{"".join(introductions)}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
{_contents(all_chapters, writers)}
</nav>
<main id="main">
{"".join(_section(group, writers) for group in _groups(all_chapters, 2))}
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
    """The writers of HTML, one for each pack and level of the heading above.

    Args:
        request: The request to export.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._writers: dict[tuple[str, int], HtmlWriter] = {}

    def of(self, pack: Pack | None, level: int) -> HtmlWriter:
        """Return the writer for texts of a pack, or of none, below a heading."""
        key = (pack.id if pack else "", level)
        if key not in self._writers:
            self._writers[key] = HtmlWriter(
                level=level,
                image=self._image_source(pack),
                code="classes",
                formula=_mathml if self._request.options.formulas else _no_formula,
            )
        return self._writers[key]

    def _image_source(self, pack: Pack | None) -> Callable[[str], str] | None:
        """Return a function that returns the source of an image, if images are shown."""
        if pack is None or not self._request.options.media:
            return None
        return functools.partial(self._image, pack)

    def _image(self, pack: Pack, source: str) -> str:
        """Return an image as a ``data:`` URL."""
        content = base64.b64encode(self._request.image(pack, source)).decode()
        suffix = PurePosixPath(source).suffix.lower()
        return f"data:image/{_TYPES.get(suffix, suffix[1:])};base64,{content}"


def _mathml(formula: str, display: bool) -> str | None:
    try:
        return mathml(formula, display=display)
    except ImportError as error:
        msg = (
            "to show formulas, the format `html` needs a library that is not installed;"
            " install `mlinterview[html]`, or choose the option `formulas=False`"
        )
        raise ExportError(msg) from error


def _no_formula(_formula: str, _display: bool) -> None:
    """Return None for every formula, so that its TeX is shown as code."""


@attrs.frozen
class _HtmlChapter:
    """A chapter and the id of its element."""

    chapter: Chapter
    id: str


def _with_ids(all_chapters: Iterable[Chapter]) -> Iterator[_HtmlChapter]:
    """Yield the chapters with unique ids."""
    numbers = itertools.count(1)
    taken: set[str] = set()
    for chapter in all_chapters:
        # A link to a question works in later versions of the pack, too.
        id = chapter.entry.global_id if chapter.entry else ""
        yield _HtmlChapter(chapter, id if id and id not in taken else f"p{next(numbers)}")
        taken.add(id)


def _groups(
    below: Sequence[_HtmlChapter], level: int
) -> Iterator[Sequence[_HtmlChapter]]:
    """Yield each chapter of a level together with the chapters below it."""
    starts = [index for index, each in enumerate(below) if each.chapter.level == level]
    for start, end in itertools.pairwise([*starts, len(below)]):
        yield below[start:end]


def _contents(all_chapters: Sequence[_HtmlChapter], writers: _Writers) -> str:
    """Return links to the chapters of levels 2 and 3."""
    items = "".join(
        f"<li>{_link(first, writers)}{_contents_below(below, writers)}</li>\n"
        for first, *below in _groups(all_chapters, 2)
    )
    return f"<ul>\n{items}</ul>" if items else ""


def _contents_below(below: Sequence[_HtmlChapter], writers: _Writers) -> str:
    items = "".join(
        f"<li>{_link(first, writers)}</li>\n" for first, *_below in _groups(below, 3)
    )
    return f"\n<ul>\n{items}</ul>" if items else ""


def _link(target: _HtmlChapter, writers: _Writers) -> str:
    """Return a link to a chapter, without the links and images of its title."""
    title = writers.of(None, 0).line(target.chapter.title)
    text = re.sub("</?a(?: [^>]*)?>", "", title)
    return f'<a href="#{html.escape(target.id)}">{text}</a>'


_ELEMENTS: Final = {2: "section", 3: "article", 4: "section"}


def _section(group: Sequence[_HtmlChapter], writers: _Writers) -> str:
    """Return a chapter as an element, with the chapters below it inside."""
    first, *others = group
    chapter, level = first.chapter, first.chapter.level
    writer = writers.of(chapter.pack, level)
    heading = f"<h{level}>{writer.line(chapter.title)}</h{level}>"
    body = writer.blocks(chapter.body)
    if not chapter.is_open:
        return f"<details>\n<summary>{heading}</summary>\n{body}\n</details>\n"
    below = "".join(_section(each, writers) for each in _groups(others, level + 1))
    element = _ELEMENTS[level]
    id = f' id="{html.escape(first.id)}"' if level < 4 else ""
    return f"<{element}{id}>\n{heading}\n{body}\n{below}</{element}>\n"


EXPORTER = Exporter(
    name="html",
    suffix=".html",
    summary="One page for browsers: contents, and each question with all about it.",
    export=_export,
    options=HtmlOptions,
)
