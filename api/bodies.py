"""Reads JSON bodies: strict, and every violation is said at once."""

import json
import math
import unicodedata
from typing import Annotated, Any, Final, NoReturn, TypeVar

from flask import Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from api.decisions.texts import Outcome
from api.errors import Malformed
from api.inputs import whole
from scoring.store import LARGEST_ID

LARGEST_NUMBER: Final = 2**53 - 1
MOST_VIOLATIONS: Final = 20
MOST_FIELDS: Final = 50
"""Of a body, told before they are looked at one by one: no form has as many."""
LEAST_LETTERS: Final = 5
"""Of a written reason: ten dots are no motive."""
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Control, format, half, private and unassigned characters: a reader sees none of them, or not what was meant."""
_KEPT: Final = "\n\r\t\u00ad"
"""Line ends, tabs, and the soft hyphens of a text that was copied from a page."""
_JOINERS: Final = "\u200c\u200d"
_BLANK_LETTERS: Final = "\u115f\u1160\u3164\uffa0"
"""Letters by name only: fillers of Hangul, which show nothing."""
Read = TypeVar("Read", bound="Body")


class Body(BaseModel):
    """A body: no field is converted from another type, none is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _client(value: Any) -> int:
    number = whole(value, LARGEST_ID) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= LARGEST_ID:
        raise PydanticCustomError("client", f"must be a client number between 1 and {LARGEST_ID}")
    return number


def _readable(text: str) -> str:
    for place, letter in enumerate(text):
        if unicodedata.category(letter) in _UNSEEN and letter not in _KEPT and not (letter in _JOINERS and _within(text, place)):
            raise PydanticCustomError(
                "text", f"must hold no control or invisible character (here U+{ord(letter):04X}): type the words again"
            )
    return text.strip()


def _within(text: str, place: int) -> bool:
    """Whether a word goes on, on both sides of a place: there, Persian or Hindi are written with joiners."""
    sides = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    return all(side and unicodedata.category(side)[0] in "LM" for side in sides)


def _written(text: str) -> str:
    if len(text) < 10:
        raise PydanticCustomError("text", "must hold at least 10 characters")
    if sum(letter.isalpha() and letter not in _BLANK_LETTERS for letter in text) < LEAST_LETTERS:
        raise PydanticCustomError("text", f"must hold at least {LEAST_LETTERS} letters, of any alphabet: say why in words")
    return text


Words = Annotated[str, AfterValidator(_readable), AfterValidator(_written), Field(max_length=4000)]
_AS_NUMBER: Final = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
_AS_TEXT: Final = {"type": "string", "pattern": "^[1-9][0-9]{0,9}$"}
Client = Annotated[int, BeforeValidator(_client), WithJsonSchema({"anyOf": [_AS_NUMBER, _AS_TEXT]})]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False, description="How long the client's screen was before the advisor.")]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]


class Reason(Body):
    """Why: a code of ``GET /decisions/reasons``, and the advisor's own words."""

    code: Annotated[str, Field(max_length=64)]
    text: Words


class Shown(Body):
    """What the advisor had on screen, as ``GET /get_score`` said it: the API decides whether it still holds."""

    model_version: Annotated[str, Field(max_length=64)]
    score: Annotated[float, Field(ge=0, le=1)]


class NewDecision(Body):
    """One advisor's decision on one client; ``shown`` is null when no score is given, and only then."""

    client: Client
    outcome: Outcome
    reason: Reason
    shown: Shown | None
    seconds_on_screen: Seconds | None = None


class NewReview(Body):
    """A client asks for a decision to be looked at again, in their own words."""

    decision: Number
    words: Words


class ReviewOutcome(Body):
    """What another advisor decided, and why."""

    outcome: Outcome
    reason: Reason


def read(request: Request, form: type[Read]) -> Read:
    """The body of a request. Raises Malformed with every violation, and 413 or 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    content = request.get_data()
    # Of a body that does not say its length werkzeug reads as much as it may, and keeps silent about the rest.
    if request.content_length is None and getattr(request.stream, "is_exhausted", False) and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    return checked(_parsed(content), form)


def checked(value: Any, form: type[Read]) -> Read:
    """A body, or a part of one that is checked on its own. Raises Malformed with every violation."""
    if isinstance(value, dict) and len(value) > MOST_FIELDS:
        raise Malformed(f"The body has {len(value):,} fields; {form.__name__} has {', '.join(form.model_fields)}, and no other.")
    try:
        return form.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise Malformed(*map(_sentence, found[:MOST_VIOLATIONS])) from None


def _sentence(found: Any) -> str:
    place = ".".join(map(str, found["loc"]))[:64] or "The body"
    return f"{place}: {found['msg'][:1].lower()}{found['msg'][1:]}."


def _parsed(content: bytes) -> Any:
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_without_twins, parse_constant=_no_constant, parse_float=_finite)
        if b"\\ud" in content.lower():
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is no text: nothing could keep it
        return value
    except UnicodeError:
        raise Malformed("The body is not UTF-8, or holds half a character.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    except ValueError as error:
        raise Malformed(f"The body is not readable as JSON ({str(error)[:100]}).") from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is too large")
    return value
