"""La décision du conseiller."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "view.client": "Vue client",
    "view.advisor": "Vue conseiller",
    "who.label": "Conseiller",
    "act.title": "Votre décision",
    "act.outcome": "Que décidez-vous ?",
    "act.accord": "Accorder le prêt",
    "act.refus": "Refuser le prêt",
    "act.reason": "Pour quel motif ?",
    "act.reason.first": "Choisissez d'abord d'accorder ou de refuser : les motifs s'affichent ici.",
    "act.reason.lost": "Les motifs ne sont pas disponibles pour l'instant. Relancez la recherche dans un instant.",
    "act.text": "Expliquez en quelques mots",
    "act.text.help": "{n} caractères au moins. Le client a le droit de lire cette explication ; avec "
    "« Autre motif », elle est dans sa lettre.",
    "act.save": "Enregistrer la décision",
    "act.missing.outcome": "Dites si vous accordez ou refusez le prêt.",
    "act.missing.reason": "Choisissez un motif.",
    "act.missing.text": "Expliquez votre décision en 10 caractères au moins, dont 5 lettres.",
    "act.about": "Client {client}. {why}",
    "act.conflict": "Rien n'a été enregistré : le dossier ou l'outil a changé depuis que cet écran s'est affiché. Relisez le dossier, "
    "puis décidez.",
    "act.reload": "Relire le dossier",
    "act.forbidden": "Rien n'a été enregistré : le service ne vous autorise pas à décider sur ce dossier.",
    "act.no_score": "Rien n'a été enregistré : ce dossier n'a plus de score. Relancez la recherche.",
    "act.refused": "Rien n'a été enregistré : le service n'accepte pas ces mots. Relisez le motif et l'explication.",
    "act.down": "Le service n'a pas répondu : on ne sait pas encore si c'est enregistré. Réessayez sans rien changer (ce ne sera pas "
    "compté deux fois), ou lisez l'historique du dossier.",
    "act.many": "Rien n'a été enregistré : trop de demandes à la fois. Réessayez dans un instant.",
    "act.error": "Rien n'a été enregistré : le service a répondu de façon inattendue. Réessayez ; si cela se répète, prévenez votre "
    "support informatique.",
    "act.done": "Décision n° {n} enregistrée : {outcome}",
    "act.done.by": "{moment}, par {advisor}.",
    "act.done.reason": "{label}. « {text} »",
    "act.done.follows": "Vous avez suivi la recommandation de l'outil.",
    "act.done.deviates": "Vous vous êtes écarté de la recommandation de l'outil, comme vous en avez le droit.",
    "act.done.alone": "L'outil ne tranchait pas : cette décision est entièrement la vôtre.",
    "act.done.no_score": "Aucun score n'était affiché : cette décision est entièrement la vôtre.",
    "act.again": "Décider à nouveau",
    "pace.notice": "À signaler à un superviseur : {n} décisions d'affilée ont suivi l'outil, chacune en moins de {seconds} secondes. "
    "Personne ne peut lire un dossier en si peu de temps.",
    "change.title": "Ce qui pourrait changer",
    "change.needless": "L'outil recommande déjà un accord : aucun changement n'est nécessaire.",
    "change.lost": "Les changements possibles ne sont pas disponibles pour ce dossier.",
    "change.best": "En réunissant tous les changements essayés, le score serait au mieux de {score} sur 100.",
    "change.path": "Possibilité {n}",
    "change.leads": "Le score passerait à {score} sur 100 : {zone}.",
    "no_score.client": "Client {client}",
    "no_score.title": "Score indisponible",
    "no_score.help": "L'outil ne recommande rien sur ce dossier. Il se lit ci-dessous, et vous pouvez décider seul.",
    "no_score.file": "Le dossier",
}
