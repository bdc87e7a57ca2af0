"""Numbers as each language writes them: narrow no-break spaces and a comma in French, true minus signs everywhere."""

import re
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

Lang = Literal["fr", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("fr", "en")
NARROW: Final = "\u202f"
MINUS: Final = "\u2212"
SEPARATORS: Final[dict[Lang, tuple[str, str]]] = {"fr": (",", NARROW), "en": (".", ",")}
"""Decimal mark, thousands mark."""
PERCENT: Final[dict[Lang, str]] = {"fr": f"{NARROW}%", "en": "%"}
"""What ends a percentage."""


def number(value: float, lang: Lang, decimals: int = 0) -> str:
    """``1 234,5`` in French, ``1,234.5`` in English; a value that rounds to zero has no sign."""
    decimal_mark, thousands_mark = SEPARATORS[lang]
    whole, _, fraction = f"{abs(value):,.{decimals}f}".partition(".")
    digits = whole.replace(",", thousands_mark) + (decimal_mark + fraction if fraction else "")
    return MINUS + digits if value < 0 and digits.strip("0.,") else digits


def signed(value: float, lang: Lang) -> str:
    """A whole number with its sign, ``+12`` or ``−5``; ``0`` when it rounds to zero."""
    shown = number(round(value), lang)
    return f"+{shown}" if round(value) > 0 else shown


def percent(value: float, lang: Lang) -> str:
    """A percentage already out of 100: ``72 %`` in French, ``72%`` in English."""
    return number(value, lang) + PERCENT[lang]


MONTHS: Final[dict[Lang, str]] = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


HERE: Final = ZoneInfo("Europe/Paris")
"""Whose clocks the lender's people and clients read; the API speaks, records and exports in UTC."""


def day(iso: str, lang: Lang) -> str:
    """The day here of a moment in ISO 8601: ``22 novembre 2026``, ``1er`` for the first in French."""
    when = here(iso)
    first = "er" if lang == "fr" and when.day == 1 else ""
    return f"{when.day}{first}\u00a0{MONTHS[lang].split()[when.month - 1]} {when.year}"


def moment(iso: str, lang: Lang) -> str:
    """A moment in ISO 8601, to the minute, by the clocks here: ``22 novembre 2026, 15 h 05``."""
    when = here(iso)
    return f"{day(iso, lang)}, {when:%H}{f'{NARROW}h{NARROW}' if lang == 'fr' else ':'}{when:%M}"


def here(iso: str) -> datetime:
    """A moment in ISO 8601, by the clocks here."""
    return datetime.fromisoformat(iso).astimezone(HERE)


def typeset(text: str, lang: Lang) -> str:
    """Curly apostrophes; in French, spaces that never break before ``: ; ! ? % €`` and inside guillemets."""
    text = text.replace("'", "’")
    if lang != "fr":
        return text
    text = re.sub(r" (?=[:;!?%»€])", NARROW, text)
    return text.replace("« ", f"«{NARROW}")


def wrap(text: str, width: int) -> str:
    """Break a label for a chart's axis into lines of at most ``width`` characters (longer words stay whole)."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return "<br>".join(lines)
