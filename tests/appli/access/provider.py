"""A small OIDC provider on this machine: it signs with its own key, checks the client's secret and PKCE, and lies when it is told to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "desk", "hush"


@dataclass
class FakeProvider:
    """What it says; ``claims`` and ``header`` replace what is right (``None`` leaves out), ``public`` what it publishes."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    issuer: str = ""
    number: str = "one"
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: rsa.RSAPrivateKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, path: str, sent: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Status and body; a text is where to go."""
        if path == "/.well-known/openid-configuration":
            places = {name: f"{self.address}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            return 200, places | {"issuer": self.issuer or self.address, "end_session_endpoint": f"{self.address}/bye"}
        if path == "/jwks_uri":
            return 200, {"keys": [RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": self.number, "use": "sig"}]}
        if path == "/authorization_endpoint":
            code = f"code-{len(self.asked)}"
            self.asked[code] = sent
            return 303, sent["redirect_uri"] + "?" + urlencode({"code": code, "state": sent["state"]} | self.more)
        if path == "/bye":
            return 303, sent["post_logout_redirect_uri"]
        return self._token(self.asked.pop(sent.get("code", ""), {}), sent, authorization)

    def _token(self, asked: dict[str, str], sent: dict[str, str], authorization: str) -> tuple[int, Any]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        secret = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if not asked or asked.get("code_challenge") != challenge or asked.get("code_challenge_method") != "S256" or authorization != secret:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        right = {"iss": self.address, "aud": CLIENT, "sub": "auth0|7", "roles": ["supervisor", "other"], "iat": now, "exp": now + 60}
        said = right | {"nonce": asked["nonce"], "auth_time": now} | self.claims
        claims = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(claims, self.signs_with or self.key, "RS256", headers={"kid": self.number} | self.header)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}


@contextmanager
def running() -> Iterator[FakeProvider]:
    """The provider, on a free port of this machine."""
    provider = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            self._send(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

        def _send(self, sent: dict[str, str]) -> None:
            status, body = provider.answer(urlsplit(self.path).path, sent, self.headers.get("Authorization", ""))
            self.send_response(status)
            if status == 303:
                self.send_header("Location", body)
            content = b"" if status == 303 else json.dumps(body).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
