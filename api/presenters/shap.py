"""What each feature weighed, written straight into JSON: half a thousand numbers between names that do not change."""

from functools import lru_cache
from typing import Any, Final

from flask import json

from api.presenters.client import Floats, check
from api.services import Serving
from scoring import explain
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features.catalogue import BY_NAME
from scoring.features.families import FAMILIES
from scoring.features.record import Feature
from scoring.store import StoredClient

NAMED: Final = '{{"feature":{},"value":%s,"contribution":%.12g,"points":%.12g,"family":{}}}'
"""Twelve digits: their sum is that of the score to 1e-9, and they are written in a third of the time that all seventeen take."""


def text(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> str:
    """Exact contributions to ``logit(score)``, in JSON: base + contributions = sum; those given (p + 1,) are not computed again.

    Raises ScoreUnavailable.
    """
    check(client)
    if contributions is None:
        contributions = serving.quick.contributions(client.features)
    form, values_form, categories = _form(tuple(serving.model.features))
    values = client.features.tolist()
    said = ["null" if value == "nan" else value for value in (values_form % tuple(values)).split()]
    for place, codes in categories:
        if said[place] != "null":
            said[place] = codes[int(values[place])]
    numbers: list[Any] = [None] * (3 * len(said))
    numbers[::3], numbers[1::3] = said, contributions[:-1].tolist()
    numbers[2::3] = (contributions[:-1] * POINTS_PER_LOG_ODDS).tolist()
    base = float(contributions[-1])
    families = [
        {"family": family, "label": FAMILIES[family].as_dict(), "contribution": total, "points": explain.points(total)}
        for family, total in explain.family_contributions(serving.features, contributions[:-1]).items()
    ]
    rest = {"families": families, "sum": float(contributions.sum()), "base_points": explain.points(base)}
    return f'{{"base":{base!r},"contributions":[{form % tuple(numbers)}],{json.dumps(rest)[1:]}'


def told(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> dict[str, Any]:
    """The same, as part of another answer. Raises ScoreUnavailable."""
    read: dict[str, Any] = json.loads(text(serving, client, contributions))
    return read


@lru_cache(maxsize=2)
def _form(names: tuple[str, ...]) -> tuple[str, str, list[tuple[int, list[str]]]]:
    """The whole list with holes for its numbers, the values (:func:`scoring.explain.plain_value`), and where categories stand."""
    features = [BY_NAME[name] for name in names]
    form = ",".join(NAMED.format(_quoted(feature.name), _quoted(feature.family)) for feature in features)
    categories = [(place, _codes(feature)) for place, feature in enumerate(features) if feature.is_category]
    return form, " ".join(["%.7g"] * len(names)), categories


def _codes(feature: Feature) -> list[str]:
    return [json.dumps(code) for code in feature.values]


def _quoted(name: str) -> str:
    return json.dumps(name).replace("%", "%%")
