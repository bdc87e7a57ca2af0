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
from tests.deploy.tools import need

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SOURCED = ROOT / "deploy" / "as.sh"
SCRIPTS = [*sorted((ROOT / "deploy").glob("*.sh")), ROOT / ".github" / "audit.sh", ROOT / ".github" / "check.sh", ROOT / ".ci" / "run"]


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


def test_the_files_are_read_by_their_schemas_in_pinned_versions() -> None:
    pinned = (ROOT / ".github/requirements.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[\w.-]+==[\d.]+", line) for line in pinned)
    steps = read(ROOT / ".github/workflows/ci.yml")["jobs"]["images"]["steps"]
    assert any(step.get("run") == "make check-deploy" for step in steps)


@pytest.mark.skipif(not (ROOT / ".venv-check/built-from").is_file(), reason="make check-deploy makes the environment")
def test_a_workflow_or_a_service_that_its_schema_forbids_is_refused(tmp_path: Path) -> None:
    for folder, files in ((".github/workflows", WORKFLOWS), (".github", [ROOT / ".github/check.sh", ROOT / ".github/requirements.txt"])):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy(file, tmp_path / folder)
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    (tmp_path / ".venv-check").symlink_to(ROOT / ".venv-check")

    def checked() -> int:
        return subprocess.run([str(tmp_path / ".github/check.sh")], capture_output=True, timeout=60, check=False).returncode

    assert checked() == 0
    for name, right, wrong in (("docker-compose.yml", "mem_limit:", "memory_limit:"), (".github/workflows/ci.yml", "runs-on:", "run-on:")):
        file = tmp_path / name
        before = file.read_text("utf-8")
        file.write_text(before.replace(right, wrong, 1), "utf-8")
        assert checked() != 0, name
        file.write_text(before, "utf-8")


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


def test_a_deployment_is_not_cut_short_and_while_it_waits_the_next_commits_are_tested() -> None:
    ci, deploy, audit = (read(ROOT / ".github" / "workflows" / f"{name}.yml") for name in ("ci", "deploy", "audit"))
    assert not any("concurrency" in workflow for workflow in (ci, deploy, audit))  # the run's would be held by whoever does not answer
    production = deploy["jobs"]["production"]
    assert production["concurrency"] == {"group": "deploy", "cancel-in-progress": False}
    assert production["timeout-minutes"] >= 60
    tested = {name: job["concurrency"] for name, job in (ci["jobs"] | audit["jobs"]).items() if "uses" not in job}
    assert {job["cancel-in-progress"] for job in tested.values()} == {"${{ github.ref != 'refs/heads/main' }}"}
    assert all("github.ref" in job["group"] for job in tested.values())
    assert len({job["group"] for job in tested.values()}) == len(tested)
    assert "matrix.python" in tested["test"]["group"]  # else each Python would end the others


def test_what_is_installed_is_audited_every_week_too() -> None:
    audit = read(ROOT / ".github" / "workflows" / "audit.yml")
    assert set(audit[True]) == {"schedule", "workflow_call"}
    (clock,) = audit[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", clock["cron"])
    assert any("audit.sh" in step.get("run", "") for step in audit["jobs"]["packages"]["steps"])


def test_continuous_integration_installs_what_no_test_is_to_be_skipped_for(tmp_path: Path) -> None:
    """On a machine that has nothing; apt-get and make are played."""
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "/usr/bin/dirname")
    for program in ("apt-get", "make"):
        (tmp_path / program).write_text(f'#!/bin/sh\necho "{program} $* ${{REQUIRE_TOOLS-}}" >>{tmp_path}/asked\n')
        (tmp_path / program).chmod(0o755)
    bash = shutil.which("bash") or "/bin/bash"
    subprocess.run([bash, str(ROOT / ".ci/run")], env={"PATH": str(tmp_path)}, check=True, capture_output=True, timeout=60)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert {"chromium", "nginx-light", "rsync", "shellcheck", "systemd"} <= set(asked[1].split())
    assert asked[-1] == "make test 1"
    steps = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["test"]["steps"]
    assert any(step.get("run") == "bash .ci/run" for step in steps)


def test_the_backup_has_the_python_that_the_installation_chose() -> None:
    unit = (ROOT / "deploy/systemd/pret-backup.service").read_text("utf-8")
    assert "ExecStart=/opt/pret-a-depenser/current/.venv-api/bin/python -m deploy.backup take" in unit
    assert " .venv-api deploy.backup " in (ROOT / "deploy/backup.sh").read_text("utf-8")


def test_what_a_look_at_the_drift_writes_is_not_to_be_committed() -> None:
    written = re.findall(r"--json (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert written
    assert set(written) <= {line.removeprefix("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}


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
        assert timer.name in (ROOT / "deploy/check.sh").read_text("utf-8"), timer.name
    assert "/deploy/systemd/*.timer; do" in (ROOT / "deploy/switch.sh").read_text("utf-8")


def test_a_service_is_never_given_up_and_outlives_one_of_its_workers() -> None:
    for unit in (file.read_text() for file in UNITS if "@" in file.name):
        wanted = {"StartLimitIntervalSec=0", "Restart=always", "OOMPolicy=continue"}  # a worker out of memory: gunicorn starts another
        assert wanted <= set(unit.splitlines())
        assert "--worker-tmp-dir /dev/shm" in unit  # a slow disk must not stop the heartbeats


def test_systemd_reads_the_units() -> None:
    need("systemd-analyze", "systemd")
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


def test_containers_do_by_the_clock_what_the_units_do() -> None:
    services = read(ROOT / "docker-compose.yml")["services"]
    for name, wanted in (("backup", r"-m deploy\.backup take .*"), ("drift", r"deploy/night\.sh")):
        command = re.search(rf"^ExecStart=.*?({wanted})", (ROOT / f"deploy/systemd/pret-{name}.service").read_text("utf-8"), re.MULTILINE)
        assert command, name
        placed = command[1].replace("/var/lib/pret-a-depenser", "/data").replace("/var/backups/pret-a-depenser", "/backups")
        assert placed in " ".join([*services[name]["entrypoint"], *services[name].get("command", ())])
        assert "./deploy:/app/deploy:ro" in services[name]["volumes"]
        assert services[name]["profiles"] == ["clock"]  # not started with the others
        assert {"read_only": True, "cap_drop": ["ALL"], "network_mode": "none"}.items() <= services[name].items()


@pytest.mark.parametrize(("keep", "judge", "code"), [(0, 0, 0), (0, 1, 1), (0, 2, 2), (1, 0, 1), (1, 2, 1), (2, 2, 1)])
def test_at_night_neither_job_silences_the_other(tmp_path: Path, keep: int, judge: int, code: int) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$*"\n[ "$3" = outcomes ] && exit {keep}\nexit {judge}\n')
    python.chmod(0o755)
    command = [str(ROOT / "deploy/night.sh"), str(python)]
    done = subprocess.run(command, env=os.environ | {"DATA_DIR": "/d"}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code
    assert done.stdout.splitlines() == ["-m jobs outcomes --keep", "-m jobs drift --live --json /d/drift.json"]
    unit = (ROOT / "deploy/systemd/pret-drift.service").read_text("utf-8").splitlines()
    assert {"SuccessExitStatus=2", "OOMPolicy=continue"} <= set(unit)  # a job that grows too large ends alone


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_bash_reads_the_scripts(file: Path) -> None:
    assert subprocess.run(["bash", "-n", str(file)], capture_output=True, check=False).returncode == 0
    assert bool(file.stat().st_mode & 0o111) == (file != SOURCED)


def test_shellcheck_has_nothing_to_say() -> None:
    need("shellcheck", "shellcheck")
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


def test_the_runbook_s_containers_are_filled_as_they_are_tried() -> None:
    runbook, ci = ((ROOT / name).read_text("utf-8") for name in ("docs/exploitation.md", ".github/workflows/ci.yml"))
    told = re.findall(r"^docker compose (?!build).*", runbook.split("## Avec des conteneurs")[1], re.MULTILINE)
    assert any("demo-data" in line for line in told)
    for line in told:
        if "/tables" not in line and "accounts add" not in line:
            assert re.sub(r"\s+#.*", "", line).replace("--clients 10000", "--clients 300") in ci, line


def test_the_audit_fails_when_nothing_was_audited(tmp_path: Path) -> None:
    idle = tmp_path / "pip-audit"
    idle.write_text('#!/bin/sh\nwhile [ "$1" != --output ]; do shift; done\necho \'{"dependencies": []}\' >"$2"\n')
    idle.chmod(0o755)
    command = ["bash", str(ROOT / ".github" / "audit.sh"), str(idle)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "too few were audited" in done.stderr
