"""Décision: what the tool recommends for this file, and why, in ten seconds; and the bar that names the client above every panel."""

from dash import Dash, html
from dash.development.base_component import Component

from appli.client import ApiClient
from appli.figures.gauge import gauge
from appli.panels import act, change, parts
from appli.texts import Texts
from appli.views import Reason, Screen, average_score

PAST = ("credits_elsewhere", "past_repayments", "past_applications", "card_use")
"""Subjects in which whoever has any past with a lender leaves a trace."""
LOANS = ("PREV_COUNT", "BUREAU_CREDIT_TOTAL")
"""Past applications here, credit elsewhere: zero for who has none, null for whose is not known."""
SIGNS = {"refus": "✕", "conseiller": "?", "accord": "✓"}
SIDES = ("unfavourable", "favourable")
FOR = {"refus": "unfavourable", "accord": "favourable"}
"""What speaks for a recommendation."""
FIRST_SAID = 2
"""Subjects that are named beside the recommendation: whoever reads no further knows what weighed, on a phone too."""


def layout() -> html.Div:
    """The empty panel, and the form of the decision below."""
    return html.Div([html.Div(id="panel-decision", className="panel-body"), act.layout()])


def register(app: Dash, api: ApiClient) -> None:
    """The form asks the API; the rest is drawn with the file."""
    act.register(app, api)


def draw(screen: Screen, texts: Texts) -> html.Div:
    """The panel for one client."""
    why = [_reasons(screen, texts), change.card(screen, texts)]
    if screen["zone"] == "conseiller":
        why.reverse()  # near the bounds weights settle nothing: what could change comes first
    grid = html.Div([_verdict(screen, texts), html.Div(why)], className="decision-grid")
    to_client = html.P(texts("decision.client"), className="note client-only")
    return parts.ready(screen["client"], html.Div([to_client, *_history(screen, texts), grid]))


def _history(screen: Screen, texts: Texts) -> list[Component]:
    """A sentence where no past loan is known, here or elsewhere: this is whom the tool is made for, and it changes how to read it."""
    if any(feature["value"] for feature in screen["features"] if feature["family"] in PAST):
        return []
    values = {feature["name"]: feature["value"] for feature in screen["features"]}
    found = [values.get(name, "not read by the model") for name in LOANS]
    if any(found):
        return []
    return [html.P(texts("decision.history.unknown" if None in found else "decision.history.none"), className="note")]


def client_bar(screen: Screen, texts: Texts) -> tuple[list[Component], str]:
    """The client's number, zone and score, above every panel; and the same, said to a screen reader."""
    displayed = screen["displayed"]
    score = html.Span([html.Strong(str(displayed["score"])), html.Span(" / 100", className="soft")], className="bar-score")
    bar = [html.H1(texts("client.title", client=screen["client"])), zone_badge(screen, texts), score]
    said = texts("client.said", client=screen["client"], zone=texts.say(displayed["zone"]), score=displayed["score"])
    return bar, said


def zone_badge(screen: Screen, texts: Texts) -> Component:
    """The zone as a sign and words, on its colour."""
    zone = screen["zone"]
    sign = html.Span(SIGNS[zone], className="zone-sign", **{"aria-hidden": "true"})
    return html.Span([sign, texts.say(screen["displayed"]["zone"])], className=f"zone zone-{zone}")


def _verdict(screen: Screen, texts: Texts) -> html.Section:
    displayed = screen["displayed"]
    return parts.card(
        html.H2(zone_badge(screen, texts), className="verdict-zone"),
        html.P(texts.say(displayed["summary"]), className="verdict-summary"),
        *_most(screen, texts),
        _gauge_chart(screen, texts),
        html.P(texts("decision.rule", low=displayed["bounds"][0], high=displayed["bounds"][1]), className="rule soft"),
        class_name=f"verdict verdict-{screen['zone']}",
    )


def _most(screen: Screen, texts: Texts) -> list[Component]:
    """The subjects that weighed most for what is recommended, in a sentence; one on each side where the tool does not settle it, or
    where only one speaks for it."""
    heaviest = sorted(screen["reasons"], key=lambda reason: -abs(reason["points"]))
    sides = {side: [_inside(texts.say(reason["family_label"])) for reason in heaviest if reason["direction"] == side] for side in SIDES}
    side = FOR.get(screen["zone"], "")
    if len(sides.get(side, [])) >= FIRST_SAID:
        head, said = texts(f"decision.most.{side}"), sides[side][:FIRST_SAID]
    else:
        head = texts("decision.most")
        said = [texts(f"decision.most.{side}.one", family=family) for side, families in sides.items() for family in families[:1]]
    return [html.P([head, html.Strong(", ".join(said)), "."], className="verdict-most")] if said else []


def _inside(label: str) -> str:
    """A label within a sentence."""
    return label[:1].lower() + label[1:]


def _gauge_chart(screen: Screen, texts: Texts) -> html.Figure:
    displayed = screen["displayed"]
    score, (low, high) = displayed["score"], displayed["bounds"]
    number = html.Div([html.Strong(str(score)), html.Span(" / 100")], className="gauge-number")
    rows = [
        (texts("decision.score"), f"{score} / 100"),
        (texts("decision.low"), f"{low} / 100"),
        (texts("decision.high"), f"{high} / 100"),
    ]
    title = texts(f"decision.gauge.{screen['zone']}", score=score, low=low, high=high)
    return parts.chart(
        texts,
        gauge(score, displayed["bounds"], texts.lang),
        name="gauge",
        title=title,
        takeaway=texts.say(displayed["frequency"]),
        data=parts.data_table(texts, [texts("table.what"), texts("table.value")], rows, title),
        extra=number,
    )


def _reasons(screen: Screen, texts: Texts) -> html.Section:
    largest = max((abs(reason["points"]) for reason in screen["reasons"]), default=0.0)
    sides = list(zip(SIDES, ("decision.against", "decision.for"), strict=True))
    if screen["zone"] == "accord":
        sides.reverse()  # what explains the recommendation comes first
    columns = [_side(screen, direction, key, largest, texts) for direction, key in sides]
    head = [
        parts.heading(texts("decision.reasons")),
        html.P(texts("decision.reasons.how", average=average_score(screen)), className="soft"),
    ]
    return parts.card(*head, html.Div(columns, className="reasons"))


def _side(screen: Screen, direction: str, key: str, largest: float, texts: Texts) -> html.Div:
    reasons = [reason for reason in screen["reasons"] if reason["direction"] == direction]
    content: Component = html.Ol([_reason(screen, reason, largest, texts) for reason in reasons], className="reason-list")
    if not reasons:
        content = html.P(texts(f"{key}.none"), className="soft")
    return html.Div([parts.heading(texts(key), 3), content], className=f"reason-side {direction}")


def _reason(screen: Screen, reason: Reason, largest: float, texts: Texts) -> html.Li:
    family = html.Span(texts.say(reason["family_label"]), className="reason-family")
    points = html.Span(texts.points(reason["points"]), className="reason-points")
    fact = html.P(parts.told(texts, reason["text"]), className="reason-text")
    head = html.Div([family, points], className="reason-head")
    return html.Li([head, parts.bar(reason["points"], largest), fact, *_rank(screen, reason["feature"], texts)], className="reason")


def _rank(screen: Screen, name: str, texts: Texts) -> list[Component]:
    """Where the value stands among the reference files: an amount alone tells nobody whether it is much. Not of a yes, a no, or a one."""
    mine = next((feature for feature in screen["features"] if feature["name"] == name), None)
    if mine is None or mine["percentile"] is None or mine["value"] in (0, 1):
        return []
    below = mine["percentile"]
    key, share = ("decision.rank.high", below) if below >= 50 else ("decision.rank.low", 100 - below)
    return [html.P(texts(key, share=texts.percent(min(share, 99))), className="reason-rank")]
