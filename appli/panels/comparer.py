"""Comparer: where the client stands among the reference files, one variable or two at a time."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update

import dash_mantine_components as dmc

from appli.client import ApiClient, ApiError
from appli.panels import parts
from appli.panels.comparison import distribution_chart, pair_chart
from appli.texts import Texts
from appli.views import Screen

PICKERS = ("compare-one", "compare-x", "compare-y")


def layout() -> html.Div:
    """The pickers, which stay from one client to the next, and two empty charts."""
    return html.Div(
        [
            html.P(id="compare-notice", className="note"),
            html.Section([_picker("compare-one"), html.Div(id="panel-comparer", className="panel-body")], className="card"),
            html.Section(
                [html.Div([_picker("compare-x"), _picker("compare-y")], className="pickers"), html.Div(id="panel-pair", className="panel-body")], className="card"
            ),
        ]
    )


def _picker(name: str) -> dmc.Select:
    return dmc.Select(id=name, data=[], searchable=True, allowDeselect=False, size="md", maxDropdownHeight=320, className="picker")


def register(app: Dash, api: ApiClient) -> None:
    """Fill the pickers from the reference answers; redraw a chart when the client, a variable or the language changes."""

    @app.callback(
        [Output(name, prop) for name in PICKERS for prop in ("data", "value", "label", "nothingFoundMessage")],
        Output("compare-notice", "children"),
        Input("reference", "data"),
        Input("lang", "value"),
        State(PICKERS[0], "value"),
        State(PICKERS[1], "value"),
        State(PICKERS[2], "value"),
    )
    def fill(reference: str | None, lang: str, *chosen: str | None) -> Any:
        texts = Texts(lang)
        try:
            options, first = choices(api, reference, texts)
        except ApiError:
            return [no_update] * (4 * len(PICKERS) + 1)
        filled = [
            part
            for name, value, default in zip(PICKERS, chosen, first, strict=True)
            for part in (options, value or default, texts(name.replace("-", ".")), texts("compare.nothing"))
        ]
        return [*filled, texts("compare.synthetic")]

    @app.callback(
        Output("panel-comparer", "children"), Input("screen", "data"), Input("compare-one", "value"), Input("lang", "value"), prevent_initial_call=True
    )
    def show_one(screen: Screen | None, one: str | None, lang: str) -> Any:
        return _drawn(screen, lang, lambda texts: distribution_chart(screen, one, api, texts)) if screen and one else []

    @app.callback(
        Output("panel-pair", "children"),
        Input("screen", "data"),
        Input("compare-x", "value"),
        Input("compare-y", "value"),
        Input("lang", "value"),
        prevent_initial_call=True,
    )
    def show_pair(screen: Screen | None, x: str | None, y: str | None, lang: str) -> Any:
        return _drawn(screen, lang, lambda texts: pair_chart(screen, x, y, api, texts)) if screen and x and y else []


def choices(api: ApiClient, version: str | None, texts: Texts) -> tuple[list[dict[str, Any]], tuple[str, str, str]]:
    """The pickers' options, grouped by family, and the three variables shown first: the heaviest numbers."""
    answer = api.importance(version)
    items = answer["data"]
    groups = [
        {
            "group": texts.say(family["label"]),
            "items": [{"value": item["feature"], "label": texts.say(item["label"])} for item in items if item["family"] == family["family"]],
        }
        for family in answer["families"]
    ]
    numbers = [item["feature"] for item in items if item["kind"] == "number"] or [item["feature"] for item in items]
    return [group for group in groups if group["items"]], (numbers[0], numbers[0], numbers[min(1, len(numbers) - 1)])


def _drawn(screen: Screen, lang: str, draw: Any) -> html.Div:
    texts = Texts(lang)
    try:
        return parts.ready(screen["client"], draw(texts))
    except ApiError:
        return parts.ready(screen["client"], html.P(texts("reference.lost"), className="note"))
