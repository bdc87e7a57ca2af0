"""The lender's list of who is in charge of whom: two files, loaded whole or not at all, and recorded."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from sqlalchemy import delete, func, insert, select, text

from api.access.portfolios import ALL
from api.access.schema import IN_CHARGE, PORTFOLIOS
from api.access.store import AccessStore
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.errors import OutOfDomain
from scoring.store import LARGEST_ID

NAME: Final = re.compile(r"[^\W_][\w .'-]{0,63}")
_PERSON: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@|+-]{1,127}", re.ASCII)
_CLIENTS: Final = ("client", "portfolio")
_PEOPLE: Final = ("person", "portfolio")
_TOGETHER: Final = 5_000
Pair = TypeVar("Pair", tuple[int, str], tuple[str, str])


@dataclass(frozen=True, slots=True)
class Assignments:
    """Each client's portfolio, the portfolios of each person, and what tells these two files from others."""

    clients: dict[int, str]
    people: list[tuple[str, str]]
    digest: str

    @classmethod
    def read(cls, clients: Path, people: Path) -> Self:
        """Read both files. Raises OutOfDomain, which names the line."""
        texts = [_text(file) for file in (clients, people)]
        of_clients = dict(_each(clients, texts[0], _CLIENTS, _client))
        of_people = [*_each(people, texts[1], _PEOPLE, _in_charge)]
        given = cls(of_clients, of_people, hashlib.sha256("\0".join(texts).encode()).hexdigest())
        if given.without_people and ALL not in given.portfolios:
            nobody = ", ".join(given.without_people[:5])
            raise OutOfDomain(f"{people} puts nobody in charge of {nobody}: nobody could open these clients' files.")
        return given

    @property
    def portfolios(self) -> set[str]:
        """Those that somebody is in charge of."""
        return {portfolio for _, portfolio in self.people}

    @property
    def without_people(self) -> list[str]:
        """Portfolios that nobody is in charge of but who is in charge of all."""
        return sorted(set(self.clients.values()) - self.portfolios)

    @property
    def without_clients(self) -> list[str]:
        """Portfolios that no client is in: perhaps misspelt."""
        return sorted(self.portfolios - set(self.clients.values()) - {ALL})


def load(store: AccessStore, ledger: Ledger, given: Assignments, known: Container[int], actor: str) -> int:
    """Put a list in the place of the former one, in force at once, and record it. Returns how many clients are left out: nobody
    loaded has these numbers. Raises OutOfDomain when that is all of them, NotReady."""
    rows = [{"client": client, "portfolio": portfolio} for client, portfolio in given.clients.items() if client in known]
    if not rows:
        raise OutOfDomain("None of these clients is loaded: is this the list of another population?")
    people = [{"person": person, "portfolio": portfolio} for person, portfolio in given.people]
    facts = {"clients": len(rows), "people": len({person for person, _ in given.people}), "sha256": given.digest}
    _replace(store, rows, people, partial(_record, ledger, actor, facts))
    return len(given.clients) - len(rows)


def clear(store: AccessStore, ledger: Ledger, actor: str) -> None:
    """Take the list away: whoever may read files may read them all again. Raises NotReady."""
    _replace(store, [], [], partial(_record, ledger, actor, {"clients": 0, "people": 0}))


def forget(store: AccessStore, client: int) -> None:
    """Take an erased client away, from the file's free pages too. Raises NotReady."""
    database = store.database()
    with database.writing() as connection:
        connection.execute(delete(PORTFOLIOS).where(PORTFOLIOS.c.client == client))
    database.forget()  # even when nothing was there any more: an earlier try may have failed here


def declared(ledger: Ledger) -> bool:
    """Whether a list is in force, as the log says. Raises NotReady."""
    last = ledger.find(LOG.c.kind == "portfolios", newest_first=True, most=1)
    return bool(last and last[0].envelope.facts["clients"])


def of_client(store: AccessStore, client: int) -> str | None:
    """The portfolio that a client is in. Raises NotReady."""
    with store.database().reading() as connection:
        found: str | None = connection.execute(select(PORTFOLIOS.c.portfolio).where(PORTFOLIOS.c.client == client)).scalar()
        return found


def listed(store: AccessStore) -> list[dict[str, Any]]:
    """Each portfolio: how many clients, and who is in charge. Raises NotReady."""
    count = select(PORTFOLIOS.c.portfolio, func.count()).group_by(PORTFOLIOS.c.portfolio)
    with store.database().reading() as connection:
        clients = {row[0]: row[1] for row in connection.execute(count)}
        people = connection.execute(select(IN_CHARGE).order_by(IN_CHARGE.c.person)).all()
    names = sorted(clients.keys() | {row.portfolio for row in people})
    return [
        {"portfolio": name, "clients": clients.get(name, 0), "people": [row.person for row in people if row.portfolio == name]}
        for name in names
    ]


def _replace(store: AccessStore, clients: list[dict[str, Any]], people: list[dict[str, Any]], record: Callable[[], None]) -> None:
    """``record`` comes between the writing and its commit: nothing is recorded that may not be done, nor done without a record."""
    database = store.database()
    with database.writing() as connection:
        if database.file is None:  # two loads at once would mix; whoever reads is not kept waiting
            connection.execute(text(f"lock table {PORTFOLIOS.name}, {IN_CHARGE.name} in exclusive mode"))
        for table, rows in ((PORTFOLIOS, clients), (IN_CHARGE, people)):
            connection.execute(delete(table))
            for start in range(0, len(rows), _TOGETHER):
                connection.execute(insert(table), rows[start : start + _TOGETHER])
        if database.file is None:
            connection.execute(text(f"analyze {PORTFOLIOS.name}, {IN_CHARGE.name}"))
        record()


def _record(ledger: Ledger, actor: str, facts: dict[str, Any]) -> None:
    with ledger.turn() as turn:
        turn.add("portfolios", actor, facts=facts)


def _text(file: Path) -> str:
    """A file read once: it may be a pipe."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OutOfDomain(f"{file} cannot be read as text in UTF-8 ({type(error).__name__}: {error}).") from None


def _each(file: Path, content: str, columns: tuple[str, str], read: Callable[[str, str], Pair]) -> Iterator[Pair]:
    """The lines of a CSV file; nothing twice. Raises OutOfDomain."""
    try:
        rows = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        if any(list(rows.fieldnames or ()).count(column) != 1 for column in columns):
            raise OutOfDomain(f"{file} has not the columns {' and '.join(columns)}, each once.")
        yield from _read(file, rows, columns, read)
    except csv.Error as error:
        raise OutOfDomain(f"{file} cannot be read as CSV ({error}).") from None


def _read(file: Path, rows: "csv.DictReader[str]", columns: tuple[str, str], read: Callable[[str, str], Pair]) -> Iterator[Pair]:
    seen = set[Any]()
    for row in rows:
        key, portfolio = ((row[column] or "").strip() for column in columns)
        try:
            found = read(key, portfolio)
        except OutOfDomain as problem:
            raise OutOfDomain(f"{file}, line {rows.line_num}: {problem}") from None
        once = found[0] if columns is _CLIENTS else found  # a client has one portfolio, a person may have several
        if once in seen:
            raise OutOfDomain(f"{file}, line {rows.line_num}: {key} stands there twice.")
        seen.add(once)
        yield found
    if not seen:
        raise OutOfDomain(f"{file} holds nothing but its header; `portfolios clear` takes a list away.")


def _client(number: str, portfolio: str) -> tuple[int, str]:
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(LARGEST_ID)) and 0 < int(number) <= LARGEST_ID):
        raise OutOfDomain(f"{number!r} is not a client's number.")
    if not NAME.fullmatch(portfolio):
        raise OutOfDomain(f"{portfolio!r} is not a portfolio's name: 1 to 64 letters, digits, spaces, '.', '_', '-' or apostrophes.")
    return int(number), portfolio


def _in_charge(person: str, portfolio: str) -> tuple[str, str]:
    if not _PERSON.fullmatch(person):
        raise OutOfDomain(f"{person!r} is not the name that somebody signs in with.")
    if portfolio != ALL and not NAME.fullmatch(portfolio):
        raise OutOfDomain(f"{portfolio!r} is neither a portfolio's name nor {ALL}.")
    return person, portfolio
