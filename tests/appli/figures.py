"""Figures as the tests look at them."""

from typing import Any

import plotly.graph_objects as go

from appli.figures.base import Spec


def checked(spec: Spec) -> Any:
    """The figure as plotly's own objects, which refuse a name or a value that plotly.js would not understand."""
    return go.Figure(spec)
