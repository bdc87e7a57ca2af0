"""What could change the recommendation: the shortest paths that the API found, or that there is none."""

from dash import html
from dash.development.base_component import Component

from appli.panels import parts
from appli.texts import Texts
from appli.views import Json, Screen


def card(screen: Screen, texts: Texts) -> html.Section:
    """The card: nothing needs to change, or what could; a sentence where the API cannot say."""
    if screen["zone"] == "accord":
        told = [html.P(texts("change.needless"))]
    else:
        told = said(screen["recourse"], texts) if screen["recourse"] else [html.P(texts("change.lost"))]
    return parts.card(parts.heading(texts("change.title")), html.Div(told), class_name="change")


def said(found: Json, texts: Texts) -> list[Component]:
    """The paths, each with its changes and where it leads; or one sentence for why there is none."""
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
