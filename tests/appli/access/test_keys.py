"""The dashboard's keys and identities, checked by the API's own code."""

import json
import stat
from pathlib import Path

import pytest

from api.access.keys import Keys
from api.access.people import People
from api.access.settings import Access as ApiAccess
from api.errors import NotIdentified
from appli.access import keys
from appli.access.errors import AccessError
from appli.access.identity import Signed
from appli.access.people import Person, speak_for
from appli.access.settings import Access
from appli.access.voice import Played

DURAND = Person("m.durand", ("advisor", "dpo"))


@pytest.fixture
def checker(access: Access) -> People:
    """What the API does with an identity."""
    jwks = str(access.keys / keys.PUBLIC)
    return People(ApiAccess(closed=True, jwks=jwks, issuer=access.issuer, audience=access.audience), Keys(jwks))


def identity(voice: Signed) -> str:
    with speak_for(DURAND):
        return voice.headers("somebody else")["Authorization"].removeprefix("Bearer ")


def test_the_api_knows_who_signed_in_whatever_the_page_says(access: Access, checker: People) -> None:
    voice = Signed(access)
    caller = checker.caller(identity(voice))
    assert (caller.name, caller.person) == ("m.durand", True)
    assert {"score:read", "rights:admin"} <= caller.scopes
    assert identity(voice) != identity(voice)
    with speak_for(DURAND):
        assert voice.name("somebody else") == "m.durand"


def test_nobody_is_spoken_for_outside_a_session(access: Access) -> None:
    assert Signed(access).headers("m.durand") == {}
    assert Signed(access).name("m.durand") == ""
    assert Played().headers("m.durand") == {"X-Advisor": "m.durand"}


def test_the_private_half_stays_where_it_is(access: Access) -> None:
    assert stat.S_IMODE((access.keys / keys.PRIVATE).stat().st_mode) == 0o600
    assert stat.S_IMODE((access.keys / keys.PUBLIC).stat().st_mode) == 0o644
    assert [set(key) for key in json.loads((access.keys / keys.PUBLIC).read_text())["keys"]] == [{"kty", "crv", "x", "kid", "use", "alg"}]


def test_a_rotation_drops_no_identity_and_the_second_one_ends_the_first_key(access: Access, checker: People) -> None:
    voice = Signed(access)
    before = identity(voice)
    checker.caller(before)
    second = keys.rotate(access.keys)
    assert keys.published(access.keys)[0] == second
    assert checker.caller(before).name == checker.caller(identity(voice)).name == "m.durand"
    keys.rotate(access.keys)
    with pytest.raises(NotIdentified):
        checker.caller(before)
    assert checker.caller(identity(voice)).name == "m.durand"


def test_what_is_missing_or_is_no_key_is_said(access: Access, tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="holds a key already"):
        keys.create(access.keys)
    with pytest.raises(AccessError, match="holds no key"):
        keys.rotate(tmp_path)
    with pytest.raises(AccessError, match="keys create"):
        keys.published(tmp_path)
    with pytest.raises(AccessError, match="has no key"), speak_for(DURAND):
        Signed(Access(closed=True, keys=tmp_path)).headers("")
    (access.keys / keys.PRIVATE).write_text("garbage")
    with pytest.raises(AccessError, match="not an Ed25519 key"), speak_for(DURAND):
        Signed(access).headers("")
