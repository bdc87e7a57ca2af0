"""What training recorded: what refusing under each score would cost, and what groups that the model never saw are recommended."""

from typing import Any, Final

from dash import html

from appli.figures.cost_curve import cost_curve
from appli.figures.groups import groups
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json

KINDS: Final = ("sex", "age", "family status")
SHOWN_SCORES: Final = 10
"""One row in so many of the curve goes into its table."""


def costs(model: Json, texts: Texts) -> html.Figure | None:
    """The cost curve with the band left to the advisor; nothing when training did not record it."""
    curve = model.get("cost_curve")
    if not curve:
        return None
    pairs = list(zip(curve["score"], curve["cost_per_client"], strict=True))
    best = min(pairs, key=lambda pair: pair[1])
    low, high = (texts.number(100 * bound) for bound in curve["grey_band"])
    inside = curve["grey_band"][0] <= best[0] <= curve["grey_band"][1]
    title = texts("model.cost.inside" if inside else "model.cost.outside", best=texts.number(100 * best[0]), low=low, high=high)
    head = [texts("model.cost.axis"), texts("model.cost.cost")]
    rows = [[texts.number(100 * score), texts.number(cost, 3)] for score, cost in pairs[::SHOWN_SCORES]]
    figure = cost_curve(curve, (head[0], head[1]), texts("why.band"), texts.lang)
    return parts.chart(texts, figure, "cost", title, texts("model.cost.how"), parts.data_table(texts, head, rows, title))


def fairness(model: Json, texts: Texts) -> html.Div | None:
    """The share of each group that is recommended for an approval, one chart a way of grouping."""
    report = model.get("fairness") or {}
    known = [kind for kind in KINDS if report.get(kind)]
    if not known:
        return None
    head = [parts.heading(texts("model.groups")), html.P(texts("model.groups.how"), className="soft")]
    return html.Div([html.Div(head), *[_chart(kind, report[kind], texts) for kind in known]], className="charts")


def _chart(kind: str, found: list[Json], texts: Texts) -> html.Figure:
    rows = [
        (name_of(group["group"], texts), *(100 * group["served"]["granted"][end] for end in ("value", "low", "high"))) for group in found
    ]
    least, most = min(rows, key=lambda row: row[1]), max(rows, key=lambda row: row[1])
    ends = {"most": most[0], "least": least[0], "high": texts.percent(most[1]), "low": texts.percent(least[1])}
    title = texts("model.groups.finding", kind=texts(f"model.groups.kind.{_slug(kind)}"), **ends)
    axis = texts("model.groups.axis")
    data = parts.data_table(texts, _head(texts), [_row(group, texts) for group in found], title)
    return parts.chart(texts, groups(rows, axis, texts.lang), f"groups-{_slug(kind)}", title, texts("model.groups.takeaway"), data)


def _head(texts: Texts) -> list[str]:
    return [texts(f"model.groups.{column}") for column in ("group", "people", "granted", "good", "gap")]


def _row(group: Json, texts: Texts) -> list[str]:
    """A group's row: people, approvals, approvals among those who repaid, announced minus observed frequency."""
    served: Any = group["served"]
    shares = [_interval(served[measure], texts) for measure in ("granted", "granted_among_good", "mean_pd_minus_observed")]
    return [name_of(group["group"], texts), texts.number(group["people"]), *shares]


def _interval(measure: Json, texts: Texts) -> str:
    value, low, high = (texts.number(100 * measure[end], 1) for end in ("value", "low", "high"))
    return texts("model.interval", value=value, low=low, high=high)


def name_of(group: str, texts: Texts) -> str:
    """A group's name in words; as the report writes it when it is new."""
    try:
        return texts(f"group.{_slug(group)}")
    except KeyError:
        return group


def _slug(name: str) -> str:
    return "_".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
