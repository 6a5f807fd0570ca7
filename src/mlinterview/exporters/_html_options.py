"""What can be chosen about a page for browsers."""

import attrs

from .._support.options import Options, switch
from .._support.options import media as media_option


@attrs.frozen(kw_only=True)
class HtmlOptions(Options):
    """What can be chosen about a page for browsers.

    Args:
        formulas: Whether formulas are shown as such, or as the TeX that they are.
        media: Whether the images of the pack are shown.

    Raises:
        ExportError: If one of them is neither True nor False.

    >>> HtmlOptions(formulas=False)
    HtmlOptions(formulas=False, media=True)
    """

    formulas: bool = switch(
        default=True, help="Show formulas; without it, the TeX that they are."
    )
    media: bool = media_option()
