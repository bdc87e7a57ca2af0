"""Numbers as each language writes them."""

import pytest

from appli.format import MINUS, NARROW, Lang, day, moment, number, percent, signed, typeset, wrap
from appli.panels import simuler
from appli.texts import Texts


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1234.5, 2, f"1{NARROW}234,50", "1,234.50"),
        (-1234567, 0, f"{MINUS}1{NARROW}234{NARROW}567", f"{MINUS}1,234,567"),
        (-0.004, 2, "0,00", "0.00"),
        (0, 0, "0", "0"),
    ],
)
def test_numbers(value: float, decimals: int, french: str, english: str) -> None:
    assert (number(value, "fr", decimals), number(value, "en", decimals)) == (french, english)


@pytest.mark.parametrize(("value", "shown"), [(12.4, "+12"), (-4.6, f"{MINUS}5"), (0.4, "0"), (-0.4, "0")])
def test_signed_numbers_are_whole_and_zero_has_no_sign(value: float, shown: str) -> None:
    assert signed(value, "fr") == shown


@pytest.mark.parametrize(("lang", "shown"), [("fr", f"72{NARROW}%"), ("en", "72%")])
def test_percent(lang: Lang, shown: str) -> None:
    assert percent(71.6, lang) == shown


def test_french_typography_is_set_and_english_left_alone() -> None:
    assert typeset("« Âge » : l'âge ?", "fr") == f"«{NARROW}Âge{NARROW}»{NARROW}: l’âge{NARROW}?"
    assert typeset("Age : the client's", "en") == "Age : the client’s"


def test_wrap_keeps_words_whole() -> None:
    assert wrap("Crédits en cours ailleurs", 16) == "Crédits en cours<br>ailleurs"
    assert wrap("anticonstitutionnellement", 5) == "anticonstitutionnellement"


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2026-11-22T14:05:31.046686Z", f"22\u00a0novembre 2026, 15{NARROW}h{NARROW}05", "22\u00a0November 2026, 15:05"),
        ("2026-07-31T22:30:00+00:00", f"1er\u00a0août 2026, 00{NARROW}h{NARROW}30", "1\u00a0August 2026, 00:30"),
    ],
)
def test_moments_are_told_by_the_clocks_of_the_lender(iso: str, french: str, english: str) -> None:
    assert (moment(iso, "fr"), moment(iso, "en")) == (french, english)
    assert french.startswith(day(iso, "fr"))


@pytest.mark.parametrize(("lang", "prefix", "suffix", "said"), [("fr", "", "\u202f€", "80\u202f000\u202f€"), ("en", "€", "", "€80,000")])
def test_money_is_written_as_each_language_does(lang: str, prefix: str, suffix: str, said: str) -> None:
    lever = {"lever": "amount", "unit": "amount", "label": {"fr": "Montant", "en": "Amount"}, "one_way": True}
    field = simuler._field(lever | {"current": 1, "min": 80_000, "max": 90_000, "step": 1}, 0, Texts(lang))
    assert (field.prefix, field.suffix) == (prefix, suffix)
    assert said in field.description
