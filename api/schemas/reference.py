"""What is said of the reference population: no client in it, and nobody real."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, FeatureName, Part, Probability, Text, Unit, Value

Count = Annotated[int, Field(ge=0)]
Kind = Literal["number", "category"]


class Axis(Part):
    """What a chart needs to name an axis."""

    feature: FeatureName
    label: Text
    unit: Unit
    kind: Kind


class Weight(Axis):
    """How much a feature weighs: mean size of its contribution, in log-odds and in points."""

    importance: float
    points: float
    meaning: Annotated[Text, Field(description="What it is: a sentence with … in the place of a value.")]
    family: str
    comparable: Annotated[bool, Field(description="false for a category of so many values that a chart would say nothing.")]


class FamilyWeight(Part):
    """How much a family weighs: mean size of its signed sum."""

    family: str
    importance: float
    points: float
    label: Text


class Importance(Answer):
    """GET /get_feature_importance, the heaviest first."""

    data: list[Weight]
    families: list[FamilyWeight]


class Zones(Part):
    """How many people of each zone."""

    refus: Count
    conseiller: Count
    accord: Count


class NumberBin(Zones):
    """People whose value lies from ``from`` (included) to ``to``."""

    from_: Annotated[float, Field(alias="from")]
    to: float


class CategoryBin(Zones):
    """People of a category."""

    value: str
    label: Text


class Open(Part):
    """Whether the first and the last bin also hold what lies beyond."""

    low: bool
    high: bool


class NumberDistribution(Axis, Answer):
    """GET /get_distribution of a number."""

    kind: Literal["number"]
    n: Count
    missing: Count
    bins: list[NumberBin]
    open: Open
    quantiles: dict[Literal["0", "25", "50", "75", "100"], float | None]


class CategoryDistribution(Axis, Answer):
    """GET /get_distribution of a category."""

    kind: Literal["category"]
    n: Count
    missing: Count
    bins: list[CategoryBin]


class Bivariate(Answer):
    """GET /get_bivariate: at most 600 people as [x, y, score]."""

    x: Axis
    y: Axis
    points: Annotated[list[tuple[Value, Value, Probability]], Field(max_length=600)]
    correlation: Annotated[float, Field(ge=-1, le=1, description="Spearman's.")] | None
    sentence: Text


class Swarm(Axis):
    """A feature's contributions, as [points, height of the value among the people]."""

    points: Annotated[list[tuple[float, Probability | None]], Field(max_length=300)]


class Beeswarm(Answer):
    """GET /get_beeswarm, the heaviest first."""

    features: list[Swarm]
