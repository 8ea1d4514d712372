"""The folders of cases: each a schema, a rule, and payloads that keep it or break it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from clientwright.rules.base import Rule, RuleFault
from clientwright.rules.json_path import escape_token
from clientwright.rules.rule_registry import from_json

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One file of a folder of cases."""

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

    @property
    def rule(self) -> Rule:
        """The rule, read from its spec form."""
        return from_json(self.document["rule"])

    def faults(self, payload: Any) -> list[RuleFault]:
        """Check a payload by the rule."""
        return list(self.rule.check(payload, self.schema))

    def runtime_pointers(self, payload: Any) -> list[str]:
        """Check a payload by what a generated package carries; give the pointers of the faults."""
        call = self.rule.runtime_call(self.schema)
        module = import_module(f"clientwright.runtime.rules.{self.rule.kind.replace('-', '_')}")
        carried = getattr(module, call.name)(**call.arguments)
        return [
            "".join(f"/{escape_token(str(step))}" for step in path)
            for path, _ in carried.check(payload)
        ]


CASES = tuple(
    Case(f"{path.parent.name}/{path.stem}", json.loads(path.read_text("utf-8")))
    for path in sorted(FOLDER.glob("*/*.json"))
)
