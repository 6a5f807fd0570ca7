"""The images that a pack ships beside its texts, read when somebody asks for them."""

from collections.abc import Callable
from typing import Final, NamedTuple

import attrs

from ..errors import Code, MlinterviewError, Problem, quote
from . import codes

IMAGES: Final = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""The endings of images: what every program shows that shows a pack."""


Mistake = tuple[Code, str, str]
"""What is wrong with an image: the code, the message and the hint."""


class File(NamedTuple):
    """A file beside the texts of a pack.

    Args:
        size: How many bytes it holds.
        read: Returns them, or the problem with it; takes how many are read at most.
    """

    size: int
    read: Callable[[int], tuple[bytes, Problem | None]]


class Missing(NamedTuple):
    """Why there is no such file.

    Args:
        outside: Whether there is one, which a link leads out of the pack to.
        near: A file that is likely meant, as a text would call it, or empty.
    """

    outside: bool = False
    near: str = ""


@attrs.frozen(eq=False)
class Media:
    """The images of a pack, by the names that its texts call them.

    Nothing is read before it is asked for.

    Args:
        name: What the pack is called in messages.
        find: Returns the file of a name.
        most: How many bytes an image may have.
    """

    name: str
    find: Callable[[str], File | Missing] = attrs.field(repr=False)
    most: int

    def mistake(self, source: str) -> Mistake | None:
        """Return the code, the message and the hint for what is wrong with an image.

        Args:
            source: What a text calls it, such as ``"media/plot.png"``.
        """
        found = self._look(source)
        return None if isinstance(found, File) else found

    def read(self, source: str) -> bytes:
        """Return the bytes of an image.

        Args:
            source: What a text calls it, such as ``"media/plot.png"``.

        Raises:
            MlinterviewError: If there is no such image, or it cannot be read.
        """
        found = self._look(source)
        if not isinstance(found, File):
            msg = f"{quote(self.name)}: {found[1]}"
            raise MlinterviewError(msg)
        content, problem = found.read(self.most)
        if problem is not None:
            msg = f"{quote(self.name)}: the image {quote(source)}: {problem.message}"
            raise MlinterviewError(msg)
        return content

    def _look(self, source: str) -> File | Mistake:
        if not source.lower().endswith(IMAGES):
            return (
                codes.UNFIT_IMAGE,
                f"the image {quote(source)} is of no kind that can be shown everywhere",
                f"save it as one of: {', '.join(IMAGES)}",
            )
        found = self.find(source)
        if isinstance(found, Missing):
            return _missing(source, found)
        if found.size > self.most:
            size = f"{found.size} bytes; the limit is {self.most}"
            return (
                codes.UNFIT_IMAGE,
                f"the image {quote(source)} has {size}",
                "make it smaller, or raise the limit `image`",
            )
        return found


NO_MEDIA: Final = Media("", lambda _source: Missing(), 0)
"""No images at all."""


def _missing(source: str, found: Missing) -> Mistake:
    if found.outside:
        return (
            codes.OUTSIDE_IMAGE,
            f"the image {quote(source)} is a link to what is not in the pack",
            "copy what it points to into the pack",
        )
    meant = found.near
    return (
        codes.MISSING_IMAGE,
        f"there is no image {quote(source)} beside the pack",
        f"did you mean {quote(meant)}?" if meant else "put it there, or leave it out",
    )
