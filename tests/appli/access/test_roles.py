"""What each role sees, and that a person without the right is told so in a sentence."""

import json
from typing import Any

import pytest
from dash import no_update
from flask import Flask, jsonify, request
from plotly.utils import PlotlyJSONEncoder

from appli import layout, search, shell
from appli.access.people import EVERYTHING, ROLES, Person, may, panels, speak_for
from appli.links import Links
from appli.panels import act, waiting
from appli.texts import Texts
from tests.appli.conftest import Neighbour, client_over
from tests.appli.fake_api import create_fake
from tests.appli.test_act import DRAFT
from tests.appli.test_panels import read

REVIEW = {"review": 2, "decision": 1, "at": "2026-11-22T06:14:31Z", "recorded_by": "m.durand", "due_at": "2026-12-22T06:14:31Z"}
REVIEW |= {"id_client": "193423"}
RUN = {"from": "2026-11-20T08:02:11Z", "to": "2026-11-22T06:14:31Z", "text": {"fr": "m.durand a suivi l’outil 104 fois.", "en": "x"}}
LIMITS = {"quick_seconds": 5.0, "in_a_row": 100, "least": 30, "days": 30}
SHARE = {"advisor": "a.petit", "decisions": 412, "overridden": 61, "rate": 0.148}


def supervised(**said: Any) -> Flask:
    """The fake API with what a supervisor reads."""
    app = create_fake()
    reviews = said.get("reviews", [REVIEW | {"words": "Mon loyer a baissé.", "late": True, "outcome": None}])
    notices = {"data": said.get("runs", [RUN]), "overall": said.get("overall", [SHARE]), "thresholds": LIMITS}
    app.add_url_rule("/reviews", "reviews", lambda: jsonify(data=reviews))
    app.add_url_rule("/notices", "notices", lambda: jsonify(notices))
    return app


def test_each_role_opens_its_panels() -> None:
    every = tuple(layout.PANELS)
    assert {*panels()} == {*every}
    assert may() == EVERYTHING
    for roles, tabs in ((("advisor",), every), (("supervisor",), every), (("data-scientist",), ()), (("dpo",), ("droits",)), ((), ())):
        with speak_for(Person("x", roles)):
            assert {*panels()} == {*tabs}
    assert "review" not in ROLES["advisor"]
    with speak_for(Person("x", ("dpo", "advisor", "unknown"))):
        assert may() == ROLES["dpo"] | ROLES["advisor"]


def test_the_page_says_what_may_be_seen_and_whom_it_speaks_for(neighbour: Neighbour) -> None:
    with speak_for(Person("t.dpo", ("dpo",))):
        page = json.dumps(layout.page(neighbour.api), cls=PlotlyJSONEncoder)
    assert '"data-may": "file rights"' in page
    assert '"data": [{"value": "t.dpo", "label": "t.dpo"}]' in page
    assert "m.durand" not in page


def test_a_place_is_named_to_who_may_open_it(neighbour: Neighbour) -> None:
    for role, named in (("advisor", False), ("supervisor", True)):
        with speak_for(Person("x", (role,))):
            assert ("Suivi des décisions" in read(shell.footer(neighbour.api.model(), Texts("fr")))) is named


def test_who_may_read_no_score_never_asks_for_one() -> None:
    calls: list[str] = []
    app = create_fake(calls)
    app.add_url_rule("/get_info_client/<number>", "info", lambda number: jsonify(info_client={}) if number == "193423" else ("{}", 404))
    api, links = client_over(app, calls).api, Links()
    with speak_for(Person("t.dpo", ("dpo",))):
        screen, _, status, _, _ = search.followed({"client": "193423"}, None, api, links)
        missing = search.followed({"client": "5"}, None, api, links)[2]
    assert (screen, status["kind"], status["client"]) == (no_update, "rights", "193423")
    assert status["link"] == links.to("193423")
    assert status["visit"]
    assert missing["kind"] == "unknown"
    assert calls == ["/get_info_client/193423", "/get_info_client/5"]


@pytest.mark.parametrize(("status", "kind"), [(401, "forbidden"), (403, "forbidden"), (429, "many")])
def test_a_refusal_is_said_in_a_sentence(status: int, kind: str) -> None:
    app = Flask("refusing")
    app.add_url_rule("/get_client_screen/<number>", "screen", lambda number: ("{}", status))
    *_, trouble, _ = search.fetched("193423", None, client_over(app).api)
    assert trouble["kind"] == kind
    said = read(search.problem(trouble, Texts("fr")))
    assert ("rôle" if kind == "forbidden" else "Beaucoup de dossiers") in said


def test_a_client_of_others_is_not_unknown() -> None:
    problem = {"type": "urn:pret-a-depenser:problem:not-yours", "detail": "This client is in none of your portfolios."}
    app = Flask("bound")
    app.add_url_rule("/get_client_screen/<number>", "screen", lambda number: (problem, 403) if number == "193423" else ("{}", 404))
    told = {number: search.fetched(number, None, client_over(app).api)[3] for number in ("193423", "5")}
    assert {number: trouble["kind"] for number, trouble in told.items()} == {"193423": "not_yours", "5": "unknown"}
    for lang, words in (("fr", "n’est pas dans vos portefeuilles"), ("en", "in none of your portfolios")):
        assert words in read(search.problem(told["193423"], Texts(lang)))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_supervisor_reads_what_waits_and_the_notices(lang: str) -> None:
    said = read(waiting.draw("s", client_over(supervised()).api, Texts(lang)))
    assert "Mon loyer a baissé." in said
    assert Texts(lang)("waiting.file", client="193423", n=1) in said
    assert Texts(lang)("waiting.open") in said
    assert Texts(lang)("time.late", day=Texts(lang).day(REVIEW["due_at"])) in said
    assert Texts(lang).say(RUN["text"]) in said
    nothing = read(waiting.draw("s", client_over(supervised(reviews=[], runs=[], overall=[])).api, Texts(lang)))
    assert Texts(lang)("waiting.none") in nothing
    assert Texts(lang)("waiting.notices.none") in nothing


def test_an_erased_person_s_line_says_so_and_opens_nothing() -> None:
    notice = {"fr": "Le contenu a été effacé.", "en": "The content was erased."}
    gone = {name: value for name, value in REVIEW.items() if name != "id_client"} | {"erased": True, "notice": notice, "late": False}
    drawn = waiting.draw("s", client_over(supervised(reviews=[gone | {"outcome": None}])).api, Texts("fr"))
    assert Texts("fr")("waiting.erased") in read(drawn)
    assert "Button" not in json.dumps(drawn, cls=PlotlyJSONEncoder)


def test_lists_that_cannot_be_read_are_said(neighbour: Neighbour) -> None:
    assert "ne peut pas être lue" in read(waiting.draw("s", neighbour.api, Texts("fr")))
    app = Flask("refusing")
    app.add_url_rule("/reviews", "reviews", lambda: ("{}", 403))
    assert "Votre rôle" in read(waiting.draw("s", client_over(app).api, Texts("fr")))


@pytest.mark.parametrize(("seconds", "sent"), [(42.5, 42.5), (1e9, 86_400.0), (-3.0, 0.0), (None, None)])
def test_a_decision_says_how_long_the_screen_was_read(seconds: float | None, sent: float | None) -> None:
    app, bodies = Flask("recorder"), []

    def record() -> tuple[str, int]:
        bodies.append(request.get_json())
        return "{}", 422

    app.add_url_rule("/decisions", "decisions", record, methods=["POST"])
    act.saved({**DRAFT, "shown": None, "seconds": seconds}, {}, client_over(app).api, Texts("fr"))
    assert [body.get("seconds_on_screen") for body in bodies] == [sent]
