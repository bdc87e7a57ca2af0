"""Interface texts: one folder a language, the same keys in each."""

from typing import Final

from appli.format import Lang, day, moment, number, percent, signed, typeset
from appli.texts.en import TEXTS as ENGLISH
from appli.texts.fr import TEXTS as FRENCH
from appli.views import Say

_TEXTS: Final[dict[Lang, dict[str, str]]] = {"fr": FRENCH, "en": ENGLISH}


class Texts:
    """The texts and numbers of one language."""

    def __init__(self, lang: str | None) -> None:
        self.lang: Lang = "en" if lang == "en" else "fr"

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with its ``{values}`` put in. Raises KeyError on an unknown key."""
        return typeset(_TEXTS[self.lang][key].format(**values), self.lang)

    def say(self, text: Say) -> str:
        """A text of the API, in this language."""
        return typeset(text[self.lang], self.lang)

    def number(self, value: float, decimals: int = 0) -> str:
        """See :func:`appli.format.number`."""
        return number(value, self.lang, decimals)

    def points(self, value: float) -> str:
        """A weight in words: ``+12 points``, ``−1 point``, ``0 point``."""
        few = abs(round(value)) <= 1
        return self("points.one" if few else "points.many", n=signed(value, self.lang))

    def moment(self, iso: str) -> str:
        """See :func:`appli.format.moment`."""
        return moment(iso, self.lang)

    def day(self, iso: str) -> str:
        """See :func:`appli.format.day`."""
        return day(iso, self.lang)

    def percent(self, value: float) -> str:
        """See :func:`appli.format.percent`."""
        return percent(value, self.lang)
