"""In whose name the API is asked: a name that is believed, in an open demonstration; a signed identity, anywhere else."""

from typing import Final, Protocol

ADVISOR: Final = "X-Advisor"


class Voice(Protocol):
    """Who asks, as the API is told."""

    def name(self, played: str, /) -> str:
        """The name that the logs will hold; ``played`` is the one chosen in the page."""

    def headers(self, played: str, /) -> dict[str, str]:
        """What the request carries."""


class Played:
    """The name that somebody chose in the page of an open demonstration: no authentication."""

    def name(self, played: str) -> str:
        """The same."""
        return played

    def headers(self, played: str) -> dict[str, str]:
        """The header that the API believes as long as its clients are invented."""
        return {ADVISOR: played} if played else {}
