"""Who is signed in, in the page's header, with the ways to lock the screen and to leave."""

from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from appli.access.people import Person, named, speaking
from appli.served import filled
from appli.texts import Texts


def layout() -> list[Component]:
    """Name, roles and two buttons."""
    person = speaking()  # nobody while Dash reads the page's parts at start
    who = html.Div([_name(person), html.Span(id="me-roles")], className="me-who")
    buttons = [html.Button(id=f"me-{name}", type="button", className="me-button", **{"data-session": name}) for name in ("lock", "out")]
    return [html.Div([who, *buttons], id="me", className="me", role="group")]


def _name(person: Person | None) -> html.Strong:
    """The full name to read, and the one that the lock asks a password for."""
    return html.Strong(named(person.name) if person else "", id="me-name", **{"data-name": person.name if person else ""})


def register(app: Dash) -> None:
    """The words, in the language of the page."""

    @filled(
        app,
        [Output("me", "aria-label"), Output("me-roles", "children"), Output("me-lock", "children"), Output("me-out", "children")],
        Input("lang", "value"),
    )
    def word(lang: str) -> Any:
        said = words(speaking(), Texts(lang)) or {}
        return [said.get(name, "") for name in ("label", "roles", "lock", "out")]


def words(person: Person | None, texts: Texts) -> dict[str, str] | None:
    """What is said to and of who is signed in; nothing to nobody."""
    if person is None:
        return None
    roles = ", ".join(texts(f"role.{role.replace('-', '_')}") for role in person.roles)
    return {"name": named(person.name), "roles": roles} | {name: texts(f"me.{name}") for name in ("label", "lock", "out")}
