"""What the API's own role on PostgreSQL cannot hide behind tables of its own: the log's triggers look at the log."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from api.decisions import migrate
from api.decisions.database import Database
from tests.api.decisions.cluster import Cluster

HIDING = "create temp table audit_log (seq bigint)"
FAR_AHEAD = "insert into public.audit_log values (999, '', 'decision', null, null, repeat('f', 64), '{}', null, '', '')"


@contextmanager
def as_role(cluster: Cluster) -> Iterator[Connection]:
    """A transaction of the API's role in the fresh database."""
    engine = create_engine(cluster.url(cluster.ROLE, "fresh"))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_temporary_table_does_not_hide_the_log(cluster: Cluster) -> None:
    with cluster.fresh() as owner:
        run(owner, f"grant temporary on database fresh to {cluster.ROLE}")  # as a lender may have
        with as_role(cluster) as connection:
            connection.exec_driver_sql(HIDING)
            connection.exec_driver_sql("insert into pg_temp.audit_log values (998)")
            with pytest.raises(SQLAlchemyError, match="next entry only"):
                connection.exec_driver_sql(FAR_AHEAD)
        with as_role(cluster) as connection:
            connection.exec_driver_sql(FAR_AHEAD.replace("999", "1"))  # the next one is taken


def test_an_operator_of_ones_own_ends_no_read_before_its_time(cluster: Cluster) -> None:
    own = (
        f"create schema own authorization {cluster.ROLE}",
        "create function own.always(varchar, text) returns boolean language sql as 'select true'",
        "create operator own.<= (leftarg = varchar, rightarg = text, function = own.always)",
        "insert into client_reads values (1, '9999-11-22T09:30:00.000000Z', 'm.durand', 'x', '/', 'x')",
    )
    with cluster.fresh() as owner:
        run(owner, *own)
        with as_role(cluster) as connection:
            connection.exec_driver_sql("set search_path = own, pg_catalog, public")
            with pytest.raises(SQLAlchemyError, match="append-only"):
                connection.exec_driver_sql("delete from client_reads")


def test_the_api_s_role_makes_no_temporary_table(cluster: Cluster) -> None:
    with (
        cluster.fresh(),
        pytest.raises(SQLAlchemyError, match="permission denied to create temporary tables"),
        as_role(cluster) as connection,
    ):
        connection.exec_driver_sql(HIDING)


def test_the_right_to_temporary_tables_is_taken_back_by_the_next_migration(cluster: Cluster) -> None:
    with cluster.fresh() as owner:
        run(owner, f"grant temporary on database fresh to public, {cluster.ROLE}")
        again = Database(cluster.url(name="fresh"), "log")
        migrate.migrate(again, "log", cluster.ROLE)
        again.close()
        with pytest.raises(SQLAlchemyError, match="permission denied"), as_role(cluster) as connection:
            connection.exec_driver_sql(HIDING)
