"""For supervisors: whether advisors really decide."""

from typing import Final

from flask import Blueprint, Response

from api import answers
from api.access.gate import needs
from api.decisions.notices import notices
from api.decisions.service import decisions
from api.services import services

blueprint: Final = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@needs("review:write", named=True)
def get_notices() -> Response:
    """Who agrees with the tool within seconds many times in a row, and how often each advisor overrides it."""
    return answers.private(notices(decisions().ledger()), services().current())
