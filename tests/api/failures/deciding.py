"""Advisors who decide all the time, each until it is acknowledged; at the end the log holds each decision once, as it was acknowledged."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.verification import verify

ADVISORS = 2
PATIENCE = 30.0
Screen = dict[str, Any]
_ROUNDS = itertools.count()


@dataclass
class Deciding:
    """What the advisors were answered: the number of each decision, how often each refusal, and whatever should not have been."""

    port: int
    clients: list[int]
    name: str = field(default_factory=lambda: f"round-{next(_ROUNDS)}")
    numbers: dict[str, int] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    wrong: list[Any] = field(default_factory=list)
    longest: float = 0.0
    stopping: bool = False

    def decide(self, advisor: int) -> None:
        """Decide on one client after the other; every tenth decision is sent once more, as if its answer had been lost."""
        for number in itertools.count():
            if self.stopping:
                return
            key, client = f"{self.name}-advisor-{advisor}-number-{number}", self.clients[number % len(self.clients)]
            self.numbers[key], shown = self._acknowledged(key, client)
            if number % 10 == 0 and self._acknowledged(key, client, shown)[0] != self.numbers[key]:
                self.wrong.append(f"{key} made two decisions")

    def _acknowledged(self, key: str, client: int, shown: Screen | None = None) -> tuple[int, Screen | None]:
        """Send one decision until it is recorded; its number, and the screen that it was taken on."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            shown = shown or self._screen(client)
            if shown is None:
                continue
            reason = {"code": "other", "text": f"Motif de {key}."}
            status, told = self._ask("POST", "/decisions", {"client": client, "outcome": "accord", "reason": reason, "shown": shown}, key)
            if status == 201:
                self.longest = max(self.longest, time.monotonic() - start)
                return int(told["decision"]), shown
            shown = None if status == 409 else shown  # another model since: the screen is read again
        self.wrong.append(f"{key} was never acknowledged")
        self.stopping = True
        return 0, None

    def _screen(self, client: int) -> Screen | None:
        status, told = self._ask("GET", f"/get_score/{client}", None, None)
        return {name: told[name] for name in ("model_version", "score")} if status == 200 else None

    def _ask(self, method: str, path: str, body: Any, key: str | None) -> tuple[int, Any]:
        """Status and JSON; 0 when no answer came. A refusal waits a little, as it asks."""
        headers = {"Content-Type": "application/json", "X-Advisor": "m.durand"} | ({"Idempotency-Key": key} if key else {})
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, json.dumps(body) if body else None, headers)
            answer = line.getresponse()
            status, told = answer.status, json.loads(answer.read())
            if status not in (200, 201, 409) and not (status == 503 and answer.headers["Retry-After"]):
                self.wrong.append(told)
        except (OSError, http.client.HTTPException) as error:
            status, told = 0, type(error).__name__
        finally:
            line.close()
        if status not in (200, 201):
            self.refusals[str(status or told)] += 1
            time.sleep(0.05)
        return status, told

    def more(self, count: int = 5) -> None:
        """Wait for further acknowledgements. Raises AssertionError when they do not come."""
        self._wait(lambda: len(self.numbers), count, "decision is recorded")

    def refused(self, status: str = "503", count: int = 3) -> None:
        """Wait for further refusals. Raises AssertionError when they do not come."""
        self._wait(lambda: self.refusals[status], count, f"decision is refused by {status}")

    def _wait(self, counted: Any, more: int, what: str) -> None:
        wanted, deadline = counted() + more, time.monotonic() + PATIENCE
        while counted() < wanted:
            assert time.monotonic() < deadline, f"no {what} any more: {self.refusals}, {self.wrong[:3]}"
            time.sleep(0.02)

    def start(self) -> list[threading.Thread]:
        """Sit the advisors down."""
        threads = [threading.Thread(target=self.decide, args=(advisor,)) for advisor in range(ADVISORS)]
        for thread in threads:
            thread.start()
        return threads

    def losses(self, settings: Settings) -> list[str]:
        """What the log has lost, doubled or changed of what was acknowledged; empty when all is well."""
        ledger = Ledger.open(settings, draw_secrets=False)
        try:
            contents = {entry.envelope.seq: ledger.content(entry) for entry in ledger.find() if entry.envelope.kind == "decision"}
            report = verify(ledger)
        finally:
            ledger.close()
        texts = {number: content["reason"]["text"] for number, content in contents.items() if content}
        lost = [key for key, number in self.numbers.items() if number and texts.get(number) != f"Motif de {key}."]
        doubled = [text for text, times in Counter(texts.values()).items() if times > 1]
        return [
            *([] if report.valid else [str(report.problem)]),
            *(f"lost: {key}" for key in lost),
            *(f"doubled: {text}" for text in doubled),
        ]
