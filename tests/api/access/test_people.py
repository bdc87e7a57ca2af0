"""A signed identity is believed only when everything about it holds."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.access.keys import HURRY_SECONDS, Keys
from scoring.errors import NotReady
from tests.api.access.conftest import Asker
from tests.api.access.signers import Signers
from tests.api.test_errors import assert_problem

Person = Callable[..., Asker]
NOW = time.time()
LIES = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "dashboard"},
    "over": {"iat": NOW - 600, "exp": NOW - 61},
    "not yet": {"nbf": NOW + 86_400},
    "signed tomorrow": {"iat": NOW + 86_400, "exp": NOW + 86_460},
    "too long": {"exp": NOW + 7_200},
    "for ever": {"exp": 10**400},
    "since ever": {"iat": -(10**400)},
    "ends before it begins": {"iat": NOW, "exp": NOW - 1},
    "nobody": {"sub": None},
    "a strange name": {"sub": "m.durand\nadmin"},
    "a service's name": {"sub": "service:scorer"},
    "without end": {"exp": None},
    "without beginning": {"iat": None},
    "without number": {"jti": None},
    "without issuer": {"iss": None},
    "without audience": {"aud": None},
}


@pytest.fixture
def refused(http: FlaskClient) -> Callable[[str], str]:
    def _refused(token: str) -> str:
        response = Asker(http, token).get("/get_score/193423")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        return assert_problem(response, 401)["detail"]

    return _refused


def test_a_right_identity_opens_what_its_role_opens(person: Person) -> None:
    advisor = person("advisor")
    assert advisor.get("/get_score/193423").status_code == 200
    assert advisor.get("/get_score/193423").status_code == 200  # remembered, and right again
    assert_problem(advisor.get("/audit/verify"), 403)
    assert_problem(advisor.get("/reviews"), 403)
    assert person("supervisor").get("/reviews").status_code == 200
    assert_problem(person("data-scientist").get("/get_score/193423"), 403)
    assert person("data-scientist").get("/metrics").status_code == 200
    assert person("dpo").get("/audit/verify").status_code == 200
    assert_problem(person("dpo").get("/get_score/193423"), 403)


@pytest.mark.parametrize("lie", LIES)
def test_a_claim_that_does_not_hold_is_refused(signers: Signers, refused: Callable[[str], str], lie: str) -> None:
    refused(signers.identity(**LIES[lie]))


@pytest.mark.parametrize("claims", [{"iat": NOW - 100, "exp": NOW - 30}, {"iat": NOW + 30, "exp": NOW + 90}, {"nbf": NOW + 30}])
def test_clocks_may_differ_by_a_minute(person: Person, claims: dict[str, float]) -> None:
    now = time.time() - NOW
    assert person("advisor", **{name: value + now for name, value in claims.items()}).get("/get_score/193423").status_code == 200


@pytest.mark.parametrize("roles", [[], ["chief"], "advisor", None, [["advisor"]], {"advisor": True}])
def test_without_a_role_nothing_opens(signers: Signers, http: FlaskClient, roles: object) -> None:
    assert_problem(Asker(http, signers.identity(roles=roles)).get("/get_score/193423"), 403)


def test_no_algorithm_is_believed_but_the_key_s_own(signers: Signers, refused: Callable[[str], str]) -> None:
    """``none``, and a public key taken for a secret (the two classical confusions), with every spelling of them."""
    public = signers.public("ed25519")
    for secret in (signers.pem("ed25519"), json.dumps(public).encode(), public["x"].encode()):
        for algorithm in ("HS256", "HS512", "EdDSA"):
            refused(signers.forged(secret, {"alg": algorithm, "kid": "ed25519"}))
    for algorithm in ("none", "None", "NONE", "", None):
        refused(signers.forged(b"", {"alg": algorithm, "kid": "ed25519"}))


def test_an_unknown_key_is_refused_whatever_it_is_called(signers: Signers, refused: Callable[[str], str]) -> None:
    refused(signers.identity("other"))
    refused(signers.identity("other", headers={"kid": "ed25519"}))
    refused(signers.identity("rsa"))
    jwk = {**signers.public("other"), "kid": "ed25519"}
    refused(signers.identity("other", headers={"kid": "ed25519", "jwk": jwk}))
    refused(signers.identity("other", headers={"kid": "ed25519", "jku": "https://evil.example/keys"}))
    refused(signers.identity(headers={"crit": ["unknown"], "unknown": 1}))


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "....", "é", "pad_", "pad_000000000000_" + "a" * 43, "." * 9_000, "e30.e30.", "eyJ9" * 3000]
)
def test_what_is_no_credential_is_refused(refused: Callable[[str], str], token: str) -> None:
    refused(token)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic bTpk", "pad_x"])
def test_nobody_passes_without_a_credential(http: FlaskClient, header: str | None) -> None:
    headers = {"X-Advisor": "m.durand"} | ({} if header is None else {"Authorization": header})
    for address in ("/get_score/193423", "/get_id_client", "/get_info_client/193423", "/model", "/metrics", "/decisions?client=193423"):
        assert_problem(http.get(address, headers=headers), 401)


def test_a_tampered_identity_is_refused(signers: Signers, refused: Callable[[str], str]) -> None:
    head, claims, sign = signers.identity(roles=["advisor"]).split(".")
    other = signers.identity(roles=["dpo"]).split(".")[1]
    refused(f"{head}.{other}.{sign}")
    refused(f"{head}.{claims}.")


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_each_kind_of_key_is_known(jwks: Path, signers: Signers, http: FlaskClient, kind: str) -> None:
    jwks.write_text(signers.document("ed25519", kind))
    for used in ("ed25519", kind):
        assert Asker(http, signers.identity(used)).get("/get_score/193423").status_code == 200


def test_keys_are_exchanged_without_a_restart(jwks: Path, signers: Signers, http: FlaskClient) -> None:
    old, new = signers.identity(), signers.identity("p256")
    assert Asker(http, old).get("/get_score/193423").status_code == 200
    jwks.write_text(signers.document("ed25519", "p256"))
    assert [Asker(http, token).get("/get_score/193423").status_code for token in (old, new)] == [200, 200]
    jwks.write_text(signers.document("p256"))
    assert_problem(Asker(http, old).get("/get_score/193423"), 401)  # though it was remembered
    assert Asker(http, new).get("/get_score/193423").status_code == 200


def test_without_keys_nobody_can_tell(jwks: Path, signers: Signers, http: FlaskClient) -> None:
    jwks.write_text('{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "ed25519"}]}')
    assert_problem(Asker(http, signers.forged(b"secret", {"alg": "HS256", "kid": "ed25519"})).get("/get_score/193423"), 503)
    jwks.write_text("not json")
    assert_problem(Asker(http, signers.identity()).get("/get_score/193423"), 503)


def test_a_private_or_small_key_is_left_out(tmp_path: Path, signers: Signers) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from jwt.algorithms import RSAAlgorithm

    small = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key(), as_dict=True)  # noqa: S505  the point
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [{**signers.public("ed25519"), "d": "secret"}, {**small, "kid": "small"}, signers.public("p256")]}))
    keys = Keys(str(file))
    assert (keys.find("ed25519"), keys.find("small")) == (None, None)
    assert keys.find("p256") is not None


def test_an_address_is_not_asked_more_often_than_it_must(signers: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, now = [], [0.0]

    def answer(place: str) -> bytes:
        asked.append(place)
        if len(asked) == 3:
            raise OSError
        return signers.document("ed25519").encode()

    monkeypatch.setattr("api.access.keys._fetch", answer)
    keys = Keys("https://idp.example/keys", clock=lambda: now[0])
    assert keys.find("ed25519")
    assert keys.find("ed25519")
    assert len(asked) == 1
    assert keys.find("unknown") is None
    assert len(asked) == 1  # an unknown key cannot have it asked again at once
    now[0] += HURRY_SECONDS
    assert keys.find("unknown") is None
    assert len(asked) == 2
    now[0] += 400
    assert keys.find("ed25519")  # it does not answer: the keys it gave still hold
    now[0] += 4_000
    monkeypatch.setattr("api.access.keys._fetch", lambda _: b"not json")
    with pytest.raises(NotReady, match="JWKS"):
        keys.find("ed25519")
