"""An application that cannot be is found, by the engine and on one record alike; real applicants are never taken for one."""

import math
import random
from pathlib import Path

import pytest

from scoring import policy, tables
from scoring.features import domain
from scoring.features.sources import open_folder
from scoring.population.folder import write_population
from scoring.tables import APPLICATION, CLIENT, DOMAINS
from tests.scoring.features.raw import random_application, write_applications

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "home_credit"
SOUND = {
    **dict.fromkeys(DOMAINS, 0),
    "CNT_FAM_MEMBERS": 1,
    "DAYS_BIRTH": -12_000,
    **dict.fromkeys(("AMT_INCOME_TOTAL", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE"), 90000.0),
}
ODD = [
    ("AMT_CREDIT", -1.0),
    ("AMT_CREDIT", 0.0),
    ("AMT_CREDIT", None),
    ("AMT_CREDIT", 2e9),
    ("AMT_CREDIT", math.inf),
    ("AMT_ANNUITY", -math.inf),
    ("DAYS_BIRTH", -5_000),
    ("DAYS_BIRTH", 12_000),
    ("DAYS_BIRTH", None),
    ("DAYS_EMPLOYED", 365_242),
    ("EXT_SOURCE_2", 1.01),
    ("FLAG_DOCUMENT_3", 2),
    ("CNT_CHILDREN", -1),
]
FINE = [
    ("AMT_INCOME_TOTAL", 117_000_000.0),
    ("AMT_ANNUITY", None),
    ("AMT_GOODS_PRICE", math.nan),
    ("DAYS_EMPLOYED", tables.NEVER_DAYS),
    ("EXT_SOURCE_2", None),
    ("OWN_CAR_AGE", 65.0),
]


def found(folder: Path) -> dict[int, tuple[str, ...]]:
    with open_folder(folder) as sources:
        return domain.outside(sources)


def test_every_number_that_the_policy_lets_in_has_a_domain_and_no_other() -> None:
    rules = policy.load()
    let_in = {column for column in APPLICATION.columns if rules.status((APPLICATION.name, column)) in ("allowed", "watched")}
    assert set(DOMAINS) == let_in - set(APPLICATION.texts)
    assert all(of_column.low <= of_column.high for of_column in DOMAINS.values())


@pytest.mark.parametrize(("column", "value"), ODD)
def test_an_impossible_value_is_named(tmp_path: Path, column: str, value: float | None) -> None:
    record = SOUND | {column: value}
    assert domain.outside_record(record) == (column,)
    write_applications(tmp_path, [{CLIENT: 7, **SOUND}, {CLIENT: 8, **record}])
    assert found(tmp_path) == {8: (column,)}


@pytest.mark.parametrize(("column", "value"), FINE)
def test_an_odd_but_possible_value_is_let_through(tmp_path: Path, column: str, value: float | None) -> None:
    record = SOUND | {column: value}
    assert domain.outside_record(record) == ()
    write_applications(tmp_path, [{CLIENT: 8, **record}])
    assert found(tmp_path) == {}


def test_the_engine_and_one_record_agree(tmp_path: Path) -> None:
    draw = random.Random(4)
    records = [random_application(client, draw) for client in range(1, 400)]
    write_applications(tmp_path, records)
    expected = {record[CLIENT]: domain.outside_record(record) for record in records}
    assert found(tmp_path) == {client: columns for client, columns in expected.items() if columns}
    assert any(expected.values())


def test_unknown_words_are_counted_and_known_or_missing_ones_are_not(tmp_path: Path) -> None:
    words = ["Accountants", "Astronaut", "XNA", None, "Astronaut"]
    write_applications(tmp_path, [{CLIENT: 1 + place, "OCCUPATION_TYPE": word} for place, word in enumerate(words)])
    with open_folder(tmp_path) as sources:
        assert domain.unlisted(sources) == {"OCCUPATION_TYPE": 2}


def test_the_demo_holds_nobody_impossible(tmp_path: Path) -> None:
    write_population(tmp_path / "demo", 2_000, seed=3)
    assert found(tmp_path / "demo") == {}


@pytest.mark.sample
@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the real sample is not at ../shared/data/home_credit")
def test_no_real_applicant_is_refused_a_score() -> None:
    with open_folder(SAMPLE) as sources:
        assert domain.outside(sources) == {}
        assert domain.unlisted(sources) == {}
