"""Who signs identities in the tests: one key of each kind, and as many lies as one likes."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER, AUDIENCE = "https://desk.example", "pret-a-depenser-api"
KINDS = {"ed25519": ("EdDSA", OKPAlgorithm), "rsa": ("RS256", RSAAlgorithm), "p256": ("ES256", ECAlgorithm)}


class Signers:
    """Keys by kind, and ``other``: an Ed25519 key that nobody has published."""

    def __init__(self) -> None:
        self.private: dict[str, Any] = {
            "ed25519": ed25519.Ed25519PrivateKey.generate(),
            "rsa": rsa.generate_private_key(65537, 2048),
            "p256": ec.generate_private_key(ec.SECP256R1()),
            "other": ed25519.Ed25519PrivateKey.generate(),
        }

    def document(self, *kinds: str) -> str:
        """A JWKS of public keys; each one's ``kid`` is its kind."""
        return json.dumps({"keys": [self.public(kind) for kind in kinds]})

    def public(self, kind: str) -> dict[str, Any]:
        """One public key, as a JWK."""
        algorithm = KINDS.get(kind, KINDS["ed25519"])[1]
        return {**algorithm.to_jwk(self.private[kind].public_key(), as_dict=True), "kid": kind, "use": "sig"}

    def pem(self, kind: str) -> bytes:
        """A public key as text."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return bytes(self.private[kind].public_key().public_bytes(serialization.Encoding.PEM, form))

    def identity(self, kind: str = "ed25519", headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """A signed identity, right unless a claim says otherwise; a claim of ``None`` is left out."""
        now = time.time()
        usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "m.durand", "roles": ["advisor"], "iat": now, "exp": now + 60, "jti": "1"}
        said = {name: value for name, value in (usual | claims).items() if value is not None}
        algorithm = KINDS.get(kind, KINDS["ed25519"])[0]
        return jwt.encode(said, self.private[kind], algorithm, headers={"kid": kind, **(headers or {})})

    def forged(self, secret: bytes, header: dict[str, Any]) -> str:
        """A right identity with any header, its signature an HMAC of ``secret``; none with an empty one."""
        claims = self.identity().split(".")[1]
        head = _encoded(json.dumps(header).encode())
        sign = _encoded(hmac.digest(secret, f"{head}.{claims}".encode(), hashlib.sha256)) if secret else ""
        return f"{head}.{claims}.{sign}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
