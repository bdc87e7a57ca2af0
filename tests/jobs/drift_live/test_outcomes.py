"""First payments against what was promised: joined only as far as it may be, and a shift that matters is found."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine

from benchmarks.rehearsal import People
from jobs.__main__ import main
from jobs.drift import calibration
from jobs.drift.promised import Promised
from scoring import model as models
from scoring.decision import Rule
from scoring.errors import BadData
from scoring.model import Model, Rows
from scoring.store import NewClient, Reference, erase, fingerprint, replace_all
from scoring.store.promised import FILE
from scoring.store.schema import connect
from scoring.watch import Book

TODAY = datetime.now(UTC).date()
ROOT = Path(__file__).resolve().parents[3]
RNG = np.random.default_rng(9)
RULE = Rule()
FEW = 300


def risks(people: int) -> calibration.Floats:
    return RNG.beta(1.2, 14, people)


def test_true_probabilities_are_believed_and_false_ones_found() -> None:
    kept = [calibration.judge(pd, RNG.random(3_000) < pd, RULE).alert for pd in (risks(3_000) for _ in range(150))]
    assert np.mean(kept) <= 0.01
    for change in (lambda pd: 1.5 * pd / (1 + 0.5 * pd), lambda pd: pd / (2 - pd)):
        found = [calibration.judge(pd, RNG.random(3_000) < change(pd), RULE).alert for pd in (risks(3_000) for _ in range(40))]
        assert np.mean(found) >= 0.95


def test_each_test_is_even_when_the_probabilities_are_true() -> None:
    chances = []
    for _ in range(600):
        pd = risks(2_000)
        failed = RNG.random(2_000) < pd
        chances.append((calibration.spiegelhalter(pd, failed), calibration.hosmer(pd, failed)))
    assert np.mean(np.array(chances) < 0.05, axis=0).tolist() == pytest.approx([0.05, 0.05], abs=0.03)


def test_fewer_than_thirty_say_nothing() -> None:
    with pytest.raises(BadData, match="fewer than 30"):
        calibration.judge(np.full(29, 0.1), np.zeros(29, bool), RULE)


@pytest.fixture(scope="module")
def folder(people: People, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float]]:
    """A data folder loaded a hundred days ago, and the probability of each of its clients."""
    found = tmp_path_factory.mktemp("outcomes")
    risk = load(found, people.model, people.rows)
    assert keep(found) == 0
    dated(found, 1, 100)
    return found, risk


def keep(data: Path) -> int:
    return main(["outcomes", "--keep", "--data", str(data), "--models", str(ROOT / "models")])


def dated(data: Path, number: int, back: int) -> None:
    """Let a load be of some days ago."""
    with closing(sqlite3.connect(data / FILE)) as kept, kept:
        kept.execute("update loads set at = ? where number = ?", (f"{ago(back)}T12:00:00+00:00", number))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def load(data: Path, model: Model, rows: Rows) -> dict[int, float]:
    """Fill a folder's store without reasons, which nobody reads here; the probability of each client."""
    nobody = Reference(rows[:1], np.zeros((1, rows.shape[1] + 1), np.float32), np.zeros(1), np.zeros(1))
    clients = (NewClient(number, row, {}, [], {}) for number, row in enumerate(rows, 100_000))
    meaning = fingerprint(model.features, model.manifest["categories"])
    url = f"sqlite:///{data / 'clients.sqlite'}"
    replace_all(url, clients, nobody, fingerprint=meaning, model_version=model.version, kind="demo")
    return dict(enumerate(model.probability_of_default(rows).tolist(), 100_000))


def written(file: Path, risk: dict[int, float], factor: float, day: str) -> str:
    lines = [f"{client},{int(RNG.random() < factor * pd / (1 + (factor - 1) * pd))},{day}" for client, pd in risk.items()]
    file.write_text("\n".join(["id,outcome,date", *lines]), "utf-8")
    return str(file)


@pytest.mark.parametrize(("factor", "code"), [(1.0, 0), (2.0, 1)])
def test_the_command_tells_a_shift(
    folder: tuple[Path, dict[int, float]], tmp_path: Path, capsys: pytest.CaptureFixture[str], factor: float, code: int
) -> None:
    file = written(tmp_path / "known.csv", folder[1], factor, str(ago(20)))
    assert main(["outcomes", "--file", file, "--data", str(folder[0]), "--models", str(ROOT / "models")]) == code
    assert ("n’est plus le risque observé" in capsys.readouterr().out) == bool(code)
    book = Book(f"sqlite:///{folder[0] / 'watch.sqlite'}")
    assert book.conclusions()["outcomes"][1]["alert"] == code
    book.close()


def test_whoever_was_erased_or_known_too_early_is_left_out_and_counted(
    folder: tuple[Path, dict[int, float]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "known.csv"
    early, late, *others = folder[1]
    written(file, {client: folder[1][client] for client in others} | {5: 0.1, 6: 0.1}, 1.0, str(ago(20)))
    file.write_text(f"{file.read_text('utf-8')}\n{early},0,2020-01-01\n{late},0,{ago(5)}", "utf-8")
    book = Book(f"sqlite:///{folder[0] / 'watch.sqlite'}")
    book.conclude("outcomes", {"alert": 1})
    found = judged(folder[0], file, "--to", str(ago(10)))
    assert book.conclusions()["outcomes"][1] == {"alert": 1}  # a look at some of the days settles no alert
    assert found["people"] == len(others)
    assert found["not_joined"] == {"no_prediction_kept": 2, "before_the_first_prediction": 1, "outside_the_days": 1}
    said = capsys.readouterr().out
    assert "2 sans prédiction gardée (inconnus, effacés, jamais notés), 1 d’avant la première gardée, 1 hors de la période" in said
    assert f"{len(others)} sans jour de la décision (colonne scored) : chacun est jugé par la dernière prédiction d’avant son issue" in said
    judged(folder[0], file)
    assert book.conclusions()["outcomes"][1]["left_out"] == 3
    book.close()


@pytest.fixture(scope="module")
def reloaded(people: People, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, float], dict[int, float]]:
    """A folder loaded a hundred days ago, then ten, when everybody has another's data: the predictions of then and of now."""
    data = tmp_path_factory.mktemp("reloaded")
    told = []
    for number, (rows, back) in enumerate(((people.rows[:FEW], 100), (people.rows[-FEW:], 10)), 1):
        told.append(load(data, people.model, rows))
        assert keep(data) == 0
        dated(data, number, back)
    return data, told[0], told[1]


def judged(data: Path, file: Path, *options: str) -> dict[str, Any]:
    told = file.with_suffix(".json")
    main(["outcomes", "--file", str(file), "--data", str(data), "--models", str(ROOT / "models"), "--json", str(told), *options])
    found: dict[str, Any] = json.loads(told.read_text("utf-8"))
    return found


def test_an_outcome_is_judged_by_the_prediction_of_then(
    reloaded: tuple[Path, dict[int, float], dict[int, float]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, then, now = reloaded
    past, later = ago(50), ago(5)
    few = list(then)[1:]
    for name, pds, day, scored in (("past", then, past, ""), ("later", now, later, ""), ("scored", then, later, f",{past}")):
        lines = [f"{one},0,{day}{scored}" for one in few]
        (tmp_path / f"{name}.csv").write_text("\n".join(["id,outcome,date" + ",scored" * bool(scored), *lines]), "utf-8")
        found = judged(data, tmp_path / f"{name}.csv")
        assert found["expected"] == pytest.approx(np.mean([pds[one] for one in few])), name
        assert found["people"] == len(few)
        assert ("sans jour de la décision" in capsys.readouterr().out) == (not scored), name
    assert np.mean([then[one] for one in few]) != pytest.approx(np.mean([now[one] for one in few]))


def test_an_erasure_reaches_what_was_predicted(reloaded: tuple[Path, dict[int, float], dict[int, float]], tmp_path: Path) -> None:
    data, then, _ = reloaded
    gone = next(iter(then))
    erase(f"sqlite:///{data / 'clients.sqlite'}", gone)
    with closing(sqlite3.connect(data / FILE)) as kept:
        assert kept.execute("select count(*) from clients where id = ?", (gone,)).fetchone() == (0,)
        assert kept.execute("select count(distinct id) from clients").fetchone() == (FEW - 1,)


def test_a_prediction_is_kept_once_while_it_is_the_same_and_two_years(people: People, tmp_path: Path) -> None:
    rows, another, half = people.rows[:FEW], people.rows[-FEW:], FEW // 2
    load(tmp_path, people.model, rows)
    assert kept(tmp_path) == kept(tmp_path) == [(1, FEW)]
    dated(tmp_path, 1, 1_000)
    load(tmp_path, people.model, rows)
    assert kept(tmp_path) == [(1, FEW), (2, 0)]
    dated(tmp_path, 2, 735)
    assert kept(tmp_path) == [(1, FEW), (2, 0)]  # still in force, however old
    load(tmp_path, people.model, np.concatenate([another[:half], rows[half:]]))
    assert kept(tmp_path) == [(1, FEW), (2, 0), (3, half)]
    dated(tmp_path, 3, 720)
    assert kept(tmp_path) == [(1, FEW), (2, 0), (3, half)]  # judges what was scored between two years ago and then
    dated(tmp_path, 3, 731)
    assert kept(tmp_path) == [(1, FEW - half), (3, half)]
    load(tmp_path, people.model, another[:half])
    assert kept(tmp_path) == [(3, half), (4, 0)]  # whoever is there no longer is not kept beyond


def kept(data: Path) -> list[tuple[int, int]]:
    """Loads, with their predictions, after a night."""
    assert keep(data) == 0
    with closing(sqlite3.connect(data / FILE)) as file:
        return file.execute("select number, count(clients.id) from loads left join clients using (number) group by number").fetchall()


def test_what_a_night_cannot_keep_is_somebody_s_business(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(tmp_path / "mistyped") == 1
    assert "no client store at" in capsys.readouterr().err
    assert main(["outcomes", "--keep", "--data", str(tmp_path), "--models", str(tmp_path)]) == 1
    capsys.readouterr()
    load(tmp_path, people.model, people.rows[:1])
    monkeypatch.setattr(models, "load", lambda _: replace(people.model, version="another"))
    assert keep(tmp_path) == 1
    assert "not another: load them" in capsys.readouterr().err


def test_a_load_that_serves_again_promises_from_now(people: People, tmp_path: Path) -> None:
    former, other = tmp_path / "former.sqlite", people.rows[-FEW:]
    for rows in (people.rows[:FEW], other):
        load(tmp_path, people.model, rows)
        former.exists() or shutil.copy(tmp_path / "clients.sqlite", former)
        assert keep(tmp_path) == 0
    former.replace(tmp_path / "clients.sqlite")
    assert keep(tmp_path) == 0
    promised = Promised(connect(f"sqlite:///{tmp_path / FILE}"))
    ((*_, last),) = promised.of([100_000]).values()
    promised.close()
    assert last.probability_of_default == pytest.approx(people.model.probability_of_default(people.rows[:1])[0])


def test_beside_another_database_the_present_load_alone_judges() -> None:
    promised = Promised.beside(SimpleNamespace(engine=create_engine("postgresql+psycopg://nobody@127.0.0.1/none")))  # type: ignore[arg-type]
    assert promised.of([100_000]) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("client,result\n1,0", "must begin with"),
        ("id,outcome,date\n1,0,2026-11-22\n1,1,2026-11-22", "twice"),
        ("id,outcome,date\n1,0,2026-11-22\n2,yes,2026-11-22", "line 3"),
        ("id,outcome,date,scored\n1,0,2026-11-22,2026-11-23", "line 2"),
        (f"id,outcome,date\n1,0,2026-11-22\n2,0,{TODAY + timedelta(days=2)}", "line 3"),
    ],
)
def test_a_file_that_is_wrong_is_refused_without_quoting_anybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    (tmp_path / "f.csv").write_text(text, "utf-8")
    assert main(["outcomes", "--file", str(tmp_path / "f.csv"), "--data", str(tmp_path / "data"), "--models", str(ROOT / "models")]) == 2
    assert told in capsys.readouterr().err
