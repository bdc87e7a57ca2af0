"""Each model has a store of its own: a load touches no other, both colours answer, and what is not needed any more ends."""

import os
import time
from pathlib import Path

import pytest

from deploy import services
from deploy.services import Service
from scoring import model as models
from scoring.store import LAYOUT
from scoring.store.promised import FILE
from tests.api.invented import IDS, fill_store, write_model
from tests.deploy.machine import Machine

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="an installation gives files to their users: only root may")
JOBS = "import os, sys; print(os.environ['DATABASE_URL'], *sys.argv[1:]); raise SystemExit(int(os.environ.get('FULL', 0)))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, list[Path]]:
    """A machine and two releases, of models that do not read the same features."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    releases = [machine.release(name) for name in ("one", "two")]
    for number, release in enumerate(releases):
        write_model(release / "models", seed=number, without=3 * number)
        (release / "jobs").mkdir()
        (release / "jobs/__main__.py").write_text(JOBS)
    (machine.base / "current").symlink_to(releases[0])
    machine.run("settings.sh", str(releases[0]))
    return machine, releases


def version(release: Path) -> str:
    return models.load(release / "models").version


def test_a_release_is_loaded_in_its_model_s_own_store(made: tuple[Machine, list[Path]]) -> None:
    machine, releases = made
    urls = []
    for release in releases:
        told = machine.run("load.sh", str(release), API_USER="root").split()
        assert told == [
            f"sqlite:///{machine.data}/clients-{version(release)}-{LAYOUT}.sqlite",
            "load-clients",
            "--data",
            str(machine.data),
            "--if-needed",
        ]
        assert (release / "release.env").read_text() == f"DATABASE_URL={told[0]}\n"
        urls.append(told[0])
    assert len(set(urls)) == 2
    assert urls[0] in machine.run("jobs.sh", "drift", API_USER="root")  # the commands read the store of the release that serves
    assert urls[1] in machine.run("jobs.sh", "drift", API_USER="root", RELEASE=str(releases[1]))


def test_both_colours_answer_with_their_own_model(made: tuple[Machine, list[Path]]) -> None:
    machine, releases = made
    processes = []
    try:
        for colour, release in zip(("blue", "green"), releases, strict=True):
            (machine.base / colour).symlink_to(release)
            fill_store(machine.store(release), models.load(release / "models"), ids=IDS[:40])
            processes.append(machine.start("pret-api", colour))
        for colour, process in zip(("blue", "green"), processes, strict=True):
            port = machine.ports[f"{colour.upper()}_API"]
            asked = Service(colour, (), {}, f"http://127.0.0.1:{port}", "/health/ready", machine.root / f"pret-api-{colour}.log")
            services.wait_until_ready(asked, process, time.monotonic() + services.PATIENCE)
    finally:
        services.stop(processes)


def test_what_neither_kept_release_needs_ends(made: tuple[Machine, list[Path]]) -> None:
    machine, releases = made
    third = machine.release("three")
    (third / "release.env").write_text(f"DATABASE_URL=sqlite:///{machine.data}/clients-third.sqlite\n")
    third_s = (f"clients-third.sqlite{ending}" for ending in ("", "-wal", "-0a.rows"))
    for name in (*third_s, "clients.sqlite", FILE, "decisions.sqlite"):
        (machine.data / name).touch()
    kept = [Path(machine.store(release).removeprefix("sqlite:///")) for release in releases]
    for store in kept:
        store.touch()
    (machine.base / "former").symlink_to(releases[1])
    machine.run("tidy.sh")
    assert {folder.name for folder in (machine.base / "releases").iterdir()} == {"one", "two"}
    assert {file.name for file in machine.data.glob("*.sqlite*")} >= {"decisions.sqlite", FILE, *(store.name for store in kept)}
    assert not [file for file in machine.data.iterdir() if file.name == "clients.sqlite" or file.name.startswith("clients-third")]


def test_the_store_of_an_older_release_and_of_the_settings_stay(made: tuple[Machine, list[Path]]) -> None:
    machine, releases = made
    for name in ("clients.sqlite", "clients-mine.sqlite"):
        (machine.data / name).touch()
    with (machine.root / "etc/pret-a-depenser/api.env").open("a") as settings:
        settings.write(f"DATABASE_URL=sqlite:///{machine.data}/clients-mine.sqlite\n")
    (releases[1] / "release.env").unlink()
    machine.run("tidy.sh")
    assert {"clients.sqlite", "clients-mine.sqlite"} <= {file.name for file in machine.data.iterdir()}
