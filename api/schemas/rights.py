"""A person's rights over their own data, and whether the log is whole."""

from typing import Annotated

from pydantic import Field

from api.schemas.clients import InfoBody, ShapBody, VersionedScore
from api.schemas.common import Answer, Part, Text
from api.schemas.decisions import AnyDecision, Moment

Raw = str | int | float | None


class Given(Part):
    """What the client provided, and nothing else (GDPR 20)."""

    given_by_you: dict[str, Raw]


class InWords(Part):
    """A raw field in words."""

    label: Text
    text: Text


class File(Part):
    """What is held, the score that it gives if it gives one, the whole explanation."""

    application: dict[str, Raw]
    data: InfoBody
    score: VersionedScore | None
    explanation: ShapBody | None


class LogEntry(Part):
    """An entry of the log about this person."""

    entry: int
    at: Moment
    by: str
    kind: str
    label: Text
    notes: str | None


class ReadBy(Part):
    """Who read this person's data, how often."""

    by: str
    route: str
    times: int
    first_at: Moment
    last_at: Moment


class Prediction(Part):
    """A probability that was given, from which day on, and by which model; kept to be compared with what came of it."""

    since: Annotated[str, Field(description="A day (UTC).")]
    probability_of_default: float
    model_version: str


class Kept(Part):
    """How long something is kept, and why."""

    what: str
    days: int
    by: str
    to_be_confirmed: bool
    why: Text


class Export(Answer):
    """GET /rights/export: everything about one person, and about nobody else."""

    id_client: str
    exported_at: Moment
    pseudonym: str
    portability: Given
    labels: dict[str, InWords]
    file: File | None
    decisions: list[AnyDecision]
    log: list[LogEntry]
    reads: list[ReadBy]
    portfolio: Annotated[str | None, Field(description="Whose advisors are in charge; null in none.")]
    predictions: list[Prediction]
    purpose: Text
    automation: Text
    sources: list[Text]
    recipients: list[Text]
    retention: list[Kept]
    rights: list[Text]


class Certificate(Answer):
    """DELETE /rights: what was done, and what this service cannot reach."""

    erasure: int
    at: Moment
    by: str
    client_file: bool
    entries: list[int]
    hash: str
    left_to_do: list[Text]


class Report(Answer):
    """GET /audit/verify."""

    valid: bool
    entries: int
    first_bad: Annotated[int | None, Field(description="The first entry that is wrong or missing.")]
    problem: str | None
    head: Annotated[int | None, Field(description="The entry that the signed head names.")]
