"""Check packs against the schema and the rules, and fix mistakes.

`check` is the only function that judges a pack and makes objects of it; `load`,
`validate`, `lint`, `fix` and all others call it. Each rule is one module in ``rules``.
`CODES` lists all codes of problems.
"""

from typing import TYPE_CHECKING

from .._support.lazy import lazy_getattr
from . import codes

if TYPE_CHECKING:
    from .batches import Batch, Entities, MarkupBudget
    from .checking import Checked, Chosen, check
    from .chunks import Chunk, ChunkSummary
    from .codes import CODES, chosen
    from .contents import Node, PackContents, TextNode, contents_of, entity_at
    from .fixing import Edited, Fixed, FixedFile, edit, fix, write_fixed_files
    from .line_reader import CHUNK_SIZE, Header, header_of
    from .names import Named, NameTable
    from .rule import Context, Rule
    from .rules import all_rules
    from .rules.markdown import formula_mistake, placed
    from .rules.missing_rubrics import JUDGED
    from .rules.repeated_texts import MIN_REPEATED
    from .similarity import SIMILAR, folded, similar
    from .streaming import check_files, iter_file_questions, process_died, with_progress

__all__ = [
    "CHUNK_SIZE",
    "CODES",
    "JUDGED",
    "MIN_REPEATED",
    "SIMILAR",
    "Batch",
    "Checked",
    "Chosen",
    "Chunk",
    "ChunkSummary",
    "Context",
    "Edited",
    "Entities",
    "Fixed",
    "FixedFile",
    "Header",
    "MarkupBudget",
    "NameTable",
    "Named",
    "Node",
    "PackContents",
    "Rule",
    "TextNode",
    "all_rules",
    "check",
    "check_files",
    "chosen",
    "codes",
    "contents_of",
    "edit",
    "entity_at",
    "fix",
    "folded",
    "formula_mistake",
    "header_of",
    "iter_file_questions",
    "placed",
    "process_died",
    "similar",
    "with_progress",
    "write_fixed_files",
]

_EXPORTS = {
    "batches": "Batch Entities MarkupBudget",
    "checking": "Checked Chosen check",
    "chunks": "Chunk ChunkSummary",
    "codes": "CODES chosen",
    "contents": "Node PackContents TextNode contents_of entity_at",
    "fixing": "Edited Fixed FixedFile edit fix write_fixed_files",
    "line_reader": "CHUNK_SIZE Header header_of",
    "names": "NameTable Named",
    "rule": "Context Rule",
    "rules": "all_rules",
    "rules.markdown": "formula_mistake placed",
    "rules.missing_rubrics": "JUDGED",
    "rules.repeated_texts": "MIN_REPEATED",
    "similarity": "SIMILAR folded similar",
    "streaming": "check_files iter_file_questions process_died with_progress",
}

if not TYPE_CHECKING:
    __getattr__ = lazy_getattr(__name__, _EXPORTS)
