"""One Spark session for every test that asks for one: a Java machine takes seconds to start."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java compiles no more than these short runs are worth."""


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """A session in this process; what runs on ``local[2]`` meanwhile uses it and leaves it open."""
    if shutil.which("java") is None:
        (pytest.fail if os.environ.get("REQUIRE_SPARK") else pytest.skip)("Spark needs Java 17: apt-get install openjdk-17-jre-headless")
    from scoring.features import spark

    os.environ.setdefault("JDK_JAVA_OPTIONS", QUICK)
    with spark.session("local[2]") as session:
        yield session
