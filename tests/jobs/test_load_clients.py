"""The store holds everyone of the folder, and a second load happens only when something changed."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache, partial
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api.decisions.erasure import erase
from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from jobs import __main__ as command_line
from jobs import load_clients
from jobs.answers import described
from scoring import answer, explain
from scoring import model as models
from scoring.applicant import Applicant
from scoring.errors import UnknownClient
from scoring.features import domain
from scoring.features.row import row_features
from scoring.store import Store, url_of

MODELS = Path(__file__).resolve().parents[2] / "models"


def load(folder: Path, *more: str) -> int:
    return command_line.main(["load-clients", "--data", str(folder), "--models", str(MODELS), *more])


@pytest.fixture(scope="module", autouse=True)
def few_beside() -> Iterator[None]:
    """Fifty people beside a client instead of two thousand, worked out by the first load: they are the same at each."""
    worked_out = cache(partial(load_clients._reference, models.load(MODELS)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_clients, "REFERENCE_CLIENTS", 50)
        patch.setattr(load_clients, "_reference", lambda model: worked_out())
        yield


@pytest.fixture(scope="module")
def folder(applicants: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = Path(shutil.copytree(applicants, tmp_path_factory.mktemp("loaded") / "data"))
    assert load(copy) == 0
    return copy


@dataclass
class Again:
    """A folder loaded a second time, ``gone`` erased and the first application impossible; what the load said."""

    folder: Path
    gone: int
    impossible: int
    said: str


@pytest.fixture(scope="module")
def again(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Again:
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("again") / "data"))
    file = copy / "application_test.parquet"
    raw = pq.read_table(file)
    annuities = [float("inf"), *raw["AMT_ANNUITY"].to_pylist()[1:]]
    pq.write_table(raw.set_column(raw.column_names.index("AMT_ANNUITY"), "AMT_ANNUITY", pa.array(annuities)), file)
    os.utime(file, (2e9, 2e9))
    impossible, gone = raw["SK_ID_CURR"].to_pylist()[:2]
    settings = Settings.from_environment({}, copy)
    with closing(Ledger.open(settings, draw_secrets=True)) as ledger, redirect_stdout(StringIO()) as said, redirect_stderr(said):
        erase(ledger, settings.clients_url, gone, in_store=True, actor="dpo")
        assert load(copy, "--if-needed") == 0
    return Again(copy, gone, impossible, said.getvalue())


@pytest.fixture
def store(folder: Path) -> Store:
    return Store.open(url_of(folder, {}))


def test_everyone_is_there_with_the_model_s_features(store: Store, folder: Path) -> None:
    model = models.load(MODELS)
    asked = pq.read_table(folder / "application_test.parquet")["SK_ID_CURR"].to_pylist()
    assert store.ids("", len(asked) + 1) == (sorted(asked), len(asked))
    assert store.population.kind == "demo"
    assert all(store.client(number).features.shape == (len(model.features),) for number in asked[:20])


def test_row_level_features_recomputed_from_the_record_are_those_stored(store: Store, folder: Path) -> None:
    model = models.load(MODELS)
    position = {name: index for index, name in enumerate(model.features)}
    for number in pq.read_table(folder / "application_test.parquet")["SK_ID_CURR"].to_pylist():
        client = store.client(number)
        history = {name: float(client.features[index]) for name, index in position.items()}
        again = row_features(history | client.record)
        shared = [name for name in again if name in position]
        np.testing.assert_allclose([again[n] for n in shared], [client.features[position[n]] for n in shared], rtol=1e-6, equal_nan=True)


def test_the_answer_written_down_is_the_one_that_would_be_worked_out(store: Store) -> None:
    model = models.load(MODELS)
    features = described(model)
    for number in store.ids("", 40)[0]:
        client = store.client(number)
        pd = float(model.probability_of_default(client.features[None])[0])
        reasons = explain.unpacked(client.reasons, features, client.features.tolist())
        live = json.dumps(answer.score(model.rule, number, pd, reasons), ensure_ascii=False, separators=(",", ":")).encode()
        assert client.answer == (None if domain.outside_record(client.record) else live)


def test_a_simulation_can_start_from_what_is_kept(store: Store) -> None:
    """Bit for bit: the model's row, made anew of the record and of the history features that stand beside it or in it."""
    model = models.load(MODELS)
    for number in store.ids("", 300)[0]:
        client = store.client(number)
        again = Applicant.stored(client.record, model.features, client.features).row(model.features)
        assert again.tobytes() == client.features.tobytes()


def test_nothing_excluded_is_kept(store: Store) -> None:
    record = store.client(193423).record
    assert "AMT_CREDIT" in record
    assert not {"CODE_GENDER", "NAME_FAMILY_STATUS", "REGION_RATING_CLIENT", "TARGET"} & set(record)


def test_a_second_load_happens_only_when_a_table_changed(folder: Path, again: Again) -> None:
    first = Store.open(url_of(folder, {})).population.load
    (folder / "notes.csv").touch()
    os.utime(folder / "notes.csv", (2e9, 2e9))  # no table
    assert load(folder, "--if-needed") == 0
    assert Store.open(url_of(folder, {})).population.load == first
    assert Store.open(url_of(again.folder, {})).population.load != first


def test_an_erased_client_does_not_come_back(store: Store, again: Again) -> None:
    assert "1 left out: they were erased" in again.said
    _, before = store.ids("", 1)
    after = Store.open(url_of(again.folder, {}))
    assert (after.ids("", 1)[1], after.population.clients) == (before - 1, before - 1)
    with pytest.raises(UnknownClient):
        after.client(again.gone)


def test_a_demo_that_lost_a_table_is_named(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Path(shutil.copytree(applicants, tmp_path / "data"))
    (copy / "bureau.parquet").unlink()
    assert load(copy) == 2
    assert "lacks the table bureau" in capsys.readouterr().err


def test_an_impossible_application_is_loaded_and_its_record_tells(again: Again) -> None:
    assert "AMT_ANNUITY (1)" in again.said
    store = Store.open(url_of(again.folder, {}))
    everyone = store.ids("", 1_000)[0]
    assert [number for number in everyone if domain.outside_record(store.client(number).record)] == [again.impossible]
