"""A simulation moves what belongs to the loan asked for or to the client's budget, within a range; every ratio follows.

Each dial is a lever (:mod:`scoring.levers`) as people say it: an amount in money, a length in months, at its value now. What a
dial does is plain arithmetic, so that it turns one application or, for a search, thousands of variants at once.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scoring.applicant import MOST_READ, Applicant
from scoring.errors import OutOfRange
from scoring.features.application_amounts import HIGHEST_INCOME, OFFER_STEP, OFFERS
from scoring.features.arithmetic import over, present
from scoring.features.catalogue import BY_NAME
from scoring.features.domain import outside_record
from scoring.features.record import Text, Unit
from scoring.features.row import Row
from scoring.levers import BY_CODE, GOODS_PRICE, Lever
from scoring.tables import APPLICATION

Fields = dict[str, Any]
LEAST_LOAN: Final = 0.1
"""What must be left to lend, as a share of the loan asked for: below it there is no loan to speak of."""
IN_PROPORTION: Final = ("BUREAU_ACTIVE_DEBT", "BUREAU_DEBT_MAX", "BUREAU_ACTIVE_DEBT_TO_CREDIT", "BUREAU_DEBT_TO_CREDIT", "BUREAU_ANNUITY")
"""History features that are sums, maxima or shares of debts: when every debt shrinks by a tenth, so do they."""
CARDS: Final = "BUREAU_CARD_DEBT_TO_LIMIT"


def _scaled(fields: Fields, factor: Any, *names: str) -> Fields:
    return {name: fields[name] * factor for name in names}


def _debts(fields: Fields, value: Any) -> Fields:
    """Every debt elsewhere in proportion; of cards, debt over (debt + limit left): the limit left stays."""
    factor = over(value, fields["BUREAU_ACTIVE_DEBT"])
    used = fields[CARDS] * factor
    return _scaled(fields, factor, *IN_PROPORTION) | {CARDS: over(used, used + 1 - fields[CARDS])}


@dataclass(frozen=True, slots=True)
class Dial:
    """A lever at a value.

    Attributes
    ----------
    label : what it is, in words.
    now : its value in some fields; NaN where it has none, and the dial is then not there.
    turn : the fields that a value changes, the others of these fields as they are.
    low, high : the range, in shares of ``base`` (its value now unless told).
    better : -1 when a lower value helps, 1 when a higher one does, 0 when that depends on the person.
    proof : whether a change must be shown by a document.
    """

    code: str
    label: Text
    lever: Lever
    unit: Unit
    now: Callable[[Fields], Any]
    turn: Callable[[Fields, Any], Fields]
    low: float
    high: float
    better: int
    base: Callable[[Fields], Any] | None = None
    proof: bool = False


def _of(name: str) -> Callable[[Fields], Any]:
    return lambda fields: fields[name]


DIALS: Final[tuple[Dial, ...]] = (
    Dial(
        "amount",
        Text("Montant du prêt", "Loan amount"),
        BY_CODE["amount"],
        "amount",
        _of("AMT_CREDIT"),
        lambda fields, value: _scaled(fields, over(value, fields["AMT_CREDIT"]), "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"),
        low=0.3,
        high=1.5,
        better=-1,
    ),
    Dial(
        "deposit",
        Text("Apport supplémentaire", "Additional deposit"),
        BY_CODE["deposit"],
        "amount",
        lambda fields: 0 * fields["AMT_GOODS_PRICE"],  # no purchase, no deposit
        lambda fields, value: _scaled(fields, 1 - over(value, fields["AMT_CREDIT"]), "AMT_CREDIT", "AMT_ANNUITY"),
        low=0.0,
        high=0.6,
        better=1,
        base=_of("AMT_CREDIT"),
    ),
    Dial(
        "goods_price",
        Text("Prix du bien", "Price of the goods"),
        GOODS_PRICE,
        "amount",
        _of("AMT_GOODS_PRICE"),
        lambda _, value: {"AMT_GOODS_PRICE": value},
        low=0.5,
        high=1.5,
        better=0,
    ),
    Dial(
        "term",
        Text("Durée du prêt, hors intérêts", "Length of the loan, interest aside"),
        BY_CODE["term"],
        "months",
        lambda fields: over(fields["AMT_CREDIT"], fields["AMT_ANNUITY"]),
        lambda fields, value: {"AMT_ANNUITY": over(fields["AMT_CREDIT"], value)},
        low=0.5,
        high=2.0,
        better=0,
    ),
    Dial(
        "annuity",
        Text("Mensualité", "Monthly payment"),
        BY_CODE["term"],
        "amount",
        _of("AMT_ANNUITY"),
        lambda _, value: {"AMT_ANNUITY": value},
        low=0.5,
        high=2.0,
        better=0,
    ),
    Dial(
        "income",
        Text("Revenu, sur justificatif", "Income, with proof"),
        BY_CODE["income"],
        "amount",
        _of("AMT_INCOME_TOTAL"),
        lambda _, value: {"AMT_INCOME_TOTAL": value},
        low=0.5,
        high=2.0,
        better=1,
        proof=True,
    ),
    Dial(
        "debts",
        Text("Reste dû ailleurs", "Still owed elsewhere"),
        BY_CODE["debts"],
        "amount",
        _of("BUREAU_ACTIVE_DEBT"),
        _debts,
        low=0.0,
        high=2.0,
        better=-1,
    ),
)
"""In the order in which they turn: the loan's amount before its length."""


@dataclass(frozen=True, slots=True)
class Range:
    """A dial of one applicant: where it stands, what its shares are of, between which values it turns, and by what round step."""

    dial: Dial
    now: float
    base: float
    low: float
    high: float
    step: float


def fields_of(applicant: Applicant) -> Fields:
    """What dials read and move, missing values as NaN."""
    row = Row(applicant.fields)
    return {name: getattr(row, name) for name in (*MOST_READ, *IN_PROPORTION, CARDS)}


def ranges(applicant: Applicant) -> dict[str, Range]:
    """The dials that this applicant has, by code."""
    fields = fields_of(applicant)
    found = {dial.code: _range(dial, fields) for dial in DIALS}
    return {code: there for code, there in found.items() if there is not None}


def _range(dial: Dial, fields: Fields) -> Range | None:
    now, base = dial.now(fields), (dial.base or dial.now)(fields)
    if not present(now) or not present(base) or base <= 0:
        return None
    low, high = dial.low * base, dial.high * base
    if dial.code == "term":
        low, high = max(low, OFFERS.start * OFFER_STEP), min(high, (OFFERS.stop - 1) * OFFER_STEP)
    if dial.code == "income":
        high = min(high, HIGHEST_INCOME)
    step = round_step(base / 20)
    low, high = step * math.ceil(round(low / step, 9)), step * math.floor(round(high / step, 9))
    return Range(dial, now, base, min(low, now), max(high, now), step)


def round_step(size: float) -> float:
    """The largest of 1, 2, 2.5 or 5 times a power of ten that is not above ``size`` > 0."""
    power = 10.0 ** math.floor(math.log10(size))
    return max(step * power for step in (0.5, 1, 2, 2.5, 5) if step * power <= size)


def turned(fields: Fields, changes: Mapping[str, Any]) -> Fields:
    """The fields that changes give: those of :func:`fields_of`, or the same as columns of n values."""
    for dial in DIALS:
        if dial.code in changes:
            fields = fields | dial.turn(fields, changes[dial.code])
    return fields


def simulated(applicant: Applicant, changes: Mapping[str, float]) -> Applicant:
    """The applicant after changes, dial -> value. Raises OutOfRange with every violation: what no one may move, what is too far."""
    violations = list(_violations(ranges(applicant), changes))
    if violations:
        raise OutOfRange(violations)
    before = fields_of(applicant)
    after = turned(before, changes)
    if not after["AMT_CREDIT"] >= LEAST_LOAN * before["AMT_CREDIT"]:
        raise OutOfRange([f"amount, deposit: at least {LEAST_LOAN:.0%} of the loan asked for must be left to lend."])
    moved = applicant.changed({name: value for name, value in after.items() if present(before[name]) and value != before[name]})
    if outside := outside_record(moved.record):
        raise OutOfRange([f"{column}: its value would be impossible." for column in outside])
    return moved


def _violations(there: Mapping[str, Range], changes: Mapping[str, float]) -> Iterator[str]:
    if not changes:
        yield f"changes: name at least one of {', '.join(there)}."
    if {"term", "annuity"} <= changes.keys():
        yield "term, annuity: give one of them, the other follows."
    for code, value in changes.items():
        if code in there:
            if not there[code].low <= value <= there[code].high:
                yield f"{code}: from {there[code].low:.10g} to {there[code].high:.10g}, not {value:.10g}."
        elif any(dial.code == code for dial in DIALS):
            yield f"{code}: this client has none, or it is not known."
        else:
            yield f"{code[:64]}: {_refusal(code)}; what may: {', '.join(there)}."


def _refusal(code: str) -> str:
    known = code in BY_NAME or code in BY_CODE or code in APPLICATION.columns
    return "a simulation may not move it" if known else "there is nothing of this name"
