"""What the dashboard is told from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    """Where the API is and how long to wait for it (seconds)."""

    api_url: str = "http://127.0.0.1:5000"
    connect_timeout: float = 1.0
    read_timeout: float = 3.0
    reference_lifetime: float = 600.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        """Read ``API_URL`` and ``API_TIMEOUT`` (seconds); what is absent keeps its default. Raises ValueError on a bad number."""
        timeout = float(environment.get("API_TIMEOUT", cls.read_timeout))
        return cls(api_url=environment.get("API_URL", cls.api_url).rstrip("/"), read_timeout=timeout)
