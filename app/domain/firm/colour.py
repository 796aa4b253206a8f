"""One accent colour becomes the theme's: lighter, darker, and for dark screens; pure, and measured (WCAG 2.2)."""

from collections.abc import Callable
from dataclasses import dataclass

# The grounds of static/css/vivier.css on which the accent stands; tests hold the two together.
LIGHT = {"paper": "#fbfaf7", "card": "#ffffff", "well": "#f2efe9"}
DARK = {"paper": "#14181d", "card": "#1b2027", "well": "#101418"}
TEXT, CONTROL = 4.5, 3.0
STEP = 0.02


@dataclass(frozen=True)
class Shades:
    """The theme's five tokens for one scheme."""

    accent: str
    accent_strong: str
    accent_ink: str
    accent_soft: str
    accent_text: str


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours ``#rrggbb``: 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_readable(accent: str) -> bool:
    """Whether the colour may be written with on every light ground."""
    return all(contrast(accent, ground) >= TEXT for ground in LIGHT.values())


def nearest_readable(accent: str) -> str:
    """The colour itself, or as little darker as it takes."""
    return _until(accent, "#000000", is_readable)


def light_shades(accent: str) -> Shades:
    """The tokens of the light scheme for a readable colour."""
    soft = _mix(accent, LIGHT["paper"], 0.9)
    text = _until(accent, "#000000", lambda colour: all(contrast(colour, on) >= TEXT for on in (*LIGHT.values(), soft)))
    return Shades(accent, _mix(accent, "#000000", 0.22), "#ffffff", soft, text)


def dark_shades(accent: str) -> Shades:
    """The tokens of the dark scheme: the same colour, lighter until it can be read there."""
    soft = _mix(accent, DARK["card"], 0.85)
    grounds = (*DARK.values(), soft)
    bright = _until(accent, "#ffffff", lambda colour: all(contrast(colour, on) >= TEXT for on in grounds))
    ink = _until(_mix(accent, "#000000", 0.8), "#000000", lambda colour: contrast(colour, bright) >= TEXT)
    return Shades(bright, _mix(bright, "#ffffff", 0.25), ink, soft, _mix(bright, "#ffffff", 0.2))


def style_sheet(accent: str) -> str:
    """The tokens as a style sheet, to stand after the theme."""
    light, dark = _tokens(light_shades(accent)), _tokens(dark_shades(accent))
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _tokens(shades: Shades) -> str:
    return "".join(f"--v-{name.replace('_', '-')}:{value};" for name, value in vars(shades).items())


def _until(colour: str, towards: str, is_enough: Callable[[str], bool]) -> str:
    share = 0.0
    found = colour
    while not is_enough(found):
        share += STEP
        found = _mix(colour, towards, min(share, 1.0))
    return found


def _mix(colour: str, other: str, share: float) -> str:
    """``share`` of the other colour in the first."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine * (1 - share) + theirs * share):02x}" for mine, theirs in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _channels(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
