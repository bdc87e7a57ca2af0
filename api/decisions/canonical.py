"""JSON in one form only (RFC 8785, JSON Canonicalization Scheme), so that a hash of it means something."""

import json
import math
from typing import Any, Final

LARGEST_INTEGER: Final = 2**53 - 1
"""Beyond it, a double no longer tells whole numbers apart (RFC 7493, 2.2)."""


def canonical(value: Any) -> bytes:
    """UTF-8 bytes: keys sorted by UTF-16 code units, no space, numbers as ECMAScript writes them.

    Raises ValueError for what has no such form: NaN, infinities, larger integers than 2**53 - 1, lone surrogates.
    """
    return _written(value).encode("utf-8")  # UnicodeEncodeError, for a lone surrogate, is a ValueError


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return f"{{{','.join(f'{_written(key)}:{_written(value[key])}' for key in keys)}}}"
    raise ValueError(f"JSON has no form for a {type(value).__name__}")


def _number(value: float) -> str:
    """ECMAScript's Number::toString; Python's ``repr`` gives the same shortest digits, with other rules for the exponent."""
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} is too large to be exact in JSON")
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"JSON has no form for {value}")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e0".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent.removesuffix("e0"))  # where the point stands among the digits
    return sign + _laid_out(digits.rstrip("0"), point)


def _laid_out(digits: str, point: int) -> str:
    """``0.digits`` times ten to the power ``point``, plain between 1e-7 and 1e21 and with an exponent elsewhere."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    head, rest, power = digits[0], digits[1:], point - 1
    return f"{head}{'.' if rest else ''}{rest}e{power:+d}"
