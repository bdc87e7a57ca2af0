"""What a drawn population holds: the seven tables, their keys, the same people for the same seed."""

import hashlib

import numpy as np
import pytest

from scoring import tables
from scoring.errors import BadData
from scoring.population.columns import SPLIT, TRAIN
from scoring.population.sample import ALWAYS, BLOCK, FIRST_ID, LAST_ID, People, Tables, client_ids, draw_block, load, sample, splits

FITTED = 64_528 / 113_272
"""Share of borrowers in the sample that the aggregates come from: their margins over everyone are of this mixture."""


def whole(chunks: list[Tables]) -> Tables:
    """One table of each name out of the chunks'."""
    return {name: {column: np.concatenate([chunk[name][column] for chunk in chunks]) for column in chunks[0][name]} for name in chunks[0]}


def digest(drawn: Tables) -> str:
    """A hash of every value."""
    seen = hashlib.sha256()
    for name in sorted(drawn):
        for column in sorted(drawn[name]):
            seen.update("|".join(map(str, drawn[name][column])).encode())
    return seen.hexdigest()


@pytest.fixture(scope="module")
def drawn() -> Tables:
    return whole(list(sample(load(), 3000, seed=5, borrowers=FITTED)))


def test_every_table_has_its_columns_of_the_right_kind(drawn: Tables) -> None:
    for table in tables.ALL:
        columns = drawn[table.name]
        assert set(table.columns) <= set(columns)
        for name in table.columns:
            values = columns[name]
            if table.kind(name) == "text":
                assert all(value is None or isinstance(value, str) for value in values), name
            else:
                assert np.issubdtype(values.dtype, np.number), name
            if table.kind(name) == "integer":
                assert np.all(values == np.round(values)), f"{table.name}.{name}"


def test_same_seed_same_people_other_seed_others() -> None:
    first, again, other = (digest(whole(list(sample(load(), 60, seed=seed)))) for seed in (1, 1, 2))
    assert first == again != other


def test_a_block_does_not_depend_on_the_one_before() -> None:
    population, clients = load(), BLOCK + 50
    in_order = list(sample(population, clients, seed=3, borrowers=0.5))[1]
    ids = client_ids(clients, 3)
    people = People(ids[BLOCK:], splits(ids, 0.5, 3)[BLOCK:], BLOCK)
    alone = draw_block(population, people, np.random.default_rng([3, 1, 1]))
    assert digest(in_order) == digest(alone)


@pytest.mark.parametrize("clients", [2, 3, 500])
def test_client_numbers(clients: int) -> None:
    ids = client_ids(clients, seed=9)
    assert len(np.unique(ids)) == len(ids) == clients
    assert set(ALWAYS) <= set(ids.tolist())
    assert FIRST_ID <= ids.min() <= ids.max() <= LAST_ID


def test_more_clients_than_numbers_continue_upwards() -> None:
    assert client_ids(LAST_ID - FIRST_ID + 11, seed=0).max() == LAST_ID + 10


def test_fewer_than_the_two_examples_is_refused() -> None:
    with pytest.raises(BadData, match="at least 2"):
        list(sample(load(), 1, seed=0))


def test_every_row_has_a_parent_and_every_number_is_used_once(drawn: Tables) -> None:
    clients = drawn["application"][tables.CLIENT]
    for table in tables.HISTORY:
        if tables.CLIENT in table.columns:
            assert np.isin(drawn[table.name][tables.CLIENT], clients).all(), table.name
    assert 0.8 < np.isin(drawn["bureau_balance"]["SK_ID_BUREAU"], drawn["bureau"]["SK_ID_BUREAU"]).mean() < 1  # bureau drops some
    past = dict(zip(drawn["previous_application"]["SK_ID_PREV"], drawn["previous_application"][tables.CLIENT], strict=True))
    for name in ("POS_CASH_balance", "credit_card_balance", "installments_payments"):
        numbers, owners = drawn[name]["SK_ID_PREV"], drawn[name][tables.CLIENT]
        filed = np.isin(numbers, list(past))
        assert np.array_equal([past[number] for number in numbers[filed]], owners[filed]), name
        assert (0.6 if "card" in name else 0.85) < filed.mean() <= 1, name  # some cards are older than their application's file
    for name, key in (("application", tables.CLIENT), ("bureau", "SK_ID_BUREAU"), ("previous_application", "SK_ID_PREV")):
        assert len(np.unique(drawn[name][key])) == len(drawn[name][key])


def test_only_granted_applications_have_months_and_payments(drawn: Tables) -> None:
    past = drawn["previous_application"]
    denied = past["SK_ID_PREV"][past["NAME_CONTRACT_STATUS"] != "Approved"]
    for name in ("POS_CASH_balance", "credit_card_balance", "installments_payments"):
        assert not np.isin(drawn[name]["SK_ID_PREV"], denied).any(), name


@pytest.mark.parametrize(
    ("table", "key"), [("bureau_balance", "SK_ID_BUREAU"), ("POS_CASH_balance", "SK_ID_PREV"), ("credit_card_balance", "SK_ID_PREV")]
)
def test_months_follow_one_another_and_precede_the_application(drawn: Tables, table: str, key: str) -> None:
    number, month = drawn[table][key], drawn[table]["MONTHS_BALANCE"]
    same = number[1:] == number[:-1]
    assert np.all(np.diff(month)[same] == 1)
    assert len(np.unique(number)) == 1 + (~same).sum()
    assert month.max() <= 0
    assert month.min() >= -97


def test_what_follows_from_other_columns(drawn: Tables) -> None:
    people = drawn["application"]
    pensioner = people["DAYS_EMPLOYED"] == tables.NEVER_DAYS
    assert 0.1 < pensioner.mean() < 0.3
    assert np.array_equal(pensioner, people["ORGANIZATION_TYPE"] == "XNA")
    assert np.all(people["DAYS_EMPLOYED"][~pensioner] >= people["DAYS_BIRTH"][~pensioner])
    assert np.array_equal(np.isnan(people["OWN_CAR_AGE"]), people["FLAG_OWN_CAR"] == "N")
    revolving = people["NAME_CONTRACT_TYPE"] == "Revolving loans"
    assert np.allclose(people["AMT_CREDIT"][revolving] / people["AMT_ANNUITY"][revolving], 20, rtol=0.02)
    credits = drawn["bureau"]
    ended = ~np.isnan(credits["DAYS_ENDDATE_FACT"])
    assert np.all(credits["DAYS_ENDDATE_FACT"][ended] >= credits["DAYS_CREDIT"][ended])
    past = drawn["previous_application"]
    over = past["DAYS_TERMINATION"] < 0
    assert np.all(past["DAYS_TERMINATION"][over] >= past["DAYS_FIRST_DUE"][over])
    assert np.all(past["DAYS_LAST_DUE"][over] >= past["DAYS_DECISION"][over])


def test_instalments_left_count_down(drawn: Tables) -> None:
    months = drawn["POS_CASH_balance"]
    assert months["CNT_INSTALMENT_FUTURE"].min() >= 0
    assert np.all(months["CNT_INSTALMENT_FUTURE"] <= months["CNT_INSTALMENT"])
    completed = months["NAME_CONTRACT_STATUS"] == "Completed"
    assert np.all(months["CNT_INSTALMENT_FUTURE"][completed] == 0)


def test_rows_of_one_client_resemble_each_other(drawn: Tables) -> None:
    owner, amount = drawn["bureau"][tables.CLIENT], np.log1p(drawn["bureau"]["AMT_CREDIT_SUM"])
    neighbours = owner[1:] == owner[:-1]
    assert np.corrcoef(amount[1:][neighbours], amount[:-1][neighbours])[0, 1] > 0.05


def test_drawn_people_follow_the_aggregates(drawn: Tables) -> None:
    people, margins = drawn["application"], load().models["application"].margins
    for name in ("EXT_SOURCE_2", "EXT_SOURCE_3", "DAYS_BIRTH"):
        margin = margins[name][""]
        grid = np.linspace(0.1, 0.9, 9)
        known = people[name][~np.isnan(people[name])]
        reached = [float((known <= margin.value(np.array([p]))[0]).mean()) for p in grid]
        assert np.allclose(reached, grid, atol=0.04), name
        assert abs(np.isnan(people[name]).mean() - margin.missing) < 0.03, name
    for name in ("NAME_EDUCATION_TYPE", "CODE_GENDER", "NAME_CONTRACT_TYPE"):
        margin = margins[name][""]
        for level, share in zip(margin.levels, margin.shares, strict=True):
            assert abs((people[name] == level).mean() - share) < 0.03, (name, level)


def test_drawn_people_keep_the_dependence(drawn: Tables) -> None:
    people = drawn["application"]
    target, score = (people[name][people[SPLIT] == TRAIN] for name in ("TARGET", "EXT_SOURCE_2"))
    assert 0.05 < target.mean() < 0.11
    assert np.nanmean(score[target == 1]) < np.nanmean(score[target == 0]) - 0.05
    both = ~np.isnan(people["EXT_SOURCE_1"])
    assert np.corrcoef(people["EXT_SOURCE_1"][both], people["DAYS_BIRTH"][both])[0, 1] < -0.4
