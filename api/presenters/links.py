"""A correlation said in words."""

from typing import Final

from scoring.features.record import Feature, Text
from scoring.words import NARROW

NONE_BELOW: Final = 0.1
_STRENGTHS: Final = (
    (0.3, Text("lien faible", "weak link")),
    (0.5, Text("lien modéré", "moderate link")),
    (1.1, Text("lien fort", "strong link")),
)


def sentence(x: Feature, y: Feature, correlation: float | None) -> Text:
    """How two features go together in the reference population; ``correlation`` is Spearman's, ``None`` when it has no meaning."""
    french, english = (_quoted(x.label.fr), _quoted(y.label.fr)), (f"“{x.label.en}”", f"“{y.label.en}”")
    if x.is_category or y.is_category:
        return Text(
            "Une catégorie n’a pas d’ordre\u202f: comparez les groupes entre eux, sans chercher de lien croissant ou décroissant.",
            "A category has no order: compare the groups, without looking for a rising or falling link.",
        )
    if correlation is None or abs(correlation) < NONE_BELOW:
        return Text(
            f"Dans la population de référence, aucun lien net entre {french[0]} et {french[1]}.",
            f"In the reference population, no clear link between {english[0]} and {english[1]}.",
        )
    strength = next(text for limit, text in _STRENGTHS if abs(correlation) < limit)
    more = Text("plus", "the higher") if correlation > 0 else Text("moins", "the lower")
    return Text(
        f"Dans la population de référence, plus {french[0]} est élevé, {more.fr} {french[1]} l’est ({strength.fr}).",
        f"In the reference population, the higher {english[0]}, {more.en} {english[1]} ({strength.en}).",
    )


def _quoted(label: str) -> str:
    return f"«{NARROW}{label}{NARROW}»"
