"""Whatever a superuser does to the log, verify names the first entry that is not as it was signed."""

import json
from collections.abc import Callable

import pytest

from api.decisions.entries import hash_of
from api.decisions.heads import FILE
from api.decisions.ledger import Ledger
from api.decisions.migrate import configuration
from api.decisions.schema import KEYS, KEYS_SCHEMA, LOG_SCHEMA, REVISIONS
from api.decisions.verification import verify
from scoring.errors import NotReady
from tests.api.decisions.test_ledger import add

ENTRIES = 6
AsOwner = Callable[..., None]


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    add(ledger, ENTRIES)
    assert verify(ledger).valid
    return ledger


def test_a_key_that_is_gone_without_a_word_is_named(filled: Ledger) -> None:
    with filled.vault.database.writing() as connection:
        connection.execute(KEYS.delete().where(KEYS.c.seq.in_((4, 5))))
    report = verify(filled)
    assert (report.valid, report.first_bad) == (False, 4)
    assert "no erasure and no purge says so" in str(report.problem)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("envelope = replace(envelope, 'm.durand', 'm.dupont')", "its content does not have its hash"),
        ("person = 'f00'", "a column differs"),
        ("kind = 'purge'", "a column differs"),
        ("at = '2020-01-01T00:00:00.000000Z'", "a column differs"),
        ("sealed = null", "sealed content"),
        ("signature = 'zz'", "signature"),
        ("hash = 'f00'", "hash"),
        ("prev = 'f00'", "a column differs"),
    ],
)
def test_an_edit_is_located(filled: Ledger, as_owner: AsOwner, edit: str, said: str) -> None:
    as_owner(f"update audit_log set {edit} where seq = 3")  # noqa: S608
    report = verify(filled)
    assert (report.valid, report.first_bad) == (False, 3)
    assert said in str(report.problem)


def test_a_forgery_with_its_own_hashes_is_located(filled: Ledger, as_owner: AsOwner) -> None:
    """Whoever rewrites an entry and every hash after it still lacks the key that signs."""
    statements, before = [], filled.find()[2].hash
    for entry in filled.find()[3:]:
        text = entry.envelope.text().replace("m.durand", "m.dupont").replace(entry.envelope.prev, before)
        before = hash_of(text)
        prev = json.loads(text)["prev"]
        changes = f"envelope = '{text}', hash = '{before}', prev = '{prev}'"
        statements.append(f"update audit_log set {changes} where seq = {entry.envelope.seq}")  # noqa: S608
    as_owner(*statements)
    report = verify(filled)
    assert report.first_bad == 4
    assert "signature is not ours" in str(report.problem)


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_a_deletion_is_located(filled: Ledger, as_owner: AsOwner, gone: int) -> None:
    as_owner(f"delete from audit_log where seq = {gone}")  # noqa: S608
    report = verify(filled)
    assert report.first_bad == gone
    assert "is missing" in str(report.problem)


@pytest.mark.parametrize("left", [0, 3, 5])
def test_a_cut_tail_is_caught_by_the_head_and_nothing_more_is_added(filled: Ledger, as_owner: AsOwner, left: int) -> None:
    as_owner(f"delete from audit_log where seq > {left}")  # noqa: S608
    report = verify(filled)
    assert (report.entries, report.first_bad, report.head) == (left, left + 1, ENTRIES)
    assert "cut off" in str(report.problem)
    with pytest.raises(NotReady, match="does not hold what the signed head says"):
        add(filled)


def test_two_entries_exchanged_are_located(filled: Ledger, as_owner: AsOwner) -> None:
    as_owner(*(f"update audit_log set seq = {after} where seq = {before}" for before, after in ((2, 99), (3, 2), (99, 3))))  # noqa: S608
    assert verify(filled).first_bad == 2


def test_a_lost_or_forged_head_is_said_and_nothing_more_is_added(filled: Ledger, settings) -> None:
    head = settings.heads / FILE
    known = json.loads(head.read_text())
    head.write_text(json.dumps(known | {"seq": 2}))
    assert verify(filled).first_bad == 2
    for content in (json.dumps(known | {"hash": "f00"}), "{}", "not json", None):
        if content is None:
            head.unlink()
        else:
            head.write_text(content)
        assert "head" in str(verify(filled).problem)
        with pytest.raises(NotReady, match="head"):
            add(filled)


def test_a_head_that_a_crash_left_behind_catches_up(filled: Ledger, settings) -> None:
    head = settings.heads / FILE
    late = head.read_text()
    add(filled)
    head.write_text(late)
    assert verify(filled).valid
    add(filled)
    assert verify(filled).head == ENTRIES + 2


@pytest.mark.parametrize(("part", "schema"), [("log", LOG_SCHEMA), ("keys", KEYS_SCHEMA)])
def test_the_migrations_make_the_tables_that_the_code_uses(ledger: Ledger, part, schema) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(configuration(part)).get_current_head() == REVISIONS[part]
    database = ledger.log if part == "log" else ledger.vault.database
    ours = {"audit_log"} if part == "log" else {"person_keys"}
    with database.writer.connect() as connection:
        options = {"include_name": lambda name, kind, parents: kind != "table" or name in ours, "version_table": f"{part}_version"}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), schema) == []
