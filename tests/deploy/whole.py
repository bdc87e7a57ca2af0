"""``python -m tests.deploy.whole FOLDER``, in namespaces of its own: ``install.sh`` on a machine that is this one with everything undone.

The root is laid over the true one, what is written goes to memory; loopback is the only network; systemd alone is played
(:mod:`tests.deploy.systemctl`). Prints what was found, as JSON.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from deploy import environments
from deploy.local import ROOT
from scoring.population.folder import write_population

NAMES = {"DASHBOARD_NAME": "credit.example", "API_NAME": "api.credit.example"}
SYSTEMCTL = """#!/bin/sh
cd {root} && ROOT=/ exec {python} -m tests.deploy.systemctl "$@"
"""
CLIENTS = 300


def main(folder: Path) -> None:
    """Install, install again, install another version, go back."""
    over = laid_over(folder)
    os.chroot(over)
    os.chdir(ROOT)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    Path("/root").chmod(0o755)  # where Python may be: the services' users go through
    systemctl = Path("/usr/local/bin/systemctl")
    systemctl.write_text(SYSTEMCTL.format(root=ROOT, python=sys.executable))
    systemctl.chmod(0o755)
    (ROOT / "compileall.py").write_text("")  # in place of Python's: compiling the libraries, which are lent, takes minutes
    write_population(Path("/var/lib/pret-a-depenser"), CLIENTS, seed=1)
    subprocess.run(["nginx"], check=True)
    steps = [installed("one"), installed("one"), installed("two"), told(["/opt/pret-a-depenser/current/deploy/switch.sh", "--back"])]
    print(json.dumps(steps))


def laid_over(folder: Path, copy: Path = ROOT) -> Path:
    """A root of which nothing stays, and this copy in it: an overlay leaves out what is mounted below, as a workspace may be."""
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=True)
    over = overlay(Path("/"), folder / "over", folder / "of-the-root")
    overlay(copy, over / copy.relative_to("/"), folder / "of-the-copy")
    subprocess.run(["mount", "--rbind", "/dev", str(over / "dev")], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(over / "proc")], check=True)
    return over


def overlay(lower: Path, place: Path, memory: Path) -> Path:
    """A folder laid over a place; what is written there goes to memory."""
    upper, work = memory / "upper", memory / "work"
    for made in (place, upper, work):
        made.mkdir(parents=True, exist_ok=True)
    options = f"lowerdir={lower},upperdir={upper},workdir={work}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, str(place)], check=True)
    return place


def installed(version: str) -> dict[str, Any]:
    """What install.sh of a version does and says, and what it leaves."""
    release = Path("/opt/pret-a-depenser/releases") / version
    for name in environments.NAMES:
        lend(name, release)
    (ROOT / ".release").write_text(version)
    return told([str(ROOT / "deploy/install.sh")])


def lend(name: str, release: Path) -> None:
    """This copy's environment as if it had been built for a release: there is no network to build it from."""
    folder, own = environments.environment(release, name), environments.environment(ROOT, name)
    folder.mkdir(parents=True, exist_ok=True)
    for part in own.iterdir():
        if part.name != "built-from" and not (folder / part.name).exists():
            (folder / part.name).symlink_to(part)
    (release / name).mkdir(exist_ok=True)
    (release / name / "requirements.txt").write_bytes((ROOT / name / "requirements.txt").read_bytes())
    (folder / "built-from").write_text(environments._fingerprint(release, name))


def told(command: list[str]) -> dict[str, Any]:
    """What a command says, and what is there after it."""
    path = f"{Path(sys.executable).resolve().parent}:/usr/local/bin:{os.environ['PATH']}"
    start = time.monotonic()
    done = subprocess.run(command, env=os.environ | NAMES | {"PATH": path, "DRAIN": "1"}, capture_output=True, text=True, check=False)
    etc, base = Path("/etc/pret-a-depenser"), Path("/opt/pret-a-depenser")
    return {
        "seconds": time.monotonic() - start,
        "code": done.returncode,
        "said": done.stdout[-6_000:],
        "complained": done.stderr[-3_000:],
        "settings": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(etc.glob("*.env"))},
        "current": (base / "current").resolve().name,
        "serving": sorted(file.name for file in Path("/etc/nginx/pret-a-depenser/serving").glob("*")),
        "processes": {file.stem: file.read_text() for file in sorted(Path("/").glob("pret-*@*.pid"))},
        "units": sorted(file.name for file in Path("/etc/systemd/system").glob("pret-*")),
        "backup": log.read_text()[-1_000:] if (log := Path("/pret-backup-.log")).exists() else "",
        "copies": len(list(Path("/var/backups/pret-a-depenser/log").glob("*/SHA256SUMS"))),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
