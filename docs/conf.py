"""How Sphinx builds the documentation."""

import importlib.metadata
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "mlinterview"
author = "The mlinterview authors"
copyright = f"2026 {author}"
version = release = importlib.metadata.version("mlinterview")

extensions = [
    "mlinterview_docs",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
]
exclude_patterns = ["_build", "_ext", "reference/generated"]

html_theme = "furo"
html_title = f"mlinterview {release}"
# The Markdown is in the repository, and need not be published twice.
html_copy_source = False
html_show_sourcelink = False

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

# A word in single backticks is a name of the library, as docstrings have it.
default_role = "py:obj"
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88
napoleon_numpy_docstring = False

nitpicky = True
# The standard library and others: their documentation is elsewhere, and a link to it
# would need a network when the pages are built.
nitpick_ignore = [
    ("py:class", "collections.abc.Callable"),
    ("py:class", "collections.abc.Collection"),
    ("py:class", "collections.abc.Iterable"),
    ("py:class", "collections.abc.Iterator"),
    ("py:class", "collections.abc.Mapping"),
    ("py:class", "collections.abc.Sequence"),
    ("py:class", "concurrent.futures.Executor"),
    ("py:class", "concurrent.futures._base.Executor"),
    ("py:class", "datetime.date"),
    ("py:class", "enum.StrEnum"),
    ("py:class", "pyarrow.Schema"),
    ("py:class", "pyarrow.Table"),
    ("py:class", "os.PathLike"),
    ("py:class", "hypothesis.strategies.SearchStrategy"),
    ("py:class", "pathlib.Path"),
    # A type variable has no page.
    ("py:class", "mlinterview._support.options.OptionsT"),
    ("py:class", "mlinterview.testing.T"),
]
