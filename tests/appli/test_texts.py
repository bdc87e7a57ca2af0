"""Interface texts: the same in both languages, all used, none in the wrong language."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from appli.texts import YOU, Texts
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
    key = key.removesuffix(YOU)
    literal = any(f"{mark}{word}{mark}" in SOURCES for word in (key, key.replace(".", "-")) for mark in "\"'")
    assert literal or any("." in pattern and re.fullmatch(pattern, key) for pattern in patterns)


@pytest.mark.parametrize("key", FRENCH)
def test_no_language_speaks_the_other(key: str) -> None:
    assert not ENGLISH_WORDS.search(FRENCH[key])
    assert not FRENCH_WORDS.search(ENGLISH[key].replace(BRAND, ""))


@pytest.mark.parametrize("text", [*FRENCH.values(), *ENGLISH.values()])
def test_no_jargon(text: str) -> None:
    assert not re.search(r"shap|log-odds|logit|[A-Z]{2,}_[A-Z]", text, re.IGNORECASE)


def written(file: Path) -> list[str]:
    """The words of a module that nobody documents with: strings that are neither a docstring nor logged nor raised."""
    tree = ast.parse(file.read_text("utf-8"))
    aside = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    aside += [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    passed = {id(part) for node in aside for part in ast.walk(node)}
    return [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed
    ]


@pytest.mark.parametrize("file", [file for file in Path("appli").rglob("*.py") if "texts" not in file.parts], ids=str)
def test_code_holds_no_french_and_no_sign_of_one_language(file: Path) -> None:
    if file.name != "format.py":  # how each language writes numbers and dates
        assert not [words for words in written(file) if re.search(r"[éèêàçùœ«»]| %$| :$|\u202f", words)]


def test_an_unknown_language_is_french() -> None:
    assert Texts("de").lang == Texts(None).lang == "fr"


@pytest.mark.parametrize(("points", "said"), [(12.2, "+12 points"), (-1.2, "−1 point"), (0.2, "0 point")])
def test_points_agree_in_number(points: float, said: str) -> None:
    assert Texts("fr").points(points) == said


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_the_client_s_own_version_stands_beside_the_other(lang: str) -> None:
    own = [key for key in FRENCH if key.endswith(YOU)]
    assert own
    for key in own:
        about, to = Texts(lang), Texts(lang, you=True)
        assert to(key.removesuffix(YOU), n=1) == to(key, n=1) != about(key.removesuffix(YOU), n=1)


SENTENCES = {
    "fr": {
        "L’âge du client est de 26 ans.": "Votre âge est de 26 ans.",
        "La voiture du client a 3 ans.": "Votre voiture a 3 ans.",
        "L’emploi actuel couvre 12 % de la vie du client.": "L’emploi actuel couvre 12 % de votre vie.",
        "Le client n’est pas propriétaire d’un bien immobilier.": "Vous n’êtes pas propriétaire d’un bien immobilier.",
        "Le client est retraité.": "Vous êtes retraité.",
        "Le client ne possède pas de voiture.": "Vous ne possédez pas de voiture.",
        "Le client possède une voiture.": "Vous possédez une voiture.",
        "Le client habite chez ses parents.": "Vous habitez chez ses parents.",
        "Chaque mois, le client fait en moyenne 2 opérations par carte.": "Chaque mois, vous faites en moyenne 2 opérations par carte.",
        "En deux ans, le client a pris 3 crédits ailleurs.": "En deux ans, vous avez pris 3 crédits ailleurs.",
        "En un an, des prêteurs se sont renseignés 2 fois sur le client.": "En un an, des prêteurs se sont renseignés 2 fois sur vous.",
        "Nous avons écarté 2 de ses demandes.": "Nous avons écarté 2 de vos demandes.",
    },
    "en": {
        "The client’s age is 26 years.": "Your age is 26 years.",
        "The present job covers 12% of the client’s life.": "The present job covers 12% of your life.",
        "The client is retired.": "You are retired.",
        "The client was once overdue on 2 credits elsewhere.": "You were once overdue on 2 credits elsewhere.",
        "The client owns no car.": "You own no car.",
        "The client lives with parents.": "You live with parents.",
        "Each month, the client makes 2 card operations on average.": "Each month, you make 2 card operations on average.",
        "The client has had 3 loans or purchases on credit.": "You have had 3 loans or purchases on credit.",
        "In two years, the client took 3 credits elsewhere.": "In two years, you took 3 credits elsewhere.",
        "In a year, lenders asked about the client 2 times.": "In a year, lenders asked about you 2 times.",
        "We turned down 2 of their applications.": "We turned down 2 of your applications.",
        "The client has not made any loan application with us yet.": "You have not made any loan application with us yet.",
    },
}


@pytest.mark.parametrize(("lang", "about", "to"), [(lang, *pair) for lang, pairs in SENTENCES.items() for pair in pairs.items()])
def test_a_sentence_about_the_client_is_turned_to_them(lang: str, about: str, to: str) -> None:
    assert Texts(lang, you=True).say({lang: about}) == Texts(lang).say({lang: to})
