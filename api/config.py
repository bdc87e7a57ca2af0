"""What the environment may change."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from api.access.settings import Access, BadSetting
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
    log_key : secret that turns client numbers into pseudonyms in the log; ``LOG_KEY``, else ``LOG_KEY_FILE``'s text, else drawn.
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
        return cls(
            database_url=url_of(data_dir, environment),
            models_dir=Path(environment.get("MODELS_DIR") or ROOT / "models"),
            log_key=_log_key(environment),
            decisions=Settings.from_environment(environment, data_dir),
            access=Access.from_environment(environment),
            watch_url=watch_url_of(data_dir, environment),
        )


def _log_key(environment: Mapping[str, str]) -> bytes:
    said, file = environment.get("LOG_KEY"), environment.get("LOG_KEY_FILE")
    if not said and file:
        try:
            said = Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadSetting(f"LOG_KEY_FILE cannot be read from {file} ({type(error).__name__}); mend the file or its rights.") from None
        if not said:
            raise BadSetting(f"LOG_KEY_FILE names {file}, which is empty: write any text there, the longer the better.")
    return said.encode() if said else secrets.token_bytes(32)
