"""The command ``build-features``: one whole file, or one sentence and nothing."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobs.__main__ import main
from scoring.features.catalogue import FEATURES
from scoring.tables import CLIENT, TARGET
from tests.scoring.features.raw import write_applications, write_history


def build(data: Path, out: Path, *options: str) -> int:
    return main(["build-features", "--data", str(data), "--out", str(out), *options])


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_it_writes_every_client_and_every_feature(tmp_path: Path, ending: str) -> None:
    write_applications(tmp_path, [{CLIENT: 2}, {CLIENT: 1}], ending=ending)
    out = tmp_path / "features.parquet"
    assert build(tmp_path, out) == 0
    table = pq.read_table(out)
    assert table.column_names == [CLIENT, *(feature.name for feature in FEATURES)]
    assert table[CLIENT].to_pylist() == [1, 2]


def test_it_writes_the_target_on_request_only(tmp_path: Path) -> None:
    write_applications(tmp_path, [{CLIENT: 1, TARGET: 1}], "application_train")
    out = tmp_path / "features.parquet"
    assert build(tmp_path, out) == 0
    assert TARGET not in pq.read_schema(out).names
    assert build(tmp_path, out, "--with-target", "--threads", "1", "--memory", "1GB") == 0
    assert pq.read_table(out)[TARGET].to_pylist() == [1]


def test_an_error_is_one_sentence_exit_code_2_and_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_applications(tmp_path, [{CLIENT: 1}])
    write_history(tmp_path, bureau=[{CLIENT: 1}])
    (tmp_path / "bureau.parquet").write_bytes(b"not a table")
    out = tmp_path / "features.parquet"
    assert build(tmp_path, out) == 2
    assert "bureau.parquet" in capsys.readouterr().err.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["application_test.parquet", "bureau.parquet"]


def test_a_file_of_an_earlier_run_survives_an_error(tmp_path: Path) -> None:
    out = tmp_path / "features.parquet"
    out.write_bytes(b"earlier")
    assert build(tmp_path / "nowhere", out) == 2
    assert out.read_bytes() == b"earlier"


def started(data: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "jobs", "build-features", "--data", str(data), "--out", str(out)]
    return subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2], stderr=subprocess.PIPE, text=True)


def interrupted(process: subprocess.Popen[str], is_time: Callable[[], bool], how: signal.Signals) -> int:
    """Send the signal as soon as it is time. Returns the exit code."""
    while process.poll() is None and not is_time():
        time.sleep(0.001)
    process.send_signal(how)
    return process.wait()


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)], ids=["kill -9", "Ctrl-C"])
def test_a_file_of_an_earlier_run_survives_an_interruption(borrowers: Path, tmp_path: Path, how: signal.Signals, code: int) -> None:
    out = tmp_path / "features.parquet"
    out.write_bytes(b"earlier")
    process = started(borrowers, out)
    assert process.stderr is not None
    told = iter(lambda: process.stderr.read(1), "")  # type: ignore[union-attr]
    said = ""

    def has_begun() -> bool:
        nonlocal said
        said += next(told, "")
        return "bureau" in said

    assert interrupted(process, has_begun, how) == code
    assert out.read_bytes() == b"earlier"


def test_a_kill_while_the_file_is_written_leaves_a_whole_one(borrowers: Path, tmp_path: Path) -> None:
    out = tmp_path / "features.parquet"
    out.write_bytes(b"earlier")
    process = started(borrowers, out)
    interrupted(process, (tmp_path / f".{out.name}.{process.pid}").exists, signal.SIGKILL)
    assert (
        out.read_bytes() == b"earlier" or pq.read_table(out).num_rows == pq.read_metadata(borrowers / "application_train.parquet").num_rows
    )
