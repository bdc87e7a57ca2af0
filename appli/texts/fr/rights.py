"""Droits et historique."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "rights.title": "Ce qui a été décidé",
    "rights.none": "Aucune décision n'a encore été prise sur ce dossier.",
    "rights.lost": "L'historique ne peut pas être lu pour l'instant. Rouvrez ce volet dans un instant.",
    "rights.forbidden": "Le service ne vous autorise pas à lire l'historique de ce dossier.",
    "rights.export": "Tout ce que nous savons de ce client",
    "rights.export.you": "Tout ce que nous savons de vous",
    "rights.export.text": "Le client a le droit d'obtenir ses données, le score, les explications, les décisions et ce qu'en ont "
    "écrit les conseillers. Rien n'y concerne une autre personne.",
    "rights.export.text.you": "Vous avez le droit d'obtenir vos données, le score, les explications, les décisions et ce qu'en ont "
    "écrit les conseillers. Rien n'y concerne une autre personne.",
    "rights.export.read": "Lire ou imprimer",
    "rights.export.save": "Enregistrer le fichier",
    "rights.export.ask": "Demandez cette page à la personne chargée de la protection des données : elle seule peut la remettre.",
    "rights.export.name": "mes-donnees.json",
    "rights.export.page": "Vos données",
    "rights.erase": "Effacer ses données",
    "rights.erase.you": "Effacer vos données",
    "rights.erase.text": "Le client peut demander que ses données soient effacées. Sa demande va à la personne chargée de la "
    "protection des données : elle seule peut effacer. L'effacement ne se défait pas. Le journal garde, sous pseudonyme, la date "
    "de chaque décision, le nom du conseiller, le temps passé à l'écran et si l'outil a été suivi. "
    "Si la loi impose de garder le dossier, le client en est averti.",
    "rights.erase.text.you": "Vous pouvez demander que vos données soient effacées. Votre demande va à la personne chargée de la "
    "protection des données : elle seule peut effacer. L'effacement ne se défait pas. Le journal garde, sous pseudonyme, la date "
    "de chaque décision, le nom du conseiller, le temps passé à l'écran et si l'outil a été suivi. "
    "Si la loi impose de garder votre dossier, nous vous le dirons.",
    "rights.erase.officer": "Le client peut demander que ses données soient effacées. Vérifiez d'abord son identité, et qu'aucune loi "
    "n'impose de les garder. Le formulaire ci-dessous dit ce qui s'efface et ce qui reste.",
    "rights.human": "Être entendu par une personne",
    "rights.human.text": "L'outil recommande, un conseiller décide. Le client peut donner son point de vue, faire corriger une "
    "donnée, et demander qu'une autre personne relise son dossier : un formulaire apparaît ici dès qu'une décision est prise. "
    "Il peut aussi saisir la CNIL.",
    "rights.human.text.you": "L'outil recommande, votre conseiller décide. Vous pouvez donner votre point de vue, faire corriger une "
    "donnée, et demander qu'une autre personne relise votre dossier : un formulaire apparaît ici dès qu'une décision est prise. "
    "Vous pouvez aussi saisir la CNIL.",
    "history.one": "Une seule étape : {last}",
    "history.many": "{n} étapes ; la dernière : {last}",
    "history.day": "Le {last}.",
    "history.days": "Du {first} au {last}, la plus récente en haut.",
    "history.entry": "{title} : {outcome}",
    "history.when": "Quand",
    "history.what": "Ce qui s'est passé",
    "history.who": "Par",
    "time.decision": "Décision n° {n}",
    "time.review": "Le client demande un réexamen de la décision n° {n}",
    "time.review.you": "Vous demandez un réexamen de la décision n° {n}",
    "time.outcome": "Réponse au réexamen de la décision n° {n}",
    "time.shown": "À l'écran ce jour-là : {score} sur 100 ({zone}).",
    "time.no_score": "Aucun score à l'écran ce jour-là.",
    "time.recorded": "{moment}, noté par {advisor}.",
    "time.words": "« {words} »",
    "time.due": "Réponse attendue avant le {day}.",
    "time.late": "En retard : la réponse était attendue avant le {day}.",
    "contest.title": "Le client n'est pas d'accord ?",
    "contest.title.you": "Vous n'êtes pas d'accord ?",
    "contest.how": "Il peut demander qu'une autre personne relise son dossier. Ses mots sont gardés tels quels.",
    "contest.how.you": "Vous pouvez demander qu'une autre personne relise votre dossier. Vos mots sont gardés tels quels.",
    "contest.words": "Les mots du client",
    "contest.words.you": "Vos mots",
    "contest.words.help": "{n} caractères au moins.",
    "contest.save": "Demander un réexamen",
    "contest.missing": "Écrivez ce que dit le client, en 10 caractères au moins, dont 5 lettres.",
    "contest.missing.you": "Dites pourquoi, en 10 caractères au moins, dont 5 lettres.",
    "waiting.title": "Suivi des décisions",
    "waiting.reviews": "Réexamens en attente",
    "waiting.how": "Chaque demande attend la réponse d'un superviseur qui n'a pas encore décidé sur le dossier. La réponse s'écrit "
    "dans ce dossier, au volet « Droits et historique ».",
    "waiting.file": "Client {client}, décision n° {n}",
    "waiting.open": "Ouvrir le dossier",
    "waiting.open.long": "Ouvrir le dossier du client {client}",
    "waiting.erased": "Les données de cette personne ont été effacées : il n'y a plus de dossier à ouvrir.",
    "waiting.none": "Aucun réexamen n'attend de réponse.",
    "waiting.notices": "Les conseillers décident-ils vraiment ?",
    "waiting.notices.how": "Un avis apparaît quand quelqu'un suit l'outil {n} fois de suite, chaque fois en moins de {seconds} secondes.",
    "waiting.notices.none": "Aucun avis.",
    "waiting.between": "Du {first} au {last}.",
    "waiting.overrides": "Décisions qui s'écartent de l'outil, sur {n} jours",
    "waiting.advisor": "Conseiller",
    "waiting.decisions": "Décisions",
    "waiting.overridden": "Écarts",
    "waiting.lost": "La liste ne peut pas être lue pour l'instant. Rouvrez cette page dans un instant.",
    "waiting.forbidden": "Votre rôle ne permet pas de lire cette liste.",
    "answer.title": "Répondre à la demande de réexamen",
    "answer.how": "La réponse revient à un superviseur qui n'a pas encore décidé sur ce dossier.",
    "answer.save": "Enregistrer la réponse",
    "answer.conflict": "Rien n'a été enregistré : vous avez déjà décidé sur ce dossier, ou quelqu'un vient de répondre. Un autre "
    "superviseur doit relire le dossier.",
    "answer.forbidden": "Rien n'a été enregistré : le service ne vous y autorise pas.",
}
