"""What is said of one client."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer, FeatureName, Part, Text, Unit, Value, Versioned
from api.schemas.simulation import VersionedLevers, VersionedRecourse
from api.schemas.verdict import Verdict

Share = Annotated[float, Field(ge=0, le=100)]


class ScoreReason(Part):
    """A family of data that weighed, told through one of them."""

    code: str
    feature: FeatureName
    family: str
    direction: Literal["unfavourable", "favourable"]
    points: float
    value: Value
    label: Text
    family_label: Text
    fact: Text
    text: Text


class Reasoned(Verdict):
    """The verdict and at most four reasons a side, unfavourable first."""

    reasons: Annotated[list[ScoreReason], Field(max_length=8)]


class ScoreBody(Reasoned):
    """The score of a client."""

    id_client: str


class VersionedScore(Versioned, ScoreBody):
    """The score of a client, and the model that gave it."""


class Score(Answer, ScoreBody):
    """GET /get_score."""


class NewcomerScore(Answer, Reasoned):
    """POST /score: the score of someone without a number."""

    id_client: None
    history: Annotated[dict[str, int | None], Field(description="Rows read of each history table; null: not known.")]


class Label(Part):
    """What a feature means, and this client's value in words."""

    label: Text
    unit: Unit
    family: str
    description: Text
    text: Text


class InfoBody(Part):
    """A client's data: SK_ID_CURR and TARGET (always null) first, then every feature in the model's order."""

    info_client: dict[str, Value]
    labels: dict[str, Label]


class VersionedInfo(Versioned, InfoBody):
    """A client's data, and the model that reads them."""


class Info(Answer, InfoBody):
    """GET /get_info_client."""


class Contribution(Part):
    """What a feature weighed, in log-odds of the score and in points."""

    feature: FeatureName
    value: Value
    contribution: float
    points: float
    family: str


class FamilyContribution(Part):
    """Signed sum of a family."""

    family: str
    label: Text
    contribution: float
    points: float


class ShapBody(Part):
    """Exact contributions: base + contributions = sum = logit(score)."""

    base: float
    contributions: list[Contribution]
    families: list[FamilyContribution]
    sum: float
    base_points: float


class VersionedShap(Versioned, ShapBody):
    """Exact contributions, and the model that they are of."""


class Shap(Answer, ShapBody):
    """GET /get_shap."""


class LastDecision(Part):
    """The last decision, and what stands after its reviews (null when it was erased)."""

    decision: int
    at: str
    standing: Literal["accord", "refus"] | None


class DecisionsInShort(Part):
    """A client's decisions, in short."""

    count: int
    last: LastDecision | None
    open_reviews: int


class Screen(Answer):
    """GET /get_client_screen: the answers of the single routes, in one."""

    score: VersionedScore
    info: VersionedInfo
    shap: VersionedShap
    percentiles: Annotated[dict[str, Share | None], Field(description="Share of the reference population at or below the client.")]
    levers: VersionedLevers | None
    recourse: Annotated[VersionedRecourse | None, Field(description="null unless it is asked for: recourse=true.")]
    decisions: Annotated[DecisionsInShort | None, Field(description="null for whoever may not read them.")]


class Ids(Answer):
    """GET /get_id_client."""

    data: list[int]
    total: Annotated[int, Field(description="How many begin with these digits, whatever the limit.")]
    yours_only: Annotated[bool, Field(description="Whether only the caller's own portfolios were looked through.")]
