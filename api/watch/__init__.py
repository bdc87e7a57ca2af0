"""What the API recommends, counted by day in cells that name nobody: what ``python -m jobs drift --live`` compares."""

from api.watch.watcher import Watcher, watcher

__all__ = ["Watcher", "watcher"]
