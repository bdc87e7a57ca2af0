"""How the modules write their features: what a chapter shares, and the typography of its texts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from scoring.features.record import Feature, Text, Unit

Pair = tuple[str, str]
"""One text in French and in English, typed with plain spaces and apostrophes."""

NARROW_SPACE: Final = "\u202f"
FIXED_SPACE: Final = "\u00a0"


def text(pair: Pair) -> Text:
    """The pair as it is shown: curly apostrophes, and the spaces that French typography keeps unbroken."""
    french, english = (words.replace("'", "\u2019") for words in pair)
    french = re.sub(r" (?=[;!?%»])|(?<=«) ", NARROW_SPACE, french)
    return Text(
        french.replace(" :", f"{FIXED_SPACE}:").replace("n° ", f"n°{FIXED_SPACE}").replace("il y a ", f"il y{FIXED_SPACE}a{FIXED_SPACE}"),
        english,
    )


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the features of one module have in common.

    Attributes
    ----------
    family : the family of a feature that names no other.
    unknown : why a value is missing when the feature is 0 for whoever has nothing in the table.
    nothing : why a value is missing otherwise.
    """

    family: str
    unknown: Pair
    nothing: Pair

    def feature(
        self,
        name: str,
        expression: Callable[[Any], Any],
        unit: Unit,
        label: Pair,
        sentence: Pair,
        *,
        empty: float | None = None,
        technical: bool = False,
        monotone: Literal[-1, 0, 1] = 0,
        family: str | None = None,
        missing: Pair | None = None,
        none: Pair | None = None,
        values: Mapping[str, Pair] | None = None,
    ) -> Feature:
        """One feature of the chapter; see :class:`scoring.features.record.Feature`."""
        return Feature(
            name=name,
            expression=expression,
            unit=unit,
            family=family or self.family,
            label=text(label),
            sentence=text(sentence),
            missing=text(missing or (self.nothing if empty is None else self.unknown)),
            none=text(none) if none else None,
            empty=empty,
            technical=technical,
            monotone=monotone,
            values={word: text(pair) for word, pair in (values or {}).items()},
        )
