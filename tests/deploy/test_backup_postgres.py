"""A log in PostgreSQL is dumped with its keys apart, put into an empty database, and the restored chain verifies."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.config import Config
from api.decisions.ledger import Ledger
from deploy import backup, postgres
from deploy.local import ROOT
from deploy.restore import restore
from deploy.say import Failure
from scoring.store.schema import connect
from tests.api.decisions.cluster import Cluster, programs
from tests.services import LEAN

pytestmark = pytest.mark.skipif(programs() is None, reason="needs PostgreSQL: apt-get install postgresql")
DECIDED = {"outcome": "accord", "reason": "Le budget a été relu avec le client."}
CLIENT = 100_002


@dataclass(frozen=True)
class Here:
    """A server, the API's folder of data, and what a backup is told."""

    cluster: Cluster
    data: Path

    def told(self, name: str = "postgres") -> dict[str, str]:
        return {"DECISIONS_URL": self.cluster.url(self.cluster.ROLE, name), "BACKUP_USER": self.cluster.OWNER, "DATA_DIR": str(self.data)}

    def ledger(self, name: str = "postgres") -> Ledger:
        return Ledger.open(Config.from_environment(self.told(name)).decisions, draw_secrets=True)

    def empty(self, name: str) -> None:
        server = connect(self.cluster.url(), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f"create database {name}")
        server.dispose()

    def verify(self, name: str, data: Path) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | LEAN | self.told(name) | {"DATA_DIR": str(data)}
        command = [sys.executable, "-m", "api", "verify"]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with Cluster.started() as cluster:
        cluster.migrate("postgres")
        found = Here(cluster, tmp_path_factory.mktemp("data"))
        ledger = found.ledger()
        with ledger.turn() as turn:
            turn.add("decision", "m.durand", ledger.person(CLIENT), DECIDED, facts={"follows": True})
        ledger.close()
        yield found


@pytest.fixture(scope="module")
def taken(here: Here, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return backup.take(here.data, tmp_path_factory.mktemp("backups"), 30, 7, here.told())


def test_what_was_dumped_is_restored_and_verifies(here: Here, taken: Path, tmp_path: Path) -> None:
    here.empty("restored")
    told = here.told("restored") | {"BACKUP_USER": "nobody"}
    command = [sys.executable, "-m", "deploy.backup", "restore", str(taken), "--data", str(tmp_path), "--owner", here.cluster.OWNER]
    subprocess.run(command, cwd=ROOT, env=os.environ | LEAN | told, check=True, timeout=120)
    shutil.copytree(here.data / "secrets", tmp_path / "secrets")
    done = here.verify("restored", tmp_path)
    assert (done.returncode, done.stdout) == (0, "1 entries: the log is whole.\n"), done.stderr
    ledger = here.ledger("restored")
    (decision,) = ledger.of_person(ledger.person(CLIENT), "decision")
    assert ledger.content(decision) == DECIDED
    ledger.close()
    assert not list(tmp_path.rglob("*.dump"))


def test_the_log_s_copy_holds_no_key(taken: Path) -> None:
    keys = taken.parents[1] / "keys" / taken.name
    assert {file.name for file in taken.iterdir()} == {"decisions.dump", "heads", "SHA256SUMS"}
    assert {file.name for file in keys.iterdir()} == {"keys.dump", "SHA256SUMS"}
    rows = {}
    for file in (taken / "decisions.dump", keys / "keys.dump"):
        said = subprocess.run(["pg_restore", "--list", str(file)], capture_output=True, text=True, check=True).stdout
        rows[file.stem] = {line.split(" TABLE DATA public ")[1].split()[0] for line in said.splitlines() if " TABLE DATA " in line}
    assert "audit_log" in rows["decisions"]
    assert not {"person_keys", "portfolio_clients"} & rows["decisions"]
    assert "portfolio_people" in rows["decisions"]
    assert rows["keys"] == {"person_keys"}


def test_a_log_that_is_there_is_not_written_over(here: Here, taken: Path, tmp_path: Path) -> None:
    before = here.cluster.rows("select hash from audit_log")
    with pytest.raises(Failure, match="already exists"):
        restore(taken, tmp_path, here.told())
    assert here.cluster.rows("select hash from audit_log") == before
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_leaves_no_backup(here: Here, tmp_path: Path) -> None:
    with pytest.raises(Failure, match="pg_dump failed"):
        backup.take(here.data, tmp_path, 30, 7, here.told("absent"))
    assert not any(tmp_path.glob("*/*"))


def test_a_backup_goes_back_to_databases_of_its_kind(taken: Path, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"do not name the same databases.*decisions\.dump, keys\.dump"):
        restore(taken, tmp_path, {})


def test_a_password_is_not_on_the_command_line() -> None:
    url = "postgresql+psycopg://role:s%40cret@host:5433/base?sslmode=require"
    assert postgres._apart(url, {}) == ("postgresql://role@host:5433/base?sslmode=require", "s@cret")
    assert postgres._apart(url, {"BACKUP_USER": "backup"}) == ("postgresql://backup@host:5433/base?sslmode=require", "")


def test_each_database_is_dumped_once() -> None:
    one, two = "postgresql://h/one", "postgresql://h/two"
    assert postgres.log_dumps({"DATABASE_URL": one}) == {"decisions": one}
    assert postgres.log_dumps({"DATABASE_URL": one, "DECISIONS_URL": two, "ACCESS_URL": "sqlite:///a"}) == {"decisions": two, "watch": one}
    assert postgres.log_dumps({"DECISIONS_URL": "sqlite:///d", "WATCH_URL": one}) == {"watch": one}
    assert postgres.keys_dump({"DATABASE_URL": one, "KEYS_URL": two}) == two
    assert postgres.keys_dump({"DECISIONS_URL": one, "KEYS_URL": "sqlite:///k"}) == ""
