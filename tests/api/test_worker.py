"""The worker with threads, under a real gunicorn: a caller who asks again keeps its thread, and keeps nobody else from one."""

import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
TIMES = 60
APP = """
import os

import api.worker

taken = 0
take = api.worker.Worker.enqueue_req

def counted(worker, conn):
    global taken
    taken += 1
    take(worker, conn)

api.worker.Worker.enqueue_req = counted

def app(environ, start):
    if environ["PATH_INFO"] == "/parts":
        start("200 OK", [])
        return [b"one, ", b"", b"two"]
    if environ["PATH_INFO"] == "/who":
        said = str(os.getpid()).encode()
        start("200 OK", [("Content-Length", str(len(said)))])
        return [said]
    if environ["PATH_INFO"] == "/none":
        start("204 No Content", [])
        return []
    if environ["PATH_INFO"] == "/file":
        start("200 OK", [("Content-Length", "6")])
        return environ["wsgi.file_wrapper"](open(__file__, "rb"))
    said = str(taken).encode()
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]
"""
"""Says how often a connection was handed to a thread."""


@contextmanager
def served(folder: Path, threads: int, workers: int = 1) -> Iterator[int]:
    """Workers that answer on a port."""
    (folder / "counted_app.py").write_text(APP)
    port = free_port()
    options = ["-k", "api.worker.Worker", "-w", str(workers), "--threads", str(threads), "--no-control-socket", "--pythonpath", str(folder)]
    command = [sys.executable, "-m", "gunicorn", *options, "-b", f"127.0.0.1:{port}", "counted_app:app"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield port
    finally:
        process.terminate()
        assert process.wait(10) == 0


def connected(port: int) -> HTTPConnection:
    """A connection that stays open, once the server listens."""
    end = time.monotonic() + 20
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return connection


def ask(connection: HTTPConnection, path: str = "/") -> int:
    connection.request("GET", path)
    return int(connection.getresponse().read())


def test_a_caller_who_asks_again_at_once_keeps_its_thread(tmp_path: Path) -> None:
    with served(tmp_path, 4) as port:
        connection = connected(port)
        taken = [ask(connection) for _ in range(TIMES)][-1]
        assert taken < TIMES / 2  # one of gunicorn's own takes a thread for each request
        time.sleep(0.2)
        assert ask(connection) > taken  # whoever was silent for a while kept none
        connection.close()


def test_a_caller_who_never_stops_leaves_the_only_thread_to_another(tmp_path: Path) -> None:
    with served(tmp_path, 1) as port:
        greedy, other, done = connected(port), connected(port), threading.Event()

        def insist() -> None:
            while not done.is_set():
                ask(greedy)

        thread = threading.Thread(target=insist)
        thread.start()
        try:
            start = time.monotonic()
            for _ in range(20):
                ask(other)
            assert time.monotonic() - start < 5
        finally:
            done.set()
            thread.join()
            greedy.close()  # gunicorn waits for those that are open before it ends
            other.close()


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [("HEAD", "/", 200, b""), ("GET", "/parts", 200, b"one, two"), ("GET", "/none", 204, b""), ("GET", "/file", 200, APP[:6].encode())],
)
def test_every_kind_of_answer_leaves_whole(tmp_path: Path, method: str, path: str, status: int, body: bytes) -> None:
    with served(tmp_path, 1) as port:
        connection = connected(port)
        for _ in range(2):
            connection.request(method, path)
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (status, body)
            assert answer.headers["Date"].endswith(" GMT")
        connection.close()


def test_the_head_leaves_with_the_body(tmp_path: Path) -> None:
    with served(tmp_path, 1) as port, socket.create_connection(connected(port).sock.getpeername()) as caller:
        for _ in range(TIMES):
            caller.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            said = caller.recv(4096)
            assert said.partition(b"\r\n\r\n")[2].isdigit()  # of two packets the first would often come alone


def test_connections_that_come_at_once_are_shared(tmp_path: Path) -> None:
    with served(tmp_path, 4, workers=2) as port:
        for _ in range(40):  # until both workers answer
            ask(connected(port), "/who")
        shares = []
        while [4, 4] not in shares:  # a busy machine may wake the other worker too late, now and then; without our care, always
            assert len(shares) < 20, shares
            time.sleep(0.3)
            callers = [connected(port) for _ in range(8)]
            shares.append(sorted(Counter(ask(caller, "/who") for caller in callers).values()))
            for caller in callers:
                caller.close()
