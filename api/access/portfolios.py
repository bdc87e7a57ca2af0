"""Portfolios: whose files a person may open, as the lender's own list says (``python -m api portfolios load``).

Without a list, whoever may read files may read them all. With one, a person opens those of their portfolios; a client who is in
none is opened by who is in all of them. Whoever looks after people's rights answers for everybody's data, and a service has no
portfolio: its scopes and its pace bound it.
"""

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.sql import exists

from api.access.caller import Caller
from api.access.schema import IN_CHARGE, PORTFOLIOS
from api.access.store import AccessStore
from api.errors import NotYours
from scoring.errors import NotReady
from scoring.store.reader import ranges

ALL: Final = "*"
"""In the place of a portfolio: every one, those of nobody included."""
RECHECK_SECONDS: Final = 0.5
BLIND_SECONDS: Final = 30.0
"""How long it is believed that there is no list while the log does not answer."""
_ME: Final = IN_CHARGE.c.person == bindparam("person")
_MINE: Final = PORTFOLIOS.c.portfolio.in_(select(IN_CHARGE.c.portfolio).where(_ME))
_STATE: Final = select(
    # A list is known by its people: the API's role may take a client away who is erased, never them.
    exists(select(IN_CHARGE.c.person)),
    exists().where(_ME, IN_CHARGE.c.portfolio == ALL),
    exists().where(_MINE, PORTFOLIOS.c.client == bindparam("client")),
)
_IN_RANGE: Final = and_(_MINE, PORTFOLIOS.c.client.between(bindparam("low"), bindparam("high")))
_COUNT: Final = select(func.count()).select_from(PORTFOLIOS).where(_IN_RANGE)
_IDS: Final = select(PORTFOLIOS.c.client).where(_IN_RANGE).order_by(PORTFOLIOS.c.client).limit(bindparam("limit"))


class Portfolios:
    """Answers from the database each time: a list that was just loaded holds at once, on every worker. Safe with threads.

    ``declared`` tells whether a list is in force by the log: one that the database lost opens nobody's file to everybody.
    """

    def __init__(self, store: AccessStore, declared: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._declared = declared
        self._clock = clock
        self._none_at = -float("inf")

    def bind(self, caller: Caller) -> bool:
        """Whether the caller may open some files only. Raises NotReady."""
        if not _answers_for_some(caller):
            return False
        listed, everybody, _ = self._state(caller, client=0)
        return listed and not everybody

    def has(self, caller: Caller, client: int) -> bool:
        """Whether the caller may open a client's file. Raises NotReady."""
        if not _answers_for_some(caller):
            return True
        listed, everybody, theirs = self._state(caller, client)
        return theirs or everybody or not listed

    def require(self, caller: Caller, client: int) -> None:
        """Raise NotYours for a client of whom the caller is not in charge, be there such a client or not; NotReady."""
        if not self.has(caller, client):
            raise NotYours("This client is in none of your portfolios: somebody else is in charge of the file.")

    def ids(self, caller: Caller, prefix: str, limit: int) -> tuple[list[int], int]:
        """As :meth:`scoring.store.Store.ids`, among the clients of one person's portfolios. Raises NotReady."""
        found, total = list[int](), 0
        with self._store.database().reading() as connection:
            for low, high in ranges(prefix):
                asked = {"person": caller.name, "low": low, "high": high}
                total += connection.execute(_COUNT, asked).scalar_one()
                if len(found) < limit:
                    found += connection.execute(_IDS, asked | {"limit": limit - len(found)}).scalars()
        return found, total

    def _state(self, caller: Caller, client: int) -> tuple[bool, bool, bool]:
        """Whether there is a list, whether the caller is in charge of everybody, and of this client."""
        with self._store.database().reading() as connection:
            listed, everybody, theirs = map(bool, connection.execute(_STATE, {"person": caller.name, "client": client}).one())
        if not listed:
            self._require_none()
        return listed, everybody, theirs

    def _require_none(self) -> None:
        """Raise NotReady when the log says that a list is in force, or when nobody could tell for too long."""
        now = self._clock()
        if now - self._none_at < RECHECK_SECONDS:
            return
        try:
            declared = self._declared()
        except NotReady:
            if now - self._none_at > BLIND_SECONDS:
                raise
            return
        if declared:
            raise NotReady("The list of portfolios that the log tells of is gone: load it again with `python -m api portfolios load`.")
        self._none_at = now


def _answers_for_some(caller: Caller) -> bool:
    """A list can bind these callers only."""
    return caller.person and "rights:admin" not in caller.scopes
