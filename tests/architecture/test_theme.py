"""The theme's promises, measured: contrast of every pair in both schemes (A16.2), colours only by token."""

import re
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
SOURCE = (APP / "static" / "css" / "vivier.css").read_text()
CSS = re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.DOTALL)
TOKEN_BLOCKS = re.findall(r"(?<=:root \{)[^}]*", CSS)
COLOUR = re.compile(r"(--v-[\w-]+): (#[0-9a-f]{6});")
LIGHT, DARK = (dict(COLOUR.findall(block)) for block in TOKEN_BLOCKS[:2])
SCHEMES = {"light": LIGHT, "dark": DARK}

# What is written on what, wherever a component does so.
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "card", "well")),
    *((ink, ground) for ink in ("ink", "ink-2") for ground in ("accent-soft", "warn-soft", "bad-soft")),
    *(("accent-text", ground) for ground in ("paper", "card", "well", "accent-soft")),
    *(("accent", ground) for ground in ("paper", "card")),
    ("sheet-ink", "sheet"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("info", "info-soft"),
    ("warn", "warn-soft"),
    *(("bad", ground) for ground in ("paper", "card", "bad-soft")),
]
# The edges of controls, the ring of the focus, the marks beside a remark.
CONTROLS = [
    *(("control", ground) for ground in ("paper", "card")),
    *(("accent", ground) for ground in ("paper", "card", "well", "accent-soft")),
    *(("bad", ground) for ground in ("paper", "card")),
    ("warn", "warn-soft"),
]


def _luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of ``#rrggbb``."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_the_one_of_wcag() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out(scheme: str, ink: str, ground: str) -> None:
    """A16.2, WCAG 1.4.3."""
    tokens = SCHEMES[scheme]
    assert _contrast(tokens[f"--v-{ink}"], tokens[f"--v-{ground}"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_controls_stand_out(scheme: str, edge: str, ground: str) -> None:
    """A16.2, WCAG 1.4.11."""
    tokens = SCHEMES[scheme]
    assert _contrast(tokens[f"--v-{edge}"], tokens[f"--v-{ground}"]) >= 3


def test_light_and_dark_are_two_sets_of_the_same_tokens() -> None:
    assert set(LIGHT) == set(DARK)


def test_a_component_reads_a_token_never_a_raw_colour() -> None:
    rules = CSS
    for block in TOKEN_BLOCKS[:2]:
        rules = rules.replace(block, "")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", rules) == []


def test_every_class_of_ours_is_on_a_page() -> None:
    worn = "\n".join(path.read_text() for kind in ("html", "py", "js") for path in APP.rglob(f"*.{kind}"))
    classes = set(re.findall(r"\.([a-z][\w-]*)", CSS))
    assert {name for name in classes if not re.search(rf"(?<![\w-]){name}(?![\w-])", worn)} == set()


def test_every_token_is_defined_and_used() -> None:
    defined = set(re.findall(r"(--v-[\w-]+):", CSS))
    used = set(re.findall(r"var\((--v-[\w-]+)", CSS))
    assert defined == used
