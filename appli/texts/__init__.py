"""Interface texts: one folder a language, the same keys in each."""

from typing import Final

from appli.format import Lang, day, moment, number, percent, signed, typeset
from appli.texts.en import TEXTS as ENGLISH
from appli.texts.en.person import TOLD as TOLD_IN_ENGLISH
from appli.texts.fr import TEXTS as FRENCH
from appli.texts.fr.person import TOLD as TOLD_IN_FRENCH
from appli.views import Say

_TEXTS: Final[dict[Lang, dict[str, str]]] = {"fr": FRENCH, "en": ENGLISH}
_TOLD: Final[dict[Lang, tuple[tuple[str, str], ...]]] = {"fr": TOLD_IN_FRENCH, "en": TOLD_IN_ENGLISH}
YOU: Final = ".you"
"""Ends the key of a text that is the client's own version of another."""


class Texts:
    """The texts and numbers of one language; with ``you``, said to the client instead of about them."""

    def __init__(self, lang: str | None, you: bool = False) -> None:
        self.lang: Lang = "en" if lang == "en" else "fr"
        self.you = you

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with its ``{values}`` put in. Raises KeyError on an unknown key."""
        texts = _TEXTS[self.lang]
        said = texts.get(key + YOU, texts[key]) if self.you else texts[key]
        return typeset(said.format(**values), self.lang)

    def say(self, text: Say) -> str:
        """A text of the API, in this language."""
        said = typeset(text[self.lang], self.lang)
        return told(said, self.lang) if self.you else said

    def number(self, value: float, decimals: int = 0) -> str:
        """See :func:`appli.format.number`."""
        return number(value, self.lang, decimals)

    def points(self, value: float) -> str:
        """A weight in words: ``+12 points``, ``−1 point``, ``0 point``."""
        few = abs(round(value)) == 1 or (self.lang == "fr" and not round(value))
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


def told(sentence: str, lang: Lang) -> str:
    """A sentence about the client, said to them."""
    for about, to in _TOLD[lang]:
        sentence = sentence.replace(about, to).replace(_capital(about), _capital(to))
    return sentence


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
