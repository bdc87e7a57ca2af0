"""The policy names every raw column once, and no feature gets around it."""

from pathlib import Path

import pytest

from scoring import policy, tables
from scoring.errors import PolicyViolation
from scoring.features import catalogue, lineage

RULE = """
[[rule]]
status = "{status}"
table = "application"
columns = ["AMT_CREDIT"]
label = {{ fr = "Montant", en = "Amount" }}
reason = {{ fr = "{why}", en = "Because" }}
"""


def test_every_raw_column_has_a_status_and_nothing_else_has() -> None:
    raw = {(table.name, column) for table in tables.ALL for column in table.columns} | {("application", tables.TARGET)}
    assert set(policy.load().by_column) == raw


def test_no_feature_reads_an_excluded_column() -> None:
    used = lineage.columns_used()
    assert set(used) == set(catalogue.BY_NAME)
    policy.load().check_features(used)


def test_a_feature_that_reads_an_excluded_column_is_named() -> None:
    with pytest.raises(PolicyViolation, match=r"SNEAKY.*application\.CODE_GENDER"):
        policy.load().check_features({"SNEAKY": {("application", "CODE_GENDER")}})


def test_an_unlisted_column_is_named() -> None:
    with pytest.raises(PolicyViolation, match=r"application\.SHOE_SIZE"):
        policy.load().check_columns([("application", "SHOE_SIZE")])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULE.format(status="allowed", why="Oui") * 2, "Two rules"),
        (RULE.format(status="maybe", why="Oui"), "Unknown status"),
        (RULE.format(status="allowed", why=" "), "no justification"),
    ],
)
def test_a_malformed_policy_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(PolicyViolation, match=complaint):
        policy.load(file)


@pytest.mark.parametrize(
    "column", ["CODE_GENDER", "NAME_FAMILY_STATUS", "REGION_RATING_CLIENT", "LIVINGAREA_AVG", "DEF_30_CNT_SOCIAL_CIRCLE"]
)
def test_the_law_s_columns_are_out(column: str) -> None:
    assert policy.load().status(("application", column)) == "excluded"
