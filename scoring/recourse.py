"""The shortest paths to an approval: the few changes, of the loan or of the budget, after which the tool would recommend one.

A path is found, not estimated: every combination of a grid of raw levers is predicted in one batch, and each path that is told is
scored again through the whole pipeline. Sources: Wachter, Mittelstadt and Russell, "Counterfactual explanations without opening the
black box", 2018 (the nearest point that changes the outcome); Ustun, Spangher and Liu, "Actionable recourse in linear classification",
2019 (only what a person can move, on a grid, with a cost); Karimi, Schölkopf and Valera, "Algorithmic recourse: from counterfactual
explanations to interventions", 2021 (what follows from a move moves with it: here the ratios and the monthly payment).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from scoring.applicant import Applicant
from scoring.features.column import Column
from scoring.model import Floats, Model
from scoring.simulate import Range, fields_of, ranges, simulated, turned

MARGIN: Final = 0.25
"""A path ends this share below the PD at the approval's bound: nine plans in ten then survive a retraining, without it eight."""
MOST_PATHS, MOST_LEVERS = 3, 3
"""More than three of either is no advice that a person could follow."""
REACH: Final[Mapping[str, tuple[float, float]]] = {
    "amount": (0.5, 1.0),
    "deposit": (0.0, 0.4),
    "income": (1.0, 1.3),
    "debts": (0.0, 1.0),
}
"""How far each lever may be asked to go, in shares of the client's own value (a deposit: of the loan). A lever that is no
advice (:mod:`scoring.levers`) is never proposed: a length may help or harm, an external score is given by others."""
STEPS: Final = 10
"""Round values tried of each lever, at the most."""
LEAST_LOAN: Final = 0.3
"""A path leaves at least this share of the loan asked for: less is another project."""
UNIT: Final = 0.05
"""What a step is, as a share of the client's own value; a lever that cannot go as far is not one."""
EFFORT: Final[Mapping[str, float]] = {"income": 2.0}
"""A step of income is twice as hard as one of any other lever: one chooses a loan, one does not choose a wage."""
EACH_LEVER: Final = 2.0

Changes = dict[str, float]
Status = Literal["needless", "found", "none"]


@dataclass(frozen=True, slots=True)
class Point:
    """Where some changes lead: the applicant after them, and the PD that the whole pipeline gives it."""

    changes: Changes
    cost: float
    applicant: Applicant
    probability_of_default: float


@dataclass(frozen=True, slots=True)
class Recourse:
    """What was found: the paths, the shortest first; without one, the best point that the levers reach (``None``: no lever at all)."""

    status: Status
    target: float
    paths: tuple[Point, ...]
    best: Point | None
    tried: int


def recourse(model: Model, applicant: Applicant) -> Recourse:
    """The shortest paths of an applicant, whose application can be scored. One batch prediction, then one for each path told."""
    bound = model.rule.probability_of_default(model.rule.upper)
    search = Search(model, applicant, (1 - MARGIN) * bound)
    if model.rule.zone(model.rule.score(search.pd_now)) == "accord":
        return Recourse("needless", search.target, (), None, 0)
    paths = tuple(search.paths())
    best = None if paths else search.best()
    return Recourse("found" if paths else "none", search.target, paths, best, len(search.places))


class Search:
    """The grid of an applicant's levers, predicted at once.

    ``values[k]`` holds what lever k may become, the value now first; a place (one index a lever) is a combination of at most
    three moves that leaves enough to lend. The grid of such places is closed: undoing a move of a place gives another.
    """

    def __init__(self, model: Model, applicant: Applicant, target: float) -> None:
        self.model, self.applicant, self.target = model, applicant, target
        self.pd_now = self._pd(applicant)
        self.levers = [there for there in ranges(applicant).values() if there.dial.lever.advice]
        self.values = [candidates(there) for there in self.levers]

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """The combinations (n, k), of one move at least."""
        sizes = [len(values) for values in self.values]
        every = np.indices(sizes, dtype=np.intp).reshape(len(sizes), -1).T
        moves = np.count_nonzero(every, axis=1)
        every = every[(moves > 0) & (moves <= MOST_LEVERS)]
        credit = turned(self._fields, self._changes(every))["AMT_CREDIT"].values
        enough: npt.NDArray[np.bool_] = credit >= LEAST_LOAN * self._fields["AMT_CREDIT"].values
        chosen: npt.NDArray[np.intp] = every[np.broadcast_to(enough, len(every))]
        return chosen

    @cached_property
    def pds(self) -> Floats:
        """The PD (n,) at each place: the one batch prediction."""
        if not len(self.places):
            return np.empty(0)
        after = turned(self._fields, self._changes(self.places))
        moved = {name: column.values for name, column in after.items() if len(column.values) > 1 or column is not self._fields[name]}
        return self.model.probability_of_default(self.applicant.rows(self.model.features, moved, len(self.places)))

    @cached_property
    def costs(self) -> Floats:
        """The length (n,) of each place's path: how far each lever moves, in steps of 5 % of the client's own value (a deposit: of the
        loan), times its effort, plus two steps for each lever that moves at all, so that few levers beat many."""
        total: Floats = EACH_LEVER * np.count_nonzero(self.places, axis=1).astype(np.float64)
        for column, (there, values) in enumerate(zip(self.levers, self.values, strict=True)):
            steps = np.abs(values - there.now) / (UNIT * there.base)
            total += EFFORT.get(there.dial.code, 1.0) * steps[self.places[:, column]]
        return total

    def paths(self) -> Iterator[Point]:
        """At most three: the shortest first, each by other levers than those before, not by the same ones and one more."""
        told: list[frozenset[int]] = []
        minimal = np.flatnonzero(self._minimal())
        for place in minimal[np.argsort(self.costs[minimal], kind="stable")]:
            levers = frozenset(np.flatnonzero(self.places[place]).tolist())
            if any(levers <= other or levers >= other for other in told):
                continue
            point = self._point(place)
            if point.probability_of_default <= self.target:
                told.append(levers)
                yield point
            if len(told) == MOST_PATHS:
                return

    def best(self) -> Point | None:
        """The lowest PD that the levers reach, by the shortest way to it."""
        if not len(self.pds) or self.pds.min() >= self.pd_now:
            return None
        return self._point(int(np.lexsort((self.costs, np.round(self.pds, 9)))[0]))

    def _minimal(self) -> npt.NDArray[np.bool_]:
        """Places (n,) that reach the target, and would not with any lever one value less far.

        Levers are one-way, so that no place less far in all of them reaches it either.
        """
        reached = np.zeros([len(values) for values in self.values], dtype=bool)
        reached[tuple(self.places.T)] = self.pds <= self.target
        nearer = np.zeros_like(reached)
        for axis in range(reached.ndim):
            ahead, behind = [slice(None)] * reached.ndim, [slice(None)] * reached.ndim
            ahead[axis], behind[axis] = slice(1, None), slice(None, -1)
            nearer[tuple(ahead)] |= reached[tuple(behind)]
        return np.asarray((reached & ~nearer)[tuple(self.places.T)])

    @cached_property
    def _fields(self) -> dict[str, Any]:
        return {name: Column([value]) for name, value in fields_of(self.applicant).items()}

    def _changes(self, places: npt.NDArray[np.intp]) -> dict[str, Column]:
        return {
            there.dial.code: Column(values[places[:, k]]) for k, (there, values) in enumerate(zip(self.levers, self.values, strict=True))
        }

    def _point(self, place: int) -> Point:
        """A place of the grid, scored again from the raw fields, one by one, as a simulation is."""
        indices = self.places[place].tolist()
        changes = {there.dial.code: float(self.values[k][indices[k]]) for k, there in enumerate(self.levers) if indices[k]}
        after = simulated(self.applicant, changes)
        return Point(changes, float(self.costs[place]), after, self._pd(after))

    def _pd(self, applicant: Applicant) -> float:
        return float(self.model.probability_of_default(applicant.row(self.model.features)[None])[0])


def candidates(there: Range) -> Floats:
    """What a lever may become, nearest first, after its value now: round values up to its reach, ten at the most.

    A lever whose range ends within a unit of where it stands stays there: an income at the highest that is believed, say.
    """
    nearest, farthest = REACH[there.dial.code]
    low, high = max(nearest * there.base, there.low), min(farthest * there.base, there.high)
    if high - low < UNIT * there.base:
        return np.array([there.now])
    step = _round_up((high - low) / STEPS)
    found = step * np.arange(math.ceil(round(low / step, 9)), math.floor(round(high / step, 9)) + 1)
    found = found[(found - there.now) * there.dial.better >= step / 2]  # a smaller move is none
    return np.concatenate([[there.now], found[:: there.dial.better]])


def _round_up(size: float) -> float:
    power = 10.0 ** math.floor(math.log10(size))
    return min(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= size * (1 - 1e-9))
