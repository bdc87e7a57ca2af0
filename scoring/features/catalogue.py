"""Every feature of the product, in the order of the matrix's columns."""

from collections.abc import Mapping
from typing import Final

from scoring.features import application_amounts, application_file, application_scores, application_work
from scoring.features.block import Block
from scoring.features.record import Feature

HISTORY: Final[tuple[Block, ...]] = ()
"""What each history table gives."""
ROW_LEVEL: Final[tuple[Feature, ...]] = (
    *application_amounts.FEATURES,
    *application_scores.FEATURES,
    *application_work.FEATURES,
    *application_file.FEATURES,
)
"""What one record alone gives: an application's fields, with the history features beside them."""
FEATURES: Final[tuple[Feature, ...]] = (*ROW_LEVEL, *(feature for block in HISTORY for feature in block.features))
BY_NAME: Final[Mapping[str, Feature]] = {feature.name: feature for feature in FEATURES}
CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {feature.name: tuple(feature.values) for feature in FEATURES if feature.is_category}
"""The categories of each feature that has some; a category's place is its code in the matrix."""
