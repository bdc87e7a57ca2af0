"""What the service says of itself, and the lines of a batch."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.clients import Reasoned
from api.schemas.common import Answer, Part, Problem


class Alive(Part):
    """GET /health/live: the process answers."""

    status: Literal["alive"]
    model_version: Annotated[str | None, Field(description="The model in use; null when there is none.")]
    request_id: str


class Ready(Answer):
    """GET /health/ready: the model and the clients are in."""

    status: Literal["ready"]
    clients: int


class BatchLine(Answer, Reasoned):
    """A line of POST /score/batch that has its score."""

    item: int
    status: Literal[200]
    id_client: str | None
    history: Annotated[dict[str, int | None] | None, Field(description="For a person without a number only.")] = None


class FailedLine(Problem):
    """A line of POST /score/batch that failed: a problem of its own."""

    item: int
