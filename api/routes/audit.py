"""Whether the log is whole."""

from typing import Final

from flask import Blueprint, Response

from api import answers
from api.access.gate import needs
from api.decisions import present
from api.decisions.service import decisions
from api.decisions.verification import verify
from api.services import services

blueprint: Final = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/verify")
@needs("rights:admin", named=True)
def get_verify() -> Response:
    """Check every entry of the log; an edit, a hole or a cut is an answer, not an error."""
    return answers.private(present.report(verify(decisions().ledger())), services().current())
