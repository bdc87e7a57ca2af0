"""Where a client stands among the reference population."""

import numpy as np

from api.services import Serving
from scoring.store import StoredClient


def percentiles(serving: Serving, client: StoredClient) -> dict[str, float | None]:
    """Share (0 to 100) of the people whose value is at or below the client's, among those who have one; numeric features only."""
    people = serving.store.reference.features
    known = np.count_nonzero(~np.isnan(people), axis=0)
    at_or_below = np.count_nonzero(people <= client.features, axis=0)  # a comparison with NaN is false
    return {
        feature.name: round(100 * int(below) / int(count), 1) if count and not np.isnan(value) else None
        for feature, value, below, count in zip(serving.features, client.features, at_or_below, known, strict=True)
        if not feature.is_category
    }
