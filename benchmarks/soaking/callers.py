"""Who calls: services at their pace, an advisor who decides over HTTP. Each answer is looked at."""

import http.client
import json
import math
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Any, Final

READS: Final = ("get_score", "get_client_screen", "get_shap")
PATIENCE: Final = 5.0
WHY: Final = "Le budget a été relu avec le client, pièces à l’appui."


@dataclass
class Tally:
    """What callers were answered: by kind of call, how many at once, how many on a second try, and what was wrong."""

    first: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    decisions: dict[int, str] = field(default_factory=dict)
    last_good: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def good(self, kind: str, at_once: bool, seconds: float) -> None:
        """An answer that was right."""
        with self.lock:
            (self.first if at_once else self.second)[kind] += 1
            self.last_good[kind] = time.monotonic()
            if kind == "get_score":
                self.times.append(seconds)

    def bad(self, kind: str, why: str) -> None:
        """No answer, twice."""
        with self.lock:
            self.failed[kind] += 1
            self.why[f"{kind}: {why}"] += 1


class Caller:
    """One caller on one connection; it tries twice, half a second apart, as the documentation asks."""

    def __init__(self, port: int, right: dict[int, float], tally: Tally, stop: threading.Event, seed: int) -> None:
        self._port, self._right, self._tally, self._stop = port, right, tally, stop
        self._ids, self._random = sorted(right), random.Random(seed)  # noqa: S311  no secret
        self._line: http.client.HTTPConnection | None = None

    def service(self, pause: float) -> None:
        """Scores mostly, screens and contributions now and then."""
        while not self._stop.wait(pause):
            client = self._random.choice(self._ids)
            kind = self._random.choices(READS, (90, 7, 3))[0]
            self._call(kind, "GET", f"/{kind}/{client}", client, None)

    def advisor(self, pause: float) -> None:
        """Decides, again and again; the same key on a second try, so that nothing is decided twice."""
        while not self._stop.wait(pause):
            client = self._random.choice(self._ids)
            seen = self._call("get_score", "GET", f"/get_score/{client}", client, None)
            if seen is None:
                continue
            shown = {"model_version": seen["model_version"], "score": seen["score"]}
            body = {"client": client, "outcome": "accord", "reason": {"code": "budget_checked", "text": WHY}, "shown": shown}
            self._call("decision", "POST", "/decisions", client, body)

    def _call(self, kind: str, method: str, path: str, client: int, body: Any) -> Any:
        key, why, started = uuid.uuid4().hex, "", time.monotonic()
        for at_once in (True, False):
            status, told = self._ask(method, path, body, key)
            if status in (200, 201):
                self._judge(kind, client, told)
                self._tally.good(kind, at_once, time.monotonic() - started)
                return told
            why = str(status)
            self._stop.wait(0.5)
        self._tally.bad(kind, why)
        return None

    def _ask(self, method: str, path: str, body: Any, key: str) -> tuple[int | str, Any]:
        headers = {"X-Advisor": "m.durand", "Content-Type": "application/json", "Idempotency-Key": key}
        try:
            self._line = self._line or http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            self._line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self._line.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            if self._line is not None:
                self._line.close()
            self._line = None
            return type(error).__name__, None

    def _judge(self, kind: str, client: int, told: Any) -> None:
        if kind == "decision":
            self._tally.decisions[told["decision"]] = str(client)
            return
        found = 1 / (1 + math.exp(-told["sum"])) if kind == "get_shap" else told["score"]
        found = found["score"] if kind == "get_client_screen" else found
        if abs(found - self._right[client]) > 1e-9:
            self._tally.wrong.append(f"{kind} of a client: {found} for {self._right[client]}")


def hear(who: str, words: IO[str], tally: Tally) -> None:
    """Count what a process of its own says of its calls, a word a line (:mod:`.screen`, :mod:`.line`), until the end of it."""
    for line in words:
        word, _, why = line.strip().partition(" ")
        if word == "failed":
            tally.bad(who, why)
        elif word == "decision":
            tally.good(f"{who}, decision", True, 0.0)
            tally.decisions[int(why)] = who
        else:
            tally.good(who, True, 0.0)
