"""The model's page: what the last judgements of drift concluded."""

from typing import Any

import pytest

from appli.panels.monitoring import drift
from appli.texts import Texts
from tests.appli.test_panels import read

FRENCH = Texts("fr")


def judged(what: str, alert: bool, **figures: float) -> dict[str, Any]:
    """One judgement, as the API tells it."""
    return {"what": what, "at": "2026-11-22T06:00:00+00:00", "alert": alert, "figures": figures}


@pytest.mark.parametrize(
    ("what", "alert", "finding"),
    [
        ("drift", False, "Au 22\xa0novembre 2026, les dossiers ressemblent à la population de référence"),
        ("drift", True, "les dossiers ne ressemblent pas à la population de référence"),
        ("outcomes", False, "le risque annoncé tient"),
        ("outcomes", True, "le risque annoncé n’est plus le risque observé"),
    ],
)
def test_the_finding_is_said(what: str, alert: bool, finding: str) -> None:
    assert finding in read(drift({"monitoring": [judged(what, alert, people=900)]}, FRENCH))


def test_the_figures_are_in_a_table_and_in_words() -> None:
    table = drift({"monitoring": [judged("drift", False, people=12906, score_psi=0.0042, zone_shift=0.006, worth=1.0)]}, FRENCH).children[
        -1
    ]
    said = getattr(table, "data-table")
    assert "12\u202f906" in said
    assert "0,004" in said
    assert "0,6\u202f%" in said
    assert "worth" not in said


@pytest.mark.parametrize(("known", "said"), [([], "n’ont pas encore été jugés"), (None, "ne peuvent pas être lus")])
def test_nothing_known_is_said(known: list[Any] | None, said: str) -> None:
    assert said in read(drift({"monitoring": known}, FRENCH))
    assert said not in read(drift({"monitoring": [judged("drift", False, people=900)]}, FRENCH))
