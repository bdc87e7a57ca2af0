"""Numbers and verdicts in words, in French and in English: what people read of a score, a value, a reason."""

import math
import re
from collections.abc import Mapping
from typing import Final

from scoring.decision import Zone
from scoring.features.record import Feature, Text, Unit

NARROW, NO_BREAK = "\u202f", "\u00a0"
NOT_GIVEN: Final = Text("non renseigné", "not given")
LESS_THAN_A_MONTH: Final = Text("moins d’un mois", "less than a month")
LESS_THAN_A_YEAR: Final = Text("moins d’un an", "less than a year")
_YES_NO: Final = (Text("non", "no"), Text("oui", "yes"))
_CHOICE: Final = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_UNITS: Final[dict[str, tuple[Text, Text]]] = {  # singular, plural
    "years": (Text("an", "year"), Text("ans", "years")),
    "months": (Text("mois", "month"), Text("mois", "months")),
    "days": (Text("jour", "day"), Text("jours", "days")),
}

ZONES: Final[dict[Zone, Text]] = {
    "refus": Text("Refus recommandé", "Refusal recommended"),
    "conseiller": Text("Au conseiller de décider", "Left to the advisor"),
    "accord": Text("Accord recommandé", "Approval recommended"),
}
SUMMARIES: Final[dict[Zone, Text]] = {
    "refus": Text(
        "L’outil recommande de ne pas accorder ce prêt en l’état\u202f; la décision revient au conseiller.",
        "The tool recommends not granting this loan as it stands; the decision is the advisor’s.",
    ),
    "conseiller": Text(
        "L’outil ne tranche pas\u202f: la décision revient entièrement au conseiller.",
        "The tool does not settle this: the decision is entirely the advisor’s.",
    ),
    "accord": Text(
        "L’outil recommande d’accorder ce prêt\u202f; la décision revient au conseiller.",
        "The tool recommends granting this loan; the decision is the advisor’s.",
    ),
}
DIRECTIONS: Final = {
    True: Text("Cela a pesé en faveur du dossier.", "This weighed in favour of the application."),
    False: Text("Cela a pesé en défaveur du dossier.", "This weighed against the application."),
}


def number(value: float, decimals: int) -> Text:
    """A number written the French way (``1 234,5``) and the English way (``1,234.5``)."""
    english = f"{value:,.{decimals}f}"
    if float(english.replace(",", "")) == 0:
        english = english.lstrip("-")
    return Text(english.replace(",", NARROW).replace(".", ","), english)


def value_text(feature: Feature, value: float) -> Text:
    """A feature's value with its unit, in words; NaN is "non renseigné", a category its own words."""
    if math.isnan(value):
        return NOT_GIVEN
    if feature.is_category:
        return list(feature.values.values())[int(value)]
    if feature.unit == "yes_no":
        return _YES_NO[round(value)] if value in (0, 1) else with_unit(100 * value, "percent")
    return with_unit(100 * value if feature.unit == "percent" else value, feature.unit)


def with_unit(value: float, unit: Unit) -> Text:
    """A number with its unit, in words; a share is a number of hundredths."""
    if unit == "years" and value == 0:
        return LESS_THAN_A_YEAR  # some ages are whole years: 0 is not always today
    if unit == "years" and abs(value) < 1:
        return with_unit(round(12 * value), "months") if round(12 * abs(value)) else LESS_THAN_A_MONTH
    amount = number(value, _decimals(value, unit))
    if unit == "amount":
        return Text(f"{amount.fr}{NO_BREAK}€", f"€{amount.en}" if value >= 0 else f"-€{amount.en.lstrip('-')}")
    if unit == "percent":
        return Text(f"{amount.fr}{NO_BREAK}%", f"{amount.en}%")
    if unit in _UNITS:
        singular, plural = _UNITS[unit]
        shown = abs(float(amount.en.replace(",", "")))  # French counts 1,9 as singular, English only 1
        return Text(
            f"{amount.fr}{NO_BREAK}{(singular if shown < 2 else plural).fr}",
            f"{amount.en}{NO_BREAK}{(singular if shown == 1 else plural).en}",
        )
    return amount


def _decimals(value: float, unit: Unit) -> int:
    """As many decimals as a person would say aloud."""
    size = abs(value)
    if unit == "amount":
        return 0 if size >= 100 or value == round(value) else 2
    if unit in ("count", "days", "months"):
        return 0 if value == round(value) or size >= 20 else 1
    if unit == "index":
        return 2
    if unit == "years":
        return 0 if size >= 5 or round(value, 1) == round(value) else 1
    return 0 if size >= 20 or value == round(value) else (1 if size >= 1 else 2)


def fact(feature: Feature, value: float) -> Text:
    """The feature's sentence with the client's own value; what its absence means when it is missing, or zero where that has words."""
    if math.isnan(value):
        return feature.missing
    if feature.none and value == 0:
        return feature.none
    shown = value_text(feature, value)
    yes, said = feature.unit == "yes_no", abs(round(value, _decimals(value, feature.unit)))
    return Text(
        _chosen(feature.sentence.fr, value > 0 if yes else said >= 2).format(value=shown.fr),  # French counts 1,9 as singular
        _chosen(feature.sentence.en, value > 0 if yes else said != 1).format(value=shown.en),
    )


def meaning(feature: Feature) -> Text:
    """What the feature is: its sentence, whosever value it may tell."""
    said = (_chosen(sentence, second=True).format(value="…") for sentence in (feature.sentence.fr, feature.sentence.en))
    return Text(*(sentence.replace("….", "…") for sentence in said))


def _chosen(sentence: str, second: bool) -> str:
    """A sentence with one of two wordings wherever it has ``[one|several]``, or ``[no|yes]``."""
    return _CHOICE.sub(lambda found: found[2 if second else 1], sentence)


def frequency(probability_of_default: float) -> Text:
    """The PD as a frequency among similar files: never a decimal, never "chances"."""
    files = round(100 * probability_of_default)
    if files < 1:
        return Text(
            "Moins de 1 dossier semblable sur 100 a eu des difficultés de paiement.",
            "Fewer than 1 in 100 similar files had payment difficulties.",
        )
    if files == 1:
        return Text(
            "Environ 1 dossier semblable sur 100 a eu des difficultés de paiement.",
            "About 1 in 100 similar files had payment difficulties.",
        )
    return Text(
        f"Environ {files} dossiers semblables sur 100 ont eu des difficultés de paiement.",
        f"About {files} in 100 similar files had payment difficulties.",
    )


def unavailable(fields: Mapping[str, Text]) -> Text:
    """Why there is no score: the columns whose value is impossible or absent, each with its label."""
    french = ", ".join(f"{label.fr} ({column})" for column, label in fields.items())
    english = ", ".join(f"{label.en} ({column})" for column, label in fields.items())
    return Text(
        f"Score indisponible{NO_BREAK}: valeur impossible ou absente pour {french}. Corrigez le dossier, puis demandez le score à nouveau.",
        f"Score unavailable: impossible or missing value for {english}. Correct the application, then ask for the score again.",
    )
