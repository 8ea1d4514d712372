"""The case files: each has a schema, a rule, and payloads that keep or break it.

A kind's folder also has `_related.json` (rules, and which of them implies which) and, if prose can
state the kind, `_sentences.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from clientwright.rules.base import Rule, RuleFault
from clientwright.rules.json_path import escape_token
from clientwright.rules.kinds import from_json
from clientwright.sandbox.rules import rule_check

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case file."""

    name: str
    document: Mapping[str, Any]

    def __str__(self) -> str:
        return self.name

    def __getitem__(self, key: str) -> Any:
        return self.document[key]

    @property
    def schema(self) -> dict[str, Any]:
        """The input schema."""
        found: dict[str, Any] = self.document["schema"]
        return found

    @cached_property
    def rule(self) -> Rule:
        """The rule, read from its spec form."""
        return from_json(self.document["rule"])

    def faults(self, payload: Any) -> list[RuleFault]:
        """Return the faults that the rule finds in a payload."""
        return list(self.rule.check(payload, self.schema))

    def runtime_pointers(self, payload: Any) -> list[str]:
        """Return the pointers of the faults that the rule's runtime class finds in a payload."""
        return [_pointer(path) for path, _ in self.runtime_faults(payload)]

    def runtime_faults(self, payload: Any) -> list[tuple[Any, str]]:
        """Return the faults that the rule's runtime class finds in a payload."""
        call = self.rule.runtime_call(self.schema)
        module = import_module(f"clientwright.runtime.rules.{self.rule.kind.replace('-', '_')}")
        runtime_rule = getattr(module, call.name)(**call.arguments)
        return list(runtime_rule.check(payload))

    def sandbox_pointers(self, payload: Any) -> list[str]:
        """Return the pointers of the faults that the sandbox finds, which reads the rule's data alone."""
        return [_pointer(location) for location, _ in self.sandbox_faults(payload)]

    def sandbox_faults(self, payload: Any) -> list[tuple[Any, str]]:
        """Return the faults that the sandbox finds in a payload."""
        rule = self.document["rule"]
        return list(rule_check(rule["kind"])(rule, payload, self.schema))

    def messages(self, payload: Any) -> dict[str, list[str]]:
        """Return what each of the three implementations says of a payload."""
        return {
            "oracle": [fault.message for fault in self.faults(payload)],
            "client": [message for _, message in self.runtime_faults(payload)],
            "sandbox": [message for _, message in self.sandbox_faults(payload)],
        }

    def pointers(self, payload: Any) -> dict[str, list[str]]:
        """Return what each of the three implementations finds in a payload."""
        return {
            "oracle": [fault.pointer for fault in self.faults(payload)],
            "client": self.runtime_pointers(payload),
            "sandbox": self.sandbox_pointers(payload),
        }


def _pointer(steps: Iterable[str | int | None]) -> str:
    return "".join(f"/{escape_token(str(step))}" for step in steps)


CASES = tuple(
    Case(f"{path.parent.name}/{path.stem}", json.loads(path.read_text("utf-8")))
    for path in sorted(FOLDER.glob("*/[!_]*.json"))
)
