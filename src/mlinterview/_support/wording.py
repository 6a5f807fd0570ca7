"""Words for messages: nouns and verbs that depend on a number, and lists of words."""

from collections.abc import Iterable


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return *number* with its noun, such as ``"3 questions"``.

    Args:
        number: The number.
        singular: The noun for one.
        plural: The noun for any other number; *singular* with an ``s`` by default.

    >>> counted(1, "question"), counted(0, "question"), counted(2, "reply", "replies")
    ('1 question', '0 questions', '2 replies')
    """
    return f"{number} {for_number(number, singular, plural or f'{singular}s')}"


def for_number(number: int, singular: str, plural: str) -> str:
    """Return *singular* if *number* is 1, and *plural* if it is anything else.

    Use it for other words than the noun itself, such as the verb.

    >>> for_number(1, "belongs", "belong"), for_number(2, "belongs", "belong")
    ('belongs', 'belong')
    """
    return singular if number == 1 else plural


def joined(words: Iterable[object], conjunction: str = "and") -> str:
    """Return *words* as a list in a sentence.

    Args:
        words: The words; if there are none, the result is empty.
        conjunction: The word before the last of them, ``"and"`` or ``"or"``.

    >>> joined([".yaml", ".json", ".jsonl"], "or")
    '.yaml, .json or .jsonl'
    """
    *first, last = [str(word) for word in words] or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
