"""What nobody calls back, written as HTML, so that the browser's half of Dash looks after a few components instead of a thousand.

At each change of anything, Dash asks every component of the page whether it is concerned. With a component a word, that was
most of what an advisor waited for; what only shows something is therefore sent as text, and ``assets/light.js`` puts it in place.
"""

import re
from html import escape
from typing import Any, Final

from dash.development.base_component import Component

HTML: Final = "dash_html_components"
NAMES: Final = {"className": "class", "htmlFor": "for"}
CAPITAL: Final = re.compile("(?=[A-Z])")
VOID: Final = frozenset({"br", "hr", "img", "input", "wbr"})


def light(part: Any) -> Any:
    """The same part of the page: each element keeps its place, and holds as text whatever in it nothing calls back.

    An element with an id may be called back, and so may any that is not HTML. All text is escaped.
    """
    if isinstance(part, list | tuple):
        return [light(one) for one in part]
    children = getattr(part, "children", None)
    if not isinstance(part, Component) or not _has_elements(children):
        return part
    if _is_passive(part):
        part.children = None
        setattr(part, "data-html", written(children))
    else:
        part.children = light(children)
    return part


def _has_elements(children: Any) -> bool:
    return any(isinstance(one, Component) for one in _listed(children))


def _listed(children: Any) -> list[Any]:
    """The children one by one, without those that are nothing."""
    every = children if isinstance(children, list | tuple) else [children]
    return [one for one in every if one is not None]


def _is_passive(part: Any) -> bool:
    if not isinstance(part, Component):
        return True
    inside = _listed(getattr(part, "children", None))
    return part._namespace == HTML and not hasattr(part, "id") and all(_is_passive(one) for one in inside)


def written(parts: Any) -> str:
    """Parts of the page that nothing calls back, as HTML."""
    return "".join(_written(one) for one in _listed(parts))


def _written(part: Any) -> str:
    if not isinstance(part, Component):
        return escape(str(part), quote=False)
    properties = part.to_plotly_json()["props"]
    inside = written(properties.pop("children", None))
    tag = part._type.lower()
    return f"<{tag}{_attributes(properties)}>" + ("" if tag in VOID else f"{inside}</{tag}>")


def _attributes(properties: dict[str, Any]) -> str:
    said = {NAMES.get(name, name.lower()): value for name, value in properties.items() if value is not None and value is not False}
    return "".join(f" {name}='{_quoted(_value(value))}'" for name, value in said.items())


def _quoted(value: str) -> str:
    """Between single quotes, which are rare in JSON."""
    return value.replace("&", "&amp;").replace("'", "&#39;")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ";".join(f"{CAPITAL.sub('-', name).lower()}:{one}" for name, one in value.items())
    return "" if value is True else str(value)
