"""What each route takes and answers beside what its address and its door tell already."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from api import bodies, forms
from api.bodies import Body
from api.inputs import MOST_IDS
from api.schemas import card, clients, decisions, notices, reference, rights, service, simulation
from scoring.store import LARGEST_ID

Schema = dict[str, Any]
JSON: Final = "application/json"
CLIENT: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
LANGUAGE: Final[Schema] = {"type": "string", "enum": ["fr", "en"]}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route.

    Attributes
    ----------
    answers : models of the body, one of which it is; none for a text.
    errors : statuses beside those that every route, number, body or door brings.
    query : parameters by name; those of ``needed`` must be there.
    media : the kind of text; ``lines``: models of a line of it.
    once : it takes an ``Idempotency-Key``.
    """

    answers: tuple[type[BaseModel], ...] = ()
    errors: tuple[int, ...] = ()
    body: type[Body] | None = None
    query: tuple[tuple[str, Schema], ...] = ()
    needed: frozenset[str] = frozenset()
    status: int = 200
    media: str = JSON
    lines: tuple[type[BaseModel], ...] = ()
    once: bool = False


OPERATIONS: Final = {
    "GET /get_score/<client_id>": Operation((clients.Score,), (422,)),
    "GET /get_info_client/<client_id>": Operation((clients.Info,)),
    "GET /get_shap/<client_id>": Operation((clients.Shap,), (422,)),
    "GET /get_client_screen/<client_id>": Operation((clients.Screen,), (400, 422), query=(("recourse", {"type": "boolean"}),)),
    "GET /levers/<client_id>": Operation((simulation.Levers,), (422,)),
    "POST /simulate/<client_id>": Operation((simulation.Simulation,), (422,), body=forms.Changes),
    "GET /recourse/<client_id>": Operation((simulation.Recourse,), (422,)),
    "GET /get_id_client": Operation(
        (clients.Ids,),
        (400,),
        query=(
            ("prefix", {"type": "string", "pattern": f"^[0-9]{{0,{len(str(LARGEST_ID))}}}$"}),
            ("limit", {"type": "integer", "minimum": 1, "maximum": MOST_IDS}),
        ),
    ),
    "POST /score": Operation((clients.NewcomerScore,), (409, 422), body=forms.NewApplicant, once=True),
    "POST /score/batch": Operation(
        errors=(409,), body=forms.Batch, media="application/x-ndjson", lines=(service.BatchLine, service.FailedLine), once=True
    ),
    "GET /get_feature_importance": Operation((reference.Importance,)),
    "GET /get_distribution/<feature>": Operation((reference.NumberDistribution, reference.CategoryDistribution)),
    "GET /get_bivariate": Operation(
        (reference.Bivariate,), (400, 404), query=(("x", {"type": "string"}), ("y", {"type": "string"})), needed=frozenset("xy")
    ),
    "GET /get_beeswarm": Operation((reference.Beeswarm,), (400,), query=(("limit", {"type": "integer", "minimum": 1}),)),
    "GET /decisions/reasons": Operation((decisions.Reasons,)),
    "POST /decisions": Operation(
        (decisions.Decision, decisions.ErasedDecisionAnswer), (404, 409, 422), body=bodies.NewDecision, status=201, once=True
    ),
    "GET /decisions": Operation((decisions.Decisions,), (400,), query=(("client", CLIENT),), needed=frozenset({"client"})),
    "GET /decisions/<number>/replay": Operation((decisions.Replay,), (410,)),
    "POST /reviews": Operation(
        (decisions.Review, decisions.ErasedReviewAnswer), (404, 409, 410, 422), body=bodies.NewReview, status=201, once=True
    ),
    "GET /reviews": Operation((decisions.Reviews,)),
    "POST /reviews/<number>/outcome": Operation(
        (decisions.OutcomeAnswer, decisions.ErasedOutcomeAnswer), (409, 410, 422), body=bodies.ReviewOutcome, status=201, once=True
    ),
    "GET /notices": Operation((notices.Notices,)),
    "GET /rights/export/<client_id>": Operation((rights.Export,), query=(("lang", LANGUAGE),)),
    "DELETE /rights/<client_id>": Operation((rights.Certificate,), (409,)),
    "GET /audit/verify": Operation((rights.Report,)),
    "GET /model": Operation((card.Model,)),
    "GET /metrics": Operation(media="text/plain"),
    "GET /health/live": Operation((service.Alive,)),
    "GET /health/ready": Operation((service.Ready,), (503,)),
    "GET /openapi.json": Operation(),
    "GET /docs": Operation(media="text/html", query=(("lang", LANGUAGE),)),
}
