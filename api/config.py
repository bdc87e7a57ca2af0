"""What the environment may change."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from api.access.settings import Access
from api.decisions.settings import Settings
from scoring.store import url_of
from scoring.watch import url_of as watch_url_of

ROOT: Final = Path(__file__).parents[1]
DEMO: Final = ROOT / "data" / "demo"


@dataclass(frozen=True, slots=True)
class Config:
    """Where the model and the clients are, and how the API behaves.

    Attributes
    ----------
    database_url : the client store; ``DATABASE_URL``, else ``clients.sqlite`` in ``DATA_DIR`` (``data/demo`` by default).
    models_dir : folder of the model; ``MODELS_DIR``, ``models`` by default.
    recheck_seconds : how long the API trusts the model and the store before it looks whether they changed.
    log_key : secret that turns client numbers into pseudonyms in the log; ``LOG_KEY``, else drawn at start.
    decisions : where the log of decisions, its keys and its secrets are.
    access : who may call, and how callers are told apart.
    largest_body : bytes of a request's body above which it is refused (413).
    watch_url : where what was recommended is counted, naming nobody; ``WATCH_URL``, else beside the clients. ``None`` counts nothing.
    """

    database_url: str
    models_dir: Path
    recheck_seconds: float = 1.0
    log_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    decisions: Settings = field(default_factory=lambda: Settings.from_environment({}, DEMO))
    access: Access = field(default_factory=Access)
    largest_body: int = 64 * 1024
    watch_url: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the environment; an empty variable counts as absent. Raises BadSetting."""
        data_dir = Path(environment.get("DATA_DIR") or DEMO)
        key = environment.get("LOG_KEY")
        return cls(
            database_url=url_of(data_dir, environment),
            models_dir=Path(environment.get("MODELS_DIR") or ROOT / "models"),
            log_key=key.encode() if key else secrets.token_bytes(32),
            decisions=Settings.from_environment(environment, data_dir),
            access=Access.from_environment(environment),
            watch_url=watch_url_of(data_dir, environment),
        )
