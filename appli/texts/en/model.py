"""The model, for whoever answers for it."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "model.title": "The model",
    "model.card": "What the tool does",
    "model.rule": "Below {low} it recommends a refusal; above {high}, an approval; in between, it does not settle. A granted loan "
    "that fails costs as much as {cost} good loans refused: 50 is the break-even point.",
    "model.built": "Learned on {day}, from {features} pieces of data a client.",
    "model.limits": "Learned from the loans granted by a single lender, outside France, in 2018: a demonstration, not a model to lend "
    "with.",
    "model.zones": "Share of the test clients in each zone",
    "model.calibration": "The announced frequency differs from the observed one by at most {gap} point",
    "model.calibration.how": "Each point is a tenth of the test clients, whom the tool had never seen. On the line, the tool "
    "announces what happens.",
    "model.people": "Clients",
    "model.announced": "Difficulties announced (%)",
    "model.observed": "Difficulties observed (%)",
    "model.perfect": "announced as observed",
    "model.tenth": "a tenth of the clients",
    "model.measures": "Its measures, beside simpler models",
    "model.measures.how": "On clients never seen. In brackets: where the measure lies in 95 cases out of 100.",
    "model.measure": "Measure",
    "model.final": "In service",
    "model.scorecard": "Scorecard",
    "model.baseline": "First attempt",
    "model.interval": "{value} [{low}; {high}]",
    "measure.roc_auc": "Ability to rank (AUC)",
    "measure.roc_auc.how": "0.5: at random; 1: no mistake.",
    "measure.brier": "Mean error (Brier)",
    "measure.brier.how": "The lower, the better.",
    "measure.cost_per_client": "Cost per client",
    "measure.cost_per_client.how": "In good loans refused; the lower, the better.",
}
