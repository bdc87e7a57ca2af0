"""La visite guidée."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "tour.first": "Première visite ? Huit étapes d'une phrase montrent l'écran.",
    "tour.start": "Visite guidée",
    "tour.later": "Plus tard",
    "tour.back": "Précédent",
    "tour.next": "Suivant",
    "tour.close": "Terminer",
    "tour.count": "Étape {n} sur {all}",
    "tour.zone.title": "Ce que l'outil recommande",
    "tour.zone.text": "La zone en mots, le score sur 100, et la fréquence : c'est la phrase à dire au client.",
    "tour.reasons.title": "Ce qui a pesé",
    "tour.reasons.text": "Au plus quatre raisons de chaque côté, avec leur poids en points et la valeur du client.",
    "tour.change.title": "Ce qui pourrait changer",
    "tour.change.text": "Les plus courts chemins vers un accord recommandé, s'il y en a. Dans la zone orange, commencez par là.",
    "tour.act.title": "Votre décision",
    "tour.act.text": "Vous décidez librement. Suivre l'outil ou s'en écarter demande la même chose : un motif et quelques mots.",
    "tour.why.title": "Pourquoi",
    "tour.why.text": "Le chemin du score, sujet par sujet, puis donnée par donnée.",
    "tour.simulate.title": "Simuler",
    "tour.simulate.text": "Montant, durée, apport, revenu justifié : changez une valeur avec le client, lisez ce que le score deviendrait.",
    "tour.rights.title": "Droits et historique",
    "tour.rights.text": "Ce qui a été décidé, la lettre, la demande de réexamen, et tout ce que le client peut obtenir.",
    "tour.view.title": "Vue client",
    "tour.view.text": "Le même écran en plus grand, sans recherche ni formulaire de décision : tournez-le vers le client.",
}
