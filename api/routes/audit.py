"""Whether the log is whole."""

import threading
from typing import Final

from flask import Blueprint, Response

from api import answers
from api.access.gate import needs
from api.decisions import present
from api.decisions.service import decisions
from api.decisions.verification import verify
from api.services import services
from scoring.errors import NotReady

blueprint: Final = Blueprint("audit", __name__, url_prefix="/audit")
_ONE: Final = threading.Lock()
"""Reading the whole log takes as long as it is: of a worker's threads, one at a time does."""


@blueprint.get("/verify")
@needs("rights:admin", named=True)
def get_verify() -> Response:
    """Check every entry of the log; an edit, a hole or a cut is an answer, not an error."""
    if not _ONE.acquire(blocking=False):
        raise NotReady("The log is being checked for somebody else; try again in a moment.")
    try:
        return answers.private(present.report(verify(decisions().ledger())), services().current())
    finally:
        _ONE.release()
