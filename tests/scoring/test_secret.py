"""Pseudonyms are HMAC-SHA256 of what they stand for, whoever else's was made before or meanwhile."""

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

from scoring.store.secret import keyed_hash, person


def test_pseudonyms_are_those_of_the_standard() -> None:
    keys = [bytes([number]) * 32 for number in range(12)]  # more than are kept begun
    numbers = [(key, number) for number in range(40) for key in keys]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda told: person(*told), numbers))
    assert found == [hmac.new(key, f"person\0{number}".encode(), hashlib.sha256).hexdigest()[:32] for key, number in numbers]
    assert keyed_hash(keys[0], "token", "a", "b") == hmac.new(keys[0], b"token\0a\0b", hashlib.sha256).hexdigest()[:32]
