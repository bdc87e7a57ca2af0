"""What could change the recommendation: the shortest paths that the API found, or that there is none. Asked for once a client."""

from typing import Any

from dash import MATCH, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.errors import ApiError
from appli.light import light
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json, Screen


def register(app: Dash, api: ApiClient) -> None:
    """Ask for the paths while the screen is being drawn, and write them into the card when both are there."""

    @app.callback(
        Output("paths", "data"),
        Input("subject", "data"),
        Input("unlocked", "data"),
        State("paths", "data"),
        State("who", "value"),
        prevent_initial_call=True,
    )
    def look(subject: Json | None, _unlocked: float | None, known: Json | None, who: str) -> Any:
        return looked(subject, known, who, api)

    @app.callback(
        Output({"type": "change", "client": MATCH}, "children"),
        Input({"type": "change", "client": MATCH}, "id"),
        Input("paths", "data"),
        State("lang", "value"),
    )
    def show(place: Json, found: Json | None, lang: str) -> Any:
        return light(said(found, Texts(lang))) if found and found["client"] == place["client"] else no_update


def looked(subject: Json | None, known: Json | None, who: str, api: ApiClient) -> Any:
    """The paths of the file on screen; asked again only when they never came: the screen was locked while they were on their way."""
    if subject is None or not is_asked(subject):
        return None
    if known and known["client"] == subject["client"] and known["visit"] == subject["visit"] and known["status"] != "lost":
        return no_update
    return paths(subject["client"], who, api) | {"visit": subject["visit"]}


def is_asked(subject: Json) -> bool:
    """Whether paths are worth asking for: not where an approval is recommended already, nor without a score."""
    return subject["zone"] in ("refus", "conseiller")


def card(screen: Screen, texts: Texts) -> html.Section:
    """The card, with a sentence until the paths are there; where an approval is recommended already, there are none to ask for."""
    if screen["zone"] == "accord":
        place = html.Div(html.P(texts("change.needless")))
    else:
        place = html.Div(html.P(texts("change.wait"), className="soft"), id={"type": "change", "client": screen["client"]}, role="status")
    return parts.card(parts.heading(texts("change.title")), place, class_name="change")


def paths(client: str, who: str, api: ApiClient) -> Json:
    """The API's paths as the browser keeps them."""
    try:
        return {"client": client} | api.recourse(client, who)
    except ApiError:
        return {"client": client, "status": "lost"}


def said(found: Json, texts: Texts) -> list[Component]:
    """The paths, each with its changes and where it leads; or one sentence for why there is none."""
    if found["status"] == "lost":
        return [html.P(texts("change.lost"))]
    about = [html.P(texts.say(found["text"]))]
    if found["best"]:
        about.append(html.P(texts("change.best", score=found["best"]["after"]["displayed"]["score"]), className="soft"))
    ways = [_path(rank, path, texts) for rank, path in enumerate(found["paths"], 1)]
    notice = html.P(texts.say(found["notice"]), className="soft")
    return [*about, html.Ol(ways, className="ways"), notice] if ways else [*about, notice]


def changes(path: Json, texts: Texts) -> list[str]:
    """The sentences of one path, a lever each."""
    return [texts.say(change["text"]) for change in path["changes"]]


def _path(rank: int, path: Json, texts: Texts) -> html.Li:
    after = path["after"]["displayed"]
    leads = texts("change.leads", score=after["score"], zone=texts.say(after["zone"]))
    lines = html.Ul([html.Li(line) for line in changes(path, texts)], className="way-changes")
    return html.Li([html.H3(texts("change.path", n=rank), className="heading-3"), lines, html.P(leads, className="soft")])
