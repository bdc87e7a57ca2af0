"""What an operator or a person who signs in can mend, each said in one sentence."""


class AccessError(Exception):
    """What was asked cannot be done; the message says why, and what to do."""


class BadSetting(AccessError):
    """A variable of the environment cannot be what it is."""


class NotProven(AccessError):
    """Whoever signs in did not prove who they are."""


class NoRole(NotProven):
    """The provider knows this person, who has no role here."""


class Waiting(NotProven):
    """Too many failures: nothing is tried for this name before ``seconds`` have passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many failures: wait {seconds:.0f} s.")
        self.seconds = seconds
