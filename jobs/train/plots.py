"""The card's curves as pictures for MLflow; figures are pure functions of the manifest."""

from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

LINE, GREY = "#1f4e79", "#bdbdbd"


def plots(manifest: dict[str, Any]) -> Iterator[tuple[str, Figure]]:
    """The name of a file and its picture: ROC, calibration, cost with the grey band left to the advisor."""
    curves, rule = manifest["report"]["curves"], manifest["rule"]
    yield "roc.png", roc(curves["roc"], manifest["metrics"]["cross_validated"]["roc_auc"]["value"])
    yield "calibration.png", calibration(curves["calibration"])
    yield "cost.png", cost(curves["cost"], rule["bounds"])


def roc(curve: dict[str, list[float]], area: float) -> Figure:
    """Failures found against good loans refused, with chance as a dotted line."""
    figure, axes = _blank("Share of good loans refused", "Share of failures found", f"ROC curve (area {area:.3f})")
    axes.plot(curve["refused_good"], curve["found"], color=LINE)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":")
    return figure


def calibration(tenths: list[dict[str, float]]) -> Figure:
    """Observed rate against mean PD, by tenth of the PD, with perfection as a dotted line."""
    figure, axes = _blank("Mean PD of the tenth (%)", "Observed rate (%)", "Predicted and observed, by tenth")
    predicted, observed = ([100 * tenth[name] for tenth in tenths] for name in ("mean_pd", "observed"))
    most = max(predicted + observed)
    axes.plot([0, most], [0, most], color=GREY, linestyle=":")
    axes.plot(predicted, observed, color=LINE, marker="o")
    return figure


def cost(curve: dict[str, list[float]], bounds: list[float]) -> Figure:
    """Cost per client by the score below which loans are refused; the band left to the advisor is grey."""
    figure, axes = _blank("Score below which a loan is refused", "Cost per client (refused good loans)", "Cost of one bound for all")
    low, high = (100 * bound for bound in bounds)
    axes.axvspan(low, high, color=GREY, alpha=0.5, label=f"left to the advisor: {low:g} to {high:g}")
    axes.plot([100 * score for score in curve["score"]], curve["cost_per_client"], color=LINE)
    axes.legend(frameon=False)
    return figure


def _blank(across: str, up: str, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.add_subplot(xlabel=across, ylabel=up, title=title)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
