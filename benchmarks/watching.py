"""What counting the recommendations costs the API, of the processor."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from api.config import Config
from api.factory import create_app
from api.services import Serving
from api.watch import Watcher
from benchmarks.rehearsal import People, features_of
from scoring import explain
from scoring.answer import score as answer
from scoring.answer import wording
from scoring.model import Floats, Rows
from scoring.store import NewClient, Reference, Store, fingerprint, replace_all

CLIENTS: Final = 2_000


def cost(people: People) -> None:
    """Print the processor's time for one person, new that day or not, beside that of a whole ``get_score``."""
    model = people.model
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/clients.sqlite"
        serving = Serving(model, loaded(url, people), features_of(model))
        ids, _ = serving.store.ids("", CLIENTS)
        app = create_app(Config(url, Path("models")))
        http, watcher = app.test_client(), Watcher(f"sqlite:///{folder}/watch.sqlite")
        watcher._soon = lambda *_: None  # type: ignore[method-assign]  # counted below, not by a timer
        watcher._bins_of(serving)  # the cells are told once for a model and its clients, not for each person
        found = [serving.store.client(client) for client in ids]
        asked = _microseconds(lambda: [http.get(f"/get_score/{client}") for client in ids], len(ids))
        told = [serving.written(client) or b"" for client in found]

        def looked_at() -> None:
            for client, text in zip(found, told, strict=True):
                watcher.see(serving, client.packed_features, text, client)

        new, again = _microseconds(looked_at, len(ids)), _microseconds(looked_at, len(ids))
        counting = _microseconds(watcher.flush, len(ids))
        watcher.close()
    print(f"get_score: {asked:.0f} µs of processor, without gunicorn")
    for name, spent in (("new that day", new + counting), ("seen already", again)):
        print(f"  of which counting someone {name}: {spent:.1f} µs ({100 * spent / asked:.1f} %)")


def loaded(url: str, people: People) -> Store:
    """A store of some of the people, as the load makes it."""
    model = people.model
    rows, features = people.rows[:CLIENTS], features_of(model)
    contributions = model.contributions(rows, threads=2)
    pds = model.probability_of_default(rows).tolist()

    def client(number: int, row: Rows, phi: Floats, pd: float) -> NewClient:
        reasons = explain.reasons(model, features, row, phi)
        return NewClient(number, row, {}, explain.packed(reasons), answer(model.rule, number, pd, reasons), phi)

    clients = (client(100_000 + place, *of_client) for place, of_client in enumerate(zip(rows, contributions, pds, strict=True)))
    some = people.reference(np.arange(CLIENTS))
    known = Reference(some.features, np.tile(some.contributions, (CLIENTS // 100, 1)), some.score, some.probability_of_default)
    meaning = fingerprint(model.features, model.manifest["categories"])
    replace_all(url, clients, known, fingerprint=meaning, model_version=model.version, kind="demo", wording=wording())
    return Store.open(url)


def _microseconds(run: Callable[[], Any], people: int) -> float:
    """Processor time of this process, by person."""
    start = time.process_time()
    run()
    return 1e6 * (time.process_time() - start) / people
