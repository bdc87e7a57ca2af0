"""Addresses that name no client: a keyed hash stands for the number, and only this process knows whose it is."""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from typing import Final

FILES: Final = "/client/"
"""Starts the address of a client's file."""
KEPT: Final = 20_000
"""Links known at once; the one that was used longest ago is forgotten."""


class Links:
    """Links to clients' files. The key is drawn at start: links end with the process, and mean nothing elsewhere."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._clients: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def to(self, client: str) -> str:
        """The link of a client: 24 hexadecimal digits that say nothing of the number."""
        link = hmac.new(self._key, client.encode(), hashlib.sha256).hexdigest()[:24]
        with self._lock:
            self._clients[link] = client
            self._clients.move_to_end(link)
            while len(self._clients) > KEPT:
                self._clients.popitem(last=False)
        return link

    def client(self, link: str) -> str | None:
        """Whose link this is; ``None`` when nobody knows any more."""
        with self._lock:
            return self._clients.get(link)
