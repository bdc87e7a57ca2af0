"""Whether an application is one that can be scored: its columns within their domains, its categories known.

Like the features, the rule is written once and reads a column of an engine or one record.
"""

import math
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from scoring.features.arithmetic import is_column
from scoring.features.catalogue import ROW_LEVEL
from scoring.tables import CLIENT, DOMAINS, MISSING_TEXTS, Domain

if TYPE_CHECKING:
    from scoring.features.sources import Sources


def is_outside(value: Any, domain: Domain) -> Any:
    """Whether a value (or each of a column) lies outside a domain; a missing one does where the domain requires a value."""
    if is_column(value):
        inside = (value >= domain.low) & (value <= domain.high)
        inside = inside if domain.sentinel is None else inside | (value == domain.sentinel)
        return (~inside).fill_null(domain.required)
    if value is None or math.isnan(value):
        return domain.required
    return not (domain.low <= value <= domain.high or value == domain.sentinel)


def outside_record(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of one application, of those that the record holds, that lie outside their domain."""
    return tuple(column for column, domain in DOMAINS.items() if column in record and is_outside(record[column], domain))


def outside(sources: "Sources") -> dict[int, tuple[str, ...]]:
    """The clients who cannot be scored, with the columns that lie outside their domain."""
    rows = sources.application
    found = {column: is_outside(rows[column], domain) for column, domain in DOMAINS.items()}
    people = rows.filter(reduce(or_, found.values())).select(CLIENT, **found).to_pyarrow().to_pylist()
    return {person[CLIENT]: tuple(column for column in DOMAINS if person[column]) for person in people}


def unlisted(sources: "Sources") -> dict[str, int]:
    """How many clients have, in each category feature, a word that the product does not know: it counts as missing."""
    counts = {}
    for feature in (feature for feature in ROW_LEVEL if feature.is_category):
        word = feature.expression(sources.application)
        known = word.isin((*feature.values, *MISSING_TEXTS))
        counts[feature.name] = (~known).fill_null(False).cast("int64").sum()
    told: dict[str, int] = sources.application.aggregate(**counts).to_pyarrow().to_pylist()[0]
    return {name: count for name, count in told.items() if count}
