"""The model and the client store in use: opened at need, kept while they are good, replaced when they change."""

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from flask import current_app

from api.config import Config
from api.traffic import itself, line
from scoring import answer
from scoring import model as models
from scoring.errors import BrokenModel, NotReady, ScoringError, UnknownFeature
from scoring.features.catalogue import BY_NAME
from scoring.features.record import Feature
from scoring.model import Model
from scoring.store import Store, StoredClient, fingerprint

LOG: Final = logging.getLogger("api")
Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Serving:
    """A model and a population that go together."""

    model: Model
    store: Store
    features: tuple[Feature, ...]

    def column(self, name: str) -> int:
        """Where a feature stands in a row. Raises UnknownFeature."""
        try:
            return self.model.features.index(name)
        except ValueError:
            raise UnknownFeature(name) from None

    def written(self, client: StoredClient) -> bytes | None:
        """The answer that was written down with the client, in JSON; ``None`` unless this very model gave it, in today's words."""
        return client.answer if self.is_written(client) else None

    def contributions(self, client: StoredClient) -> npt.NDArray[np.float64]:
        """Contributions (p + 1,) to ``logit(score)``, the base last: those that were written down with the answer, or worked out."""
        found = client.contributions if self.is_written(client) else None
        return np.asarray(self.model.contributions(client.features[None])[0]) if found is None else found

    def is_written(self, client: StoredClient) -> bool:
        """Whether this very model gave the client a score, in today's words, when the clients were loaded."""
        same = client.model_version == self.model.version and self.store.population.wording == answer.wording()
        return same and client.packed_answer is not None

    @cached_property
    def zones(self) -> npt.NDArray[np.str_]:
        """The zone of each person of the reference population."""
        return np.array([self.model.rule.zone(score) for score in self.store.reference.score])


class Services:
    """Hands out what serves. Safe with threads; looks for a change at most every ``recheck_seconds``."""

    def __init__(self, config: Config, clock: Callable[[], float] = time.monotonic) -> None:
        self._config = config
        self._clock = clock
        self._lock = threading.Lock()
        self._serving: Serving | None = None
        self._problem: ScoringError = NotReady("The API is starting.")
        self._newest: Model | None = None
        self._stamp: Stamp | None = None
        self._due = -float("inf")

    def current(self) -> Serving:
        """The model and the population to answer with. Raises NotReady or BrokenModel when there are none."""
        if self._clock() >= self._due:
            with self._lock:
                if self._clock() >= self._due:
                    self._refresh()
        serving = self._serving
        if serving is None:
            raise type(self._problem)(str(self._problem))
        return serving

    @property
    def version(self) -> str | None:
        """The model in use, without looking for another; ``None`` when there is none."""
        serving = self._serving
        return serving.model.version if serving else None

    def warm_up(self) -> None:
        """Open what can be opened and use it once, so that nobody waits for a first time; failures are logged and tried again."""
        with contextlib.suppress(ScoringError):
            serving = self.current()
            (first, *_), _ = serving.store.ids("", 1)
            serving.model.contributions(serving.store.client(first).features[None])
            serving.store.of_table(first)

    def client(self, client_id: int) -> tuple[Serving, StoredClient]:
        """A client, and what to answer with. Raises UnknownClient, NotReady or BrokenModel."""
        serving = self.current()
        try:
            return serving, serving.store.client(client_id)
        except NotReady:  # the population was replaced a moment ago: look at once, and ask the new one
            self._due = -float("inf")
            serving = self.current()
            return serving, serving.store.client(client_id)

    def _refresh(self) -> None:
        try:
            self._look_for_model()
            self._serving = self._matched(self._fresh_store())
        except ScoringError as problem:
            self._give_up(problem)
        except Exception:  # whatever the files hold, the API stays up and says so
            _log("cannot_open", traceback.format_exc())
            self._give_up(NotReady("The model or the clients could not be opened; the API's log tells why."))
        self._due = self._clock() + self._config.recheck_seconds

    def _give_up(self, problem: ScoringError) -> None:
        if str(problem) != str(self._problem):
            _log("not_ready", str(problem))
        if self._serving is not None:
            self._serving.store.close()
        self._serving, self._problem = None, problem

    def _look_for_model(self) -> None:
        """Load the model when its files changed. One that does not load never replaces one that works."""
        stamp = _stamp(self._config.models_dir)
        if self._newest is not None and stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._newest = models.load(self._config.models_dir)
        except BrokenModel as problem:
            if self._newest is None:
                raise
            _log("model_not_replaced", str(problem))

    def _fresh_store(self) -> Store:
        serving = self._serving
        if serving is not None and serving.store.is_current():
            return serving.store
        store = Store.open(self._config.database_url)
        if store.file and not store.rows:
            _log(
                "rows_not_read",
                "The rows beside the store are not read: each client takes longer, until the next load if they are missing or damaged.",
            )
        if serving is not None:
            serving.store.close()
        return store

    def _matched(self, store: Store) -> Serving:
        """The newest model that the population was loaded for: after a training, the old one serves until the clients are loaded anew."""
        serving = self._serving
        for model in (self._newest, serving.model if serving else None):
            if model is None or fingerprint(model.features, model.manifest["categories"]) != store.population.fingerprint:
                continue
            if serving is not None and serving.model is model and serving.store is store:
                return serving
            return Serving(model, store, _described(model))
        store.close()
        raise NotReady("The clients were loaded for other features than the model's; run `python -m jobs load-clients --data DIR`.")


def services() -> Services:
    """The services of the app that handles this request."""
    found: Services = itself(current_app).extensions["services"]
    return found


def _described(model: Model) -> tuple[Feature, ...]:
    """The records of the model's features. Raises BrokenModel when the code and the model no longer speak of the same ones."""
    codes = model.manifest["categories"]
    foreign = [name for name in model.features if name not in BY_NAME or list(BY_NAME[name].values) != list(codes.get(name, ()))]
    if foreign:
        raise BrokenModel(f"The model uses features that this version describes otherwise ({', '.join(foreign)}); run `make train`.")
    return tuple(BY_NAME[name] for name in model.features)


def _stamp(directory: Path) -> Stamp:
    """What changes whenever a file of the model is written."""
    found = []
    for name in (models.MANIFEST, models.FINAL_FILE):
        try:
            status = (directory / name).stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append((0, 0, 0))
    return tuple(found)


def _log(event: str, reason: str) -> None:
    LOG.warning(line(event, reason=reason))
