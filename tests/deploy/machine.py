"""A machine of its own under a folder: the units, the settings and the scripts of an installation, with this copy as its releases."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Final

from deploy.local import ROOT
from scoring import model as models
from scoring.store import LAYOUT
from tests.services import LEAN, free_port

API_USER, DESK_USER = "daemon", "games"
COLOURS: Final = ("blue", "green")
SERVICES: Final = ("pret-api", "pret-appli")


class Machine:
    """Its files are under ``root``; ``ports`` are those that the scripts are told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = root / "opt/pret-a-depenser"
        self.ports = {f"{colour}_{service}".upper(): str(free_port()) for colour in COLOURS for service in ("api", "dash")}

    @property
    def data(self) -> Path:
        """The API's folder of data."""
        return self.root / "var/lib/pret-a-depenser"

    def release(self, name: str) -> Path:
        """A release that runs this copy; its ``models`` is for the caller to write."""
        folder = self.base / "releases" / name
        folder.mkdir(parents=True)
        for part in ("api", "appli", "scoring", "deploy"):
            (folder / part).symlink_to(ROOT / part)
        for environment in (".venv-api", ".venv-appli", ".venv-jobs"):
            (folder / environment).symlink_to(sys.prefix)
        return folder

    def environment(self) -> dict[str, str]:
        """What the scripts are told."""
        said = {"ROOT": str(self.root), "DASHBOARD_NAME": "credit.example", "API_USER": API_USER, "DESK_USER": DESK_USER}
        said["UNIT_FILES"] = str(self.root / "etc/systemd/system")
        return os.environ | LEAN | said | self.ports

    def store(self, release: Path) -> str:
        """The address of the store that a release reads, as load.sh writes it."""
        url = f"sqlite:///{self.data}/clients-{models.load(release / 'models').version}-{LAYOUT}.sqlite"
        (release / "release.env").write_text(f"DATABASE_URL={url}\n")
        return url

    def run(self, script: str, *words: str, **changes: str) -> str:
        """Run one of the scripts as root does; what it printed. Raises AssertionError when it fails."""
        command = [str(ROOT / "deploy" / script), *words]
        done = subprocess.run(command, env=self.environment() | changes, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, service: str, colour: str = "") -> "subprocess.Popen[bytes]":
        """A service with what its unit gives it, and nothing else; on a machine of its own, under its user. No colour: one that ends."""
        environment, command, user = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | LEAN, "", None
        file = ROOT / "deploy/systemd" / (f"{service}@.service" if colour else f"{service}.service")
        for line in file.read_text("utf-8").splitlines():
            key, _, value = self.here(line).replace("%i", colour).partition("=")
            named = Path(value.removeprefix("-"))
            if key == "EnvironmentFile" and (named.is_file() or not value.startswith("-")):
                environment |= dict(entry.split("=", 1) for entry in named.read_text().splitlines())
            elif key == "ExecStart":
                command = Template(value).substitute(environment)
            elif key == "User" and self.root == Path("/"):
                user = value
        with (self.root / f"{service}-{colour}.log").open("ab") as log:
            return subprocess.Popen(
                shlex.split(command), cwd=self.base / (colour or "current"), env=environment, stdout=log, stderr=log, user=user, group=user,
                extra_groups=[] if user else None, umask=0o077 if user else -1, start_new_session=True,
            )  # fmt: skip

    def here(self, text: str) -> str:
        """A text whose paths are under this root."""
        return re.sub(r"(?<![\w/])/(opt|etc|var)/", rf"{str(self.root).rstrip('/')}/\1/", text)
