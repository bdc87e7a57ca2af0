"""A folder of raw tables: what it must hold, how it is read, what is known of whom."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring import tables
from scoring.errors import BadData
from scoring.features.sources import Sources, open_folder
from scoring.tables import APPLICATION, CLIENT, TARGET
from tests.scoring.features.raw import arrow, write, write_applications, write_coverage, write_history


def ids(table: object) -> list[int]:
    return sorted(table.to_pyarrow()[CLIENT].to_pylist())  # type: ignore[attr-defined]


def refusal(folder: Path, **options: bool) -> str:
    with pytest.raises(BadData) as caught:
        open_folder(folder, **options).close()
    return str(caught.value)


def test_train_and_test_are_read_together_and_either_alone(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 2}])
    with open_folder(tmp_path) as sources:
        assert ids(sources.application) == [2]
    write_applications(tmp_path, [{CLIENT: 1, TARGET: 1}], "application_train")
    with open_folder(tmp_path) as sources:
        assert ids(sources.application) == [1, 2]


def test_target_is_read_on_request_only(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1, TARGET: 1}], "application_train")
    with open_folder(tmp_path) as sources:
        assert sources.application.to_pyarrow()[TARGET].to_pylist() == [None]
    with open_folder(tmp_path, with_target=True) as sources:
        assert sources.application.to_pyarrow()[TARGET].to_pylist() == [1]


def test_a_train_file_without_target_can_be_scored(tmp_path: Path) -> None:
    write(tmp_path, "application_train", arrow(APPLICATION, [{CLIENT: 1}]))
    open_folder(tmp_path).close()
    assert "TARGET" in refusal(tmp_path, with_target=True)


def test_a_missing_folder_and_a_missing_application_are_named(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere") in refusal(tmp_path / "nowhere")
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    assert "application_train" in refusal(tmp_path)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_missing_columns_are_all_named_with_their_file(tmp_path: Path, ending: str) -> None:
    whole = arrow(APPLICATION, [{CLIENT: 1}])
    path = write(tmp_path, "application_test", whole.drop_columns(["AMT_CREDIT", "EXT_SOURCE_2"]), ending)
    message = refusal(tmp_path)
    assert str(path) in message
    assert "AMT_CREDIT, EXT_SOURCE_2" in message


def test_a_history_file_that_lacks_a_column_is_named(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write(tmp_path, "bureau", arrow(tables.BUREAU, [{CLIENT: 1}]).drop_columns(["DAYS_CREDIT"]))
    message = refusal(tmp_path)
    assert "bureau.parquet" in message
    assert "DAYS_CREDIT" in message


@pytest.mark.parametrize("content", [b"", b"PAR1 not really", b"\xff\xfe\x00"])
@pytest.mark.parametrize("name", ["bureau.parquet", "bureau.csv"])
def test_an_unreadable_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    (tmp_path / name).write_bytes(content)
    assert name in refusal(tmp_path)


def test_a_file_given_twice_is_refused(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_applications(tmp_path, [{CLIENT: 1}], ending=".csv")
    assert "both" in refusal(tmp_path)


def test_a_client_given_twice_is_refused(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_applications(tmp_path, [{CLIENT: 1, TARGET: 0}], "application_train")
    assert "one row a client" in refusal(tmp_path)


@pytest.mark.parametrize("client", [1.5, 0.0, -3.0, 1e300, None])
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_client_number_that_is_none_is_refused(tmp_path: Path, client: float | None, ending: str) -> None:
    whole = arrow(APPLICATION, [{}, {}])
    numbers = whole.set_column(whole.column_names.index(CLIENT), CLIENT, pa.array([7.0, client]))
    write(tmp_path, "application_test", numbers, ending)
    assert "positive whole number" in refusal(tmp_path)


def test_a_file_without_clients_is_refused(tmp_path: Path) -> None:
    write_applications(tmp_path, [])
    assert "no client" in refusal(tmp_path)


def test_a_target_that_is_neither_0_nor_1_is_refused(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1, TARGET: 2}], "application_train")
    assert "neither 0 nor 1" in refusal(tmp_path, with_target=True)
    open_folder(tmp_path).close()


def test_csv_reads_as_parquet_does(tmp_path: Path) -> None:
    rows = [
        {CLIENT: 1, "AMT_CREDIT": 0.1, "EXT_SOURCE_1": None, "DAYS_EMPLOYED": -12, "OCCUPATION_TYPE": None, "NAME_HOUSING_TYPE": 'a, "b"'},
        {CLIENT: 2, "AMT_CREDIT": 1e-17, "EXT_SOURCE_1": 2 / 3, "DAYS_EMPLOYED": 365243, "OCCUPATION_TYPE": "IT staff"},
    ]
    for ending in (".csv", ".parquet"):
        (tmp_path / ending).mkdir()
        write_applications(tmp_path / ending, rows, ending=ending)
    found = []
    for ending in (".csv", ".parquet"):
        with open_folder(tmp_path / ending) as sources:
            found.append(sources.application.order_by(CLIENT).to_pyarrow())
    assert found[0].schema == found[1].schema
    assert found[0].to_pylist() == found[1].to_pylist()


def test_empty_texts_and_nans_are_missing(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1, "OCCUPATION_TYPE": "", "EXT_SOURCE_1": float("nan")}])
    with open_folder(tmp_path) as sources:
        row = sources.application.to_pyarrow().to_pylist()[0]
    assert row["OCCUPATION_TYPE"] is None
    assert row["EXT_SOURCE_1"] is None


def known(sources: Sources) -> list[int]:
    return ids(sources.known_clients((tables.BUREAU,)))


def test_without_a_coverage_file_a_table_that_is_there_is_complete(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}, {CLIENT: 2}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    with open_folder(tmp_path) as sources:
        assert known(sources) == [1, 2]
        assert sources.knows((tables.BUREAU,))
        assert not sources.knows((tables.BUREAU_BALANCE, tables.BUREAU))


def test_with_a_coverage_file_only_flagged_clients_are_known(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}, {CLIENT: 2}, {CLIENT: 3}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    write_coverage(tmp_path, full_bureau=[1, 9], full_pos_cash=[2])
    with open_folder(tmp_path) as sources:
        assert known(sources) == [1]
        assert ids(sources.clients()) == [1, 2, 3]


def test_a_client_named_twice_by_the_coverage_file_is_there_once(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}, {CLIENT: 2}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    write_coverage(tmp_path, full_bureau=[1])
    flags = pq.read_table(tmp_path / "clients_coverage.parquet")
    write_coverage(tmp_path, full_bureau=[1, 2])
    more = pq.read_table(tmp_path / "clients_coverage.parquet")
    pq.write_table(pa.concat_tables([flags, more]), tmp_path / "clients_coverage.parquet")
    with open_folder(tmp_path) as sources:
        assert ids(sources.clients()) == [1, 2]
        assert known(sources) == [1, 2]


def test_lines_that_contradict_each_other_make_nobody_known(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    pq.write_table(pa.table({CLIENT: [1, 1], "full_bureau": [True, False]}), tmp_path / "clients_coverage.parquet")
    with open_folder(tmp_path) as sources:
        assert known(sources) == []


def test_a_coverage_file_without_the_flag_of_a_table_is_named(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    pq.write_table(pa.table({CLIENT: [1], "full_pos_cash": [True]}), tmp_path / "clients_coverage.parquet")
    message = refusal(tmp_path)
    assert "clients_coverage" in message
    assert "full_bureau" in message
