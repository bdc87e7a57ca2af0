"""``python -m benchmarks chaos [SECONDS]``: what breaks, again and again, under a constant load of scores and decisions.

Each failure is repeated for ``CHAOS_SECONDS`` (20 by default) on one running API of two workers, beside four connections that ask for
scores and two advisors who decide. The table says how much was answered, what was wrong, lost or doubled, and how soon all was well again.
"""

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring import model as models
from scoring.model import FINAL_FILE
from scoring.store import url_of
from tests.api.decisions.cluster import Cluster, programs
from tests.api.failures.deciding import Deciding
from tests.api.failures.served import Load, Served, right_scores, served, until
from tests.api.failures.test_serving import FEW, YEAR, small_disk, where
from tests.api.invented import fill_store, write_model

SECONDS: Final = float(os.environ.get("CHAOS_SECONDS", "20"))
ROOM: Final = 128
"""Megabytes of the small disk: every read is recorded there, some 200 bytes each."""
Right = dict[tuple[str, int], set[float]]


@dataclass
class Stage:
    """The API while it is broken, and what it is asked meanwhile."""

    api: Served
    load: Load
    deciding: Deciding
    cluster: Cluster | None
    times: int = 0

    def kill_a_worker(self) -> None:
        """kill -9."""
        before = self.api.workers()
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(set(self.api.workers()) - set(before)) == 1)

    def replace_population_and_model(self) -> None:
        """A store loaded for another model, then the model, then SIGHUP; the next time, back again."""
        self.times += 1
        seed = 5 * (self.times % 2)
        write_model(self.api.folder / "models", seed=seed)
        fill_store(url_of(self.api.folder, {}), models.load(self.api.folder / "models"), seed=1 + seed, ids=FEW)
        self.api.reload()

    def flip_a_byte(self) -> None:
        """A model's file damaged, workers started anew on it, the file put back."""
        file = self.api.folder / "models" / FINAL_FILE
        good = file.read_bytes()
        file.write_bytes(good[:2000] + bytes([good[2000] ^ 1]) + good[2001:])
        os.kill(self.api.pid, signal.SIGHUP)
        self.load.answered("503")
        file.write_bytes(good)

    def truncate_the_store(self) -> None:
        """Half a file, then the whole one in its place."""
        store = self.api.folder / "clients.sqlite"
        good = store.read_bytes()
        os.truncate(store, len(good) // 2)
        self.load.answered("503")
        copy = self.api.folder / "copy"
        copy.write_bytes(good)
        for left in self.api.folder.glob("clients.sqlite-*"):
            left.unlink()
        copy.replace(store)

    def jump(self) -> None:
        """Three years ahead, then three back, then right."""
        for offset in (3 * YEAR, -3 * YEAR, 0):
            self.api.clock.write_text(str(offset))
            self.deciding.more()

    def fill_the_disk(self) -> None:
        """No room for the log, for a moment."""
        ballast = self.api.folder / "disk" / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as output:
            while output.write(b"0" * 4096):
                pass
        self.deciding.refused()
        ballast.unlink()

    def restart_postgresql(self) -> None:
        """Stopped, its connections cut; started again once decisions are refused."""
        assert self.cluster is not None  # noqa: S101  the scenario runs with one only
        self.cluster.stop()
        self.deciding.refused()
        self.cluster.start()


def right_answers() -> Right:
    """What may be answered whichever model and population are in: two of each, that go together or not."""
    found: Right = {}
    with tempfile.TemporaryDirectory() as name:
        for seed in (0, 5):
            write_model(Path(name) / "models", seed=seed)
            model = models.load(Path(name) / "models")
            for population in (1, 6):
                fill_store(url_of(Path(name), {}), model, seed=population, ids=FEW)
                for key, scores in right_scores(Path(name), model).items():
                    found[key] = found.get(key, set()) | scores
    return found


@contextlib.contextmanager
def running(cluster: Cluster | None) -> Iterator[Served]:
    """The API over invented people; its log on a small disk, or on PostgreSQL."""
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name) / "disk", ROOM) as disk:
        write_model(Path(name) / "models", seed=0)
        fill_store(url_of(Path(name), {}), models.load(Path(name) / "models"), ids=FEW)
        if cluster is not None:
            cluster.empty()
        with served(Path(name), where(cluster.url(cluster.ROLE) if cluster else f"sqlite:///{disk}")) as api:
            yield api


def repeat(api: Served, right: Right, cluster: Cluster | None, breaks: Callable[[Stage], None]) -> str:
    """Break it for a while; a line of the table."""
    recoveries: list[float] = []
    with api.deciding(FEW) as deciding, api.loaded(right) as load:
        stage, start = Stage(api, load, deciding, cluster), time.monotonic()
        while time.monotonic() - start < SECONDS or stage.times % 2:
            breaks(stage)
            mended = time.monotonic()
            load.answered(more=1)
            deciding.more(1)
            recoveries.append(time.monotonic() - mended)
            load.answered()
    asked, good = sum(load.statuses.values()), load.statuses["200"]
    return (
        f"{breaks.__name__.replace('_', ' '):30} {len(recoveries):5} {asked:8,} {100 * good / asked:8.2f} % {len(load.wrong):6}"
        f" {len(deciding.numbers):10,} {len(deciding.losses(api.settings)):7} {max(recoveries):9.2f} s {deciding.longest:9.2f} s"
    )


def main() -> int:
    """Print the table. Returns 1 when an answer was wrong, or an acknowledged decision lost or doubled."""
    on_sqlite = [Stage.kill_a_worker, Stage.replace_population_and_model, Stage.flip_a_byte, Stage.truncate_the_store, Stage.jump]
    print(f"{'':30} {'times':>5} {'scores':>8} {'given':>10} {'wrong':>6} {'decisions':>10} {'lost':>7} {'recovered':>11} {'longest':>11}")
    try:
        right = right_answers()
        with running(None) as api:
            scenarios = [*on_sqlite, *([Stage.fill_the_disk] if (api.folder / "disk").is_mount() else [])]
            for breaks in scenarios:
                print(repeat(api, right, None, breaks), flush=True)
        if programs() is not None:
            with Cluster.started(durable=True) as cluster, running(cluster) as api:
                print(repeat(api, right, cluster, Stage.restart_postgresql), flush=True)
    except AssertionError as broken:
        print(f"Broken: {broken}", file=sys.stderr)
        return 1
    print(
        "given: scores answered 200, the others being 503 with Retry-After or a connection cut; lost: acknowledged, then lost or doubled;"
    )
    print(
        "recovered: the worst time from the repair to a score and a decision; longest: until a decision was acknowledged, failure included."
    )
    return 0
