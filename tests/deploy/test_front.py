"""nginx in front: its logs name nobody, and its files change together or not at all."""

import os
import shutil
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from benchmarks.switching import front
from deploy.local import ROOT
from tests.deploy.machine import Machine
from tests.deploy.visitor import connection

CLIENT = "193423"
NGINX = """#!/usr/bin/env bash
echo "$*" >>"$HERE/asked"
if [[ $1 == -t ]]; then ! grep -rq broken "$HERE/etc/nginx"; fi
"""


@pytest.mark.skipif(shutil.which("nginx") is None or os.geteuid() != 0, reason="nginx in front: apt-get install nginx-light")
def test_no_log_names_a_client_or_a_caller(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    with front.serving(machine) as url:
        for host in (front.API, front.DASHBOARD):  # no service is up: nginx has something to say of it
            line = connection(url.removeprefix("https://"), secure=True)
            line.request("GET", f"/get_score/{CLIENT}", headers={"Host": host})
            assert line.getresponse().status == 502
            line.close()
        time.sleep(0.2)
    logs = {file.name: file.read_text() for file in (*tmp_path.glob("*.log"), *tmp_path.glob("var/log/nginx/*"))}
    assert logs["pret-a-depenser.log"].count(" 502 ") >= 2
    for name, text in logs.items():
        assert CLIENT not in text, name
        assert "127.0.0.1" not in text, name


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
