"""The API as it is served, by gunicorn, under a load that never stops and that looks at every answer."""

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from api.decisions.settings import Settings
from deploy import services
from scoring.model import Model
from scoring.store import Store, url_of
from tests.api.failures.deciding import Deciding
from tests.services import LEAN, free_port

CONNECTIONS = 4
PATIENCE = 20.0


@dataclass
class Load:
    """What several connections were answered: how many of each status, and whatever should not have been."""

    port: int
    ids: list[int]
    right: dict[tuple[str, int], set[float]]
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[Any] = field(default_factory=list)
    stopping: bool = False

    def ask(self, first: int) -> None:
        """Ask for scores over one connection at a time until told to stop."""
        place, line = first, None
        while not self.stopping:
            client = self.ids[place % len(self.ids)]
            place += CONNECTIONS
            try:
                line = line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                line.request("GET", f"/get_score/{client}")
                answer = line.getresponse()
                self._judge(client, answer, answer.read())
            except (OSError, http.client.HTTPException) as error:
                self.statuses[type(error).__name__] += 1
                line = None
                time.sleep(0.02)

    def _judge(self, client: int, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.statuses[str(answer.status)] += 1
        told = json.loads(body)
        if answer.status == 200:
            if told["id_client"] != str(client) or told["score"] not in self.right.get((told["model_version"], client), ()):
                self.wrong.append(told)
        elif answer.status != 503 or not answer.headers["Retry-After"]:
            self.wrong.append(told)

    def answered(self, status: str = "200", more: int = 20) -> None:
        """Wait until ``more`` further answers have this status. Raises AssertionError when they do not come."""
        wanted, deadline = self.statuses[status] + more, time.monotonic() + PATIENCE
        while self.statuses[status] < wanted:
            assert time.monotonic() < deadline, f"no answer {status} any more: {self.statuses}"
            time.sleep(0.01)


@dataclass
class Served:
    """A running API over the model and the store of a folder."""

    folder: Path
    port: int
    pid: int
    settings: Settings

    @property
    def clock(self) -> Path:
        """The file that says how far off the clock is, in seconds."""
        return self.folder / "clock"

    def workers(self) -> list[int]:
        """The workers' process ids."""
        return [int(word) for word in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def reload(self) -> None:
        """Have every worker replaced, as an operator does."""
        before = set(self.workers())
        os.kill(self.pid, signal.SIGHUP)
        until(lambda: not before & set(self.workers()) and self.workers())

    @contextmanager
    def deciding(self, clients: list[int]) -> Iterator[Deciding]:
        """Advisors who decide all the time; at the end, nothing acknowledged was lost or doubled."""
        deciding = Deciding(self.port, clients)
        threads = deciding.start()
        try:
            deciding.more()
            yield deciding
            deciding.more()  # it recovered by itself
        finally:
            deciding.stopping = True
            for thread in threads:
                thread.join()
        assert not deciding.wrong, deciding.wrong[:3]
        assert not (losses := deciding.losses(self.settings)), losses[:3]

    @contextmanager
    def loaded(self, right: dict[tuple[str, int], set[float]]) -> Iterator[Load]:
        """Constant load from several connections; at the end, no answer was wrong and no failure but a 503 that says when to retry."""
        load = Load(self.port, sorted({client for _, client in right}), right)
        threads = [threading.Thread(target=load.ask, args=(first,)) for first in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        try:
            load.answered()
            yield load
            load.answered()  # it recovered by itself
        finally:
            load.stopping = True
            for thread in threads:
                thread.join()
        assert not load.wrong, load.wrong[:3]


@contextmanager
def served(folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Start gunicorn with two workers over ``folder`` (its store, ``models``, its clock), and stop it at the end.

    ``more``: further variables of its environment.
    """
    service = services.api(sys.executable, free_port(), folder, folder / "logs")
    service.environment.update(LEAN | dict(more or {}), MODELS_DIR=str(folder / "models"), CLOCK_OFFSET=str(folder / "clock"))
    service = replace(service, command=(*service.command[:-1], "tests.api.failures.jumping:app"))
    settings = Settings.from_environment(service.environment, folder)
    process = service.start()
    try:
        services.wait_until_ready(service, process, time.monotonic() + services.PATIENCE)
        yield Served(folder, int(service.url.rpartition(":")[2]), process.pid, settings)
    finally:
        services.stop([process])


def right_scores(folder: Path, model: Model) -> dict[tuple[str, int], set[float]]:
    """What the model says of each client of a store, worked out here, from the rows alone."""
    store = Store.open(url_of(folder, {}))
    ids, _ = store.ids("", store.count())
    pds = {client: float(model.probability_of_default(store.client(client).features[None])[0]) for client in ids}
    store.close()
    return {(model.version, client): {model.rule.score(pd)} for client, pd in pds.items()}


def until(happens: Callable[[], Any]) -> None:
    """Wait for something that happens by itself. Raises AssertionError when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
