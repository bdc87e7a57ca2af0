"""What the page says from the start: callbacks that are answered while it is made, so that a browser that opens it asks for nothing."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

log = logging.getLogger(__name__)
KEPT: Final = "served"
MODEL: Final = "reference.data"
"""The version of the model that answers: none as long as the API does not."""
Function = Callable[..., Any]


def filled(app: Dash, outputs: Sequence[Output], *given: Input | State) -> Callable[[Function], Function]:
    """As ``app.callback``, and called by :func:`fill` too instead of by each browser that opens the page."""

    def register(function: Function) -> Function:
        app.callback(list(outputs), *given, prevent_initial_call=True)(function)
        app.server.extensions.setdefault(KEPT, []).append((outputs, given, function))
        return function

    return register


def fill(app: Dash, page: Component) -> None:
    """Write into a new page what every filled callback says of it; one that asks about a model that is not known waits for it."""
    parts = {part.id: part for part in page._traverse() if isinstance(getattr(part, "id", None), str)}
    for outputs, given, function in app.server.extensions.get(KEPT, []):
        if MODEL in [str(one) for one in given] and parts["reference"].data is None:
            continue
        known = [getattr(parts[one.component_id], one.component_property, None) for one in given]
        for output, value in zip(outputs, _said(function, known, len(outputs)), strict=True):
            if value is not no_update:
                setattr(parts[output.component_id], output.component_property, value)


def _said(function: Function, known: list[Any], parts: int) -> Sequence[Any]:
    """What a callback says; one that fails leaves its own parts empty, and the rest of the page is served."""
    try:
        said: Sequence[Any] = function(*known)
    except Exception as error:
        log.error("A part of the page could not be made: %s", type(error).__name__, exc_info=error)
        return [no_update] * parts
    return said
