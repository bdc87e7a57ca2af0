"""La lettre au client, en phrases courtes."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "paper.print": "Imprimer ou enregistrer en PDF",
    "paper.close": "Fermer",
    "letter.open": "Voir la lettre",
    "letter.name": "La lettre",
    "letter.reference": "Client {client}, décision n° {n}",
    "letter.title.accord": "Votre demande de prêt est accordée",
    "letter.title.refus": "Votre demande de prêt n'est pas accordée",
    "letter.hello": "Madame, Monsieur,",
    "letter.reviewed": "Vous avez demandé qu'une autre personne relise votre dossier. C'est fait : voici sa réponse.",
    "letter.who.accord": "Le {day}, {advisor}, de Prêt à dépenser, a étudié votre demande et vous accorde ce prêt.",
    "letter.who.refus": "Le {day}, {advisor}, de Prêt à dépenser, a étudié votre demande et ne vous accorde pas ce prêt.",
    "letter.why": "Son motif : « {reason} ».",
    "letter.own.accord": "Cette décision est la sienne : l'outil de calcul recommandait de ne pas accorder le prêt.",
    "letter.own.refus": "Cette décision est la sienne : l'outil de calcul recommandait d'accorder le prêt.",
    "letter.role": "Le rôle du score",
    "letter.score": "Un outil de calcul a donné à votre dossier un score de {score} sur 100.",
    "letter.advice.refus": "Sous {low}, l'outil recommande de ne pas accorder le prêt.",
    "letter.advice.conseiller": "De {low} à {high}, l'outil ne tranche pas.",
    "letter.advice.accord": "Au-dessus de {high}, l'outil recommande d'accorder le prêt.",
    "letter.role.follows": "Ce n'est qu'une recommandation : une personne a pris la décision. Elle a suivi l'outil.",
    "letter.role.deviates": "La personne qui a décidé n'a pas suivi l'outil : le score n'est pas la raison de cette réponse.",
    "letter.role.alone": "Une personne a pris la décision, sans recommandation de l'outil.",
    "letter.role.none": "Aucun score n'a été utilisé : une personne a étudié votre dossier et a décidé seule.",
    "letter.role.review": "Ce n'est pas l'outil qui décide : une deuxième personne a relu votre dossier.",
    "letter.reasons.accord": "Ce qui a le plus pesé en votre faveur dans le score",
    "letter.reasons.refus": "Ce qui a le plus pesé contre votre dossier dans le score",
    "letter.reasons.none": "Aucune donnée n'a pesé nettement dans ce sens.",
    "letter.change.refus": "Ce qui pourrait changer la réponse",
    "letter.change.refus.1": "Une donnée de votre dossier vous paraît fausse ou ancienne ? Dites-le à votre conseiller : elle sera "
    "vérifiée. Si elle est corrigée, le score sera refait.",
    "letter.change.refus.2": "Un autre montant, une autre durée ou un apport peuvent donner une autre réponse. Parlez-en avec lui : "
    "ce n'est pas une promesse.",
    "letter.change.path": "Possibilité {n}.",
    "letter.change.notice": "Calculées quand cette lettre est imprimée. Avec l'une d'elles, l'outil recommanderait un accord. Ce n'est pas "
    "une promesse : parlez-en avec votre conseiller.",
    "letter.change.none": "Nous avons cherché un autre montant, un apport, moins de dettes ou un revenu plus élevé. Aucun de ces "
    "changements ne suffit aujourd'hui pour que l'outil recommande un accord. Votre conseiller reste libre de sa décision.",
    "letter.change.accord": "Avant de vous engager",
    "letter.change.accord.1": "Un crédit vous engage et doit être remboursé. Vérifiez que la mensualité tient dans votre budget.",
    "letter.change.accord.2": "Une donnée de votre dossier vous paraît fausse ou ancienne ? Dites-le à votre conseiller avant de signer.",
    "letter.data": "Les données utilisées",
    "letter.source.client": "ce que vous avez dit dans votre demande ;",
    "letter.source.lender": "l'historique de vos prêts et de vos demandes chez nous ;",
    "letter.source.agencies": "des organismes extérieurs : vos crédits ailleurs et la note qu'ils vous donnent.",
    "letter.again": "Faire relire votre dossier par une autre personne",
    "letter.again.how": "Vous n'êtes pas d'accord ? Dites-le à votre agence ou écrivez-lui, avec vos mots et le numéro de décision "
    "{n}. Une autre personne relira tout et vous répondra.",
    "letter.again.rights": "Vous pouvez aussi demander à lire tout ce que nous savons de vous. Vous pouvez demander qu'une donnée soit "
    "corrigée, ou que vos données soient effacées. En cas de désaccord sur vos données, vous pouvez saisir la CNIL (www.cnil.fr).",
    "letter.debt": "Des dettes difficiles à payer ?",
    "letter.debt.whom": "Les points conseil budget vous aident gratuitement et en toute discrétion : adresses sur "
    "www.mesquestionsdargent.fr. La Banque de France répond au 34 14 (prix d'un appel local).",
    "letter.signature": "Décision prise par {advisor}",
    "letter.footer": "Cette lettre dit ce qui a été enregistré le jour de la décision. Prêt à dépenser est une démonstration : aucun "
    "prêt réel n'est accordé ni refusé avec cet outil.",
}
