"""The images that a pack ships beside its texts; each is read when it is asked for."""

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import attrs

from ..errors import Code, MlinterviewError, quote
from . import codes
from .events import Limits
from .file_system import BytesReader, bytes_reader

IMAGES: Final = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
"""The endings of images, of kinds that every program which shows packs can show."""

_CodeMessageHint: TypeAlias = tuple[Code, str, str]


class ImageFile(NamedTuple):
    """An image of a pack, not yet read.

    Args:
        size: How many bytes it has.
        read: Returns its bytes, or the problem with it.
    """

    size: int
    read: BytesReader


class MissingImage(NamedTuple):
    """The reason why a pack has no such image.

    Args:
        is_outside: Whether it is a link that leads out of the pack.
        similar: The image that is probably meant, as a text would call it, or empty.
    """

    is_outside: bool = False
    similar: str = ""


@attrs.frozen(eq=False)
class Media:
    """The images of a pack, by what its texts call them.

    An image is read when it is asked for.

    Args:
        name: What the pack is called in messages.
        find: Returns the image that a text calls by a name.
        most: How many bytes an image may have.
    """

    name: str
    find: Callable[[str], ImageFile | MissingImage] = attrs.field(repr=False)
    most: int

    def mistake(self, source: str) -> tuple[Code, str, str] | None:
        """Return what is wrong with an image, without reading it.

        Args:
            source: What a text calls the image, such as ``"media/plot.png"``.

        Returns:
            A code, a message and a hint, or `None` if nothing is wrong.
        """
        image = self._look_up(source)
        return None if isinstance(image, ImageFile) else image

    def read(self, source: str) -> bytes:
        """Return the bytes of an image.

        Args:
            source: What a text calls the image, such as ``"media/plot.png"``.

        Raises:
            MlinterviewError: If there is no such image, or it cannot be read.
        """
        image = self._look_up(source)
        if not isinstance(image, ImageFile):
            msg = f"{quote(self.name)}: {image[1]}"
            raise MlinterviewError(msg)
        content, problem = image.read(self.most)
        if problem is not None:
            msg = f"{quote(self.name)}: the image {quote(source)}: {problem.message}"
            raise MlinterviewError(msg)
        return content

    def _look_up(self, source: str) -> ImageFile | _CodeMessageHint:
        if not source.lower().endswith(IMAGES):
            return (
                codes.UNFIT_IMAGE,
                f"the image {quote(source)} is of no kind that can be shown everywhere",
                f"save it as one of: {', '.join(IMAGES)}",
            )
        image = self.find(source)
        if isinstance(image, MissingImage):
            return _missing(source, image)
        if image.size > self.most:
            size = f"{image.size} bytes; the limit is {self.most}"
            return (
                codes.UNFIT_IMAGE,
                f"the image {quote(source)} has {size}",
                "make it smaller, or raise the limit `image`",
            )
        return image


NO_MEDIA: Final = Media("", lambda _source: MissingImage(), 0)
"""The images of a pack that has none."""


def _missing(source: str, image: MissingImage) -> _CodeMessageHint:
    if image.is_outside:
        return (
            codes.OUTSIDE_IMAGE,
            f"the image {quote(source)} is a link to what is not in the pack",
            "copy what it points to into the pack",
        )
    similar = image.similar
    return (
        codes.MISSING_IMAGE,
        f"there is no image {quote(source)} beside the pack",
        f"did you mean {quote(similar)}?" if similar else "put it there, or leave it out",
    )


def _loose_name(name: str) -> str:
    """Return a name without its ending and in lower case, to find similar ones by."""
    return name.rpartition(".")[0].casefold()


def images_in_archive(
    name: str, images: Mapping[str, ImageFile], limits: Limits
) -> Media:
    """Return the images of an archive.

    Args:
        name: The archive.
        images: Its images, by their paths in the pack.
        limits: How much to read.
    """
    similar = {_loose_name(path): path for path in sorted(images)}

    def find(source: str) -> ImageFile | MissingImage:
        image = images.get(source)
        return image or MissingImage(similar=similar.get(_loose_name(source), ""))

    return Media(name, find, limits.image)


def images_in_folder(name: str, root: Path, limits: Limits) -> Media:
    """Return the images in the folder *root* and in the folders below it.

    Args:
        name: What the pack is called in messages.
        root: The folder.
        limits: How much to read.
    """
    real_root = os.path.realpath(root)

    @functools.cache
    def names(folder: Path) -> frozenset[str]:
        try:
            return frozenset(path.name for path in folder.iterdir())
        except (OSError, ValueError):
            return frozenset()

    @functools.cache
    def similar_names(folder: Path) -> Mapping[str, str]:
        return {_loose_name(name): name for name in sorted(names(folder))}

    @functools.cache
    def find(source: str) -> ImageFile | MissingImage:
        path = root
        *folders, name = source.split("/")
        for step in (*folders, name):
            # Names are compared here since some systems ignore capital letters.
            if step.startswith(".") or step not in names(path):
                similar = None
                if step is name:
                    similar = similar_names(path).get(_loose_name(step))
                if similar is None:
                    return MissingImage()
                return MissingImage(similar="/".join((*folders, similar)))
            path /= step
        if not Path(os.path.realpath(path)).is_relative_to(real_root):
            return MissingImage(is_outside=True)
        if not os.path.isfile(path):  # noqa: PTH113 - `Path` raises on a link to itself
            return MissingImage()
        size = os.path.getsize(path)  # noqa: PTH202 - as above
        return ImageFile(size, bytes_reader(path))

    return Media(name, find, limits.image)
