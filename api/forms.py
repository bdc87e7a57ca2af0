"""What callers send to be scored or simulated: strict, every violation said at once (:mod:`api.bodies`)."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, StrictInt, StrictStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.bodies import Body, Client
from scoring.simulate import DIALS

Number = Annotated[float, Field(allow_inf_nan=False)]
RawValue = StrictStr | StrictInt | Number | None
_DIALS: Final = frozenset(dial.code for dial in DIALS)
MOST_FIELDS: Final = 200
"""Of an application or of a row: no raw table has as many."""


def _few(value: Any) -> Any:
    """Counted before they are read: of too many, each that is wrong would be told several times over."""
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        raise PydanticCustomError("fields", f"must hold at most {MOST_FIELDS} fields, not {len(value):,}")
    return value


Raw = Annotated[dict[str, RawValue], Field(max_length=MOST_FIELDS), BeforeValidator(_few)]
Rows = Annotated[list[Raw], Field(fail_fast=True)]
"""Of a table, whose first row that is none is said alone: the others may be a hundred thousand."""
Item = Annotated[Any, WithJsonSchema({"type": ["integer", "string", "object"], "description": "A client, or a body of POST /score."})]


def _names_first(value: Any) -> Any:
    """A field that no simulation moves is refused by its name (422), whatever came with it.

    Its value is not looked at, and a dial's that is no number waits for the next attempt: nothing is simulated in this one.
    """
    if not isinstance(value, dict) or not (unknown := value.keys() - _DIALS):
        return value
    return {name: 0.0 if name in unknown else given for name, given in value.items() if name in unknown or type(given) in (int, float)}


class Changes(Body):
    """What a simulation moves: dial (``GET /levers``) -> value."""

    changes: Annotated[dict[str, Number], Field(max_length=20), BeforeValidator(_names_first)]


class NewApplicant(Body):
    """Someone without a number: raw fields of the application, and the past.

    ``history`` is ``null`` where nothing is known of it, else what each history table holds of the client: rows (none: known to be
    empty) or ``null``; a table that is not named is known to be empty.
    """

    application: Raw
    history: Annotated[dict[str, Rows | None], BeforeValidator(_few)] | None


class OneClient(Body):
    """A client of a batch, by number."""

    client: Client


class Batch(Body):
    """Up to a thousand: numbers of clients, or people without one; each is read on its own."""

    items: Annotated[list[Item], Field(min_length=1, max_length=1000)]
