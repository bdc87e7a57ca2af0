"""The letter to the client, in short sentences."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "paper.print": "Print or save as PDF",
    "paper.close": "Close",
    "letter.open": "See the letter",
    "letter.name": "The letter",
    "letter.reference": "Client {client}, decision no. {n}",
    "letter.title.accord": "Your loan application is granted",
    "letter.title.refus": "Your loan application is not granted",
    "letter.hello": "Dear client,",
    "letter.reviewed": "You asked for another person to look at your application again. This is done: here is their answer.",
    "letter.who.accord": "On {day}, {advisor} of Prêt à dépenser studied your application and grants you this loan.",
    "letter.who.refus": "On {day}, {advisor} of Prêt à dépenser studied your application and does not grant you this loan.",
    "letter.why": "Their reason: “{reason}”.",
    "letter.own.accord": "This decision is theirs: the calculation tool recommended not granting the loan.",
    "letter.own.refus": "This decision is theirs: the calculation tool recommended granting the loan.",
    "letter.role": "The part played by the score",
    "letter.score": "A calculation tool gave your application a score of {score} out of 100.",
    "letter.advice.refus": "Below {low}, the tool recommends not granting the loan.",
    "letter.advice.conseiller": "From {low} to {high}, the tool does not settle the matter.",
    "letter.advice.accord": "Above {high}, the tool recommends granting the loan.",
    "letter.role.follows": "It is only a recommendation: a person took the decision. They followed the tool.",
    "letter.role.deviates": "The person who decided did not follow the tool: the score is not the reason for this answer.",
    "letter.role.alone": "A person took the decision, without any recommendation by the tool.",
    "letter.role.none": "No score was used: a person studied your application and decided alone.",
    "letter.role.review": "The tool does not decide: a second person looked at your application again.",
    "letter.reasons.accord": "What weighed most in your favour in the score",
    "letter.reasons.refus": "What weighed most against you in the score",
    "letter.reasons.none": "No data weighed clearly in this direction.",
    "letter.change.refus": "What could change the answer",
    "letter.change.refus.1": "Does a piece of data in your file look wrong or old to you? Tell your advisor: it will be checked. If it is "
    "corrected, the score will be computed again.",
    "letter.change.refus.2": "Another amount, another term or a deposit may give another answer. Talk about it with them: this is no "
    "promise.",
    "letter.change.path": "Possibility {n}.",
    "letter.change.notice": "Worked out when this letter is printed. With one of them, the tool would recommend an approval. This is no "
    "promise: talk to your advisor about it.",
    "letter.change.none": "We looked for another amount, a deposit, fewer debts or a higher income. None of these changes is enough "
    "today for the tool to recommend an approval. Your advisor remains free to decide.",
    "letter.change.accord": "Before you commit yourself",
    "letter.change.accord.1": "A loan commits you and must be repaid. Check that the instalment fits your budget.",
    "letter.change.accord.2": "Does a piece of data in your file look wrong or old to you? Tell your advisor before you sign.",
    "letter.data": "The data we used",
    "letter.source.client": "what you said in your application;",
    "letter.source.lender": "the history of your loans and applications with us;",
    "letter.source.agencies": "outside agencies: your loans elsewhere and the score that they give you.",
    "letter.again": "Having your application looked at again by another person",
    "letter.again.how": "Do you disagree? Tell your branch or write to it, in your own words and with decision number {n}. Another "
    "person will look at everything again and answer you.",
    "letter.again.rights": "You may also ask to read everything we hold about you. You may ask for a wrong piece of data to be "
    "corrected, or for your data to be erased. If you disagree about your data, you may complain to the "
    "data-protection authority (in France, CNIL: www.cnil.fr).",
    "letter.debt": "Are debts hard to pay?",
    "letter.debt.whom": "In France, budget advice points help you free of charge and in confidence: addresses on "
    "www.mesquestionsdargent.fr. The Banque de France answers at 34 14 (price of a local call).",
    "letter.signature": "Decision taken by {advisor}",
    "letter.footer": "This letter says what was recorded on the day of the decision. Prêt à dépenser is a demonstration: no real loan "
    "is granted or refused with this tool.",
}
