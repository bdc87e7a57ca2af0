"""gunicorn's worker with threads, but for what costs as much as an answer does.

Between two requests of a connection gunicorn hands it back to the worker's main thread, through a pipe, a poll and a queue. Here the
thread first waits a moment for the next one, unless somebody else waits for a thread. The head of an answer leaves with its body:
one call of the system and one packet instead of two. And a worker that has a connection for each thread leaves the next one to another:
else the first to wake takes all that come at once, and the other processor idles.

No caller keeps a thread by what it does not send: one that is silent waits without one, and a request must be there within some seconds
of its first byte, however slowly it comes. Else as many of them as there are threads would be enough to silence the service.
"""

import select
import time
from functools import lru_cache
from typing import Any, Final

from gunicorn import util
from gunicorn.http import parser, wsgi
from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread
from gunicorn.workers.gthread import _DEFER, ThreadWorker

from api import traffic

MOMENT: Final = 2
"""Milliseconds that a thread waits for the same caller, or a worker for another to take a new one: what somebody may wait, at most."""
PATIENCE: Final = 5.0
"""Seconds that a request may take to come, head and body, from its first byte to its last."""
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
        if not conn.initialized and not conn.wait_for_data(MOMENT / 1000):
            return _DEFER  # it waits beside the others that are silent, and is closed as they are
        kept = self._answered(conn)
        while kept is True and self._asks_again(conn):
            kept = self._answered(conn)
        if kept is False:
            _take_leave(conn)
        return kept

    def _answered(self, conn: Any) -> Any:
        if conn.parser is not None:
            conn.parser.unreader.begin()
        kept = super().handle(conn)
        # What is left of a body that was given up would be read as the next request.
        return False if conn.parser is not None and conn.parser.unreader.stalled else kept

    def _asks_again(self, conn: Any) -> bool:
        if conn.is_http2 or not self.alive or self.tpool._work_queue.qsize():
            return False
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        return bool(waiting.poll(MOMENT))


def _take_leave(conn: Any) -> None:
    """Hear out, for two seconds at most, who was answered before all was read: closed at once, they might lose the answer."""
    parsed = conn.parser
    if parsed is None or parsed.unreader.stalled or (parsed.mesg and parsed.finish_body(time.monotonic() + MOMENT / 1000)):
        return
    util.close_graceful(conn.sock)


class Connection(gthread.TConn):  # type: ignore[misc]
    """gunicorn's connection, which the thread that answered has taken leave of: the main thread, where all wait, does not linger."""

    def close(self, graceful: bool = False) -> None:  # noqa: ARG002  gunicorn's own
        """End it."""
        util.close(self.sock)


class Reader(SocketUnreader):  # type: ignore[misc]
    """gunicorn's reader of a connection, which gives a request ``PATIENCE`` to come."""

    stalled = False
    _first, _end = True, 0.0

    def begin(self) -> None:
        """Another request: it has begun to come, or nobody would be here."""
        self._first = True

    def chunk(self) -> bytes:
        """What has come. Raises NoMoreData, as of a caller who left, when the time is over."""
        if self._first:  # nearly always the only one, and there already: no call of the system is spent on its limit
            self._first, self._end = False, time.monotonic() + PATIENCE
            return bytes(self.sock.recv(self.mxchunk))
        try:
            self.sock.settimeout(max(self._end - time.monotonic(), 0.001))
            return bytes(self.sock.recv(self.mxchunk))
        except TimeoutError:
            self.stalled = True
            raise NoMoreData from None
        finally:
            self.sock.settimeout(None)


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


wsgi.Response, parser.SocketUnreader, gthread.TConn = Reply, Reader, Connection  # gunicorn has no setting for them
