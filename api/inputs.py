"""Reads what callers send: numbers of clients, prefixes, limits, names. Strict, and every refusal says what is accepted."""

from typing import Final

from werkzeug.datastructures import MultiDict

from api.errors import Malformed
from scoring.store import LARGEST_ID

_DIGITS: Final = len(str(LARGEST_ID))
DEFAULT_IDS, MOST_IDS = 20, 1000
LARGEST_ENTRY: Final = 10**_DIGITS - 1


def whole(text: str, largest: int) -> int | None:
    """A whole number from 1 to ``largest`` in at most ten ASCII digits, without sign, space or leading zero; ``None`` for anything else."""
    if not (_only_digits(text) and text) or text.startswith("0"):
        return None
    value = int(text)
    return value if 1 <= value <= largest else None


def client_id(text: str) -> int:
    """A client number. Raises Malformed."""
    value = whole(text, LARGEST_ID)
    if value is None:
        raise Malformed(f"A client number is written with the digits 0 to 9 only and lies between 1 and {LARGEST_ID}.")
    return value


def entry_number(text: str) -> int:
    """The number of an entry of the log. Raises Malformed."""
    value = whole(text, LARGEST_ENTRY)
    if value is None:
        raise Malformed(f"The number of a decision or of a review is a whole number from 1 to {LARGEST_ENTRY}.")
    return value


def prefix_and_limit(query: MultiDict[str, str]) -> tuple[str, int]:
    """The first digits of client numbers, and how many to return. Raises Malformed with both violations at once."""
    prefix, limit = query.get("prefix", ""), whole(query.get("limit", str(DEFAULT_IDS)), MOST_IDS)
    violations = []
    if not _only_digits(prefix):
        violations.append(f"prefix is empty or made of at most {_DIGITS} digits 0 to 9.")
    if limit is None:
        violations.append(f"limit is a whole number from 1 to {MOST_IDS}.")
    if violations or limit is None:
        raise Malformed(*violations)
    return prefix, limit


def limit(query: MultiDict[str, str], default: int, largest: int) -> int:
    """How many features to return. Raises Malformed."""
    value = whole(query.get("limit", str(default)), largest)
    if value is None:
        raise Malformed(f"limit is a whole number from 1 to {largest}.")
    return value


def flag(query: MultiDict[str, str], name: str) -> bool:
    """Whether something more is asked for; no, unless it is said. Raises Malformed."""
    told = query.get(name, "false")
    if told not in ("true", "false"):
        raise Malformed(f"{name} is true or false.")
    return told == "true"


def two_features(query: MultiDict[str, str]) -> tuple[str, str]:
    """The names ``x`` and ``y``. Raises Malformed with both violations at once."""
    missing = [name for name in ("x", "y") if not query.get(name)]
    if missing:
        raise Malformed(*(f"{name} is missing: give the name of a feature, as GET /get_feature_importance lists them." for name in missing))
    return query["x"], query["y"]


def _only_digits(text: str) -> bool:
    return len(text) <= _DIGITS and (not text or (text.isascii() and text.isdigit()))
