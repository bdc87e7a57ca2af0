"""Protected columns stand beside the sample's own rows, and nothing but the report reads them."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from jobs.train.report import protected
from jobs.train.report.protected import RECODED_LABEL, Protected
from scoring import policy
from scoring.errors import BadData
from scoring.features.sources import open_folder
from scoring.tables import CLIENT, TARGET

ROOT = Path(__file__).resolve().parents[4]
READERS = ("jobs/train/report/", "jobs/train/people.py", "scoring/tables.py", "scoring/population/")
"""Who tells people apart or reports on them, the list of raw columns, and what draws fictitious people."""


@pytest.fixture(scope="module")
def read(borrowers: Path) -> Protected:
    return protected.read(borrowers)


def test_rows_are_the_labelled_applications_by_client(borrowers: Path, read: Protected) -> None:
    with open_folder(borrowers, with_target=True) as sources:
        rows = sources.application.order_by(CLIENT).select(TARGET, "CODE_GENDER", "DAYS_BIRTH").to_pyarrow()
    labelled = [row for row in rows.to_pylist() if row[TARGET] is not None]
    read.check(np.array([row[TARGET] for row in labelled], dtype=np.int8))
    assert read.sex.tolist() == [protected.SEXES.get(row["CODE_GENDER"], "") for row in labelled]
    assert read.age.tolist() == pytest.approx([-row["DAYS_BIRTH"] / 365.25 for row in labelled])


def test_rows_of_another_sample_are_refused(read: Protected) -> None:
    with pytest.raises(BadData, match="same folder"):
        read.check(read.outcomes[::-1].copy())


def test_every_excluded_column_is_there_once_and_coded(read: Protected) -> None:
    told = [name for extra in read.excluded.values() for name in extra.names if not name.startswith("merged__")]
    rules = policy.load().with_status("excluded")
    assert sorted(told) == sorted(f"{rule.table}__{column}" for rule in rules for column in rule.columns)
    for extra in read.excluded.values():
        assert extra.rows.shape == (len(read.outcomes), len(extra.names))
        assert extra.rows.dtype == np.float32
    assert {len(np.unique(codes)) for codes in read.excluded["Sex"].rows.T} <= {2, 3}


def test_only_words_that_a_feature_merges_are_told_apart_again() -> None:
    words = {
        "NAME_INCOME_TYPE": np.array(["Working", "Pensioner", "Maternity leave", None]),
        "ORGANIZATION_TYPE": np.array(["XNA", "Religion", "Other", None]),
    }
    merged = protected._merged_words(words)
    income, employer = merged.rows.T
    assert np.isnan(income).tolist() == [True, False, False, True]
    assert income[1] != income[2]
    assert np.isnan(employer).tolist() == [True, False, True, True]


def test_the_latest_past_application_speaks(borrowers: Path, read: Protected) -> None:
    hours = read.excluded["Day and hour of past applications"].rows[:, 1]
    with open_folder(borrowers, with_target=True) as sources:
        clients = sources.application.filter(sources.application[TARGET].notnull()).order_by(CLIENT)[CLIENT].to_pyarrow().to_pylist()
        past = sources.history["previous_application"].to_pyarrow().to_pylist()
    latest = {row[CLIENT]: row for row in sorted(past, key=lambda row: (row["DAYS_DECISION"], row["SK_ID_PREV"]))}
    expected = [latest[client]["HOUR_APPR_PROCESS_START"] if client in latest else np.nan for client in clients]
    np.testing.assert_array_equal(hours, np.array(expected, dtype=np.float32))


def names_in(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_nothing_but_the_report_names_what_the_policy_excludes() -> None:
    excluded = {column for rule in policy.load().with_status("excluded") for column in rule.columns}
    for part in ("scoring", "jobs", "api", "appli"):
        for file in (ROOT / part).rglob("*.py"):
            if not file.relative_to(ROOT).as_posix().startswith(READERS):
                assert not names_in(file) & excluded, file


def test_the_model_s_own_code_does_not_import_the_reader() -> None:
    outside = [file for file in (ROOT / "jobs").rglob("*.py") if "report" not in file.parts]
    texts = {file.name: file.read_text("utf-8") for file in outside}
    importing = {name for name, text in texts.items() if re.search(r"import .*\bprotected\b|report\.protected", text)}
    assert importing <= {"command.py"}


def test_the_merged_words_have_a_label_of_their_own() -> None:
    assert RECODED_LABEL not in {rule.label.en for rule in policy.load().rules}
