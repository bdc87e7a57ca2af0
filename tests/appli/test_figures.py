"""Figures as pure functions: what they place where."""

import math
from typing import Any

import pytest

from appli import theme
from appli.figures.base import thinned, zone_of
from appli.figures.beeswarm import beeswarm, spread
from appli.figures.bivariate import bivariate
from appli.figures.distribution import distribution
from appli.figures.gauge import gauge
from appli.figures.history import history
from appli.figures.importance import importance
from appli.figures.waterfall import band_points, waterfall
from tests.appli.figures import checked

ZONES = {"refus": "Refus", "conseiller": "Conseiller", "accord": "Accord"}
WORDS = {"client": "Ce client", "axis": "points", "count": "Dossiers", "yes": "oui", "no": "non", "x": "X", "y": "Y"}
NUMBER: dict[str, Any] = {"kind": "number", "unit": "index"}


def test_the_gauge_has_three_zones_two_ticks_and_a_marker() -> None:
    dial = checked(gauge(62, [45, 55], "fr")).data[0].gauge
    assert [tuple(step.range) for step in dial.steps] == [(0, 45), (45, 55), (55, 100)]
    assert [step.color for step in dial.steps] == [theme.ZONES[zone] for zone in ("refus", "conseiller", "accord")]
    assert (dial.axis.tickvals, dial.threshold.value) == ((0, 45, 55, 100), 62)


def test_the_waterfall_goes_from_base_to_total() -> None:
    drawn = checked(waterfall(("Base", -10), [("A", 25.4), ("B", -3.2)], ("Total", 12.2), (-6, 6, "zone"), "points", "fr"))
    bars = drawn.data[0]
    assert (bars.measure, bars.text) == (("absolute", "relative", "relative", "total"), ("−10", "+25", "−3", "+12"))
    assert bars.customdata == ("Base", "A", "B", "Total")
    low, high = drawn.layout.xaxis.range
    assert low < -10 < 15.4 < high
    assert (drawn.layout.shapes[0].x0, drawn.layout.shapes[0].x1) == (-6, 6)


def test_the_band_is_the_bounds_in_points() -> None:
    unit = 20 / math.log(2)
    assert band_points([0.5, 2 / 3], unit) == pytest.approx((0, 20))


@pytest.mark.parametrize(("base", "anchor"), [(-200, "right"), (0, "center"), (200, "left")])
def test_the_words_of_the_band_stay_inside(base: float, anchor: str) -> None:
    drawn = checked(waterfall(("Base", base), [("A", 1)], ("Total", base + 1), (-6, 6, "zone"), "points", "fr"))
    assert drawn.layout.annotations[0].xanchor == anchor


def test_local_and_usual_weights_share_one_scale() -> None:
    usual, mine, _ = checked(importance([("A", 12.0, 4.0), ("B", -2.0, 3.0)], ("Ce dossier", "Habituel"), "points", "fr")).data
    assert (usual.base, usual.x, mine.x) == ((-4, -3), (8, 6), (12, -2))
    assert mine.marker.color == (theme.ZONES["accord"], theme.ZONES["refus"])


def test_the_beeswarm_marks_the_client_and_sets_missing_values_apart() -> None:
    known, missing, client, labels = checked(
        beeswarm([("A", [[-1.0, 0.2], [2.0, None]]), ("B", [[0.5, 1.0]])], [3.0, None], WORDS, "fr")
    ).data
    assert (known.x, missing.x, client.x, labels.text) == ((-1.0, 0.5), (2.0,), (3.0, None), ("A", "B"))


def test_dots_of_one_weight_do_not_overlap() -> None:
    heights = spread([1.0] * 9)
    assert len(set(heights)) == 9
    assert max(map(abs, heights)) <= 0.25
    assert spread([]) == []


def test_the_distribution_stacks_zones_and_marks_the_client() -> None:
    answer = NUMBER | {"unit": "percent", "bins": [{"from": 0.0, "to": 0.1, "refus": 1, "conseiller": 2, "accord": 3}]}
    drawn = checked(distribution(answer, ZONES, 0.06, WORDS, "fr"))
    assert [(bar.name, bar.y) for bar in drawn.data] == [("Accord", (3,)), ("Conseiller", (2,)), ("Refus", (1,))]
    assert drawn.layout.shapes[0].x0 == pytest.approx(6)
    assert not checked(distribution(answer, ZONES, None, WORDS, "fr")).layout.shapes


@pytest.mark.parametrize(("client", "shown"), [(0.102, 10.2), (5.0, 10.8), (-5.0, -0.8)])
def test_a_client_beyond_the_bars_is_marked_beside_them(client: float, shown: float) -> None:
    answer = NUMBER | {"unit": "percent", "bins": [{"from": 0.0, "to": 0.1, "refus": 1, "conseiller": 2, "accord": 3}]}
    drawn = checked(distribution(answer, ZONES, client, WORDS, "fr"))
    assert drawn.layout.shapes[0].x0 == pytest.approx(shown)
    left, right = drawn.layout.xaxis.range
    assert left < shown < right
    assert left <= 0
    assert right >= 10


def test_categories_are_words_and_the_client_is_named() -> None:
    bins = [
        {"value": code, "label": {"fr": code.upper(), "en": code}, "refus": n, "conseiller": 1, "accord": 1} for n, code in enumerate("cba")
    ]
    labels = checked(distribution({"kind": "category", "unit": "category", "bins": bins}, ZONES, "b", WORDS, "fr")).data[-1]
    assert labels.text == ("A", "◆ <b>Ce client</b>", "C")


def test_the_bivariate_plot_sorts_points_by_zone_and_marks_the_client() -> None:
    answer = {"x": NUMBER, "y": {"kind": "category", "unit": "category"}, "points": [[1, "a", 0.2], [2, "a", 0.45], [3, "a", 0.9]]}
    whole = checked(bivariate(answer, [0.45, 0.55], ZONES, (7, "a"), {"a": "Salarié"}, WORDS, "fr"))
    drawn = whole.data
    assert whole.layout.yaxis.ticktext == ("Salarié",)
    assert [(cloud.name, cloud.x) for cloud in drawn] == [("Accord", (3,)), ("Conseiller", (2,)), ("Refus", (1,)), ("Ce client", (7,))]
    assert all(abs(cloud.y[0]) < 0.5 for cloud in drawn)
    assert drawn[-1].y == (0,)
    assert len(checked(bivariate(answer, [0.45, 0.55], ZONES, (None, "a"), {}, WORDS, "fr")).data) == 3


@pytest.mark.parametrize(("score", "zone"), [(0.4499, "refus"), (0.45, "conseiller"), (0.55, "conseiller"), (0.5501, "accord")])
def test_both_bounds_belong_to_the_advisor(score: float, zone: str) -> None:
    assert zone_of(score, [0.45, 0.55]) == zone


def test_thinning_keeps_the_order_and_the_spread() -> None:
    assert thinned(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert thinned([1, 2], 5) == [1, 2]


@pytest.mark.parametrize(("lang", "separators"), [("fr", ",\u202f"), ("en", ".,")])
def test_figures_write_numbers_in_their_language(lang: Any, separators: str) -> None:
    drawn = checked(gauge(50, [45, 55], lang))
    assert drawn.layout.separators == separators


def test_the_history_stands_line_by_line_where_its_days_stand() -> None:
    events = [("2026-11-20T08:00:00Z", "accord", "B"), ("2026-11-10T08:00:00Z", "asked", "A")]
    path, labels = checked(history(events, "fr")).data
    assert path.x == ("2026-11-20 09:00:00", "2026-11-10 09:00:00")
    assert (path.marker.color[0], path.marker.symbol) == (theme.ZONES["accord"], ("circle", "diamond"))
    assert labels.text == ("B", "A")
    axis = checked(history(events[:1], "en")).layout.xaxis
    assert axis.tickformat == "%d %b\n%Y"  # in one line, two dates overlap on a phone
    first, last = axis.range
    assert first[:10] == "2026-11-18"
    assert last[:10] == "2026-11-22"


def test_a_long_axis_title_takes_two_lines_and_the_room_for_them() -> None:
    answer = NUMBER | {"bins": [{"from": 0.0, "to": 0.1, "refus": 1, "conseiller": 2, "accord": 3}]}
    long = WORDS | {"axis": "Moyenne des scores externes (de 0 à 1)"}
    short, wrapped = (checked(distribution(answer, ZONES, 0.06, words, "fr")).layout for words in (WORDS, long))
    assert wrapped.xaxis.title.text == "Moyenne des scores externes<br>(de 0 à 1)"
    assert wrapped.margin.b - short.margin.b == wrapped.height - short.height > 0


def test_labels_have_a_halo_that_no_line_crosses() -> None:
    labels = checked(waterfall(("Base", 1), [("A", 1)], ("Total", 2), (-6, 6, "zone"), "points", "fr")).data[1]
    assert "white" in labels.textfont.shadow
