"""Bodies and heads as real sockets bring them to a real gunicorn: without an end, without a length, or not at all."""

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import pytest

from api.routes.scores import LARGEST_BODY
from api.worker import PATIENCE
from scoring import model as models
from scoring.store import url_of
from tests.api.failures.served import Served, served
from tests.api.invented import IDS, fill_store

THREADS: Final = 8
"""Of the whole API: two workers with four each."""
MARGIN: Final = 4.0
"""Of a busy machine."""
HEADERS: Final = {"X-Advisor": "m.durand", "Content-Type": "application/json"}
ONE: Final = json.dumps({"items": [str(IDS[0])]}).encode()
HALF_A_HEAD: Final = b"GET /health/live HTTP/1.1\r\nHost: here\r\nX-Slow: "
POST: Final = b"POST /decisions HTTP/1.1\r\nHost: here\r\nX-Advisor: m.durand\r\nContent-Type: application/json\r\n"
HALF_A_BODY: Final = POST + b'Content-Length: 60000\r\n\r\n{"client": '
HALF_A_CHUNK: Final = POST + b'Transfer-Encoding: chunked\r\n\r\n4000\r\n{"client": '


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Served]:
    """One API for all the tests, with the configuration that it is served with."""
    folder = tmp_path_factory.mktemp("slow")
    shutil.copytree(models_dir, folder / "models")
    fill_store(url_of(folder, {}), models.load(models_dir), ids=IDS[:20])
    with served(folder) as running:
        yield running


def posted(api: Served, path: str, *parts: bytes, **headers: str) -> tuple[int, bytes]:
    """A chunked POST, as ``http.client`` sends what has no length."""
    connection = HTTPConnection("127.0.0.1", api.port, timeout=30)
    with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent: the answer is there
        connection.request("POST", path, iter(parts), HEADERS | headers, encode_chunked=True)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def filled(size: int, start: bytes = ONE) -> list[bytes]:
    """A body of ``size`` bytes that ends in spaces, in parts."""
    spaces = size - len(start)
    return [start, *[b" " * 65_536] * (spaces // 65_536), *([b" " * (spaces % 65_536)] if spaces % 65_536 else [])]


def test_a_body_without_a_length_is_read_to_its_end_or_refused(api: Served) -> None:
    assert posted(api, "/score/batch", ONE)[0] == 200
    assert posted(api, "/score/batch", *filled(LARGEST_BODY))[0] == 200  # not a byte too many
    for further in (b" ", b"garbage", b" " * 30_000 + b"garbage"):
        status, said = posted(api, "/score/batch", *filled(LARGEST_BODY), further)
        assert (status, json.loads(said)["status"]) == (413, 413)
    assert posted(api, "/decisions", *filled(64 * 1024, b"[]"))[0] == 400
    assert posted(api, "/decisions", *filled(64 * 1024, b"[]"), b"1")[0] == 413


def test_a_refused_body_spends_no_key(api: Served) -> None:
    key = {"Idempotency-Key": "a-night-s-batch-1"}
    assert posted(api, "/score/batch", *filled(LARGEST_BODY), b"garbage", **key)[0] == 413
    assert posted(api, "/score/batch", ONE, **key)[0] == 200


def alive(port: int) -> float:
    """How long ``GET /health/live`` takes."""
    start = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/health/live")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - start


def dripping(callers: list[socket.socket], done: threading.Event) -> None:
    """A byte every half second from each, as long as it is listened to."""
    while not done.wait(0.5):
        for caller in callers:
            with suppress(OSError):
                caller.send(b"x")


@pytest.mark.parametrize("drips", [False, True], ids=["silent", "dripping"])
@pytest.mark.parametrize("sent", [HALF_A_HEAD, HALF_A_BODY, HALF_A_CHUNK], ids=["head", "body", "chunks"])
def test_a_request_that_does_not_come_holds_a_thread_for_a_while(api: Served, sent: bytes, drips: bool) -> None:
    done = threading.Event()
    with ExitStack() as stack:
        callers = [stack.enter_context(socket.create_connection(("127.0.0.1", api.port), timeout=30)) for _ in range(THREADS)]
        for caller in callers:
            caller.sendall(sent)
        thread = threading.Thread(target=dripping, args=(callers if drips else [], done))
        thread.start()
        try:
            assert alive(api.port) < PATIENCE + MARGIN
            assert all(map(is_over, callers))
        finally:
            done.set()
            thread.join()
    assert alive(api.port) < MARGIN


def is_over(caller: socket.socket) -> bool:
    """Whether the API ends the connection, after whatever it says."""
    with suppress(ConnectionResetError):
        while caller.recv(65_536):
            pass
    return True


def test_those_who_say_nothing_hold_no_thread(api: Served) -> None:
    with ExitStack() as stack:
        for _ in range(4 * THREADS):
            stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
        time.sleep(0.5)
        assert alive(api.port) < MARGIN / 2


def test_those_who_do_not_hang_up_hold_nobody(api: Served) -> None:
    with ExitStack() as stack:
        for _ in range(4 * THREADS):
            caller = stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
            caller.sendall(b"GET /health/live HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert alive(api.port) < MARGIN / 2


def slowly(caller: socket.socket, *parts: bytes) -> bytes:
    """What is answered to a request that comes in parts, a second apart."""
    for part in parts:
        caller.sendall(part)
        time.sleep(1)
    return caller.recv(65_536)


def test_a_slow_but_honest_caller_is_answered_on_one_connection(api: Served) -> None:
    """Longer in all than one request may take: each has its own time."""
    with socket.create_connection(("127.0.0.1", api.port), timeout=30) as caller:
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE + 1:
            assert slowly(caller, HALF_A_HEAD, b"yes\r\n", b"\r\n").startswith(b"HTTP/1.1 200")
        said = slowly(caller, POST.replace(b"/decisions", b"/score/batch") + b"Content-Length: %d\r\n\r\n" % len(ONE), ONE[:5], ONE[5:])
        assert said.startswith(b"HTTP/1.1 200")
