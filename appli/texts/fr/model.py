"""Le modèle, pour qui en répond."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "model.title": "Le modèle",
    "model.card": "Ce que fait l'outil",
    "model.rule": "Sous {low}, il recommande un refus ; au-dessus de {high}, un accord ; entre les deux, il ne tranche pas. Un prêt "
    "accordé qui échoue coûte autant que {cost} bons prêts refusés : 50 est le point d'équilibre.",
    "model.built": "Appris le {day}, sur {features} données par dossier.",
    "model.limits": "Appris sur les prêts accordés par un seul prêteur, hors de France, en 2018 : c'est une démonstration, pas un "
    "modèle pour prêter.",
    "model.zones": "Part des dossiers de contrôle dans chaque zone",
    "model.calibration": "La fréquence annoncée s'écarte de la fréquence observée d'au plus {gap} point",
    "model.calibration.how": "Chaque point est un dixième des dossiers de contrôle, que l'outil n'avait jamais vus. Sur la ligne, "
    "l'outil annonce juste.",
    "model.people": "Dossiers",
    "model.announced": "Difficultés annoncées (%)",
    "model.observed": "Difficultés observées (%)",
    "model.perfect": "annonce juste",
    "model.tenth": "un dixième des dossiers",
    "model.measures": "Ses mesures, à côté de modèles plus simples",
    "model.measures.how": "Sur des dossiers jamais vus. Entre crochets : l'intervalle où la mesure se trouve dans 95 cas sur 100.",
    "model.measure": "Mesure",
    "model.final": "En service",
    "model.scorecard": "Grille de points",
    "model.baseline": "Premier essai",
    "model.interval": "{value} [{low} ; {high}]",
    "measure.roc_auc": "Capacité à classer (AUC)",
    "measure.roc_auc.how": "0,5 : au hasard ; 1 : sans erreur.",
    "measure.brier": "Erreur moyenne (Brier)",
    "measure.brier.how": "Plus c'est bas, mieux c'est.",
    "measure.cost_per_client": "Coût par dossier",
    "measure.cost_per_client.how": "En bons prêts refusés ; plus c'est bas, mieux c'est.",
}
