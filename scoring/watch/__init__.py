"""What the service saw, day by day, as counts that add up: no person is in them, and the reference population fixes their cells."""

from scoring.watch.bins import ZONES, Bins
from scoring.watch.book import Book, url_of
from scoring.watch.seen import Seen

__all__ = ["ZONES", "Bins", "Book", "Seen", "url_of"]
