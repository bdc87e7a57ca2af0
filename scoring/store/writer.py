"""Fills the store: the whole population at once, in one transaction."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, Engine, delete, insert, inspect
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.schema import CreateColumn

from scoring.errors import BadData, NotReady
from scoring.store import rows_writer
from scoring.store.records import DOUBLE, LARGEST_ID, Kind, NewClient, Population, Reference, pack, sealed, to_bytes
from scoring.store.schema import CLIENTS, META, REFERENCE, SCHEMA, connect, sqlite_file

BATCH: Final = 1000
_SQLITE: Final = ("page_size=8192", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536")


def replace_all(
    url: str,
    clients: Iterable[NewClient],
    reference: Reference,
    *,
    fingerprint: str,
    model_version: str,
    kind: Kind,
    wording: str = "",
    specimen: str = "",
) -> Population:
    """Replace the population, whole or not at all: readers see the old one until the last row is in. Beside a file: its rows too.

    ``clients`` is read once, a thousand at a time. One transaction, not a new file put in place of the old one: the
    same code serves every database, and SQLite's write-ahead log must never outlive the file that it belongs to.

    Raises BadData when a client is given twice or has a vector of another length, or when there is no client at all;
    NotReady when the database cannot be written. The old population then stays.
    """
    engine = connect(url, *_SQLITE)
    file, load = sqlite_file(engine), secrets.randbits(62)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        SCHEMA.create_all(engine)
        _add_what_an_older_version_lacks(engine)
        told = {"fingerprint": fingerprint, "model_version": model_version, "kind": kind, "wording": wording, "specimen": specimen}
        with rows_writer.written(file, load, specimen.encode()) as beside, engine.begin() as connection:
            former = _empty(connection, file)
            population = _fill(connection, clients, reference, told | {"load": load}, beside)
            if beside:
                beside.finish()
        for one in former:
            with suppress(OSError):  # the load holds; the next one, or an erasure, tries again
                rows_writer.retire(one)
        _give_back_the_log(engine)
        return population
    except (DatabaseError, OSError) as error:
        remedy = "wait for another load to end, or put the database away if it is damaged or of another version, and load again."
        raise NotReady(f"The client store {engine.url} cannot be written ({getattr(error, 'orig', error)}); {remedy}") from None
    finally:
        engine.dispose()


def _add_what_an_older_version_lacks(engine: Engine) -> None:
    """New columns may be empty, so that the population of then stays readable until the new one is in."""
    with engine.begin() as connection:
        present = {column["name"] for column in inspect(connection).get_columns(CLIENTS.name)}
        for column in CLIENTS.columns:
            if column.name not in present:
                told = CreateColumn(column).compile(dialect=engine.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {CLIENTS.name} ADD COLUMN {told}")


def _empty(connection: Connection, file: Path | None) -> list[Path]:
    """Delete every row; the files of earlier loads. From here on no other load is under way, whose file would be among them."""
    for table in (META, REFERENCE, CLIENTS):
        connection.execute(delete(table))
    return rows_writer.files_of(file) if file else []


def _fill(
    connection: Connection, clients: Iterable[NewClient], reference: Reference, told: dict[str, Any], beside: rows_writer.Writer | None
) -> Population:
    load, now = told["load"], datetime.now(UTC)
    people = _reference_rows(reference, load)
    if people:
        connection.execute(insert(REFERENCE), people)
    common = {"model_version": told["model_version"], "load": load, "version": 1, "updated_at": now}
    shape = reference.features.shape[1], told["specimen"].encode()
    made = (_row(client, *shape) | common for client in clients)
    count = _insert_clients(connection, made, beside)
    population = Population(clients=count, reference=len(reference), loaded_at=now.isoformat(timespec="seconds"), **told)
    connection.execute(insert(META), [{"key": key, "value": str(value)} for key, value in asdict(population).items()])
    return population


def _insert_clients(connection: Connection, made: Iterable[dict[str, Any]], beside: rows_writer.Writer | None) -> int:
    count = 0
    for batch in _batches(made):
        try:
            connection.execute(insert(CLIENTS), batch)
        except IntegrityError:
            between = f"{batch[0]['id']} and {batch[-1]['id']}"
            raise BadData(f"A client stands twice between the numbers {between}; give each client once.") from None
        if beside:
            beside.add(batch)
        count += len(batch)
    if not count:
        raise BadData("There is no client to load: the applications are empty.")
    return count


def _row(client: NewClient, width: int, specimen: bytes) -> dict[str, Any]:
    shape = np.shape(client.features)
    if shape != (width,):
        raise BadData(f"Client {client.id} has a vector of shape {shape}, the reference population has {width} features.")
    if not 0 <= client.id <= LARGEST_ID:
        raise BadData(f"Client {client.id} has no number from 0 to {LARGEST_ID}: nobody could ask for the file.")
    return {
        "id": int(client.id),
        "features": sealed(to_bytes(client.features)),
        "record": pack(client.record, specimen),
        "reasons": pack(client.reasons, b""),
        "answer": None if client.answer is None else pack(client.answer, specimen),
        "contributions": None if client.contributions is None else sealed(np.asarray(client.contributions, dtype=DOUBLE).tobytes()),
    }


def _reference_rows(reference: Reference, load: int) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "load": load,
            "features": to_bytes(reference.features[number]),
            "contributions": to_bytes(reference.contributions[number]),
            "score": float(reference.score[number]),
            "probability_of_default": float(reference.probability_of_default[number]),
        }
        for number in range(len(reference))
    ]


def _batches(made: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(made)
    for first in rest:
        yield list(chain([first], islice(rest, BATCH - 1)))


def _give_back_the_log(engine: Engine) -> None:
    """After a load, SQLite's log is as large as the population: fold it into the file."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
