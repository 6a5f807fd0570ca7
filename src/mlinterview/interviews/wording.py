"""Numbers in words."""


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1.

    >>> counted(1, "minute"), counted(2, "minute")
    ('1 minute', '2 minutes')
    """
    return f"{count} {noun}{'s' if count != 1 else ''}"
