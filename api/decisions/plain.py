"""An application's raw columns in plain words: what each is called, and how its value is read."""

from functools import cache
from typing import Any, Final

from scoring import policy, words
from scoring.features.catalogue import BY_NAME
from scoring.features.record import Text

_YES_NO: Final = {
    **dict.fromkeys(("Y", "1", "1.0", "True"), Text("oui", "yes")),
    **dict.fromkeys(("N", "0", "0.0", "False"), Text("non", "no")),
}
DAYS_A_YEAR: Final = 365.25


def label(column: str) -> Text:
    """What a column is called: as the feature of this name, else as the policy calls its group."""
    return BY_NAME[column].label if column in BY_NAME else _groups().get(column, Text(column, column))


def value(column: str, raw: Any) -> Text:
    """A raw value in words; days before the application become years."""
    if raw is None:
        return words.NOT_GIVEN
    if column.startswith("FLAG_"):
        return _YES_NO.get(str(raw), Text(str(raw), str(raw)))
    if column.startswith("DAYS_"):
        years = words.number(abs(raw) / DAYS_A_YEAR, 1)
        return Text(f"{years.fr} ans", f"{years.en} years")
    if isinstance(raw, str):
        return _category(column, raw)
    return words.number(float(raw), 0 if float(raw).is_integer() else 2)


def _category(column: str, code: str) -> Text:
    feature = BY_NAME.get(column)
    return feature.values.get(code, Text(code, code)) if feature else Text(code, code)


@cache
def _groups() -> dict[str, Text]:
    return {column: rule.label for rule in policy.load().rules if rule.table == "application" for column in rule.columns}
