"""gunicorn's worker with threads, but for one thing: a caller who asks again at once is answered by the same thread.

Between two requests of a connection gunicorn hands it back to the worker's main thread, through a pipe, a poll and a queue, which costs
as much as an answer does. Here the thread first waits a moment for the next one, unless somebody else waits for a thread.
"""

import select
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

MOMENT: Final = 2
"""Milliseconds that a thread waits for the same caller: what somebody else may wait for it, at most, when all of them do so."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers as :class:`gunicorn.workers.gthread.ThreadWorker` does."""

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
