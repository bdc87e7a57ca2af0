"""A release is root's, whoever brought its code, and the services can enter it."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import environments
from deploy.local import ROOT
from tests.deploy.tools import need


@pytest.mark.skipif(os.geteuid() != 0, reason="an installation gives files to root: only root may")
def test_nobody_but_root_writes_the_code_that_root_runs(tmp_path: Path) -> None:
    need("rsync", "rsync")
    source, release = tmp_path / "incoming", tmp_path / "release"
    for name in ("deploy/install.sh", "api/api2.py", ".venv-api/bin/python", ".git/HEAD", "data/x.parquet"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch(0o660)
    (source / "deploy/install.sh").chmod(0o770)
    for brought in (source, *source.rglob("*")):
        shutil.chown(brought, "daemon", "games")
        if brought.is_dir():
            brought.chmod(0o700)
    subprocess.run([str(ROOT / "deploy/copy.sh"), str(source), str(release)], check=True, timeout=60, umask=0o077)
    found = {str(file.relative_to(release)): file.stat() for file in (release, *release.rglob("*"))}
    assert {name: oct(stat.S_IMODE(status.st_mode)) for name, status in found.items()} == {
        ".": "0o755",
        "deploy": "0o755",
        "deploy/install.sh": "0o755",
        "api": "0o755",
        "api/api2.py": "0o644",
    }
    assert {(status.st_uid, status.st_gid) for status in found.values()} == {(0, 0)}


class Refusing:
    """A copy of the installer where nothing may be made: whatever would make something is played, and noted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.noted = folder, folder / "asked"
        (folder / "deploy").mkdir()
        for script in ("install.sh", "names.sh"):
            shutil.copy(ROOT / "deploy" / script, folder / "deploy")
        (folder / "programs").mkdir()
        for program in ("nginx", "systemctl", "rsync", "id", "useradd", "install"):
            (folder / "programs" / program).write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.noted}"\nexit 1\n')
            (folder / "programs" / program).chmod(0o755)

    def said(self, **names: str) -> str:
        """Why it refuses; nothing was made."""
        told = {"PATH": f"{self.folder / 'programs'}:{os.environ['PATH']}", "GIT_CEILING_DIRECTORIES": str(self.folder.parent)}
        told |= {"DASHBOARD_NAME": "credit.example", "API_NAME": "api.credit.example"} | names
        command = [str(self.folder / "deploy/install.sh")]
        done = subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, self.noted.exists()) == (1, "", False), done.stderr
        return done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="an installation is root's: nobody else comes that far")
def test_what_cannot_be_installed_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    copy = Refusing(tmp_path)
    assert copy.said().startswith(f"install: {tmp_path} names no version")  # no clone
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    shutil.chown(tmp_path, "daemon")
    assert "git none that root may read: write one, echo 2026.1 >" in copy.said()  # somebody else's
    (tmp_path / ".release").write_text("\n")
    assert "names no version" in copy.said()  # it would be the folder of all of them
    assert copy.said(DASHBOARD_NAME="https://credit.example").startswith("names: give DASHBOARD_NAME, a site's bare name")


def apart() -> list[str]:
    """What runs a command in namespaces of its own."""
    command = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if subprocess.run([*command, "true"], check=False).returncode:
        (pytest.fail if os.environ.get("REQUIRE_TOOLS") else pytest.skip)("namespaces are not permitted here")
    return command


MOUNTED = """
import subprocess, sys
from pathlib import Path
from tests.deploy.whole import laid_over
memory, brought, workspace = map(Path, sys.argv[1:])
subprocess.run(["mount", "--bind", brought, workspace], check=True)
there = laid_over(memory, workspace) / workspace.relative_to("/")
print((there / "code").read_text())
(there / "new").touch()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces, and a root laid over the true one: only root may")
def test_the_machine_that_is_laid_over_holds_a_copy_that_is_mounted(tmp_path: Path) -> None:
    """As the workspace of a job that runs in a container is."""
    folders = [tmp_path / name for name in ("memory", "brought", "workspace")]
    for folder in folders:
        folder.mkdir()
    (folders[1] / "code").write_text("there")
    command = [*apart(), sys.executable, "-c", MOUNTED, *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "there\n"), done.stderr
    assert [file.name for file in folders[1].iterdir()] == ["code"]


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces, and a root laid over the true one: only root may")
def test_an_installation_goes_through_again_and_again_to_another_version_and_back(tmp_path: Path) -> None:
    for program, package in (("rsync", "rsync"), ("nginx", "nginx-light"), ("ip", "iproute2"), ("useradd", "passwd")):
        need(program, package)
    environments.prepare(ROOT)
    command = [*apart(), sys.executable, "-m", "tests.deploy.whole", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1_100, check=False)
    assert done.returncode == 0, done.stderr
    first, again, other, back = json.loads(done.stdout.splitlines()[-1])
    for step in (first, again, other, back):
        assert step["code"] == 0, step
        assert "FAIL" not in step["said"]
    assert first["said"].count("ok    ") >= 12
    assert first["copies"] >= 1  # although nothing was decided yet
    assert {"pret-api@.service", "pret-appli@.service", "pret-backup.timer", "pret-drift.timer"} <= set(first["units"])
    kept = ("settings", "current", "serving", "processes", "units")
    assert {name: again[name] for name in kept} == {name: first[name] for name in kept}  # nothing drawn anew, nobody restarted
    assert (first["current"], other["current"], back["current"]) == ("one", "two", "one")
    assert (first["serving"], other["serving"], back["serving"]) == (["blue"], ["green"], ["blue"])
    assert {step["settings"]["api.env"] for step in (first, again, other, back)} == {first["settings"]["api.env"]}
