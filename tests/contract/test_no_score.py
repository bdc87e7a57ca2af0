"""A file that cannot have a score: the screen says so, says why, and shows the file all the same."""

import pytest

from api.config import ROOT
from api.config import Config as ApiConfig
from api.decisions.settings import Settings
from api.factory import create_app
from appli import letter, search
from appli.client import ApiClient
from appli.panels import act, droits
from appli.texts import Texts
from scoring import model as models
from tests.api.invented import fill_store
from tests.appli.test_panels import read
from tests.contract.conftest import client_of

CLIENT = "193423"


@pytest.fixture(scope="module")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> ApiClient:
    """The API on a client whose credit is negative."""
    url = f"sqlite:///{tmp_path_factory.mktemp('impossible') / 'clients.sqlite'}"
    fill_store(url, models.load(ROOT / "models"), ids=[int(CLIENT)], record={"AMT_CREDIT": -5.0, "AMT_ANNUITY": 9_000.0})
    settings = Settings.from_environment({}, tmp_path_factory.mktemp("log"))
    return client_of(create_app(ApiConfig(url, ROOT / "models", recheck_seconds=0, decisions=settings)))


@pytest.mark.parametrize(("lang", "title", "other"), [("fr", "Score indisponible", "impossible or"), ("en", "Score unavailable", "valeur")])
def test_no_score_is_said_with_its_reason_and_the_file_is_shown(impossible: ApiClient, lang: str, title: str, other: str) -> None:
    screen, notes, status, trouble, _ = search.fetched(CLIENT, None, impossible)
    assert (screen, notes, status) == (None, None, {"kind": "no_score", "client": CLIENT})
    said = read(search.problem(trouble, Texts(lang)))
    assert said.startswith(f"Client {CLIENT} | {title} | {title}")
    assert {"fr": "Le prêt demandé", "en": "loan"}[lang] in said
    assert other not in said
    assert "AMT_CREDIT" not in said
    labels = impossible.file(CLIENT)["labels"]
    assert all(Texts(lang).say(label["label"]) in said for label in labels.values())


def test_an_advisor_decides_alone_and_the_letter_says_so(impossible: ApiClient) -> None:
    words = {"outcome": "accord", "code": "other", "text": "Le dossier papier est complet."}
    sent = {"client": CLIENT, "visit": "v", "shown": None, "advisor": "m.durand", "seconds": 60.0} | words
    said, filed, _ = act.saved(sent, {}, impossible, Texts("fr"))
    assert (said, filed["shown"], filed["follows"]) == ([], None, None)
    assert "Aucun score n’était affiché" in read(act.confirmation(filed, Texts("fr")))
    known = droits.history(CLIENT, "m.durand", impossible)
    assert "Aucun score à l’écran" in read(droits.draw(known, Texts("fr"), client_view=False))
    assert "Aucun score n’a été utilisé" in letter.letter(filed, None, Texts("fr"))
