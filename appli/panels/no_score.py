"""A client whose score is unavailable: why, and the file, which can still be read. Never a default score."""

from dash import html
from dash.development.base_component import Component

from appli.panels import dossier, parts
from appli.texts import Texts
from appli.views import Paper


def draw(client: str, paper: Paper, texts: Texts) -> list[Component]:
    """What stands in the place of the panels."""
    said = [
        html.P(texts("no_score.client", client=client), className="soft"),
        html.H1(texts("no_score.title")),
        html.P(texts.say(paper["why"])),
        html.P(texts("no_score.help")),
    ]
    head = parts.heading(texts("no_score.file"))
    return [
        html.Div(said, className="card problem-card"),
        head,
        dossier.subjects(paper["families"], paper["features"], paper["notes"], texts),
    ]
