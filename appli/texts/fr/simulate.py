"""La simulation."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "tab.simuler": "Simuler",
    "simulate.title": "Et si… ?",
    "simulate.how": "Changez ensemble une ou plusieurs valeurs : le score est recalculé. Rien n'est enregistré. "
    "Le passé, l'usage des cartes, les scores externes et la situation de la personne ne se simulent pas.",
    "simulate.reset": "Remettre les valeurs du dossier",
    "simulate.start": "Changez une valeur pour voir le score avant et après.",
    "simulate.none": "Ce dossier ne peut pas être simulé.",
    "simulate.absent": "Ce qui ne peut pas bouger ici",
    "simulate.range": "De {low} à {high}.",
    "simulate.either": "L'effet peut aller dans les deux sens.",
    "simulate.beyond": "« {label} » sort de ce qui peut être simulé. {range}",
    "simulate.refused": "Ces changements ne vont pas ensemble : l'un découle de l'autre, ou il ne resterait presque rien à prêter. "
    "Changez une seule de ces valeurs.",
    "simulate.lost": "La simulation n'a pas abouti : le service ne répond pas. Vos valeurs sont gardées ; changez-en une pour réessayer.",
    "simulate.before": "Avant",
    "simulate.after": "Après",
    "simulate.end": "{name} : {score}",
    "simulate.finding": "Le score passerait de {before} à {after} sur 100 : {zone}",
    "simulate.finding.same": "Le score resterait à {after} sur 100 : {zone}",
    "simulate.frequency": "Fréquence",
    "simulate.axis": "score sur 100",
    "simulate.moved": "Ce qui a bougé, par sujet",
    "simulate.still": "Aucun sujet ne bouge d'un point ou plus.",
}
