"""The subjects of a score, each unfolding to the pieces of data it is made of."""

from typing import Final

from dash import html

from appli.panels import parts
from appli.panels.glossary import meaning, origin
from appli.texts import Texts
from appli.views import Family, Feature, Json, Screen

_UNKNOWN: Final[Json] = {"points": 0.0}
"""For the moment in which the model has changed and the page's reference has not."""


def subjects(screen: Screen, usual: Json, texts: Texts) -> html.Section:
    """One folded line a family, heaviest first; unfolded, its features with their value, weight and usual weight."""
    known = {item["feature"]: item for item in usual["data"]}
    largest = max((abs(family["points"]) for family in screen["families"]), default=0.0)
    lines = [_subject(family, screen["features"], known, largest, texts) for family in screen["families"]]
    head = [parts.heading(texts("why.subjects")), html.P(texts("why.subjects.how"), className="soft")]
    return parts.card(*head, html.Div(lines, className="subjects"))


def _subject(family: Family, features: list[Feature], known: dict[str, Json], largest: float, texts: Texts) -> html.Details:
    members = sorted((feature for feature in features if feature["family"] == family["family"]), key=lambda f: -abs(f["points"]))
    label = texts.say(family["label"])
    head = [texts("table.data"), texts("table.value"), texts("table.points"), texts("table.usual")]
    rows = [_row(feature, known.get(feature["name"], _UNKNOWN)["points"], texts) for feature in members]
    summary = html.Summary(
        [
            html.Span(label, className="subject-label"),
            parts.bar(family["points"], largest, "subject-bar"),
            html.Span(texts.points(family["points"]), className="subject-points"),
        ]
    )
    hint = " ".join(origin(family["family"], texts))
    own = [meaning(known[one["name"]], texts) if one["name"] in known else "" for one in members]
    body = parts.table(
        head,
        rows,
        texts("why.subject.caption", label=label),
        "table-subject",
        hint,
        own,
    )
    return html.Details([summary, html.P(hint, className="right soft"), body], className="subject", **{"data-family-label": label})


def _row(feature: Feature, normal: float, texts: Texts) -> tuple[str, ...]:
    weights = texts.points(feature["points"]), texts("points.about", n=texts.number(normal))
    return texts.say(feature["label"]), texts.say(feature["text"]), *weights
