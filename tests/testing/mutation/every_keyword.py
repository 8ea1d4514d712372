"""Made-up endpoints that use every keyword in several places, and a sandbox that answers in this process."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.sandbox.input_validation import InputValidator
from clientwright.specs.model import Endpoint
from clientwright.testing.promises import Target
from clientwright.testing.targets.decision import Decision
from schema.keyword_samples import SAMPLES
from testing.support import SPECS, make_endpoint

Schema = Mapping[str, Any]
PLACES: Mapping[str, Callable[[Schema], Schema]] = {
    "field": lambda sample: sample,
    "additionalProperties": lambda sample: {"type": "object", "additionalProperties": sample},
    "tuple": lambda sample: {"type": "array", "prefixItems": [sample]},
    "union": lambda sample: {"anyOf": [{"const": "§"}, sample]},
    "array": lambda sample: {"type": "array", "items": sample},
}
"""Where a sample of a keyword stands below a field of the input."""
AROUND: Mapping[str, Callable[[Any], Any]] = {
    "field": lambda value: value,
    "additionalProperties": lambda value: {"k": value},
    "tuple": lambda value: [value],
    "union": lambda value: value,
    "array": lambda value: [value],
}
"""What stands around a value there."""


def endpoint_of(name: str, place: str) -> Endpoint:
    """Return an endpoint with a field that has a sample of a keyword at a place."""
    properties = {"a": PLACES[place](SAMPLES[name].schema), "other": {"type": "boolean"}}
    return make_endpoint({"type": "object", "properties": properties})


@dataclass(frozen=True)
class SandboxJudge:
    """The sandbox's decisions about one endpoint, as a server makes them, without a socket."""

    endpoint: Endpoint
    target: Target = Target.SERVER

    @cached_property
    def validator(self) -> InputValidator:
        """The sandbox's own checks."""
        return InputValidator.for_endpoint(self.endpoint, SPECS.service)

    def has_endpoint(self, endpoint: str) -> bool:
        """Return True: it is only asked about the one endpoint."""
        return True

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Decide about a payload; what is no JSON is refused."""
        if any(isinstance(v, float) and not math.isfinite(v) for v in scalars(payload)):
            return Decision(False, "no JSON")
        faults = self.validator.faults(payload)
        fields = tuple(tuple(map(str, fault["loc"])) for fault in faults)
        return Decision(not faults, str(faults[:1]), fields)


def scalars(value: Any) -> Iterator[Any]:
    """Yield the scalars in a value."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from scalars(inner)
    else:
        yield value
