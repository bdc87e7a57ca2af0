"""The guided tour."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "tour.first": "First visit? Eight steps of one sentence show the screen.",
    "tour.start": "Guided tour",
    "tour.later": "Later",
    "tour.back": "Back",
    "tour.next": "Next",
    "tour.close": "Finish",
    "tour.count": "Step {n} of {all}",
    "tour.zone.title": "What the tool recommends",
    "tour.zone.text": "The zone in words, the score out of 100, and the frequency: the sentence to say to the client.",
    "tour.reasons.title": "What weighed",
    "tour.reasons.text": "At most four reasons each way, with their weight in points and the client's value.",
    "tour.change.title": "What could change",
    "tour.change.text": "The shortest ways to a recommended approval, if there are any. In the orange zone, start here.",
    "tour.act.title": "Your decision",
    "tour.act.text": "You decide freely. Following the tool or departing from it takes the same: a reason and a few words.",
    "tour.why.title": "Why",
    "tour.why.text": "How the score was reached, subject by subject, then piece by piece.",
    "tour.simulate.title": "Simulate",
    "tour.simulate.text": "Amount, length, deposit, proven income: change a value with the client, read what the score would be.",
    "tour.rights.title": "Rights and history",
    "tour.rights.text": "What was decided, the letter, the request for a review, and all that the client may obtain.",
    "tour.view.title": "Client's view",
    "tour.view.text": "The same screen, larger, without the search or the decision form: turn it towards the client.",
}
