"""The report as sections of the model card, in Markdown, from the manifest and from nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from jobs.train.report.fairness import SCREEN, SMALLEST

ENDS: Final = ("value", "low", "high")
FIGURES: Final = {
    "granted": "granted",
    "ratio_to_best": "ratio to the best-treated",
    "granted_among_good": "granted among those who repaid",
    "mean_pd_minus_observed": "mean PD minus observed, points",
}


def section(manifest: dict[str, Any]) -> str:
    """Every table of the report, ready to stand in the card. The same manifest always gives the same text."""
    report = manifest["report"]
    parts: tuple[Callable[[dict[str, Any]], str], ...] = (ablations, proxies, fairness, stability)
    return "\n\n".join(part(report) for part in parts)


def ablations(report: dict[str, Any]) -> str:
    """What each group of columns brings or takes away."""
    p, young = report["protocol"], report["youngest"]
    rows = ((f"{entry['label']} ({entry['change']}, {entry['columns']})", *_changes(entry)) for entry in report["ablations"])
    return f"""## What each choice costs

Each line changes the columns that the model may read and nothing else; the change is measured on the same rows, each scored by fits that
did not see it. The learner is quicker than the served one ({p["folds"]} folds, {p["rounds"]} trees at a rate of {p["learning_rate"]}, {p["seeds"]} seeds averaged);
95 % intervals: {p["draws"]} bootstrap draws over people, paired, widened by what seeds alone do (standard deviation: {p["seeds_alone"]["roc_auc"]:.4f} of AUC,
{p["seeds_alone"]["cost_per_client"]:.4f} of cost).
An excluded group is let in; a watched one is taken out, with every feature that reads it. A cost below zero is money saved.

{_table(("columns", "change of AUC", "change of cost per client"), rows)}

Without age, the mean PD of the {young["people"]:,} people aged {young["group"]} would read {_percent(young["mean_pd_without_age"])} where {_percent(young["observed"])} had
difficulties; with it, it reads {_percent(young["mean_pd"])}."""


def _changes(entry: Mapping[str, Any]) -> tuple[str, str]:
    return _signed(entry["roc_auc"]), _signed(entry["cost_per_client"])


def proxies(report: dict[str, Any]) -> str:
    """How well sex and age can be guessed."""
    sex, age = report["proxies"]["sex"], report["proxies"]["age"]
    figures = {
        "sex, from every feature: AUC": sex["roc_auc"],
        f"age, from the {age['features_without_age']} features that do not read it: share of its variance": age["explained_variance"],
        "age: mean error, in years": age["mean_error_years"],
        "under 30: AUC": age["roc_auc_under_30"],
        "60 and over: AUC": age["roc_auc_60_and_over"],
    }
    return f"""## What can still be guessed

Taking a column out does not take out what others tell of it. How well a model of the same kind guesses, from the features left, on people
it did not see (an AUC of 0.5 would be chance):

{_table(("guess", "figure"), ((what, _interval(figure)) for what, figure in figures.items()))}"""


def fairness(report: dict[str, Any]) -> str:
    """How recommendations fall on groups, one table an attribute."""
    tables = "\n\n".join(f"### By {attribute}\n\n{_groups(groups)}" for attribute, groups in report["fairness"].items())
    return f"""## How recommendations fall on groups

The policy's model never reads sex or family status. In each cell: a quick model that reads every column, excluded ones too → the same learner
under the policy; then, with its interval, the tuned model, each person scored by a fit that did not see them. Granted: recommended `accord`.
A ratio below {SCREEN} (⚠) is a screen that asks for a look, not a verdict: groups do not have the same observed rate. Mean PD minus observed
says whether the risk of a group is overstated (above zero) or understated. Groups of fewer than {SMALLEST} people are not shown.

{tables}"""


def _groups(groups: Sequence[Mapping[str, Any]]) -> str:
    if not groups:
        return "No group is large enough to be shown."
    rows = ((f"{g['group']} ({g['people']:,}; {_percent(g['observed'])})", *(_cell(g, name) for name in FIGURES)) for g in groups)
    return _table(("group (people; observed)", *FIGURES.values()), rows)


def _cell(group: Mapping[str, Any], name: str) -> str:
    """Before and after with the quick learner, then the tuned model with its interval."""
    times, form = (100, "+.1f") if name == "mean_pd_minus_observed" else (1, ".2f")
    before, after, value, low, high = (
        format(times * figure, form)
        for figure in (group["before"][name]["value"], group["after"][name]["value"], *(group["served"][name][end] for end in ENDS))
    )
    flag = " ⚠" if name == "ratio_to_best" and group["served"][name]["value"] < SCREEN else ""
    return f"{before} → {after}; **{value}**{flag} ({low} to {high})"


def stability(report: dict[str, Any]) -> str:
    """What another draw of the same people would have given."""
    s = report["stability"]
    return f"""## What another draw of people would have given

{s["refits"]} refits of the quick learner on bootstrap samples of people, measured on {s["people"]:,} people none of them saw:

- AUC from {s["roc_auc_lowest"]:.4f} to {s["roc_auc_highest"]:.4f};
- a client's score moves by {100 * s["score_standard_deviation"]:.1f} points out of 100 (standard deviation, on average);
- between two refits, {_percent(s["zone_differs_between_two"])} of clients change zone; {_percent(s["granted_by_one_refused_by_another"])} are granted by at least one of the {s["refits"]} and refused by at least one other;
- rank correlation of the features' importances (gain) between two refits: {s["rank_correlation_of_importances"]:.2f}."""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in (titles, ["---"] * len(titles), *rows))


def _signed(e: Mapping[str, float]) -> str:
    return f"{e['value']:+.4f} ({e['low']:+.4f} to {e['high']:+.4f})"


def _interval(e: Mapping[str, float]) -> str:
    return f"{e['value']:.3f} ({e['low']:.3f} to {e['high']:.3f})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
