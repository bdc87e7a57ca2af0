"""nginx in front: its logs name nobody, and its files change together or not at all."""

import http.client
import io
import json
import os
import shutil
import ssl
import subprocess
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.routes.scores import LARGEST_BODY
from benchmarks.switching import front
from deploy.local import ROOT
from tests.deploy.machine import Machine
from tests.deploy.visitor import connection

CLIENT = "193423"
NGINX = """#!/usr/bin/env bash
echo "$*" >>"$HERE/asked"
if [[ $1 == -t ]]; then ! grep -rq broken "$HERE/etc/nginx"; fi
"""


REAL = pytest.mark.skipif(shutil.which("nginx") is None or os.geteuid() != 0, reason="nginx in front: apt-get install nginx-light")


@REAL
def test_no_log_names_a_client_or_a_caller(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with front.serving(machine) as url:
        for host, status in ((front.API, 503), (front.DASHBOARD, 502)):  # no service is up: nginx has something to say of it
            assert ask(url, f"/get_score/{CLIENT}", host).status == status
        time.sleep(0.2)
    logs = {file.name: file.read_text() for file in (*tmp_path.glob("*.log"), *tmp_path.glob("var/log/nginx/*"))}
    assert [line.split()[3] for line in logs["pret-a-depenser.log"].splitlines()] == ["503", "502"]
    for name, text in logs.items():
        assert CLIENT not in text, name
        assert "127.0.0.1" not in text, name


def ask(url: str, path: str, host: str = front.API, body: bytes | None = None) -> http.client.HTTPResponse:
    """What nginx answers, read to its end."""
    line = connection(url.removeprefix("https://"), secure=True)
    line.request("GET" if body is None else "POST", path, body, {"Host": host, "Content-Type": "application/json"})
    answer = line.getresponse()
    answer.told = answer.read()  # type: ignore[attr-defined]
    line.close()
    return answer


def assert_told_as_by_the_api(answer: http.client.HTTPResponse, status: int, code: str, wait: str | None) -> None:
    """A problem document of nginx has the fields of one of the API's, and the headers that every answer has."""
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    told = json.loads(answer.told)  # type: ignore[attr-defined]
    assert list(told) == ["type", "title", "status", "detail", "request_id", "error", "model_version"]
    assert (told["type"], told["status"]) == (f"urn:pret-a-depenser:problem:{code}", status)
    assert (told["error"], told["request_id"], told["model_version"]) == (told["detail"], answer.headers["X-Request-ID"], None)
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (wait, "no-store")
    assert answer.headers["Strict-Transport-Security"]


@REAL
def test_an_api_that_is_down_is_a_problem_that_says_when_to_come_back(tmp_path: Path) -> None:
    with front.serving(Machine(tmp_path)) as url:
        assert_told_as_by_the_api(ask(url, f"/get_score/{CLIENT}"), 503, "not-ready", "5")
        assert_told_as_by_the_api(ask(url, "/decisions", body=b"{}"), 503, "not-ready", "5")


@REAL
def test_a_batch_may_be_as_large_as_the_api_takes_and_nothing_else(tmp_path: Path) -> None:
    with front.serving(Machine(tmp_path)) as url:
        assert ask(url, "/score/batch", body=b" " * LARGEST_BODY).status == 503  # it went through, to nobody
        assert_told_as_by_the_api(ask(url, "/score/batch", body=b" " * 2 * LARGEST_BODY), 413, "request-entity-too-large", None)
        assert_told_as_by_the_api(ask(url, "/decisions", body=b" " * 2 * 1024 * 1024), 413, "request-entity-too-large", None)


@REAL
def test_who_goes_too_fast_for_nginx_is_told_so(tmp_path: Path) -> None:
    with front.serving(Machine(tmp_path)) as url:
        assert_told_as_by_the_api(last_of(url, "/health/live", times=900), 429, "too-many-requests", "1")


def last_of(url: str, path: str, times: int) -> http.client.HTTPResponse:
    """The last answer to many requests that leave at once, without waiting for any: no machine is too slow to be too fast."""
    one = f"GET {path} HTTP/1.1\r\nHost: {front.API}\r\n".encode()
    line = connection(url.removeprefix("https://"), secure=True)
    line.connect()
    sending = threading.Thread(target=line.sock.sendall, args=((one + b"\r\n") * (times - 1) + one + b"Connection: close\r\n\r\n",))
    sending.start()
    told = b"".join(iter(partial(line.sock.recv, 1 << 16), b""))
    sending.join()
    line.close()

    class Heard:
        def makefile(self, *_: object) -> io.BytesIO:
            return io.BytesIO(told[told.rindex(b"HTTP/1.1 ") :])

    answer = http.client.HTTPResponse(Heard())  # type: ignore[arg-type]
    answer.begin()
    answer.told = answer.read()  # type: ignore[attr-defined]
    return answer


REFUSED = b'{"type":"urn:pret-a-depenser:problem:request-entity-too-large","status":413}'


class Refusing(BaseHTTPRequestHandler):
    """An API that refuses whatever it is asked, with the status that the address names."""

    def do_GET(self) -> None:
        self.send_response(int(self.path[1:]))
        self.send_header("Content-Length", str(len(REFUSED)))
        self.end_headers()
        self.wfile.write(REFUSED)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@REAL
@pytest.mark.parametrize("status", [413, 429, 502, 503, 504])
def test_what_the_api_itself_refuses_passes_as_it_is(tmp_path: Path, status: int) -> None:
    machine = Machine(tmp_path)
    api = ThreadingHTTPServer(("127.0.0.1", int(machine.ports["BLUE_API"])), Refusing)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    with front.serving(machine) as url:
        answer = ask(url, f"/{status}")
    api.shutdown()
    api.server_close()
    assert (answer.status, answer.told) == (status, REFUSED)  # type: ignore[attr-defined]


class Front:
    """front.sh over a folder; nginx is played, and refuses a file that says ``broken``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "nginx").write_text(NGINX)
        (folder / "nginx").chmod(0o755)

    def release(self, name: str, **lines: str) -> str:
        """A release whose files of nginx have a line more."""
        files = self.folder / name / "deploy/nginx"
        shutil.copytree(ROOT / "deploy/nginx", files)
        for file, line in lines.items():
            with (files / f"{file}.conf").open("a") as output:
                output.write(line)
        return str(self.folder / name)

    def put(self, release: str, **names: str) -> "subprocess.CompletedProcess[str]":
        said = {"ROOT": str(self.folder), "NGINX": str(self.folder / "nginx"), "HERE": str(self.folder)}
        said |= {"DASHBOARD_NAME": "credit.example", "API_NAME": "api.credit.example"} | names
        command = [str(ROOT / "deploy/front.sh"), release]
        return subprocess.run(command, env=os.environ | said, capture_output=True, text=True, timeout=60, check=False)

    def files(self) -> dict[str, str]:
        return {file.name: file.read_text() for file in self.folder.glob("etc/nginx/**/*.conf")}

    def asked(self) -> list[str]:
        return (self.folder / "asked").read_text().splitlines()


@pytest.fixture
def played(tmp_path: Path) -> Front:
    return Front(tmp_path)


@pytest.mark.parametrize("changed", ["proxy", "site"])
def test_any_of_the_three_files_is_read_and_loaded_when_it_changes(played: Front, changed: str) -> None:
    one = played.release("one")
    assert [played.put(one).returncode, played.put(one).returncode] == [0, 0]
    assert played.asked() == ["-t -q", "-s reload"]
    assert played.put(played.release("two", **{changed: "# another\n"})).returncode == 0
    assert played.asked() == ["-t -q", "-s reload"] * 2
    assert played.files()[f"{changed}.conf"].endswith("# another\n")


def test_what_nginx_refuses_is_taken_back_whole(played: Front) -> None:
    assert played.put(played.release("one")).returncode == 0
    before = played.files()
    done = played.put(played.release("two", proxy="broken\n", site="# another\n"))
    assert done.returncode == 1
    assert "the former ones are back" in done.stderr
    assert played.files() == before
    assert played.asked()[-1] == "-t -q"


def test_what_nginx_refuses_at_first_leaves_nothing(played: Front) -> None:
    assert played.put(played.release("one", proxy="broken\n")).returncode == 1
    assert played.files() == {}


def test_the_first_certificates_have_the_sites_names(played: Front) -> None:
    played.put(played.release("one"))
    for file, name in (("dashboard", "credit.example"), ("api", "api.credit.example")):
        told = ssl._ssl._test_decode_cert(str(played.folder / f"etc/pret-a-depenser/tls/{file}.pem"))  # type: ignore[attr-defined]
        assert told["subjectAltName"] == (("DNS", name),)


BARE = "bare name in small letters, such as credit.example.org; not '{}'"
NO_NAMES = ["https://credit.example", "a&b", "credit.example;", "one.example two.example", "", "Credit.example", "-a.example", "a..example"]


@pytest.mark.parametrize(
    ("dashboard", "said"),
    [
        *((name, BARE.format(name)) for name in NO_NAMES),
        ("api.credit.example", "two sites: not 'api.credit.example' twice"),
        ("a" * 65, "longer than the 64 letters"),
    ],
)
def test_what_are_not_two_names_is_refused_before_anything_is_written(played: Front, dashboard: str, said: str) -> None:
    done = played.put(played.release("one"), DASHBOARD_NAME=dashboard)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr
    assert not (played.folder / "etc").exists()
