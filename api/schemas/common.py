"""What the answers are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from scoring.decision import Zone
from scoring.features.record import Unit

__all__ = ["Answer", "FeatureName", "Part", "Probability", "Problem", "Text", "Unit", "Value", "Versioned", "Zone"]

Probability = Annotated[float, Field(ge=0, le=1)]
Value = Annotated[float | str | None, Field(description="A number, the code of a category, or null when it is not known.")]
FeatureName = Annotated[str, Field(description="A feature's name, as GET /get_feature_importance lists them.")]


class Part(BaseModel):
    """Part of an answer: nothing more, nothing of another type."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Versioned(Part):
    """What tells which model answered."""

    model_version: Annotated[str, Field(description="The model that answered.")]


class Answer(Versioned):
    """How every answer ends."""

    request_id: Annotated[str, Field(description="The request's number, as in the header X-Request-ID and in the log.")]


class Text(Part):
    """A text shown to people."""

    fr: str
    en: str


class Problem(Part):
    """An error (RFC 9457)."""

    type: Annotated[str, Field(pattern="^urn:pret-a-depenser:problem:[a-z-]+$")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong and what to do, in a sentence; every violation at once.")]
    request_id: str
    error: Annotated[str, Field(description="The same as detail, for older clients.")]
    model_version: Annotated[str | None, Field(description="The model in use; null when there is none.")]
