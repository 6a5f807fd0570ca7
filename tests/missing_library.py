"""What happens where a library is not installed."""

import contextlib
import sys
from collections.abc import Iterator

import pytest

from mlinterview.document import json_items
from mlinterview.validation import accepting, schema_errors

_CACHES = (
    json_items._codec,
    accepting.acceptor,
    accepting._whole_pack,
    schema_errors._item_acceptor,
)


@contextlib.contextmanager
def without(*libraries: str) -> Iterator[None]:
    """Read and check packs as on a platform that some libraries have no wheel for."""
    with pytest.MonkeyPatch.context() as patch:
        for library in libraries:
            patch.setitem(sys.modules, library, None)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for cached in _CACHES:
        cached.cache_clear()
