"""One chain, whoever writes; what is added stays, is durable, opens with its key and with nothing else."""

import multiprocessing
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.decisions.database import Database
from api.decisions.entries import GENESIS
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.decisions.settings import Settings
from api.decisions.verification import verify
from scoring.errors import NotReady
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.conftest import ON_POSTGRESQL, ON_SQLITE

PROCESSES, THREADS, EACH = 5, 10, 1


def add(ledger: Ledger, count: int = 1, client: int = 193423) -> None:
    for number in range(count):
        with ledger.turn() as turn:
            turn.add("decision", "m.durand", ledger.person(client), {"text": f"motif n° {number}", "score": 0.61})


def write_together(settings: Settings, process: int) -> None:
    ledger = Ledger.open(settings, draw_secrets=True)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda thread: add(ledger, EACH, 1000 * process + thread + 1), range(THREADS)))
    ledger.close()


def test_the_log_is_tested_on_postgresql_too(cluster: Cluster) -> None:
    cluster.empty()


def test_fifty_writers_over_processes_give_one_chain(settings: Settings) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    writers = [context.Process(target=write_together, args=(settings, number)) for number in range(PROCESSES)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    ledger = Ledger.open(settings, draw_secrets=False)
    entries = ledger.find()
    total = PROCESSES * THREADS * EACH
    assert [entry.envelope.seq for entry in entries] == list(range(1, total + 1))
    assert [entry.envelope.prev for entry in entries] == [GENESIS, *(entry.hash for entry in entries[:-1])]
    assert set(Counter(entry.envelope.person for entry in entries).values()) == {EACH}
    assert verify(ledger).valid
    assert verify(ledger).head == total
    ledger.close()


def test_content_comes_back_and_names_nobody_outside_its_seal(ledger: Ledger) -> None:
    add(ledger)
    (entry,) = ledger.find()
    assert ledger.content(entry) == {"text": "motif n° 0", "score": 0.61}
    row = repr(entry.row())
    assert "193423" not in row
    assert "motif" not in row
    assert entry.envelope.person == ledger.person(193423) != ledger.person(111767)


def test_a_clock_that_jumps_back_changes_no_order(ledger: Ledger, clock) -> None:
    add(ledger)
    clock.advance(days=-400)
    add(ledger)
    assert [entry.envelope.seq for entry in ledger.find()] == [1, 2]
    assert verify(ledger).valid


def test_what_fails_in_its_turn_leaves_nothing(ledger: Ledger) -> None:
    add(ledger)

    def fail() -> None:
        with ledger.turn() as turn:
            turn.add("decision", "m.durand", ledger.person(5), {"a": 1})
            turn.add("decision", "m.durand", ledger.person(5), {"a": float("nan")})

    with pytest.raises(ValueError, match="Out of range"):
        fail()
    add(ledger)
    assert len(ledger.find()) == 2
    assert verify(ledger).valid


def test_another_secret_opens_nothing(ledger: Ledger, settings: Settings) -> None:
    add(ledger)
    other = replace(settings, environment={"KEY_ENCRYPTION_KEY": "A" * 43 + "="})
    stranger = Ledger.open(other, draw_secrets=False)
    with pytest.raises(NotReady, match="KEY_ENCRYPTION_KEY"):
        stranger.content(stranger.find()[0])
    stranger.close()


@pytest.mark.parametrize(
    "statement",
    ["update audit_log set kind = 'purge' where seq = 1", "delete from audit_log"],
)
def test_nobody_changes_an_entry(ledger: Ledger, as_owner, statement: str) -> None:
    add(ledger)
    with pytest.raises(SQLAlchemyError, match="append-only"):
        as_owner(statement, triggers=True)
    assert verify(ledger).valid


@pytest.mark.parametrize("seq", [1, 3, 999])
def test_the_api_s_own_role_adds_the_next_entry_only(ledger: Ledger, seq: int) -> None:
    """On both databases: a row far ahead would hold back every decision after it."""
    add(ledger)
    (first,) = ledger.find()
    with pytest.raises(NotReady, match="next entry only"), ledger.log.writing() as connection:
        connection.execute(LOG.insert(), first.row() | {"seq": seq, "token": None, "prev": "f" * 64})
    add(ledger)
    assert verify(ledger).valid


STATEMENTS = ("truncate audit_log", "delete from audit_log", "set session_replication_role = replica; delete from audit_log")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_postgresql_s_trigger_sleeps_for_nobody(cluster: Cluster, statement: str) -> None:
    """Not for the owner, who is a superuser, nor in a session that replays a replica's changes, nor when no row would go."""
    with cluster.fresh() as engine, pytest.raises(SQLAlchemyError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql(statement)


@ON_SQLITE
def test_nobody_replaces_sqlite_s_entries(ledger: Ledger, as_owner) -> None:
    add(ledger, 2)
    with pytest.raises(SQLAlchemyError, match="next entry only"):
        as_owner("insert or replace into audit_log select * from audit_log where seq = 1", triggers=True)


@pytest.mark.parametrize(
    "right", ["update audit_log set kind = kind", "delete from audit_log", "truncate audit_log", "drop table audit_log"]
)
@ON_POSTGRESQL
def test_the_api_s_role_may_only_add_and_read(ledger: Ledger, right: str) -> None:
    with pytest.raises(SQLAlchemyError, match=r"permission denied|must be owner"), ledger.log.writer.begin() as connection:
        connection.execute(text(right))


@ON_POSTGRESQL
def test_a_role_that_could_change_the_log_is_refused(ledger: Ledger, settings: Settings) -> None:
    with pytest.raises(NotReady, match="could change the decisions"):
        Ledger.open(replace(settings, url=settings.url.replace("application", "owner")), draw_secrets=True)


def test_commits_wait_for_the_disk(ledger: Ledger) -> None:
    with ledger.log.writer.connect() as connection:
        if ledger.log.file is not None:
            assert connection.exec_driver_sql("pragma synchronous").scalar() == 2
            assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        else:
            assert connection.exec_driver_sql("show synchronous_commit").scalar() == "on"


def test_secrets_of_a_demonstration_are_its_owner_s_alone(ledger: Ledger, settings: Settings) -> None:
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in settings.secrets.iterdir()}
    assert modes == dict.fromkeys(("key_encryption_key", "signing_key", "pseudonym_key"), "0o600")
    assert oct(settings.secrets.stat().st_mode & 0o777) == "0o700"


def test_without_secrets_a_real_population_has_no_log(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="KEY_ENCRYPTION_KEY is missing"):
        Ledger.open(Settings.from_environment({}, tmp_path), draw_secrets=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("secret", ["short", "é", "A" * 44])
def test_a_poor_secret_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(NotReady, match="32 bytes in base64"):
        Ledger.open(Settings.from_environment({"KEY_ENCRYPTION_KEY": secret}, tmp_path), draw_secrets=True)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "kek").write_text("B" * 43 + "=\n")
    Ledger.open(Settings.from_environment({"KEY_ENCRYPTION_KEY_FILE": str(tmp_path / "kek")}, tmp_path), draw_secrets=True).close()
    assert not (tmp_path / "secrets" / "key_encryption_key").exists()


@ON_POSTGRESQL
def test_a_database_of_another_version_is_not_used(ledger: Ledger, settings: Settings, as_owner) -> None:
    as_owner("update log_version set version_num = 'older'")
    with pytest.raises(NotReady, match="python -m api migrate"):
        Ledger.open(settings, draw_secrets=True)


@ON_POSTGRESQL
def test_a_release_that_is_put_back_works_on_what_a_later_one_left(ledger: Ledger, settings: Settings, as_owner) -> None:
    as_owner("update log_version set version_num = 'log_0004'")
    add(back := Ledger.open(settings, draw_secrets=True))
    back.close()


@pytest.mark.parametrize(
    ("version", "usable"), [("log_0004", True), ("log_0001", True), ("log_0000", False), ("access_0009", False), ("older", False)]
)
def test_a_file_of_a_later_release_is_used_and_one_of_no_release_is_said(tmp_path: Path, version: str, usable: bool) -> None:
    settings = Settings.from_environment({}, tmp_path)
    Ledger.open(settings, draw_secrets=True).close()
    with sqlite3.connect(tmp_path / "decisions.sqlite") as connection:
        connection.execute("update log_version set version_num = ?", (version,))
    if usable:
        add(ledger := Ledger.open(settings, draw_secrets=True))
        ledger.close()
        return
    with pytest.raises(NotReady, match="of a version that no release knows"):
        Ledger.open(settings, draw_secrets=True)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "decisions.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(NotReady, match="not a database"):
        Ledger.open(Settings.from_environment({}, tmp_path), draw_secrets=True)


def test_sqlite_writes_no_client_s_words_in_clear(tmp_path: Path) -> None:
    ledger = Ledger.open(Settings.from_environment({}, tmp_path), draw_secrets=True)
    add(ledger)
    ledger.close()
    assert sqlite3.connect(tmp_path / "decisions.sqlite").execute("select count(*) from audit_log").fetchone() == (1,)
    assert not any(b"motif" in file.read_bytes() or b"193423" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


@ON_POSTGRESQL
def test_a_connection_cut_before_its_commit_does_not_tell_whether_it_was_recorded(settings: Settings, cluster: Cluster) -> None:
    log = Database(settings.url, "log")

    def cut() -> None:
        with log.writing() as connection:
            served_by = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
            assert cluster.rows(f"select pg_terminate_backend({served_by}, 5000)") == [(True,)]

    with pytest.raises(NotReady, match="not known: try again with the same Idempotency-Key"):
        cut()
    log.close()
