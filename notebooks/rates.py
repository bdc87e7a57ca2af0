"""Rates of payment difficulties by group, with their intervals; no group of fewer than 30 people is told."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp
from sklearn.metrics import roc_auc_score

SMALLEST: Final = 30
NORMAL_95: Final = 1.96


def wilson(failed: Any, people: Any) -> tuple[Any, Any]:
    """Ends of the 95 % interval of a rate (Wilson, JASA 1927): never below 0, honest for small groups."""
    rate, spread = failed / people, NORMAL_95**2 / people
    middle = (rate + spread / 2) / (1 + spread)
    half = NORMAL_95 * np.sqrt(rate * (1 - rate) / people + spread / (4 * people)) / (1 + spread)
    return middle - half, middle + half


def by_group(group: Any, outcomes: Any) -> pd.DataFrame:
    """A row a group: ``people``, and its ``rate`` of difficulties from ``low`` to ``high``, in per cent; groups of 30 at least."""
    counted = pd.DataFrame({"group": group, "failed": outcomes}).groupby("group", observed=True)["failed"].agg(["size", "sum"])
    told = counted[counted["size"] >= SMALLEST]
    low, high = wilson(told["sum"], told["size"])
    rates = {"people": told["size"], "rate": 100 * told["sum"] / told["size"], "low": 100 * low, "high": 100 * high}
    return pd.DataFrame(rates)


def by_tenth(values: pd.Series, outcomes: pd.Series) -> pd.DataFrame:
    """:func:`by_group` for tenths of the values that are known, from the lowest (1) to the highest (10)."""
    known = values.notna()
    tenth = pd.qcut(values[known], 10, labels=False, duplicates="drop") + 1
    return by_group(tenth, outcomes[known])


def ranking_power(values: pd.Series, outcomes: pd.Series) -> float:
    """How well a column alone ranks, whichever its direction: 50 is chance, 100 perfect (the AUC, in per cent)."""
    known = values.notna()
    area = roc_auc_score(outcomes[known], values[known])
    return float(100 * max(area, 1 - area))


def drift(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """For each numeric column, the largest gap between two cumulated distributions (Kolmogorov-Smirnov), in points, greatest first."""
    common = [name for name in before.select_dtypes("number") if name in after]
    gaps = {name: 100 * ks_2samp(before[name].dropna(), after[name].dropna()).statistic for name in common if after[name].notna().any()}
    return pd.Series(gaps).sort_values(ascending=False)
