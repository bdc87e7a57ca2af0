"""Lean virtual environments, one a service: built once, rebuilt when their pinned requirements change."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from deploy.say import Failure, say

NAMES = ("api", "appli", "jobs")


def environment(root: Path, name: str) -> Path:
    """Folder of the environment of one part of the product."""
    return root / f".venv-{name}"


def executable(root: Path, name: str, program: str = "python") -> str:
    """A program inside the environment of one part."""
    return str(environment(root, name) / "bin" / program)


def prepare(root: Path) -> None:
    """Build the environments that are missing or stale. Raises Failure naming the log to read."""
    if sys.version_info < (3, 11):
        raise Failure(f"Python 3.11 or newer is needed, not {sys.version.split()[0]}: PYTHON=python3.12 make run")
    stale = [name for name in NAMES if not _is_current(root, name)]
    for number, name in enumerate(stale, 1):
        say(f"Installing environment {number} of {len(stale)}: {name} (first run, or its requirements changed)…")
        _build(root, name)


def _requirements(root: Path, name: str) -> Path:
    return root / name / "requirements.txt"


def _fingerprint(root: Path, name: str) -> str:
    return hashlib.sha256(_requirements(root, name).read_bytes() + sys.version.encode() + str(root).encode()).hexdigest()


def _stamp(root: Path, name: str) -> Path:
    return environment(root, name) / "built-from"


def _is_current(root: Path, name: str) -> bool:
    stamp = _stamp(root, name)
    return stamp.is_file() and stamp.read_text() == _fingerprint(root, name)


def _build(root: Path, name: str) -> None:
    folder = environment(root, name)
    try:
        venv.create(folder, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"Python could not make the environment {folder.name} ({error}); on Debian: apt-get install python3-venv") from None
    log = folder / "install.log"
    with log.open("w") as output:
        # Compiling every module takes longer than downloading them; Python compiles those it imports.
        install = ("-m", "pip", "install", "--disable-pip-version-check", "--no-compile", "-r", str(_requirements(root, name)))
        if subprocess.run([executable(root, name), *install], stdout=output, stderr=subprocess.STDOUT, check=False).returncode:
            raise Failure(f"The packages of {name} could not be installed; {log} says why (is the package registry reachable?).")
    _stamp(root, name).write_text(_fingerprint(root, name))  # last: an interrupted install is not believed
