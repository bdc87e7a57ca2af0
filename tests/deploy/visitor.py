"""Somebody who signs in to a closed dashboard: ``python tests/deploy/visitor.py URL NAME PASSWORD_FILE``. Standard library only."""

import http.client
import re
import ssl
import sys
from pathlib import Path
from urllib.parse import urlencode, urlsplit


def connection(address: str, secure: bool) -> http.client.HTTPConnection:
    """A line to a service of this machine, whatever its certificate says."""
    if secure:
        return http.client.HTTPSConnection(address, timeout=30, context=ssl._create_unverified_context())  # noqa: S323
    return http.client.HTTPConnection(address, timeout=30)


class Visitor:
    """A browser without a screen. It keeps ``Secure`` cookies over plain HTTP too, as if TLS ended right before the dashboard."""

    def __init__(self, url: str, host: str = "") -> None:
        self._secure, self._address = url.startswith("https:"), str(urlsplit(url).netloc)
        self._host = host or self._address
        self._cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of an answer."""
        line = connection(self._address, self._secure)
        headers = {"Host": self._host, "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is None:
            line.request("GET", path, headers=headers)
        else:
            line.request("POST", path, urlencode(form), headers | {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self._cookies[name] = value
        text = answer.read().decode()
        line.close()
        return answer.status, text

    def sign_in(self, name: str, password: str) -> int:
        """The status of the answer: 303 leads inside."""
        token = re.search(r'name="token" value="([^"]+)"', self.ask("/sign-in")[1])
        return self.ask("/sign-in", {"token": token[1] if token else "", "name": name, "password": password, "next": "/"})[0]

    def model_seen(self) -> str:
        """The model's version that the page holds: the API gives it to people whom it knows only. Empty without it."""
        found = re.findall(r'"id":\s*"reference",\s*"data":\s*"([^"]+)"', self.ask("/_dash-layout")[1])
        return str(found[0]) if found else ""


if __name__ == "__main__":
    visitor = Visitor(sys.argv[1])
    status = visitor.sign_in(sys.argv[2], Path(sys.argv[3]).read_text().splitlines()[0])
    print(status, visitor.model_seen())
    sys.exit(not visitor.model_seen())
