"""How gunicorn serves the API. Every setting that the environment changes is read here."""  # noqa: N999  the name that gunicorn gives it

import gc
import os
from typing import Any

# LightGBM's threads would spin and steal the other worker's core; read when its library is loaded, hence first.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from api import logs
from api.access import start

start.settings_or_exit()

bind = f"127.0.0.1:{os.environ.get('API_PORT') or '5000'}"
workers = start.workers_or_exit(os.environ.get("API_WORKERS") or "2")
worker_class = "api.worker.Worker"
threads = 4  # a slow caller must not hold a worker
preload_app = True  # the libraries' memory is shared; the app opens no file before the fork
keepalive = 5
timeout = 30
graceful_timeout = 10
forwarded_allow_ips, secure_scheme_headers, forwarder_headers = "*", {}, ""  # no header of a proxy says anything here: no peer is looked up
accesslog = None  # it would write client numbers; the API logs its requests itself
logger_class = "api.logs.Server"
loglevel = "warning"
logconfig_dict = logs.CONFIGURATION
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Serve nobody who is not known, over real people or on another address than this machine's own."""
    start.serve_or_exit(server.cfg.address)


def when_ready(_: Any) -> None:
    """Before the fork, put what was imported out of the collector's sight: it would write to every page, and share none (-40 MB)."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Open the model and the store before the first request; a failure is logged and tried again later."""
    worker.wsgi.extensions["services"].warm_up()
    gc.freeze()  # the model and the store stay: the collector need not look through them again and again
    gc.set_threshold(20_000, 20, 20)


def worker_exit(_: Any, worker: Any) -> None:
    """What a worker has noted and not written yet is written before it goes."""
    if getattr(worker, "wsgi", None) is not None:
        worker.wsgi.extensions["gate"].close()
        worker.wsgi.extensions["watcher"].close()
