"""What the dashboard asks of the API, one method a question; reference answers are kept for a while."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import requests

from appli.access.voice import Voice
from appli.config import Config
from appli.errors import ApiError, UnknownClient
from appli.views import Json
from appli.wire import Wire

MODEL: Final = "/model"
KEPT_ANSWERS: Final = 64  # a bivariate answer weighs about 30 kB
AT_ONCE: Final = 2.0
"""Seconds for the API to say that it is back: pages that wait for it ask every three, and nothing else of theirs is done meanwhile."""


class ApiClient:
    """Typed access to the API. Safe to share between threads; holds nothing about any client."""

    def __init__(
        self,
        config: Config,
        session: requests.Session | None = None,
        clock: Callable[[], float] = time.monotonic,
        voice: Voice | None = None,
    ) -> None:
        self._lifetime = config.reference_lifetime
        self._wire = Wire(config, session, voice)
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Json]] = OrderedDict()
        self._lock = threading.Lock()

    def screen(self, client_id: str, advisor: str = "") -> Json:
        """Everything about one client, read by ``advisor``. Raises BadNumber, UnknownClient, NoScore, ApiDown or ApiError."""
        return self._wire.get(f"/get_client_screen/{quote(client_id, safe='')}?recourse=true", UnknownClient, advisor)

    def file(self, client_id: str, advisor: str = "") -> Json:
        """A client's data alone, for who has no score. Raises as :meth:`screen`."""
        return self._wire.get(f"/get_info_client/{quote(client_id, safe='')}", UnknownClient, advisor)

    def recourse(self, client_id: str, advisor: str = "") -> Json:
        """The shortest paths to a recommended approval, or that there is none. Raises as :meth:`screen`."""
        answer = self._wire.get(f"/recourse/{quote(client_id, safe='')}", UnknownClient, advisor)
        if missing := {"model_version", "status", "text", "before", "paths", "best", "notice"} - answer.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        return answer

    def simulate(self, client_id: str, changes: Json, advisor: str) -> Json:
        """Before and after ``changes`` (value by lever); nothing is stored.

        Raises Refused beyond a lever's range, else as :meth:`screen`.
        """
        answer = self._wire.post(f"/simulate/{quote(client_id, safe='')}", {"changes": changes}, advisor, "simulation")
        if missing := {"before", "after", "changes", "families", "notice"} - answer.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        return answer

    def client_ids(self, prefix: str, limit: int = 8) -> tuple[list[int], int, bool]:
        """The first ids that start with ``prefix``, how many there are in all, and whether only the person's own were looked through."""
        answer = self._wire.get(f"/get_id_client?prefix={quote(prefix, safe='')}&limit={limit}")
        try:
            return [int(number) for number in answer["data"]], int(answer["total"]), bool(answer.get("yours_only"))
        except (KeyError, TypeError, ValueError) as error:
            raise ApiError("The API's list of clients is not readable.") from error

    def ready(self) -> bool:
        """Whether the API can answer now. Never raises."""
        try:
            self._wire.get("/health/ready", patience=AT_ONCE)
        except ApiError:
            return False
        return True

    def model(self, version: str | None = None) -> Json:
        """The model's card in short: families, what is not used, population, notices."""
        return self._reference(MODEL, version, "population", "zones", "not_used", "watched", "points_note")

    def known_model(self) -> Json | None:
        """The same as it was last heard of, however long ago, without asking; ``None`` as long as nobody did."""
        with self._lock:
            kept = self._kept.get(MODEL)
        return kept[1] if kept else None

    def reasons(self, version: str | None = None) -> Json:
        """The reasons that a decision may give, by outcome."""
        return self._reference("/decisions/reasons", version, "data")

    def importance(self, version: str | None = None) -> Json:
        """How much each feature and family usually weighs."""
        return self._reference("/get_feature_importance", version, "data", "families")

    def beeswarm(self, version: str | None = None) -> Json:
        """Contributions of the reference population for the features that weigh most."""
        return self._reference("/get_beeswarm?limit=10", version, "features")

    def distribution(self, feature: str, version: str | None = None) -> Json:
        """Counts by bin and zone of one feature in the reference population."""
        return self._reference(f"/get_distribution/{quote(feature, safe='')}", version, "bins", "missing")

    def bivariate(self, x: str, y: str, version: str | None = None) -> Json:
        """Synthetic points of two features, their correlation and its sentence."""
        return self._reference(f"/get_bivariate?x={quote(x, safe='')}&y={quote(y, safe='')}", version, "points", "sentence")

    def decide(self, decision: Json, advisor: str, visit: str) -> Json:
        """Record ``{client, outcome, reason, shown}`` and say what was recorded; sent again during the same ``visit``, it is the
        same entry. Raises OutOfDate, Refused, NotAllowed, NoScore, ApiDown or ApiError."""
        return self._wire.post("/decisions", decision, advisor, visit)

    def decisions(self, client_id: str, advisor: str) -> list[Json]:
        """A client's decisions with their reviews, oldest first. Raises NotAllowed, ApiDown or ApiError."""
        answer = self._wire.get(f"/decisions?client={quote(client_id, safe='')}", advisor=advisor)
        if not isinstance(answer.get("data"), list):
            raise ApiError("The API's list of decisions is not readable.")
        return list(answer["data"])

    def reviews(self, advisor: str) -> list[Json]:
        """The reviews that wait for an answer, the most urgent first. Raises NotAllowed, ApiDown or ApiError."""
        answer = self._wire.get("/reviews", advisor=advisor)
        if not isinstance(answer.get("data"), list):
            raise ApiError("The API's list of reviews is not readable.")
        return list(answer["data"])

    def notices(self, advisor: str) -> Json:
        """Whether advisors really decide: quick agreements, and how often each deviates. Raises NotAllowed, ApiDown or ApiError."""
        answer = self._wire.get("/notices", advisor=advisor)
        if missing := {"data", "overall", "thresholds"} - answer.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        return answer

    def ask_review(self, decision: int, words: str, advisor: str, visit: str) -> Json:
        """Record that a client contests a decision, in their own words. Raises as :meth:`decide`."""
        return self._wire.post("/reviews", {"decision": decision, "words": words}, advisor, visit)

    def conclude_review(self, review: int, outcome: Json, advisor: str, visit: str) -> Json:
        """Record another advisor's ``{outcome, reason}``. Raises as :meth:`decide`."""
        return self._wire.post(f"/reviews/{review}/outcome", outcome, advisor, visit)

    def export(self, client_id: str, advisor: str) -> Json:
        """Everything that is held about one person. Raises NotAllowed, UnknownClient, ApiDown or ApiError."""
        return self._wire.get(f"/rights/export/{quote(client_id, safe='')}", UnknownClient, advisor)

    def export_page(self, client_id: str, advisor: str, lang: str) -> str:
        """The same as a page to read, with its style inside: it needs nothing else. Raises as :meth:`export`."""
        page = self._wire.page(f"/rights/export/{quote(client_id, safe='')}?lang={lang}", UnknownClient, advisor)
        style = self._wire.page("/static/style.css")
        return page.replace('<link rel="stylesheet" href="/static/style.css">', f"<style>{style}</style>").replace(
            "/static/logo", "/assets/logo"
        )

    def erase(self, client_id: str, advisor: str) -> Json:
        """Erase one person; the certificate says what was done, and what is left to do.

        Raises NotAllowed, UnknownClient, OutOfDate under a legal hold, ApiDown when the API was never reached; else ApiError, and
        nobody knows.
        """
        certificate = self._wire.delete(f"/rights/{quote(client_id, safe='')}", UnknownClient, advisor)
        if missing := {"erasure", "at", "by", "entries", "left_to_do"} - certificate.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        return certificate

    def _reference(self, path: str, version: str | None, *promised: str) -> Json:
        """An answer that depends on no client and holds what was ``promised``: kept for a while, unless the model changed since."""
        with self._lock:
            kept = self._kept.get(path)
        if kept and self._clock() - kept[0] < self._lifetime and version in (None, kept[1].get("model_version")):
            return kept[1]
        answer = self._wire.get(path)
        if missing := {"model_version", *promised} - answer.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        with self._lock:
            self._kept[path] = (self._clock(), answer)
            self._kept.move_to_end(path)
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return answer
