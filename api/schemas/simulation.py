"""What may be moved for a client, what a move would change, and the shortest way to an approval."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, FeatureName, Part, Probability, Text, Unit, Value, Versioned
from api.schemas.verdict import Verdict


class Lever(Part):
    """What a simulation may move: value now, range, round step."""

    lever: str
    label: Text
    unit: Unit
    current: float
    min: float
    max: float
    step: float
    one_way: Annotated[bool, Field(description="A move in the direction that helps can never lower the score.")]
    helps: Literal["down", "either", "up"]
    advice: Annotated[bool, Field(description="It may be advised.")]
    proof: Annotated[bool, Field(description="A document must show it.")]
    effect: Text


class AbsentLever(Part):
    """A lever that this client has not, and why."""

    lever: str
    label: Text
    reason: Text


class LeversBody(Part):
    """The levers of a client."""

    levers: list[Lever]
    absent: list[AbsentLever]
    notice: Text


class VersionedLevers(Versioned, LeversBody):
    """The levers of a client, and the model that they move."""


class Levers(Answer, LeversBody):
    """GET /levers."""


class Change(Part):
    """A lever at another value."""

    lever: str
    label: Text
    unit: Unit
    before: float
    after: float
    proof: bool
    text: Text


class BeforeAndAfter(Part):
    """A value in words, before and after."""

    before: Text
    after: Text


class Moved(Part):
    """A feature that changed."""

    feature: FeatureName
    label: Text
    unit: Unit
    family: str
    before: Value
    after: Value
    text: BeforeAndAfter


class FamilyMoved(Part):
    """Points of a family, before and after."""

    family: str
    label: Text
    before: float
    after: float
    change: float


class FeatureMoved(Part):
    """Contribution of a feature to ``logit(score)``, before and after."""

    feature: FeatureName
    before: float
    after: float


class Simulation(Answer):
    """POST /simulate: nothing of it is kept."""

    id_client: str
    changes: list[Change]
    before: Verdict
    after: Verdict
    moved: list[Moved]
    base: Annotated[float, Field(description="The same before and after: with either column of contributions it adds up to logit(score).")]
    contributions: Annotated[list[FeatureMoved], Field(description="Of every feature, the largest change first.")]
    families: list[FamilyMoved]
    notice: Text


class Path(Part):
    """Some changes, and where they lead."""

    changes: Annotated[list[Change], Field(max_length=3)]
    cost: Annotated[float, Field(description="Steps of 5 % of the client's own values, and two for each lever.")]
    after: Verdict


class RecourseBody(Part):
    """The shortest paths to an approval, or that there is none."""

    id_client: str
    status: Literal["needless", "found", "none"]
    text: Text
    before: Verdict
    target: Annotated[Probability, Field(description="The PD that a path must reach.")]
    margin: Annotated[Probability, Field(description="How far the target lies below the PD of the approval's bound.")]
    paths: Annotated[list[Path], Field(max_length=3)]
    best: Annotated[Path | None, Field(description="When there is no path: the lowest PD that the levers reach.")]
    notice: Text


class VersionedRecourse(Versioned, RecourseBody):
    """The paths to an approval, and the model that they are of."""


class Recourse(Answer, RecourseBody):
    """GET /recourse."""
