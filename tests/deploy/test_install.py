"""A release is root's, whoever brought its code, and the services can enter it."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

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
