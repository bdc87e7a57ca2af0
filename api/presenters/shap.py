"""What each feature weighed, written straight into JSON: half a thousand numbers between names that do not change."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from flask import json

from api.presenters.client import Floats, check
from api.services import Serving
from scoring import explain
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features.catalogue import BY_NAME
from scoring.features.families import FAMILIES
from scoring.features.record import Feature
from scoring.model import Rows
from scoring.store import StoredClient

NAMED: Final = '{{"feature":{},"value":%s,"contribution":%.12g,"points":%.12g,"family":{}}}'
"""Twelve digits: their sum is that of the score to 1e-9, and they are written in a third of the time that all seventeen take."""


def text(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> str:
    """Exact contributions to ``logit(score)``, in JSON: base + contributions = sum; those given (p + 1,) are not computed again.

    Raises ScoreUnavailable.
    """
    if not serving.is_written(client):  # else it was checked when it was loaded
        check(client)
    if contributions is None:
        contributions = serving.quick.contributions(client.features)
    form, base = _form(tuple(serving.model.features)), float(contributions[-1])
    listed = form.contributions(client.features, contributions[:-1])
    families, total = form.families(contributions[:-1]), float(contributions.sum())
    rest = f'"families":[{families}],"sum":{total!r},"base_points":{explain.points(base)!r}'
    return f'{{"base":{base!r},"contributions":[{listed}],{rest}}}'


def told(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> dict[str, Any]:
    """The same, as part of another answer. Raises ScoreUnavailable."""
    read: dict[str, Any] = json.loads(text(serving, client, contributions))
    return read


class _Form:
    """The list of a model's features with holes for their numbers, where categories stand, and who is of which family."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._text = ",".join(NAMED.format(_quoted(feature.name), _quoted(feature.family)) for feature in features)
        self._values = " ".join(["%.7g"] * len(features))
        self._categories = [
            (place, [json.dumps(code) for code in feature.values]) for place, feature in enumerate(features) if feature.is_category
        ]
        self._names = list(dict.fromkeys(feature.family for feature in features))
        self._families = np.array([self._names.index(feature.family) for feature in features])
        self._labels = {family: json.dumps(FAMILIES[family].as_dict()) for family in self._names}

    def contributions(self, row: Rows, contributions: Floats) -> str:
        """The filled list: values as :func:`scoring.explain.plain_value` says them, contributions (p,) and points."""
        values = row.tolist()
        said = ["null" if value == "nan" else value for value in (self._values % tuple(values)).split()]
        for place, codes in self._categories:
            if said[place] != "null":
                said[place] = codes[int(values[place])]
        numbers: list[Any] = [None] * (3 * len(said))
        numbers[::3], numbers[1::3] = said, contributions.tolist()
        numbers[2::3] = (contributions * POINTS_PER_LOG_ODDS).tolist()
        return self._text % tuple(numbers)

    def families(self, contributions: Floats) -> str:
        """The signed sum of each family, largest in size first."""
        sums = zip(self._names, np.bincount(self._families, weights=contributions).tolist(), strict=True)
        return ",".join(
            f'{{"family":"{family}","label":{self._labels[family]},"contribution":{total!r},"points":{explain.points(total)!r}}}'
            for family, total in sorted(sums, key=lambda item: -abs(item[1]))
        )


@lru_cache(maxsize=2)
def _form(names: tuple[str, ...]) -> _Form:
    return _Form([BY_NAME[name] for name in names])


def _quoted(name: str) -> str:
    return json.dumps(name).replace("%", "%%")
