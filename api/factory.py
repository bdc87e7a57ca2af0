"""Builds the Flask app. It opens no file: the model and the store come in at the first need, or when a worker warms up."""

import os
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask.wrappers import Request
from werkzeug.routing import MapAdapter

from api import errors, traffic
from api.access import gate
from api.config import Config
from api.decisions.service import Decisions
from api.routes import audit, clients, contract, decisions, health, home, levers, metrics, notices, reference, reviews, rights, scores
from api.services import Services
from api.watch import Watcher


class StrictJSON(DefaultJSONProvider):
    """JSON in the order that it was built, accents readable, and never NaN, which is not JSON."""

    sort_keys = False
    ensure_ascii = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialise. Raises ValueError on NaN or infinity."""
        return super().dumps(obj, **kwargs | {"allow_nan": False, "separators": (",", ":")})


class Api(Flask):
    """Flask without a line of its log, which would hold a client's number, and without coroutines."""

    def log_exception(self, *_: Any) -> None:
        """Nothing: :mod:`api.errors` logs what fails."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none is a coroutine, and Flask would ask each of them at each request."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What finds a request's route: by its path and method, without taking its host apart, on which no route depends."""
        if request is None:
            return super().create_url_adapter(None)
        host, query = request.environ.get("HTTP_HOST", "localhost"), request.query_string.decode("latin-1")
        return MapAdapter(self.url_map, host, request.root_path or "/", "", request.scheme, request.path, request.method, query)


def create_app(config: Config | None = None) -> Flask:
    """A new app, on the environment's configuration unless another is given."""
    config = config or Config.from_environment(os.environ)
    app = Api("api")
    app.json = StrictJSON(app)
    app.config["MAX_CONTENT_LENGTH"] = config.largest_body
    app.extensions["services"] = Services(config)
    app.extensions["decisions"] = Decisions(config.decisions)
    app.extensions["watcher"] = Watcher(config.watch_url)
    traffic.install(app, config.log_key)
    errors.install(app)
    for routes in (home, health, metrics, clients, levers, scores, reference, decisions, reviews, notices, rights, audit, contract):
        app.register_blueprint(routes.blueprint)
    gate.install(app, config)
    return app
