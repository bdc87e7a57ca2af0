"""What may be moved, what a move would change, and the shortest way to an approval, in JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from api.presenters.client import check
from api.services import Serving
from scoring import explain, recourse, simulate
from scoring.answer import verdict
from scoring.applicant import Applicant
from scoring.features.families import FAMILIES
from scoring.features.record import Feature, Text
from scoring.recourse import Point
from scoring.store import StoredClient
from scoring.words import value_text, with_unit

NOTICE: Final = Text(
    "Simulation, et non promesse\u202f: seul un dossier justifié sera examiné, et un conseiller décidera.",
    "A simulation, not a promise: only a file with its proofs will be looked at, and an advisor will decide.",
)
WAYS: Final = {
    "needless": Text(
        "L’outil recommande déjà un accord\u202f: rien à changer.", "The tool recommends an approval already: nothing to change."
    ),
    "found": Text(
        "Faits ensemble, ces changements mèneraient à une recommandation d’accord.",
        "Made together, these changes would lead to a recommended approval.",
    ),
    "none": Text(
        "Aucun chemin trouvé\u202f: aucun des changements essayés ne suffit pour que l’outil recommande un accord.",
        "No path found: none of the changes tried is enough for the tool to recommend an approval.",
    ),
}
ABSENT: Final = Text("Sans objet pour ce client, ou non renseigné.", "Not applicable to this client, or not given.")
_HELPS: Final = {-1: "down", 0: "either", 1: "up"}


def applicant(serving: Serving, client: StoredClient) -> Applicant:
    """The client as a simulation takes them. Raises ScoreUnavailable, and NotReady when the store holds too little of the application."""
    check(client)
    return Applicant.stored(client.record, serving.model.features, client.features)


def levers(serving: Serving, client: StoredClient) -> dict[str, Any]:
    """What a simulation may move for this client: value now, range, step, unit."""
    there = simulate.ranges(applicant(serving, client))
    absent = [dial for dial in simulate.DIALS if dial.code not in there]
    return {
        "levers": [_lever(found) for found in there.values()],
        "absent": [{"lever": dial.code, "label": dial.label.as_dict(), "reason": ABSENT.as_dict()} for dial in absent],
        "notice": NOTICE.as_dict(),
    }


def _lever(found: simulate.Range) -> dict[str, Any]:
    dial = found.dial
    return {
        "lever": dial.code,
        "label": dial.label.as_dict(),
        "unit": dial.unit,
        "current": found.now,
        "min": found.low,
        "max": found.high,
        "step": found.step,
        "one_way": dial.lever.one_way,
        "helps": _HELPS[dial.better],
        "advice": dial.lever.advice,
        "proof": dial.proof,
        "effect": dial.lever.label.as_dict(),
    }


def simulation(serving: Serving, client: StoredClient, changes: Mapping[str, float]) -> dict[str, Any]:
    """Before and after, what moved, and what each subject weighs in both. Raises OutOfRange as :func:`simulate.simulated` does."""
    before = applicant(serving, client)
    after = simulate.simulated(before, changes)
    rows = np.stack([client.features, after.row(serving.model.features)])
    first, second = (_verdict(serving, pd) for pd in serving.model.probability_of_default(rows).tolist())
    there, contributions = simulate.ranges(before), serving.model.contributions(rows)
    return {
        "id_client": str(client.id),
        "changes": [_change(there[code], value) for code, value in changes.items()],
        "before": first,
        "after": second,
        "moved": [
            _moved(feature, old, new)
            for feature, old, new in zip(serving.features, *rows.tolist(), strict=True)
            if old != new and not (np.isnan(old) and np.isnan(new))
        ],
        "base": float(contributions[0, -1]),
        "contributions": _contributions(serving.model.features, contributions),
        "families": _families(serving, *contributions),
        "notice": NOTICE.as_dict(),
    }


def _verdict(serving: Serving, pd: float) -> dict[str, Any]:
    answer, displayed = verdict(serving.model.rule, pd)
    return {**answer, "displayed": displayed}


def _change(found: simulate.Range, value: float) -> dict[str, Any]:
    """A move, with a sentence: the new value in the place of the value now."""
    dial = found.dial
    new, old = with_unit(value, dial.unit), with_unit(found.now, dial.unit)
    return {
        "lever": dial.code,
        "label": dial.label.as_dict(),
        "unit": dial.unit,
        "before": found.now,
        "after": value,
        "proof": dial.proof,
        "text": {
            "fr": f"{dial.label.fr}\u00a0: {new.fr} au lieu de {old.fr}.",
            "en": f"{dial.label.en}: {new.en} instead of {old.en}.",
        },
    }


def _moved(feature: Feature, old: float, new: float) -> dict[str, Any]:
    return {
        "feature": feature.name,
        "label": feature.label.as_dict(),
        "unit": feature.unit,
        "family": feature.family,
        "before": explain.plain_value(feature, old),
        "after": explain.plain_value(feature, new),
        "text": {"before": value_text(feature, old).as_dict(), "after": value_text(feature, new).as_dict()},
    }


def _contributions(names: Sequence[str], contributions: Any) -> list[dict[str, Any]]:
    """What each feature adds to ``logit(score)`` before and after, the largest change first."""
    told = zip(names, *contributions[:, :-1].tolist(), strict=True)
    found = [{"feature": name, "before": before, "after": after} for name, before, after in told]
    return sorted(found, key=lambda item: -abs(item["after"] - item["before"]))


def _families(serving: Serving, before: Any, after: Any) -> list[dict[str, Any]]:
    """Points of each family before and after, the largest change first; the base is the same for everyone."""
    old, new = (explain.family_contributions(serving.features, contributions[:-1]) for contributions in (before, after))
    found = [
        {
            "family": family,
            "label": FAMILIES[family].as_dict(),
            "before": explain.points(old[family]),
            "after": explain.points(new[family]),
            "change": explain.points(new[family] - old[family]),
        }
        for family in old
    ]
    return sorted(found, key=lambda item: -abs(float(item["change"])))


def paths(serving: Serving, client: StoredClient) -> dict[str, Any]:
    """The shortest paths to an approval, or that there is none and how near the levers lead."""
    before = applicant(serving, client)
    answer, there = recourse.recourse(serving.model, before), simulate.ranges(before)
    pd = float(serving.model.probability_of_default(client.features[None])[0])
    return {
        "id_client": str(client.id),
        "status": answer.status,
        "text": WAYS[answer.status].as_dict(),
        "before": _verdict(serving, pd),
        "target": answer.target,
        "margin": recourse.MARGIN,
        "paths": [_path(serving, there, point) for point in answer.paths],
        "best": _path(serving, there, answer.best) if answer.best else None,
        "notice": NOTICE.as_dict(),
    }


def _path(serving: Serving, there: Mapping[str, simulate.Range], point: Point) -> dict[str, Any]:
    return {
        "changes": [_change(there[code], value) for code, value in point.changes.items()],
        "cost": round(point.cost, 2),
        "after": _verdict(serving, point.probability_of_default),
    }
