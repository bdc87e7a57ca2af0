"""Numbers and frequencies as people read them."""

import math
from dataclasses import replace
from typing import Any

import pytest

from scoring import words
from scoring.features.catalogue import FEATURES
from scoring.features.record import Feature, Text


def feature(unit: Any, **more: Any) -> Feature:
    return Feature(
        "X",
        lambda t: t,
        unit,
        "age",
        Text("x", "x"),
        Text("Il y a {value}.", "There is {value}."),
        Text("On ne sait pas.", "Unknown."),
        **more,
    )


@pytest.mark.parametrize(
    ("unit", "value", "french", "english"),
    [
        ("amount", 1234567.0, "1\u202f234\u202f567\u00a0€", "€1,234,567"),
        ("amount", 12.5, "12,50\u00a0€", "€12.50"),
        ("amount", -45000.0, "-45\u202f000\u00a0€", "-€45,000"),
        ("percent", 0.234, "23\u00a0%", "23%"),
        ("percent", 0.0712, "7,1\u00a0%", "7.1%"),
        ("percent", -0.001, "-0,10\u00a0%", "-0.10%"),
        ("years", 1.5, "1,5\u00a0an", "1.5\u00a0years"),
        ("years", 34.2, "34\u00a0ans", "34\u00a0years"),
        ("years", 0.0, "moins d’un an", "less than a year"),
        ("months", 1.0, "1\u00a0mois", "1\u00a0month"),
        ("days", 3.0, "3\u00a0jours", "3\u00a0days"),
        ("count", 4.0, "4", "4"),
        ("index", 0.6123, "0,61", "0.61"),
        ("yes_no", 1.0, "oui", "yes"),
        ("yes_no", 0.25, "25\u00a0%", "25%"),
    ],
)
def test_values_read_aloud(unit: str, value: float, french: str, english: str) -> None:
    assert words.value_text(feature(unit), value) == Text(french, english)


def test_a_missing_value_is_said_not_shown() -> None:
    assert words.value_text(feature("amount"), math.nan) == words.NOT_GIVEN
    assert words.fact(feature("amount"), math.nan).fr == "On ne sait pas."


def test_zero_is_said_in_words_where_it_has_some() -> None:
    assert words.fact(feature("count"), 0.0) == Text("Il y a 0.", "There is 0.")
    none = feature("count", none=Text("Il n’y en a aucun.", "There is none."))
    assert [words.fact(none, value).fr for value in (0.0, 1.0, math.nan)] == ["Il n’y en a aucun.", "Il y a 1.", "On ne sait pas."]


def test_a_category_speaks_its_own_words() -> None:
    kind = feature("category", values={"A": Text("premier", "first"), "B": Text("second", "second")})
    assert words.fact(kind, 1.0) == Text("Il y a second.", "There is second.")


def test_no_number_is_minus_zero() -> None:
    assert words.number(-0.0001, 1) == Text("0,0", "0.0")


@pytest.mark.parametrize(
    ("pd", "start"),
    [
        (0.0, "Moins de 1 dossier"),
        (0.004, "Moins de 1 dossier"),
        (0.01, "Environ 1 dossier semblable"),
        (0.062, "Environ 6 dossiers semblables"),
    ],
)
def test_the_frequency_sentence(pd: float, start: str) -> None:
    assert words.frequency(pd).fr.startswith(start)


@pytest.mark.parametrize(
    ("unit", "value", "french", "english"),
    [
        ("count", 0.0, "Il a 0 prêt.", "They have 0 loans."),
        ("count", 1.0, "Il a 1 prêt.", "They have 1 loan."),
        ("count", 1.9, "Il a 1,9 prêt.", "They have 1.9 loans."),
        ("count", 2.0, "Il a 2 prêts.", "They have 2 loans."),
    ],
)
def test_a_sentence_agrees_with_its_number(unit: str, value: float, french: str, english: str) -> None:
    counted = replace(feature(unit), sentence=Text("Il a {value} [prêt|prêts].", "They have {value} [loan|loans]."))
    assert words.fact(counted, value) == Text(french, english)


def test_a_yes_or_no_is_a_whole_sentence() -> None:
    owned = replace(feature("yes_no"), sentence=Text("Il [n’a pas de|a une] voiture.", "They have [no|a] car."))
    assert words.fact(owned, 0.0) == Text("Il n’a pas de voiture.", "They have no car.")
    assert words.fact(owned, 1.0) == Text("Il a une voiture.", "They have a car.")


def test_what_a_feature_is_holds_nobody_s_value() -> None:
    for feature in FEATURES:
        said = words.meaning(feature)
        for sentence in (said.fr, said.en):
            assert sentence.endswith((".", "…")), feature.name
            assert not set(sentence) & set("{}[]|"), feature.name
            assert "…." not in sentence
            assert ("…" in sentence) == ("{value}" in feature.sentence.fr), feature.name
