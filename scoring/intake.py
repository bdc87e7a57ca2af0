"""Someone without a number: the raw fields and the rows of the past that a score may be computed from, checked all at once.

Every field that the policy lets in must be named, empty (``None``) where it is not known: a field that was forgotten is no missing
value, and no score is made of one.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, Final

from scoring import policy
from scoring.applicant import Applicant
from scoring.errors import OutOfRange
from scoring.features.catalogue import ROW_LEVEL
from scoring.features.domain import is_outside
from scoring.features.past import past_features
from scoring.features.row import Row
from scoring.tables import APPLICATION, BUREAU, BUREAU_BALANCE, CLIENT, DOMAINS, HISTORY, MISSING_TEXTS, Table

History = Mapping[str, Sequence[Mapping[str, Any]] | None]
MOST_VIOLATIONS: Final = 40
MOST_ROWS: Final = 10_000
"""Rows of one history table: the longest real history has 1,520, months of credits elsewhere."""
OWN_KEYS: Final = {"bureau": "SK_ID_BUREAU", "previous_application": "SK_ID_PREV"}
"""What numbers the rows of a table: two rows of one number would have what is joined to them counted twice."""
LARGEST: Final = 1e300
WORDS: Final = {"FLAG_OWN_CAR": ("Y", "N"), "FLAG_OWN_REALTY": ("Y", "N"), "NAME_CONTRACT_TYPE": ("Cash loans", "Revolving loans")}
"""Texts that no category feature lists."""
_BY_NAME: Final = {table.name: table for table in HISTORY}


def newcomer(application: Mapping[str, Any], history: History | None) -> Applicant:
    """What a new applicant is scored on.

    ``history`` is ``None`` where the past is not known; else a table that it does not name is known to be empty, and ``None`` for a
    table means that this part is not known. Raises OutOfRange with every violation (the first forty, and whether there are others).
    """
    known: History = unknown_past() if history is None else {**{name: [] for name in _BY_NAME}, **history}
    violations = list(islice(chain(_application(application), _history(known)), MOST_VIOLATIONS + 1))
    if violations:
        raise OutOfRange([*violations[:MOST_VIOLATIONS], *(["And others."] if len(violations) > MOST_VIOLATIONS else [])])
    return Applicant(application, past_features(known))


def unknown_past() -> dict[str, None]:
    """A past of which nothing is known."""
    return dict.fromkeys(_BY_NAME)


@cache
def fields(table: Table) -> tuple[str, ...]:
    """The columns of a table that are asked for: those that the policy lets in, and the keys that join rows."""
    rules = policy.load()
    return tuple(name for name in table.columns if rules.status((table.name, name)) != "excluded" and name != CLIENT)


def _application(application: Mapping[str, Any]) -> Iterator[str]:
    wrong = dict(_row(APPLICATION, application, "application"))
    yield from wrong.values()
    sound = {name: value for name, value in application.items() if name not in wrong}
    for column, domain in DOMAINS.items():
        if column in sound and is_outside(sound[column], domain):
            span = f"from {domain.low:.10g} to {domain.high:.10g}" + (f", or {domain.sentinel:.10g}" if domain.sentinel else "")
            yield f"application.{column}: {span}" + ("" if domain.required else ", or null") + "."
    yield from _words(sound)


def _words(sound: Mapping[str, Any]) -> Iterator[str]:
    """Words that the product does not know: in a table of thousands they count as missing; one person is asked again."""
    row = Row(dict.fromkeys(APPLICATION.columns) | dict(sound))
    for column, words in WORDS.items():
        if sound.get(column) not in (None, *words):
            yield f"application.{column}: one of {', '.join(words)}, or null."
    for feature in ROW_LEVEL:
        if feature.is_category and feature.name in sound and feature.expression(row) not in (None, *feature.values, *MISSING_TEXTS):
            yield f"application.{feature.name}: one of {', '.join(feature.values)}, or null."


def _history(history: History) -> Iterator[str]:
    for name, rows in history.items():
        if name not in _BY_NAME:
            yield f"history.{name[:64]}: there is no such table; there are {', '.join(_BY_NAME)}."
        elif rows and len(rows) > MOST_ROWS:
            yield f"history.{name}: at most {MOST_ROWS:,} rows, not {len(rows):,}."
        else:
            yield from _rows(_BY_NAME[name], rows or ())
    if history.get(BUREAU_BALANCE.name) and history.get(BUREAU.name) is None:
        yield f"history.{BUREAU_BALANCE.name}: its months are those of credits in {BUREAU.name}, which is not known."


def _rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield from (said for _, said in _row(table, row, f"history.{table.name}[{number}]"))
    key, seen = OWN_KEYS.get(table.name, ""), dict[float, int]()
    for number, row in enumerate(rows if key else ()):
        if row.get(key) is None or _kind(table, key, row[key]):
            continue  # said above
        first = seen.setdefault(float(row[key]), number)  # as it will be joined: two whole numbers beyond 2**53 may be one
        if first != number:
            yield f"history.{table.name}[{number}].{key}: the row {first} has this number too; give each row its own."


def _row(table: Table, row: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    """What is wrong with one row, field by field: names first, then kinds."""
    for name in row:
        if name not in fields(table):
            why = "it is not used; leave it out" if name in table.columns else "there is no such field"
            yield name, f"{place}.{name[:64]}: {why}."
    for name in fields(table):
        if name not in row:
            yield name, f"{place}.{name}: missing; give it, or null where it is not known."
        elif row[name] is not None and (wanted := _kind(table, name, row[name])):
            yield name, f"{place}.{name}: must be {wanted}."
        elif row[name] is None and table is not APPLICATION and table.kind(name) == "integer":
            yield name, f"{place}.{name}: must be a whole number, and is always known."


def _kind(table: Table, name: str, value: Any) -> str:
    """What a value should be and is not; nothing when it is right."""
    kind = table.kind(name)
    if kind == "text":
        return "" if isinstance(value, str) else "a text"
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return "a number"
    return "a whole number" if kind == "integer" and value != int(value) else ""
