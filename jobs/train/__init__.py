"""Training: the only code that writes ``models/``."""
