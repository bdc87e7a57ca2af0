"""What the stand-in for the API says of levers: the same JSON, with invented effects."""

import math
from collections.abc import Callable
from typing import Any

from flask import jsonify, request

from tests.appli.fake_people import CLIENTS, both

Score = Callable[[int], dict[str, Any]]
LEVERS = {
    "amount": ("Montant du prêt", "Loan amount", 500_000, 160_000, 760_000, 20_000, True),
    "debts": ("Reste dû ailleurs", "Still owed elsewhere", 90_000, 0, 180_000, 5_000, True),
    "goods_price": ("Prix du bien", "Price of the goods", 450_000, 225_000, 675_000, 10_000, False),
}
NOTICE = both("Simulation, et non promesse.", "A simulation, not a promise.")
FOUND = both(
    "Faits ensemble, ces changements mèneraient à une recommandation d'accord.",
    "Made together, these changes would lead to a recommended approval.",
)
NONE = both("Aucun chemin : l'outil ne recommanderait pas l'accord.", "No path: the tool would not recommend an approval.")


def levers() -> dict[str, Any]:
    """What may be moved."""
    items = [
        {"lever": code, "label": both(fr, en), "unit": "amount", "current": now, "min": low, "max": high, "step": step}
        | {"one_way": one_way, "helps": "down" if one_way else "either", "advice": one_way, "proof": False, "effect": both(fr, en)}
        for code, (fr, en, now, low, high, step, one_way) in LEVERS.items()
    ]
    absent = [{"lever": "term", "label": both("Durée du prêt", "Length of the loan"), "reason": both("Non renseigné.", "Not given.")}]
    return {"levers": items, "absent": absent, "notice": NOTICE}


def recourse(client: int, score: Score, version: str) -> Any:
    """Two paths for the client near the bounds, none for the one far below."""
    found = CLIENTS[client] > -1
    ways = [_path(client, score, {"amount": 360_000}), _path(client, score, {"amount": 420_000, "debts": 20_000})] if found else []
    return {
        "id_client": str(client),
        "status": "found" if found else "none",
        "text": FOUND if found else NONE,
        "before": score(client),
        "target": 0.0567,
        "margin": 0.25,
        "paths": ways,
        "best": None if found else _path(client, score, {"debts": 0}),
        "notice": NOTICE,
        "model_version": version,
    }


def simulate(client: int, score: Score, problem: Callable[[int, str], Any]) -> Any:
    """Before and after; 422 beyond a range."""
    asked = request.get_json()["changes"]
    if any(not LEVERS[code][3] <= value <= LEVERS[code][4] for code, value in asked.items()):
        return problem(422, "amount: from 160000 to 760000.")
    family = {"family": "amount_term", "label": both("Montant et durée du prêt", "Loan amount and term"), "before": -9.1, "after": 3.0}
    quiet = {"family": "age", "label": both("Âge", "Age"), "before": 1.0, "after": 1.0, "change": 0.0}
    path = _path(client, score, asked)
    verdicts = {"before": score(client), "after": path["after"]}
    families = [family | {"change": 12.1}, quiet]
    return jsonify(id_client=str(client), changes=path["changes"], **verdicts, moved=[], families=families, notice=NOTICE)


def _path(client: int, score: Score, changes: dict[str, float]) -> dict[str, Any]:
    return {"changes": [_change(code, value) for code, value in changes.items()], "cost": 2.0, "after": _after(score(client))}


def _change(code: str, value: float) -> dict[str, Any]:
    fr, en, now, *_ = LEVERS[code]
    text = both(f"{fr} : {_spaced(value)} € au lieu de {_spaced(now)} €.", f"{en}: €{value:,.0f} instead of €{now:,.0f}.")
    return {"lever": code, "label": both(fr, en), "unit": "amount", "before": now, "after": value, "proof": False, "text": text}


def _after(before: dict[str, Any]) -> dict[str, Any]:
    """The verdict that the path leads to: 12 points of score more."""
    score = min(0.99, before["score"] + 0.12)
    zone = "refus" if score < 0.45 else "accord" if score > 0.55 else "conseiller"
    return before | {"score": score, "zone": zone, "displayed": before["displayed"] | {"score": math.floor(100 * score)}}


def _spaced(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")
