"""The record of reads and the tokens, on both databases, as the role that the API has."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import DBAPIError

from api.access import tokens
from api.access.caller import Limits
from api.access.reads import Read, Reads, of_person
from api.access.schema import READS
from api.access.store import AccessStore
from api.decisions.settings import Settings
from scoring.errors import NotReady
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.conftest import ON_POSTGRESQL

GRANT = tokens.Grant("scorer", ("score:read",), Limits(), 30)


@pytest.fixture
def store(settings: Settings) -> Iterator[AccessStore]:
    store = AccessStore(settings.access_url)
    yield store
    store.close()


def test_reads_are_written_and_told(store: AccessStore) -> None:
    reads, now, person = Reads(store, lambda: lambda client: f"person {client}"), datetime.now(UTC), f"p {datetime.now(UTC).timestamp()}"
    for number in range(600):
        reads.add(Read(now, "a.petit", person, "/get_score/<client_id>", f"request {number}"))
    reads.add(Read(now, "a.petit", 5, "/get_score/<client_id>", 'quote" and \\ and é'))
    reads.close()
    (told,) = of_person(store, person)
    assert (told["by"], told["times"]) == ("a.petit", 600)
    with store.database().reading() as connection:
        assert connection.execute(select(READS.c.request).where(READS.c.person == "person 5")).first()[0] == 'quote" and \\ and é'


@pytest.mark.parametrize("statement", ["update client_reads set caller = 'nobody'", "delete from client_reads"])
def test_what_was_read_stays(store: AccessStore, settings: Settings, statement: str) -> None:
    test_reads_are_written_and_told(store)
    for url in {settings.access_url, settings.access_url.replace(Cluster.ROLE, Cluster.OWNER, 1)}:
        engine = create_engine(url)
        with pytest.raises(DBAPIError, match=r"append-only|kept for 180 days|permission denied"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@ON_POSTGRESQL
def test_the_api_s_role_reads_tokens_and_draws_none(store: AccessStore, cluster: Cluster) -> None:
    with pytest.raises(NotReady, match="permission denied"):
        tokens.create(store, GRANT, "operator", datetime.now(UTC))
    owner = AccessStore(cluster.url())
    token = tokens.create(owner, GRANT, "operator", datetime.now(UTC))
    assert tokens.Tokens(store).caller(token).name == "service:scorer"
    tokens.revoke(owner, "scorer", datetime.now(UTC))
    owner.close()
