"""The files of the deployment are what their readers expect: units, containers, workflows, scripts."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.switching import front
from deploy.local import ROOT
from tests.deploy.machine import Machine

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SOURCED = ROOT / "deploy" / "as.sh"
SCRIPTS = [*sorted((ROOT / "deploy").glob("*.sh")), ROOT / ".github" / "audit.sh"]


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_gives_no_more_than_it_needs(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        for step in job.get("steps", ()):
            assert "uses" not in step or re.search(r"@[0-9a-f]{40}$", step["uses"]), step
            assert "${{" not in step.get("run", ""), "an expression in a script can be made to run"
    for line in file.read_text("utf-8").splitlines():
        assert "uses: actions/" not in line or re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_a_short_soak_and_a_switch_under_load_come_before_a_deployment() -> None:
    soak = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["soak"]
    run = "\n".join(step.get("run", "") for step in soak["steps"])
    assert "make soak MINUTES=2" in run
    assert "python -m benchmarks switch" in run


def test_nothing_is_deployed_without_a_person_and_the_tests() -> None:
    ci, deploy = (read(ROOT / ".github" / "workflows" / f"{name}.yml") for name in ("ci", "deploy"))
    assert deploy["jobs"]["production"]["environment"] == "production"
    assert set(ci["jobs"]["deploy"]["needs"]) == set(ci["jobs"]) - {"deploy"}
    assert "refs/heads/main" in ci["jobs"]["deploy"]["if"]
    assert set(deploy[True]) == {"workflow_call"}  # YAML reads "on" as true: no other way in


def test_no_deployment_is_cut_short_by_the_next_commit() -> None:
    ci, deploy = (read(ROOT / ".github" / "workflows" / f"{name}.yml") for name in ("ci", "deploy"))
    assert ci["concurrency"]["cancel-in-progress"] == "${{ github.ref != 'refs/heads/main' }}"
    assert deploy["concurrency"]["cancel-in-progress"] is False


def test_every_service_is_confined() -> None:
    for unit in (file for file in UNITS if file.suffix == ".service"):
        text = unit.read_text()
        for wanted in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "User=pret-"):
            assert wanted in text, (unit.name, wanted)
        if "@" in unit.name:
            assert {"Restart=always", "SystemCallFilter=@system-service"} <= set(text.splitlines())
            assert "MemoryMax=" in text


def test_what_is_done_by_the_clock_is_started_and_checked() -> None:
    for timer in (file for file in UNITS if file.suffix == ".timer"):
        assert timer.with_suffix(".service") in UNITS
        for script in ("install.sh", "check.sh"):
            assert timer.name in (ROOT / "deploy" / script).read_text("utf-8"), (script, timer.name)


def test_a_service_is_never_given_up_and_outlives_one_of_its_workers() -> None:
    for unit in (file.read_text() for file in UNITS if "@" in file.name):
        wanted = {"StartLimitIntervalSec=0", "Restart=always", "OOMPolicy=continue"}  # a worker out of memory: gunicorn starts another
        assert wanted <= set(unit.splitlines())
        assert "--worker-tmp-dir /dev/shm" in unit  # a slow disk must not stop the heartbeats


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze reads the units: apt-get install systemd")
def test_systemd_reads_the_units() -> None:
    done = subprocess.run(["systemd-analyze", "verify", *map(str, UNITS)], capture_output=True, text=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if any(unit.name.split("@")[0] in line for unit in UNITS)]
    assert all("is not executable" in line for line in said), said  # the release is not installed here


@pytest.mark.skipif(shutil.which("nginx") is None or os.geteuid() != 0, reason="nginx reads its files: apt-get install nginx-light")
def test_nginx_reads_its_files(tmp_path: Path) -> None:
    front.write(Machine(tmp_path))
    done = subprocess.run(
        ["nginx", "-t", "-q", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_containers_are_confined_and_get_every_package_they_import() -> None:
    services = read(ROOT / "docker-compose.yml")["services"]
    for name in ("api", "appli"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["mem_limit"]
    assert "ports" not in services["api"]
    assert all(port.startswith("127.0.0.1:") for port in services["appli"]["ports"])
    kept = (ROOT / ".dockerignore").read_text().splitlines()
    for service in services.values():
        recipe = (ROOT / service["build"]["dockerfile"]).read_text()
        for folder in re.findall(r"^COPY (\w+) \w+$", recipe, re.MULTILINE):
            assert (ROOT / folder).is_dir()
            assert f"!{folder}" in kept
        assert re.search(r"^USER \d+$", recipe, re.MULTILINE)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_bash_reads_the_scripts(file: Path) -> None:
    assert subprocess.run(["bash", "-n", str(file)], capture_output=True, check=False).returncode == 0
    assert bool(file.stat().st_mode & 0o111) == (file != SOURCED)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck reads the scripts: apt-get install shellcheck")
def test_shellcheck_has_nothing_to_say() -> None:
    done = subprocess.run(["shellcheck", "-x", *map(str, SCRIPTS)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_runbook_s_commands_are_there_to_be_run() -> None:
    """Debian has no `python`, and nothing runs without the service's settings: the runbook goes by the scripts."""
    runbook = (ROOT / "docs" / "exploitation.md").read_text("utf-8")
    for block in re.findall(r"```bash\n(.*?)```", runbook.split("## Avec des conteneurs")[0], re.DOTALL):
        assert not re.search(r"\bpython ", block), block
    assert not re.search(r"\| [^|]*`python -m", runbook)
    for script in set(re.findall(r"deploy/[a-z]+\.sh", runbook)):
        assert (ROOT / script).stat().st_mode & 0o111, script


def test_the_audit_fails_when_nothing_was_audited(tmp_path: Path) -> None:
    idle = tmp_path / "pip-audit"
    idle.write_text('#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done\necho \'{"dependencies": []}\' >"$2"\n')
    idle.chmod(0o755)
    command = ["bash", str(ROOT / ".github" / "audit.sh"), str(idle)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "too few were audited" in done.stderr
