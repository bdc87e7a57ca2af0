"""Blue and green under load: ``deploy/switch.sh`` there and back behind nginx, code and model. ``ROUNDS`` (3); needs root and nginx."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from api.decisions.ledger import Ledger
from api.decisions.settings import Settings
from api.decisions.verification import verify
from appli.access.identity import Signed
from appli.access.settings import Access
from benchmarks.switching.callers import NAME, PASSWORD, Heard, start
from benchmarks.switching.front import serving
from deploy.services import ROOT
from scoring import model as models
from scoring.store import url_of
from tests.api.failures.served import right_scores
from tests.api.invented import IDS, fill_store, write_model
from tests.deploy.machine import COLOURS, Machine

DRAIN: Final = 3
"""Seconds that the former colour is kept; 35 in service, where an answer may take 30."""
QUIET: Final = 2.0


def main() -> int:
    """Print the table; 1 when a request was dropped or an answer wrong, 2 when the machine does not permit it."""
    if os.geteuid() or shutil.which("nginx") is None:
        print("Needed: root, and nginx (apt-get install nginx-light).", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="switch-") as folder:
        heard, moments = measure(Machine(Path(folder)), int(os.environ.get("ROUNDS") or 3))
    return tell(heard, moments)


def measure(machine: Machine, rounds: int) -> tuple[Heard, list[tuple[float, str]]]:
    """Switch there and back while everybody calls; what was heard, and when each switch was made and to which model."""
    releases, heard = prepare(machine)
    stop, moments = threading.Event(), []
    with serving(machine) as url, stopped_at_the_end(machine):
        settings = {"BASE": str(machine.base), "SERVING": str(machine.root / "etc/nginx/pret-a-depenser/serving"), "DRAIN": str(DRAIN)}
        settings |= {"SYSTEMCTL": f"{sys.executable} -m tests.deploy.systemctl", "PYTHONPATH": str(ROOT)}
        versions = [models.load(release / "models").version for release in releases]
        switch(machine, settings, str(releases[0]))
        open_account(machine)
        threads = start(url, heard, signed(machine), stop)
        try:
            for number in range(2 * rounds):
                time.sleep(QUIET)
                to = "--back" if number % 2 else str(releases[1])
                moments.append((switch(machine, settings, to), versions[(number + 1) % 2]))
            time.sleep(QUIET)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        heard.wrong.extend(lost(machine, heard))
    return heard, moments


def prepare(machine: Machine) -> tuple[list[Path], Heard]:
    """Two releases of another code and of models that read other features, settings, clients; what each model says of them."""
    releases = [machine.release(name) for name in ("one", "two")]
    right: dict[tuple[str, int], set[float]] = {}
    machine.run("settings.sh", str(releases[0]))
    with (machine.root / "etc/pret-a-depenser/api.env").open("a") as settings:
        settings.write("PERSON_PER_MINUTE=0\nPERSON_CLIENTS_PER_HOUR=0\n")
    for number, release in enumerate(releases):
        write_model(release / "models", seed=number, without=3 * number)
        model = models.load(release / "models")
        fill_store(url_of(machine.data, {}), model, ids=IDS[:200])
        right |= right_scores(machine.data, model)
        (machine.data / "clients.sqlite").rename(machine.store(release).removeprefix("sqlite:///"))
    for part in ("api", "scoring", "appli"):  # the second release's code is its own
        (releases[1] / part).unlink()
        shutil.copytree(ROOT / part, releases[1] / part, ignore=shutil.ignore_patterns("__pycache__"))
    return releases, Heard(right)


def switch(machine: Machine, settings: dict[str, str], to: str) -> float:
    """Run switch.sh; when it said that the other colour serves (monotonic seconds). Raises CalledProcessError."""
    command, said = [str(ROOT / "deploy/switch.sh"), to], 0.0
    running = subprocess.Popen(command, env=machine.environment() | settings, stdout=subprocess.PIPE, text=True)
    for line in running.stdout or ():
        said = time.monotonic() if "serves" in line else said
    if running.wait():
        raise subprocess.CalledProcessError(running.returncode, command)
    return said


def open_account(machine: Machine) -> None:
    """An advisor at the dashboard."""
    (machine.root / "password").write_text(PASSWORD)
    words = ("accounts", "add", "--name", NAME, "--role", "advisor", "--password-file", str(machine.root / "password"))
    machine.run("desk.sh", *words, DESK_USER="root")


def signed(machine: Machine) -> Signed:
    """Who signs identities as the dashboard does."""
    lines = (machine.root / "etc/pret-a-depenser/closed.env").read_text().splitlines()
    return Signed(Access.from_environment(dict(line.split("=", 1) for line in lines)))


def lost(machine: Machine, heard: Heard) -> list[str]:
    """Decisions that were confirmed and that the log does not hold, and a log that is not whole."""
    lines = (machine.root / "etc/pret-a-depenser/api.env").read_text().splitlines()
    ledger = Ledger.open(Settings.from_environment(dict(line.split("=", 1) for line in lines), machine.data), draw_secrets=False)
    try:
        kept = {entry.envelope.seq for entry in ledger.find() if entry.envelope.kind == "decision"}
        problem = verify(ledger).problem
    finally:
        ledger.close()
    return [*(f"decision {number} lost" for number in heard.decisions - kept), *([problem] if problem else [])]


@contextmanager
def stopped_at_the_end(machine: Machine) -> Iterator[None]:
    """Whatever was started is stopped."""
    try:
        yield
    finally:
        units = [f"{service}@{colour}" for colour in COLOURS for service in ("pret-appli", "pret-api")]
        command = [sys.executable, "-m", "tests.deploy.systemctl", "stop", *units]
        subprocess.run(command, env=machine.environment() | {"PYTHONPATH": str(ROOT)}, check=False)


def tell(heard: Heard, moments: list[tuple[float, str]]) -> int:
    """Print it. Returns the exit code."""
    heard.answers.sort(key=lambda answer: answer[2])
    came = [answer[2] for answer in heard.answers]
    pause = max(later - earlier for earlier, later in itertools.pairwise(came))
    longest = max(came - asked for _, asked, came, _ in heard.answers)
    late = sum(version != wanted for moment, wanted in moments for version in versions_told(heard, moment, moment + DRAIN + QUIET))
    print(f"{len(moments)} switches (code and model, there and back), {len(came):,} requests in {came[-1] - came[0]:.0f} s")
    print(f"dropped or failed            {sum(heard.dropped.values())} {dict(heard.dropped) or ''}")
    print(f"wrong or lost                {len(heard.wrong)} {heard.wrong[:3] or ''}")
    print(f"former model after a switch  {late}")
    print(f"decisions                    {len(heard.decisions)} confirmed, {heard.again} told that the model had changed")
    print(f"longest pause                {1e3 * pause:.0f} ms without any answer; longest answer {1e3 * longest:.0f} ms")
    return int(bool(heard.dropped or heard.wrong or late))


def versions_told(heard: Heard, first: float, last: float) -> Iterator[str]:
    """The model of each answer that was asked for within a time."""
    yield from (version for _, asked, _, version in heard.answers if version and first < asked < last)


if __name__ == "__main__":
    sys.exit(main())
