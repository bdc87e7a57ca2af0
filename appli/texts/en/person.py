"""A sentence about the client, turned to them: what is written to them, what they read on screen."""

from typing import Final

TOLD: Final[tuple[tuple[str, str], ...]] = (
    ("the client’s ", "your "),
    ("of their applications", "of your applications"),
    ("about the client", "about you"),
    ("the client is ", "you are "),
    ("the client was ", "you were "),
    ("the client has ", "you have "),
    ("the client owns ", "you own "),
    ("the client lives ", "you live "),
    ("the client makes ", "you make "),
    ("the client ", "you "),
)
"""What the API's sentences say, and what becomes of it; the first that fits."""
