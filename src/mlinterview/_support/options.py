"""What can be chosen about a format: typed, and documented where it is declared."""

from typing import Any, Final, TypeVar

import attrs

from ..errors import ExportError, did_you_mean, quote

HELP: Final = "help"
"""Under what the metadata of a field says what it is for."""

CHOICES: Final = "choices"
"""Under what it lists the values of which there may be several, if they are few."""


@attrs.frozen(kw_only=True)
class Options:
    """What can be chosen about a format; most leave nothing to choose."""


OptionsT = TypeVar("OptionsT", bound=Options)


def option(
    default: Any, help: str, *, choices: tuple[str, ...] = (), **settings: Any
) -> Any:
    """Return the field of one option.

    Args:
        default: What it is if it is not given.
        help: What it does, as the command line says it.
        choices: For an option that is several of a few values: those.
        settings: What else `attrs.field` takes.
    """
    return attrs.field(
        default=default, metadata={HELP: help, CHOICES: choices}, **settings
    )


def switch(default: bool, help: str) -> Any:
    """Return the field of an option that is either on or off.

    Args:
        default: What it is if it is not given.
        help: What it does, as the command line says it.
    """
    return option(default, help, validator=_check_switch)


def _check_switch(
    _options: object, field: "attrs.Attribute[bool]", value: object
) -> None:
    if not isinstance(value, bool):
        msg = f"`{field.name}` is either True or False, not {quote(str(value))}"
        raise ExportError(msg)


def media() -> Any:
    """Return the field of the option that shows images, which many formats have."""
    return switch(
        default=True,
        help="Show the images of the pack; without them, what they are described as.",
    )


def options_of(cls: type[Options]) -> dict[str, "attrs.Attribute[Any]"]:
    """Return the options that a format has, by their names."""
    return {field.name: field for field in attrs.fields(cls)}


def flag(field: "attrs.Attribute[Any]") -> str:
    """Return what an option is called on the command line."""
    name = field.name.replace("_", "-")
    return f"--{name}/--no-{name}" if isinstance(field.default, bool) else f"--{name}"


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
