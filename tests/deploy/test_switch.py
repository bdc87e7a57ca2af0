"""Blue and green: what serves goes on serving until the other one is ready, and back is one command."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import ROOT

SERVER = (
    "import http.server, sys; http.server.SimpleHTTPRequestHandler.do_GET = lambda s: (s.send_response(200), s.end_headers());"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()"
)
SYSTEMD = r"""#!/usr/bin/env bash
echo "$*" >>"$HERE/asked"
[[ $1 == restart ]] || exit 0
service=${2%@*} colour=${2#*@}
grep -q broken "$BASE/$colour/state" && exit 0
port="PORT_${service//-/_}_$colour"
nohup "$PYTHON" -c "$SERVER" "${!port}" >/dev/null 2>&1 &
echo $! >>"$HERE/pids"
"""


class House:
    """A machine of its own under a folder; only systemd and nginx's reload are played."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        systemctl = folder / "systemctl"
        systemctl.write_text(SYSTEMD)
        systemctl.chmod(0o755)
        (folder / "nginx").mkdir()
        with socket.socket() as one, socket.socket() as two, socket.socket() as three, socket.socket() as four:
            for probe in (one, two, three, four):
                probe.bind(("127.0.0.1", 0))
            self.ports = [str(probe.getsockname()[1]) for probe in (one, two, three, four)]
        names = ("BLUE_API", "GREEN_API", "BLUE_DASH", "GREEN_DASH")
        played = ("PORT_pret_api_blue", "PORT_pret_api_green", "PORT_pret_appli_blue", "PORT_pret_appli_green")
        self.environment = os.environ | dict(zip((*names, *played), self.ports * 2, strict=True))
        self.environment |= {"BASE": str(folder), "NGINX": str(folder / "nginx"), "SYSTEMCTL": str(systemctl), "HERE": str(folder)}
        self.environment |= {"RELOAD": "true", "DRAIN": "0", "PATIENCE": "10", "PYTHON": sys.executable, "SERVER": SERVER}

    def release(self, name: str, state: str = "sound") -> str:
        folder = self.folder / "releases" / name
        for part in ("api", "appli"):
            (folder / f".venv-{part}" / "bin").mkdir(parents=True)
            (folder / f".venv-{part}" / "bin" / "python").symlink_to(sys.executable)
        (folder / "state").write_text(state)
        return str(folder)

    def switch(self, to: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        command = [str(ROOT / "deploy" / "switch.sh"), to]
        return subprocess.run(command, env=self.environment | changes, capture_output=True, text=True, timeout=60, check=False)

    def upstreams(self) -> str:
        return (self.folder / "nginx" / "upstreams.conf").read_text()

    def stop(self) -> None:
        pids = self.folder / "pids"
        for pid in pids.read_text().split() if pids.exists() else ():
            os.kill(int(pid), 15)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.stop()


def test_there_and_back(house: House) -> None:
    one, two = house.release("one"), house.release("two")
    assert house.switch(one).returncode == 0
    assert f"127.0.0.1:{house.ports[0]};" in house.upstreams()
    assert house.switch(two).returncode == 0
    assert f"127.0.0.1:{house.ports[1]};" in house.upstreams()
    assert (house.folder / "current").resolve() == Path(two)
    asked = (house.folder / "asked").read_text().splitlines()
    assert asked.index("restart pret-appli@green") < asked.index("stop pret-appli@blue pret-api@blue")
    assert "stop pret-appli@green pret-api@green" not in asked
    assert house.switch("--back").returncode == 0
    assert (house.folder / "current").resolve() == Path(one)
    assert f"127.0.0.1:{house.ports[0]};" in house.upstreams()


def test_a_release_that_never_is_ready_changes_nothing(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    before = house.upstreams()
    done = house.switch(house.release("two", state="broken"), PATIENCE="1")
    assert done.returncode == 1
    assert "blue still serves, nothing changed" in done.stderr
    assert house.upstreams() == before
    assert (house.folder / "current").resolve().name == "one"


def test_what_nginx_refuses_is_taken_back(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    before = house.upstreams()
    done = house.switch(house.release("two"), RELOAD="false")
    assert done.returncode == 1
    assert "nginx refused" in done.stderr
    assert house.upstreams() == before
    assert (house.folder / "nginx" / "active").read_text() == "blue\n"


def test_back_needs_something_to_go_back_to(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    done = house.switch("--back")
    assert done.returncode == 1
    assert "nothing ran before" in done.stderr
