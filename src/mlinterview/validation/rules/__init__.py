"""The rules that a JSON Schema cannot express: one module each, with a ``RULE``.

To add a rule is to add a module here. `all_rules` finds it, and so validation, the list
of codes, the documentation and the tests have it.
"""

import functools
from collections.abc import Sequence

from ..._support import plugins
from ..rule import Rule


@functools.cache
def all_rules() -> Sequence[Rule]:
    """Return every rule, in the order in which they are applied."""
    return tuple(plugins.discover(__name__, __path__, "RULE").values())
