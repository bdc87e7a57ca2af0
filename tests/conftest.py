"""What the whole suite shares: one Spark session, and which files run on the same worker, one after the other."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = {
    "tests/browser/test_dashboard_": "browser, second half",
    "tests/browser/": "browser",
    "tests/jobs/train/": "training",
    "tests/jobs/drift_live/": "drift",
    "tests/api/scores/": "scores",
    "tests/contract/": "contract",
    "tests/jobs/test_cluster.py": "Spark",
    "tests/scoring/features/test_spark.py": "Spark",
}
"""What shares a long set-up: the product with its browser (in two halves, else one worker ends minutes after the others), people, Spark."""
BROWSER = "tests/browser/"
ORDER = (
    ("tests/browser/test_dashboard.py", "tests/jobs/train/"),
    ("tests/api/",),
    ("tests/browser/test_dashboard_",),
    ("tests/",),
)
"""What is long begins at once; two browsers at the same time starve, so the second half waits until the first has probably ended."""
GIVES_WAY = 5
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java compiles no more than these short runs are worth."""


class Together(LoadFileScheduling):
    """A file to a worker, and the files of some folders to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for start, name in TOGETHER.items() if nodeid.startswith(start)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """How the tests are shared among workers."""
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Among several workers some begin with what is long at once, and the others with what is fast."""
    if config.getoption("numprocesses", None) or hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.nodeid))


def _rank(nodeid: str) -> int:
    """Which group of ``ORDER`` a test is of: the most precise one."""
    return max(range(len(ORDER)), key=lambda place: max((len(start) for start in ORDER[place] if nodeid.startswith(start)), default=0))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Among several workers, one gives way to the browser's as soon as it has another test: a browser that starves takes thrice as long."""
    if hasattr(item.config, "workerinput") and not item.nodeid.startswith(BROWSER) and os.nice(0) < GIVES_WAY:
        os.nice(GIVES_WAY - os.nice(0))


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """A session in this process; what runs on ``local[2]`` meanwhile uses it and leaves it open."""
    if shutil.which("java") is None:
        (pytest.fail if os.environ.get("REQUIRE_SPARK") else pytest.skip)("Spark needs Java 17: apt-get install openjdk-17-jre-headless")
    from scoring.features import spark

    os.environ.setdefault("JDK_JAVA_OPTIONS", QUICK)
    with spark.session("local[2]") as session:
        yield session
