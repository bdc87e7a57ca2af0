"""Whether advisors really decide."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, Part, Probability, Text

Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A day, in UTC.")]


class Notice(Part):
    """An advisor who agreed with the tool quickly, many times in a row."""

    advisor: str
    times: int
    from_: Annotated[str, Field(alias="from", description="When the first of these decisions was taken.")]
    to: str
    goes_on: Annotated[bool, Field(description="Whether the advisor's last decision is one of them.")]
    text: Text


class Overrides(Part):
    """How often an advisor decided otherwise than recommended; only over enough decisions."""

    advisor: str
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    decisions: Annotated[int, Field(description="Decisions where the tool recommended something.")]
    overridden: int
    rate: Probability


class Thresholds(Part):
    """What a notice takes."""

    quick_seconds: float
    in_a_row: int
    least: int
    days: int


class Notices(Answer):
    """GET /notices."""

    data: list[Notice]
    by_day: list[Overrides]
    overall: list[Overrides]
    thresholds: Thresholds
