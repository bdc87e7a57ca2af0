"""A person's rights over their own data: to have it all, and to have it erased."""

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request

from api import answers, inputs
from api.decisions.erasure import certificate, erase
from api.decisions.export import export, stored
from api.decisions.service import decisions, identified
from api.services import services

blueprint: Final = Blueprint("rights", __name__, url_prefix="/rights")


@blueprint.get("/export/<client_id>")
def get_export(client_id: str) -> Response:
    """Everything about one person: JSON, or a page to read for who prefers HTML (``?lang=en`` for English)."""
    identified("rights:admin")
    serving = services().current()
    told = export(decisions().ledger(), serving, inputs.client_id(client_id))
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        return answers.private(told, serving)
    page = make_response(render_template("rights.html", told=told, language="en" if request.args.get("lang") == "en" else "fr"))
    page.headers["Cache-Control"] = answers.PRIVATE
    return page


@blueprint.delete("/<client_id>")
def delete_person(client_id: str) -> Response:
    """Erase a person; the certificate says what was done."""
    who = identified("rights:admin")
    serving, known, number = services().current(), decisions(), inputs.client_id(client_id)
    entry = erase(known.ledger(), known.settings.clients_url, number, stored(serving, number) is not None, who.name)
    return answers.private(certificate(entry), serving)
