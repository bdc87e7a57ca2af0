"""Une phrase sur le client, tournée vers lui : ce qu'on lui écrit, ce qu'il lit à l'écran."""

from typing import Final

TOLD: Final[tuple[tuple[str, str], ...]] = (
    ("l’âge du client", "votre âge"),
    ("la voiture du client", "votre voiture"),
    ("la vie du client", "votre vie"),
    ("de ses demandes", "de vos demandes"),
    ("le client n’a connu aucun retard sur ses crédits", "vous n’avez connu aucun retard sur vos crédits"),
    ("sur le client", "sur vous"),
    ("le client n’est ", "vous n’êtes "),
    ("le client n’a ", "vous n’avez "),
    ("le client est ", "vous êtes "),
    ("le client ne possède ", "vous ne possédez "),
    ("le client possède ", "vous possédez "),
    ("le client habite ", "vous habitez "),
    ("le client fait ", "vous faites "),
    ("le client a ", "vous avez "),
)
"""Ce que disent les phrases de l'API, et ce qu'on en fait ; la première qui convient."""
