"""The language of a request, before the page itself knows it."""

from typing import Final

from flask import request

from appli.texts import Texts

LANG: Final = "lang"
"""The cookie of the language, which the page's scripts write too: it says nothing of anybody."""


def spoken() -> Texts:
    """The language that was asked for, else the one of the last time, else the browser's."""
    asked = request.values.get(LANG) or request.cookies.get(LANG)
    return Texts(asked or request.accept_languages.best_match(["fr", "en"], "fr"))
