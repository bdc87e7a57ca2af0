"""What an installation makes by itself: the API knows whom the dashboard lets in, and nobody else reads the keys."""

import json
import os
import pwd
import re
import sqlite3
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from deploy import backup, services
from deploy.local import ROOT
from deploy.services import Service
from scoring import model as models
from tests.api.invented import IDS, fill_store, write_model
from tests.deploy.machine import API_USER, DESK_USER, Machine
from tests.deploy.visitor import Visitor, connection
from tests.services import free_port

PASSWORD = "quatre chevaux gris"
NAME = "m.durand"
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="an installation gives files to their users: only root may")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    made = Machine(tmp_path_factory.mktemp("machine"))
    release = made.release("one")
    for name in ("blue", "current"):
        (made.base / name).symlink_to(release)
    made.run("settings.sh", str(release))
    return made


def said(machine: Machine, name: str) -> dict[str, str]:
    """The settings of a file."""
    return dict(line.split("=", 1) for line in (machine.root / "etc/pret-a-depenser" / name).read_text().splitlines())


def files(machine: Machine) -> dict[str, tuple[bytes, int, str]]:
    """What the settings are made of: content, rights, owner."""
    found = {}
    for file in sorted((*machine.root.glob("etc/**/*"), *machine.root.glob("var/lib/pret-appli/desk/*"))):
        if file.is_file():
            status = file.stat()
            found[file.name] = (file.read_bytes(), stat.S_IMODE(status.st_mode), pwd.getpwuid(status.st_uid).pw_name)
    return found


def test_what_was_drawn_is_kept_and_read_by_its_owner_alone(machine: Machine) -> None:
    before = files(machine)
    machine.run("settings.sh", str(machine.base / "current"))
    assert files(machine) == before
    assert {name: said[1:] for name, said in before.items() if name in ("api.env", "identity.pem", "jwks.json")} == {
        "api.env": (0o600, "root"),
        "identity.pem": (0o600, DESK_USER),
        "jwks.json": (0o644, DESK_USER),
    }
    lines = before["api.env"][0].decode().splitlines()
    secrets = {line.split("=", 1)[1] for line in lines if line.split("=", 1)[0].endswith("KEY")}
    assert len(secrets) == 4
    assert all(len(secret) == 44 for secret in secrets)


def test_the_api_comes_to_the_public_half_and_not_to_the_accounts(machine: Machine) -> None:
    desk = machine.root / "var/lib/pret-appli"
    assert stat.S_IMODE(desk.stat().st_mode) == 0o711
    assert stat.S_IMODE((desk / "desk").stat().st_mode) == 0o755
    assert f"StateDirectoryMode=0{0o711:o}" in (ROOT / "deploy/systemd/pret-appli@.service").read_text("utf-8")
    assert stat.S_IMODE(machine.data.stat().st_mode) == 0o700


@pytest.fixture(scope="module")
def serving(machine: Machine) -> Iterator[tuple[str, str]]:
    """Both services over people who are said to be real, and an account; the addresses of the API and of the dashboard."""
    folder = machine.base / "current" / "models"
    write_model(folder)
    url = machine.store(machine.base / "current")
    fill_store(url, models.load(folder), ids=IDS[:40])
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        database.execute("update meta set value = 'real' where key = 'kind'")
        database.commit()
    (machine.root / "password").write_text(PASSWORD)
    account = ("--name", NAME, "--role", "advisor", "--password-file", str(machine.root / "password"))
    machine.run("desk.sh", "accounts", "add", *account, DESK_USER="root")  # who may enter the folder where this Python is
    urls = [f"http://127.0.0.1:{machine.ports[name]}" for name in ("BLUE_API", "BLUE_DASH")]
    processes = []
    try:
        for name, url, path in (("pret-api", urls[0], "/health/ready"), ("pret-appli", urls[1], "/health/live")):
            processes.append(machine.start(name, "blue"))
            asked = Service(name, (), {}, url, path, machine.root / f"{name}-blue.log")
            services.wait_until_ready(asked, processes[-1], time.monotonic() + services.PATIENCE)
        yield urls[0], urls[1]
    finally:
        services.stop(processes)


def test_whoever_signs_in_is_known_to_the_api(machine: Machine, serving: tuple[str, str]) -> None:
    visitor = Visitor(serving[1])
    assert visitor.ask("/_dash-layout")[0] == 401
    assert visitor.sign_in(NAME, "trois chevaux gris") == 403
    assert visitor.sign_in(NAME, PASSWORD) == 303
    assert visitor.model_seen() == models.load(machine.base / "current" / "models").version


def test_whoever_does_not_is_answered_nothing(serving: tuple[str, str]) -> None:
    assert Visitor(serving[0]).ask(f"/get_score/{IDS[1]}")[0] == 401


def checked(**environment: str) -> tuple[int, list[str]]:
    """The exit code of check.sh and what it said."""
    command = ["bash", str(ROOT / "deploy/check.sh")]
    done = subprocess.run(command, env={"PATH": os.environ["PATH"]} | environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout.splitlines()


def test_the_check_tells_a_closed_product_that_is_up(serving: tuple[str, str]) -> None:
    code, told = checked(API=serving[0], DASHBOARD=serving[1])
    assert (code, [line[:2] for line in told]) == (0, ["ok"] * 5)


def test_the_check_asks_for_a_score_and_for_the_units(machine: Machine, serving: tuple[str, str], tmp_path: Path) -> None:
    """As root on the machine, where a token is drawn for it and does not stay."""
    (tmp_path / "serving").mkdir()
    (tmp_path / "serving/blue").touch()
    (tmp_path / "systemctl").write_text("#!/bin/sh\n[ $3 != pret-backup.timer ]\n")
    (tmp_path / "systemctl").chmod(0o755)
    on_the_machine = machine.environment() | {
        "API_USER": "root",
        "DASHBOARD_NAME": "",
        "API": serving[0],
        "DASHBOARD": serving[1],
        "SERVING": str(tmp_path / "serving"),
    }
    code, told = checked(**on_the_machine, SYSTEMCTL=str(tmp_path / "systemctl"))
    assert code == 1
    backups = machine.root / "var/backups/pret-a-depenser"
    assert [line for line in told if not line.startswith("ok")] == [
        f"FAIL  there is no copy in {backups}: systemctl start pret-backup, journalctl -u pret-backup",
        "FAIL  pret-backup.timer: see journalctl -u pret-backup.timer",
    ]
    assert "ok    a client has a score, or the stop button is pressed" in told
    assert "ok    pret-api@blue.service" in told
    backup.take(machine.data, backups, 30, 7)
    assert "ok    the last copy is 0 h old" in checked(**on_the_machine, SYSTEMCTL="true")[1]
    tokens = json.loads(machine.run("api.sh", "tokens", "list", API_USER="root"))
    assert [token["revoked_at"] is not None for token in tokens] == [True, True]
    code, told = checked(API=serving[0], DASHBOARD=serving[1], TOKEN="another")  # noqa: S106  none that exists
    assert (code, sum(line.startswith("FAIL  a client has a score") for line in told)) == (1, 1)


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ((2, 25), "ok    the last copy is 2 h old"),
        ((25.5,), "ok    the last copy is 25 h old"),
        ((26.5, 50), "FAIL  the last copy is 26 h old: see journalctl -u pret-backup"),
        ((), "FAIL  there is no copy in {backups}: systemctl start pret-backup, journalctl -u pret-backup"),
    ],
)
def test_the_check_tells_how_old_the_last_whole_copy_is(tmp_path: Path, taken: tuple[float, ...], said: str) -> None:
    backups = tmp_path / "backups"
    (tmp_path / "serving").mkdir()
    for hours in (*taken, 1):  # the last one was interrupted: its keys are not finished
        stamp = (datetime.now(UTC) - timedelta(hours=hours)).strftime(backup.STAMP)
        for part in ("log", "keys"):
            (backups / part / stamp).mkdir(parents=True)
            if part == "log" or hours != 1:
                (backups / part / stamp / "SHA256SUMS").touch()
    dead = {"API": "http://127.0.0.1:9", "DASHBOARD": "http://127.0.0.1:9", "TOKEN": "none", "UNITS": "none"}
    _, told = checked(**dead, ROOT=str(tmp_path), BACKUPS=str(backups), SERVING=str(tmp_path / "serving"), SYSTEMCTL="true")
    assert [line for line in told if "copy" in line] == [said.format(backups=backups)]


def test_an_open_product_does_not_pass_for_a_closed_one() -> None:
    page = b"<html>"

    class Open(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page + b'"alive" "ready" "props"')

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Open) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        code, told = checked(API=url, DASHBOARD=url)
        assert (code, sum(line.startswith("FAIL") for line in told)) == (1, 2)
        assert checked(API=url, DASHBOARD=url, OPEN="1")[0] == 0
        server.shutdown()


@pytest.mark.parametrize(("days", "name", "said"), [(30, "a.example", "ok"), (3, "a.example", "FAIL"), (30, "b.example", "FAIL")])
def test_the_check_looks_at_the_certificate_that_is_served(tmp_path: Path, days: int, name: str, said: str) -> None:
    port = free_port()
    files = ("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem"))
    own = (
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        str(days),
        "-subj",
        f"/CN={name}",
        "-addext",
        f"subjectAltName=DNS:{name}",
    )
    subprocess.run(["openssl", *own, *files], check=True, capture_output=True)
    serve = ("s_server", "-www", "-quiet", "-accept", str(port), "-cert", str(tmp_path / "cert.pem"), "-key", str(tmp_path / "key.pem"))
    with subprocess.Popen(["openssl", *serve], stdin=subprocess.PIPE) as server:
        try:
            asked = ["curl", "-skf", "--retry-connrefused", "--retry", "30", "--retry-delay", "1", f"https://127.0.0.1:{port}"]
            subprocess.run(asked, check=True, capture_output=True, timeout=60)  # until it listens
            _, told = checked(API_NAME="a.example", TLS=f"127.0.0.1:{port}", DASHBOARD="http://127.0.0.1:9")
        finally:
            server.kill()
    assert next(line for line in told if "certificate of a.example" in line).startswith(said), told


def test_the_commands_of_the_runbook_have_the_settings_of_the_service(machine: Machine, serving: tuple[str, str]) -> None:
    mine = {"API_USER": "root", "LOGNAME": "a.petit"}  # root: who may enter the folder where this Python is
    assert machine.run("api.sh", "verify", **mine).endswith("the log is whole.\n")
    assert "Recorded" in machine.run("api.sh", "mode", "manual", "--reason", "essai", **mine)
    ledger = Ledger.open(Settings.from_environment(said(machine, "api.env"), machine.data), draw_secrets=False)
    assert {entry.envelope.actor for entry in ledger.find() if entry.envelope.kind.startswith("mode_")} == {"a.petit"}
    ledger.close()


def test_what_is_watched_is_read_as_the_runbook_says(machine: Machine, serving: tuple[str, str]) -> None:
    runbook = (ROOT / "docs/exploitation.md").read_text("utf-8")
    asked = re.search(r"deploy/api\.sh (tokens create .*?)\s+#.*\ncurl -H \"(.*)\$JETON\" http://127\.0\.0\.1:5010(\S+)", runbook)
    assert asked is not None
    name, _, value = f"{asked[2]}{machine.run('api.sh', *asked[1].split(), API_USER='root').split()[0]}".partition(": ")
    line = connection(serving[0].removeprefix("http://"), secure=False)
    line.request("GET", asked[3], headers={name: value})
    assert "\napi_ready 1\n" in line.getresponse().read().decode()
    line.close()
    assert "location = /metrics { return 404; }" in (ROOT / "deploy/nginx/pret-a-depenser.conf").read_text("utf-8")


def test_a_command_is_run_by_the_service_s_user_and_not_by_root(machine: Machine, tmp_path: Path) -> None:
    shown = tmp_path / "runuser"
    shown.write_text('#!/bin/sh\necho "$PWD $*"\nenv\n')
    shown.chmod(0o755)
    told = machine.run("api.sh", "verify", PATH=f"{tmp_path}:{os.environ['PATH']}", SUDO_USER="a.petit")
    release = machine.base / "current"
    assert told.startswith(f"{release} -u {API_USER} -- env LOGNAME=a.petit .venv-api/bin/python -m api verify\n")
    assert f"KEY_ENCRYPTION_KEY={said(machine, 'api.env')['KEY_ENCRYPTION_KEY']}" in told
    jobs = machine.run("jobs.sh", "drift", "--live", PATH=f"{tmp_path}:{os.environ['PATH']}", RELEASE=str(release))
    assert ".venv-jobs/bin/python -m jobs drift --live\n" in jobs
    assert f"DATA_DIR={machine.data}" in jobs


def test_the_containers_know_each_other_the_same_way() -> None:
    told = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    api, appli, key = (told[name] for name in ("api", "appli", "key"))
    assert appli["environment"] == key["environment"]
    assert api["environment"]["JWT_ISSUER"] == appli["environment"]["JWT_ISSUER"]
    assert api["environment"]["ACCESS"] == appli["environment"]["ACCESS"] == "closed"
    assert api["environment"]["JWKS"] == f"{appli['environment']['DESK_KEYS']}/jwks.json"
    assert f"desk:{appli['environment']['DESK_KEYS']}:ro" in api["volumes"]
    assert not any(volume.startswith("accounts:") for volume in api["volumes"])
    assert api["depends_on"]["key"] == {"condition": "service_completed_successfully"}
    users = [
        line for file in ("api", "appli") for line in (ROOT / f"deploy/docker/{file}.Dockerfile").read_text().splitlines() if "USER" in line
    ]
    assert len(set(users)) == 2
