"""Two colours behind nginx while everybody calls: what :mod:`benchmarks.switch` brings up and who calls it."""
