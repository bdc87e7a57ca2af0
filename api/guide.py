"""What each route is for, with an example: the page at ``/`` shows it, and a test holds it to the routes that exist."""

from dataclasses import dataclass
from typing import Final

from scoring.features.record import Text


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its rule as Flask knows it, an address to try, and what it answers."""

    rule: str
    example: str
    answer: Text


ROUTES: Final = {
    Text("Un client", "One client"): (
        Route(
            "/get_score/<client_id>",
            "/get_score/193423",
            Text("Le score, la recommandation et ses raisons.", "The score, the recommendation and its reasons."),
        ),
        Route(
            "/get_info_client/<client_id>",
            "/get_info_client/193423",
            Text(
                "Ses données, avec un nom, une unité et une phrase pour chacune.",
                "Their data, with a name, a unit and a sentence for each.",
            ),
        ),
        Route(
            "/get_shap/<client_id>",
            "/get_shap/193423",
            Text("Ce que chaque donnée a pesé dans le score.", "What each piece of data weighed in the score."),
        ),
        Route(
            "/get_client_screen/<client_id>",
            "/get_client_screen/193423",
            Text(
                "Les trois réponses ci-dessus et les rangs du client, en un seul appel.",
                "The three above and the client's ranks, in a single call.",
            ),
        ),
        Route(
            "/get_id_client",
            "/get_id_client?prefix=1934&limit=20",
            Text("Les numéros de client qui commencent par ces chiffres.", "The client numbers that begin with these digits."),
        ),
    ),
    Text("La population de référence", "The reference population"): (
        Route(
            "/get_feature_importance",
            "/get_feature_importance",
            Text("Le poids de chaque donnée sur l’ensemble des dossiers.", "How much each piece of data weighs over all files."),
        ),
        Route(
            "/get_distribution/<feature>",
            "/get_distribution/AMT_CREDIT",
            Text("La répartition d’une donnée, zone par zone.", "How one piece of data is spread, zone by zone."),
        ),
        Route(
            "/get_bivariate",
            "/get_bivariate?x=AMT_CREDIT&y=AMT_ANNUITY",
            Text("Deux données côte à côte, et leur lien dit en mots.", "Two pieces of data side by side, and their link in words."),
        ),
        Route(
            "/get_beeswarm",
            "/get_beeswarm?limit=10",
            Text("Les contributions les plus fortes, personne par personne.", "The strongest contributions, person by person."),
        ),
    ),
    Text("Le modèle et le service", "The model and the service"): (
        Route(
            "/model",
            "/model",
            Text(
                "Le modèle\u202f: ses mesures, ses règles, ce qu’il n’utilise pas.",
                "The model: its measures, its rules, what it does not use.",
            ),
        ),
        Route("/health/live", "/health/live", Text("Le service tourne.", "The service is running.")),
        Route("/health/ready", "/health/ready", Text("Le modèle et les clients sont chargés.", "The model and the clients are loaded.")),
    ),
}
