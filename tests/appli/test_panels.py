"""The panels: what a person reads on them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from plotly.utils import PlotlyJSONEncoder

from appli.client import ApiClient
from appli.errors import ApiError
from appli.format import typeset
from appli.panels import comparer, decision, dossier, parts, pourquoi
from appli.panels.comparison import distribution_chart, pair_chart
from appli.texts import Texts
from appli.views import Say, Screen, average_score
from tests.appli.conftest import Neighbour
from tests.appli.fake_people import FEATURES

SAID = ("data-table", "children", "title", "label", "aria-label", "data-title", "head", "body", "caption", "text")


def words(component: Any, key: str = "children") -> Iterator[str]:
    """Every text a component shows or says, charts left out."""
    if isinstance(component, str):
        if key in SAID:
            yield component
    elif isinstance(component, list | tuple):
        for part in component:
            yield from words(part, key)
    elif isinstance(component, dict):
        for name, part in component.items():
            if name != "figure":
                yield from words(part, name if name in SAID or name in ("props", "data") else "hidden")


def read(component: Any) -> str:
    """The component as one string, as the browser gets it."""
    return " | ".join(words(json.loads(json.dumps(component, cls=PlotlyJSONEncoder)), "children"))


def drawn(screen: Screen, notes: dict[str, Say], api: ApiClient, lang: str) -> list[Any]:
    """All panels of one client."""
    texts = Texts(lang)
    return [
        *decision.client_bar(screen, texts),
        decision.draw(screen, texts),
        pourquoi.draw(screen, api, texts),
        distribution_chart(screen, "JOB", api, texts),
        distribution_chart(screen, "CARD_USE", api, texts),
        distribution_chart(screen, "OWNS_CAR", api, texts),
        pair_chart(screen, "INCOME", "JOB", api, texts),
        pair_chart(screen, "CARD_USE", "OWNS_CAR", api, texts),
        dossier.draw(screen, notes, texts),
        dossier.policy(None, api, texts),
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_panel_speaks_the_language_and_no_jargon(screen: Screen, notes: dict[str, Say], neighbour: Neighbour, lang: str) -> None:
    said = read(drawn(screen, notes, neighbour.api, lang))
    assert not re.search(r"shap|log-odds|logit", said, re.IGNORECASE)
    assert not [name for name in FEATURES if "_" in name and name in said]
    if lang == "en":
        assert not re.search(r"\b(dossier|le client|recommand[ée]|non renseigné|poids)\b", said)
    else:
        assert not re.search(r"\b(file|weigh\w*|reference|client's|given)\b", said)


def test_the_decision_says_score_and_zone_then_why(screen: Screen) -> None:
    said = read(decision.draw(screen, Texts("fr")))
    assert f"{screen['displayed']['score']} | " in said
    assert Texts("fr").say(screen["displayed"]["zone"]) in said
    assert said.index(Texts("fr").say(screen["displayed"]["summary"])) < said.index("Ce qui a pesé")


def test_what_explains_the_recommendation_comes_first(screen: Screen) -> None:
    said = read(decision.draw(screen, Texts("fr")))
    for_it, against = (said.index(Texts("fr")(f"decision.{side}")) for side in ("for", "against"))
    assert (for_it < against) == (screen["zone"] == "accord")


def test_the_explanation_starts_from_an_average_file_and_ends_at_this_one(screen: Screen) -> None:
    assert average_score({**screen, "base_points": screen["total_points"]}) == screen["displayed"]["score"]
    average = average_score(screen)
    assert 0 < average < 100
    assert f"Un dossier moyen obtient {average} sur 100" in read(decision.draw(screen, Texts("fr")))


@pytest.mark.parametrize(
    ("value", "below", "said"),
    [
        (0.19, 3.0, "Moins que 97 % des dossiers de référence renseignés."),
        (44_952.0, 96.0, "Autant ou plus que 96 % des dossiers de référence renseignés."),
        (9.0, 50.0, "Autant ou plus que 50 % des dossiers de référence renseignés."),
        (9.0, 100.0, "Autant ou plus que 99 % des dossiers de référence renseignés."),
        (1.0, 90.0, None),
        ("3", None, None),
    ],
)
def test_a_reason_says_where_its_value_stands(screen: Screen, value: float | str, below: float | None, said: str | None) -> None:
    features = [{**feature, "value": value, "percentile": below} for feature in screen["features"]]
    shown = read(decision.draw({**screen, "features": features}, Texts("fr")))  # type: ignore[typeddict-item]
    assert shown.count("des dossiers de référence renseignés") == (len(screen["reasons"]) if said else 0)
    assert said is None or typeset(said, "fr") in shown


@pytest.mark.parametrize(("points", "said"), [(99.0, "plus favorable ici que dans 100"), (-99.0, "moins favorable ici que dans 100")])
def test_a_subject_is_compared_in_the_direction_it_weighs(screen: Screen, neighbour: Neighbour, points: float, said: str) -> None:
    features = [{**feature, "points": points} for feature in screen["features"]]
    assert said in read(pourquoi.draw({**screen, "features": features}, neighbour.api, Texts("fr")))  # type: ignore[typeddict-item]


def test_panels_are_marked_with_the_client_they_show(screen: Screen, notes: dict[str, Say], neighbour: Neighbour) -> None:
    texts = Texts("fr")
    api = neighbour.api
    for panel in (decision.draw(screen, texts), pourquoi.draw(screen, api, texts), dossier.draw(screen, notes, texts)):
        assert panel.to_plotly_json()["props"]["data-ready-for"] == screen["client"]


def test_subjects_unfold_to_every_feature(screen: Screen, neighbour: Neighbour) -> None:
    said = read(pourquoi.draw(screen, neighbour.api, Texts("fr")))
    assert all(typeset(french, "fr") in said for _, _, french, _ in FEATURES.values())


def test_missing_values_are_said(screen: Screen, notes: dict[str, Say], neighbour: Neighbour) -> None:
    assert "non renseigné" in read(dossier.draw(screen, notes, Texts("fr")))
    assert "non renseigné dans ce dossier" in read(distribution_chart(screen, "CARD_USE", neighbour.api, Texts("fr")))


def test_what_was_not_used_is_said_with_its_reason(neighbour: Neighbour) -> None:
    said = read(dossier.policy(None, neighbour.api, Texts("fr")))
    assert "Le sexe | La loi interdit d’en tenir compte." in said


def test_lost_reference_answers_become_a_sentence(screen: Screen, neighbour: Neighbour) -> None:
    neighbour.transport.failure = requests.ConnectionError()
    for panel in (pourquoi.draw(screen, neighbour.api, Texts("fr")), dossier.policy(None, neighbour.api, Texts("fr"))):
        assert "ne sont pas disponibles" in read(panel)
    with pytest.raises(ApiError):
        comparer.choices(neighbour.api, None, Texts("fr"))


def test_pickers_offer_every_variable_by_family_and_start_with_two_numbers(neighbour: Neighbour) -> None:
    options, (one, x, y) = comparer.choices(neighbour.api, None, Texts("fr"))
    assert {item["value"] for group in options for item in group["items"]} == set(FEATURES)
    assert one == x != y
    assert not {FEATURES[x][1], FEATURES[y][1]} & {"category"}


@pytest.mark.parametrize(
    ("here", "elsewhere", "said"),
    [
        (0.0, 0.0, "decision.history.none"),
        (0.0, None, "decision.history.unknown"),
        (2.0, None, None),
        (0.0, 1000.0, None),
        ("absent", 0.0, None),
    ],
)
def test_a_client_without_any_past_loan_is_told_apart(screen: Screen, here: object, elsewhere: object, said: str | None) -> None:
    texts = Texts("fr")
    values = {name: value for name, value in zip(decision.LOANS, (here, elsewhere), strict=True) if value != "absent"}
    features = [{**screen["features"][0], "name": name, "value": value} for name, value in values.items()]
    shown = read(decision.draw(screen | {"features": features}, texts))  # type: ignore[arg-type,operator,typeddict-item]
    for key in ("decision.history.none", "decision.history.unknown"):
        assert (texts(key) in shown) is (key == said)


def test_whoever_was_late_somewhere_has_a_past(screen: Screen) -> None:
    texts, none = Texts("fr"), [{**screen["features"][0], "name": name, "value": 0.0} for name in decision.LOANS]
    late = {**screen["features"][0], "name": "another", "family": "past_repayments", "value": 3.0}
    for features, said in ((none, True), ([*none, late], False)):
        shown = read(decision.draw(screen | {"features": features}, texts))  # type: ignore[arg-type,operator,typeddict-item]
        assert (texts("decision.history.none") in shown) is said


def test_the_last_bar_says_that_it_counts_those_beyond_it(screen: Screen, neighbour: Neighbour) -> None:
    texts = Texts("fr")
    name = next(feature["name"] for feature in screen["features"] if FEATURES[feature["name"]][1] == "amount")
    shown = read(distribution_chart(screen, name, neighbour.api, texts))
    assert texts("compare.beyond").strip() in shown
    assert re.findall(r"\d\sou (plus|moins)", shown) == ["plus"]


@pytest.mark.parametrize(
    ("points", "largest", "share"), [(7.0, 7.0, "35.0%"), (-43.0, 43.0, "100.0%"), (-20.0, 43.0, "46.5%"), (0.0, 0.0, "0.0%")]
)
def test_a_bar_is_full_for_what_doubles_the_odds_or_for_the_largest(points: float, largest: float, share: str) -> None:
    assert parts.bar(points, largest).style["--share"] == share


REASONS = [("Scores", -43.0), ("Loan", 15.0), ("Work", -5.0), ("Home", 2.0), ("Cards", -1.0)]


@pytest.mark.parametrize(
    ("zone", "reasons", "said"),
    [
        ("refus", REASONS, "What weighed most against: scores, work."),
        ("accord", REASONS, "What weighed most in favour: loan, home."),
        ("conseiller", REASONS, "What weighed most: scores (against), loan (in favour)."),
        ("accord", REASONS[:2], "What weighed most: scores (against), loan (in favour)."),
        ("conseiller", REASONS[1:2], "What weighed most: loan (in favour)."),
        ("refus", REASONS[1:2], "What weighed most: loan (in favour)."),
        ("refus", [], ""),
    ],
)
def test_what_weighed_most_for_the_recommendation_is_said_first(
    screen: Screen, zone: str, reasons: list[tuple[str, float]], said: str
) -> None:
    told = [
        {"points": points, "direction": "favourable" if points > 0 else "unfavourable", "family_label": {"fr": name, "en": name}}
        for name, points in reasons
    ]
    seen: Any = {**screen, "zone": zone, "reasons": told}
    assert read(decision._most(seen, Texts("en"))).replace(" | ", "") == said
