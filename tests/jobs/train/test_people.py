"""One person who applies twice is one person."""

import numpy as np

from jobs.train.people import person_groups, strata


def columns(shift: float, sex: str = "F") -> dict[str, np.ndarray]:
    """Two applications of people born alike, the second ``shift`` days later."""
    return {
        "DAYS_BIRTH": np.array([-12000, -12000 - shift]),
        "DAYS_REGISTRATION": np.array([-3000.0, -3000 - shift]),
        "DAYS_ID_PUBLISH": np.array([-1500, -1500 - shift]),
        "CODE_GENDER": np.array(["F", sex]),
    }


def test_the_same_person_later_is_the_same_person() -> None:
    first, second = person_groups(columns(shift=90))
    assert first == second


def test_another_sex_is_another_person() -> None:
    first, second = person_groups(columns(shift=90, sex="M"))
    assert first != second


def test_strata_tell_outcomes_and_tenths_apart_and_place_the_unknown_in_the_middle() -> None:
    score = np.append(np.linspace(0, 1, 1000), np.nan)
    outcomes = np.zeros(1001, dtype=np.int8)
    numbers = strata(outcomes, score)
    assert np.unique(numbers[:-1], return_counts=True)[1].tolist() == [100] * 10
    assert numbers[-1] == 5
    assert not set(numbers) & set(strata(outcomes + 1, score))
