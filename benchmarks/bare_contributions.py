"""``python -m benchmarks.bare_contributions ROWS.npy SECONDS``: how many rows a second one process explains, and nothing else."""

import sys
import time

import numpy as np

from api.config import ROOT
from scoring import model as models


def rate(file: str, seconds: float) -> tuple[float, float]:
    """Rows a second, and the processor's milliseconds a row, of a bare ``pred_contrib`` loop, a row at a time, on one thread."""
    rows = np.load(file)
    booster = models.load(ROOT / "models").booster
    done, start, worked = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - start < seconds:
        booster.predict(rows[done % len(rows)][None], pred_contrib=True, num_threads=1)
        done += 1
    return done / (time.perf_counter() - start), 1000 * (time.process_time() - worked) / done


if __name__ == "__main__":
    print(*rate(sys.argv[1], float(sys.argv[2])))
