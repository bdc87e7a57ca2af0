"""The page that explains the API to a person, in French and in English."""

from typing import Final

from flask import Blueprint, render_template, request

from api.access.gate import public
from api.guide import ROUTES
from api.presenters.card import POINTS
from api.services import services
from scoring.decision import Rule
from scoring.errors import ScoringError

blueprint: Final = Blueprint("home", __name__)


@blueprint.get("/")
@public
def home() -> str:
    """The guide: what the API answers, how to call it, whether it is ready."""
    language = "en" if request.args.get("lang") == "en" else "fr"
    try:
        serving = services().current()
    except ScoringError:
        serving = None
    return render_template(
        "index.html",
        language=language,
        routes=ROUTES,
        population=serving and serving.store.population,
        rule=serving.model.rule if serving else Rule(),
        points=POINTS,
        host=request.host,
    )
