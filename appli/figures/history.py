"""The history as a time line: one line an event, the newest on top, each marked where its day stands."""

from datetime import datetime, timedelta
from typing import Final

from appli import theme
from appli.figures import lines
from appli.figures.base import Spec, figure
from appli.format import Lang, here

Event = tuple[str, str, str]
COLOURS: Final = {"accord": theme.ZONES["accord"], "refus": theme.ZONES["refus"]}
SYMBOLS: Final = {"accord": theme.SYMBOLS["accord"], "refus": theme.SYMBOLS["refus"], "asked": "diamond"}
DAYS: Final[dict[Lang, str]] = {"fr": "%d/%m\n%Y", "en": "%d %b\n%Y"}
"""The year stands below, where it begins: four whole dates do not fit a phone."""
ROOM: Final = 0.06
SHORTEST: Final = timedelta(days=3)
"""The axis never shows less: hours would say nothing."""


def history(events: list[Event], lang: Lang) -> Spec:
    """``events`` are (moment in ISO 8601, kind, label), in the order of the lines; a kind is an outcome, ``asked`` or ``erased``."""
    moments = [here(moment).replace(tzinfo=None) for moment, _, _ in events]
    span = _span(moments)
    colours = [COLOURS.get(kind, theme.NEUTRAL) for _, kind, _ in events]
    symbols = [SYMBOLS.get(kind, "circle-open") for _, kind, _ in events]
    path: Spec = {"type": "scatter", "mode": "lines+markers", "x": [_iso(moment) for moment in moments], "y": lines.places(len(events))}
    path |= {"line": {"color": theme.NEUTRAL, "width": 1, "dash": "dot"}, "hoverinfo": "skip", "showlegend": False}
    path |= {"marker": {"size": 13, "color": colours, "symbol": symbols}}
    x = {"type": "date", "range": span, "tickformat": DAYS[lang], "nticks": 4, "tickangle": 0}
    marks = lines.labels([label for _, _, label in events], span[0])
    return figure([path, marks], lang, lines.height(len(events)), lines.MARGIN, x, lines.axis(len(events)))


def _span(moments: list[datetime]) -> list[str]:
    first, last = min(moments), max(moments)
    lacking = max(SHORTEST - (last - first), timedelta()) / 2
    room = ROOM * max(last - first, SHORTEST)
    return [_iso(first - lacking - room), _iso(last + lacking + room)]


def _iso(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
