"""Synthetic clients from the committed aggregates: all seven tables, seeded, in chunks that do not depend on one another."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.errors import BadData
from scoring.population import application, bureau, cards, previous
from scoring.population.columns import SPLIT, TEST, TRAIN, Values
from scoring.population.copula import Floats
from scoring.population.margins import Margin
from scoring.population.monthly import raw_balances, raw_card_payments, raw_loan_payments, runs
from scoring.population.table_model import TableModel
from scoring.tables import TARGET

AGGREGATES: Final = Path(__file__).with_name("aggregates.json")
ALWAYS: Final = (111767, 193423)
"""The two clients that the product's examples name."""
FIRST_ID, LAST_ID = 100001, 456255
BORROWERS: Final = 307_511 / 356_255
"""Share of the competition's clients that stand in application_train."""
BLOCK: Final = 2000
"""Clients drawn from one stream of random numbers. Part of what a seed means: another size would draw other people."""
MOST_ROWS: Final = 64
"""A client's rows in a history table get this many consecutive numbers, so that blocks need not know of one another."""
LAST_ROW: Final = MOST_ROWS - 1
"""The place of the credit or card that its own table has dropped and whose months remain."""
HARDSHIP: Final = 0.2
"""Shift of everyone's latent payment difficulties, in standard deviations; what is tied to them follows. A Gaussian copula
draws too few people whose weaknesses meet: without this the model's mean PD is 7.2 % over the demo, 8.0 % over real applicants."""
FIRST_CREDIT, FIRST_PAST = 5_000_000, 1_000_000
LOST_CARD_DAYS: Final = -3000
"""A card whose application is no longer filed is older than the 96 months that are kept."""

Tables = dict[str, dict[str, Values]]
"""Raw columns by table and name."""


@dataclass(frozen=True)
class Population:
    """The fitted models, by table, and the distributions drawn apart."""

    models: dict[str, TableModel]
    extras: dict[str, Margin]
    digest: str


@cache
def load(path: Path = AGGREGATES) -> Population:
    """The population that a file of aggregates describes. Raises BadData when there is none."""
    try:
        content = path.read_bytes()
        form: dict[str, Any] = json.loads(content)
    except (OSError, ValueError) as error:
        raise BadData(f"{path} is not a file of population aggregates; `python -m jobs fit-population` writes it.") from error
    models = {name: TableModel.from_dict(part) for name, part in form.items() if name != "extras"}
    extras = {name: Margin.from_dict(part) for name, part in form["extras"].items()}
    return Population(models, extras, hashlib.sha256(content).hexdigest())


def client_ids(clients: int, seed: int) -> NDArray[np.int64]:
    """``clients`` distinct client numbers, ascending, among 100001..456255 (then upwards), the two examples always in."""
    if clients < len(ALWAYS):
        raise BadData(f"A population has at least {len(ALWAYS)} clients, not {clients}.")
    last = max(LAST_ID, FIRST_ID + clients - 1)
    others = np.setdiff1d(np.arange(FIRST_ID, last + 1), ALWAYS)
    rng = np.random.default_rng([seed, 0])
    return np.sort(np.concatenate([ALWAYS, rng.choice(others, clients - len(ALWAYS), replace=False)])).astype(np.int64)


@dataclass(frozen=True, slots=True)
class People:
    """Clients of one block: numbers, SPLIT, the rank of the first one in the whole population."""

    ids: NDArray[np.int64]
    split: Values
    start: int

    def numbers(self, first: int, owner: NDArray[np.int64], place: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """Numbers, never used twice, of history rows: the ``place``-th of client ``owner`` (an index into this block)."""
        return first + MOST_ROWS * (self.start + owner) + place


def splits(ids: NDArray[np.int64], borrowers: float, seed: int) -> Values:
    """Who of ``ids`` is a borrower (a share ``borrowers`` of them) and who an applicant.

    The two examples are applicants unless everyone is a borrower: no outcome, even a made-up one, is told of them.
    """
    if not 0 <= borrowers <= 1:
        raise BadData(f"A share of borrowers lies between 0 and 1, not {borrowers:g}.")
    if borrowers == 1:
        return np.full(len(ids), TRAIN, dtype=object)
    others = np.flatnonzero(~np.isin(ids, ALWAYS))
    count = min(round(borrowers * len(ids)), len(others))
    split = np.full(len(ids), TEST, dtype=object)
    split[np.random.default_rng([seed, 2]).choice(others, count, replace=False)] = TRAIN
    return split


def sample(population: Population, clients: int, seed: int, borrowers: float = BORROWERS) -> Iterator[Tables]:
    """The seven tables (and TARGET, SPLIT in ``application``), one block of at most 2,000 clients at a time.

    ``borrowers`` is the share of clients who are in application_train, from 0 to 1. The same population, size, share and seed
    give the same values, whatever the order in which blocks are drawn.
    """
    ids = client_ids(clients, seed)
    split = splits(ids, borrowers, seed)
    for number, start in enumerate(range(0, clients, BLOCK)):
        block = slice(start, start + BLOCK)
        yield draw_block(population, People(ids[block], split[block], start), np.random.default_rng([seed, 1, number]))


def draw_block(population: Population, people: People, rng: np.random.Generator) -> Tables:
    """The tables of some clients."""
    model = population.models["application"]
    size = len(people.ids)
    normal = model.draw_normals(np.zeros((size, 0)), np.arange(size), rng) + _hardship(model)
    drawn = model.draw(application.COLUMNS, normal, {SPLIT: people.split})
    drivers = normal[:, [model.latents.index(name) for name in application.DRIVERS]]
    phone = np.minimum(np.round(drawn["DAYS_LAST_PHONE_CHANGE"]), 0)
    applications = {SPLIT: people.split, **application.raw_applications(drawn, people.ids)}
    return {"application": applications} | _credits(population, people, drivers, rng) | _past(population, people, drivers, phone, rng)


def _hardship(model: TableModel) -> Floats:
    """What :data:`HARDSHIP` adds to each latent column; the outcome itself keeps its rate."""
    target = model.latents.index(TARGET)
    shift: Floats = HARDSHIP * model.between[target]
    shift[target] = 0
    return shift


def _rows(
    model: TableModel, people: People, drivers: Floats, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Latent normals, owner and number within the owner of a history table's rows."""
    counts, latent = model.draw_counts(people.split, drivers, rng)
    owner, number = runs(np.minimum(counts, LAST_ROW))
    return model.draw_normals(np.column_stack([drivers, latent]), owner, rng), owner, number


def _credits(population: Population, people: People, drivers: Floats, rng: np.random.Generator) -> Tables:
    model = population.models["bureau"]
    normal, owner, number = _rows(model, people, drivers, rng)
    drawn = model.draw(bureau.COLUMNS, normal, {SPLIT: people.split[owner]})
    raw = bureau.raw_credits(drawn, people.ids[owner], people.numbers(FIRST_CREDIT, owner, number), rng)
    covered = _chosen(population, "months_covered", people, rng)[owner]
    severity = population.extras["months_late"].value(rng.random(len(owner))).astype(int)
    months = bureau.raw_months(drawn, raw, covered, severity, rng)
    lost = np.flatnonzero(rng.random(len(people.ids)) < bureau.LOST)
    rest = bureau.raw_lost_months(people.numbers(FIRST_CREDIT, lost, LAST_ROW), rng)
    return {"bureau": raw, "bureau_balance": {name: np.concatenate([months[name], rest[name]]) for name in months}}


def _chosen(population: Population, event: str, people: People, rng: np.random.Generator) -> NDArray[np.bool_]:
    """To whom of a block an event happens whose probability the aggregates hold by SPLIT."""
    order = rng.random(len(people.ids))
    train, test = (population.extras[f"{event}_{split}"].value(order) == 1 for split in (TRAIN, TEST))
    return np.asarray(np.where(people.split == TRAIN, train, test))


def _past(population: Population, people: People, drivers: Floats, phone: Values, rng: np.random.Generator) -> Tables:
    model = population.models["previous_application"]
    normal, owner, number = _rows(model, people, drivers, rng)
    firstly = model.draw(previous.FIRSTLY, normal, {SPLIT: people.split[owner]} | previous.many(owner))
    days = previous.in_bursts(np.round(firstly["DAYS_DECISION"]), owner, rng)
    firstly["DAYS_DECISION"] = previous.on_phone_days(days, owner, phone, rng)
    drawn = model.draw(previous.COLUMNS, normal, firstly | previous.places(firstly, owner, rng))
    raw = previous.raw_past(drawn, people.ids[owner], people.numbers(FIRST_PAST, owner, number), rng)
    months = raw_balances(raw, drawn, population.extras["loan_reported"], rng)
    card_months = _card_months(population, people, drivers, _cards(population, people, drawn, raw, owner, rng), rng)
    payments = _payments(population.extras, drawn, raw, card_months, rng)
    return {"previous_application": raw, "POS_CASH_balance": months, "credit_card_balance": card_months, "installments_payments": payments}


def _payments(
    extras: dict[str, Margin], drawn: dict[str, Values], raw: dict[str, Values], card_months: dict[str, Values], rng: np.random.Generator
) -> dict[str, Values]:
    loans = raw_loan_payments(raw, drawn, extras["loan_lag"], extras["loan_paid"], rng)
    card = raw_card_payments(card_months, extras["card_lag"], rng)
    payments = {name: np.concatenate([loans[name], card[name]]) for name in loans}
    order = np.lexsort((payments["NUM_INSTALMENT_NUMBER"], payments["SK_ID_PREV"]))
    return {name: values[order] for name, values in payments.items()}


def _cards(
    population: Population,
    people: People,
    drawn: dict[str, Values],
    raw: dict[str, Values],
    owner: NDArray[np.int64],
    rng: np.random.Generator,
) -> dict[str, Values]:
    """Owner, numbers and decision of each card: one in the place of a card among past applications, or so old that none is left."""
    filed = np.flatnonzero(drawn["PLACE"] == "card")
    old = np.flatnonzero(_chosen(population, "lost_card", people, rng))
    holders = np.concatenate([owner[filed], old])
    return {
        "OWNER": holders,
        "SK_ID_CURR": people.ids[holders],
        "SK_ID_PREV": np.concatenate([raw["SK_ID_PREV"][filed], people.numbers(FIRST_PAST, old, LAST_ROW)]),
        "DAYS_DECISION": np.concatenate([raw["DAYS_DECISION"][filed], np.full(len(old), LOST_CARD_DAYS)]),
    }


def _card_months(
    population: Population, people: People, drivers: Floats, opened: dict[str, Values], rng: np.random.Generator
) -> dict[str, Values]:
    model, owner = population.models["card"], opened["OWNER"]
    normal = model.draw_normals(drivers[owner], np.arange(len(owner)), rng)
    return cards.raw_card_months(opened, model.draw(cards.COLUMNS, normal, {SPLIT: people.split[owner]}), rng)
