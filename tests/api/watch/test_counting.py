"""From a look to the cells: a raw word that nobody learned is told from one that is not there."""

import numpy as np
import pytest
from flask import Flask

from api.services import services
from api.watch.counting import Look, counted
from api.watch.watcher import watcher
from scoring.store.records import pack
from tests.api.invented import IDS


@pytest.mark.parametrize(("word", "cell"), [("Astronaut", 1), ("XNA", 0), ("", 0), (None, 0), (3, 0)])
def test_a_word_that_nobody_learned_has_a_cell_of_its_own(app: Flask, word: object, cell: int) -> None:
    with app.app_context():
        serving = services().current()
        bins = watcher()._bins_of(serving)
    clients = [serving.store.client(one) for one in IDS[:200]]
    client, places = next((one, found) for one in clients if (found := bins.lacking(one.features[None])))
    column = bins.columns[places[0][1]]
    told = client._replace(packed_record=pack({"OTHER": "x", column.name: word}, client.specimen))
    failed: list[Exception] = []
    counts = counted(bins, [Look(serving, 1, told.packed_features, 0.5, told), Look(serving, 1, told.packed_features, 0.5, None)], failed)
    missing = bins.starts[places[0][1]] + column.missing
    assert counts[missing : missing + 2].tolist() == [2 - cell, cell]
    assert int(np.sum(bins.of_zones(counts))) == 2
    assert failed == []
