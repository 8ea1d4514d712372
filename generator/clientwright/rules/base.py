"""What every kind of rule can do; each kind is a file beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_path import JsonPath


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule was read: the pointer of the prose in the input schema, and its language."""

    at: str
    locale: str

    def as_json(self) -> dict[str, str]:
        """Give the origin as it stands in a spec."""
        return {"at": self.at, "locale": self.locale}


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A payload breaks a rule: the field to look at (JSON Pointer in the payload), and why."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class ImpliedBound:
    """What a rule implies for a bound: the keyword at `pointer` (in the input schema) can never be reached."""

    pointer: str
    keyword: str
    written: int
    reachable: int
    arithmetic: str


@dataclass(frozen=True, slots=True)
class RuntimeCall:
    """How generated code says the rule: a class of the runtime's `rules` and its arguments (plain data)."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleViolation(ABC):
    """One way to break a rule and nothing else, in two steps, so that the twin stands one step away.

    `name` is short and stable within its kind (`too-low`); `sentence` ends "it breaks the
    rule when ..."; neither step ever fails or asks for another draw.
    """

    name: str
    sentence: str

    @abstractmethod
    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Change a valid payload so that this breach is one step away, the rule still kept.

        Gives the JSON Pointers of what it settled: other rules work around them.
        """

    @abstractmethod
    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Break the rule in a prepared payload, by the smallest step.

        Gives the JSON Pointers that a refusal may name, the likeliest first.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """One documented rule across fields, with its projections."""

    kind: ClassVar[str]
    origin: Origin | None = None

    @classmethod
    @abstractmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: a path in it cannot be parsed.
            KeyError: a part is missing.
        """

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """Give the rule as it stands in a spec."""

    @abstractmethod
    def paths(self) -> tuple[JsonPath, ...]:
        """List the places the rule names."""

    @abstractmethod
    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Find what breaks the rule, with the schema's documented defaults filled in where a field is absent.

        Says nothing where a value has the wrong type: that is the schema's to say.
        """

    @abstractmethod
    def sentence(self) -> str:
        """Say the rule to a person, in English."""

    @abstractmethod
    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Reason about bounds that can never be reached while the rule holds."""

    @abstractmethod
    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Change a payload that fits the schema, but breaks this rule, so that it keeps both.

        Works around what the context has pinned, by choices of the context's draw, and never
        draws twice for one choice. Where pins leave no way, the payload stays broken.
        """

    @abstractmethod
    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """List the ways to break the rule that the schema leaves; none where it can never be broken."""

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Say the rule as JSON Schema 2020-12 beside the input's own, or None where none can say it."""
        return None

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Tell whether each payload that keeps this rule keeps `other` too; None where that is open."""
        return True if replace(self, origin=None) == replace(other, origin=None) else None

    @abstractmethod
    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Say the rule for generated code."""

    @classmethod
    @abstractmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from a sentence of prose (any known language) that stands at pointer `at` of the schema.

        Gives None where the sentence does not say this kind of rule, or where the
        schema does not leave exactly one way to understand it. Never guesses.
        """
