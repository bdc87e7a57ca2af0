"""Passwords: what is accepted, and how they are kept (argon2id, RFC 9106)."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from appli.access.errors import AccessError

SHORTEST: Final = 12
LONGEST: Final = 256
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's setting for little memory: 19 MiB, twice over."""
_TURN: Final = ThreadPoolExecutor(1, "passwords")
"""One hash at a time in a worker, always in the same thread: each thread that computed one would keep its 19 MiB."""
NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$b3BlbnMgbm8gYWNjb3VudA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A hash that no password has: checking it takes as long as checking a real one."""


def require_good(password: str, name: str) -> None:
    """Raise AccessError for a password that is too short, too long, or holds the account's name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessError(f"A password has {SHORTEST} to {LONGEST} characters: a sentence is easy to remember.")
    if name.casefold() in password.casefold():
        raise AccessError("A password does not hold the name of its account.")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _TURN.submit(_HASHER.hash, _normal(password)).result()


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return _TURN.submit(_HASHER.verify, kept, _normal(password[:LONGEST])).result()
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same accents typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)
