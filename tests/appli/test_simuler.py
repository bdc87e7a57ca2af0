"""The simulation: levers as the API gives them, before and after, and a sentence when a value is refused."""

import json

import pytest
import requests
from dash.html import Div
from plotly.utils import PlotlyJSONEncoder

from appli.figures.before_after import before_after
from appli.panels import simuler
from appli.panels.simulation import outcome
from appli.texts import Texts
from appli.views import Screen
from tests.appli.conftest import Neighbour
from tests.appli.figures import checked
from tests.appli.test_panels import read

FRENCH = Texts("fr")
NOW = {"amount": 500_000, "debts": 90_000, "goods_price": 450_000}


def test_levers_have_the_api_s_ranges_and_a_two_way_one_says_so(screen: Screen) -> None:
    drawn = json.loads(json.dumps(simuler.draw(screen, 0, FRENCH), cls=PlotlyJSONEncoder))
    fields = [field["props"] for field in drawn["props"]["children"][0]["props"]["children"]]
    assert [(field["id"]["lever"], field["min"], field["max"], field["step"]) for field in fields] == [
        ("amount", 160_000, 760_000, 20_000),
        ("debts", 0, 180_000, 5_000),
        ("goods_price", 225_000, 675_000, 10_000),
    ]
    assert [("deux sens" in field["description"]) for field in fields] == [False, False, True]
    assert "Durée du prêt | Non renseigné." in read(simuler.draw(screen, 0, FRENCH))


def test_a_file_without_levers_is_said(screen: Screen) -> None:
    screen["levers"] = None
    assert read(simuler.draw(screen, 0, FRENCH)) == FRENCH("simulate.none")


def test_nothing_moved_asks_nothing(screen: Screen, neighbour: Neighbour) -> None:
    before = len(neighbour.calls)
    assert read(simuler.simulated(screen, NOW | {"debts": ""}, "", neighbour.api, FRENCH)) == FRENCH("simulate.start")
    assert len(neighbour.calls) == before


def test_before_and_after_are_said_with_what_moved(screen: Screen, neighbour: Neighbour) -> None:
    said = read(simuler.simulated(screen, NOW | {"amount": 360_000}, "", neighbour.api, FRENCH))
    assert f"Le score passerait de {screen['displayed']['score']} à " in said
    assert "Montant du prêt\u202f: 360\u202f000\u202f€ au lieu de 500\u202f000\u202f€." in said
    assert "Montant et durée du prêt | +12 points" in said
    assert "Âge" not in said


def test_a_score_that_stays_is_not_said_to_move(neighbour: Neighbour, screen: Screen) -> None:
    answer = neighbour.api.simulate(screen["client"], {"amount": 360_000}, "")
    said = read(Div(outcome(answer | {"after": answer["before"]}, FRENCH)))
    assert f"Le score resterait à {answer['before']['displayed']['score']} sur 100" in said
    assert "passerait" not in said


def test_a_refused_value_is_a_sentence(screen: Screen, neighbour: Neighbour) -> None:
    said = read(simuler.simulated(screen, NOW | {"amount": 10}, "", neighbour.api, FRENCH))
    assert said == "«\u202fMontant du prêt\u202f» sort de ce qui peut être simulé. De 160\u202f000\u202f€ à 760\u202f000\u202f€."
    assert read(simuler.refusal({"amount": 200_000}, {}, FRENCH)) == FRENCH("simulate.refused")


def test_a_lost_service_is_a_sentence(screen: Screen, neighbour: Neighbour) -> None:
    neighbour.transport.failure = requests.ConnectionError()
    assert read(simuler.simulated(screen, NOW | {"amount": 360_000}, "", neighbour.api, FRENCH)) == FRENCH("simulate.lost")


@pytest.mark.parametrize(("scores", "sides"), [((5, 95), ("right", "left")), ((59, 60), ("right", "left"))])
def test_the_dumbbell_goes_from_before_to_after_among_the_zones(scores: tuple[int, int], sides: tuple[str, str]) -> None:
    drawn = checked(before_after(scores, [45, 55], ("Avant", "Après"), "score", "fr"))
    line, first, second = drawn.data
    assert (line.x, first.x, second.x) == (scores, (scores[0],), (scores[1],))
    assert (first.textposition, second.textposition) == (f"middle {sides[0]}", f"middle {sides[1]}")
    assert first.y[0] > second.y[0]
    assert ("Avant" in first.text[0], "Après" in second.text[0]) == (True, True)
    assert drawn.layout.xaxis.tickvals == (0, 45, 55, 100)
    assert [strip.x1 for strip in drawn.layout.shapes[:3]] == [45, 55, 100]
