"""Effacer les données d'une personne."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "erase.title": "Effacer les données du client {client}",
    "erase.how": "À la demande du client, une fois son identité vérifiée. L'effacement ne se défait pas.",
    "erase.gone": "Ce qui sera effacé",
    "erase.gone.file": "Son dossier dans cet outil : ses données, donc aussi son score.",
    "erase.gone.said": "Ce que le journal dit de chaque décision : la réponse, son motif, les mots du conseiller et ceux du client, "
    "l'écran de ce jour-là.",
    "erase.stays": "Ce qui restera",
    "erase.stays.log": "Dans le journal, sous un pseudonyme : la date de chaque décision, le nom du conseiller, le temps passé à l'écran, "
    "si l'outil a été suivi, et une empreinte signée qui prouve que rien n'a été réécrit.",
    "erase.stays.proof": "La preuve de cet effacement : sa date et votre nom.",
    "erase.stays.reads": "La liste des personnes qui ont lu le dossier, sous un pseudonyme, jusqu'à la fin de sa durée de conservation.",
    "erase.stays.outside": "Hors de cet outil : les tables d'où vient le dossier, les sauvegardes, les lettres déjà remises. Elles "
    "s'effacent à part.",
    "erase.confirm": "Pour confirmer, tapez le numéro du client",
    "erase.confirm.help": "C'est le {client}. Le numéro évite d'effacer une personne à la place d'une autre.",
    "erase.button": "Effacer définitivement",
    "erase.mismatch": "Rien n'a été effacé : le numéro tapé n'est pas celui de ce client.",
    "erase.held": "Rien n'a été effacé : la conservation de ces données est imposée, par la loi ou pour un litige. Dites-le au client.",
    "erase.forbidden": "Rien n'a été effacé : le service ne vous y autorise pas.",
    "erase.unknown": "Rien n'a été effacé : le service ne connaît pas ce client.",
    "erase.many": "Rien n'a été effacé : trop de demandes en peu de temps. Réessayez dans quelques minutes.",
    "erase.down": "Rien n'a été effacé : le service ne répond pas. Réessayez dans un instant.",
    "erase.unsure": "Le service n'a pas dit si l'effacement a eu lieu. Demandez-le à nouveau : s'il est déjà fait, rien d'autre ne "
    "changera et la réponse le dira.",
    "erase.done": "Les données du client {client} sont effacées.",
    "erase.done.closed": "Son dossier ne peut plus être ouvert, par personne.",
    "erase.done.by": "{moment}, par {advisor}. Entrée n° {n} du journal.",
    "erase.done.entries": "Entrées du journal rendues illisibles : {n}.",
    "erase.done.left": "Ce qui reste, et ce qu'il vous reste à faire",
}
