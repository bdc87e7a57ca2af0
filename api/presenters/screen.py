"""All that a screen shows of one client, from the presenters of the single routes, in one pass."""

import logging
from collections.abc import Callable
from typing import Any, Final

from api.presenters import shap
from api.presenters.client import info, score
from api.presenters.percentiles import percentiles
from api.presenters.simulation import levers, paths
from api.services import Serving
from api.traffic import line
from scoring.errors import NotReady
from scoring.store import StoredClient

LOG: Final = logging.getLogger("api")
Json = dict[str, Any]


def screen(serving: Serving, client: StoredClient, history: list[Json] | None, searched: bool = False) -> Json:
    """The parts of a screen; ``history``: the client's decisions as ``GET /decisions`` tells them, ``None`` for whoever may not see them;
    ``searched``: with the paths to an approval, which take longer than all the rest.

    Raises ScoreUnavailable.
    """
    contributions = serving.contributions(client)
    version = {"model_version": serving.model.version}
    return {
        "score": score(serving, client, contributions) | version,
        "info": info(serving, client) | version,
        "shap": shap.told(serving, client, contributions) | version,
        "percentiles": percentiles(serving, client),
        "levers": _moved(levers, serving, client, version),
        "recourse": _moved(paths, serving, client, version) if searched else None,
        "decisions": None if history is None else summary(history),
    }


def _moved(presenter: Callable[[Serving, StoredClient], Json], serving: Serving, client: StoredClient, version: Json) -> Json | None:
    """None where the store was loaded without what a simulation needs, or it fails: the score shows all the same."""
    try:
        return presenter(serving, client) | version
    except NotReady:
        return None
    except Exception as problem:  # it is told beside the score, and must not take it along
        LOG.error(line("not_simulated", reason=type(problem).__name__))
        return None


def summary(history: list[Json]) -> Json:
    """How many decisions there are, what stands after the last one, and how many requests for review wait."""
    waiting = [review for decision in history for review in decision["reviews"] if review["outcome"] is None and "erased" not in review]
    last = history[-1] if history else {}
    return {
        "count": len(history),
        "last": {key: last.get(key) for key in ("decision", "at", "standing")} if history else None,
        "open_reviews": len(waiting),
    }
