"""A small store with its rows beside it, and what its table alone says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scoring.store import LARGEST_ID, NewClient, Store, StoredClient, rows_writer
from tests.scoring.test_store import client, load, url_in

NUMBERS = (190, 7, 19, 193423, LARGEST_ID)
ANSWER = {"score": 0.5, "text": "Les revenus sont stables."}


def explained(number: int) -> NewClient:
    return client(number, number / 7)._replace(answer=ANSWER | {"id": number}, contributions=[number / 3] * 6)


def said(found: StoredClient) -> tuple[Any, ...]:
    """All that a client's row says, read."""
    contributions = None if found.contributions is None else found.contributions.tolist()
    return found.id, found.packed_features, found.record, found.reasons, found.answer, contributions, found.model_version, found.load


def beside(folder: Path) -> Path:
    (file,) = rows_writer.files_of(folder / "clients.sqlite")
    return file


@pytest.fixture
def right(tmp_path: Path) -> dict[int, tuple[Any, ...]]:
    """What the table alone says."""
    load(tmp_path, [explained(number) for number in NUMBERS])
    store = Store.open(url_in(tmp_path))
    store.rows = None
    return {number: said(store.client(number)) for number in NUMBERS}


@pytest.fixture
def store(tmp_path: Path, right: dict[int, tuple[Any, ...]]) -> Iterator[Store]:
    opened = Store.open(url_in(tmp_path))
    yield opened
    opened.close()
