"""Problems in schemas, rules and descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from clientwright.problems import Problem, Severity, escape_unprintable, quote_value


@dataclass(frozen=True, slots=True)
class NotASchema(Problem):
    """The input or output is not JSON Schema 2020-12."""

    reason: str
    code: ClassVar[str] = "not-a-schema"

    def found(self) -> str:
        """Return what was found."""
        return f"this is not JSON Schema 2020-12: {escape_unprintable(self.reason)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Fix the schema, or import the page again: the importer repairs common mistakes."


@dataclass(frozen=True, slots=True)
class BrokenReference(Problem):
    """A `$ref` that cannot be resolved."""

    target: str
    reason: str
    code: ClassVar[str] = "broken-reference"

    def found(self) -> str:
        """Return what was found."""
        return f"the reference {quote_value(self.target)} cannot be resolved: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Write the schema out where it is used, or put it under $defs of the same file."


@dataclass(frozen=True, slots=True)
class UnsupportedKeyword(Problem):
    """A keyword that no generated client could enforce."""

    keyword: str
    reason: str
    code: ClassVar[str] = "unsupported-keyword"

    def found(self) -> str:
        """Return what was found."""
        return f"a generated client cannot enforce {self.keyword}: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Express it with other keywords, or remove it and describe it under notes."


@dataclass(frozen=True, slots=True)
class IdleKeyword(Problem):
    """A key that JSON Schema does not define, and that therefore has no effect."""

    keyword: str
    nearest: str
    code: ClassVar[str] = "idle-keyword"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.keyword)} is not a keyword of JSON Schema 2020-12 and has no effect."

    def advice(self) -> str:
        """Return what to try."""
        return (
            f"Did you mean {self.nearest}?"
            if self.nearest
            else "Remove it, or rename it to x-… to keep it."
        )


@dataclass(frozen=True, slots=True)
class NotPortablePattern(Problem):
    """A regular expression that Python and ECMA-262 interpret differently."""

    pattern: str
    reason: str
    code: ClassVar[str] = "not-portable-pattern"

    def found(self) -> str:
        """Return what was found."""
        return (
            f"the pattern {quote_value(self.pattern)} cannot be translated exactly: {self.reason}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Use only literals, character classes, groups and plain quantifiers."


@dataclass(frozen=True, slots=True)
class InputNotObject(Problem):
    """The input is not an object with properties, so it has no arguments."""

    code: ClassVar[str] = "input-not-object"

    def found(self) -> str:
        """Return what was found."""
        return "the input is not an object with properties."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "A job's input is a JSON object: set type to object and define at least one property."
        )


@dataclass(frozen=True, slots=True)
class HiddenProperties(Problem):
    """A closed object beside which a branch names further properties."""

    names: tuple[str, ...]
    code: ClassVar[str] = "hidden-properties"

    def found(self) -> str:
        """Return what was found."""
        listed = ", ".join(map(quote_value, self.names))
        return (
            f"the object accepts only its own properties, but a branch beside them names {listed}."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Add them to properties too, or open the object with additionalProperties: true."


@dataclass(frozen=True, slots=True)
class RequiredUnknown(Problem):
    """`required` names a property that does not exist, so no input is valid."""

    name: str
    nearest: str
    code: ClassVar[str] = "required-names-nothing"

    def found(self) -> str:
        """Return what was found."""
        return f"required names {quote_value(self.name)}, which is not a property."

    def advice(self) -> str:
        """Return what to try."""
        return (
            f"Did you mean {self.nearest}?" if self.nearest else "Remove it, or add the property."
        )


@dataclass(frozen=True, slots=True)
class DefaultOutside(Problem):
    """A documented default that its own schema rejects."""

    default: Any
    keyword: str
    reason: str
    code: ClassVar[str] = "default-outside"

    def found(self) -> str:
        """Return what was found."""
        return f"the default {quote_value(self.default)} breaks its own {self.keyword}: {escape_unprintable(self.reason)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Remove the default: rules use it when the caller omits the field."


@dataclass(frozen=True, slots=True)
class RuleNamesNothing(Problem):
    """A rule about a field that the input schema does not have."""

    kind: str
    path: str
    code: ClassVar[str] = "rule-names-nothing"

    def found(self) -> str:
        """Return what was found."""
        return (
            f"the {self.kind} rule names {quote_value(self.path)}, which the input does not have."
        )

    def advice(self) -> str:
        """Return what to try."""
        return "Fix the path, or remove the rule if the field is gone."


@dataclass(frozen=True, slots=True)
class NeverReached(Problem):
    """A bound that a rule makes unreachable, with the arithmetic."""

    keyword: str
    written: int
    reachable: int
    arithmetic: str
    kind: str
    code: ClassVar[str] = "never-reached"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"{self.keyword}: {self.written} can never be reached: {self.arithmetic}; the {self.kind} rule allows at most {self.reachable}."

    def advice(self) -> str:
        """Return what to try."""
        return "Nothing needs to change; the documented bound is kept."


@dataclass(frozen=True, slots=True)
class UnreadRule(Problem):
    """A sentence that seems to state a rule, and that no recogniser matched."""

    locale: str
    sentence: str
    code: ClassVar[str] = "unread-rule"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"this may be a rule that nothing checks: {quote_value(self.sentence, 200)}"

    def advice(self) -> str:
        """Return what to try."""
        return "If it is a rule, add it under rules; otherwise ignore this."


@dataclass(frozen=True, slots=True)
class LostRule(Problem):
    """A sentence that states a rule which the spec does not have."""

    locale: str
    sentence: str
    rule: str
    code: ClassVar[str] = "lost-rule"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"the spec lacks the rule that this states: {quote_value(self.sentence, 200)}"

    def advice(self) -> str:
        """Return what to try."""
        return f"Add it under rules ({self.rule}), or delete the sentence if it is wrong."


@dataclass(frozen=True, slots=True)
class RetiredEndpoint(Problem):
    """An endpoint that the provider no longer lists in its catalogue."""

    model_id: str
    code: ClassVar[str] = "retired"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Return what was found."""
        return f"the provider no longer lists {quote_value(self.model_id)}; it is neither generated nor tested."

    def advice(self) -> str:
        """Return what to try."""
        return "Delete the file to drop it, or remove `retired` and `catalogue` from it to keep generating it."
