"""Pieces that every panel uses: cards, charts with their takeaway and data, tables."""

import json
from collections.abc import Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from appli.figures.base import Spec
from appli.texts import Texts
from appli.views import Say

DOUBLES: Final = 20.0
"""Points that make a file twice as favourable."""
Rows = Sequence[Sequence[str]]


def card(*children: Any, class_name: str = "") -> html.Section:
    """A white sheet on the page."""
    return html.Section(list(children), className=f"card {class_name}".strip())


def heading(text: str, level: int = 2) -> Component:
    """A heading of the page's outline (2 for a card, 3 inside it)."""
    tag = html.H2 if level == 2 else html.H3
    return tag(text, className=f"heading-{level}")


def table(head: Sequence[str], rows: Rows, caption: str, class_name: str = "", hint: str = "", own: Sequence[str] = ()) -> html.Div:
    """A table that the browser builds when the fold around it opens: hundreds of rows cost nothing until then.

    ``hint`` is said when the mouse rests on the first cell of a row, after what is said of that row alone (``own``, one a row).
    """
    content = {"caption": caption, "head": list(head), "rows": [list(row) for row in rows], "hint": hint, "own": list(own)}
    data = json.dumps(content, ensure_ascii=False)
    return html.Div(className=f"table {class_name}".strip(), tabIndex="0", role="group", **{"data-table": data, "aria-label": caption})


def data_table(texts: Texts, head: Sequence[str], rows: Rows, caption: str) -> html.Details:
    """The numbers behind a chart, folded away until asked for."""
    return html.Details(
        [html.Summary(texts("chart.data")), table(head, rows, caption, "scroll")],
        className="chart-data",
    )


def chart(
    texts: Texts, figure: Spec, name: str, title: str, takeaway: str, data: html.Details, extra: Any = None, key: Any = None
) -> html.Figure:
    """A figure with its finding as a title, one sentence to take away, its data and a picture to save.

    ``assets/figures.js`` draws it.

    ``name`` is unique on the page and names the saved picture; ``extra`` is laid over the figure, ``key`` says how to read its marks.
    """
    words = html.Figcaption([html.H3(title, className="chart-title"), html.P(takeaway, className="chart-takeaway"), key])
    body = html.Div(
        [html.Div(className="chart-graph", **{"data-figure": json.dumps(figure, ensure_ascii=False, separators=(",", ":"))}), extra],
        className="chart-body",
        role="img",
        style={"height": f"{figure['layout']['height']}px"},
        **{"data-chart": name, "aria-label": f"{title}. {takeaway}"},
    )
    foot = html.Div([data, html.Div([_whole_screen(texts, title), _picture(texts, name, title, takeaway)])], className="chart-foot")
    return html.Figure([words, body, foot], className="chart")


def _whole_screen(texts: Texts, title: str) -> html.Button:
    """The button that shows the chart alone on the whole screen, and that puts it back."""
    said = {"data-full": "true", "aria-label": f"{texts('chart.full.long')} {title}"}
    return html.Button(texts("chart.full"), className="chart-full", type="button", **said)


def _picture(texts: Texts, name: str, title: str, takeaway: str) -> html.Button:
    """The button that saves the chart, with its title and what to take away, as a PNG file."""
    said = {"data-png": name, "data-title": title, "data-takeaway": takeaway, "aria-label": f"{texts('chart.png.long')} {title}"}
    return html.Button(texts("chart.png"), className="chart-png", type="button", **said)


def ready(client: str, *children: Any) -> html.Div:
    """A drawn panel, marked with the client it shows."""
    return html.Div(list(children), className="drawn", **{"data-ready-for": client})


def told(texts: Texts, said: Say) -> list[Component] | str:
    """A sentence of the API as the advisor reads it and, where that differs, as the client does: the page shows one of them."""
    about, to = texts.say(said), Texts(texts.lang, you=True).say(said)
    return about if about == to else [html.Span(about, className="advisor-only"), html.Span(to, className="client-only")]


def bar(points: float, largest: float, class_name: str = "") -> html.Span:
    """A small bar whose length tells a weight; the number is always beside it.

    Full for what doubles the odds, or for the largest one shown where that weighs more: small weights look small in every file.
    """
    share = min(100.0, 100 * abs(points) / max(largest, DOUBLES))
    side = "for" if points >= 0 else "against"
    return html.Span(className=f"bar {side} {class_name}".strip(), style={"--share": f"{share:.1f}%"}, **{"aria-hidden": "true"})


def key(*marks: tuple[str, str]) -> html.P:
    """How to read a chart's marks: (mark's class, its words)."""
    return html.P([html.Span([html.I(className=f"mark {mark}"), words], className="key") for mark, words in marks], className="keys")


def actions(*buttons: Component) -> html.Div:
    """Buttons side by side."""
    return html.Div(list(buttons), className="actions")


def readable_json(content: Any) -> str:
    """JSON that a person can open and read."""
    return json.dumps(content, ensure_ascii=False, indent=2)
