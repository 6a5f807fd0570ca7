"""How well colours stand out from each other, by the guidelines for accessible pages."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as ``"0d1117"``, as WCAG 2 defines it.

    It asks for 4.5 where text is to be read.
    """
    lights = sorted(map(_luminance, (one, other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
