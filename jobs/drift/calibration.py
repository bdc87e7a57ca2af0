"""Are the probabilities still true? Outcomes against what was promised, with tests that know how many there are."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, norm, rankdata

from jobs.drift.charts import percent
from scoring import words
from scoring.decision import Rule
from scoring.errors import BadData
from scoring.model import Floats

LEAST: Final = 30
ALPHA: Final = 0.005
"""Chance that true probabilities are called false; shared by the three tests (Bonferroni)."""
MATERIAL: Final = 0.10
"""Incidents beyond what was expected, or error beyond what was expected, from which it matters: so many outcomes find any trifle."""
GROUPS: Final = 10
EXPECTED: Final = 5
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Observed and expected incidents, AUC (with its 95 % interval), Brier score, cost, and the chance of each test's finding."""

    people: int
    observed: float
    expected: float
    auc: tuple[float, float, float] | None
    brier: float
    expected_brier: float
    cost: float
    chances: dict[str, float]

    @property
    def alert(self) -> bool:
        """Whether the probabilities are off by more than chance, and by enough to matter."""
        by_chance = min(self.chances.values()) * len(self.chances) >= ALPHA
        return not by_chance and max(abs(self.observed / self.expected - 1), abs(self.brier / self.expected_brier - 1)) >= MATERIAL

    def figures(self) -> dict[str, float]:
        """For /metrics."""
        auc = {} if self.auc is None else {"auc": self.auc[0]}
        told = asdict(self)
        return {"alert": int(self.alert), **{name: told[name] for name in ("people", "observed", "expected", "brier", "cost")}, **auc}

    def lines(self) -> Iterator[str]:
        """For a person."""
        told = "Le risque annoncé n’est plus le risque observé" if self.alert else "Le risque annoncé tient"
        people = words.number(self.people, 0).fr
        yield f"{told} : {percent(self.observed)} d’incidents sur {people} dossiers, {percent(self.expected)} annoncés."
        if self.alert:
            yield (
                "Vérifier d’abord le fichier des incidents ; s’il est juste, recalibrer puis réentraîner, et d’ici là faire décider sans "
                "recommandation au besoin (python -m api mode manual)."
            )
        ranking = "" if self.auc is None else f"AUC {_decimal(self.auc[0])} [{_decimal(self.auc[1])} ; {_decimal(self.auc[2])}], "
        yield f"{ranking}Brier {_decimal(self.brier)} (attendu {_decimal(self.expected_brier)}), coût {_decimal(self.cost)} par dossier."
        yield "Seuls des crédits accordés ont une issue : rien n’est dit de ceux qui furent refusés."


def judge(pd: Floats, failed: Flags, rule: Rule) -> Calibration:
    """Compare probabilities (n,) with outcomes (n,). Raises BadData below thirty."""
    if len(pd) < LEAST:
        raise BadData(f"Only {len(pd)} outcomes could be joined: nothing is told of fewer than {LEAST} people; wait for more.")
    refused = pd > rule.probability_of_default(0.5)
    return Calibration(
        people=len(pd),
        observed=float(failed.mean()),
        expected=float(pd.mean()),
        auc=_auc(pd, failed),
        brier=float(np.mean((pd - failed) ** 2)),
        expected_brier=float(np.mean(pd * (1 - pd))),
        cost=float(np.where(refused, ~failed, rule.cost_ratio * failed).mean()),
        chances={"in_the_large": _large(pd, failed), "spiegelhalter": spiegelhalter(pd, failed), "hosmer_lemeshow": hosmer(pd, failed)},
    )


def spiegelhalter(pd: Floats, failed: Flags) -> float:
    """Chance of such a Brier score if the probabilities are true, two-sided (Spiegelhalter, Statistics in Medicine, 1986)."""
    z = np.sum((failed - pd) * (1 - 2 * pd)) / np.sqrt(np.sum((1 - 2 * pd) ** 2 * pd * (1 - pd)))
    return float(2 * norm.sf(abs(z)))


def hosmer(pd: Floats, failed: Flags) -> float:
    """Chance of such gaps by group of rising PD (Hosmer & Lemeshow, 1980); g degrees: the probabilities were fitted on other people."""
    count = int(np.clip(pd.sum() // EXPECTED, 1, GROUPS))
    ordered = np.argsort(pd, kind="stable")
    groups = np.array_split(ordered, np.searchsorted(np.cumsum(pd[ordered]), pd.sum() * np.arange(1, count) / count))
    gaps = [(failed[g].sum() - pd[g].sum()) ** 2 / np.sum(pd[g] * (1 - pd[g])) for g in groups if len(g)]
    return float(chi2.sf(sum(gaps), len(gaps)))


def _large(pd: Floats, failed: Flags) -> float:
    return float(2 * norm.sf(abs(failed.sum() - pd.sum()) / np.sqrt(np.sum(pd * (1 - pd)))))


def _auc(pd: Floats, failed: Flags) -> tuple[float, float, float] | None:
    """Area under the ROC curve with its 95 % interval (Hanley & McNeil, Radiology, 1982); none when all had the same outcome."""
    bad, good = int(failed.sum()), int((~failed).sum())
    if not (bad and good):
        return None
    area = float((rankdata(pd)[failed].sum() - bad * (bad + 1) / 2) / (bad * good))
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    error = np.sqrt((area * (1 - area) + (bad - 1) * (q1 - area**2) + (good - 1) * (q2 - area**2)) / (bad * good))
    return area, max(0.0, float(area - 1.96 * error)), min(1.0, float(area + 1.96 * error))


def _decimal(value: float) -> str:
    return words.number(value, 3).fr
