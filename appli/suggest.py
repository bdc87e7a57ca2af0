"""The client numbers that start with what is typed. ``assets/suggest.js`` asks for them itself: a key must not wait for Dash."""

from typing import Final, TypedDict

from flask import Flask, Response, jsonify, request

from appli.client import ApiClient
from appli.errors import ApiError
from appli.texts import Texts

PATH: Final = "/suggestions"


class Suggestions(TypedDict):
    """The first numbers, and the sentence that counts them all; both empty when there is nothing to say."""

    numbers: list[str]
    said: str


def install(server: Flask, api: ApiClient) -> None:
    """Add the route. What is typed may be somebody's number: it is posted, so that no address and no log of addresses holds it."""

    @server.post(PATH)
    def suggest() -> Response:
        asked = request.get_json(silent=True)
        typed, lang = (asked.get("typed"), asked.get("lang")) if isinstance(asked, dict) else (None, None)
        response = jsonify(suggestions(typed if isinstance(typed, str) else "", api, Texts(lang)))
        response.headers["Cache-Control"] = "no-store"
        return response


def suggestions(typed: str, api: ApiClient, texts: Texts) -> Suggestions:
    """What is suggested for the first digits of a number; nothing for anything else, nor while the API is away."""
    prefix = "".join(typed.split())
    if not (prefix.isascii() and prefix.isdigit()):
        return Suggestions(numbers=[], said="")
    try:
        numbers, total, yours_only = api.client_ids(prefix)
    except ApiError:
        return Suggestions(numbers=[], said="")
    key = {0: "search.none", 1: "search.one"}.get(total, "search.many")
    said = texts(f"{key}.yours" if yours_only else key, prefix=prefix, total=texts.number(total))
    return Suggestions(numbers=[str(number) for number in numbers], said=said)
