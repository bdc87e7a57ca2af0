"""Modèle: whether those who are scored resemble the population of reference, and whether what was announced came true."""

from typing import Any, Final

from dash import html

from appli.format import PERCENT
from appli.panels import parts
from appli.texts import Texts
from appli.views import Json

FIGURES: Final = {
    "people": ("number", 0),
    "score_psi": ("number", 3),
    "zone_shift": ("percent", 1),
    "weight_that_moved": ("percent", 1),
    "expected_payment_difficulties": ("percent", 1),
    "observed": ("percent", 1),
    "expected": ("percent", 1),
    "auc": ("number", 3),
    "brier": ("number", 4),
}
"""What is shown of a judgement, in this order, and how it is written; what else it holds is for /metrics."""
KNOWN: Final = ("drift", "outcomes")


def drift(model: Json, texts: Texts) -> html.Div:
    """The last judgements, or the sentence that says why there is none."""
    head = parts.heading(texts("model.drift"))
    known = model.get("monitoring")
    told = [judged for judged in known or [] if judged["what"] in KNOWN]
    if not told:
        return html.Div([head, html.P(texts("model.drift.unknown" if known is None else "model.drift.none"), className="note")])
    return html.Div(
        [head, html.P(texts("model.drift.how"), className="soft"), *[part for judged in told for part in _judgement(judged, texts)]]
    )


def _judgement(judged: Json, texts: Texts) -> list[Any]:
    what, figures = judged["what"], judged["figures"]
    title = texts(f"model.drift.{what}.{'alert' if judged['alert'] else 'calm'}", day=texts.day(judged["at"][:10]))
    rows = [[texts(f"drift.{name}"), _said(name, figures[name], texts)] for name in FIGURES if name in figures]
    return [parts.heading(title, 3), parts.table([texts("table.what"), texts("table.value")], rows, title, "table-judgement")]


def _said(name: str, value: float, texts: Texts) -> str:
    kind, decimals = FIGURES[name]
    return texts.number(100 * value, decimals) + PERCENT[texts.lang] if kind == "percent" else texts.number(value, decimals)
