"""The first screen, written into the page itself: painted before any script, it takes what is typed until Dash's page is there.

It looks as Dash's page will (:mod:`appli.layout`); ``assets/first.js`` hands over what it was given, and lets it go.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from flask import request
from jinja2 import Environment, Template
from markupsafe import Markup

from appli import shell
from appli.access import header
from appli.access.people import may, speaking
from appli.client import ApiClient
from appli.format import LANGUAGES
from appli.layout import way_home, written_in
from appli.light import written
from appli.links import FILES
from appli.texts import Texts


def screen(api: ApiClient) -> str:
    """The welcome, at ``/``; anywhere else the header over a place that waits for what the address says. The API is not waited for."""
    texts, seen = Texts(written_in()), may()
    home = request.path == "/" and "file" in seen
    return _template().render(
        home=home,
        may=" ".join(sorted(seen)),
        way=way_home(),
        brand=texts("brand"),
        line=texts("brand.line"),
        search={name: texts(f"search.{name}") for name in ("label", "placeholder", "button")} if "file" in seen else None,
        lang=texts.lang,
        languages=LANGUAGES,
        person=header.words(speaking(), texts),
        waiting=texts("loading") if home or request.path.startswith(FILES) else "",
        **_known(api, texts),
    )


def _known(api: ApiClient, texts: Texts) -> dict[str, Any]:
    """The parts that say something of the model, as it was last heard of."""
    model = api.known_model()
    parts = {
        "welcome": shell.home(texts),
        "examples": shell.examples(model, texts),
        "badge": shell.demo_badge(model, texts),
        "footer": shell.footer(model, texts) if model else [],
    }
    return {name: Markup(written(part)) for name, part in parts.items()}  # noqa: S704  all text in it is escaped


@cache
def _template() -> Template:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("appli") / "first.html").read_text("utf-8")
    )
