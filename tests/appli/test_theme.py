"""Contrast of every colour that text or marks use, in both schemes (WCAG 2.2: 1.4.3 and 1.4.11)."""

import pytest

from appli import theme

TEXT_ON = [
    ("ink", "surface"),
    ("ink", "page"),
    ("ink", "sunken"),
    ("ink-soft", "surface"),
    ("ink-soft", "page"),
    ("ink-soft", "sunken"),
    ("accent", "surface"),
    ("accent", "page"),
    ("accent", "accent-soft"),
    *[(f"{zone}-text", ground) for zone in theme.ZONES for ground in ("surface", f"{zone}-soft")],
]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable(text: str, ground: str, scheme: int) -> None:
    assert contrast(theme.SCHEMES[text][scheme], theme.SCHEMES[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("mark", [*theme.ZONES.values(), theme.ACCENT, theme.NEUTRAL])
def test_marks_stand_out(mark: str, scheme: int) -> None:
    assert contrast(mark, theme.SCHEMES["surface"][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("edge", ["line-strong", "accent"])
def test_fields_have_a_visible_edge(edge: str, scheme: int) -> None:
    assert contrast(theme.SCHEMES[edge][scheme], theme.SCHEMES["page"][scheme]) >= 3


def test_white_text_on_the_accent() -> None:
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in theme.SCHEMES["accent-fill"])


def test_the_style_sheet_gets_every_colour() -> None:
    css = theme.style_variables()
    assert all(f"--{name}: light-dark({light}, {dark});" in css for name, (light, dark) in theme.SCHEMES.items())
