"""The whole report, as the manifest holds it: figures over groups of at least 30 people, no row, no excluded column."""

from typing import Any, Final

import numpy as np
from tqdm import tqdm

from jobs.train import boosting
from jobs.train.boosting import Sample
from jobs.train.report import ablations, fairness, paired, proxies, quick, stability
from jobs.train.report.ablations import EVERYTHING, Ablations
from jobs.train.report.curves import curves
from jobs.train.report.protected import Protected
from scoring.decision import Rule
from scoring.model import Floats

PARTS: Final = 4


def build(sample: Sample, protected: Protected, served: Floats, rule: Rule, seed: int) -> dict[str, Any]:
    """Ablations, proxies, stability and fairness of a labelled sample.

    ``served`` (n,) are the tuned model's PDs, each by a fit that did not see the row. Raises BadData when ``protected``
    does not stand beside the sample's rows.
    """
    protected.check(sample.outcomes)
    folds = boosting.folds(sample, quick.FOLDS, seed)
    weights = paired.draws(sample.people, seed)
    with tqdm(total=PARTS, desc="report", unit="part") as bar:
        compared = ablations.measure(sample, protected, folds, rule, weights, seed)
        bar.update()
        guessed = proxies.measure(sample, protected, folds, weights, seed)
        bar.update()
        refitted = stability.measure(sample, folds, rule, stability.REFITS, seed)
        bar.update()
        told = fairness.measure(sample, protected, _models(sample, compared, served), rule, weights)
        bar.update()
    return {
        "protocol": _protocol() | {"seeds_alone": compared.seeds_alone},
        "curves": curves(sample.outcomes, served, rule),
        "ablations": compared.table,
        "youngest": _youngest(sample, protected, compared),
        "proxies": guessed,
        "stability": refitted,
        "fairness": told,
    }


def _models(sample: Sample, compared: Ablations, served: Floats) -> dict[str, Floats]:
    """PDs by name: a quick model that reads every column, the same under the policy, and the tuned one."""
    before = quick.calibrated(sample, compared.margins[EVERYTHING])
    return {"before": before, "after": quick.calibrated(sample, compared.reference), "served": served}


def _youngest(sample: Sample, protected: Protected, compared: Ablations) -> dict[str, Any]:
    """Observed rate of the youngest beside their mean PD, with age among the features and without."""
    band = min(fairness.AGE_BANDS)
    mask = fairness.attributes(protected)["age"] == band
    pds = {"mean_pd": compared.reference, "mean_pd_without_age": compared.margins[proxies.AGE_LABEL]}
    told = {name: round(float(quick.calibrated(sample, margins)[mask].mean()), 6) for name, margins in pds.items()}
    people, observed = len(np.unique(sample.people[mask])), float(sample.outcomes[mask].mean())
    return {"group": band, "people": people, "observed": round(observed, 6)} | told


def _protocol() -> dict[str, Any]:
    rate = quick.PARAMETERS["learning_rate"]
    return {"folds": quick.FOLDS, "rounds": quick.ROUNDS, "learning_rate": rate, "seeds": quick.SEEDS, "draws": paired.DRAWS}
