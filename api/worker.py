"""gunicorn's worker with threads, but for what costs as much as an answer does.

Between two requests of a connection gunicorn hands it back to the worker's main thread, through a pipe, a poll and a queue. Here the
thread first waits a moment for the next one, unless somebody else waits for a thread. The head of an answer leaves with its body:
one call of the system and one packet instead of two. And a worker that has a connection for each thread leaves the next one to another:
else the first to wake takes all that come at once, and the other processor idles.
"""

import select
import time
from functools import lru_cache
from typing import Any, Final

from gunicorn import util
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from api import traffic

MOMENT: Final = 2
"""Milliseconds that a thread waits for the same caller, or a worker for another to take a new one: what somebody may wait, at most."""
_KNOWN: Final = frozenset((*traffic.HEADERS, ("Content-Type", "application/json")))
"""Headers that need not be looked through again at each answer."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers as :class:`gunicorn.workers.gthread.ThreadWorker` does."""

    def accept(self, listener: Any) -> None:
        """Take a new connection, if no other worker does when this one has enough."""
        if self.nr_conns >= self.cfg.threads:
            time.sleep(MOMENT / 1000)
        super().accept(listener)

    def handle(self, conn: Any) -> Any:
        """Answer a connection, as long as it asks again at once; what to do with it then, in gunicorn's words."""
        kept = super().handle(conn)
        while kept is True and self._asks_again(conn):
            kept = super().handle(conn)
        return kept

    def _asks_again(self, conn: Any) -> bool:
        if conn.is_http2 or not self.alive or self.tpool._work_queue.qsize():
            return False
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        return bool(waiting.poll(MOMENT))


class Reply(wsgi.Response):  # type: ignore[misc]
    """gunicorn's response, whose head waits for the first bytes of the body."""

    headers_sent: bool
    _head = b""

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        """Take the app's headers. Raises what gunicorn raises of a bad one."""
        super().process_headers([header for header in headers if header not in _KNOWN])
        self.headers += [header for header in headers if header in _KNOWN]

    def default_headers(self) -> list[str]:
        """What gunicorn says first; the date is written once a second."""
        connection = "close" if self.should_close() else "keep-alive"
        first = f"HTTP/1.{self.req.version[1]} {self.status}\r\nServer: {self.version}\r\nDate: {_date(int(time.time()))}\r\n"
        return [first, f"Connection: {connection}\r\n", *(["Transfer-Encoding: chunked\r\n"] if self.chunked else [])]

    def send_headers(self) -> None:
        """Compose the head."""
        if not self.headers_sent:
            lines = [*self.default_headers(), *(f"{name}: {value}\r\n" for name, value in self.headers), "\r\n"]
            self._head = "".join(lines).encode("latin-1")
            self.headers_sent = True

    def close(self) -> None:
        """Send what waits, of an answer without a body."""
        self.send_headers()
        self._send(b"")
        super().close()

    def sendfile(self, respiter: Any) -> bool:  # noqa: ARG002  gunicorn's own
        """Never by the kernel, which would not wait for the head; files are few and small."""
        return False

    def _emit_body(self, data: bytes) -> None:
        if self.chunked:
            self._send(b"")
            super()._emit_body(data)
        else:
            self._send(data)

    def _send(self, data: bytes) -> None:
        data, self._head = self._head + data, b""
        if data:
            util.write(self.sock, data)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return str(util.http_date(second))


wsgi.Response = Reply  # gunicorn has no setting for it
