"""Every colour of the dashboard, light and dark, in one place; the style sheet and the figures both read it.

Figures keep the same colours in both schemes: each is at least 3:1 against the light and the dark surface.
"""

from typing import Final

FONT: Final = '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif'

ZONES: Final = {"refus": "#c6202c", "conseiller": "#cd810e", "accord": "#01857f"}
"""Marks on charts. The green leans to blue, so that the three stay apart for colour-blind eyes (tests/appli/test_theme.py)."""
PATTERNS: Final = {"refus": "/", "conseiller": "", "accord": ""}
SYMBOLS: Final = {"refus": "x", "conseiller": "diamond", "accord": "circle"}
ACCENT: Final = "#5468e8"
NEUTRAL: Final = "#7d8796"
INK: Final = "#14181f"
GRID: Final = "#e3e7ed"
LOW_TO_HIGH: Final = ((0.0, "#8a94a6"), (1.0, "#5468e8"))

SCHEMES: Final[dict[str, tuple[str, str]]] = {
    "page": ("#f5f6f8", "#0e1116"),
    "surface": ("#ffffff", "#161a21"),
    "sunken": ("#eef0f4", "#1e242d"),
    "ink": ("#14181f", "#f0f2f6"),
    "ink-soft": ("#4d5766", "#b0b9c6"),
    "line": ("#e3e7ed", "#2a313c"),
    "line-strong": ("#868f9d", "#727d8c"),
    "accent": ("#3a4bc4", "#a9b4ff"),
    "accent-fill": ("#3a4bc4", "#4a5bd6"),
    "accent-soft": ("#eceffd", "#20274a"),
    "refus-text": ("#a31d40", "#ff9fb3"),
    "refus-soft": ("#fcedf0", "#35171f"),
    "conseiller-text": ("#855000", "#ffc266"),
    "conseiller-soft": ("#fff5e3", "#33240b"),
    "accord-text": ("#0b6850", "#7fdcc0"),
    "accord-soft": ("#e8f5f0", "#0f2c24"),
}
"""Name of the style variable: (light, dark)."""


def style_variables() -> str:
    """The colours as CSS custom properties that follow the colour scheme of the page."""
    pairs = [f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in SCHEMES.items()]
    marks = [f"--{zone}: {colour};" for zone, colour in ZONES.items()]
    return ":root {" + " ".join([*pairs, *marks, f"--mark: {ACCENT};", f"--neutral: {NEUTRAL};", f"--font: {FONT};"]) + "}"
