"""A transport for ``requests`` that calls a Flask application in process: the client's own code runs whole."""

from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from requests.adapters import BaseAdapter


class FlaskTransport(BaseAdapter):
    """Answers from a Flask application; ``failure`` is raised instead while it is set; ``asked`` counts the requests."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._client = app.test_client()
        self.failure: Exception | None = None
        self.asked = 0

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        """Serve one request."""
        self.asked += 1
        if self.failure:
            raise self.failure
        parts = urlsplit(str(request.url))
        answer = self._client.open(f"{parts.path}?{parts.query}", method=request.method, headers=dict(request.headers), data=request.body)
        response = requests.Response()
        response.status_code, response._content, response.request = answer.status_code, answer.data, request
        response.headers.update(answer.headers)
        return response

    def close(self) -> None:
        """Nothing to close."""
