"""The model's page: the cost of each bound, and the recommendations by group."""

import json
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from appli.figures.cost_curve import cost_curve
from appli.figures.groups import groups
from appli.panels.model_report import costs, fairness, name_of
from appli.texts import Texts
from tests.appli.figures import checked
from tests.appli.test_panels import read

FRENCH = Texts("fr")
SCORES = [step / 100 for step in range(101)]
CURVE: dict[str, Any] = {"score": SCORES, "cost_per_client": [0.5 + (s - 0.5) ** 2 for s in SCORES], "grey_band": [0.45, 0.55]}


def group(name: str, granted: float) -> dict[str, Any]:
    """One group of a fairness report."""
    measure = {"value": granted, "low": granted - 0.01, "high": granted + 0.02}
    served = {"granted": measure, "granted_among_good": measure, "mean_pd_minus_observed": measure}
    return {"group": name, "people": 1234, "observed": 0.1, "served": served}


def test_the_cheapest_bound_is_told_beside_the_grey_band() -> None:
    chart = costs({"cost_curve": CURVE}, FRENCH)
    assert "Refuser sous 50 coûterait le moins\u202f: ce point est dans la zone laissée au conseiller, de 45 à 55" in read(chart)
    away = CURVE | {"cost_per_client": [abs(score - 0.3) for score in SCORES]}
    assert "Refuser sous 30 coûterait le moins\u202f; la zone" in read(costs({"cost_curve": away}, FRENCH))


def test_the_curve_shades_the_band() -> None:
    drawn = checked(cost_curve(CURVE, ("x", "y"), "zone", "fr"))
    assert (drawn.layout.shapes[0].x0, drawn.layout.shapes[0].x1) == (45, 55)
    assert len(drawn.data[0].x) == 101


def test_groups_are_named_and_their_gap_is_the_finding() -> None:
    model = {"fairness": {"sex": [group("men", 0.59), group("women", 0.69)], "age": [group("18 to 24", 0.39)]}}
    said = read(fairness(model, FRENCH))
    assert "Par sexe\u202f: de 59\u202f% d’accords recommandés (Hommes) à 69\u202f% (Femmes)" in said
    assert "18 à 24 ans" in said
    assert "1\u202f234" in json.dumps(fairness(model, FRENCH), cls=PlotlyJSONEncoder, ensure_ascii=False)
    assert name_of("left-handed", FRENCH) == "left-handed"


def test_an_interval_may_be_longer_on_one_side() -> None:
    drawn = checked(groups([("Hommes", 59.0, 58.0, 61.0)], "x", "fr")).data[0]
    assert (drawn.error_x.arrayminus, drawn.error_x.array) == ((1.0,), (2.0,))


def test_what_training_did_not_record_is_left_out() -> None:
    assert costs({"cost_curve": None}, FRENCH) is None
    assert fairness({"fairness": None}, FRENCH) is None
