"""What is said of the model and of the reference population; no client in it."""

from typing import Final

from flask import Blueprint, Response, request

from api import answers, inputs
from api.access.gate import known
from api.presenters import card, charts
from api.services import services
from api.watch import watcher

blueprint: Final = Blueprint("reference", __name__)


@blueprint.get("/get_feature_importance")
@known
def get_feature_importance() -> Response:
    """How much each feature and each family weighs over the reference population."""
    serving = services().current()
    return answers.reference(charts.importance(serving), serving)


@blueprint.get("/get_distribution/<feature>")
@known
def get_distribution(feature: str) -> Response:
    """How a feature is spread, zone by zone."""
    serving = services().current()
    return answers.reference(charts.distribution(serving, serving.column(feature)), serving)


@blueprint.get("/get_bivariate")
@known
def get_bivariate() -> Response:
    """Two features of the same people, with their scores."""
    x, y = inputs.two_features(request.args)
    serving = services().current()
    return answers.reference(charts.bivariate(serving, serving.column(x), serving.column(y)), serving)


@blueprint.get("/get_beeswarm")
@known
def get_beeswarm() -> Response:
    """The contributions of the features that weigh most, person by person."""
    serving = services().current()
    limit = inputs.limit(request.args, default=10, largest=len(serving.features))
    return answers.reference(charts.beeswarm(serving, min(limit, len(serving.features))), serving)


@blueprint.get("/model")
@known
def get_model() -> Response:
    """The model, its rule, its measures, and what it does not use."""
    serving = services().current()
    return answers.reference(card.model(serving) | {"monitoring": watcher().concluded()}, serving)
