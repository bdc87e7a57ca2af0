"""What can go wrong between the dashboard and the API, each with what the screen then says."""

import json
import logging
from typing import Final

import requests

log = logging.getLogger(__name__)
NOT_YOURS: Final = "not-yours"
NO_SCORE: Final = ("score-unavailable", "recommendations-off")
"""Ends of the problem types which mean: the file can be read, the score cannot."""


class ApiError(Exception):
    """The API answered, but not what was expected."""


class ApiDown(ApiError):
    """The API does not answer, answers too late, or is not ready."""


class BadNumber(ApiError):
    """The API refuses this client number as malformed."""


class UnknownClient(ApiError):
    """No client has this number."""


class NoScore(ApiError):
    """The client exists and has no score; the message says why, in the API's words."""


class NotAllowed(ApiError):
    """The API does not know who asks, or refuses it to them."""


class NotYours(NotAllowed):
    """The client exists, and is in none of this person's portfolios."""


class TooMany(ApiError):
    """This person asked too much in too little time."""


class OutOfDate(ApiError):
    """What is asked contradicts what is: the screen is too old, or somebody did it already."""


class Refused(ApiError):
    """The API cannot accept what was written."""


_MEANINGS: Final[dict[int, type[ApiError]]] = {
    400: BadNumber,
    401: NotAllowed,
    403: NotAllowed,
    409: OutOfDate,
    410: OutOfDate,
    422: Refused,
    429: TooMany,
}


def raise_for_status(response: requests.Response, path: str, unknown: type[ApiError] = ApiError) -> None:
    """Nothing for a 2xx; else the failure that the status means (``unknown`` for 404)."""
    status = response.status_code
    if status in (200, 201):
        return
    log.warning("API answered %s to %s", status, path.split("?")[0].rsplit("/", 1)[0])  # no client number in the logs
    kind, detail = _problem(response)
    if kind.endswith(NO_SCORE):
        raise NoScore(detail)
    if kind.endswith(NOT_YOURS):
        raise NotYours(detail)
    if status in (502, 503, 504):
        raise ApiDown("The API is not ready.")
    raise ({404: unknown} | _MEANINGS).get(status, ApiError)(detail or f"The API failed with status {status}.")


def _problem(response: requests.Response) -> tuple[str, str]:
    """Type and detail of a problem document; empty for any other body."""
    try:
        body = response.json()
    except (ValueError, json.JSONDecodeError):
        return "", ""
    return (str(body.get("type", "")), str(body.get("detail", ""))) if isinstance(body, dict) else ("", "")
