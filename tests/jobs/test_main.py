"""The command line: help for each job, and errors that a person can mend in one line with exit code 2."""

import argparse

import pytest

from jobs import __main__ as command_line
from scoring.errors import BadData


@pytest.mark.parametrize("command", list(command_line.COMMANDS))
def test_each_job_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main([command, "--help"])
    assert stopped.value.code == 0
    assert "--" in capsys.readouterr().out


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["fly"])
    assert stopped.value.code == 2


@pytest.mark.parametrize(("accident", "code", "words"), [(BadData("no table"), 2, "no table"), (KeyboardInterrupt(), 130, "interrupted")])
def test_what_goes_wrong_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], accident: BaseException, code: int, words: str
) -> None:
    def fail(_: argparse.Namespace) -> None:
        raise accident

    monkeypatch.setattr("jobs.score_batch.run", fail)
    assert command_line.main(["score-batch", "--data", "x", "--out", "y.parquet"]) == code
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["score-batch", "--out", "scores.parquet"], ["build-features", "--out", "f.parquet"], ["load-clients"], ["train"]]
)
def test_a_folder_that_is_not_there_is_named(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([command[0], "--data", "no/such/folder", *command[1:]]) == 2
    assert "no/such/folder" in capsys.readouterr().err
