"""What breaks under a constant load of scores and decisions: no answer is ever wrong, nothing acknowledged is lost or doubled,
failures are 503 with Retry-After, and it recovers without a hand."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from api.__main__ import main
from api.decisions.ledger import Ledger
from api.decisions.migrate import grant_clients
from scoring import model as models
from scoring.model import FINAL_FILE, Model
from scoring.store import url_of
from tests.api.decisions.cluster import Cluster
from tests.api.decisions.conftest import cluster  # noqa: F401  fixture
from tests.api.failures.served import Served, right_scores, served, until
from tests.api.invented import IDS, fill_store, write_model

FEW = IDS[:60]
YEAR = 365 * 24 * 3600


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Iterator[Served]:
    """One API for all the tests: each leaves it serving."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(models_dir, folder / "models")
    fill_store(url_of(folder, {}), models.load(models_dir), ids=FEW)
    with small_disk(folder / "disk") as disk, served(folder, where(f"sqlite:///{disk}")) as running:
        yield running


def where(log: str) -> dict[str, str]:
    """The log, its keys and the record of reads in a place of their own."""
    if not log.startswith("sqlite"):
        return {"DECISIONS_URL": log}
    return {f"{name.upper()}_URL": f"{log}/{name}.sqlite" for name in ("decisions", "keys", "access")}


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int = 24) -> Iterator[Path]:
    """A small disk where one may be mounted, a plain folder elsewhere."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def now(api: Served) -> tuple[Model, dict[tuple[str, int], set[float]]]:
    model = models.load(api.folder / "models")
    return model, right_scores(api.folder, model)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_s_headers_change_nothing(api: Served, scheme: str) -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": scheme, "X-Forwarded-Ssl": "on", "Forwarded": "for=203.0.113.9"}
    said = {"SCRIPT_NAME": "/get_score", "PATH_INFO": "/health/live", "Script-Name": "/get_score", "Remote-User": "root"}
    address = f"http://127.0.0.1:{api.port}/get_score/{FEW[0]}"
    with urlopen(address) as plain, urlopen(Request(address, headers=told | said)) as forwarded:
        one, other = json.load(plain), json.load(forwarded)
    assert one | {"request_id": ""} == other | {"request_id": ""}


def test_a_killed_worker_is_replaced(api: Served) -> None:
    _, right = now(api)
    before = api.workers()
    with api.deciding(FEW), api.loaded(right) as load:
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(set(api.workers()) - set(before)) == 1)
    assert set(load.statuses) <= {"200", "RemoteDisconnected", "ConnectionResetError", "IncompleteRead"}
    assert sum(load.statuses.values()) - load.statuses["200"] <= 4  # one a connection at most
    lines = [json.loads(line) for line in (api.folder / "logs" / "api.log").read_text().splitlines()]
    assert {"request", "server"} <= {line["event"] for line in lines}  # gunicorn's own are JSON too


def test_a_replaced_population_and_a_reload_with_a_new_model(api: Served, tmp_path: Path) -> None:
    old, right = now(api)
    shutil.copytree(api.folder / "models", tmp_path / "models")
    write_model(tmp_path / "models", seed=5)
    new = models.load(tmp_path / "models")
    for seed, model in ((9, old), (9, new), (11, new)):  # whatever goes with whatever, for an instant
        fill_store(url_of(tmp_path, {}), model, seed=seed, ids=FEW)
        for key, scores in right_scores(tmp_path, model).items():
            right[key] = right.get(key, set()) | scores
    for key, scores in right_scores(api.folder, new).items():
        right[key] = right.get(key, set()) | scores
    with api.deciding(FEW), api.loaded(right) as load:
        fill_store(url_of(api.folder, {}), old, seed=9, ids=FEW)
        load.answered()
        write_model(api.folder / "models", seed=5)
        fill_store(url_of(api.folder, {}), new, seed=11, ids=FEW)
        api.reload()
        load.right = right_scores(tmp_path, new)  # nobody answers with the old ones any more
        load.answered(more=100)
    assert load.statuses["500"] == 0


def test_a_model_with_a_flipped_byte_is_not_opened_and_one_put_back_serves(api: Served) -> None:
    _, right = now(api)
    file = api.folder / "models" / FINAL_FILE
    good = file.read_bytes()
    with api.deciding(FEW), api.loaded(right) as load:
        file.write_bytes(good[:2000] + bytes([good[2000] ^ 1]) + good[2001:])
        load.answered()  # the one in memory goes on
        os.kill(api.pid, signal.SIGHUP)
        load.answered("503")
        file.write_bytes(good)


def test_a_truncated_store_is_not_believed_and_one_put_back_serves(api: Served, tmp_path: Path) -> None:
    _, right = now(api)
    store = api.folder / "clients.sqlite"
    good = store.read_bytes()
    with api.deciding(FEW), api.loaded(right) as load:
        os.truncate(store, len(good) // 2)
        load.answered("503")
        (tmp_path / "copy").write_bytes(good)
        for left in api.folder.glob("clients.sqlite-*"):
            left.unlink()
        (tmp_path / "copy").replace(store)


def test_a_clock_that_jumps(api: Served) -> None:
    _, right = now(api)
    with api.deciding(FEW) as deciding, api.loaded(right) as load:
        for offset in (3 * YEAR, -3 * YEAR, 3600, 0):
            api.clock.write_text(str(offset))
            deciding.more()
            load.answered()
    assert set(load.statuses) == {"200"}
    ledger = Ledger.open(api.settings, draw_secrets=False)
    years = {entry.envelope.at[:4] for entry in ledger.find()}
    ledger.close()
    assert len(years) == 3, "the API's clock did not jump"


def test_the_stop_button_reaches_every_worker_within_a_second(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    _, right = now(api)
    for name, value in where(f"sqlite:///{api.folder / 'disk'}").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATA_DIR", str(api.folder))
    with api.loaded(right) as load:
        assert main(["mode", "manual", "--reason", "Dérive constatée.", "--by", "n.martin"]) == 0
        time.sleep(1.05)  # what was asked for before may still be on its way
        given = load.statuses["200"]
        load.answered("503", more=200)
        assert load.statuses["200"] == given
        assert main(["mode", "automatic", "--by", "n.martin"]) == 0
    assert set(load.statuses) == {"200", "503"}


def test_a_disk_that_is_full_for_the_log(api: Served) -> None:
    _, right = now(api)
    disk = api.folder / "disk"
    if not disk.is_mount():
        pytest.skip("a disk is mounted by root only")
    with api.deciding(FEW) as deciding, api.loaded(right) as load:
        with contextlib.suppress(OSError), (disk / "ballast").open("wb", buffering=0) as output:
            while output.write(b"0" * 4096):
                pass
        deciding.refused()
        load.answered()  # scores go on
        (disk / "ballast").unlink()


def test_postgresql_restarted(tmp_path: Path, models_dir: Path, cluster: Cluster) -> None:  # noqa: F811
    cluster.empty()
    shutil.copytree(models_dir, tmp_path / "models")
    fill_store(url_of(tmp_path, {}), models.load(models_dir), ids=FEW)
    with served(tmp_path, where(cluster.url(cluster.ROLE))) as api:
        _, right = now(api)
        with api.deciding(FEW) as deciding, api.loaded(right) as load:
            for _ in range(2):
                cluster.stop()
                deciding.refused()
                load.answered()  # scores go on
                cluster.start()
                deciding.more()
        assert set(deciding.refusals) <= {"503"}
        assert set(load.statuses) == {"200"}


def test_postgresql_that_holds_the_clients_too_stopped_and_crashed(tmp_path: Path, models_dir: Path, cluster: Cluster) -> None:  # noqa: F811
    cluster.empty()
    shutil.copytree(models_dir, tmp_path / "models")
    for url in (url_of(tmp_path, {}), cluster.url()):  # the first one, to know what is right
        fill_store(url, models.load(models_dir), ids=FEW)
    grant_clients(cluster.url(), cluster.ROLE)
    with served(tmp_path, {"DATABASE_URL": cluster.url(cluster.ROLE)}) as api:
        _, right = now(api)
        with api.deciding(FEW) as deciding, api.loaded(right) as load:
            for end in (cluster.stop, cluster.crash):
                end()
                deciding.refused()
                load.answered("503")
                cluster.start()
                load.answered()
                deciding.more()
        assert set(deciding.refusals) <= {"503"}
        assert set(load.statuses) == {"200", "503"}
