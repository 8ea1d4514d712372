"""Rules across fields, judged from their data in a spec; one module per kind, found by its name.

The sandbox decides by itself: nothing here knows `clientwright.rules` or the runtime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from clientwright.sandbox.rules.json_query import Location


class RuleCheck(Protocol):
    """The check of one kind: yields where a payload breaks a rule, and why."""

    def __call__(
        self, rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
    ) -> Iterator[tuple[Location, str]]:
        """Check a payload; `schema` is the input's, for the documented defaults."""
        ...


def rule_check(kind: str) -> RuleCheck:
    """Return the check of a kind.

    Raises:
        ModuleNotFoundError: the sandbox has no check of that kind.
    """
    return cast(RuleCheck, import_module(f"{__name__}.{kind.replace('-', '_')}").faults)
