"""From what the library says to JSON bodies: pure functions, no HTTP."""
