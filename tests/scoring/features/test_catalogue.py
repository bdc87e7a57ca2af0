"""The catalogue is whole: names, families, words in both languages, categories."""

import re

import pytest

from scoring.features import catalogue, words
from scoring.features.families import FAMILIES
from scoring.features.record import Feature, Text

PREFIXES = {
    "bureau": "BUREAU_",
    "bureau_balance": "BB_",
    "previous_application": "PREV_",
    "POS_CASH_balance": "POS_",
    "credit_card_balance": "CARD_",
    "installments_payments": "INST_",
}
every_feature = pytest.mark.parametrize("feature", catalogue.FEATURES, ids=lambda feature: feature.name)


def texts(feature: Feature) -> list[str]:
    shown: list[Text] = [feature.label, feature.sentence, feature.missing, *feature.values.values()]
    return [words for text in shown for words in (text.fr, text.en)]


def test_names_are_unique_and_written_alike() -> None:
    names = [feature.name for feature in catalogue.FEATURES]
    assert len(set(names)) == len(names) == len(catalogue.BY_NAME)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in names)


def test_labels_are_unique_in_each_language() -> None:
    for language in ("fr", "en"):
        labels = [feature.label.as_dict()[language] for feature in catalogue.FEATURES]
        assert len(set(labels)) == len(labels), {label for label in labels if labels.count(label) > 1}


def test_each_history_table_has_its_features_and_its_prefix() -> None:
    assert {block.name for block in catalogue.HISTORY} == set(PREFIXES)
    for block in catalogue.HISTORY:
        assert len(block.features) >= 10
        assert all(feature.name.startswith(PREFIXES[block.name]) for feature in block.features)


@every_feature
def test_family_exists(feature: Feature) -> None:
    assert feature.family in FAMILIES


@every_feature
def test_every_text_is_there_in_both_languages(feature: Feature) -> None:
    assert all(text.strip() == text and text for text in texts(feature))
    assert feature.label.fr != feature.label.en


@every_feature
def test_sentences_are_sentences_that_hold_the_value(feature: Feature) -> None:
    for sentence in (feature.sentence.fr, feature.sentence.en):
        choices = re.findall(r"\[[^|\[\]]*\|[^|\[\]]*\]", sentence)
        assert sentence.count("[") == sentence.count("]") == len(choices)
        assert sentence.count("{value}") == 1 or (feature.unit == "yes_no" and choices)
        assert sentence.endswith(".")
        assert sentence.format(value="3")
    assert feature.missing.fr.endswith(".")
    assert feature.missing.en.endswith(".")


@every_feature
def test_no_text_holds_a_column_s_name_or_jargon(feature: Feature) -> None:
    for text in texts(feature):
        assert not re.search(r"[A-Z]{2,}_|\b(DPD|POS|SHAP|log-odds|XNA|NaN|null)\b|fraud|mauvais payeur|bad payer", text), text


@every_feature
def test_french_punctuation_keeps_its_space_unbroken(feature: Feature) -> None:
    french = [feature.label.fr, feature.sentence.fr, feature.missing.fr, *(text.fr for text in feature.values.values())]
    for text in french:
        assert not re.search(r"(?<![\u00a0\u202f]):|[^\u202f][;!?%»]|«[^\u202f]|'", text), text


def test_categories_have_words_and_nothing_else_has() -> None:
    assert set(catalogue.CATEGORIES) == {feature.name for feature in catalogue.FEATURES if feature.values}
    assert all(len(values) >= 5 for values in catalogue.CATEGORIES.values())


def test_no_category_names_a_religion_a_maternity_or_a_retirement() -> None:
    found = {word for values in catalogue.CATEGORIES.values() for word in values}
    assert not found & {"Religion", "Maternity leave", "Pensioner", "XNA"}
    assert len(words.ORGANIZATION) == 58 - 2
    assert len(words.OCCUPATION) == 18
