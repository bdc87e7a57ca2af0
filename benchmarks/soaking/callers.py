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
OUTCOME: Final = "accord"
SETTLED: Final = 5.0
"""Seconds after which nobody is to be answered by the former model."""
Right = dict[str, dict[int, float]]
"""Scores by model and client."""


def reason(key: str) -> str:
    """Why, in words that no other attempt to decide has."""
    return f"{WHY} {key}"


@dataclass(frozen=True)
class Decided:
    """A decision that was confirmed: of which client, by which attempt, on which screen where the caller knows."""

    client: str
    key: str
    version: str | None = None
    score: float | None = None


@dataclass
class Tally:
    """What callers were answered: by kind of call, how many at once, how many on a second try, and what was wrong."""

    first: Counter[str] = field(default_factory=Counter)
    second: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    decisions: dict[int, Decided] = field(default_factory=dict)
    serving: tuple[str, float] = ("", math.inf)
    last_good: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def good(self, kind: str, at_once: bool, seconds: float) -> None:
        """An answer that was right."""
        with self.lock:
            (self.first if at_once else self.second)[kind] += 1
            self.last_good[kind] = time.monotonic()
            if kind == "get_score":
                self.times.append(seconds)

    def now_serving(self, version: str) -> None:
        """Another model was put in place."""
        with self.lock:
            self.serving = version, time.monotonic()

    def bad(self, kind: str, why: str) -> None:
        """No answer, twice."""
        with self.lock:
            self.failed[kind] += 1
            self.why[f"{kind}: {why}"] += 1


class Caller:
    """One caller on one connection; it tries twice, half a second apart, as the documentation asks."""

    def __init__(self, port: int, right: Right, tally: Tally, stop: threading.Event, seed: int) -> None:
        self._port, self._right, self._tally, self._stop = port, right, tally, stop
        self._ids, self._random = sorted(next(iter(right.values()))), random.Random(seed)  # noqa: S311  no secret
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
            why = {"code": "budget_checked", "text": reason(uuid.uuid4().hex)}
            body = {"client": client, "outcome": OUTCOME, "reason": why, "shown": shown}
            self._call("decision", "POST", "/decisions", client, body)

    def _call(self, kind: str, method: str, path: str, client: int, body: Any) -> Any:
        key, why, started = uuid.uuid4().hex, "", time.monotonic()
        for at_once in (True, False):
            asked = time.monotonic()
            status, told = self._ask(method, path, body, key)
            if status in (200, 201):
                if body:
                    self._confirmed(told, body)
                else:
                    self._judge(kind, client, told, asked)
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

    def _confirmed(self, told: Any, body: Any) -> None:
        """Note what was sent, for the end: the log must hold it."""
        key, shown = body["reason"]["text"].rpartition(" ")[2], body["shown"]
        self._tally.decisions[told["decision"]] = Decided(str(body["client"]), key, shown["model_version"], shown["score"])

    def _judge(self, kind: str, client: int, told: Any, asked: float = 0.0) -> None:
        """Compare an answer to a question of some moment with what the model that gave it says, and that model with the one in place."""
        version = told["model_version"]
        found = 1 / (1 + math.exp(-told["sum"])) if kind == "get_shap" else told["score"]
        found = found["score"] if kind == "get_client_screen" else found
        right = self._right.get(version, {}).get(client, math.nan)
        if not abs(found - right) <= 1e-9:
            self._tally.wrong.append(f"{kind} of a client by {version}: {found} for {right}")
        serving, since = self._tally.serving
        if version != serving and asked > since + SETTLED:
            self._tally.wrong.append(f"{kind} by {version}, {asked - since:.1f} s after {serving} was put in place")
        self._tally.last_good[version] = time.monotonic()


def hear(who: str, words: IO[str], tally: Tally) -> None:
    """Count what a process of its own says of its calls, a word a line (:mod:`.screen`, :mod:`.line`), until the end of it."""
    for line in words:
        word, _, why = line.strip().partition(" ")
        if word == "failed":
            tally.bad(who, why)
        elif word == "decision":
            tally.good(f"{who}, decision", True, 0.0)
            number, client, key = why.split()
            tally.decisions[int(number)] = Decided(client, key)
        else:
            tally.good(who, True, 0.0)
