"""Contrast of every colour that text or marks use, in both schemes (WCAG 2.2: 1.4.3 and 1.4.11)."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
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


COLOUR_BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What is seen of a linear red, green and blue: Machado, Oliveira and Fernandes, 2009, severity 1."""
CONES = ((0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566), (0.0883024619, 0.2817188376, 0.6299787005))
OPPONENTS = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099))
OPPONENTS += ((0.0259040371, 0.7827717662, -0.8086757660),)
APART = 0.1
"""In Oklab (Ottosson, 2020): five times a difference that one just sees."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``."""
    return float(np.dot((0.2126, 0.7152, 0.0722), linear(colour)))


def linear(colour: str) -> npt.NDArray[np.float64]:
    """The light of ``#rrggbb``: red, green and blue from 0 to 1."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def seen(colour: str, eyes: str) -> npt.NDArray[np.float64]:
    """The colour in Oklab as such eyes see it."""
    light = np.clip(np.array(COLOUR_BLIND[eyes]) @ linear(colour), 0, 1)
    return np.array(OPPONENTS) @ np.cbrt(np.array(CONES) @ light)


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


@pytest.mark.parametrize("eyes", COLOUR_BLIND)
def test_zones_stay_apart_for_colour_blind_eyes(eyes: str) -> None:
    colours = [seen(colour, eyes) for colour in theme.ZONES.values()]
    assert min(np.linalg.norm(one - other) for one, other in combinations(colours, 2)) >= APART


def test_white_text_on_the_accent() -> None:
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in theme.SCHEMES["accent-fill"])


def test_the_style_sheet_gets_every_colour() -> None:
    css = theme.style_variables()
    assert all(f"--{name}: light-dark({light}, {dark});" in css for name, (light, dark) in theme.SCHEMES.items())
