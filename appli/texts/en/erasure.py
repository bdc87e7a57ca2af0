"""Erasing a person's data."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "erase.title": "Erase the data of client {client}",
    "erase.how": "At the client's request, once their identity is checked. Erasure cannot be undone.",
    "erase.gone": "What will be erased",
    "erase.gone.file": "Their file in this tool: their data, and so their score.",
    "erase.gone.said": "What the log says of each decision: the answer, its reason, the advisor's words and the client's, the screen of "
    "that day.",
    "erase.stays": "What will stay",
    "erase.stays.log": "In the log, under a pseudonym: the date of each decision, the advisor's name, the time on screen, whether the tool "
    "was followed, and a signed hash which proves that nothing was rewritten.",
    "erase.stays.proof": "The proof of this erasure: its date and your name.",
    "erase.stays.reads": "The list of who read the file, under a pseudonym, until its retention ends.",
    "erase.stays.outside": "Outside this tool: the tables that the file comes from, the backups, letters already handed over. They are "
    "erased separately.",
    "erase.confirm": "To confirm, type the client's number",
    "erase.confirm.help": "It is {client}. The number keeps you from erasing one person instead of another.",
    "erase.button": "Erase for good",
    "erase.mismatch": "Nothing was erased: the number typed is not this client's.",
    "erase.held": "Nothing was erased: these data must be kept, by law or for a dispute. Tell the client.",
    "erase.forbidden": "Nothing was erased: the service does not allow you to.",
    "erase.unknown": "Nothing was erased: the service does not know this client.",
    "erase.many": "Nothing was erased: too many requests in too little time. Try again in a few minutes.",
    "erase.down": "Nothing was erased: the service does not answer. Try again in a moment.",
    "erase.unsure": "The service did not say whether the erasure took place. Ask again: if it is done already, nothing else will change "
    "and the answer will say so.",
    "erase.done": "The data of client {client} are erased.",
    "erase.done.closed": "Nobody can open their file any more.",
    "erase.done.by": "{moment}, by {advisor}. Entry no. {n} of the log.",
    "erase.done.entries": "Entries of the log that can no longer be read: {n}.",
    "erase.done.left": "What stays, and what is left for you to do",
}
