"""The interface of a rule; each kind is a module in this package."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol, Self

from clientwright.problems import Location
from clientwright.rules.json_path import JsonPath
from clientwright.schema.choice_sources import ChoiceSource

PROJECTIONS: Mapping[str, str] = {
    "accept": "check",
    "generate": "repair",
    "violate": "violations",
    "compare": "implies",
    "describe": "sentence",
    "mutate": "mutations",
    "emit": "runtime_call",
}
"""What a rule knows of itself, as every constraint does (`schema/constraint.py`), and the method that says it."""

PATH: Mapping[str, Any] = {"$ref": "#/$defs/path"}
PATHS: Mapping[str, Any] = {"$ref": "#/$defs/paths"}
"""The forms of a path, and of several, in the meta-schema of endpoints."""


def closed_form(required: Sequence[str], properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the form of an object with these properties and no others."""
    return {"required": required, "additionalProperties": False, "properties": properties}


Payload = dict[str, Any]
"""The input of one job as JSON data, changed in place while it is generated."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule was read: the JSON Pointer of the text in the input schema, and its locale."""

    at: str
    locale: str

    def as_json(self) -> dict[str, str]:
        """Return the origin in its spec form."""
        return {"at": self.at, "locale": self.locale}


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence of a description: the description's JSON Pointer in the input schema, its locale, and the words.

    Runs of white space count as one space, so that a wrapped line is the same sentence.
    """

    at: str
    locale: str
    sentence: str

    def __post_init__(self) -> None:
        """Join the words by single spaces."""
        object.__setattr__(self, "sentence", " ".join(self.sentence.split()))

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> QuotedSentence:
        """Read a sentence from its spec form."""
        return cls(data["at"], data["locale"], data["sentence"])

    def as_json(self) -> dict[str, str]:
        """Return the sentence in its spec form."""
        return {"at": self.at, "locale": self.locale, "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class RuleFault:
    """A payload breaks a rule: the JSON Pointer of the field to look at, and the reason."""

    pointer: str
    message: str


@dataclass(frozen=True, slots=True)
class ImpliedBound:
    """A bound at `pointer` in the input schema that a rule makes unreachable, with the arithmetic."""

    pointer: str
    keyword: str
    written: int
    reachable: int
    arithmetic: str


@dataclass(frozen=True, slots=True)
class RuntimeCall:
    """The call that generated code makes: a class of the runtime's `rules` and its arguments (plain data)."""

    name: str
    arguments: Mapping[str, Any]


class GenerationContext(Protocol):
    """What payloads are generated and repaired with: choices, the schema, and the pins.

    Rules use nothing else, so that the same code serves property tests, seeded runs, and the one
    smallest payload of a cassette.
    """

    @property
    def draw(self) -> ChoiceSource:
        """The source of choices."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """The input schema, with references resolved."""
        ...

    def generate(self, schema: Mapping[str, Any]) -> Any:
        """Return a value that fits a part of the schema."""
        ...

    @property
    def pins(self) -> Collection[str]:
        """The JSON Pointers of the payload at which the value, or its absence, must stay."""
        ...


@dataclass(frozen=True, slots=True)
class RuleViolation(ABC):
    """One way to break a rule and nothing else, in two steps: `prepare` makes the valid twin, `apply` breaks it.

    `name` is short and stable within its kind (`too-low`); `sentence` completes "it breaks the
    rule when ...". Neither step fails or draws again.
    """

    name: str
    sentence: str

    @abstractmethod
    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Change a valid payload so that it still keeps the rule, but is one step from breaking it.

        Returns the JSON Pointers that it changed; repairs of other rules must not touch them.
        """

    @abstractmethod
    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Break the rule in a prepared payload, by the smallest step.

        Returns the JSON Pointers that an error may name, the likeliest first.
        """


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A way to break a keyword of a field that a rule names, while the rule is kept."""

    path: JsonPath
    keyword: str
    violation: RuleViolation


@dataclass(frozen=True, slots=True)
class RuleMutation:
    """A way in which an implementation gets a rule wrong: the rule that it keeps instead, or None."""

    name: str
    sentence: str
    kept: Rule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """A documented rule across fields, in all the forms that the program needs.

    `origin` is where the program read it; a person's rule has none, and `settles` quotes the sentences
    that it stands for. `shared` is the location of a rule that is written once for several endpoints.
    """

    kind: ClassVar[str]
    form: ClassVar[Mapping[str, Any]]
    has_templates: ClassVar[bool] = True
    """Whether a sentence is read only if it matches a template of its language."""
    """The rule's parts in a spec, as JSON Schema: `required`, `properties`, and a `description`."""

    origin: Origin | None = None
    settles: tuple[QuotedSentence, ...] = ()
    shared: Location | None = None

    @classmethod
    @abstractmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path in it cannot be parsed.
            KeyError: A part is missing.
        """

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""

    @abstractmethod
    def paths(self) -> tuple[JsonPath, ...]:
        """Return the paths that the rule names."""

    @abstractmethod
    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield what breaks the rule; absent fields count as their documented defaults.

        A value of the wrong type yields nothing: the schema reports it.
        """

    @abstractmethod
    def sentence(self) -> str:
        """Return the rule as an English sentence."""

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """Yield the bounds of the schema that can never be reached while the rule is kept."""
        return iter(())

    def leaves_each_field(self, schema: Mapping[str, Any]) -> bool:
        """Return whether each field of the rule can still be given, beside those that always are."""
        return True

    def forbidden_together(self) -> tuple[JsonPath, ...]:
        """Return fields of which no two may be given."""
        return ()

    def needed_with(self, field: JsonPath) -> tuple[JsonPath, ...]:
        """Return the fields that must be given wherever a field is."""
        return ()

    def condition_values(self) -> tuple[tuple[JsonPath, Any, tuple[JsonPath, ...]], ...]:
        """Return each field and value that decide whether the rule applies, and what must be possible beside them."""
        return ()

    def affected_calls(self, names: Sequence[str]) -> str:
        """Return which calls the rule may concern; `names` are those of its paths, in their order."""
        return f"that set {join_words(names, 'or')}"

    def example_items(self) -> JsonPath | None:
        """Return the path for which an example with two items is worth recording, if there is one."""
        return None

    @abstractmethod
    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Change a payload that fits the schema but breaks this rule, so that it keeps both.

        Leaves pinned values alone, chooses by the context's draw, and never draws twice for
        one choice. If the pins leave no way, the payload still breaks the rule.
        """

    @abstractmethod
    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield the ways to break the rule that the schema allows; none if it cannot be broken."""

    def field_violations(self, schema: Mapping[str, Any]) -> Iterator[FieldViolation]:
        """Yield the ways to break a keyword of its fields that whoever checks only the rule does not see."""
        return iter(())

    def mutations(self, schema: Mapping[str, Any]) -> Iterator[RuleMutation]:
        """Yield the ways in which an implementation gets the rule wrong."""
        yield RuleMutation("dropped", "the rule is forgotten", None)

    def as_schema(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the rule as JSON Schema 2020-12, to be added to the input's schema, or None if it has no such form."""
        return None

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return whether every payload that keeps this rule also keeps `other`; None if unknown."""
        return True if self.without_source() == other.without_source() else None

    def without_source(self) -> Self:
        """Return the rule without where it came from, so that rules compare by content."""
        return replace(self, origin=None, settles=(), shared=None)

    @abstractmethod
    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes for this rule."""

    @classmethod
    @abstractmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states, in any supported language, at pointer `at` of the schema.

        The schema's fields may have titles, by which the sentence can name them. Yields nothing if the
        sentence does not state rules of this kind, or may be understood in more than one way. Never guesses.
        """


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Return the words as a list in a sentence: a, b and c."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end
