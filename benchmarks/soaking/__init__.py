"""The parts of the soak: a small machine, its callers, what happens to it."""
