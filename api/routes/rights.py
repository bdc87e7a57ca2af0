"""A person's rights over their own data: to have it all, and to have it erased."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from api import answers, inputs
from api.access import portfolio_list
from api.access.gate import caller, gate, needs
from api.access.reads import of_person
from api.decisions.erasure import certificate, erase
from api.decisions.export import export, stored
from api.decisions.service import decisions
from api.services import services

blueprint: Final = Blueprint("rights", __name__, url_prefix="/rights")


@blueprint.get("/export/<client_id>")
@needs("rights:admin", named=True)
def get_export(client_id: str) -> Response:
    """Everything about one person: JSON, or a page to read for who prefers HTML (``?lang=en`` for English)."""
    serving = services().current()
    door, ledger, number = gate(), decisions().ledger(), inputs.client_id(client_id)
    door.reads.flush()  # what this worker has not written yet
    told = export(ledger, serving, number, of_person(door.store, ledger.person(number)), scored=not door.mode.manual())
    told["portfolio"] = portfolio_list.of_client(door.store, number)
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return answers.private(told, serving)
    page = make_response(render_template("rights.html", told=told, language="en" if request.args.get("lang") == "en" else "fr"))
    page.headers["Cache-Control"] = answers.PRIVATE
    return page


@blueprint.delete("/<client_id>")
@needs("rights:admin", named=True)
def delete_person(client_id: str) -> Response:
    """Erase a person; the certificate says what was done."""
    serving, known, number = services().current(), decisions(), inputs.client_id(client_id)
    entry = erase(known.ledger(), known.settings.clients_url, number, stored(serving, number) is not None, caller().name)
    portfolio_list.forget(gate().store, number)
    return answers.private(certificate(entry), serving)
