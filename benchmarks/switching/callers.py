"""Who calls through nginx: services on kept and on fresh connections, advisors who decide, a screen. Nobody tries twice."""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from appli.access.identity import Signed
from appli.access.people import Person, speak_for
from benchmarks.soaking.callers import WHY
from benchmarks.switching.front import API, DASHBOARD
from tests.deploy.visitor import Visitor, connection

NAME, PASSWORD = "m.durand", "quatre chevaux gris"
KINDS: Final = ("get_score", "get_shap", "get_client_screen", "get_info_client")
FINE: Final = (200, 201, 303)


@dataclass
class Heard:
    """Every answer: its kind, when it was asked for and when it came (monotonic seconds), and the model that gave it."""

    right: dict[tuple[str, int], set[float]]
    answers: list[tuple[str, float, float, str]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    again: int = 0
    decisions: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, asked: float, status: int | str, version: str = "") -> None:
        """Count one request."""
        with self.lock:
            if status == 409 and kind == "decision":
                self.again += 1  # the model changed since the score was shown: told so, and asked to read again
            elif status not in FINE:
                self.dropped[f"{kind}: {status}"] += 1
            self.answers.append((kind, asked, time.monotonic(), version))


class Caller:
    """A person on the API, by a signed identity, on one connection; ``fresh`` opens one for each request."""

    def __init__(self, url: str, heard: Heard, signed: Signed, stop: threading.Event, seed: int, fresh: bool = False) -> None:
        self._address, self._heard, self._signed, self._stop, self._fresh = urlsplit(url).netloc, heard, signed, stop, fresh
        self._random, self._ids = random.Random(seed), sorted({client for _, client in heard.right})  # noqa: S311  no secret
        self._line: http.client.HTTPConnection | None = None

    def read(self) -> None:
        """Reads of every kind."""
        while not self._stop.wait(0.04):
            kind, client = self._random.choice(KINDS), self._random.choice(self._ids)
            self._ask(kind, "GET", f"/{kind}/{client}", client)

    def decide(self) -> None:
        """Score, then decision on what was shown."""
        while not self._stop.wait(0.3):
            client = self._random.choice(self._ids)
            seen = self._ask("get_score", "GET", f"/get_score/{client}", client)
            if seen:
                shown = {"model_version": seen["model_version"], "score": seen["score"]}
                reason = {"code": "budget_checked", "text": WHY}
                self._ask(
                    "decision", "POST", "/decisions", client, {"client": client, "outcome": "accord", "reason": reason, "shown": shown}
                )

    def _ask(self, kind: str, method: str, path: str, client: int, body: Any = None) -> Any:
        with speak_for(Person(NAME, ("advisor",))):
            headers = {"Host": API, "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex, **self._signed.headers("")}
        asked, status, told = time.monotonic(), 0, None
        try:
            self._line = self._line or connection(self._address, secure=True)
            self._line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self._line.getresponse()
            status, told = answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._hang_up()
            self._heard.note(kind, asked, type(error).__name__)
            return None
        if self._fresh:
            self._hang_up()
        self._heard.note(kind, asked, status, str(told.get("model_version", "")))
        self._judge(kind, client, status, told)
        return told if status in FINE else None

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _judge(self, kind: str, client: int, status: int, told: Any) -> None:
        if kind == "decision" and status == 201:
            self._heard.decisions.add(int(told["decision"]))
        elif kind == "get_score" and status == 200 and told["score"] not in self._heard.right.get((told["model_version"], client), ()):
            self._heard.wrong.append(f"score {told['score']} of model {told['model_version']}")


def look(url: str, heard: Heard, stop: threading.Event) -> None:
    """An advisor signs in to the dashboard and loads its page, again and again."""
    visitor, signed_in = Visitor(url, DASHBOARD), False
    while not stop.wait(0.5):
        asked = time.monotonic()
        try:
            if not signed_in:
                status, version = visitor.sign_in(NAME, PASSWORD), ""
                signed_in = status == 303
            else:
                status, version = 200, visitor.model_seen()
                heard.wrong.extend(() if version else ["a page without the API's answer"])
            heard.note("dashboard", asked, status, version)
        except (OSError, http.client.HTTPException) as error:
            heard.note("dashboard", asked, type(error).__name__)


def start(url: str, heard: Heard, signed: Signed, stop: threading.Event) -> list[threading.Thread]:
    """Everybody, started: three services on kept connections, one on fresh ones, two advisors on the API, one at the dashboard."""
    work: list[Callable[[], None]] = [Caller(url, heard, signed, stop, seed, fresh=seed == 3).read for seed in range(4)]
    work += [Caller(url, heard, signed, stop, seed).decide for seed in (4, 5)]
    threads = [threading.Thread(target=one) for one in (*work, lambda: look(url, heard, stop))]
    for thread in threads:
        thread.start()
    return threads
