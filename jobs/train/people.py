"""Who is who among the applications: about one person in a hundred applies twice, and must not sit on both sides of a split."""

from typing import Any

import numpy as np
import numpy.typing as npt

PERSON_COLUMNS = ("DAYS_BIRTH", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "CODE_GENDER")
"""Read to tell people apart, never to score them."""


def person_groups(columns: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.int64]:
    """A number a person, shape (n,): same dates of birth, registration and identity card, same sex.

    The columns count days back from each application, so two applications of one person differ by the same shift in
    all three: the distances between the dates are compared, not the dates.
    """
    birth = columns["DAYS_BIRTH"].astype(np.float64)
    key = np.column_stack(
        [
            birth - columns["DAYS_REGISTRATION"].astype(np.float64),
            birth - columns["DAYS_ID_PUBLISH"].astype(np.float64),
            np.unique(columns["CODE_GENDER"].astype(str), return_inverse=True)[1],
        ]
    )
    return np.asarray(np.unique(key, axis=0, return_inverse=True)[1], dtype=np.int64).ravel()
