"""What the rule says of a probability of default."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Part, Probability, Text, Zone

OutOf100 = Annotated[int, Field(ge=0, le=100)]


class Displayed(Part):
    """The verdict as people see it; never rounded across a bound."""

    score: OutOf100
    bounds: tuple[OutOf100, OutOf100]
    frequency: Text
    zone: Text
    summary: Text


class Exact(Part):
    """The verdict: score = (1-PD) / ((1-PD) + cost_ratio * PD)."""

    prediction: Annotated[tuple[Probability, Probability], Field(description="[1-PD, PD]")]
    score: Probability
    zone: Zone
    recommendation: Zone
    probability_of_default: Probability
    cost_ratio: float
    bounds: Annotated[tuple[Probability, Probability], Field(description="conseiller lies between them, both included.")]


class Verdict(Exact):
    """The verdict, exactly and as people see it."""

    displayed: Displayed
