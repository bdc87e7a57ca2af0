"""A block: the features that one history table gives, and how the table is cleaned before it is aggregated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.features.record import Feature
from scoring.tables import Table


@dataclass(frozen=True, slots=True)
class Block:
    """What a history module offers the pipeline.

    Attributes
    ----------
    needs : the tables that must be known for the block to be known; the first is the one it is about.
    prepare : takes the history tables by name; gives cleaned rows with ``SK_ID_CURR``, ready to be grouped by client.
    features : aggregates of these rows.
    """

    needs: tuple[Table, ...]
    prepare: Callable[[Mapping[str, Any]], Any]
    features: tuple[Feature, ...]

    @property
    def name(self) -> str:
        """The name of the table that the block is about."""
        return self.needs[0].name
