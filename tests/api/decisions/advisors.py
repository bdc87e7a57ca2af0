"""People at their desks: each sends requests under a name, as the dashboard does for them."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

TEXT = "Le budget a été revu avec le client : la mensualité passe."
CODES = {"accord": "budget_checked", "refus": "budget_too_tight"}


@dataclass
class Advisor:
    """One advisor; every method returns the response."""

    http: FlaskClient
    name: str

    def get(self, address: str, **headers: str) -> Any:
        return self.http.get(address, headers={"X-Advisor": self.name, **headers})

    def post(self, address: str, body: Any, key: str | None = None) -> Any:
        headers = {"X-Advisor": self.name} | ({"Idempotency-Key": key} if key else {})
        return self.http.post(address, json=body, headers=headers)

    def delete(self, address: str) -> Any:
        return self.http.delete(address, headers={"X-Advisor": self.name})

    def proposal(self, client: int = 193423, outcome: str = "accord", text: str = TEXT) -> dict[str, Any]:
        """A decision's body, on the screen as it is now."""
        screen = self.http.get(f"/get_score/{client}").json
        shown = {"model_version": screen["model_version"], "score": screen["score"]}
        return {"client": client, "outcome": outcome, "reason": {"code": CODES[outcome], "text": text}, "shown": shown}

    def decide(self, client: int = 193423, outcome: str = "accord", text: str = TEXT, key: str | None = None) -> Any:
        return self.post("/decisions", self.proposal(client, outcome, text), key)

    def contest(self, decision: int, words: str = "Je ne suis pas d’accord : mon loyer a baissé.") -> Any:
        return self.post("/reviews", {"decision": decision, "words": words})

    def conclude(self, review: int, outcome: str = "accord", text: str = TEXT) -> Any:
        return self.post(f"/reviews/{review}/outcome", {"outcome": outcome, "reason": {"code": CODES[outcome], "text": text}})
