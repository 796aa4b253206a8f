"""How the text of an office file is set, as far as it decides whether anybody sees it. Runs in the confined child."""

from dataclasses import dataclass, replace

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
# Black on what is light and white on what is dark: it is never that of its background.
AUTOMATIC: Colour = (-255, -255, -255)
# Type of two points or less is no writing to anybody.
LEAST_SIZE = 2.0
# Weights of red, green and blue in what the eye sees, and how far two colours must be apart to be two (of 255): as on
# the pages of a PDF (visibility.py).
_WEIGHTS = (0.299, 0.587, 0.114)
_LEAST_CONTRAST = 16


@dataclass(frozen=True)
class Look:
    """What is said of a text; None where nothing is. ``is_on_fill`` stands for a background that is not known."""

    is_gone: bool | None = None
    colour: Colour | None = None
    size: float | None = None
    background: Colour | None = None
    is_on_fill: bool | None = None
    kind: str | None = None

    def over(self, below: "Look") -> "Look":
        """This where it says something, else what lies below."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return replace(below, **said) if said else below

    @property
    def is_visible(self) -> bool:
        """Whether a person would see it."""
        if self.is_gone or (self.size is not None and self.size <= LEAST_SIZE):
            return False
        is_lost = self.colour is not None and is_same_to_the_eye(self.colour, self.background or WHITE)
        return bool(self.is_on_fill) or not is_lost


def read_colour(raw: str | None) -> Colour | None:
    """A colour of six hexadecimal digits, with or without #; None for any other word."""
    digits = (raw or "").removeprefix("#")
    if len(digits) != 6:
        return None
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        return None
    return red, green, blue


def is_same_to_the_eye(one: Colour, other: Colour) -> bool:
    """Whether writing of one colour on the other cannot be seen."""
    pairs = zip(_WEIGHTS, one, other, strict=True)
    return sum(weight * abs(left - right) for weight, left, right in pairs) < _LEAST_CONTRAST
