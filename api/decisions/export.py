"""The right of access (GDPR 15) and to portability (20): everything about one person, and about nobody else."""

from typing import Any, Final

from api.decisions import plain, present, texts
from api.decisions.entries import stamp
from api.decisions.ledger import Ledger
from api.decisions.retention import table
from api.presenters import client as present_client
from api.presenters import shap
from api.services import Serving
from scoring.errors import ScoreUnavailable, UnknownClient
from scoring.store import StoredClient, promised

GIVEN: Final = (
    *("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL", "NAME_INCOME_TYPE", "DAYS_EMPLOYED", "OCCUPATION_TYPE"),
    *("ORGANIZATION_TYPE", "NAME_EDUCATION_TYPE", "NAME_HOUSING_TYPE", "FLAG_OWN_CAR", "OWN_CAR_AGE", "FLAG_OWN_REALTY", "DAYS_BIRTH"),
    *("CNT_CHILDREN", "CNT_FAM_MEMBERS", "DAYS_ID_PUBLISH", "DAYS_REGISTRATION", "DAYS_LAST_PHONE_CHANGE"),
    *(f"FLAG_DOCUMENT_{number}" for number in range(2, 22)),
)
"""What a client states or hands in; the annuity, the agencies' scores and the credit bureau's figures come from others."""


def export(ledger: Ledger, serving: Serving, client_id: int, reads: list[dict[str, Any]], scored: bool) -> dict[str, Any]:
    """All that is held on a person, and who read it (``reads``); without ``scored``, no score is computed for it.

    Raises UnknownClient when nothing is held, NotReady.
    """
    person = ledger.person(client_id)
    entries = ledger.of_person(person)
    client, predictions = stored(serving, client_id), promised.of_client(serving.store.engine, client_id)
    if client is None and not entries and not predictions:
        raise UnknownClient(client_id)
    return {
        "id_client": str(client_id),
        "exported_at": stamp(ledger.clock()),
        "pseudonym": person,
        "portability": {"given_by_you": _given(client)},
        "labels": {name: _in_words(name, value) for name, value in client.record.items()} if client else {},
        "file": _file(serving, client, scored) if client else None,
        "decisions": present.history(ledger, person),
        "log": [present.log_entry(entry) | {"notes": _notes(ledger.content(entry))} for entry in entries],
        "reads": reads,
        "predictions": [
            {"since": kept.day.isoformat(), "probability_of_default": kept.probability_of_default, "model_version": kept.model_version}
            for kept in predictions
        ],
        **_information(),
    }


def stored(serving: Serving, client_id: int) -> StoredClient | None:
    """The client as the store has it; ``None`` when it does not. Raises NotReady."""
    try:
        return serving.store.client(client_id)
    except UnknownClient:
        return None


def _given(client: StoredClient | None) -> dict[str, Any]:
    return {name: value for name, value in client.record.items() if name in GIVEN} if client else {}


def _in_words(name: str, value: Any) -> dict[str, Any]:
    return {"label": plain.label(name).as_dict(), "text": plain.value(name, value).as_dict()}


def _file(serving: Serving, client: StoredClient, scored: bool) -> dict[str, Any]:
    """What is held, the score that it gives if it gives one, and the whole explanation."""
    held = {"application": client.record, "data": present_client.info(serving, client)}
    try:
        if scored:
            score = present_client.score(serving, client) | {"model_version": serving.model.version}
            return held | {"score": score, "explanation": shap.told(serving, client)}
    except ScoreUnavailable:  # whoever has no score has a right to their data all the same
        pass
    return held | {"score": None, "explanation": None}


def _notes(content: dict[str, Any] | None) -> str | None:
    """The free text of an entry, whatever its kind."""
    if content is None:
        return None
    reason = content.get("reason")
    return content.get("words") or (reason["text"] if isinstance(reason, dict) else reason)


def _information() -> dict[str, Any]:
    """What article 15 wants said beside the data."""
    return {
        "purpose": texts.PURPOSE.as_dict(),
        "automation": texts.AUTOMATION.as_dict(),
        "sources": [text.as_dict() for text in texts.SOURCES],
        "recipients": [text.as_dict() for text in texts.RECIPIENTS],
        "retention": [rule.as_dict() for rule in table().rules],
        "rights": [text.as_dict() for text in texts.RIGHTS],
    }
