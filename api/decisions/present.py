"""Entries of the log in JSON. Pure functions of entries, of their content and of the time."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.decisions import texts
from api.decisions.decide import follows
from api.decisions.entries import Entry, moment
from api.decisions.ledger import Ledger
from api.decisions.schema import LOG
from api.decisions.verification import Report

Json = dict[str, Any]


def decision(entry: Entry, content: Json | None) -> Json:
    """A decision: who, when, what, why, and what was on screen for how long."""
    seconds = {"seconds_on_screen": entry.envelope.facts.get("seconds")}
    return {"decision": entry.envelope.seq, **_who(entry, "advisor")} | (_decided(content) | seconds if content else _erased())


def review(entry: Entry, content: Json | None) -> Json:
    """A request for review: the client's words and the deadline."""
    facts = entry.envelope.facts
    said = {"words": content["words"]} if content else _erased()
    return {"review": entry.envelope.seq, "decision": facts["decision"], **_who(entry, "recorded_by"), "due_at": facts["due_at"]} | said


def outcome(entry: Entry, content: Json | None) -> Json:
    """What a reviewer decided, and why."""
    facts = entry.envelope.facts
    said = _said(content) if content else _erased()
    return {"entry": entry.envelope.seq, "review": facts["review"], "decision": facts["decision"], **_who(entry, "advisor")} | said


def history(ledger: Ledger, person: str) -> list[Json]:
    """A person's decisions in order, each with its reviews and what stands now. Raises NotReady."""
    entries = ledger.of_person(person, "decision", "review", "review_outcome")
    now = ledger.clock()
    outcomes = {entry.envelope.facts["review"]: entry for entry in entries if entry.envelope.kind == "review_outcome"}
    found = []
    for entry in (entry for entry in entries if entry.envelope.kind == "decision"):
        told = decision(entry, ledger.content(entry))
        reviews = _reviews(ledger, entries, outcomes, entry.envelope.seq, now)
        concluded = [item["outcome"]["outcome"] for item in reviews if item["outcome"] and "outcome" in item["outcome"]]
        found.append(told | {"reviews": reviews, "standing": [told.get("outcome"), *concluded][-1]})
    return found


def _reviews(ledger: Ledger, entries: Sequence[Entry], outcomes: dict[int, Entry], number: int, now: datetime) -> list[Json]:
    asked = [entry for entry in entries if entry.envelope.kind == "review" and entry.envelope.facts["decision"] == number]
    return [with_outcome(ledger, entry, outcomes.get(entry.envelope.seq), now) for entry in asked]


def with_outcome(ledger: Ledger, entry: Entry, concluded: Entry | None, now: datetime) -> Json:
    """A review with its outcome, ``None`` while it is open; ``late`` when the deadline passed before it."""
    ended = moment(concluded.envelope.at) if concluded else now
    told = review(entry, ledger.content(entry))
    told["late"] = ended > moment(told["due_at"])
    return told | {"outcome": outcome(concluded, ledger.content(concluded)) if concluded else None}


def waiting(ledger: Ledger, entry: Entry, now: datetime, named: bool) -> Json:
    """A review that is open, with the number of its client when ``named``: who is to review opens the file. Raises NotReady."""
    told = with_outcome(ledger, entry, None, now)
    if "erased" in told:
        return told
    contested = ledger.entry(entry.envelope.facts["decision"]) if named else None
    content = ledger.content(contested) if contested else None
    return told | {"id_client": str(content["client"]) if content else None}


def open_reviews(ledger: Ledger) -> list[Entry]:
    """The reviews that wait for an outcome, the most urgent first; those from before an erasure have nobody to answer. Raises NotReady."""
    entries = ledger.find(LOG.c.kind.in_(("review", "review_outcome", "erasure")))
    ended = {entry.envelope.facts["review"] for entry in entries if entry.envelope.kind == "review_outcome"}
    erased = {entry.envelope.person: entry.envelope.seq for entry in entries if entry.envelope.kind == "erasure"}
    asked = [entry for entry in entries if entry.envelope.kind == "review" and entry.envelope.seq not in ended]
    waiting = [entry for entry in asked if entry.envelope.seq > erased.get(entry.envelope.person, 0)]
    return sorted(waiting, key=lambda entry: str(entry.envelope.facts["due_at"]))


def reasons() -> Json:
    """The list that a reason's code comes from, by outcome."""
    return {
        "data": [
            {
                "outcome": outcome,
                "label": texts.OUTCOMES[outcome].as_dict(),
                "reasons": [{"code": code, "label": label.as_dict()} for code, label in listed.items()],
            }
            for outcome, listed in texts.REASONS.items()
        ]
    }


def log_entry(entry: Entry) -> Json:
    """Any entry, without its content."""
    envelope = entry.envelope
    return {"entry": envelope.seq, **_who(entry, "by"), "kind": envelope.kind, "label": texts.KINDS[envelope.kind].as_dict()}


def report(found: Report) -> Json:
    """What a verification found."""
    return {
        "valid": found.valid,
        "entries": found.entries,
        "first_bad": found.first_bad,
        "problem": found.problem,
        "head": found.head,
    }


def _who(entry: Entry, role: str) -> Json:
    return {"at": entry.envelope.at, role: entry.envelope.actor}


def _erased() -> Json:
    return {"erased": True, "notice": texts.ERASED.as_dict()}


def _said(content: Json) -> Json:
    """An outcome and its reason, in words."""
    chosen, reason = content["outcome"], content["reason"]
    return {
        "outcome": chosen,
        "outcome_label": texts.OUTCOMES[chosen].as_dict(),
        "reason": {"code": reason["code"], "label": texts.reason_label(chosen, reason["code"]).as_dict(), "text": reason["text"]},
    }


def _decided(content: Json) -> Json:
    shown = json.loads(content["shown"]) if content["shown"] else None
    followed = follows(content["shown"], content["outcome"])
    return {"id_client": str(content["client"]), **_said(content), "follows": followed, "shown": shown}
