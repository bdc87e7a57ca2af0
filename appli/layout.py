"""The page's skeleton: everything a callback names is here from the start."""

import threading
from collections.abc import Sequence
from contextvars import copy_context

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component
from flask import has_request_context, request

from appli import paper, search, tour
from appli.access.language import LANG, spoken
from appli.access.people import INVENTED, may, named, panels, speaking
from appli.client import ApiClient
from appli.errors import ApiDown, ApiError
from appli.panels import comparer, decision, dossier, droits, pourquoi, simuler
from appli.texts import Texts

PANELS = {"decision": decision, "pourquoi": pourquoi, "comparer": comparer, "simuler": simuler, "dossier": dossier, "droits": droits}
MANTINE_THEME = {
    "fontFamily": "var(--font)",
    "primaryColor": "indigo",
    "defaultRadius": "md",
    "headings": {"fontFamily": "var(--font)"},
    "respectReducedMotion": True,
}


def page(api: ApiClient, signed_in: Sequence[Component] = ()) -> dmc.MantineProvider:
    """The page as served: the model's version if the API answers, and the reference answers fetched meanwhile.

    ``signed_in`` is what the header holds for who signed in.
    """
    try:
        if signed_in and speaking() is None:  # Dash reads the page's parts at start, in nobody's name
            raise ApiError("Nobody asks.")
        if not api.ready():  # reference answers are kept for a while: they do not say whether the next one will come
            raise ApiDown("The API is not ready.")
        version, status = api.model()["model_version"], {"kind": "home", "client": None}
        threading.Thread(target=copy_context().run, args=(warm, api, version), daemon=True).start()  # in the same person's name
    except (ApiError, KeyError):
        version, status = None, {"kind": "down", "client": None}
    skip, footer = html.A(id="skip", href="#main", className="skip"), html.Footer(id="footer", className="footer")
    children = [skip, _header(signed_in), _main(), footer, paper.layout(), tour.layout(), *_memory(version, status)]
    shown = html.Div(children, id="page", className="page", **{"data-may": " ".join(sorted(may()))})
    return dmc.MantineProvider(shown, theme=MANTINE_THEME, defaultColorScheme="auto")


def warm(api: ApiClient, version: str) -> None:
    """Have ready what the first client will need, so that its search costs one call and no waiting."""
    try:
        api.beeswarm(version)
        _, (one, x, y) = comparer.choices(api, version, Texts("fr"))
        api.distribution(one, version)
        api.bivariate(x, y, version)
    except ApiError:
        pass  # the panels ask again, and say so if it fails


def _memory(version: str | None, status: dict[str, str | None]) -> list[dcc.Store | dcc.Interval]:
    """What the browser keeps; nothing of it on the server."""
    return [
        dcc.Store(id="chosen"),
        dcc.Store(id="query"),
        dcc.Store(id="status", data=status),
        dcc.Store(id="trouble", data=status if version is None else None),
        dcc.Store(id="screen"),
        dcc.Store(id="subject"),
        dcc.Store(id="notes"),
        dcc.Store(id="reference", data=version),
        dcc.Store(id="place"),
        dcc.Store(id="officer"),
        dcc.Store(id="look"),
        dcc.Store(id="compared"),
        dcc.Store(id="picked"),
        dcc.Store(id="told"),
        dcc.Store(id="turn"),
        dcc.Store(id="wish"),
        dcc.Store(id="spoken"),
        dcc.Store(id="turned"),
        dcc.Store(id="seen"),
        dcc.Store(id="act-draft"),
        dcc.Store(id="recorded"),
        dcc.Store(id="filed"),
        dcc.Store(id="history"),
        dcc.Store(id="contest-draft"),
        dcc.Store(id="answer-draft"),
        dcc.Store(id="reviewed"),
        dcc.Store(id="paper-page"),
        dcc.Store(id="view", data="advisor"),
        dcc.Store(id="pace", storage_type="local"),
        dcc.Interval(id="pulse", interval=3000, disabled=True),
    ]


def _header(signed_in: Sequence[Component]) -> html.Header:
    texts = Texts(written_in())
    logo = html.Img(src="/assets/logo.svg", alt="", width="36", height="36")
    words = html.Div([html.Strong(texts("brand")), html.Span(id="brand-line")], className="brand-words")
    brand = html.A([logo, words], href=way_home(), className="brand", **{"data-go": "true"})
    languages = [{"value": "fr", "label": "FR"}, {"value": "en", "label": "EN"}]
    controls = html.Div(
        [
            html.Div(id="demo"),
            dmc.SegmentedControl(id="lang", data=languages, value=texts.lang, size="sm"),
            dmc.ColorSchemeToggle(id="theme", variant="default", size="lg", lightIcon="☀", darkIcon="☾"),
        ],
        className="controls",
    )
    welcome, examples = html.Div(id="home", className="home"), html.Div(id="examples", className="examples")
    return html.Header([brand, welcome, search.layout(), examples, controls, *signed_in], className="header")


def way_home() -> str:
    """Where the brand leads: to the search, for who may open a file."""
    return "/" if "file" in may() else "/modele"


def written_in() -> str:
    """The language that the page is served in: the one of the last time, in this browser."""
    return spoken().lang if has_request_context() and LANG in request.cookies else "fr"


def _main() -> html.Main:
    open_to_them = panels()
    tabs = [dmc.TabsTab("", value=name, id=f"tab-{name}", disabled=name not in open_to_them) for name in PANELS]
    shown = [dmc.TabsPanel(panel.layout(), value=name) for name, panel in PANELS.items()]
    tabbed = dmc.Tabs([dmc.TabsList(tabs, id="tab-list"), *shown], id="tabs", value=next(iter(open_to_them), "decision"), keepMounted=True)
    return html.Main(
        [
            html.Div(id="announce", className="visually-hidden", role="status"),
            html.Div(id="problem", className="problem", role="alert"),
            html.Div([html.P(id="loading", role="status"), *[html.Div(className="skeleton") for _ in range(3)]], className="waiting"),
            html.Div(id="model", className="place place-model"),
            html.Div(id="glossary", className="place place-glossary"),
            html.Div(id="waiting", className="place place-waiting"),
            html.Div(
                [tour.invitation(), _bar(), html.Div(id="pace-notice", role="status", className="pace-notice"), tabbed], className="client"
            ),
        ],
        id="main",
        tabIndex="-1",
    )


def _bar() -> html.Div:
    """Who the client is; whom the advisor plays, as long as this is a demonstration; the switch to the client's view."""
    switch = html.Button(id="view-switch", type="button", className="secondary view-switch")
    person = speaking()
    names = [{"value": name, "label": named(name)} for name in ([person.name] if person else INVENTED)]
    played = {"persistence": True} if person is None else {"disabled": True, "style": {"display": "none"}}  # it is said in the header
    who = dmc.Select(id="who", data=names, value=names[0]["value"], allowDeselect=False, className="who", size="sm", **played)
    return html.Div(
        [html.Div(id="client-bar", className="client-bar"), html.Div([who, switch], className="bar-tools")], className="client-head"
    )
