"""What the dashboard is told from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from appli.access.settings import Access


@dataclass(frozen=True)
class Config:
    """Where the API is, how long to wait for it (seconds), and who may use the dashboard."""

    api_url: str = "http://127.0.0.1:5000"
    connect_timeout: float = 1.0
    read_timeout: float = 3.0
    reference_lifetime: float = 600.0
    access: Access = field(default_factory=Access)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Config":
        """Read ``API_URL``, ``API_TIMEOUT`` (seconds) and who may come in; what is absent or empty keeps its default.

        Raises ValueError on a bad number, BadSetting on what :class:`~appli.access.settings.Access` cannot be.
        """
        timeout, access = float(environment.get("API_TIMEOUT") or cls.read_timeout), Access.from_environment(environment)
        return cls(api_url=(environment.get("API_URL") or cls.api_url).rstrip("/"), read_timeout=timeout, access=access)
