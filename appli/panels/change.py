"""What could change the score: the data to go through with the client, before anything else where the tool does not settle."""

from dash import html

from appli.panels import parts
from appli.texts import Texts
from appli.views import Feature, Screen


def change(screen: Screen, texts: Texts) -> html.Section:
    """The data that weighed against the file, and those that are missing, each with the client's value."""
    against = {reason["feature"] for reason in screen["reasons"] if reason["direction"] == "unfavourable"}
    weighed = [feature for feature in screen["features"] if feature["name"] in against]
    given = [feature for feature in weighed if feature["value"] is not None]
    absent = [feature for feature in weighed if feature["value"] is None]
    lists = [_list("change.verify", given, texts), _list("change.complete", absent, texts)]
    said = [html.P(texts("change.how" if weighed else "change.none"), className="soft")]
    return parts.card(parts.heading(texts("change.title")), *said, *[part for part in lists if part], class_name="change")


def _list(key: str, features: list[Feature], texts: Texts) -> html.Div | None:
    if not features:
        return None
    heaviest = sorted(features, key=lambda feature: feature["points"])
    lines = [html.Li([texts.say(feature["label"]), html.Strong(texts.say(feature["text"]))]) for feature in heaviest]
    return html.Div([parts.heading(texts(key), 3), html.Ul(lines, className="change-list")])
