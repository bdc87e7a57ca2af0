"""What gunicorn asks before it serves: over real people, or to another machine, nobody is served who is not known."""

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from api.access import tokens
from api.access.gate import is_loopback
from api.access.store import AccessStore
from api.config import Config
from api.decisions.secrets import Secrets
from scoring.errors import NotReady, ScoringError
from scoring.store import Store


def settings_or_exit() -> None:
    """End the program with one sentence when a variable of the environment cannot be what it is."""
    try:
        Config.from_environment(os.environ)
    except ScoringError as error:
        sys.exit(f"The API does not start: {error}")


def workers_or_exit(text: str) -> int:
    """How many processes serve. Ends the program with one sentence when the variable says no such number."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) > 0):
        sys.exit(f"The API does not start: API_WORKERS is a whole number of processes, from 1 to 9999, not {text[:40]!r}.")
    return int(text)


def serve_or_exit(addresses: Iterable[Any]) -> None:
    """End the program with one sentence when it would answer whoever asks. ``addresses``: those that gunicorn listens on."""
    try:
        check(Config.from_environment(os.environ), addresses)
    except ScoringError as error:
        sys.exit(f"The API does not start: {error}")


def check(config: Config, addresses: Iterable[Any]) -> None:
    """Raise NotReady when the API would answer whoever asks. A store that cannot be read yet is looked at again at every request."""
    real = _is_real(config.database_url)
    if not (config.access.closed or real):
        far = [address for address in addresses if isinstance(address, tuple) and not is_loopback(address[0])]
        if far:
            raise NotReady(
                f"an open demonstration listens on loopback only, not on {far[0][0]}. "
                "Set ACCESS=closed with JWKS or a service token, or bind 127.0.0.1."
            )
        return
    if real:
        Secrets.load(config.decisions.environment, config.decisions.secrets, draw=False)
    if not config.access.jwks and not _any_token(config.decisions.access_url):
        raise NotReady(
            f"{'these clients are real' if real else 'ACCESS=closed'}, and nobody could be known. Set JWKS, JWT_ISSUER and JWT_AUDIENCE "
            "for people, or create a service token: python -m api tokens create --name NAME --scope score:read (docs/security.md)."
        )


def _is_real(url: str) -> bool:
    try:
        store = Store.open(url)
    except NotReady:
        return False
    store.close()
    return store.population.kind == "real"


def _any_token(url: str) -> bool:
    store = AccessStore(url)
    try:
        return tokens.any_valid(store, datetime.now(UTC))
    finally:
        store.close()
