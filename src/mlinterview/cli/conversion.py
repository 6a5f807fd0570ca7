"""How a command ends that writes a pack in another format."""

import os
import sys
from typing import NoReturn

from ..errors import Report
from .base import exit_status
from .printing import print_reports, print_written


def finish_conversion(report: Report, target: str | os.PathLike[str]) -> NoReturn:
    """Print the problems of a pack, or that it was written, and end the program.

    Args:
        report: The problems of the pack. If it is ``ok``, the pack was written.
        target: The file, or the pattern of the files.
    """
    if report:
        print_reports([report])
    if report.ok:
        print_written(target)
    sys.exit(exit_status([report]))
