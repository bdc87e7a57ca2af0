"""Keeps what the model promised of each client, load after load: an outcome is judged by the prediction of then, which the next load
replaces. Where it is kept: :mod:`scoring.store.promised`. Beside PostgreSQL the present load alone can judge.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import numpy as np
from sqlalchemy import Connection, Engine, bindparam, delete, exists, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from scoring.errors import NotReady
from scoring.model import Model
from scoring.store import Store
from scoring.store.promised import IN_ORDER, LOADS, PROMISES, SCHEMA, Promise, beside
from scoring.store.records import to_vector
from scoring.store.schema import CLIENTS, connect

KEPT: Final = timedelta(days=730)
"""First payments are known within months; a prediction that another replaced more than two years ago judges nothing."""
BATCH: Final = 20_000


class Promised:
    """Every prediction that was kept. Failures of the database are NotReady."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with _said():
            SCHEMA.create_all(engine)

    @classmethod
    def beside(cls, store: Store) -> Self:
        """The file beside a SQLite store; in memory, hence without a past, beside another."""
        file = beside(store.engine)
        return cls(connect(f"sqlite:///{file}" if file else "sqlite://", "secure_delete=ON"))

    def keep(self, store: Store, model: Model) -> int:
        """Keep what the present load promises, and end what is too old. How many predictions are new.

        A prediction that did not change is not written again, nor a load that is the last one; one that serves again after another
        (a rollback) promises from now. Raises NotReady too when the store is another model's.
        """
        population = store.population
        if population.model_version != model.version:
            raise NotReady(
                f"The clients were loaded for the model {population.model_version}, not {model.version}: load them, or give --models."
            )
        with _said(), self._engine.begin() as connection:
            self._forget(connection, store)
            loads = list(connection.execute(select(LOADS.c.load).order_by(LOADS.c.number)).scalars())
            if loads[-1:] == [population.load]:
                return 0
            last = {row.id: row.probability_of_default for row in connection.execute(IN_ORDER)}
        told = {client: pd for client, pd in predictions(store, model) if last.get(client) != pd}
        at = datetime.now(UTC).isoformat(timespec="seconds") if population.load in loads else population.loaded_at
        return self._write(store, told, {"load": population.load, "at": at, "model_version": model.version})

    def _write(self, store: Store, told: dict[int, float], load: dict[str, object]) -> int:
        with _said(), self._engine.begin() as connection:
            number = connection.execute(insert(LOADS).returning(LOADS.c.number), load).scalar_one()
            # From here an erasure waits for the end: whoever was erased meanwhile is in the store no longer, and is not written.
            rows = [{"id": one, "number": number, "probability_of_default": told[one]} for one in _there(store) if one in told]
            if rows:
                connection.execute(insert(PROMISES), rows)
        return len(rows)

    def of(self, clients: Iterable[int]) -> dict[int, list[Promise]]:
        """The predictions of some clients, in the order of time."""
        wanted, found = set(clients), defaultdict(list)
        with _said(), self._engine.connect() as connection:
            for client, pd, at, version in connection.execute(IN_ORDER):
                if client in wanted:
                    found[client].append(Promise(datetime.fromisoformat(at).date(), pd, version))
        return found

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    @staticmethod
    def _forget(connection: Connection, store: Store) -> None:
        """End, of the loads before the one that served two years ago, what was replaced by then, and whoever is in the store no longer.

        A prediction that did not change stands under the load that first gave it: its age does not tell whether it is still in force.
        """
        limit = (datetime.now(UTC) - KEPT).isoformat()
        then = connection.execute(select(func.max(LOADS.c.number)).where(LOADS.c.at < limit)).scalar() or 0
        old, later = PROMISES.c.number < then, PROMISES.alias()
        replaced = exists().where(later.c.id == PROMISES.c.id, later.c.number > PROMISES.c.number, later.c.number <= then)
        connection.execute(delete(PROMISES).where(old, replaced))
        left = set(connection.execute(select(PROMISES.c.id).where(old)).scalars())
        if gone := [{"client": client} for client in left.difference(_there(store) if left else ())]:
            connection.execute(delete(PROMISES).where(old, PROMISES.c.id == bindparam("client")), gone)
        connection.execute(delete(LOADS).where(LOADS.c.number < then, LOADS.c.number.not_in(select(PROMISES.c.number))))


def predictions(store: Store, model: Model) -> Iterator[tuple[int, float]]:
    """Each client of a store who has a score, and the probability: an application outside its domain has none."""
    scored = select(CLIENTS.c.id, CLIENTS.c.features).where(CLIENTS.c.answer.is_not(None))
    with _said(), store.engine.connect() as connection:
        for batch in connection.execution_options(stream_results=True).execute(scored).partitions(BATCH):
            rows = np.array([to_vector(store.inputs(one, features)) for one, features in batch])
            yield from zip((one for one, _ in batch), model.probability_of_default(rows, threads=os.cpu_count() or 1).tolist(), strict=True)


def _there(store: Store) -> list[int]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(CLIENTS.c.id)).scalars())


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        raise NotReady(f"The predictions that were kept cannot be used now ({cause}); try again in a moment.") from None
