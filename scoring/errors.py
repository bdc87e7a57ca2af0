"""The domain's exceptions: each message names the thing that is wrong and the remedy."""

from collections.abc import Iterable


class ScoringError(Exception):
    """Whatever the product can say in one clear sentence."""


class UnknownClient(ScoringError):
    """No client has this number."""

    def __init__(self, client_id: int) -> None:
        super().__init__(f"No client has the number {client_id}.")
        self.client_id = client_id


class UnknownFeature(ScoringError):
    """The model does not use a variable of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The model uses no variable named {name!r}.")
        self.name = name


class ScoreUnavailable(ScoringError):
    """An application holds what no application can: it has no score, and none is made up."""


class OutOfRange(ScoringError):
    """A simulation was asked to move what it may not, or too far; the message lists every violation."""

    def __init__(self, violations: Iterable[str]) -> None:
        super().__init__(" ".join(violations))


class BadData(ScoringError):
    """A raw table is missing, or lacks a column, or holds what it cannot hold."""


class BrokenModel(ScoringError):
    """The model's files are missing or are not those that its manifest names."""


class NotReady(ScoringError):
    """The store or the model is not in a state to answer; later or after a repair it may be."""


class PolicyViolation(ScoringError):
    """A column would enter the model without the policy's leave."""
