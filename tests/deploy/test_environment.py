"""What the environment may say: every variable that the code reads is told, and an empty one is none."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from deploy.local import ROOT

READ = re.compile(r'\benviron(?:ment)?(?:\.get\(|\[|, )f?["\']([A-Z][A-Z0-9_]*)["\']')
NAMED = re.compile(r'"((?:[A-Z]+_)?KEY(?:_[A-Z]+)+|[A-Z]+_KEY)"')
"""The secrets, which are read by constants of their names."""
OF_OTHERS = re.compile(r"HTTP_.*|CONTENT_LENGTH|JAVA_HOME")
"""A request's own, and what the machine of Spark says of itself."""


def read_by(part: str) -> set[str]:
    """The variables that a part of the product reads; one that names a file stands beside the one that it replaces."""
    sources = [file.read_text("utf-8") for file in (ROOT / part).rglob("*.py")]
    found = {name.removesuffix("_FILE") for source in sources for name in (*READ.findall(source), *NAMED.findall(source))}
    return {name for name in found if not OF_OTHERS.fullmatch(name)}


@pytest.mark.parametrize(
    ("part", "some"),
    [("api", {"API_PORT", "LOG_KEY", "SIGNING_KEY_FORMER"}), ("appli", {"API_TIMEOUT"}), ("scoring", {"WATCH_URL", "PSEUDONYM_KEY"})],
)
def test_every_variable_that_is_read_is_told(part: str, some: set[str]) -> None:
    told = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    assert some <= read_by(part)  # else the expressions above find nothing any more
    assert read_by(part) - told == set()


@pytest.mark.parametrize(("port", "workers", "bind", "count"), [("", "", "127.0.0.1:5000", 2), ("5010", "3", "127.0.0.1:5010", 3)])
def test_an_empty_variable_counts_as_absent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: str, workers: str, bind: str, count: int
) -> None:
    for name, value in (("API_PORT", port), ("API_WORKERS", workers), ("DATA_DIR", str(tmp_path))):
        monkeypatch.setenv(name, value)
    found: dict[str, Any] = runpy.run_path(str(ROOT / "api/gunicorn.conf.py"))
    assert (found["bind"], found["workers"]) == (bind, count)


@pytest.mark.parametrize("workers", ["abc", "0", "-1", "2.5", "\u0663", "9" * 5_000])
def test_a_number_of_processes_that_is_none_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workers: str) -> None:
    for name, value in (("API_WORKERS", workers), ("DATA_DIR", str(tmp_path))):
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="The API does not start: API_WORKERS is a whole number"):
        runpy.run_path(str(ROOT / "api/gunicorn.conf.py"))
