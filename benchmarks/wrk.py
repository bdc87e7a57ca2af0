"""Load by wrk (Debian's package) on one address after the other, and what it measured."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CONNECTIONS: Final = 8
SECONDS: Final = 5
_SCALE: Final = {"us": 1e-3, "ms": 1.0, "s": 1e3}
_GET: Final = """local ids = {%s}
math.randomseed(7)
request = function() return wrk.format("GET", "%s" .. ids[math.random(#ids)]) end
"""
_POST: Final = """wrk.method, wrk.body = "POST", [==[%s]==]
wrk.headers["Content-Type"] = "application/json"
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """What one run gave: answers a second, milliseconds at two percentiles, how many answers were no 2xx, and the processor's
    milliseconds an answer where somebody measured them."""

    per_second: float
    p50: float
    p99: float
    failed: int
    processor: float = 0.0


def installed() -> bool:
    """Whether wrk is there."""
    return shutil.which("wrk") is not None


def gets(url: str, path: str, ids: Sequence[int]) -> Shot:
    """Ask ``path`` followed by numbers drawn from ``ids``, on eight connections."""
    return _shoot(url, _GET % (",".join(map(str, ids)), path))


def posts(url: str, path: str, body: str) -> Shot:
    """Post one JSON body over and over, on eight connections."""
    return _shoot(url + path, _POST % body)


def _shoot(url: str, script: str) -> Shot:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--latency", "-s", file.name, url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return read(said)


def read(said: str) -> Shot:
    """What wrk printed. Raises ValueError when it measured nothing."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None or "50%" not in said:
        raise ValueError(f"wrk measured nothing:\n{said}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Shot(float(rate[1]), _milliseconds(said, 50), _milliseconds(said, 99), int(bad[1]) if bad else 0)


def _milliseconds(said: str, percent: int) -> float:
    found = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    if found is None:
        raise ValueError(f"wrk said nothing of {percent} %:\n{said}")
    return float(found[1]) * _SCALE[found[2]]
