"""The only way to the API: one session, short timeouts, four kinds of failure, reference answers kept for a while."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import requests

from appli.config import Config
from appli.views import Json

log = logging.getLogger(__name__)
KEPT_ANSWERS: Final = 64  # a bivariate answer weighs about 30 kB


class ApiError(Exception):
    """The API answered, but not what was expected."""


class ApiDown(ApiError):
    """The API does not answer, answers too late, or is not ready."""


class BadNumber(ApiError):
    """The API refuses this client number as malformed."""


class UnknownClient(ApiError):
    """No client has this number."""


class ApiClient:
    """Typed access to the API. Safe to share between threads; holds nothing about any client."""

    def __init__(self, config: Config, session: requests.Session | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._config = config
        self._session = session or _session()
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Json]] = OrderedDict()
        self._lock = threading.Lock()

    def screen(self, client_id: str) -> Json:
        """Everything about one client. Raises BadNumber, UnknownClient, ApiDown or ApiError."""
        return self._get(f"/get_client_screen/{quote(client_id, safe='')}", unknown=UnknownClient)

    def client_ids(self, prefix: str, limit: int = 8) -> tuple[list[int], int]:
        """The first ids that start with ``prefix`` and how many there are in all."""
        answer = self._get(f"/get_id_client?prefix={quote(prefix, safe='')}&limit={limit}")
        try:
            return [int(number) for number in answer["data"]], int(answer["total"])
        except (KeyError, TypeError, ValueError) as error:
            raise ApiError("The API's list of clients is not readable.") from error

    def ready(self) -> bool:
        """Whether the API can answer now. Never raises."""
        try:
            self._get("/health/ready")
        except ApiError:
            return False
        return True

    def model(self, version: str | None = None) -> Json:
        """The model's card in short: families, what is not used, population, notices."""
        return self._reference("/model", version, "population", "zones", "not_used", "watched", "points_note")

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

    def _reference(self, path: str, version: str | None, *promised: str) -> Json:
        """An answer that depends on no client and holds what was ``promised``: kept for a while, unless the model changed since."""
        with self._lock:
            kept = self._kept.get(path)
        if kept and self._clock() - kept[0] < self._config.reference_lifetime and version in (None, kept[1].get("model_version")):
            return kept[1]
        answer = self._get(path)
        if missing := {"model_version", *promised} - answer.keys():
            raise ApiError(f"The API's answer lacks {sorted(missing)}.")
        with self._lock:
            self._kept[path] = (self._clock(), answer)
            self._kept.move_to_end(path)
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return answer

    def _get(self, path: str, unknown: type[ApiError] = ApiError) -> Json:
        timeout = (self._config.connect_timeout, self._config.read_timeout)
        try:
            response = self._session.get(self._config.api_url + path, timeout=timeout, headers={"Accept": "application/json"})
        except requests.RequestException as error:
            raise ApiDown("The API does not answer.") from error
        _raise_for_status(response.status_code, path, unknown)
        try:
            answer = response.json()
        except ValueError as error:
            raise ApiError("The API's answer is not JSON.") from error
        if not isinstance(answer, dict):
            raise ApiError("The API's answer is not an object.")
        return answer


def _raise_for_status(status: int, path: str, unknown: type[ApiError]) -> None:
    if status == 200:
        return
    log.warning("API answered %s to %s", status, path.split("?")[0].rsplit("/", 1)[0])  # no client number in the logs
    if status == 400:
        raise BadNumber("The API refuses this number.")
    if status == 404:
        raise unknown("The API knows nothing of this name.")
    if status in (429, 502, 503, 504):
        raise ApiDown("The API is not ready.")
    raise ApiError(f"The API failed with status {status}.")


def _session() -> requests.Session:
    """A session that ignores the machine's proxies: the API is a neighbour."""
    session = requests.Session()
    session.trust_env = False
    return session
