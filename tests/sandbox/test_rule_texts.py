"""What the sandbox says of broken rules."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.sandbox.rules import rule_check
from rules.cases import CASES, Case


def without_defaults(schema: Any) -> Any:
    """Return a schema without its documented defaults."""
    if isinstance(schema, list):
        return [without_defaults(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        name: {key: without_defaults(part) for key, part in value.items()}
        if name == "properties"
        else without_defaults(value)
        for name, value in schema.items()
        if name != "default"
    }
    return kept


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_by_default_are_told(case: Case) -> None:
    """A fault that is one only because of a documented default says so, and no other does."""
    check, rule = rule_check(case["rule"]["kind"]), case["rule"]
    for payload in (one["payload"] for one in case["breaks"]):
        alone = {at for at, _ in check(rule, payload, without_defaults(case.schema))}
        for at, text in check(rule, payload, case.schema):
            if at not in alone:
                assert "by default" in text
            elif "default" not in str(case.schema):
                assert "by default" not in text
