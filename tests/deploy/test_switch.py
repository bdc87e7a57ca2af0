"""Blue and green: what serves goes on serving until the other one is ready, and back is one command."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.switching import front
from deploy.local import ROOT
from tests.deploy.machine import Machine
from tests.deploy.visitor import connection

SERVER = (
    "import http.server, sys; http.server.SimpleHTTPRequestHandler.do_GET = lambda s: (s.send_response(200), "
    "s.send_header('X-Port', str(s.server.server_port)), s.end_headers());"
    "http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()"
)
SYSTEMD = r"""#!/usr/bin/env bash
verb=$1; shift
if [[ $1 == -q ]]; then shift; fi
[[ $verb == is-active ]] || echo "$verb $*" >>"$HERE/asked"
for unit in "$@"; do
  case $verb in
    enable) touch "$HERE/$unit.enabled" ;;
    disable) rm -f "$HERE/$unit.enabled" ;;
    stop | restart)
      if [[ -s $HERE/$unit.active ]]; then kill -9 "$(cat "$HERE/$unit.active")"; fi
      rm -f "$HERE/$unit.active" ;;
    is-active) [[ -e $HERE/$unit.active ]] || exit 3 ;;
  esac
done
[[ $verb == restart ]] || exit 0
service=${1%@*} colour=${1#*@}
touch "$HERE/$1.active"
state=$(cat "$BASE/$colour/state")
if [[ $state == refused ]]; then exit 1; fi
if [[ $state == broken ]]; then exit 0; fi
port="PORT_${service//-/_}_$colour"
nohup "$PYTHON" -c "$SERVER" "${!port}" >/dev/null 2>&1 &
echo $! >"$HERE/$1.active"
"""


class House:
    """A machine of its own under a folder; only systemd is played."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        systemctl = folder / "systemctl"
        systemctl.write_text(SYSTEMD)
        systemctl.chmod(0o755)
        with socket.socket() as one, socket.socket() as two, socket.socket() as three, socket.socket() as four:
            for probe in (one, two, three, four):
                probe.bind(("127.0.0.1", 0))
            self.ports = [str(probe.getsockname()[1]) for probe in (one, two, three, four)]
        names = ("BLUE_API", "GREEN_API", "BLUE_DASH", "GREEN_DASH")
        played = ("PORT_pret_api_blue", "PORT_pret_api_green", "PORT_pret_appli_blue", "PORT_pret_appli_green")
        self.environment = os.environ | dict(zip((*names, *played), self.ports * 2, strict=True))
        self.environment |= {
            "BASE": str(folder),
            "UNIT_FILES": str(folder / "units"),
            "SERVING": str(folder / "serving"),
            "SYSTEMCTL": str(systemctl),
            "HERE": str(folder),
        }
        self.environment |= {"DRAIN": "0", "PATIENCE": "10", "PYTHON": sys.executable, "SERVER": SERVER}

    def release(self, name: str, state: str = "sound") -> str:
        folder = self.folder / "releases" / name
        for part in ("api", "appli"):
            (folder / f".venv-{part}" / "bin").mkdir(parents=True)
            (folder / f".venv-{part}" / "bin" / "python").symlink_to(sys.executable)
        (folder / "state").write_text(state)
        return str(folder)

    def has_units(self, release: str, **units: str) -> None:
        """Give a release its units."""
        folder = Path(release) / "deploy/systemd"
        folder.mkdir(parents=True)
        for name, text in units.items():
            (folder / f"pret-{name.replace('_', '.')}").write_text(text)

    def placed(self) -> dict[str, str]:
        """The units that systemd reads."""
        return {file.name: file.read_text() for file in (self.folder / "units").iterdir()}

    def switch(self, to: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        command = [str(ROOT / "deploy" / "switch.sh"), to]
        return subprocess.run(command, env=self.environment | changes, capture_output=True, text=True, timeout=60, check=False)

    def serving(self) -> list[str]:
        return [file.name for file in (self.folder / "serving").iterdir()]

    def began(self, to: str, output: int = subprocess.PIPE, **changes: str) -> "subprocess.Popen[str]":
        """A switch that is not waited for."""
        command = [str(ROOT / "deploy" / "switch.sh"), to]
        return subprocess.Popen(command, env=self.environment | changes, stdout=output, stderr=subprocess.PIPE, text=True)

    def of(self, name: str) -> str:
        """The release that a link names."""
        return (self.folder / name).resolve().name

    def units(self, state: str) -> set[str]:
        """The units that are ``active`` or ``enabled``."""
        return {file.stem for file in self.folder.glob(f"pret-*.{state}")}

    def stop(self) -> None:
        for unit in self.folder.glob("*.active"):
            os.kill(int(unit.read_text()), 15)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.stop()


def test_there_and_back(house: House) -> None:
    one, two = house.release("one"), house.release("two")
    assert house.switch(one).returncode == 0
    assert house.serving() == ["blue"]
    assert house.switch(two).returncode == 0
    assert house.serving() == ["green"]
    assert (house.folder / "current").resolve() == Path(two)
    asked = (house.folder / "asked").read_text().splitlines()
    assert asked.index("restart pret-appli@green") < asked.index("stop pret-appli@blue pret-api@blue")
    assert "stop pret-appli@green pret-api@green" not in asked
    assert house.units("active") == house.units("enabled") == {"pret-api@green", "pret-appli@green"}
    assert house.switch("--back").returncode == 0
    assert (house.folder / "current").resolve() == Path(one)
    assert house.serving() == ["blue"]
    assert house.of("former") == "two"


def test_units_come_and_go_with_their_release(house: House) -> None:
    one, two, three = house.release("one"), house.release("two"), house.release("three", state="broken")
    house.has_units(one, api_service="one")
    house.has_units(two, api_service="two", new_timer="two")
    house.has_units(three, api_service="three", other_timer="three")
    (house.folder / "units").mkdir()
    (house.folder / "units/nginx.service").write_text("not ours")
    assert house.switch(one).returncode == 0
    first = {"nginx.service": "not ours", "pret-api.service": "one"}
    assert house.placed() == first
    assert house.switch(two).returncode == 0
    second = first | {"pret-api.service": "two", "pret-new.timer": "two"}
    assert house.placed() == second
    assert house.switch(three, PATIENCE="0").returncode == 1
    assert house.placed() == second
    assert house.switch("--back").returncode == 0
    assert house.placed() == first
    asked = (house.folder / "asked").read_text().splitlines()
    assert "enable --now pret-new.timer" in asked
    assert asked.index("disable --now pret-new.timer") > asked.index("enable --now pret-new.timer")
    assert asked.count("daemon-reload ") == 5


def test_nginx_sees_which_colour_serves_whatever_the_umask(house: House) -> None:
    before = os.umask(0o077)
    try:
        assert house.switch(house.release("one"), SERVING=str(house.folder / "nginx/serving")).returncode == 0
    finally:
        os.umask(before)
    assert (house.folder / "nginx/serving/blue").is_file()
    assert {stat.S_IMODE((house.folder / name).stat().st_mode) for name in ("nginx", "nginx/serving")} == {0o755}


@pytest.mark.skipif(shutil.which("nginx") is None or os.geteuid() != 0, reason="nginx in front: apt-get install nginx-light")
def test_a_connection_that_a_caller_keeps_outlives_a_switch(house: House, tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.ports = dict(zip(("BLUE_API", "GREEN_API", "BLUE_DASH", "GREEN_DASH"), house.ports, strict=True))
    serving = str(tmp_path / "etc/nginx/pret-a-depenser/serving")
    with front.serving(machine) as url:
        line, kept = connection(url.removeprefix("https://"), secure=True), None
        for name, port in (("one", house.ports[0]), ("two", house.ports[1]), ("three", house.ports[0])):
            assert house.switch(house.release(name), SERVING=serving).returncode == 0
            line.request("GET", "/", headers={"Host": front.API})
            answer = line.getresponse()
            answer.read()
            assert (answer.status, answer.headers["X-Port"]) == (200, port)
            kept = kept or line.sock
            assert line.sock is kept
        line.close()


def test_a_release_that_never_is_ready_changes_nothing(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    before = house.serving()
    done = house.switch(house.release("two", state="broken"), PATIENCE="1")
    assert done.returncode == 1
    assert "blue still serves, nothing changed" in done.stderr
    assert house.serving() == before
    assert (house.folder / "current").resolve().name == "one"


@pytest.mark.parametrize("state", ["broken", "refused"])
def test_a_release_that_fails_does_not_cost_the_way_back(house: House, state: str) -> None:
    for name in ("one", "two"):
        assert house.switch(house.release(name)).returncode == 0
    assert house.switch(house.release("three", state=state), PATIENCE="0").returncode == 1
    assert house.units("active") == {"pret-api@green", "pret-appli@green"}
    assert house.switch("--back").returncode == 0
    assert (house.of("current"), house.of("former")) == ("one", "two")


def test_the_release_that_serves_is_restarted_without_losing_the_way_back(house: House) -> None:
    for name in ("one", "two"):
        assert house.switch(house.release(name)).returncode == 0
    assert house.switch(str(house.folder / "current")).returncode == 0
    assert (house.serving(), house.of("current"), house.of("former")) == (["blue"], "two", "one")


def test_a_switch_that_nobody_listens_to_any_more_ends_all_the_same(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    reading, writing = os.pipe()
    os.close(reading)
    running = house.began(house.release("two"), output=writing)
    os.close(writing)
    assert running.communicate(timeout=30) is not None
    assert running.returncode == 0
    assert house.units("active") == house.units("enabled") == {"pret-api@green", "pret-appli@green"}


def test_a_switch_that_was_killed_is_finished_by_the_next_command(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    running = house.began(house.release("two"), DRAIN="60")
    assert running.stdout is not None
    assert "green serves" in running.stdout.readline()
    assert house.units("enabled") == {"pret-api@green", "pret-appli@green"}  # the machine may stop here
    running.kill()
    running.communicate()
    assert "pret-api@blue" in house.units("active")
    assert house.switch("--settle").returncode == 0
    assert house.units("active") == {"pret-api@green", "pret-appli@green"}
    assert (house.of("current"), house.of("former")) == ("two", "one")


def test_a_switch_that_is_asked_to_end_before_it_is_made_leaves_nothing(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    running = house.began(house.release("two", state="broken"))
    while "pret-api@green" not in house.units("active"):
        assert running.poll() is None
    running.terminate()
    assert "blue still serves" in running.communicate(timeout=30)[1]
    assert house.units("active") == {"pret-api@blue", "pret-appli@blue"}


def test_two_switches_take_turns(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    both = [house.began(house.release(name), DRAIN="1") for name in ("two", "three")]
    assert [running.communicate(timeout=60) and running.returncode for running in both] == [0, 0]
    assert house.serving() == ["blue"]
    assert {house.of("current"), house.of("former")} == {"two", "three"}
    assert house.units("active") == {"pret-api@blue", "pret-appli@blue"}


def test_back_needs_something_to_go_back_to(house: House) -> None:
    assert house.switch(house.release("one")).returncode == 0
    done = house.switch("--back")
    assert done.returncode == 1
    assert "nothing ran before" in done.stderr
