"""One session to the API, with short timeouts; a status becomes a failure that the screen can say."""

import hashlib
import json
import logging
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from appli.access.errors import AccessError
from appli.access.voice import Played, Voice
from appli.config import Config
from appli.errors import ApiDown, ApiError, raise_for_status
from appli.views import Json

log = logging.getLogger(__name__)


class Wire:
    """Sends requests and reads answers. Safe to share between threads."""

    def __init__(self, config: Config, session: requests.Session | None = None, voice: Voice | None = None) -> None:
        self._config = config
        self._session = session or _session()
        self._voice = voice or Played()

    def get(self, path: str, unknown: type[ApiError] = ApiError, advisor: str = "", patience: float | None = None) -> Json:
        """The object at ``path``; a 404 raises ``unknown``. ``patience``: seconds to wait for it, in place of the configured ones."""
        return _object(self._send("GET", path, unknown, advisor, {"Accept": "application/json"}, patience))

    def page(self, path: str, unknown: type[ApiError] = ApiError, advisor: str = "") -> str:
        """The text at ``path``, as a person reads it."""
        return self._send("GET", path, unknown, advisor, {"Accept": "text/html,text/css"}).text

    def post(self, path: str, body: Json, advisor: str, visit: str) -> Json:
        """Send ``body`` in one person's name. The same body sent twice during one ``visit`` is one entry, however often the button is
        pressed or the network fails."""
        content = json.dumps([visit, path, self._voice.name(advisor), body], sort_keys=True).encode()
        headers = {"Accept": "application/json", "Idempotency-Key": hashlib.sha256(content).hexdigest()}
        return _object(self._send("POST", path, ApiError, advisor, headers, json=body))

    def delete(self, path: str, unknown: type[ApiError] = ApiError, advisor: str = "") -> Json:
        """Delete what is at ``path``. Raises ApiDown only when nothing can have been deleted: the API was never reached. When it was and
        did not say what it did, ApiError."""
        try:
            return _object(self._send("DELETE", path, unknown, advisor, {"Accept": "application/json"}))
        except ApiDown as error:
            if _never_arrived(error.__cause__):
                raise
            raise ApiError("The API did not say whether it was done.") from error

    def _send(
        self,
        method: str,
        path: str,
        unknown: type[ApiError],
        advisor: str,
        headers: dict[str, str],
        patience: float | None = None,
        **body: Any,
    ) -> requests.Response:
        timeout = (self._config.connect_timeout, patience or self._config.read_timeout)
        try:
            said = headers | self._voice.headers(advisor)
            response = self._session.request(method, self._config.api_url + path, timeout=timeout, headers=said, **body)
        except AccessError as error:
            log.error("No identity could be signed: %s", error)
            raise ApiError("No identity could be signed.") from error
        except requests.RequestException as error:
            raise ApiDown("The API does not answer.") from error
        raise_for_status(response, path, unknown)
        return response


def _never_arrived(cause: BaseException | None) -> bool:
    """Whether no connection could be made at all."""
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _object(response: requests.Response) -> Json:
    try:
        answer = response.json()
    except ValueError as error:
        raise ApiError("The API's answer is not JSON.") from error
    if not isinstance(answer, dict):
        raise ApiError("The API's answer is not an object.")
    return answer


def _session() -> requests.Session:
    """A session that ignores the machine's proxies: the API is a neighbour."""
    session = requests.Session()
    session.trust_env = False
    return session
