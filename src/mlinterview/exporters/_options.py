"""What can be chosen about a format: typed, and documented where it is declared."""

from typing import Any, Final, TypeVar

import attrs

from ..errors import ExportError, did_you_mean, quote

HELP: Final = "help"
"""Under what the metadata of a field says what it is for."""


@attrs.frozen(kw_only=True)
class Options:
    """What can be chosen about a format; most leave nothing to choose."""


OptionsT = TypeVar("OptionsT", bound=Options)


def option(default: Any, help: str, **settings: Any) -> Any:
    """Return the field of one option.

    Args:
        default: What it is if it is not given.
        help: What it does, as the command line says it.
        settings: What else `attrs.field` takes.
    """
    return attrs.field(default=default, metadata={HELP: help}, **settings)


def options_of(cls: type[Options]) -> dict[str, "attrs.Attribute[Any]"]:
    """Return the options that a format has, by their names."""
    return {field.name: field for field in attrs.fields(cls)}


def make(cls: type[OptionsT], format: str, given: dict[str, Any]) -> OptionsT:
    """Return the options of a format.

    Args:
        cls: Their class.
        format: What the format is called.
        given: Those that are not to have their defaults.

    Raises:
        ExportError: If the format has no such option, or a value is of no use.
    """
    known = options_of(cls)
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or (
                f"it has {', '.join(map(quote, known))}" if known else "it has none"
            )
            msg = f"the format {quote(format)} has no option {quote(name)}; {hint}"
            raise ExportError(msg)
    return cls(**given)
