"""First payments against what was promised: joined only as far as it may be, and a shift that matters is found."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks import watching
from benchmarks.rehearsal import People
from jobs.__main__ import main
from jobs.drift import calibration
from scoring.decision import Rule
from scoring.errors import BadData
from scoring.watch import Book

TODAY = datetime.now(UTC).date()
ROOT = Path(__file__).resolve().parents[3]
RNG = np.random.default_rng(9)
RULE = Rule()


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
    """A loaded data folder, and the probability of each of its clients."""
    found = tmp_path_factory.mktemp("outcomes")
    store = watching.loaded(f"sqlite:///{found / 'clients.sqlite'}", people)
    ids, _ = store.ids("", watching.CLIENTS)
    store.close()
    pd = people.model.probability_of_default(people.rows[: watching.CLIENTS]).tolist()
    return found, dict(zip(ids, pd, strict=True))


def written(file: Path, risk: dict[int, float], factor: float, day: str) -> str:
    lines = [f"{client},{int(RNG.random() < factor * pd / (1 + (factor - 1) * pd))},{day}" for client, pd in risk.items()]
    file.write_text("\n".join(["id,outcome,date", *lines]), "utf-8")
    return str(file)


@pytest.mark.parametrize(("factor", "code"), [(1.0, 0), (2.0, 1)])
def test_the_command_tells_a_shift(
    folder: tuple[Path, dict[int, float]], tmp_path: Path, capsys: pytest.CaptureFixture[str], factor: float, code: int
) -> None:
    file = written(tmp_path / "known.csv", folder[1], factor, str(TODAY + timedelta(days=90)))
    assert main(["outcomes", "--file", file, "--data", str(folder[0]), "--models", str(ROOT / "models")]) == code
    assert ("n’est plus le risque observé" in capsys.readouterr().out) == bool(code)
    book = Book(f"sqlite:///{folder[0] / 'watch.sqlite'}")
    assert book.conclusions()["outcomes"][1]["alert"] == code
    book.close()


def test_whoever_was_erased_or_known_too_early_is_left_out(
    folder: tuple[Path, dict[int, float]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, told = tmp_path / "known.csv", tmp_path / "told.json"
    early, *others = folder[1]
    written(file, {client: folder[1][client] for client in others} | {5: 0.1, 6: 0.1}, 1.0, str(TODAY + timedelta(days=90)))
    file.write_text(f"{file.read_text('utf-8')}\n{early},0,2020-01-01", "utf-8")
    main(["outcomes", "--file", str(file), "--data", str(folder[0]), "--models", str(ROOT / "models"), "--json", str(told)])
    found = json.loads(told.read_text("utf-8"))
    assert found["people"] == len(others)
    assert found["not_joined"] == {"unknown": 2, "known_before_the_load": 1}
    assert "2 inconnus ou effacés, 1 déjà connus" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("client,result\n1,0", "must begin with"),
        ("id,outcome,date\n1,0,2026-11-22\n1,1,2026-11-22", "twice"),
        ("id,outcome,date\n1,0,2026-11-22\n2,yes,2026-11-22", "line 3"),
    ],
)
def test_a_file_that_is_wrong_is_refused_without_quoting_anybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    (tmp_path / "f.csv").write_text(text, "utf-8")
    assert main(["outcomes", "--file", str(tmp_path / "f.csv"), "--data", str(tmp_path), "--models", str(ROOT / "models")]) == 2
    assert told in capsys.readouterr().err
