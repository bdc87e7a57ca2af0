"""The counts on both databases: what many add at once is all there, on PostgreSQL with the few rights that the API's role has."""

import threading
from datetime import date

import numpy as np

from api.decisions import migrate
from api.decisions.settings import Settings
from scoring.watch import Bins, Book
from scoring.watch.bins import Column
from tests.api.decisions.cluster import Cluster

BINS = Bins("v", 10.0, (Column("amount", False, (1.0, 2.5, 4.0), 1.0),), ())
DAY = date(2026, 11, 22)
WRITERS, TIMES = 6, 8


def url_of(settings: Settings, cluster: Cluster | None) -> str:
    if settings.url.startswith("sqlite"):
        return settings.url.replace("decisions", "watch")
    assert cluster is not None
    migrate.grant_clients(cluster.url(), cluster.ROLE)
    return settings.url


def test_counts_added_at_once_are_all_there(settings: Settings, request: object) -> None:
    cluster = None if settings.url.startswith("sqlite") else request.getfixturevalue("cluster")  # type: ignore[attr-defined]
    url = url_of(settings, cluster)
    counts = np.arange(BINS.size, dtype=np.int64)

    def writes() -> None:
        book = Book(url)
        for _ in range(TIMES):
            book.add(BINS, {DAY: counts})
        book.close()

    threads = [threading.Thread(target=writes) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    book = Book(url)
    (seen,) = book.window(DAY, DAY)
    assert (seen.people == WRITERS * TIMES * counts).all()
    assert seen.bins.columns == BINS.columns
    book.conclude("drift", {"alert": 0})
    book.conclude("drift", {"alert": 1})
    assert book.conclusions()["drift"][1] == {"alert": 1}
    book.close()
