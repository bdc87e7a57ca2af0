"""Assembles the dashboard."""

import logging
import re
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Final

from dash import Dash
from dash.development.base_component import Component
from flask import Response, request

from appli import first, layout, letter, opened, paper, search, served, shell, suggest, theme, tour
from appli.access import frames, header
from appli.access.origin import refuse_strangers
from appli.access.settings import Access
from appli.access.voice import Voice
from appli.client import ApiClient
from appli.config import Config
from appli.panels import glossary, model, waiting
from appli.texts import Texts

log = logging.getLogger(__name__)
SOURCE: Final = re.compile(r'<script src="([^"]+)"')
POLYFILL: Final = re.compile(r'<script src="[^"]+/polyfill@[^"]+"></script>\s*')
"""What Dash loads for browsers of before 2017; it slows those of today (docs/decisions/0021-no-polyfill.md)."""


class Page(Dash):  # type: ignore[misc]  # Dash has no types
    """The application, whose page says its language and shows its first screen before any script runs."""

    first: Callable[[], str]

    def interpolate_index(self, **parts: str) -> str:
        """The page's frame, filled."""
        parts["scripts"] = POLYFILL.sub("", parts["scripts"])
        ahead = "".join(f'<link rel="preload" as="script" href="{address}">' for address in SOURCE.findall(parts["scripts"]))
        said = {"lang": layout.written_in(), "first": self.first(), "ahead": ahead}
        page: str = super().interpolate_index(**parts)
        for name, value in said.items():
            page = page.replace(f"<!-- {name} -->", value, 1)
        return page


def create_app(config: Config | None = None, client: ApiClient | None = None) -> Dash:
    """A new dashboard. Asks nothing of the API before a page is served, and starts whether or not the API is up.

    Raises BadSetting or AccessError when it is closed and nobody could come in.
    """
    config = config or Config.from_environment()
    access = config.access
    api = client or ApiClient(config, voice=_voice(access))
    app = Page(
        "appli",
        title=Texts("fr")("brand"),
        update_title="",
        serve_locally=True,
        index_string=_index(access),
        assets_folder=str(files("appli") / "assets"),
        assets_ignore=r"sign-in\.js|first\.js",  # another page's; loaded before all others
        health_endpoint="health/live",
        suppress_callback_exceptions=True,  # else every page carries all parts twice, for Dash to check its callbacks against
        on_error=_log_error,
    )
    for part in (search, opened, shell, tour, paper, letter, model, glossary, waiting, *layout.PANELS.values()):
        part.register(app, api)
    app.first = partial(_first, api)
    suggest.install(app.server, api)
    opened.install(app.server, api)
    app.layout = lambda: _page(app, api, access)
    _protect(app)
    app.server.before_request(refuse_strangers)
    if access.closed:
        _close(app, access)
    return app


def _first(api: ApiClient) -> str:
    """The first screen; without it the page is served all the same, and Dash's own comes a little later."""
    try:
        return first.screen(api)
    except Exception as error:
        log.error("The first screen could not be made: %s", type(error).__name__, exc_info=error)
        return ""


def _page(app: Dash, api: ApiClient, access: Access) -> Component:
    """The page as served, in the language of the last time, with every word in place."""
    page = layout.page(api, header.layout() if access.closed else [])
    served.fill(app, page)
    return page


def _voice(access: Access) -> Voice | None:
    """Who speaks for a closed dashboard's people. Loaded only there, as in :func:`_close`: a demonstration is 15 MB lighter."""
    if not access.closed:
        return None
    from appli.access.identity import Signed

    return Signed(access)


def _close(app: Dash, access: Access) -> None:
    """Hang the door, and give what is needed to come in."""
    from appli.access import guard, pages

    pages.install(app.server, guard.install(app.server, access))
    header.register(app)


def _index(access: Access) -> str:
    """The page's frame, with the colours of :mod:`appli.theme` and, when one signs in, the lock."""
    page = (files("appli") / "page.html").read_text("utf-8").replace("/* theme */", theme.style_variables())
    minutes, lock = (f"{access.lock_seconds / 60:g}", frames.lock(access)) if access.closed else ("", "")
    return page.replace("<!-- minutes -->", minutes).replace("<!-- lost -->", search.lost()).replace("<!-- lock -->", lock)


def _log_error(error: Exception) -> None:
    log.error("A callback failed: %s", type(error).__name__, exc_info=error)


def _protect(app: Dash) -> None:
    """Headers: only our own scripts, no framing, no address leaking, no client's data in a cache."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    rules = (
        "default-src 'self'",
        f"script-src {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "; ".join(rules)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.path.endswith("_dash-update-component"):
            response.headers["Cache-Control"] = "no-store"
        return response
