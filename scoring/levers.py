"""What a client can change about a loan, and how the score must answer: never worse for a step in the right direction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoring import tables
from scoring.features.application_amounts import HIGHEST_INCOME
from scoring.features.arithmetic import greatest_of, least_of
from scoring.features.record import Text

Change = Callable[[Any, float], Mapping[str, Any]]
"""Takes a row of the lever's table (a record or the engine's columns) and a step (0.1: a tenth), gives its changed columns."""


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that a simulation moves.

    Attributes
    ----------
    code : its name in the API.
    table : the raw table whose columns it moves; the ratios made from them follow.
    change : the columns after a step.
    one_way : whether a step can never raise the PD, for anybody: the features that it moves are constrained.
    advice : whether it may be proposed to a client; what others decide, or what may go either way, is no advice.
    """

    code: str
    label: Text
    table: str
    change: Change
    one_way: bool = True
    advice: bool = True


def _scaled(row: Any, factor: float, *columns: str) -> dict[str, Any]:
    return {column: getattr(row, column) * factor for column in columns}


def _richer(row: Any, step: float) -> dict[str, Any]:
    """A higher income, never beyond what is believed: there it would count as not given."""
    income = row.AMT_INCOME_TOTAL
    return {"AMT_INCOME_TOTAL": least_of(income * (1 + step), greatest_of(income, 0 * income + HIGHEST_INCOME))}


def _scores(row: Any, step: float) -> dict[str, Any]:
    names = ("EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3")
    return {name: least_of(getattr(row, name) + step, 0 * getattr(row, name) + 1) for name in names}


_APPLICATION: Final = tables.APPLICATION.name
LEVERS: Final[tuple[Lever, ...]] = (
    Lever(
        "income",
        Text("Revenu plus élevé, sur justificatif", "A higher income, with proof"),
        _APPLICATION,
        _richer,
    ),
    Lever(
        "amount",
        Text("Montant plus faible, même durée", "A smaller amount over the same length"),
        _APPLICATION,
        lambda row, step: _scaled(row, 1 - step, "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"),
    ),
    Lever(
        "deposit",
        Text("Apport plus élevé pour le même achat", "A larger deposit for the same purchase"),
        _APPLICATION,
        lambda row, step: _scaled(row, 1 - step, "AMT_CREDIT", "AMT_ANNUITY"),
    ),
    Lever(
        "debts",
        Text("Autres crédits réduits", "Other debts reduced"),
        tables.BUREAU.name,
        lambda row, step: _scaled(row, 1 - step, "AMT_CREDIT_SUM_DEBT", "AMT_ANNUITY"),
    ),
    Lever(
        "external_scores",
        Text("Scores externes plus élevés", "Higher external scores"),
        _APPLICATION,
        _scores,
        advice=False,
    ),
    Lever(
        "term",
        Text("Durée plus longue (effet variable)", "A longer length (effect either way)"),
        _APPLICATION,
        lambda row, step: _scaled(row, 1 / (1 + step), "AMT_ANNUITY"),
        one_way=False,
        advice=False,
    ),
)
GOODS_PRICE: Final = Lever(
    "goods_price",
    Text("Autre prix du bien, même prêt (effet variable)", "Another price of the goods, same loan (effect either way)"),
    _APPLICATION,
    lambda row, step: _scaled(row, 1 - step, "AMT_GOODS_PRICE"),
    one_way=False,
    advice=False,
)
"""For simulations only, and no promise is tested of it: a dearer purchase weighs on the income, and leaves a larger part unborrowed."""
BY_CODE: Final[Mapping[str, Lever]] = {lever.code: lever for lever in LEVERS}
