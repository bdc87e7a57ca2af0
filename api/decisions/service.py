"""The log in use: opened at the first need, once for all the threads of a worker."""

import threading

from flask import current_app

from api.decisions.ledger import Clock, Ledger
from api.decisions.settings import Settings
from api.services import services


class Decisions:
    """Hands out the log. Nothing is opened before a route needs it: whoever only reads scores never waits for it."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None

    def ledger(self) -> Ledger:
        """The log; only a demonstration draws secrets for itself. Raises NotReady, and tries again the next time."""
        if self._ledger is None:
            with self._lock:
                if self._ledger is None:
                    demo = services().current().store.population.kind == "demo"
                    self._ledger = Ledger.open(self.settings, draw_secrets=demo, clock=self._clock)
        return self._ledger

    def close(self) -> None:
        """Close what was opened."""
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None


def decisions() -> Decisions:
    """The log's holder in the app that handles this request."""
    found: Decisions = current_app.extensions["decisions"]
    return found
