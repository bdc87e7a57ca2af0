"""Comparer: where the client stands among the reference files, one variable or two at a time."""

from collections.abc import Callable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update

from appli.client import ApiClient
from appli.errors import ApiError
from appli.light import written
from appli.panels import parts
from appli.panels.comparison import distribution_chart, pair_chart
from appli.served import filled
from appli.texts import Texts
from appli.views import Json, Screen

PICKERS = ("compare-one", "compare-x", "compare-y")


def layout() -> html.Div:
    """The pickers, which stay from one client to the next, and two empty charts."""
    alone = [_picker("compare-one"), html.Div(id="panel-comparer", className="panel-body")]
    pickers = html.Div([_picker("compare-x"), _picker("compare-y")], className="pickers")
    pair = [pickers, html.Div(id="panel-pair", className="panel-body")]
    return html.Div([html.P(id="compare-notice", className="note"), parts.card(*alone), parts.card(*pair)])


def _picker(name: str) -> dmc.Select:
    return dmc.Select(id=name, data=[], searchable=True, allowDeselect=False, size="md", maxDropdownHeight=320, className="picker")


def register(app: Dash, api: ApiClient) -> None:
    """Fill the pickers from the reference answers; redraw a chart when a variable, the model or the language changes."""
    _register_pickers(app, api)
    _register_charts(app, api)


def _register_pickers(app: Dash, api: ApiClient) -> None:
    """Their hundred variables each cost a browser too much to start with: until the tab is opened, a picker holds the one it shows."""
    compare = ClientsideFunction("page", "compare")
    app.clientside_callback(compare, Output("compared", "data"), Input("tabs", "value"), State(PICKERS[0], "data"))

    @filled(
        app,
        [
            *[Output(name, prop) for name in PICKERS for prop in ("data", "value", "label", "nothingFoundMessage")],
            Output("compare-notice", "children"),
        ],
        Input("reference", "data"),
        Input("lang", "value"),
        Input("compared", "data"),
        *[State(name, "value") for name in PICKERS],
    )
    def fill(reference: str | None, lang: str, opened: int | None, *chosen: str | None) -> Any:
        texts = Texts(lang)
        try:
            options, first = choices(api, reference, texts)
        except ApiError:
            return [no_update] * (4 * len(PICKERS) + 1)
        parts = []
        for name, value, default in zip(PICKERS, chosen, first, strict=True):
            shown = value or default
            same = value is not None and ctx.triggered_id == "compared"  # else its chart would be drawn again for nothing
            listed = options if opened else only(shown, options)
            parts += [listed, no_update if same else shown, texts(name.replace("-", ".")), texts("compare.nothing")]
        return [*parts, texts("compare.synthetic")]


def _register_charts(app: Dash, api: ApiClient) -> None:
    app.clientside_callback(
        ClientsideFunction("page", "pick"),
        Output("picked", "data"),
        *[Input(name, "value") for name in PICKERS],
        Input("screen", "data"),
        State("picked", "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("panel-comparer", "data-html"),
        Output("panel-pair", "data-html"),
        Input("picked", "data"),
        State("screen", "data"),
        State("lang", "value"),
        prevent_initial_call=True,
    )
    def show(picked: Json | None, screen: Screen | None, lang: str) -> Any:
        if picked is None or screen is None:  # another file was opened: an answer still on its way is for the former one
            return no_update, no_update
        drawn, changed = draw(screen, [picked[name] for name in PICKERS], api, Texts(lang)), set(picked["changed"])
        alone = no_update if changed <= set(PICKERS[1:]) else written(drawn[0])
        return alone, no_update if changed == {PICKERS[0]} else written(drawn[1])


def draw(screen: Screen, chosen: Sequence[str | None], api: ApiClient, texts: Texts) -> tuple[Any, Any]:
    """The two charts of the variables ``chosen`` in the pickers: one alone, two together; nothing until the pickers are filled."""
    one, x, y = chosen
    if one is None or x is None or y is None:
        return [], []
    alone = _drawn(screen, texts, lambda: distribution_chart(screen, one, api, texts))
    return alone, _drawn(screen, texts, lambda: pair_chart(screen, x, y, api, texts))


def choices(api: ApiClient, version: str | None, texts: Texts) -> tuple[list[dict[str, Any]], tuple[str, str, str]]:
    """The pickers' options, grouped by family, and what is shown first: the heaviest number, and the heaviest of another subject."""
    answer = api.importance(version)
    items = [item for item in answer["data"] if item["comparable"]]
    groups = [{"group": texts.say(family["label"]), "items": _options(items, family["family"], texts)} for family in answer["families"]]
    first, *others = [item for item in items if item["kind"] == "number"] or items
    second = next((item for item in others if item["family"] != first["family"]), first)  # two of one subject teach nothing
    return [group for group in groups if group["items"]], (first["feature"], first["feature"], second["feature"])


def only(value: str, options: list[Json]) -> list[Json]:
    """The one option of this value."""
    return [item for group in options for item in group["items"] if item["value"] == value]


def _options(items: list[Json], family: str, texts: Texts) -> list[dict[str, str]]:
    return [{"value": item["feature"], "label": texts.say(item["label"])} for item in items if item["family"] == family]


def _drawn(screen: Screen, texts: Texts, chart: Callable[[], html.Figure]) -> html.Div:
    try:
        return parts.ready(screen["client"], chart())
    except ApiError:
        return parts.ready(screen["client"], html.P(texts("reference.lost"), className="note"))
