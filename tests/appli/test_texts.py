"""Interface texts: the same in both languages, all used, none in the wrong language."""

import re
from pathlib import Path
from string import Formatter

import pytest

from appli.texts import Texts
from appli.texts.en import TEXTS as ENGLISH
from appli.texts.fr import TEXTS as FRENCH

SOURCES = "\n".join(path.read_text("utf-8") for path in Path("appli").rglob("*.py") if path.parent.name not in ("fr", "en"))
BRAND = "Prêt à dépenser"
ENGLISH_WORDS = re.compile(r"\b(the|of|and|this|file|is|with|your)\b", re.IGNORECASE)
FRENCH_WORDS = re.compile(r"[éèêàçùœ«»]|\b(le|la|les|une|dossier|pour|avec|vous)\b", re.IGNORECASE)


def placeholders(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert list(FRENCH) == list(ENGLISH)
    assert {key: placeholders(text) for key, text in FRENCH.items()} == {key: placeholders(text) for key, text in ENGLISH.items()}


@pytest.mark.parametrize("key", FRENCH)
def test_every_text_is_used(key: str) -> None:
    built = [re.escape(text) for text in re.findall(r'f"([^"]*\{[^"]*)"', SOURCES) if re.fullmatch(r"[\w.{}\[\]'\" ]+", text)]
    patterns = [re.sub(r"\\\{.*?\\\}", r"[\\w.]+", text) for text in built]
    literal = any(f"{mark}{word}{mark}" in SOURCES for word in (key, key.replace(".", "-")) for mark in "\"'")
    assert literal or any("." in pattern and re.fullmatch(pattern, key) for pattern in patterns)


@pytest.mark.parametrize("key", FRENCH)
def test_no_language_speaks_the_other(key: str) -> None:
    assert not ENGLISH_WORDS.search(FRENCH[key])
    assert not FRENCH_WORDS.search(ENGLISH[key].replace(BRAND, ""))


@pytest.mark.parametrize("text", [*FRENCH.values(), *ENGLISH.values()])
def test_no_jargon(text: str) -> None:
    assert not re.search(r"shap|log-odds|logit|[A-Z]{2,}_[A-Z]", text, re.IGNORECASE)


def test_an_unknown_language_is_french() -> None:
    assert Texts("de").lang == Texts(None).lang == "fr"


@pytest.mark.parametrize(("points", "said"), [(12.2, "+12 points"), (-1.2, "−1 point"), (0.2, "0 point")])
def test_points_agree_in_number(points: float, said: str) -> None:
    assert Texts("fr").points(points) == said
