"""The only reader of what the policy excludes: for the report, beside the model's matrix, never stored.

Rows are the labelled applications sorted by client, which is the order of the learning sample.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ibis
import numpy as np
import numpy.typing as npt

from jobs.train.metrics import Outcomes
from jobs.train.report.quick import Extra
from scoring import policy
from scoring.errors import BadData
from scoring.features import application_work
from scoring.features.sources import Sources, open_folder
from scoring.policy import RuleOfUse
from scoring.tables import APPLICATION, CLIENT, PREVIOUS_APPLICATION, TARGET

Texts = npt.NDArray[np.str_]
SEXES: Final = {"F": "women", "M": "men"}
YEAR: Final = 365.25
RECODED: Final[dict[str, Mapping[str, str | None]]] = {
    "NAME_INCOME_TYPE": application_work.SITUATIONS,
    "ORGANIZATION_TYPE": application_work.EMPLOYERS,
}
RECODED_LABEL: Final = "Words merged before use (maternity, retirement, religion…)"
NOBODY: Final = ""
"""Stands for a missing text: a group without a name is reported nowhere."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What the report knows of n people and the model does not.

    Attributes
    ----------
    outcomes : (n,) TARGET, to check that the rows are those of the sample.
    sex, family : (n,) words; "" where unknown.
    age : (n,) years.
    excluded : the columns of each rule of the policy that excludes some, by the rule's English label.
    """

    outcomes: Outcomes
    sex: Texts
    family: Texts
    age: npt.NDArray[np.float64]
    excluded: dict[str, Extra]

    def check(self, outcomes: Outcomes) -> None:
        """Raise BadData when the rows are not those of a sample with these outcomes."""
        if not np.array_equal(self.outcomes, outcomes):
            raise BadData("The protected columns do not stand beside the sample's own rows: give both the same folder.")


def read(folder: Path) -> Protected:
    """Read the protected columns of a folder's labelled applications. Raises BadData."""
    rules = [rule for rule in policy.load().with_status("excluded") if rule.table in (APPLICATION.name, PREVIOUS_APPLICATION.name)]
    with open_folder(folder, with_target=True) as sources:
        table = _wide(sources, rules).to_pyarrow()
    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    return Protected(
        outcomes=columns[TARGET].astype(np.int8),
        sex=np.array([SEXES.get(sex, NOBODY) for sex in columns["application__CODE_GENDER"]]),
        family=np.array([status or NOBODY for status in columns["application__NAME_FAMILY_STATUS"]]),
        age=-columns["DAYS_BIRTH"].astype(np.float64) / YEAR,
        excluded={rule.label.en: _coded([name for name, _ in _named(rule)], columns) for rule in rules}
        | {RECODED_LABEL: _merged_words(columns)},
    )


def _named(rule: RuleOfUse) -> list[tuple[str, str]]:
    """A name of its own for each column of a rule: two tables have columns of the same name."""
    return [(f"{rule.table}__{column}", column) for column in rule.columns]


def _wide(sources: Sources, rules: Sequence[RuleOfUse]) -> Any:
    """One row a labelled application, sorted: its protected columns, and those of the latest past application."""
    own = {name: column for rule in rules if rule.table == APPLICATION.name for name, column in _named(rule)}
    past = {name: column for rule in rules if rule.table != APPLICATION.name for name, column in _named(rule)}
    people = sources.application.filter(sources.application[TARGET].notnull())
    wide = people.select(CLIENT, TARGET, "DAYS_BIRTH", *RECODED, **{name: people[column] for name, column in own.items()})
    if not sources.knows((PREVIOUS_APPLICATION,)):
        return wide.mutate(**{name: ibis.null("float64") for name in past}).order_by(CLIENT)
    latest = _latest(sources)
    told = latest.select(CLIENT, **{name: latest[column] for name, column in past.items()})
    return wide.left_join(told, CLIENT).drop(f"{CLIENT}_right").order_by(CLIENT)


def _latest(sources: Sources) -> Any:
    """The latest past application of each client whose past applications are all known."""
    known = sources.known_clients((PREVIOUS_APPLICATION,))
    past = sources.history[PREVIOUS_APPLICATION.name].semi_join(known, CLIENT)
    newest_first = ibis.window(group_by=past[CLIENT], order_by=[past.DAYS_DECISION.desc(), past.SK_ID_PREV.desc()])
    ranked = past.mutate(rank=ibis.row_number().over(newest_first))
    return ranked.filter(ranked["rank"] == 0)


def _coded(names: Sequence[str], columns: dict[str, Any]) -> Extra:
    categories = tuple(name for name in names if columns[name].dtype == object)
    coded = [_codes(columns[name]) if name in categories else columns[name].astype(np.float32) for name in names]
    return Extra(tuple(names), np.column_stack(coded).astype(np.float32), categories)


def _codes(texts: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """A number a word, in the words' order; NaN where none."""
    known = np.array([text is not None for text in texts])
    codes = np.full(len(texts), np.nan, dtype=np.float32)
    codes[known] = np.unique(texts[known].astype(str), return_inverse=True)[1]
    return codes


def _merged_words(columns: dict[str, Any]) -> Extra:
    """The words that features merge into others, told apart again; every other word is missing."""
    return _coded([f"merged__{name}" for name in RECODED], dict(_only_merged(columns)))


def _only_merged(columns: dict[str, Any]) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    for name, merged in RECODED.items():
        words = [word if merged.get(word) else None for word in columns[name]]
        yield f"merged__{name}", np.array(words, dtype=object)
