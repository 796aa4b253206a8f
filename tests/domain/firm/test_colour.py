"""A colour that is accepted can be read, in both schemes, wherever the theme writes with it (A16.2)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.firm.colour import (
    CONTROL,
    DARK,
    LIGHT,
    TEXT,
    Shades,
    contrast,
    dark_shades,
    is_readable,
    light_shades,
    nearest_readable,
    style_sheet,
)

THEME = (Path(__file__).parents[3] / "app" / "static" / "css" / "vivier.css").read_text()
INKS = {"light": ("#1b2330", "#4a5565"), "dark": ("#ece9e2", "#b9bcc2")}
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def _check(shades: Shades, grounds: dict[str, str], inks: tuple[str, ...]) -> None:
    assert all(contrast(shades.accent, ground) >= TEXT for ground in grounds.values())
    assert all(contrast(shades.accent_text, ground) >= TEXT for ground in (*grounds.values(), shades.accent_soft))
    assert contrast(shades.accent_ink, shades.accent) >= TEXT
    assert contrast(shades.accent_ink, shades.accent_strong) >= TEXT
    assert contrast(shades.accent, shades.accent_soft) >= CONTROL
    assert all(contrast(ink, shades.accent_soft) >= TEXT for ink in inks)


@given(colours)
def test_every_colour_leads_to_one_that_can_be_read_in_both_schemes(colour: str) -> None:
    accent = nearest_readable(colour)
    assert is_readable(accent)
    assert accent == colour or not is_readable(colour)
    _check(light_shades(accent), LIGHT, INKS["light"])
    _check(dark_shades(accent), DARK, INKS["dark"])


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_the_grounds_are_those_of_the_theme() -> None:
    blocks = re.findall(r"(?<=:root \{)[^}]*", THEME)
    for block, grounds in zip(blocks[:2], (LIGHT, DARK), strict=True):
        tokens = dict(re.findall(r"--v-(paper|card|well): (#[0-9a-f]{6})", block))
        assert tokens == grounds


def test_the_sheet_sets_the_theme_s_own_tokens() -> None:
    sheet = style_sheet("#27488a")
    names = {"--v-accent", "--v-accent-strong", "--v-accent-ink", "--v-accent-soft", "--v-accent-text"}
    assert set(re.findall(r"--v-[a-z-]+", sheet)) == names
    assert all(name in THEME for name in names)
    assert sheet.startswith(":root{--v-accent:#27488a;")
