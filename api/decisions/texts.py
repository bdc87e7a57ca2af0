"""What people read about decisions and rights, in French and in English. The one place for these words."""

from typing import Final, Literal

from scoring.features.record import Text

Outcome = Literal["accord", "refus"]
OUTCOMES: Final[dict[Outcome, Text]] = {
    "accord": Text("Prêt accordé", "Loan granted"),
    "refus": Text("Prêt refusé", "Loan refused"),
}
REASONS: Final[dict[Outcome, dict[str, Text]]] = {  # as many on each side, and in every zone: agreeing costs what deviating costs
    "accord": {
        "budget_checked": Text("Le budget a été vérifié et supporte la mensualité", "The budget was checked and bears the instalment"),
        "stable_situation": Text("La situation est stable dans la durée", "The situation is stable over time"),
        "past_repayments": Text("Les crédits passés ont été bien remboursés", "Past credits were repaid well"),
        "new_element": Text("Un élément que l’outil ne connaît pas est favorable", "Something unknown to the tool speaks for it"),
        "tool_mistaken": Text("L’outil s’appuie sur une donnée inexacte", "The tool relies on a wrong piece of data"),
        "other": Text("Autre motif, expliqué ci-dessous", "Another reason, explained below"),
    },
    "refus": {
        "budget_too_tight": Text("Le budget ne supporte pas la mensualité", "The budget does not bear the instalment"),
        "unstable_situation": Text("La situation n’est pas assez stable", "The situation is not stable enough"),
        "past_difficulties": Text("Des difficultés de paiement sont en cours", "There are payment difficulties at present"),
        "new_element": Text("Un élément que l’outil ne connaît pas est défavorable", "Something unknown to the tool speaks against it"),
        "tool_mistaken": Text(
            "Une donnée vérifiée est moins favorable que celle de l’outil", "A datum, once checked, is less favourable than the tool's"
        ),
        "other": Text("Autre motif, expliqué ci-dessous", "Another reason, explained below"),
    },
}
KINDS: Final = {
    "decision": Text("Décision d’un conseiller", "An advisor's decision"),
    "review": Text("Demande de réexamen", "Request for a review"),
    "review_outcome": Text("Issue du réexamen", "Outcome of the review"),
    "erasure": Text("Effacement des données", "Erasure of the data"),
    "readmission": Text("Fin d’un effacement", "End of an erasure"),
    "hold": Text("Conservation imposée", "Preservation ordered"),
    "release": Text("Fin de la conservation imposée", "End of the preservation order"),
    "purge": Text("Purge en fin de conservation", "Purge at the end of retention"),
    "mode_manual": Text("Recommandations suspendues", "Recommendations suspended"),
    "mode_automatic": Text("Recommandations rétablies", "Recommendations restored"),
    "portfolios": Text("Nouvelle liste des portefeuilles", "New list of portfolios"),
    "signing_key": Text("Changement de la clé de signature", "Change of the signing key"),
    "head_signed": Text("Nouvelle signature de la fin du journal", "The end of the log signed again"),
}
RECIPIENTS: Final = (
    Text(
        "Les conseillers de l’établissement qui instruisent le dossier ou le réexaminent.",
        "The lender's advisors who study the file or review it.",
    ),
    Text(
        "Les personnes de l’établissement chargées du contrôle et de la protection des données.",
        "The people in charge of control and of data protection at the lender.",
    ),
    Text("Aucun autre destinataire\u202f: ce service ne transmet rien à des tiers.", "Nobody else: this service passes nothing on."),
)
PURPOSE: Final = Text(
    "Étudier une demande de prêt\u202f: calculer un score, expliquer ce qui a pesé, garder la trace de ce qui a été décidé et pourquoi.",
    "To study a loan application: compute a score, explain what weighed, keep a record of what was decided and why.",
)
SOURCES: Final = (
    Text("Ce que vous avez déclaré dans votre demande.", "What you stated in your application."),
    Text("L’historique de vos prêts chez nous.", "The history of your loans with us."),
    Text(
        "Des organismes externes\u202f: fichier des crédits et évaluations de solvabilité.",
        "External agencies: credit bureau and creditworthiness assessments.",
    ),
)
AUTOMATION: Final = Text(
    "Un outil automatisé a proposé une recommandation\u202f; un conseiller a pris chaque décision et en a écrit le motif.",
    "An automated tool made a recommendation; an advisor took each decision and wrote down the reason.",
)
RIGHTS: Final = (
    Text(
        "Demander qu’un autre conseiller réexamine une décision, et donner votre point de vue.",
        "Ask another advisor to review a decision, and give your own view.",
    ),
    Text("Faire corriger une donnée inexacte.", "Have a wrong piece of data corrected."),
    Text(
        "Demander l’effacement de vos données, sauf lorsque la loi impose de les garder.",
        "Ask for your data to be erased, except where the law requires that they be kept.",
    ),
    Text(
        "Reprendre dans un format réutilisable ce que vous avez fourni.",
        "Take back what you provided, in a form that can be used again.",
    ),
    Text(
        "Saisir l’autorité de protection des données (en France, la CNIL).",
        "Complain to the data-protection authority (in France, the CNIL).",
    ),
)
ERASED: Final = Text("Le contenu a été effacé.", "The content was erased.")
AFTER_ERASURE: Final = (
    Text(
        "Le journal garde des empreintes, un pseudonyme, la date, le nom du conseiller et s’il a suivi l’outil\u202f; "
        "plus rien du dossier ne s’y lit.",
        "The log keeps hashes, a pseudonym, the date, the advisor's name and whether they followed the tool; "
        "nothing of the file can be read.",
    ),
    Text(
        "Les tables d’où viennent les dossiers sont hors de ce service\u202f: effacez-y aussi cette personne\u202f; "
        "d’ici là, chaque chargement l’écarte.",
        "The tables that the files come from are outside this service: erase this person there too; until then each load leaves them out.",
    ),
    Text(
        "Les sauvegardes de la base des clés doivent être détruites dans le délai prévu.",
        "Backups of the keys' database must be destroyed within the planned time.",
    ),
)


def reason_label(outcome: Outcome, code: str) -> Text:
    """A reason's words; the code itself, for one that is no longer in use."""
    return REASONS[outcome].get(code, Text(code, code))
