"""`make run` says in one sentence why it does not start, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy import environments, services
from deploy.local import ROOT, STOPPING, Settings, main
from deploy.say import Failure
from deploy.services import Service


def run(**environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.local"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "٣"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    done = run(API_PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith("API_PORT must be a port number")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("variable", ["API_PORT", "DASH_PORT"])
def test_a_port_in_use_is_named_before_anything_is_done(variable: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(**{"API_PORT": "5901", "DASH_PORT": "5902", "DATA_DIR": str(tmp_path / "data"), variable: port})
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is already in use")
    assert variable in done.stderr
    assert not (tmp_path / "data").exists()


def test_the_settings_have_the_documented_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("API_PORT", "DASH_PORT", "DATA_DIR"):
        monkeypatch.delenv(variable, raising=False)
    assert Settings.from_environment() == Settings(5000, 8050, ROOT / "data" / "demo")


def sleeper(tmp_path: Path, program: str) -> Service:
    return Service("The sleeper", (sys.executable, "-c", program), {}, "http://127.0.0.1:9", "/", tmp_path / "log")


def test_a_service_that_ends_while_starting_is_named(tmp_path: Path) -> None:
    service = sleeper(tmp_path, "raise SystemExit(3)")
    with pytest.raises(Failure, match=r"The sleeper stopped while starting; .*log says why"):
        services.wait_until_ready(service, service.start(), time.monotonic() + 20)


def test_a_service_that_never_answers_is_given_up(tmp_path: Path) -> None:
    service = sleeper(tmp_path, "import time; time.sleep(60)")
    process = service.start()
    try:
        with pytest.raises(Failure, match="is not ready"):
            services.wait_until_ready(service, process, time.monotonic() + 0.5)
    finally:
        services.stop([process])
    assert process.returncode == -signal.SIGTERM


def test_a_service_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "GRACE", 0.5)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    service = sleeper(tmp_path, stubborn)
    process = service.start()
    while "deaf" not in service.log.read_text():
        time.sleep(0.05)
    services.stop([process])
    assert process.returncode == -signal.SIGKILL


def test_an_environment_is_stale_as_soon_as_its_requirements_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(environments, "_build", lambda root, name: built.append(name))
    for name in environments.NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "requirements.txt").write_text("flask==3.1.3\n")
        environments.environment(tmp_path, name).mkdir()
        environments._stamp(tmp_path, name).write_text(environments._fingerprint(tmp_path, name))
    environments.prepare(tmp_path)
    assert built == []
    (tmp_path / "appli" / "requirements.txt").write_text("flask==3.1.4\n")
    environments.prepare(tmp_path)
    assert built == ["appli"]


def test_two_services_on_one_port_are_refused(tmp_path: Path) -> None:
    done = run(API_PORT="5903", DASH_PORT="5903", DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr == "API_PORT and DASH_PORT are both 5903: give each its own.\n"


@pytest.mark.parametrize(("name", "said"), [("file", "is a file"), ("folder", "holds no table")])
def test_a_data_folder_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").touch()
    monkeypatch.setattr(environments, "prepare", lambda root: None)
    for variable, value in {"API_PORT": "5904", "DASH_PORT": "5905", "DATA_DIR": str(tmp_path / name)}.items():
        monkeypatch.setenv(variable, value)
    before = {number: signal.getsignal(number) for number in STOPPING}
    try:
        assert main() == 1
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert said in capsys.readouterr().err
