"""Every feature of the product, in the order of the matrix's columns."""

from collections.abc import Mapping
from typing import Final

from scoring import tables
from scoring.features import (
    application_amounts,
    application_file,
    application_scores,
    application_work,
    burden,
    bureau,
    bureau_amounts,
    bureau_balance,
    credit_card,
    installments,
    pos_cash,
    previous_application,
    previous_terms,
)
from scoring.features.block import Block
from scoring.features.record import Feature

HISTORY: Final[tuple[Block, ...]] = (
    Block((tables.BUREAU,), bureau.prepare, (*bureau.FEATURES, *bureau_amounts.FEATURES)),
    Block((tables.BUREAU_BALANCE, tables.BUREAU), bureau_balance.prepare, bureau_balance.FEATURES),
    Block((tables.PREVIOUS_APPLICATION,), previous_application.prepare, (*previous_application.FEATURES, *previous_terms.FEATURES)),
    Block((tables.POS_CASH_BALANCE,), pos_cash.prepare, pos_cash.FEATURES),
    Block((tables.CREDIT_CARD_BALANCE,), credit_card.prepare, credit_card.FEATURES),
    Block((tables.INSTALLMENTS_PAYMENTS,), installments.prepare, installments.FEATURES),
)
"""What each history table gives."""
ROW_LEVEL: Final[tuple[Feature, ...]] = (
    *application_amounts.FEATURES,
    *application_scores.FEATURES,
    *application_work.FEATURES,
    *application_file.FEATURES,
    *burden.FEATURES,
)
"""What one record alone gives: an application's fields, with the history features beside them."""
FEATURES: Final[tuple[Feature, ...]] = (*ROW_LEVEL, *(feature for block in HISTORY for feature in block.features))
BY_NAME: Final[Mapping[str, Feature]] = {feature.name: feature for feature in FEATURES}
CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {feature.name: tuple(feature.values) for feature in FEATURES if feature.is_category}
"""The categories of each feature that has some; a category's place is its code in the matrix."""
