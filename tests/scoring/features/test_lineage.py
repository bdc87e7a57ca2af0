"""Lineage follows values, filters, groups, joins and subqueries: a feature cannot read a column unseen."""

from collections.abc import Callable
from typing import Any

import ibis
import pytest

from scoring.features import lineage

RAW = ibis.table({"id": "int64", "amount": "float64", "sex": "string", "region": "string"}, name="raw")
OTHER = ibis.table({"id": "int64", "rate": "float64", "sex": "string"}, name="other")


def read_by(table: Any, column: str) -> set[tuple[str, str]]:
    return set(lineage.Trace().of_column(table.op(), column))


def by_value(raw: Any) -> Any:
    return raw.select(x=raw.amount + (raw.sex == "F").cast("float64"))


def by_rename(raw: Any) -> Any:
    renamed = raw.select("amount", harmless=raw.sex)
    return renamed.select(x=renamed.harmless.length())


def by_filter(raw: Any) -> Any:
    return raw.filter(raw.sex == "F").select(x=raw.amount)


def by_condition_of_an_aggregate(raw: Any) -> Any:
    return raw.group_by("id").aggregate(x=raw.amount.sum(where=raw.sex == "F"))


def by_count_of_filtered_rows(raw: Any) -> Any:
    few = raw.filter(raw.sex == "F")
    return few.group_by("id").aggregate(x=few.count())


def by_group(raw: Any) -> Any:
    return raw.group_by("sex").aggregate(x=raw.amount.mean())


def by_join(raw: Any) -> Any:
    return raw.inner_join(OTHER.rename(kind="sex"), raw.sex == OTHER.rename(kind="sex").kind).select(x=raw.amount)


def by_window(raw: Any) -> Any:
    return raw.mutate(x=raw.amount.mean().over(ibis.window(group_by=raw.sex))).select("x")


def by_subquery(raw: Any) -> Any:
    return raw.select(x=raw.id.isin(raw.filter(raw.sex == "F").id))


@pytest.mark.parametrize(
    "sneak",
    [by_value, by_rename, by_filter, by_condition_of_an_aggregate, by_count_of_filtered_rows, by_group, by_join, by_window, by_subquery],
)
def test_a_forbidden_column_is_seen_wherever_it_hides(sneak: Callable[[Any], Any]) -> None:
    assert ("raw", "sex") in read_by(sneak(RAW), "x")


def test_columns_that_stand_beside_are_not_read() -> None:
    table = RAW.mutate(other=RAW.sex.length()).left_join(OTHER.filter(OTHER.sex == "F"), "id")
    assert read_by(table.select(x=table.amount * 2), "x") == {("raw", "amount")}


def test_the_catalogue_s_own_features() -> None:
    used = lineage.columns_used()
    assert used["ANNUITY_TO_INCOME"] == {("application", "AMT_ANNUITY"), ("application", "AMT_INCOME_TOTAL")}
    assert ("previous_application", "NFLAG_LAST_APPL_IN_DAY") in used["PREV_COUNT"]
    assert {("bureau", "AMT_CREDIT_SUM_DEBT"), ("application", "AMT_INCOME_TOTAL")} < used["DEBT_ELSEWHERE_TO_INCOME"]
    assert not any(column == "TARGET" for columns in used.values() for _, column in columns)
