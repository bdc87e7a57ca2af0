"""The drift report: what it measures, what it never shows, and that a real change is found."""

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from jobs.__main__ import main
from jobs.drift import bands, evidently_report, known, measure, sample, verdict, vocabulary
from scoring.errors import BadData
from scoring.features.catalogue import BY_NAME

ROOT = Path(__file__).resolve().parents[2]
RNG = np.random.default_rng(5)
INCOME, EDUCATION = BY_NAME["AMT_INCOME_TOTAL"], BY_NAME["NAME_EDUCATION_TYPE"]


def normal(people: int, shift: float = 0.0) -> Any:
    return (RNG.normal(100_000 * (1 + shift), 30_000, people)).astype(np.float32)


def test_the_index_of_a_hand_computed_case() -> None:
    found = measure.psi(np.array([500_000, 500_000]), np.array([400_000, 600_000]))
    assert found == pytest.approx(-0.1 * np.log(0.8) + 0.1 * np.log(1.2), abs=1e-5)


def test_chance_alone_gives_the_index_that_is_said() -> None:
    counts = [[RNG.multinomial(n, np.full(10, 0.1)) for n in (2_000, 3_000)] for _ in range(400)]
    assert np.mean([measure.psi(*pair) for pair in counts]) == pytest.approx(measure.noise(*counts[0]), rel=0.08)


@pytest.mark.parametrize(("shift", "level"), [(0.0, "stable"), (0.12, "moderate"), (0.30, "major")])
def test_an_income_that_rises_is_found(shift: float, level: str) -> None:
    moved = measure._moved(INCOME, 0.1, normal(20_000), normal(20_000, shift))
    assert moved.level == level
    assert moved.means is not None
    assert moved.means[1] / moved.means[0] == pytest.approx(1 + shift, rel=0.02)


def test_a_source_gone_missing_is_found() -> None:
    gone = normal(5_000)
    gone[: 5_000 // 3] = np.nan
    moved = measure._moved(INCOME, 0.1, normal(5_000), gone)
    assert moved.level == "major"
    assert moved.missing == (0.0, 1_666 / 5_000)


def test_no_cell_holds_fewer_than_thirty_people() -> None:
    for people in (40, 200, 5_000):
        values = [RNG.choice([0, 0, 0, 1, 2, 7, np.nan], people).astype(np.float32) for _ in range(2)]
        skewed = [np.where(RNG.random(people) < 0.01, 4, RNG.integers(0, 2, people)).astype(np.float32) for _ in range(2)]
        for cells in (bands.cut(INCOME, *values), bands.cut(EDUCATION, *skewed)):
            assert all(bands.tellable(int(count)) for side in cells.counts() for count in side)


def test_means_and_missing_shares_of_few_people_are_not_told() -> None:
    few = normal(20)
    assert measure._moved(INCOME, 0.1, few, few).means is None
    one_missing = np.append(normal(500), np.float32(np.nan))
    assert measure._moved(INCOME, 0.1, one_missing, normal(500)).missing is None


def test_the_sample_has_as_many_of_each_known_history_on_both_sides() -> None:
    known = {"bureau": RNG.random(6_000) < 0.3}, {"bureau": RNG.random(4_000) < 0.1}
    one, other = sample.draw(*known, (6_000, 4_000), 2_000, np.random.default_rng(1))
    assert len(one) == len(other) == 2_000
    assert known[0]["bureau"][one].sum() == known[1]["bureau"][other].sum()
    assert len(set(one.tolist())) == 2_000


def test_the_size_keeps_the_stated_error() -> None:
    size = sample.size_for(0.02)
    differences = RNG.binomial(size, 0.5, 4_000) / size - RNG.binomial(size, 0.5, 4_000) / size
    assert np.mean(np.abs(differences) <= 0.02) == pytest.approx(0.95, abs=0.015)
    with pytest.raises(BadData, match="--error"):
        sample.size_for(0)


def test_a_new_word_is_told_from_thirty_people_on() -> None:
    counts = {"KIND": {"a": (900, 500), "b": (100, 300), "new": (0, 40), "seldom": (0, 3)}}
    found = vocabulary.compare(counts)
    assert [word.text for word in found.moved] == ["a", "b"]
    assert [word.text for word in found.new] == ["new"]
    assert found.rare == ("KIND",)


def test_what_weighs_decides_the_verdict() -> None:
    zones, pds = ((0.2, 0.2), (0.1, 0.1), (0.7, 0.7)), (0.08, 0.08)
    scores = measure.Scores(bands.Cells((), np.array([]), np.array([])), 0.0, 0.0, zones, pds)

    def level(importance: float, psi: float, change: float = 0.0) -> str:
        column = SimpleNamespace(importance=importance, psi=psi, excess=psi, level=measure.level_of(psi), feature=INCOME)
        told = measure.Scores(scores.cells, 0.0, 0.0, ((0.2, 0.2 + change), *zones[1:]), pds)
        return verdict.judge([column], told).level  # type: ignore[list-item]

    assert level(0.5, 0.05) == "stable"
    assert level(0.01, 0.4) == "moderate"
    assert level(0.003, 9.0) == "stable"  # half of what a column weighs on average
    assert level(0.5, 0.4) == "major"
    assert level(0.5, 0.15) == "moderate"
    assert level(0.5, 0.05, change=0.06) == "moderate"
    assert level(0.5, 0.05, change=0.11) == "major"


def test_histories_at_hand_on_one_side_only_are_told() -> None:
    shares = {"bureau": (0.6, 0.0), "POS_CASH_balance": (0.06, 0.10), "credit_card_balance": (0.02, 0.0)}
    shares["previous_application"] = (0.3, 0.42)
    apart = known.far_apart(shares, (64_000, 49_000))
    assert list(apart) == ["bureau", "credit_card_balance", "previous_application"]
    assert not known.far_apart({"bureau": (0.5, 0.3)}, (30, 30))  # may be chance
    assert not known.far_apart({"bureau": (1 / 64_000, 0.0)}, (64_000, 49_000))
    [told] = known.told(apart)
    assert "bureau (60,0\u202f% des emprunteurs, 0,0\u202f% des demandeurs)" in told.fr
    assert known.told({}) == []
    scores = measure.Scores(bands.Cells((), np.array([]), np.array([])), 0.0, 0.0, ((0.2, 0.2), (0.1, 0.1), (0.7, 0.7)), (0.08, 0.08))
    judged = verdict.judge([], scores, sources=[told])
    assert judged.level == "moderate"
    assert judged.sentence.fr.startswith("Les sources de données ont changé")
    assert told.fr in judged.sentence.fr


def half_known(folder: Path) -> None:
    """Histories at hand for half of the borrowers and for no applicant."""
    from scoring.tables import CLIENT, HISTORY

    before, now = (
        pq.read_table(folder / f"application_{side}.parquet", columns=[CLIENT])[CLIENT].to_pylist() for side in ("train", "test")
    )
    flags = [place % 2 == 0 for place in range(len(before))] + [False] * len(now)
    names = {table.coverage for table in HISTORY if table.coverage}
    pq.write_table(pa.table({CLIENT: before + now, **dict.fromkeys(names, flags)}), folder / "clients_coverage.parquet")


def rename(file: Path, column: str, before: str, after: str) -> None:
    """Write one word of a column otherwise, as a source may begin to."""
    table = pq.read_table(file)
    words = pc.if_else(pc.equal(table[column], before), after, table[column])
    pq.write_table(table.set_column(table.column_names.index(column), column, words), file)


def test_the_command_writes_a_page_that_needs_no_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from scoring.population.folder import write_population

    monkeypatch.setattr(evidently_report, "COLUMNS", 3)
    write_population(tmp_path / "people", 800, seed=3)
    rename(tmp_path / "people" / "application_test.parquet", EDUCATION.name, "Higher education", "Doctorate")
    half_known(tmp_path / "people")
    page, figures = tmp_path / "drift.html", tmp_path / "drift.json"
    assert main(["drift", "--data", str(tmp_path / "people"), "--out", str(page), "--json", str(figures), "--error", "0.1"]) == 0
    told, text = json.loads(figures.read_text()), page.read_text("utf-8")
    assert told["sentence"]["fr"] in text
    assert told["sentence"]["fr"] in capsys.readouterr().out
    assert f"Catégories jamais apprises dans « {EDUCATION.label.fr.lower()} »" in told["sentence"]["fr"]
    assert told["new_words"].keys() == {EDUCATION.name}
    assert told["new_words"][EDUCATION.name] > 0.1
    assert "Historiques connus de parts très différentes des personnes" in told["sentence"]["fr"]
    assert told["known_shares"]["bureau"] == pytest.approx([0.5, 0.0], abs=0.01)
    assert "bureau" in told["known_shares_far_apart"]
    assert len(told["columns"]) == len(re.findall(r'<tr class="(?:stable|moderate|major)">', text))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    assert page.stat().st_size < 3_000_000


def test_a_folder_of_applicants_alone_is_refused(applicants: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drift", "--data", str(applicants), "--out", str(tmp_path / "page.html")]) == 2
    assert "application_train with TARGET" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_the_committed_report_is_small_and_found_the_revolving_loans() -> None:
    report = ROOT / "data_drift" / "data_drift.html"
    text = report.read_text("utf-8")
    assert report.stat().st_size < 3_000_000
    assert re.search(r"Revolving loans</th><td>9,5\u202f%</td><td>0,9\u202f%", text)
    assert "21,6" in text
    assert os.environ.get("HOME", "/nowhere/at/all") not in text.split('id="packed"')[0]
