"""Rights and history."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "rights.title": "What was decided",
    "rights.none": "No decision has been taken yet for this client.",
    "rights.lost": "The history cannot be read for now. Open this panel again in a moment.",
    "rights.forbidden": "The service does not allow you to read this client's history.",
    "rights.export": "Everything we hold about this client",
    "rights.export.you": "Everything we hold about you",
    "rights.export.text": "The client has the right to their data, the score, the explanations, the decisions and what advisors wrote "
    "about them. Nothing in it is about anyone else.",
    "rights.export.text.you": "You have the right to your data, the score, the explanations, the decisions and what advisors wrote "
    "about them. Nothing in it is about anyone else.",
    "rights.export.read": "Read or print",
    "rights.export.save": "Save the file",
    "rights.export.ask": "Ask the data-protection officer for this page: nobody else can hand it over.",
    "rights.export.name": "my-data.json",
    "rights.export.page": "Your data",
    "rights.erase": "Having data erased",
    "rights.erase.you": "Having your data erased",
    "rights.erase.text": "The client may ask for their data to be erased. The request goes to the person in charge of data "
    "protection: only they can erase. Erasure cannot be undone. The log keeps, under a pseudonym, the date of each decision, the advisor's "
    "name, the time spent on screen and whether the tool was followed. If the law requires that the data be kept, the client is told.",
    "rights.erase.text.you": "You may ask for your data to be erased. Your request goes to the person in charge of data "
    "protection: only they can erase. Erasure cannot be undone. The log keeps, under a pseudonym, the date of each decision, the advisor's "
    "name, the time spent on screen and whether the tool was followed. If the law requires that your data be kept, we will tell you.",
    "rights.erase.officer": "The client may ask for their data to be erased. First check their identity, and that no law requires the "
    "data to be kept. The form below says what is erased and what stays.",
    "rights.human": "Being heard by a person",
    "rights.human.text": "The tool recommends, an advisor decides. The client may give their view, have a wrong piece of data "
    "corrected, and ask for another person to look again: a form appears here once a decision is taken. "
    "They may also complain to the data-protection authority.",
    "rights.human.text.you": "The tool recommends, your advisor decides. You may give your view, have a wrong piece of data "
    "corrected, and ask for another person to look again: a form appears here once a decision is taken. "
    "You may also complain to the data-protection authority.",
    "history.one": "A single step: {last}",
    "history.many": "{n} steps; the last one: {last}",
    "history.day": "On {last}.",
    "history.days": "From {first} to {last}, the most recent on top.",
    "history.entry": "{title}: {outcome}",
    "history.when": "When",
    "history.what": "What happened",
    "history.who": "By",
    "time.decision": "Decision no. {n}",
    "time.review": "The client asks for a review of decision no. {n}",
    "time.review.you": "You ask for a review of decision no. {n}",
    "time.outcome": "Answer to the review of decision no. {n}",
    "time.shown": "On screen that day: {score} out of 100 ({zone}).",
    "time.no_score": "No score on screen that day.",
    "time.recorded": "{moment}, written down by {advisor}.",
    "time.words": "“{words}”",
    "time.due": "Answer due before {day}.",
    "time.late": "Late: the answer was due before {day}.",
    "contest.title": "Does the client disagree?",
    "contest.title.you": "Do you disagree?",
    "contest.how": "They may ask for another person to look again. Their words are kept as they are.",
    "contest.how.you": "You may ask for another person to look again. Your words are kept as they are.",
    "contest.words": "The client's words",
    "contest.words.you": "Your words",
    "contest.words.help": "{n} characters at least.",
    "contest.save": "Ask for a review",
    "contest.missing": "Write what the client says, in 10 characters at least, 5 of them letters.",
    "contest.missing.you": "Say why, in 10 characters at least, 5 of them letters.",
    "waiting.title": "Following up decisions",
    "waiting.reviews": "Reviews that wait",
    "waiting.how": "Each request waits for a supervisor who has not decided on the file yet. The answer is written "
    "in that file, under “Rights and history”.",
    "waiting.file": "Client {client}, decision no. {n}",
    "waiting.open": "Open the file",
    "waiting.open.long": "Open the file of client {client}",
    "waiting.erased": "This person's data were erased: there is no file left to open.",
    "waiting.none": "No review waits for an answer.",
    "waiting.notices": "Do advisors really decide?",
    "waiting.notices.how": "A notice appears when somebody follows the tool {n} times in a row, each time in less than {seconds} seconds.",
    "waiting.notices.none": "No notice.",
    "waiting.between": "From {first} to {last}.",
    "waiting.overrides": "Decisions that deviate from the tool, over {n} days",
    "waiting.advisor": "Advisor",
    "waiting.decisions": "Decisions",
    "waiting.overridden": "Deviations",
    "waiting.lost": "The list cannot be read for now. Open this page again in a moment.",
    "waiting.forbidden": "Your role does not allow reading this list.",
    "answer.title": "Answer the request for a review",
    "answer.how": "The answer belongs to a supervisor who has not decided for this client yet.",
    "answer.save": "Record the answer",
    "answer.conflict": "Nothing was recorded: you have already decided for this client, or somebody has just answered. Another "
    "supervisor must look again.",
    "answer.forbidden": "Nothing was recorded: the service does not allow you to.",
}
