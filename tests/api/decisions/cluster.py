"""A real PostgreSQL for the tests: a cluster in a temporary folder, reached on loopback, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from sqlalchemy import Engine, create_engine

from api.decisions import migrate
from api.decisions.database import PARTS, Database
from api.decisions.schema import REVISIONS
from tests.services import free_port


def programs() -> Path | None:
    """Folder of the newest PostgreSQL that is installed (Debian's layout, else the PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    elsewhere = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(elsewhere).parent if elsewhere else None


@dataclass
class Cluster:
    """One server: ``OWNER`` may do everything, ``ROLE`` is the API's; ``durable``: a commit is on the disk, as a lender's is."""

    folder: Path
    port: int
    durable: bool = False
    _migrated: bool = False
    OWNER: ClassVar[str] = "owner"
    ROLE: ClassVar[str] = "application"

    @classmethod
    @contextmanager
    def started(cls, durable: bool = False) -> Iterator[Self]:
        """Make and start one; PostgreSQL refuses to run as root, so another user does it then."""
        folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        cluster = cls(folder, free_port(), durable)
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, _other_user())
            cluster._program("initdb", "-D", str(folder / "data"), "-U", cls.OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
            cluster.start()
            cluster._run(f"create role {cls.ROLE} login")
            yield cluster
        finally:
            cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c max_connections=200 -c fsync={'on' if self.durable else 'off'}"
        self._program("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server at once, cutting its connections."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._program("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")

    def crash(self) -> None:
        """End it in the middle of whatever it does: it recovers from its journal when it starts again."""
        self.stop("immediate")

    def url(self, role: str = OWNER, name: str = "postgres") -> str:
        """Address of a database for a role."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{name}"

    def empty(self) -> None:
        """Leave the tables as the migrations made them, for the role that the API has."""
        if not self._migrated:
            self.migrate("postgres")
            self._migrated = True
        self._run(
            "alter table audit_log disable trigger all",
            "truncate audit_log, person_keys",
            *(f"alter table audit_log enable always trigger {name}" for name in ("audit_log_no_change", "audit_log_next")),
            f"update log_version set version_num = '{REVISIONS['log']}'",  # noqa: S608
        )

    @contextmanager
    def fresh(self) -> Iterator[Engine]:
        """Another database, as the migrations leave it, for its owner."""
        server = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("create database fresh")
            self.migrate("fresh")
            engine = create_engine(self.url(name="fresh"))
            yield engine
            engine.dispose()
            connection.exec_driver_sql("drop database fresh")
        server.dispose()

    def migrate(self, name: str) -> None:
        """What the owner runs once: ``python -m api migrate --role application``."""
        for part in PARTS:
            database = Database(self.url(name=name), part)
            migrate.migrate(database, part, self.ROLE)
            database.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds, as the owner."""
        engine = create_engine(self.url())
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.exec_driver_sql(query)]
        engine.dispose()
        return found

    def _run(self, *statements: str) -> None:
        engine = create_engine(self.url())
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def _program(self, name: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None
        user = _other_user() if os.geteuid() == 0 else None
        done = subprocess.run(
            [str(folder / name), *arguments], user=user, group=user and pwd.getpwnam(user).pw_gid, extra_groups=[] if user else None,
            cwd="/", capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
