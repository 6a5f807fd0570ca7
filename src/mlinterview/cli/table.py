"""The commands of the program, each with a summary of what it does.

The command ``import-anki`` is the object ``command`` in the module
``commands/import_anki.py``, and so on: see `module_name`. That module is imported when
the command is run or explained. The list of commands in the help needs this table alone.
"""

from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "convert": "Convert a pack of any size to another format.",
    "diff": "Show what changed from a pack OLD to a pack NEW.",
    "explain": "Explain the problem CODE, or list all codes.",
    "export": "Export the questions that match the options and the QUERY.",
    "fix": "Fix problems in the files of packs, keeping their layout.",
    "import-anki": "Show what a user changed in a DECK made from a PACK.",
    "interview": "Hold an interview in the terminal and write a score sheet.",
    "lint": "Check the content of packs, and that they are valid.",
    "list": "List the questions that match the options and the QUERY.",
    "new": "Create a DIRECTORY with a small pack to start from.",
    "packs": "List the installed packs.",
    "plan": "Plan the rounds of an interview from the questions of packs.",
    "schema": "Print the JSON Schema of packs.",
    "search": "Search questions for WORDS, the best matches first.",
    "show": "Show questions in full, or a summary of each PACK.",
    "stats": "Show questions per topic and difficulty, and the gaps.",
    "upgrade": "Upgrade a PACK to a newer schema version.",
    "validate": "Check packs and list their problems.",
}
"""The summary of each command, with which its help begins. Names are in order."""


def module_name(command: str) -> str:
    """Return the name of the module in ``commands`` that has *command*.

    >>> module_name("import-anki")
    'import_anki'
    """
    return command.replace("-", "_")
