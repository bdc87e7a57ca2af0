"""What may enter the model, what is only watched, what is out, and why: reads ``policy.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, get_args

from scoring.errors import PolicyViolation
from scoring.features.record import Text

POLICY_FILE: Final = Path(__file__).with_name("policy.toml")
Status = Literal["excluded", "watched", "allowed", "key"]
RawColumn = tuple[str, str]
"""A raw column: (table, column)."""


@dataclass(frozen=True, slots=True)
class RuleOfUse:
    """One rule: the status of some columns of one table, in words, with its justification."""

    status: Status
    table: str
    columns: tuple[str, ...]
    label: Text
    reason: Text


@dataclass(frozen=True)
class Policy:
    """Every rule, and what they say of one column or of a feature's columns."""

    rules: tuple[RuleOfUse, ...]

    @cached_property
    def by_column(self) -> Mapping[RawColumn, RuleOfUse]:
        """The rule of each column. Raises PolicyViolation when two rules name the same one."""
        found: dict[RawColumn, RuleOfUse] = {}
        for rule in self.rules:
            for column in rule.columns:
                if (rule.table, column) in found:
                    raise PolicyViolation(f"Two rules of the policy name {rule.table}.{column}; keep one.")
                found[rule.table, column] = rule
        return found

    def with_status(self, status: Status) -> tuple[RuleOfUse, ...]:
        """The rules of one status, in the file's order."""
        return tuple(rule for rule in self.rules if rule.status == status)

    def status(self, column: RawColumn) -> Status:
        """The status of a raw column. Raises PolicyViolation when no rule names it."""
        rule = self.by_column.get(column)
        if rule is None:
            raise PolicyViolation(f"The policy does not name {'.'.join(column)}: give it a status and a reason in scoring/policy.toml.")
        return rule.status

    def check_columns(self, columns: Iterable[RawColumn]) -> None:
        """Raise PolicyViolation at the first raw column that the policy does not name."""
        for column in columns:
            self.status(column)

    def check_features(self, used: Mapping[str, Iterable[RawColumn]]) -> None:
        """Raise PolicyViolation when a feature (name -> the raw columns it reads) reads an excluded or unnamed column."""
        for feature, columns in used.items():
            for column in columns:
                if self.status(column) == "excluded":
                    raise PolicyViolation(f"The feature {feature} reads {'.'.join(column)}, which the policy excludes.")


def load(file: Path = POLICY_FILE) -> Policy:
    """Read the policy. Raises PolicyViolation when a rule is malformed or a column stands in two rules."""
    policy = Policy(tuple(_rule(entry) for entry in tomllib.loads(file.read_text("utf-8"))["rule"]))
    policy.by_column  # noqa: B018  fails now, not at the first question
    return policy


def _rule(entry: Mapping[str, Any]) -> RuleOfUse:
    if entry["status"] not in get_args(Status):
        raise PolicyViolation(f"Unknown status {entry['status']!r} in the policy; use one of {', '.join(get_args(Status))}.")
    if not (entry["reason"]["fr"].strip() and entry["reason"]["en"].strip()):
        raise PolicyViolation(f"The rule on {entry['table']}.{entry['columns'][0]} has no justification; write one in both languages.")
    return RuleOfUse(entry["status"], entry["table"], tuple(entry["columns"]), Text(**entry["label"]), Text(**entry["reason"]))
