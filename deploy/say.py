"""What the starter tells the person at the terminal."""


class Failure(Exception):
    """Why the product does not start, in one sentence with its remedy."""


def say(sentence: str) -> None:
    """Print one line at once, even into a pipe."""
    print(sentence, flush=True)
