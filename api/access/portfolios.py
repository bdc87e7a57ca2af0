"""Portfolios: whose files a person may open, as the lender's own list says (``python -m api portfolios load``).

Without a list, whoever may read files may read them all. With one, a person opens those of their portfolios; a client who is in
none is opened by who is in all of them. Whoever looks after people's rights answers for everybody's data, and a service has no
portfolio: its scopes and its pace bound it.
"""

from typing import Any, Final

from sqlalchemy import and_, bindparam, func, not_, or_, select
from sqlalchemy.sql import exists

from api.access.caller import Caller
from api.access.schema import IN_CHARGE, PORTFOLIOS
from api.access.store import AccessStore
from api.errors import NotYours
from scoring.store.reader import ranges

ALL: Final = "*"
"""In the place of a portfolio: every one, those of nobody included."""
_ME: Final = IN_CHARGE.c.person == bindparam("person")
_BOUND: Final = select(and_(exists(select(PORTFOLIOS.c.client)), not_(exists().where(_ME, IN_CHARGE.c.portfolio == ALL))))
_MINE: Final = PORTFOLIOS.c.portfolio.in_(select(IN_CHARGE.c.portfolio).where(_ME))
_IN_RANGE: Final = and_(_MINE, PORTFOLIOS.c.client.between(bindparam("low"), bindparam("high")))
_HAS: Final = select(or_(not_(_BOUND.scalar_subquery()), exists().where(_MINE, PORTFOLIOS.c.client == bindparam("client"))))
_COUNT: Final = select(func.count()).select_from(PORTFOLIOS).where(_IN_RANGE)
_IDS: Final = select(PORTFOLIOS.c.client).where(_IN_RANGE).order_by(PORTFOLIOS.c.client).limit(bindparam("limit"))


class Portfolios:
    """Answers from the database each time: a list that was just loaded holds at once, on every worker. Safe with threads."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    def bind(self, caller: Caller) -> bool:
        """Whether the caller may open some files only. Raises NotReady."""
        return _answers_for_some(caller) and bool(self._ask(_BOUND, person=caller.name))

    def require(self, caller: Caller, client: int) -> None:
        """Raise NotYours for a client of whom the caller is not in charge, be there such a client or not; NotReady."""
        if not self.has(caller, client):
            raise NotYours("This client is in none of your portfolios: somebody else is in charge of the file.")

    def has(self, caller: Caller, client: int) -> bool:
        """Whether the caller may open a client's file. Raises NotReady."""
        return not _answers_for_some(caller) or bool(self._ask(_HAS, person=caller.name, client=client))

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

    def _ask(self, query: Any, **asked: Any) -> Any:
        with self._store.database().reading() as connection:
            return connection.execute(query, asked).scalar_one()


def _answers_for_some(caller: Caller) -> bool:
    """A list can bind these callers only."""
    return caller.person and "rights:admin" not in caller.scopes
