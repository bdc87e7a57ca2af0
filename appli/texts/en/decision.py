"""The advisor's decision."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "who.label": "Advisor",
    "act.title": "Your decision",
    "act.outcome": "What do you decide?",
    "act.accord": "Grant the loan",
    "act.refus": "Refuse the loan",
    "act.reason": "For what reason?",
    "act.reason.first": "First choose to grant or to refuse: the reasons appear here.",
    "act.reason.lost": "The reasons are not available for now. Search again in a moment.",
    "act.text": "Explain in a few words",
    "act.text.help": "{n} characters at least. The client has the right to read this explanation.",
    "act.save": "Record the decision",
    "act.missing.outcome": "Say whether you grant or refuse the loan.",
    "act.missing.reason": "Choose a reason.",
    "act.missing.text": "Explain your decision in 10 characters at least.",
    "act.conflict": "Nothing was recorded: the file or the tool has changed since this screen was shown. Read the file again, then decide.",
    "act.reload": "Read the file again",
    "act.forbidden": "Nothing was recorded: the service does not allow you to decide on this file.",
    "act.no_score": "Nothing was recorded: this file no longer has a score.",
    "act.refused": "Nothing was recorded: the service does not accept these words. Check the reason and the explanation.",
    "act.down": "Nothing was recorded: the service does not answer. Your words stay on screen; try again in a moment.",
    "act.error": "Nothing was recorded: the service answered in an unexpected way. Try again; if it happens again, tell your IT support.",
    "act.done": "Decision no. {n} recorded: {outcome}",
    "act.done.by": "{moment}, by {advisor}.",
    "act.done.reason": "{label}. “{text}”",
    "act.done.follows": "You followed the tool's recommendation.",
    "act.done.deviates": "You departed from the tool's recommendation, as you may.",
    "act.done.alone": "The tool did not settle this: the decision is entirely yours.",
    "act.again": "Decide again",
    "pace.notice": "To be told to a supervisor: {n} decisions in a row followed the tool, each in less than {seconds} seconds. Nobody "
    "can read a file in so little time.",
    "change.title": "What could change",
    "change.how": "Go through these data with the client: correcting what is wrong or old, or completing what is missing, changes the "
    "score.",
    "change.none": "No data weighed clearly against the file.",
    "change.verify": "To check",
    "change.complete": "To complete",
    "no_score.client": "Client {client}",
    "no_score.title": "Score unavailable",
    "no_score.help": "The tool recommends nothing on this file, and no decision can be recorded here without a score. The client's "
    "data can be read below.",
    "no_score.file": "The client's data",
}
