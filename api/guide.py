"""What each route is for, with an example: the page at ``/`` shows it, and a test holds it to the routes that exist."""

from dataclasses import dataclass
from typing import Final

from scoring.features.record import Text


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its rule as Flask knows it, an address to try, and what it answers.

    ``identified``: it wants to know who asks, so that a link to follow would not do.
    """

    rule: str
    example: str
    answer: Text
    method: str = "GET"
    identified: bool = False


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
                "Tout ce que montre l’écran d’un client, en un seul appel.",
                "All that a client's screen shows, in a single call.",
            ),
        ),
        Route(
            "/levers/<client_id>",
            "/levers/193423",
            Text("Ce qu’une simulation peut changer, et jusqu’où.", "What a simulation may change, and how far."),
        ),
        Route(
            "/simulate/<client_id>",
            "/simulate/193423",
            Text("Avant et après un changement du prêt ou du budget ; rien n’est gardé.", "Before and after a change; nothing is kept."),
            method="POST",
        ),
        Route(
            "/recourse/<client_id>",
            "/recourse/193423",
            Text(
                "Les plus courts chemins vers un accord, ou qu’il n’y en a pas.",
                "The shortest paths to an approval, or that there is none.",
            ),
        ),
        Route(
            "/get_id_client",
            "/get_id_client?prefix=1934&limit=20",
            Text("Les numéros de client qui commencent par ces chiffres.", "The client numbers that begin with these digits."),
        ),
    ),
    Text("Sans numéro, ou plusieurs à la fois", "Without a number, or many at once"): (
        Route(
            "/score",
            "/score",
            Text("Le score d’une demande nouvelle, son passé connu ou non.", "The score of a new application, its past known or not."),
            method="POST",
        ),
        Route(
            "/score/batch",
            "/score/batch",
            Text("Jusqu’à mille scores, une ligne chacun, dans l’ordre.", "Up to a thousand scores, a line each, in order."),
            method="POST",
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
    Text("Décisions et réexamens", "Decisions and reviews"): (
        Route(
            "/decisions/reasons",
            "/decisions/reasons",
            Text("Les motifs qu’une décision peut donner.", "The reasons that a decision may give."),
        ),
        Route(
            "/decisions",
            "/decisions",
            Text("Enregistre la décision d’un conseiller et son motif.", "Records an advisor's decision and its reason."),
            method="POST",
            identified=True,
        ),
        Route(
            "/decisions",
            "/decisions?client=193423",
            Text("Ce qui a été décidé pour un client, et pourquoi.", "What was decided for a client, and why."),
            identified=True,
        ),
        Route(
            "/decisions/<number>/replay",
            "/decisions/1/replay",
            Text("L’écran du jour de la décision, à l’identique.", "The screen on the day of the decision, unchanged."),
            identified=True,
        ),
        Route(
            "/reviews",
            "/reviews",
            Text("Enregistre la demande de réexamen d’un client, avec ses mots.", "Records a client's request for review, in their words."),
            method="POST",
            identified=True,
        ),
        Route(
            "/reviews",
            "/reviews",
            Text("Les réexamens en attente, du plus urgent au moins urgent.", "The reviews that wait, the most urgent first."),
            identified=True,
        ),
        Route(
            "/reviews/<number>/outcome",
            "/reviews/2/outcome",
            Text("Enregistre ce qu’un autre conseiller a décidé.", "Records what another advisor decided."),
            method="POST",
            identified=True,
        ),
        Route(
            "/notices",
            "/notices",
            Text(
                "Si les conseillers décident vraiment : accords trop rapides, écarts.",
                "Whether advisors really decide: quick agreements, overrides.",
            ),
            identified=True,
        ),
    ),
    Text("Droits et journal", "Rights and log"): (
        Route(
            "/rights/export/<client_id>",
            "/rights/export/193423",
            Text("Tout ce qui est conservé sur une personne, et rien sur une autre.", "All that is held on a person, and on nobody else."),
            identified=True,
        ),
        Route(
            "/rights/<client_id>",
            "/rights/193423",
            Text("Efface une personne\u202f; le journal reste vérifiable.", "Erases a person; the log can still be verified."),
            method="DELETE",
            identified=True,
        ),
        Route(
            "/audit/verify",
            "/audit/verify",
            Text("Le journal est-il entier\u202f?", "Is the log whole?"),
            identified=True,
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
        Route(
            "/metrics",
            "/metrics",
            Text("Requêtes, délais, zones, limites, pour Prometheus.", "Requests, latencies, zones, limits, for Prometheus."),
        ),
        Route("/health/live", "/health/live", Text("Le service tourne.", "The service is running.")),
        Route("/health/ready", "/health/ready", Text("Le modèle et les clients sont chargés.", "The model and the clients are loaded.")),
        Route(
            "/openapi.json",
            "/openapi.json",
            Text("Le contrat, pour les programmes (OpenAPI 3.1).", "The contract, for programs (OpenAPI 3.1)."),
        ),
        Route("/docs", "/docs", Text("Le contrat, à lire.", "The contract, to read.")),
    ),
}
