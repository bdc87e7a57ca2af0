"""One client in JSON: the score, the data, the contributions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from api.services import Serving
from scoring import answer, explain, policy, words
from scoring.errors import ScoreUnavailable
from scoring.explain import Reason
from scoring.features import domain
from scoring.features.record import Feature
from scoring.store import StoredClient
from scoring.tables import APPLICATION

Floats = npt.NDArray[np.float64]


def score(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> dict[str, Any]:
    """The score, the zone and the reasons; ``contributions`` (p + 1,) spares computing them again. Raises ScoreUnavailable."""
    check(client)
    pd = float(serving.model.probability_of_default(client.features[None])[0])
    return answer.score(serving.model.rule, client.id, pd, _reasons(serving, client, contributions))


def check(client: StoredClient) -> None:
    """Raise ScoreUnavailable, in both languages, when the application holds what none can."""
    outside = domain.outside_record(client.record)
    if outside:
        rules = policy.load().by_column
        told = words.unavailable({column: rules[APPLICATION.name, column].label for column in outside})
        raise ScoreUnavailable(f"{told.fr} {told.en}")


def _reasons(serving: Serving, client: StoredClient, contributions: Floats | None) -> list[Reason]:
    """Those stored with the client when this very model gave them, else computed now."""
    if client.model_version == serving.model.version:
        return explain.unpacked(client.reasons, serving.features, client.features.tolist())
    if contributions is None:
        contributions = serving.model.contributions(client.features[None])[0]
    return explain.reasons(serving.model, serving.features, client.features, contributions)


def info(serving: Serving, client: StoredClient) -> dict[str, Any]:
    """The client's features in the model's order, and what each one means."""
    named = list(zip(serving.features, client.features.tolist(), strict=True))
    values = {feature.name: explain.plain_value(feature, value) for feature, value in named}
    return {
        # The two first keys and their places are what the first client programs drop.
        "info_client": {"SK_ID_CURR": client.id, "TARGET": None, **values},
        "labels": {feature.name: _label(feature, value) for feature, value in named},
    }


def _label(feature: Feature, value: float) -> dict[str, Any]:
    return {
        "label": feature.label.as_dict(),
        "unit": feature.unit,
        "family": feature.family,
        "description": words.fact(feature, value).as_dict(),
        "text": words.value_text(feature, value).as_dict(),
    }
