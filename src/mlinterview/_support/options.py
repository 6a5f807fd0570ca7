"""Options of formats: typed, and documented where they are declared."""

from typing import Any, Final, TypeVar

import attrs

from ..errors import ExportError, did_you_mean, quote

HELP: Final = "help"
"""The key in the metadata of a field for the help on the option."""

CHOICES: Final = "choices"
"""The key in the metadata of a field for the values that can be combined, if any."""


@attrs.frozen(kw_only=True)
class Options:
    """The options of a format. This base class, which most formats use, has none."""


OptionsT = TypeVar("OptionsT", bound=Options)


def option(
    default: Any, help: str, *, choices: tuple[str, ...] = (), **settings: Any
) -> Any:
    """Return the field of one option.

    Args:
        default: The value if none is given.
        help: The help on the option, which the command line shows.
        choices: The values that can be combined, for an option that takes several.
        settings: Other arguments of `attrs.field`.
    """
    return attrs.field(
        default=default, metadata={HELP: help, CHOICES: choices}, **settings
    )


def switch(default: bool, help: str) -> Any:
    """Return the field of an option that is either on or off.

    Args:
        default: The value if none is given.
        help: The help on the option, which the command line shows.
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
        help="Show the images of the pack; without them, show their descriptions.",
    )


def options_of(cls: type[Options]) -> dict[str, "attrs.Attribute[Any]"]:
    """Return the fields of the options of a format, by name."""
    return {field.name: field for field in attrs.fields(cls)}


def flag(field: "attrs.Attribute[Any]") -> str:
    """Return the name of an option on the command line."""
    name = field.name.replace("_", "-")
    return f"--{name}/--no-{name}" if isinstance(field.default, bool) else f"--{name}"


def make(cls: type[OptionsT], format: str, given: dict[str, Any]) -> OptionsT:
    """Return the options of a format.

    Args:
        cls: The class of the options.
        format: The name of the format.
        given: The values of options that differ from the defaults, by name.

    Raises:
        ExportError: If the format has no such option, or a value is not valid.
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
