"""What callers send to be scored or simulated: strict, every violation said at once (:mod:`api.bodies`)."""

from typing import Annotated, Any

from pydantic import Field, StrictInt, StrictStr, WithJsonSchema

from api.bodies import Body, Client

Number = Annotated[float, Field(allow_inf_nan=False)]
RawValue = StrictStr | StrictInt | Number | None
Item = Annotated[Any, WithJsonSchema({"type": ["integer", "string", "object"], "description": "A client, or a body of POST /score."})]


class Changes(Body):
    """What a simulation moves: dial (``GET /levers``) -> value."""

    changes: Annotated[dict[str, Number], Field(max_length=20)]


class NewApplicant(Body):
    """Someone without a number: raw fields of the application, and the past.

    ``history`` is ``null`` where nothing is known of it, else what each history table holds of the client: rows (none: known to be
    empty) or ``null``; a table that is not named is known to be empty.
    """

    application: dict[str, RawValue]
    history: dict[str, list[dict[str, RawValue]] | None] | None


class OneClient(Body):
    """A client of a batch, by number."""

    client: Client


class Batch(Body):
    """Up to a thousand: numbers of clients, or people without one; each is read on its own."""

    items: Annotated[list[Item], Field(min_length=1, max_length=1000)]
