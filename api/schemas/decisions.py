"""What was decided, why, and what came of it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.clients import VersionedScore
from api.schemas.common import Answer, Part, Text, Value

Outcome = Literal["accord", "refus"]
Moment = Annotated[str, Field(description="UTC, to the microsecond.")]


class GivenReason(Part):
    """Why, in words."""

    code: str
    label: Text
    text: str


class Said(Part):
    """An outcome and its reason."""

    outcome: Outcome
    outcome_label: Text
    reason: GivenReason


class Erased(Part):
    """What stands in the place of a content that was erased."""

    erased: Literal[True]
    notice: Text


class OfDecision(Part):
    """Which decision, when, by whom."""

    decision: int
    at: Moment
    advisor: str


class DecisionBody(Said, OfDecision):
    """A decision."""

    id_client: str
    follows: Annotated[bool | None, Field(description="Whether the recommendation was followed; null where there was none.")]
    shown: Annotated[VersionedScore | None, Field(description="What was on screen; null when no score was given.")]
    seconds_on_screen: Annotated[float | None, Field(description="For how long; null when nobody said.")]


class ErasedDecision(Erased, OfDecision):
    """A decision whose content was erased."""


class OfReview(Part):
    """Which request for review, when, until when."""

    review: int
    decision: int
    at: Moment
    recorded_by: str
    due_at: Moment


class ReviewBody(OfReview):
    """A request for review: the client's own words."""

    words: str


class ErasedReview(Erased, OfReview):
    """A request for review whose words were erased."""


class OfOutcome(Part):
    """Which outcome, when, by whom."""

    entry: int
    review: int
    decision: int
    at: Moment
    advisor: str


class OutcomeBody(Said, OfOutcome):
    """What another advisor decided."""


class ErasedOutcome(Erased, OfOutcome):
    """An outcome whose content was erased."""


class Followed(Part):
    """What came of a request for review; ``outcome`` is null while it is open."""

    late: bool
    outcome: OutcomeBody | ErasedOutcome | None


class FollowedReview(Followed, ReviewBody):
    """A request for review and what came of it."""


class FollowedErasedReview(Followed, ErasedReview):
    """The same, its words erased."""


AnyReview = FollowedReview | FollowedErasedReview


class WaitingReview(FollowedReview):
    """A review that waits, and whose file to open for it."""

    id_client: Annotated[str | None, Field(description="Null once the decision is erased, and to a service, which may not review.")]


class Reviewed(Part):
    """A decision's reviews and what stands now (null once erased)."""

    reviews: list[AnyReview]
    standing: Outcome | None


class ReviewedDecision(Reviewed, DecisionBody):
    """A decision with its reviews."""


class ReviewedErasedDecision(Reviewed, ErasedDecision):
    """A decision with its reviews, its content erased."""


AnyDecision = ReviewedDecision | ReviewedErasedDecision


class Decision(Answer, DecisionBody):
    """POST /decisions."""


class ErasedDecisionAnswer(Answer, ErasedDecision):
    """POST /decisions sent again after an erasure."""


class Decisions(Answer):
    """GET /decisions."""

    data: list[AnyDecision]


class Review(Answer, ReviewBody):
    """POST /reviews."""


class ErasedReviewAnswer(Answer, ErasedReview):
    """POST /reviews sent again after an erasure."""


class Reviews(Answer):
    """GET /reviews, the most urgent first."""

    data: list[WaitingReview | FollowedErasedReview]


class OutcomeAnswer(Answer, OutcomeBody):
    """POST /reviews/<n>/outcome."""


class ErasedOutcomeAnswer(Answer, ErasedOutcome):
    """POST /reviews/<n>/outcome sent again after an erasure."""


class Code(Part):
    """A reason that may be given."""

    code: str
    label: Text


class Codes(Part):
    """The reasons of an outcome."""

    outcome: Outcome
    label: Text
    reasons: list[Code]


class Reasons(Answer):
    """GET /decisions/reasons."""

    data: list[Codes]


class Checks(Part):
    """Whether a past score still adds up; null where there is nothing to check."""

    inputs: bool
    score: bool | None
    model: Annotated[bool | None, Field(description="The model in service reads the same; null when it is another.")]


class Replay(Answer):
    """GET /decisions/<n>/replay."""

    decision: int
    at: Moment
    shown: Annotated[dict[str, Any] | None, Field(description="Byte for byte the answer that was on screen.")]
    inputs: dict[str, Value]
    inputs_hash: str
    contributions: dict[str, float] | None
    base: float | None
    checks: Checks
