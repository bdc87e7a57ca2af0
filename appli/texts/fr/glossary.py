"""Le glossaire des données."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "glossary.title": "Glossaire",
    "glossary.how": "Toutes les données que le score lit, par sujet : ce que c'est, leur unité, d'où elles viennent, pourquoi elles "
    "peuvent compter. Le poids habituel se compte en points, dans un sens ou dans l'autre.",
    "table.unit": "Unité",
    "glossary.meaning": "{meaning} Unité : {unit}.",
    "glossary.unit.yes_no": "oui ou non",
    "glossary.unit.category": "catégorie",
    "glossary.external_scores.source": "D'où ça vient : des organismes extérieurs, qui notent eux-mêmes la personne ; le prêteur ne "
    "sait pas comment.",
    "glossary.external_scores.why": "Pourquoi ça peut compter : ces notes résument un passé que le dossier ne montre pas. Elles "
    "pèsent souvent le plus.",
    "glossary.repayment_burden.source": "D'où ça vient : calculé avec la mensualité, le revenu et le montant de la demande.",
    "glossary.repayment_burden.why": "Pourquoi ça peut compter : plus la mensualité prend de place dans le revenu, moins il reste de "
    "marge en cas d'imprévu.",
    "glossary.amount_term.source": "D'où ça vient : la demande de prêt elle-même.",
    "glossary.amount_term.why": "Pourquoi ça peut compter : un prêt long laisse plus de place aux imprévus, "
    "un prêt cher pèse plus sur le budget.",
    "glossary.work_income.source": "D'où ça vient : ce que le client déclare dans sa demande.",
    "glossary.work_income.why": "Pourquoi ça peut compter : un revenu régulier et un emploi stable aident à rembourser.",
    "glossary.credits_elsewhere.source": "D'où ça vient : le fichier des crédits tenu par un organisme extérieur.",
    "glossary.credits_elsewhere.why": "Pourquoi ça peut compter : les autres crédits s'ajoutent à celui-ci ; leur suivi dit aussi "
    "comment ils se passent.",
    "glossary.past_repayments.source": "D'où ça vient : les échéances des prêts passés chez nous.",
    "glossary.past_repayments.why": "Pourquoi ça peut compter : des échéances payées à temps parlent en faveur du dossier.",
    "glossary.past_applications.source": "D'où ça vient : les demandes passées chez nous, accordées ou non.",
    "glossary.past_applications.why": "Pourquoi ça peut compter : plusieurs demandes rapprochées ou refusées peuvent signaler un "
    "besoin pressant d'argent.",
    "glossary.card_use.source": "D'où ça vient : les relevés des cartes de crédit chez nous.",
    "glossary.card_use.why": "Pourquoi ça peut compter : une carte souvent au plafond laisse peu de marge.",
    "glossary.housing_goods.source": "D'où ça vient : ce que le client déclare dans sa demande.",
    "glossary.housing_goods.why": "Pourquoi ça peut compter : le logement et les biens disent un peu de la stabilité de la situation.",
    "glossary.documents.source": "D'où ça vient : les pièces remises et les dates des démarches.",
    "glossary.documents.why": "Pourquoi ça peut compter : des changements récents ou des pièces absentes laissent plus d'inconnu.",
    "glossary.household.source": "D'où ça vient : ce que le client déclare dans sa demande.",
    "glossary.household.why": "Pourquoi ça peut compter : le revenu se partage entre les personnes du foyer. Cet effet est surveillé.",
    "glossary.age.source": "D'où ça vient : la date de naissance.",
    "glossary.age.why": "Pourquoi ça peut compter : l'âge compte un peu ; l'ôter désavantagerait les plus jeunes. Cet effet est surveillé.",
}
