"""What each feature weighed, written straight into JSON: half a thousand numbers between names that do not change."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from flask import json
from pydantic_core import to_json

from api.presenters.client import Floats, check
from api.services import Serving
from scoring.decision import POINTS_PER_LOG_ODDS
from scoring.features.catalogue import BY_NAME
from scoring.features.families import FAMILIES
from scoring.features.record import Feature
from scoring.model import Rows
from scoring.store import StoredClient

_ONE: Final = '{{"feature":{},"value":%b,"contribution":%b,"points":%b,"family":{}}}'
_FAMILY: Final = '{{"family":{},"label":{},"contribution":%b,"points":%b}}'


def written(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> tuple[bytes, bytes]:
    """Exact contributions to ``logit(score)``, in JSON: base + contributions = sum; and the bytes that, with the model, they come from.

    Contributions that are given (p + 1,) are not computed again. Raises ScoreUnavailable.
    """
    if not serving.is_written(client):  # else it was checked when it was loaded
        check(client)
    if contributions is None:
        contributions = serving.contributions(client)
    form = _form(tuple(serving.model.features))
    return form.filled(client.features, contributions), form.origin + client.features.tobytes()


def told(serving: Serving, client: StoredClient, contributions: Floats | None = None) -> dict[str, Any]:
    """The same, as part of another answer. Raises ScoreUnavailable."""
    read: dict[str, Any] = json.loads(written(serving, client, contributions)[0])
    return read


class _Form:
    """The answer with holes for its numbers, where categories stand in it, and who is of which family."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._listed = ",".join(_ONE.format(_quoted(feature.name), _quoted(feature.family)) for feature in features).encode()
        self._values = " ".join(["%.7g"] * len(features)).encode()
        self._categories = [
            (place, [json.dumps(code).encode() for code in feature.values]) for place, feature in enumerate(features) if feature.is_category
        ]
        names = list(dict.fromkeys(feature.family for feature in features))
        self._families = np.array([names.index(feature.family) for feature in features])
        self._named = [_FAMILY.format(_quoted(name), _quoted(FAMILIES[name].as_dict())).encode() for name in names]
        self.origin = hashlib.blake2b(b"".join([self._listed, *self._named])).digest()

    def filled(self, row: Rows, contributions: Floats) -> bytes:
        """The answer on a row (p,) and its contributions (p + 1,), the base last."""
        sums = np.bincount(self._families, weights=contributions[:-1])
        weights = np.concatenate([contributions, sums, [contributions.sum()]])
        weighed, points = _numbers(weights), _numbers(weights * POINTS_PER_LOG_ODDS)
        parts: list[bytes] = [b""] * (3 * len(row))
        parts[::3], parts[1::3], parts[2::3] = self._said(row), weighed[: len(row)], points[: len(row)]
        first = len(row) + 1
        order = first + np.argsort(-np.abs(sums))
        families = b",".join(self._named[place - first] % (weighed[place], points[place]) for place in order.tolist())
        last = (weighed[len(row)], self._listed % tuple(parts), families, weighed[-1], points[len(row)])
        return b'{"base":%b,"contributions":[%b],"families":[%b],"sum":%b,"base_points":%b}' % last

    def _said(self, row: Rows) -> list[bytes]:
        """Values as :func:`scoring.explain.plain_value` says them."""
        values = row.tolist()
        said = [b"null" if value == b"nan" else value for value in (self._values % tuple(values)).split()]
        for place, codes in self._categories:
            if said[place] != b"null":
                said[place] = codes[int(values[place])]
        return said


def _numbers(values: Floats) -> list[bytes]:
    """Numbers in JSON, as exactly as they are."""
    return to_json(values.tolist())[1:-1].split(b",")


@lru_cache(maxsize=2)
def _form(names: tuple[str, ...]) -> _Form:
    return _Form([BY_NAME[name] for name in names])


def _quoted(said: str | dict[str, str]) -> str:
    return json.dumps(said).replace("%", "%%")
