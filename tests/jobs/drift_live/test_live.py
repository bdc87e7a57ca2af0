"""Drifts that happen to people of the demo are found in the stated windows; none, when none happens, beyond one judgement in a hundred."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks import drift
from benchmarks.rehearsal import People
from benchmarks.returning import Visits
from jobs.__main__ import main
from jobs.drift.live import sources
from jobs.drift.live.compare import compare
from jobs.drift.live.judge import judge, window
from scoring.errors import BadData, NotReady
from scoring.watch import Bins, Book
from scoring.watch.bins import Counts

TODAY = datetime.now(UTC).date()
FOUND = {
    "income +30 %": 200,
    "the commonest situation at work renamed (52 %)": 100,
    "a rarer one renamed (7 %)": 1_000,
    "the credit bureau gone missing": 100,
}
"""People after whom each is found, 95 times in 100."""


@pytest.fixture(scope="module")
def cells(people: People) -> tuple[Bins, Counts]:
    return drift.reference(people, np.random.default_rng(1))


@pytest.mark.parametrize("references", [3, pytest.param(10, marks=pytest.mark.long)])
def test_judgements_without_drift_raise_an_alarm_in_a_hundred_at_most(people: People, references: int) -> None:
    rng = np.random.default_rng(2)
    rates = [drift.false_alarms(people, rng, references, windows=50, size=size) for size in (60, 400)]
    assert np.mean(rates) <= 0.01, rates


@pytest.mark.parametrize("visits", [Visits(60, 7), Visits(300, 7, 0.4, restarted_every=3), Visits(300, 21)], ids=str)
def test_people_who_come_back_raise_no_false_alarm(people: People, visits: Visits) -> None:
    assert drift.false_alarms_of(visits, people, np.random.default_rng(6), references=3, windows=20) == 0


def test_a_source_that_fails_is_found_in_its_week_among_people_who_come_back(people: People) -> None:
    assert drift.found_among_returning(people, drift.FAILING, np.random.default_rng(7), 20) >= 0.95


def test_each_injected_drift_is_found_in_its_window(people: People) -> None:
    rng = np.random.default_rng(3)
    found = {name: drift.detection(people, moved, rng, 20, (FOUND[name],))[FOUND[name]] for name, moved in drift.injected(people)}
    assert all(share >= 0.95 for share in found.values()), found


@pytest.mark.parametrize(
    "source", ["bureau", "bureau_balance", "previous_application", "POS_CASH_balance", "credit_card_balance", *sources.SCORES]
)
def test_a_source_that_vanishes_is_found_whatever_it_weighs(people: People, source: str) -> None:
    gone = lacking(people, source)
    assert drift.detection(people, gone, np.random.default_rng(9), 20, (100,))[100] == 1
    bins, known = drift.reference(people, np.random.default_rng(10))
    found = judge(compare(bins, known, np.bincount(gone.cells(bins)[:350].ravel(), minlength=bins.size)))
    assert source in found.sentence.fr


def test_a_source_that_fails_for_its_last_two_days_in_seven_is_found_and_one_that_some_lack_is_not(people: People) -> None:
    bins, known = drift.reference(people, np.random.default_rng(11))
    whole, gone = people.cells(bins), lacking(people, "POS_CASH_balance").cells(bins)
    for lost, found in ((100, ["POS_CASH_balance"]), (35, [])):
        chosen = np.concatenate([gone[:lost], whole[lost:350]])
        assert list(compare(bins, known, np.bincount(chosen.ravel(), minlength=bins.size)).lost) == found


def lacking(people: People, source: str) -> People:
    """People of whom a source, a table or a column, tells nothing any more."""
    if source not in people.model.features:
        return people.without(source)
    rows = people.rows.copy()
    rows[:, people.model.features.index(source)] = np.nan
    return replace(people, rows=rows)


def test_a_slow_shift_is_found_within_thirty_days(people: People) -> None:
    assert drift.slow_shift(people, np.random.default_rng(4)) <= 30


def counted(folder: Path, cells: tuple[Bins, Counts], people: People, days: list[date], a_day: int = 60) -> Path:
    """A data folder in which the service saw some of the people each day."""
    book, rng, of_all = Book(f"sqlite:///{folder / 'watch.sqlite'}"), np.random.default_rng(5), people.cells(cells[0])
    for day in days:
        chosen = of_all[rng.integers(0, len(of_all), a_day)]
        book.add(cells[0], {day: np.bincount(chosen.ravel(), minlength=cells[0].size)}, "an API")
    book.close()
    return folder


def test_the_command_says_it_to_a_person_a_scheduler_and_the_metrics(
    people: People, cells: tuple[Bins, Counts], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine, moved = (tmp_path / name for name in ("fine", "moved"))
    days = [TODAY - timedelta(days=back) for back in range(1, 6)]
    for folder, who in ((fine, people), (moved, people.renamed("NAME_INCOME_TYPE", 0))):
        folder.mkdir()
        counted(folder, cells, who, days)
    assert main(["drift", "--live", "--data", str(fine), "--json", str(fine / "told.json")]) == 0
    said = capsys.readouterr().out
    assert "La population est stable" in said
    assert "\nRien à faire.\n" in said
    assert "dont hasard" not in said
    assert main(["drift", "--live", "--data", str(moved), "--json", str(moved / "told.json")]) == 1
    said = capsys.readouterr().out
    assert "Catégories jamais apprises" in said
    told = json.loads((moved / "told.json").read_text("utf-8"))
    assert told["sentence"]["fr"] in said
    assert (told["alert"], told["people"], told["columns"]["NAME_INCOME_TYPE"]["level"]) == (True, 300, "major")
    book = Book(f"sqlite:///{moved / 'watch.sqlite'}")
    assert book.conclusions()["drift"][1]["alert"] == 1
    book.close()


def test_a_window_is_compared_with_as_many_days_before(
    people: People, cells: tuple[Bins, Counts], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    march = [date(2026, 3, day) for day in range(1, 11)]
    counted(tmp_path, cells, people.without("bureau"), march)  # as far from the reference on all the days
    options = ["drift", "--live", "--data", str(tmp_path), "--from", "2026-03-06", "--to", "2026-03-10"]
    assert main(options) == 1
    assert main([*options, "--against", "window"]) == 0
    capsys.readouterr()
    options = ["drift", "--live", "--data", str(tmp_path), "--from", "0001-01-01"]
    assert main(options) == 1
    assert main([*options, "--against", "window"]) == 2
    assert "give later days" in capsys.readouterr().err


def test_without_days_before_it_is_said_that_the_reference_was_taken_in_their_place(
    people: People, cells: tuple[Bins, Counts], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted(tmp_path, cells, people, [date(2026, 3, day) for day in range(6, 11)], a_day=40)
    options = ["drift", "--live", "--data", str(tmp_path), "--from", "2026-03-06", "--to", "2026-03-10"]
    assert main(options) == 0
    assert "--against window" in capsys.readouterr().out
    assert main([*options, "--against", "window"]) == 0
    said = capsys.readouterr().out
    assert "Du 2026-03-01 au 2026-03-05, moins de 30 personnes comptées par cette version" in said
    assert "--against window" not in said


@pytest.mark.parametrize("asked", [("--from", "2026-01-01"), ("--to", TODAY.isoformat()), ("--against", "window")])
def test_a_look_at_another_window_settles_no_alert(
    people: People, cells: tuple[Bins, Counts], tmp_path: Path, asked: tuple[str, str]
) -> None:
    counted(tmp_path, cells, people, [TODAY - timedelta(days=back) for back in range(1, 6)])
    book = Book(f"sqlite:///{tmp_path / 'watch.sqlite'}")
    book.conclude("drift", {"alert": 1})
    assert main(["drift", "--live", "--data", str(tmp_path), *asked]) == 0
    assert book.conclusions()["drift"][1] == {"alert": 1}
    assert main(["drift", "--live", "--data", str(tmp_path)]) == 0
    assert book.conclusions()["drift"][1]["alert"] == 0
    book.close()


def test_a_week_too_quiet_to_judge_is_no_failed_unit_but_a_database_that_does_not_answer_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = (Path(__file__).resolve().parents[3] / "deploy" / "systemd" / "pret-drift.service").read_text("utf-8")
    assert "\nSuccessExitStatus=2\n" in unit
    assert main(["drift", "--live", "--data", str(tmp_path)]) == 2
    assert main(["drift", "--live", "--data", str(tmp_path / "mistyped")]) == 1
    assert "There is no folder" in capsys.readouterr().err

    def silent(*_: object) -> None:
        raise NotReady("The service's counts cannot be used now.")

    monkeypatch.setattr(Book, "window", silent)
    assert main(["drift", "--live", "--data", str(tmp_path)]) == 1


def test_nothing_is_told_of_fewer_than_thirty(
    people: People, cells: tuple[Bins, Counts], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drift", "--live", "--data", str(tmp_path)]) == 2
    counted(tmp_path, cells, people, [TODAY - timedelta(days=1)], a_day=29)
    assert main(["drift", "--live", "--data", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert "fewer than 30 people" in told.err


def test_the_usual_window_is_the_last_seven_whole_days_and_impossible_ones_are_refused() -> None:
    assert window(None, None, date(2026, 3, 9)) == (date(2026, 3, 2), date(2026, 3, 8))
    assert window(None, date(2026, 3, 9), date(2026, 3, 9)) == (date(2026, 3, 3), date(2026, 3, 9))
    for first, last in ((date(2026, 3, 9), date(2026, 3, 1)), (TODAY, None)):
        with pytest.raises(BadData, match="earlier day first"):
            window(first, last, TODAY)
    with pytest.raises(BadData, match="give later days"):
        window(None, date(1, 1, 3), TODAY)


def test_without_live_the_tables_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift"]) == 2
    assert "--data" in capsys.readouterr().err
