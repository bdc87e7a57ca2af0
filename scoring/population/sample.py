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
from scoring.population.columns import Values
from scoring.population.copula import Floats
from scoring.population.margins import Margin
from scoring.population.monthly import raw_balances, raw_card_payments, raw_loan_payments, runs
from scoring.population.table_model import TableModel
from scoring.tables import TARGET

AGGREGATES: Final = Path(__file__).with_name("aggregates.json")
ALWAYS: Final = (111767, 193423)
"""The two clients that the product's examples name."""
FIRST_ID, LAST_ID = 100001, 456255
CHUNK: Final = 2000
MOST_ROWS: Final = 64
"""A client's rows in a history table get this many consecutive numbers, so that chunks need not know of one another."""
HARDSHIP: Final = 0.2
"""Shift of everyone's latent payment difficulties, in standard deviations; what is tied to them follows. A Gaussian copula
draws too few people whose weaknesses meet: without this the model's mean PD is 7.2 % over the demo, 8.0 % over real applicants."""
FIRST_CREDIT, FIRST_PAST = 5_000_000, 1_000_000

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


def sample(population: Population, clients: int, seed: int) -> Iterator[Tables]:
    """The seven tables (and TARGET in ``application``), one chunk of at most 2,000 clients at a time.

    The same population, size and seed give the same values, whatever the order in which chunks are drawn.
    """
    ids = client_ids(clients, seed)
    for number, start in enumerate(range(0, clients, CHUNK)):
        rng = np.random.default_rng([seed, 1, number])
        yield draw_chunk(population, ids[start : start + CHUNK], start, rng)


def draw_chunk(population: Population, ids: NDArray[np.int64], start: int, rng: np.random.Generator) -> Tables:
    """The tables of some clients, ``start`` being the rank of the first one in the whole population."""
    model = population.models["application"]
    normal = model.draw_normals(np.zeros((len(ids), 0)), np.arange(len(ids)), rng)
    normal += _hardship(model)
    applications = application.raw_applications(model.draw(application.COLUMNS, normal), ids)
    drivers = normal[:, [model.latents.index(name) for name in application.DRIVERS]]
    return {"application": applications} | _credits(population, ids, start, drivers, rng) | _past(population, ids, start, drivers, rng)


def _hardship(model: TableModel) -> Floats:
    """What :data:`HARDSHIP` adds to each latent column; the outcome itself keeps its rate."""
    target = model.latents.index(TARGET)
    shift: Floats = HARDSHIP * model.between[target]
    shift[target] = 0
    return shift


def _rows(model: TableModel, drivers: Floats, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Latent normals, owner and number within the owner of a history table's rows."""
    counts, latent = model.draw_counts(drivers, rng)
    owner, number = runs(np.minimum(counts, MOST_ROWS))
    return model.draw_normals(np.column_stack([drivers, latent]), owner, rng), owner, number


def _credits(population: Population, ids: NDArray[np.int64], start: int, drivers: Floats, rng: np.random.Generator) -> Tables:
    model = population.models["bureau"]
    normal, owner, number = _rows(model, drivers, rng)
    drawn = model.draw(bureau.COLUMNS, normal)
    raw = bureau.raw_credits(drawn, ids[owner], FIRST_CREDIT + MOST_ROWS * (start + owner) + number)
    covered = population.extras["months_covered"].value(rng.random(len(ids)))[owner] == 1
    severity = population.extras["months_late"].value(rng.random(len(owner))).astype(int)
    return {"bureau": raw, "bureau_balance": bureau.raw_months(drawn, raw, covered, severity, rng)}


def _past(population: Population, ids: NDArray[np.int64], start: int, drivers: Floats, rng: np.random.Generator) -> Tables:
    model = population.models["previous_application"]
    normal, owner, number = _rows(model, drivers, rng)
    firstly = model.draw(previous.FIRSTLY, normal, previous.many(owner))
    drawn = model.draw(previous.COLUMNS, normal, firstly | previous.places(firstly, owner, rng))
    raw = previous.raw_past(drawn, ids[owner], FIRST_PAST + MOST_ROWS * (start + owner) + number)
    months = raw_balances(raw, drawn, population.extras["loan_reported"], rng)
    card_months = _card_months(population.models["card"], drawn, raw, drivers[owner], rng)
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


def _card_months(
    model: TableModel, drawn: dict[str, Values], raw: dict[str, Values], drivers: Floats, rng: np.random.Generator
) -> dict[str, Values]:
    which = np.flatnonzero((drawn["PLACE"] == "card") & (drawn["HAS_MONTHS"] == 1))
    lives = model.draw(cards.COLUMNS, model.draw_normals(drivers[which], np.arange(len(which)), rng))
    return cards.raw_card_months(raw, which, lives, rng)
