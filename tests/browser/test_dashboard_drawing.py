"""Charts as the browser draws them, with figures of known places: no service, only the scripts of ``appli/assets/draw``."""

import json
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from appli import theme
from appli.figures.base import Spec, figure
from appli.figures.before_after import before_after
from appli.figures.distribution import distribution
from appli.figures.gauge import gauge
from appli.figures.history import history
from appli.figures.waterfall import waterfall

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 600, 400
BARE = {"l": 0, "r": 0, "t": 0, "b": 0}
ZONES = {"accord": "Accord", "conseiller": "Conseiller", "refus": "Refus"}
WORDS = {"client": "Ce dossier", "count": "Dossiers", "axis": "Note", "yes": "oui", "no": "non"}


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """An empty page that can draw."""
    page = browser.new_page()
    page.set_content("<main></main>")
    for script in sorted((files("appli") / "assets/draw").iterdir(), key=lambda one: one.name):
        page.add_script_tag(content=script.read_text("utf-8"))
    yield page
    page.close()


def drawn(sheet: Page, spec: Spec, width: int = WIDTH, height: int = HEIGHT) -> Any:
    """What was drawn: what the mouse may ask about (``hints``), every text with its box, how many parts of each kind."""
    return sheet.evaluate(
        """([spec, width, height]) => {
          const { svg, hints } = draw.figure(spec, width, height);
          document.querySelector('main').innerHTML = svg;
          const from = document.querySelector('.drawing').getBoundingClientRect();
          const box = one => {
            const { left, right, top, bottom } = one.getBoundingClientRect(), [x, y] = [from.left, from.top];
            return { words: one.textContent, left: left - x, right: right - x, top: top - y, bottom: bottom - y };
          };
          return { hints, texts: [...document.querySelectorAll('.drawing text')].map(box), svg };
        }""",
        [spec, width, height],
    )


def words(found: Any) -> list[str]:
    return [text["words"] for text in found["texts"]]


def test_numbers_are_written_as_the_language_does(sheet: Page) -> None:
    written = sheet.evaluate("[[-1234.56, 1], [1234567, 0], [999, 0], [-0.4, 0], [0.05, 2]].map(([n, d]) => draw.number(n, d, ',\\u202f'))")
    assert written == ["−1\u202f234,6", "1\u202f234\u202f567", "999", "0", "0,05"]


@pytest.mark.parametrize(
    ("low", "high", "most", "labels"),
    [
        (0, 100, 6, ["0", "20", "40", "60", "80", "100"]),
        (-23.4, 17.8, 4, ["−20", "0"]),
        (0.1, 0.8, 9, ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"]),
        (0, 3_000_000, 3, ["0", "1,000,000", "2,000,000", "3,000,000"]),
        (4.2, 4.3, 2, ["4.20", "4.25", "4.30"]),
    ],
)
def test_axes_name_round_values(sheet: Page, low: float, high: float, most: int, labels: list[str]) -> None:
    asked = [{"range": [low, high], "nticks": most}, labels]
    told = sheet.evaluate("([axis]) => draw.ticks(draw.scale(axis, 0, 2000), 'x', '.,').map(tick => tick.label)", asked)
    assert told == labels


def test_fewer_values_are_named_where_there_is_less_room(sheet: Page) -> None:
    count = "length => draw.ticks(draw.scale({ range: [0, 9e6], nticks: 9 }, 0, length), 'x', '.,').length"
    counts = [sheet.evaluate(count, length) for length in (80, 300, 1000)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_a_bar_reaches_from_zero_to_its_value(sheet: Page) -> None:
    bar = {"type": "bar", "orientation": "h", "x": [30, -20], "y": [0, 1], "width": [0.5, 0.5], "marker": {"color": "red"}}
    spec = figure([bar | {"hovertemplate": "%{x:.1f}<extra>points</extra>"}], "fr", HEIGHT, BARE, {"range": [-50, 50]}, {"range": [2, -1]})
    first, second = drawn(sheet, spec)["hints"]
    assert (first["x"], first["width"], first["words"]) == (pytest.approx(300), pytest.approx(180), "30,0 · points")
    assert (second["x"], second["width"], second["words"]) == (pytest.approx(180), pytest.approx(120), "−20,0 · points")
    assert first["y"] < second["y"], "the axis runs downwards"


def test_stacked_bars_stand_on_one_another(sheet: Page) -> None:
    bins = [{"from": low, "to": low + 1, "accord": 60, "conseiller": 10, "refus": 30} for low in range(4)]
    answer = {"kind": "number", "unit": "count", "bins": bins}
    found = drawn(sheet, distribution(answer, ZONES, 1.5, WORDS, "fr"))
    by_zone = {zone: [hint for hint in found["hints"] if hint["words"].endswith(zone)] for zone in ZONES.values()}
    heights = [sum(hint["height"] for hint in hints) for hints in by_zone.values()]
    assert heights[0] / heights[1] == pytest.approx(6, rel=0.01)
    for lower, upper in zip(by_zone["Accord"], by_zone["Conseiller"], strict=True):
        assert upper["y"] + upper["height"] == pytest.approx(lower["y"])
    assert {"Accord", "Conseiller", "Refus", "◆ Ce dossier", "0,0", "100"} <= set(words(found))


def test_a_waterfall_goes_on_where_it_came_to(sheet: Page) -> None:
    spec = waterfall(("Moyen", 20), [("Revenus", 10), ("Dettes", -25)], ("Ce dossier", 5), (-5, 5, "À décider"), "points", "fr")
    average, gain, loss, end = drawn(sheet, spec)["hints"]
    assert gain["x"] == pytest.approx(average["x"] + average["width"])
    assert loss["x"] + loss["width"] == pytest.approx(gain["x"] + gain["width"])
    assert end["x"] + end["width"] == pytest.approx(loss["x"])
    assert end["x"] == pytest.approx(average["x"])
    assert [hint["words"] for hint in (average, gain, loss, end)] == ["Moyen +20", "Revenus +10", "Dettes −25", "Ce dossier +5"]
    assert loss["name"] == "Dettes"


def test_a_gauge_shows_its_zones_and_where_the_score_stands(sheet: Page) -> None:
    places = [drawn(sheet, gauge(score, [45.0, 55.0], "fr"))["svg"] for score in (0, 50, 100)]
    assert all(colour in places[0] for colour in theme.ZONES.values())
    marks = [part.split("L")[0].split('d="M')[1].split(",") for part in (place.rsplit("<path", 1)[1] for place in places)]
    left, top, right = ([float(number) for number in mark] for mark in marks)
    assert top[0] == pytest.approx(WIDTH / 2, abs=0.2)
    assert left[0] < top[0] < right[0]
    assert top[1] < left[1] == pytest.approx(right[1])


def test_points_that_have_no_place_are_not_drawn(sheet: Page) -> None:
    points = {"type": "scatter", "mode": "markers", "x": [1, None, 3], "y": [1, 2, None], "marker": {"size": 8, "color": "red"}}
    spec = figure([points | {"hovertemplate": "%{x:.0f}<extra></extra>"}], "fr", HEIGHT, BARE)
    assert [hint["words"] for hint in drawn(sheet, spec)["hints"]] == ["1"]


def test_the_year_stands_where_it_begins(sheet: Page) -> None:
    events = [("2025-12-20T10:00:00+00:00", "refus", "Un"), ("2026-02-20T10:00:00+00:00", "accord", "Deux")]
    told = words(drawn(sheet, history(events, "fr")))
    assert [one for one in told if "/" in one] == ["01/012026", "01/02"]
    long = words(drawn(sheet, history([("2019-05-20T10:00:00+00:00", "refus", "Un"), events[1]], "en")))
    assert sum("20" in one for one in long) >= 2


def test_names_are_text_whatever_they_hold(sheet: Page) -> None:
    found = drawn(sheet, before_after((20, 60), [45, 55], ('<img src=x onerror="window.hacked = 1">', "A & B"), "score", "fr"))
    assert any("<img src=x" in one for one in words(found))
    assert any("A & B" in one for one in words(found))
    assert sheet.evaluate("[window.hacked, document.querySelectorAll('main img').length]") == [None, 0]


def test_what_is_in_bold_is_said_so_and_lines_are_broken(sheet: Page) -> None:
    written = sheet.evaluate("draw.text('◆ <b>un</b><br>deux', { x: 0, y: 0 })")
    assert '<tspan font-weight="700">un</tspan>' in written
    assert written.count("<tspan x=") == 1


@pytest.mark.parametrize("width", [280, 600, 1200])
def test_every_word_stands_inside_the_picture(sheet: Page, width: int) -> None:
    bins = [{"from": low / 8, "to": (low + 1) / 8, "accord": 1200, "conseiller": 250, "refus": 900} for low in range(8)]
    answer = {"kind": "number", "unit": "share", "bins": bins}
    names = {"accord": "Accord recommandé", "conseiller": "Au conseiller de décider", "refus": "Refus recommandé"}
    spec = distribution(answer, names, 0.99, WORDS | {"client": "Ce dossier : 0,99"}, "fr")
    found = drawn(sheet, spec, width, spec["layout"]["height"])
    for text in found["texts"]:
        assert text["left"] >= -1, text
        assert text["right"] <= width + 1, text
        assert text["top"] >= -1, text
        assert text["bottom"] <= spec["layout"]["height"] + 1, text


def test_labels_that_would_run_into_one_another_are_turned(sheet: Page) -> None:
    names = [f"Situation numéro {number}" for number in range(6)]
    bars = {"type": "scatter", "mode": "markers", "x": list(range(6)), "y": [1] * 6, "marker": {"size": 8, "color": "red"}}
    x = {"tickvals": list(range(6)), "ticktext": names, "range": [-0.5, 5.5]}
    spec = figure([bars], "fr", HEIGHT, {"l": 80, "r": 10, "t": 10, "b": 110}, x)
    assert "rotate(-90" in drawn(sheet, spec, 280)["svg"]
    assert "rotate(-30" in drawn(sheet, spec, 500)["svg"]
    assert "rotate(" not in drawn(sheet, spec, 1200)["svg"]


def test_where_not_even_turned_labels_fit_some_are_left_out(sheet: Page) -> None:
    names = [f"Métier {number}<br>particulier" for number in range(12)]
    points = {"type": "scatter", "mode": "markers", "x": list(range(12)), "y": [1] * 12, "marker": {"size": 8, "color": "red"}}
    x = {"tickvals": list(range(12)), "ticktext": names, "range": [-0.5, 11.5]}
    spec = figure([points], "fr", HEIGHT, {"l": 80, "r": 10, "t": 10, "b": 110}, x, {"visible": False})
    told = drawn(sheet, spec, 250)["texts"]
    assert [one["words"] for one in told] == [f"Métier {number}…" for number in range(0, 12, 2)]
    assert all(after["left"] >= before["right"] - 1 for before, after in pairwise(told))


def test_a_picture_that_is_saved_has_its_title_above_its_marks(sheet: Page) -> None:
    spec = gauge(30, [45.0, 55.0], "fr")
    head = [{"text": "Une trouvaille", "size": 18, "height": 26}]
    svg = sheet.evaluate("([spec, head]) => draw.figure(spec, 1000, 300, head).svg", [spec, head])
    assert "Une trouvaille" in svg
    assert json.dumps(svg).count("http://www.w3.org/2000/svg") == 1, "alone, it needs to say what it is"
