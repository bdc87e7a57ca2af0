"""An address that answers slowly holds up who must ask it, and nobody whose key is known."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from api.access.keys import HURRY_SECONDS, Keys
from scoring.errors import NotReady
from tests.api.access.signers import Signers


class Provider:
    """Answers at once, or when it is let go."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.asked = 0
        self.fails = False
        self.reached, self.free = threading.Event(), threading.Event()
        self.free.set()

    def __call__(self, _: str) -> bytes:
        self.asked += 1
        self.reached.set()
        assert self.free.wait(20)
        if self.fails:
            raise OSError
        return self.content


@pytest.fixture
def provider(signers: Signers, monkeypatch: pytest.MonkeyPatch) -> Provider:
    found = Provider(signers.document("ed25519").encode())
    monkeypatch.setattr("api.access.keys._fetch", found)
    return found


@pytest.fixture
def aside(provider: Provider) -> Iterator[Callable[..., Future]]:
    """Calls on a thread of its own, once the provider is reached."""

    def _start(call: Callable[..., object], *given: object) -> Future:
        provider.free.clear()
        provider.reached.clear()
        future = pool.submit(call, *given)
        assert provider.reached.wait(20)
        return future

    with ThreadPoolExecutor(4) as pool:
        yield _start
        provider.free.set()


def test_a_stranger_s_key_keeps_nobody_waiting(provider: Provider, aside: Callable[..., Future], signers: Signers) -> None:
    now = [0.0]
    keys = Keys("https://idp.example/keys", clock=lambda: now[0])
    assert keys.find("ed25519")
    now[0] += HURRY_SECONDS
    stranger = aside(keys.find, "unknown")
    with ThreadPoolExecutor(1) as advisor:
        assert advisor.submit(keys.current).result(5) == 1
        assert advisor.submit(keys.find, "ed25519").result(5)
        with pytest.raises(NotReady, match="being read"):
            advisor.submit(keys.find, "p256").result(5)  # it may be among those that come
    assert not stranger.done()
    provider.content = signers.document("p256").encode()
    provider.free.set()
    assert stranger.result(20) is None
    assert (keys.current(), keys.find("p256") is not None, provider.asked) == (2, True, 2)


def test_the_first_keys_are_waited_for_and_asked_for_once(provider: Provider, aside: Callable[..., Future]) -> None:
    keys = Keys("https://idp.example/keys", clock=lambda: 0.0)
    first = aside(keys.find, "ed25519")
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(keys.find, "ed25519")
        provider.free.set()
        assert first.result(20) == second.result(20) is not None
    assert provider.asked == 1


def test_first_keys_that_do_not_come_are_not_asked_for_by_everybody(provider: Provider, aside: Callable[..., Future]) -> None:
    keys = Keys("https://idp.example/keys", clock=lambda: 0.0)
    provider.fails = True
    first = aside(keys.find, "ed25519")
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(keys.find, "ed25519")
        provider.free.set()
        for future in (first, second):
            with pytest.raises(NotReady, match="JWKS"):
                future.result(20)
    assert provider.asked == 1
