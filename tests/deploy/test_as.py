"""The commands of the runbook are given what systemd gives the services: a file of settings is read, never evaluated."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from deploy.local import ROOT

LINES = [
    "DECISIONS_URL=postgresql://role@host/base?sslmode=require&connect_timeout=5",
    "PASSWORD=a$b;c'd\"e`id`$(id)",
    "OIDC_LABEL=Ma banque & la vôtre",
    'QUOTED="with $HOME, `id` and # in it"',
    "SINGLE='as it is: \"$HOME\"'",
    "  INDENTED=no",
    "BLANKS=  around  \t",
    "EQUAL=a=b==",
    "HASH=a # b",
    "EMPTY=",
    "; another comment",
    "TWICE=one",
    "TWICE=two",
    "GLOB=*",
    "TILDE=~",
    "RETURN=dos\r",
    "LAST=no line after it",
]


def read(text: str) -> dict[str, str]:
    """What systemd reads, character by character, as its src/basic/env-file.c does."""
    found: dict[str, str] = {}
    state, name, value, quoted = "before", "", "", ""
    for character in text + "\n":
        ends = character in "\n\r"
        if state == "escaped":
            value, state = value + ("" if ends else character), "value"
        elif state == "quoted escaped":
            value += character if character in '"\\`$' else "" if character == "\n" else "\\" + character
            state = "quoted"
        elif state == "quoted":
            if character == quoted:
                state = "before value"
            elif character == "\\" and quoted == '"':
                state = "quoted escaped"
            else:
                value += character
        elif ends:
            if state in ("before value", "value") and re.fullmatch(r"[A-Za-z_]\w*", name.rstrip(), re.ASCII):
                found[name.rstrip()] = value.rstrip(" \t") if state == "value" else value
            state, name, value = "before", "", ""
        elif state == "before" and character not in " \t":
            state, name = ("comment", "") if character in "#;" else ("name", character)
        elif state == "name":
            state, name = ("before value", name) if character == "=" else ("name", name + character)
        elif state == "before value" and character in "'\"":
            state, quoted = "quoted", character
        elif state in ("before value", "value") and character == "\\":
            state = "escaped"
        elif state == "value" or (state == "before value" and character not in " \t"):
            state, value = "value", value + character
    return found


def given(folder: Path, text: str, **caller: str) -> "subprocess.CompletedProcess[str]":
    """What a command sees when ``api.env`` says so; only runuser is played."""
    settings, programs = folder / "etc/pret-a-depenser", folder / "programs"
    for made in (settings, programs, folder / "opt/pret-a-depenser/current"):
        made.mkdir(parents=True, exist_ok=True)
    (settings / "api.env").write_bytes(text.encode())
    (programs / "runuser").write_text("#!/bin/sh\nexec env -0\n")
    (programs / "runuser").chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "ROOT": str(folder), "HOME": "/nowhere", "LC_ALL": "C.UTF-8"} | caller
    command = [str(ROOT / "deploy/api.sh"), "verify"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def seen(folder: Path, text: str) -> dict[str, str]:
    done = given(folder, text)
    assert done.returncode == 0, done.stderr
    bare = ("PATH", "ROOT", "HOME", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_")
    variables = dict(variable.split("=", 1) for variable in done.stdout.split("\0") if variable)
    return {name: value for name, value in variables.items() if name not in bare}


def test_an_owner_s_address_stands_in_for_the_one_of_the_settings(tmp_path: Path) -> None:
    text = "ACCESS_URL=postgresql://role@host/base\n"
    assert "ACCESS_URL=postgresql://role@host/base" in given(tmp_path, text).stdout.split("\0")
    assert "ACCESS_URL=postgresql://owner@host/base" in given(tmp_path, text, OWNER_URL="postgresql://owner@host/base").stdout.split("\0")


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.split(r"\W", line.strip())[0])
def test_a_line_is_what_systemd_reads(tmp_path: Path, line: str) -> None:
    assert seen(tmp_path, line) == read(line)


def test_a_file_is_what_systemd_reads(tmp_path: Path) -> None:
    text = "\n".join(LINES)
    assert seen(tmp_path, text) == read(text)
    assert read(text)["DECISIONS_URL"].endswith("?sslmode=require&connect_timeout=5")


@pytest.mark.parametrize("line", ["A=b\\c", 'A="b"c', "A='b", 'A="b\\$c"', "export A=b", "A", " A =b", "1A=b"])
def test_what_would_be_read_otherwise_is_refused_and_not_shown(tmp_path: Path, line: str) -> None:
    done = given(tmp_path, f"# settings\n{line}\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "api.env, line 2: write NAME=value" in done.stderr
    assert line not in done.stderr.split(": write")[0]


def test_the_example_holds_settings_and_comments_and_nothing_else(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    for line in text.splitlines():
        assert re.fullmatch(r"|#.*|[A-Z_]+=\S*", line), line
    assert seen(tmp_path, text) == read(text)
    assert {name: value for name, value in read(text).items() if value} == {"API_PORT": "5000", "API_WORKERS": "2"}
