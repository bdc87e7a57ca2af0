"""What a feature is: a record. The pipeline, the API's labels, the reasons and the glossary all read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Unit = Literal["amount", "ratio", "percent", "years", "months", "days", "count", "index", "yes_no", "category"]
"""How a value is read out: ``amount`` in the file's currency; ``ratio`` as "3,2"; ``percent`` a share (0.23 is 23 %);
``years``, ``months``, ``days`` durations; ``index`` a score between 0 and 1 given by others; ``yes_no`` 0 or 1."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the two languages of the product."""

    fr: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """The JSON form ``{"fr": ..., "en": ...}``."""
        return {"fr": self.fr, "en": self.en}


@dataclass(frozen=True, slots=True)
class Feature:
    """One input of the model.

    Attributes
    ----------
    name : the column's name in the feature matrix and in the API.
    expression : what computes it. Row-level features take one application (an Ibis table or a record of
        floats) and use plain arithmetic; history features take the prepared history table, grouped by client, and aggregate.
    family : code of one of :data:`scoring.features.families.FAMILIES`.
    label : short name on a chart, in plain words.
    sentence : a whole sentence with ``{value}``, read to a client: "La mensualité représente {value} du revenu."
        Of ``[one|several]`` the value chooses one; of ``[no|yes]`` too, where the unit is ``yes_no``.
    missing : what the absence of a value means, as a whole sentence.
    none : what zero means, as a whole sentence, where the sentence would say "0 enfant".
    empty : the value for a client whose history in the table is known and has no row (``None``: missing).
    technical : whether it mixes several things into a number that nobody can check by hand (a product, a weighted mean …): it
        may weigh, it is listed, but it never tells a reason when a plain feature of its family can.
    monotone : how the model's PD may move as the value alone rises: 1 never down, -1 never up, 0 freely. Every feature that a
        lever of a simulation moves has one (:mod:`scoring.levers`).
    values : words for each category (``category`` only); codes not listed there are folded into missing.
    """

    name: str
    expression: Callable[[Any], Any]
    unit: Unit
    family: str
    label: Text
    sentence: Text
    missing: Text
    none: Text | None = None
    empty: float | None = None
    technical: bool = False
    monotone: Literal[-1, 0, 1] = 0
    values: Mapping[str, Text] = field(default_factory=dict)

    @property
    def is_category(self) -> bool:
        """Whether the value is a category, coded 0..n-1 in the order of ``values``."""
        return self.unit == "category"
