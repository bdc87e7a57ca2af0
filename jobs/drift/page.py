"""The drift report as one page that opens without a network: the verdict first, Evidently's own page packed at the end."""

import base64
import gzip
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Final

from jobs.drift.charts import paired, percent
from jobs.drift.evidently_report import Tested
from jobs.drift.findings import Findings
from jobs.drift.measure import ZONES, Moved
from jobs.drift.vocabulary import Vocabulary, Word
from scoring import words
from scoring.features.families import FAMILIES

LEVELS: Final = {"stable": "stable", "moderate": "modérée", "major": "forte"}
CHARTS: Final = 12
WORDS: Final = 8


def page(found: Findings) -> str:
    """The whole page (HTML) of what was found."""
    parts = (_top(found), _score(found), _known(found), _words(found.vocabulary), _charts(found.columns), _columns(found), _method(found))
    packed = base64.b64encode(gzip.compress(found.tested.page.encode(), 9, mtime=0)).decode()
    template = resources.files("jobs.drift").joinpath("page.html").read_text("utf-8")
    return Template(template).substitute(body="\n".join(parts), packed=packed)


def _top(found: Findings) -> str:
    verdict = found.verdict
    return f"""<h1>Dérive des données : les demandeurs ressemblent-ils aux emprunteurs d’hier ?</h1>
<p class="verdict {verdict.level}"><strong>{escape(verdict.sentence.fr)}</strong></p>
<p><strong>Que faire ?</strong> {escape(verdict.to_do.fr)}</p>
<p lang="en"><em>{escape(verdict.sentence.en)} {escape(verdict.to_do.en)}</em></p>
<p><span class="key key-before">emprunteurs</span> (application_train, ceux dont le modèle a appris : {_whole(found.people[0])}) ·
<span class="key key-now">demandeurs</span> (application_test : {_whole(found.people[1])}) · modèle <code>{found.model_version}</code></p>"""


def _score(found: Findings) -> str:
    scores = found.scores
    zones = [(f"Zone « {name} »", percent(before), percent(now)) for name, (before, now) in zip(ZONES, scores.zones, strict=True)]
    risk = ("Risque moyen estimé par le modèle", *(percent(mean, 2) for mean in scores.mean_pd))
    return f"""<h2>Le score et les trois zones</h2>
<p>PSI du score : {_decimal(scores.psi)} (le hasard seul en donne {_decimal(scores.noise)}). Sans les remboursements, le risque estimé vaut ce que
vaut le calibrage : il suppose qu’à données égales, les demandeurs remboursent comme les emprunteurs. Le modèle a appris sur ces emprunteurs-là,
leurs scores sont donc un peu plus tranchés que ceux d’inconnus.</p>
{_table(("", "Emprunteurs", "Demandeurs"), [*zones, risk])}
<figure>{paired(scores.cells, "Répartition du score")}</figure>"""


def _known(found: Findings) -> str:
    rows = [(table, percent(before), percent(now)) for table, (before, now) in found.known_shares.items()]
    return f"""<h2>Les historiques à disposition</h2>
<p>Part des personnes dont l’historique est complet ici. Le reste est inconnu, ce qui n’est pas la même chose que vide : chaque donnée est
comparée entre les seules personnes dont l’historique est connu, et les deux échantillons ont les mêmes parts.</p>
{_table(("Table", "Emprunteurs", "Demandeurs"), rows)}"""


def _words(vocabulary: Vocabulary) -> str:
    new = "Aucune catégorie nouvelle." if not vocabulary.new else f"Catégories nouvelles : {_list(vocabulary.new)}."
    rare = f" D’autres, portées par moins de 30 personnes, apparaissent dans {', '.join(vocabulary.rare)}." if vocabulary.rare else ""
    rows = [
        (f"{word.column} : {word.text or 'non renseigné'}", *(percent(share) for share in word.shares)) for word in vocabulary.moved[:WORDS]
    ]
    return f"""<h2>Les catégories des dossiers</h2>
<p>{escape(new)}{escape(rare)} Les plus grands changements de part, sur tous les dossiers :</p>
{_table(("Catégorie", "Emprunteurs", "Demandeurs"), rows)}"""


def _charts(columns: Sequence[Moved]) -> str:
    leading = sorted((moved for moved in columns if moved.level != "stable"), key=lambda moved: -moved.psi * moved.importance)[:CHARTS]
    figures = "".join(
        f"<figure><figcaption>{_caption(moved)}</figcaption>{paired(moved.cells, _label(moved))}</figure>" for moved in leading
    )
    return f"<h2>Ce qui a bougé, par poids dans le modèle</h2>{figures or '<p>Rien n’a bougé au-delà du hasard.</p>'}"


def _caption(moved: Moved) -> str:
    told = f"<strong>{escape(_label(moved))}</strong> : dérive {LEVELS[moved.level]} (PSI {_decimal(moved.psi)})"
    if moved.means is None:
        return f"{told}."
    before, now = (_mean(moved, mean) for mean in moved.means)
    return f"{told}, en moyenne {escape(before)} puis {escape(now)}."


def _columns(found: Findings) -> str:
    heads = ("Donnée", "Famille", "Poids", "PSI", "dont hasard", "Dérive", "Evidently", "Manquant", "Moyenne")
    rows = "".join(_row(moved, found.tested) for moved in found.columns)
    return f"""<h2>Toutes les données du modèle, de la plus à la moins importante</h2>
<p>Poids : part des contributions au score. « – » : moins de 30 personnes, ou sans objet. Moyennes : extrêmes ramenés aux quantiles 0,5 % et 99,5 %.</p>
<div class="wide"><table><thead><tr>{_cells(heads, "th")}</tr></thead><tbody>{rows}</tbody></table></div>"""


def _row(moved: Moved, tested: Tested) -> str:
    means = moved.means and " → ".join(_mean(moved, mean) for mean in moved.means)
    missing = moved.missing and " → ".join(percent(share) for share in moved.missing)
    distance = tested.distances.get(moved.feature.name)
    told = "–" if distance is None else f"{_decimal(distance)}{' dérive' if tested.drifted(moved.feature.name) else ''}"
    family = FAMILIES[moved.feature.family].fr
    figures = (
        percent(moved.importance),
        _decimal(moved.psi),
        _decimal(moved.noise),
        LEVELS[moved.level],
        told,
        missing or "–",
        means or "–",
    )
    return f'<tr class="{moved.level}"><th scope="row">{escape(_label(moved))}</th>{_cells((family, *figures), "td")}</tr>'


def _method(found: Findings) -> str:
    drifted = sum(map(found.tested.drifted, found.tested.distances))
    return f"""<h2>Méthode</h2>
<ul>
<li>{_whole(found.sampled)} personnes tirées de chaque côté (graine {found.seed}) : la différence de deux parts y est connue à
{percent(found.error)} près, 19 fois sur 20, au pire. Les données d’historique portent sur les seules personnes connues, donc sur moins.</li>
<li>Chaque donnée est découpée en tranches d’au moins 30 personnes ; rien ici ne décrit une personne.</li>
<li>PSI (indice de stabilité) : Σ (q − p) ln(q / p) sur ces tranches, moins ce que le hasard seul donne ; stable sous 0,10, forte dès 0,25.</li>
<li>Verdict : fort si le PSI du score atteint 0,25, si les données en dérive forte pèsent 30 % ou si une zone change de 10 points ; à surveiller
si le PSI du score atteint 0,10, si les données en dérive pèsent 20 %, si une seule, d’au moins 0,4 % du poids, est en dérive forte, si 1 % des demandeurs ont une catégorie jamais apprise, si une zone change de 5 points ou si un historique est connu de parts des personnes
distantes de 10 points, ou de personne d’un côté.</li>
<li>Pour refaire cette page : <code>python data_drift/data_drift.py --data DOSSIER</code>.</li>
</ul>
<h2>Le rapport d’Evidently</h2>
<p>Distance de Jensen-Shannon sur les mêmes tranches, seuil 0,1, pour les {len(found.tested.distances)} données les plus importantes : {drifted}
ont dérivé, sans égard à leur poids.</p>
<button id="open" type="button">Ouvrir le rapport d’Evidently (interactif, en anglais)</button>"""


def _label(moved: Moved) -> str:
    return moved.feature.label.fr


def _mean(moved: Moved, mean: float) -> str:
    """A mean keeps a decimal that a person's own value would not have."""
    return f"{words.number(mean, 1).fr} mois" if moved.feature.unit == "months" else words.value_text(moved.feature, mean).fr


def _list(found: Iterable[Word]) -> str:
    return ", ".join(f"{word.text} ({word.column}, {percent(word.shares[1])})" for word in found)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f'<tr><th scope="row">{escape(row[0])}</th>{_cells(row[1:], "td")}</tr>' for row in rows)
    return f"<table><thead><tr>{_cells(heads, 'th')}</tr></thead><tbody>{body}</tbody></table>"


def _cells(texts: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _decimal(value: float) -> str:
    return words.number(value, 3).fr


def _whole(value: int) -> str:
    return words.number(value, 0).fr
