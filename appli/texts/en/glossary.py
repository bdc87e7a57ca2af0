"""The glossary of the data."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "glossary.title": "Glossary",
    "glossary.how": "All the data that the score reads, by subject: what they are, their unit, where they come from, why they may "
    "matter. The usual weight is counted in points, either way.",
    "table.unit": "Unit",
    "glossary.meaning": "{meaning} Unit: {unit}.",
    "glossary.unit.yes_no": "yes or no",
    "glossary.unit.category": "category",
    "glossary.external_scores.source": "Where it comes from: outside agencies, which rate the person themselves; the lender does not "
    "know how.",
    "glossary.external_scores.why": "Why it may matter: these ratings sum up a past that the application does not show. They often "
    "weigh most.",
    "glossary.repayment_burden.source": "Where it comes from: computed from the instalment, the income and the amount of the application.",
    "glossary.repayment_burden.why": "Why it may matter: the more of the income the instalment takes, the less room is left for the "
    "unexpected.",
    "glossary.amount_term.source": "Where it comes from: the loan application itself.",
    "glossary.amount_term.why": "Why it may matter: a long loan leaves more room for the unexpected, a dear one weighs more on the budget.",
    "glossary.work_income.source": "Where it comes from: what the client states in the application.",
    "glossary.work_income.why": "Why it may matter: a regular income and a stable job help to repay.",
    "glossary.credits_elsewhere.source": "Where it comes from: the credit register kept by an outside agency.",
    "glossary.credits_elsewhere.why": "Why it may matter: other loans add to this one; their record also says how they are going.",
    "glossary.past_repayments.source": "Where it comes from: the instalments of past loans with us.",
    "glossary.past_repayments.why": "Why it may matter: instalments paid on time speak for the client.",
    "glossary.past_applications.source": "Where it comes from: past applications with us, granted or not.",
    "glossary.past_applications.why": "Why it may matter: several applications in a short time, or refused ones, may signal a "
    "pressing need for money.",
    "glossary.card_use.source": "Where it comes from: the statements of credit cards with us.",
    "glossary.card_use.why": "Why it may matter: a card often at its limit leaves little room.",
    "glossary.housing_goods.source": "Where it comes from: what the client states in the application.",
    "glossary.housing_goods.why": "Why it may matter: housing and goods tell a little of how stable the situation is.",
    "glossary.documents.source": "Where it comes from: the documents handed in and the dates of formalities.",
    "glossary.documents.why": "Why it may matter: recent changes or absent documents leave more unknown.",
    "glossary.household.source": "Where it comes from: what the client states in the application.",
    "glossary.household.why": "Why it may matter: the income is shared between the people of the household. This effect is watched.",
    "glossary.age.source": "Where it comes from: the date of birth.",
    "glossary.age.why": "Why it may matter: age counts a little; leaving it out would harm the young. This effect is watched.",
}
