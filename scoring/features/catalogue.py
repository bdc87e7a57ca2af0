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
FAULTS: Final[frozenset[str]] = frozenset(
    (
        *("BUREAU_OVERDUE_AMOUNT", "BUREAU_OVERDUE_COUNT", "BUREAU_OVERDUE_DAYS_MAX", "BUREAU_OVERDUE_MAX"),
        *("BUREAU_EVER_OVERDUE_COUNT", "BUREAU_EVER_OVERDUE_SHARE", "BUREAU_PROLONGED_COUNT"),
        *("BB_LATE_MONTHS", "BB_LATE_SHARE", "BB_LATE_SHARE_24M", "BB_SERIOUS_MONTHS", "BB_WORST_MONTHS", "BB_WORST_MONTHS_12M"),
        *("PREV_REFUSED_COUNT", "PREV_REFUSED_SHARE", "PREV_REFUSED_12M", "PREV_REFUSED_24M", "PREV_LATEST_REFUSED"),
        *("PREV_REFUSED_BY_SCORE_COUNT", "PREV_REFUSED_BY_LIMIT_COUNT"),
        *("POS_DELAYED_SHARE", "POS_LATE_SHARE", "POS_LATE_MONTHS_12M", "POS_DELAY_DAYS_MAX"),
        *("POS_LATE_DAYS_MAX", "POS_LATE_DAYS_MAX_12M"),
        *("CARD_LATE_SHARE", "CARD_LATE_6M", "CARD_DELAY_DAYS_MAX", "CARD_LATE_DAYS_MAX"),
        *("INST_LATE_SHARE", "INST_LATE_SHARE_12M", "INST_LATE_WEEK_SHARE", "INST_DELAY_DAYS_MEAN", "INST_DELAY_DAYS_MAX"),
        *("INST_DELAY_DAYS_MAX_12M", "INST_SHORT_SHARE"),
    )
)
"""What nobody would call a merit: above 0, such a feature never tells a reason in someone's favour."""
