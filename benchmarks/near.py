"""Bodies near a good one: what a program sends that is almost right."""

from typing import Any, Final

from hypothesis import strategies as st

Path = tuple[str | int, ...]
_TEXTS: Final = st.sampled_from(["", "0", "1e5", "NaN", "null", "Cash loans", "XNA", "\u202f", "é" * 300, "\x00", "'; drop table clients"])
_NUMBERS: Final = st.sampled_from([0, -1, 1, 0.5, 1e-300, -1e300, 365243, 2**31, 2**53, -(2**63), 10**30])
_VALUES: Final = st.one_of(
    _NUMBERS, _TEXTS, st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.just([]), st.just({}), st.just([{}])
)


def near(body: Any) -> st.SearchStrategy[Any]:
    """The body with one to three of its values replaced, taken away or put under another name."""
    places = list(_places(body))
    changes = st.lists(st.tuples(st.sampled_from(places), st.sampled_from(["put", "drop", "rename"]), _VALUES), min_size=1, max_size=3)
    return changes.map(lambda found: _changed(body, found))


def _places(value: Any, path: Path = ()) -> Any:
    """Where every value of a body stands."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in items:
        yield (*path, name)
        yield from _places(part, (*path, name))


def _changed(body: Any, changes: list[tuple[Path, str, Any]]) -> Any:
    for path, change, value in changes:
        body = _change(body, path, change, value)
    return body


def _change(value: Any, path: Path, change: str, new: Any) -> Any:
    """A copy with one change; the same value when an earlier change took the place away."""
    name, *rest = path
    if not (name in value if isinstance(value, dict) else isinstance(value, list) and isinstance(name, int) and name < len(value)):
        return value
    copy = value.copy()
    if rest:
        copy[name] = _change(value[name], tuple(rest), change, new)
    elif change == "put":
        copy[name] = new
    else:
        part = copy.pop(name)
        if change == "rename" and isinstance(copy, dict):
            copy[f"{name}_"] = part
    return copy
