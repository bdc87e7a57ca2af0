"""The pages without a client, over the real API: the model's card and the glossary hold every subject in both languages."""

import pytest

from appli.client import ApiClient
from appli.panels import glossary, model
from appli.texts import Texts
from tests.appli.test_panels import read


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_glossary_names_every_variable_its_unit_and_its_source(recorder: ApiClient, lang: str) -> None:
    texts, importance = Texts(lang), recorder.importance()
    said = read(glossary.draw(importance, texts))
    for item in importance["data"]:
        assert texts.say(item["label"]) in said
        assert glossary.unit(item, texts)
    for family in importance["families"]:
        assert texts(f"glossary.{family['family']}.source") in said
        assert texts(f"glossary.{family['family']}.why") in said


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_card_gives_the_rule_the_calibration_and_the_measures(recorder: ApiClient, lang: str) -> None:
    texts, card = Texts(lang), recorder.model()
    said = read(model.draw(card, None, recorder, texts))
    assert texts("model.rule", low=45, high=55, cost=10) in said
    measure = card["metrics"]["final"]["roc_auc"]
    assert model._interval(measure, 3, texts) in said
    assert texts.number(100 * card["metrics"]["final"]["reliability"][0]["observed"], 1) in said
    assert all(texts.say(rule["label"]) in said for rule in card["not_used"])


def test_a_card_without_measures_is_drawn_all_the_same(recorder: ApiClient) -> None:
    said = read(model.draw(recorder.model() | {"metrics": {}}, None, recorder, Texts("fr")))
    assert "Ce que fait l’outil" in said
    assert "Ses mesures" not in said
