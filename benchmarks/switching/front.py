"""nginx as it is installed, on free ports and under a folder of its own."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.services import ROOT
from tests.deploy.machine import Machine
from tests.services import free_port

DASHBOARD, API = "credit.example", "api.credit.example"
MAIN: Final = """user root;
pid {root}/nginx.pid;
error_log {root}/nginx.log;
events {{ worker_connections 512; }}
http {{ access_log {root}/access.log; gzip on; ssl_protocols TLSv1.2 TLSv1.3; include {root}/etc/nginx/conf.d/pret-a-depenser.conf; }}
"""


@contextmanager
def serving(machine: Machine) -> Iterator[str]:
    """nginx until the end of the block; the address where it listens, TLS."""
    port = write(machine)
    nginx = ["nginx", "-c", str(machine.root / "nginx.conf")]
    subprocess.run(nginx, check=True)
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        subprocess.run([*nginx, "-s", "quit"], check=False)


def write(machine: Machine) -> int:
    """The files that install.sh puts in place, and a certificate; returns the port."""
    port, closed = free_port(), free_port()
    conf = (ROOT / "deploy/nginx/pret-a-depenser.conf").read_text("utf-8").replace("@DASHBOARD_NAME@", DASHBOARD).replace("@API_NAME@", API)
    conf = re.sub(r"^ *listen \[::\].*\n", "", machine.here(conf), flags=re.MULTILINE)
    conf = conf.replace("listen 443", f"listen 127.0.0.1:{port}").replace("listen 80", f"listen 127.0.0.1:{closed}")
    for name, usual in (("BLUE_API", 5010), ("GREEN_API", 5011), ("BLUE_DASH", 8060), ("GREEN_DASH", 8061)):
        conf = conf.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{machine.ports[name]}")
    kept = machine.root / "etc/nginx/pret-a-depenser"
    tls = machine.root / "etc/pret-a-depenser/tls"
    for folder in (kept / "serving", machine.root / "etc/nginx/conf.d", machine.root / "var/log/nginx", tls):
        folder.mkdir(parents=True, exist_ok=True)
    (machine.root / "etc/nginx/conf.d/pret-a-depenser.conf").write_text(conf)
    for name in ("proxy.conf", "site.conf"):
        (kept / name).write_text(machine.here((ROOT / "deploy/nginx" / name).read_text("utf-8")))
    (machine.root / "nginx.conf").write_text(MAIN.format(root=machine.root))
    for name in ("dashboard", "api"):
        _certificate(tls, name)
    return port


def _certificate(folder: Path, name: str) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}"]
    files = ["-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)
