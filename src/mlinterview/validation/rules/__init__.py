"""The rules that a schema cannot state: every module here that has a ``RULE``.

A new rule is one new module. It is found by its name in this package, and validation, the
list of codes, the documentation and the tests read the same listing.
"""

import functools
from collections.abc import Sequence

from ..._support import plugins
from ..rule import Rule


@functools.cache
def all_rules() -> Sequence[Rule]:
    """Return every rule, in the order in which they are applied."""
    return tuple(plugins.discover(__name__, __path__, "RULE").values())
