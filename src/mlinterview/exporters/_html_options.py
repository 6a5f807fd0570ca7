"""The options of the format `html`, which the package offers beside its formats."""

import attrs

from .._support.options import Options, switch
from .._support.options import media as media_option


@attrs.frozen(kw_only=True)
class HtmlOptions(Options):
    """Options of the format `html`.

    Args:
        formulas: Whether formulas are typeset; otherwise their TeX is shown.
        media: Whether the images of the pack are shown.

    Raises:
        ExportError: If one of them is neither True nor False.

    >>> HtmlOptions(formulas=False)
    HtmlOptions(formulas=False, media=True)
    """

    formulas: bool = switch(
        default=True, help="Typeset formulas; otherwise show their TeX."
    )
    media: bool = media_option()
