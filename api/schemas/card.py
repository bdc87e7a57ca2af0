"""What is said of the model. What training recorded is passed on as it stands: the model card explains it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import Answer, Part, Probability, Text, Zone

Recorded = dict[str, Any]


class Family(Part):
    """A family of features."""

    family: str
    label: Text


class Calibration(Part):
    """logit(PD) = a * margin + b."""

    a: float
    b: float


class Rule(Part):
    """Columns that the policy keeps out or watches, and why."""

    columns: list[str]
    label: Text
    reason: Text
    table: str


class Population(Part):
    """Who is served."""

    kind: Literal["demo", "real"]
    clients: int
    reference: int
    loaded_at: str
    notice: Text


class Labelled(Part):
    """A name for people."""

    label: Text


class Calibrated(Part):
    """A point of the calibration curve."""

    people: int
    mean_pd: Probability
    observed: Probability


class Roc(Part):
    """Shares of good payers refused and of difficulties found, bound by bound."""

    refused_good: list[Probability]
    found: list[Probability]


class CostCurve(Part):
    """What a client costs, in refused good loans, were whoever scores below a bound refused."""

    score: list[Probability]
    cost_per_client: list[float]
    grey_band: tuple[Probability, Probability]
    break_even: Probability


class Card(Part):
    """How it was trained."""

    protocol: Recorded | None
    parameters: Recorded | None
    data: Recorded | None
    libraries: Recorded | None
    files: dict[str, str] | None


class Concluded(Part):
    """What a judgement of the service's counts concluded last."""

    what: Annotated[str, Field(description="``drift``: who is scored, beside a reference population; ``outcomes``: what came of them.")]
    at: str
    alert: Annotated[bool, Field(description="Whether somebody must look.")]
    figures: dict[str, float]


class Model(Answer):
    """GET /model."""

    trained_at: str | None
    bounds: tuple[Probability, Probability]
    cost_ratio: float
    calibration: Calibration
    metrics: Recorded
    calibration_curve: list[Calibrated] | None
    roc_curve: Roc | None
    cost_curve: CostCurve | None
    fairness: Annotated[
        dict[str, list[Recorded]] | None, Field(description="Recommendations by group, for groups that the model never saw.")
    ]
    youngest: Recorded | None
    ablations: Annotated[list[Recorded] | None, Field(description="What each exclusion costs.")]
    proxies: Annotated[Recorded | None, Field(description="What can still be guessed.")]
    stability: Recorded | None
    card: Card
    features: int
    families: list[Family]
    not_used: list[Rule]
    watched: list[Rule]
    population: Population
    zones: dict[Zone, Labelled]
    points_note: Text
    monitoring: Annotated[
        list[Concluded] | None,
        Field(description="The last judgements of drift; null where nothing is counted or the counts do not answer."),
    ]
