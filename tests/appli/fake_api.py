"""A small stand-in for the API: the same JSON, three invented clients. Replaces the transport, not the client's functions."""

import math
import random
from typing import Any

from flask import Flask, jsonify, request

from tests.appli.fake_levers import levers, recourse, simulate
from tests.appli.fake_people import CLIENTS, FAMILIES, FEATURES, JOBS, UNIT, both, contributions, value, values, words

VERSION = "fake-1"
ZONES = {
    "refus": both("Refus recommandé", "Refusal recommended"),
    "conseiller": both("Au conseiller de décider", "Left to the advisor"),
    "accord": both("Accord recommandé", "Agreement recommended"),
}
SUMMARIES = {
    "refus": both("L'outil recommande de refuser ce prêt.", "The tool recommends refusing this loan."),
    "conseiller": both("L'outil ne tranche pas : le conseiller décide seul.", "The tool does not settle this: the advisor decides alone."),
    "accord": both("L'outil recommande d'accorder ce prêt.", "The tool recommends granting this loan."),
}


def create_fake(calls: list[str] | None = None) -> Flask:
    """The fake API; every path asked for is added to ``calls``."""
    app = Flask("fake_api")
    app.json.sort_keys = False  # type: ignore[attr-defined]

    @app.before_request
    def note() -> None:
        if calls is not None:
            calls.append(request.path)

    routes = {
        "/get_client_screen/<number>": screen,
        "/get_id_client": ids,
        "/get_feature_importance": importance,
        "/get_distribution/<name>": distribution,
        "/get_bivariate": bivariate,
        "/get_beeswarm": beeswarm,
        "/model": model,
        "/recourse/<number>": lambda number: jsonify(recourse(int(number), _score, VERSION)),
        "/health/ready": lambda: {"status": "ready", "clients": len(CLIENTS), "model_version": VERSION},
    }
    for rule, view in routes.items():
        app.add_url_rule(rule, rule, view)
    app.add_url_rule("/simulate/<number>", "simulate", lambda number: simulate(int(number), _score, _problem), methods=["POST"])
    return app


def screen(number: str) -> Any:
    """One client's screen, 400 or 404."""
    if not number.isdigit() or len(number) > 18:
        return _problem(400, "This is not a client number.")
    if int(number) not in CLIENTS:
        return _problem(404, "No client has this number.")
    client = int(number)
    parts = {"score": _score(client), "info": _info(client), "shap": _shap(client), "percentiles": _percentiles(client)}
    parts |= {"levers": levers(), "recourse": recourse(client, _score, VERSION)}
    return jsonify(**parts, model_version=VERSION, request_id="fake")


def ids() -> Any:
    """The first numbers of a prefix."""
    found = sorted(number for number in CLIENTS if str(number).startswith(request.args.get("prefix", "")))
    return jsonify(data=found[: int(request.args.get("limit", 20))], total=len(found), model_version=VERSION, request_id="fake")


def importance() -> Any:
    """Mean absolute contributions."""
    sizes = {name: 0.4 / (1 + rank / 3) for rank, name in enumerate(FEATURES)}
    ranked = sorted(sizes.items(), key=lambda item: -item[1])
    data = [
        {
            **{"feature": n, "importance": s, "points": s * UNIT, "family": FEATURES[n][0], "comparable": True},
            "meaning": both("Ce que vaut cette donnée : …", "What this is: …"),
            **_kind(n),
        }
        for n, s in ranked
    ]
    families = [{"family": f, "label": both(*label), "importance": 0.3, "points": 0.3 * UNIT} for f, label in FAMILIES.items()]
    return jsonify(data=data, families=families, model_version=VERSION, request_id="fake")


def distribution(name: str) -> Any:
    """Counts by bin and zone."""
    if name not in FEATURES:
        return _problem(404, "No such variable.")
    draw, kind = random.Random(name), _kind(name)
    if kind["kind"] == "category":
        bins = [{"value": code, "label": both(*label), **_counts(draw, 500)} for code, label in JOBS.items()]
        return jsonify(feature=name, **kind, n=1990, missing=10, bins=bins, model_version=VERSION, request_id="fake")
    drawn = sorted(value(name, draw) for _ in range(400))
    low, step = drawn[0], (drawn[-1] - drawn[0]) / 20 or 1
    bins = [{"from": low + i * step, "to": low + (i + 1) * step, **_counts(draw, 200 - 9 * abs(i - 8))} for i in range(20)]
    quantiles = {str(q): drawn[min(399, 4 * q)] for q in (0, 25, 50, 75, 100)}
    ends = {"low": False, "high": True}
    told = {"n": 1990, "missing": 10, "bins": bins, "open": ends, "quantiles": quantiles}
    return jsonify(feature=name, **kind, **told, model_version=VERSION, request_id="fake")


def bivariate() -> Any:
    """Points of two variables."""
    x, y = request.args["x"], request.args["y"]
    if x not in FEATURES or y not in FEATURES:
        return _problem(404, "No such variable.")
    draw = random.Random(x + y)
    points = [[value(x, draw), value(y, draw), round(draw.betavariate(3, 2), 3)] for _ in range(500)]
    sentence = both("Ces deux données varient presque sans lien.", "These two pieces of data vary almost independently.")
    answer = {side: {"feature": name, **_kind(name)} for side, name in (("x", x), ("y", y))}
    return jsonify(**answer, points=points, correlation=0.04, sentence=sentence, model_version=VERSION, request_id="fake")


def beeswarm() -> Any:
    """Contributions of the reference population."""
    draw = random.Random(7)
    lines = []
    for rank, name in enumerate(list(FEATURES)[:10]):
        levels = [draw.random() for _ in range(300)]
        points = [[(level - 0.5) * 40 / (1 + rank / 3) + draw.gauss(0, 2), None if draw.random() < 0.05 else level] for level in levels]
        lines.append({"feature": name, **_kind(name), "points": points})
    return jsonify(features=lines, model_version=VERSION, request_id="fake")


def model() -> Any:
    """The model's card in short."""
    sex = {"columns": ["SEX"], "label": both("Le sexe", "Sex"), "reason": both("La loi interdit d'en tenir compte.", "The law forbids it.")}
    why_age = both("L'ôter désavantagerait les plus jeunes.", "Leaving it out would harm the young.")
    age = {"columns": ["AGE"], "label": both("L'âge", "Age"), "reason": why_age}
    notice = both("Population de démonstration : clients inventés.", "Demonstration population: invented clients.")
    note = both(
        "Le poids se compte en points : 20 points de plus doublent les chances de remboursement par rapport au risque.",
        "Weight is counted in points: 20 more points double the odds of repayment.",
    )
    return jsonify(
        model_version=VERSION,
        bounds=[0.45, 0.55],
        families=[{"family": f, "label": both(*label)} for f, label in FAMILIES.items()],
        not_used=[sex],
        watched=[age],
        population={"kind": "demo", "clients": 3, "reference": 2000, "notice": notice},
        zones={zone: {"label": label} for zone, label in ZONES.items()},
        points_note=note,
        request_id="fake",
    )


def _kind(name: str) -> dict[str, Any]:
    _, unit, fr, en = FEATURES[name]
    return {"label": both(fr, en), "unit": unit, "kind": "category" if unit == "category" else "number"}


def _counts(draw: random.Random, around: int) -> dict[str, int]:
    shares = {"refus": (4, 2), "conseiller": (10, 5), "accord": (2, 1)}
    return {zone: draw.randint(around // low, around // high) for zone, (low, high) in shares.items()}


def _score(client: int) -> dict[str, Any]:
    score = 1 / (1 + math.exp(-CLIENTS[client]))
    zone = "refus" if score < 0.45 else "accord" if score > 0.55 else "conseiller"
    pd = (1 - score) / (1 - score + 10 * score)
    n = round(100 * pd)
    french = f"Environ {n} dossiers semblables sur 100 ont eu des difficultés de paiement."
    frequency = both(french, f"About {n} similar files out of 100 had payment difficulties.")
    displayed = {"score": round(100 * score), "bounds": [45, 55], "frequency": frequency, "zone": ZONES[zone], "summary": SUMMARIES[zone]}
    return {
        "id_client": str(client),
        "prediction": [1 - pd, pd],
        "score": score,
        "zone": zone,
        "recommendation": zone,
        "probability_of_default": pd,
        "cost_ratio": 10.0,
        "bounds": [0.45, 0.55],
        "reasons": _reasons(client),
        "displayed": displayed,
        "model_version": VERSION,
    }


def _reasons(client: int) -> list[dict[str, Any]]:
    _, parts = contributions(client)
    ranked = sorted(parts.items(), key=lambda item: -abs(item[1]))
    against = [_reason(client, name, part) for name, part in ranked if part < 0][:4]
    return against + [_reason(client, name, part) for name, part in ranked if part > 0][:4]


def _reason(client: int, name: str, part: float) -> dict[str, Any]:
    family, _, fr, en = FEATURES[name]
    shown = values(client)[name]
    said = words(name, shown)
    good = part > 0
    text = both(
        f"{fr} : {said['fr']} ; cela a pesé en {'faveur' if good else 'défaveur'} du dossier.",
        f"{en}: {said['en']}; this weighed {'in favour of' if good else 'against'} the file.",
    )
    return {
        "code": f"{family}.{name}",
        "feature": name,
        "family": family,
        "direction": "favourable" if good else "unfavourable",
        "points": part * UNIT,
        "value": shown,
        "label": both(fr, en),
        "family_label": both(*FAMILIES[family]),
        "fact": both(f"{fr} : {said['fr']}.", f"{en}: {said['en']}."),
        "text": text,
    }


def _info(client: int) -> dict[str, Any]:
    mine = values(client)
    labels = {
        name: {
            "label": both(fr, en),
            "unit": unit,
            "family": family,
            "description": both(f"{fr} au moment de la demande.", f"{en} at the time of the application."),
            "text": words(name, mine[name]),
        }
        for name, (family, unit, fr, en) in FEATURES.items()
    }
    return {"info_client": {"SK_ID_CURR": client, "TARGET": None, **mine}, "labels": labels, "model_version": VERSION}


def _shap(client: int) -> dict[str, Any]:
    base, parts = contributions(client)
    mine = values(client)
    rows = [{"feature": n, "value": mine[n], "contribution": p, "points": p * UNIT, "family": FEATURES[n][0]} for n, p in parts.items()]
    sums = {family: sum(row["contribution"] for row in rows if row["family"] == family) for family in FAMILIES}
    ranked = sorted(sums.items(), key=lambda item: -abs(item[1]))
    families = [{"family": f, "label": both(*FAMILIES[f]), "contribution": s, "points": s * UNIT} for f, s in ranked]
    total = base + sum(parts.values())
    return {"base": base, "contributions": rows, "families": families, "sum": total, "base_points": base * UNIT, "model_version": VERSION}


def _percentiles(client: int) -> dict[str, float | None]:
    draw = random.Random(client + 2)
    numbers = {name: shown for name, shown in values(client).items() if FEATURES[name][1] != "category"}
    return {name: None if shown is None else draw.uniform(1, 99) for name, shown in numbers.items()}


def _problem(status: int, detail: str) -> Any:
    answer = jsonify(type="about:blank", title="Error", status=status, detail=detail, request_id="fake", error=detail)
    answer.status_code, answer.content_type = status, "application/problem+json"
    return answer
