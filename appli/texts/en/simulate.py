"""The simulation."""

from typing import Final

TEXTS: Final[dict[str, str]] = {
    "tab.simuler": "Simulate",
    "simulate.title": "What if…?",
    "simulate.how": "Change one or more values together: the score is computed again. Nothing is recorded. "
    "The past, the use of cards, external scores and the person's situation are not simulated.",
    "simulate.reset": "Put the file's values back",
    "simulate.start": "Change a value to see the score before and after.",
    "simulate.none": "This file cannot be simulated.",
    "simulate.absent": "What cannot move here",
    "simulate.range": "From {low} to {high}.",
    "simulate.either": "The effect may go either way.",
    "simulate.beyond": "“{label}” is beyond what can be simulated. {range}",
    "simulate.refused": "These changes do not go together: one follows from the other, or almost nothing would be left to lend. "
    "Change only one of these values.",
    "simulate.lost": "The simulation did not succeed: the service does not answer. Your values are kept; change one to try again.",
    "simulate.before": "Before",
    "simulate.after": "After",
    "simulate.end": "{name}: {score}",
    "simulate.finding": "The score would go from {before} to {after} out of 100: {zone}",
    "simulate.finding.same": "The score would stay at {after} out of 100: {zone}",
    "simulate.frequency": "Frequency",
    "simulate.axis": "score out of 100",
    "simulate.moved": "What moved, by subject",
    "simulate.still": "No subject moves by a point or more.",
}
