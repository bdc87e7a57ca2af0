"""Several versions in one window, and whom each is compared with."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import numpy as np
import pytest

from benchmarks import drift
from benchmarks.rehearsal import People, features_of
from jobs.__main__ import main
from jobs.drift.live import learned
from scoring.errors import NotReady
from scoring.population.folder import write_population
from scoring.store import NewClient, Reference, fingerprint, replace_all
from scoring.watch import Bins, Book

ROOT = Path(__file__).resolve().parents[3]
TODAY: Final = datetime.now(UTC).date()


def versions(people: People) -> list[Bins]:
    return [drift.reference(people, np.random.default_rng(seed))[0] for seed in (1, 2)]


def counted(folder: Path, bins: Bins, people: People, back: Sequence[int], a_day: int = 60) -> None:
    """Let a version count people so many days before yesterday."""
    book, rng, cells = Book(f"sqlite:///{folder / 'watch.sqlite'}"), np.random.default_rng(5), people.cells(bins)
    for day in (TODAY - timedelta(days=1 + days) for days in back):
        book.add(bins, {day: np.bincount(cells[rng.integers(0, len(cells), a_day)].ravel(), minlength=bins.size)}, bins.key)
    book.close()


def judged(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    code = main(["drift", "--live", "--data", str(folder), "--json", str(folder / "told.json"), *options])
    return code, json.loads((folder / "told.json").read_text("utf-8"))


def test_a_new_version_is_judged_although_the_former_one_saw_more_people(people: People, tmp_path: Path) -> None:
    former, new = versions(people)
    counted(tmp_path, former, people, range(3, 7))
    counted(tmp_path, new, people.without("bureau"), range(3))
    code, told = judged(tmp_path)
    assert (code, told["alert"], told["people"]) == (1, True, 180)
    assert [(one["alert"], one["people"]) for one in told["other_versions"]] == [(False, 240)]  # type: ignore[attr-defined]
    assert judged(tmp_path, "--against", "window")[0] == 1  # without days before, it is compared with its reference


def test_a_version_that_saw_too_few_is_said_to_be_unjudged(people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    former, new = versions(people)
    counted(tmp_path, former, people, range(3, 7))
    counted(tmp_path, new, people, [0], a_day=29)
    assert judged(tmp_path)[0] == 0
    assert "29 personnes comptées par d’autres versions" in capsys.readouterr().out


def loaded(folder: Path, people: People) -> Bins:
    """The cells of a service whose store is in a folder."""
    model, some = people.model, people.reference(np.arange(1_000))
    known = Reference(some.features, np.tile(some.contributions, (10, 1)), some.score, some.probability_of_default)
    meaning = fingerprint(model.features, model.manifest["categories"])
    client = NewClient(100_001, some.features[0], {}, [])
    url = f"sqlite:///{folder / 'clients.sqlite'}"
    replace_all(url, [client], known, fingerprint=meaning, model_version=model.version, kind="demo", wording="")
    return Bins.of(model, features_of(model), known)


def test_counts_that_cannot_be_deleted_leave_the_judgement_as_it_is(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise NotReady("permission denied.")

    counted(tmp_path, versions(people)[0], people, range(5))
    monkeypatch.setattr(Book, "forget", refused)
    assert judged(tmp_path)[0] == 0
    assert "were not deleted: permission denied. On PostgreSQL" in capsys.readouterr().err


def test_the_reference_is_named_and_a_synthetic_one_is_warned_of(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bins = loaded(tmp_path, people)
    counted(tmp_path, bins, people, range(5))
    code, told = judged(tmp_path)
    assert (code, told["against"]) == (0, "synthetic")
    assert "ATTENTION : cette référence est synthétique" in capsys.readouterr().out
    write_population(tmp_path / "tables", 1_000, seed=12, borrowers=1.0)
    monkeypatch.setattr(learned, "LEAST", 1_000)
    code, told = judged(tmp_path, "--learned-from", str(tmp_path / "tables"), "--models", str(ROOT / "models"))
    said = capsys.readouterr().out
    assert told["against"] == "training"
    assert "ATTENTION" not in said
    assert "comparées aux emprunteurs dont le modèle a appris" in said
    assert told["people_before"] == 1_000
    book = Book(f"sqlite:///{tmp_path / 'watch.sqlite'}")
    kept = book.learned(bins)
    book.close()
    assert kept is not None
    assert not ((kept > 0) & (kept < 30)).any()


def test_too_few_borrowers_are_no_reference(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(tmp_path, people)
    some = np.repeat([0.0, np.nan], [2_999, 500])
    monkeypatch.setattr("jobs.matrix.build", lambda *_, **__: SimpleNamespace(target=some))
    asked = ["drift", "--live", "--data", str(tmp_path), "--learned-from", "tables", "--models", str(ROOT / "models")]
    assert main(asked) == 2
    assert "tables holds 2999 borrowers with a known outcome" in capsys.readouterr().err
    assert not (tmp_path / "watch.sqlite").exists()


def test_a_window_in_which_people_may_return_says_what_its_counts_are_worth(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(tmp_path, versions(people)[0], people, range(14))
    code, told = judged(tmp_path, "--from", str(TODAY - timedelta(days=14)))
    assert (code, told["people"], told["people_worth_at_least"]) == (0, 840, 420)
    assert "vaudraient 420 personnes" in capsys.readouterr().out
    assert date.fromisoformat(str(told["to"])) == TODAY - timedelta(days=1)
