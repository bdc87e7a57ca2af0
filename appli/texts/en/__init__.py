"""Every text of the interface in English, by part of the screen."""

from typing import Final

from appli.texts.en import access, decision, erasure, glossary, letter, model, rights, screens, simulate, tour

TEXTS: Final[dict[str, str]] = {
    **screens.TEXTS,
    **decision.TEXTS,
    **rights.TEXTS,
    **erasure.TEXTS,
    **simulate.TEXTS,
    **letter.TEXTS,
    **model.TEXTS,
    **glossary.TEXTS,
    **tour.TEXTS,
    **access.TEXTS,
}
