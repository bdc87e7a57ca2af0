"""The contract, for programs and for people."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from api.access.gate import public
from api.config import ROOT
from api.contract import page

blueprint: Final = Blueprint("contract", __name__)
COMMITTED: Final = ROOT / "docs" / "openapi.json"
CACHING: Final = "private, max-age=300"


@blueprint.get("/openapi.json")
@public
def get_contract() -> Response:
    """The OpenAPI document, as committed: a test holds it to the code, and no worker spends memory on building it."""
    return _cached(Response(COMMITTED.read_bytes(), content_type="application/json"))


@blueprint.get("/docs")
@public
def get_page() -> Response:
    """The same to read, without a script and without anything from elsewhere."""
    language = "en" if request.args.get("lang") == "en" else "fr"
    told = page.told(COMMITTED.read_text("utf-8"))
    return _cached(make_response(render_template("contract.html", language=language, **told)))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = CACHING
    response.add_etag()
    response.make_conditional(request)
    return response
