"""What the judge finds in specs."""

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
        """Say what was found."""
        return f"this is not JSON Schema 2020-12: {escape_unprintable(self.reason)}."

    def advice(self) -> str:
        """Say what to try."""
        return (
            "Mend the schema, or import the page again: the importer repairs what pages get wrong."
        )


@dataclass(frozen=True, slots=True)
class BrokenReference(Problem):
    """A `$ref` that is not followed."""

    target: str
    reason: str
    code: ClassVar[str] = "broken-reference"

    def found(self) -> str:
        """Say what was found."""
        return f"the reference {quote_value(self.target)} is not followed: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Write the schema out where it is used, or under $defs of the same file."


@dataclass(frozen=True, slots=True)
class UnsupportedKeyword(Problem):
    """A keyword that no generated package would keep."""

    keyword: str
    reason: str
    code: ClassVar[str] = "unsupported-keyword"

    def found(self) -> str:
        """Say what was found."""
        return f"{self.keyword} cannot be kept by a generated client: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Say the same with other keywords, or take it out and write it down under notes."


@dataclass(frozen=True, slots=True)
class IdleKeyword(Problem):
    """A key that JSON Schema does not know; it changes nothing."""

    keyword: str
    nearest: str
    code: ClassVar[str] = "idle-keyword"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.keyword)} is no keyword of JSON Schema 2020-12 and constrains nothing."

    def advice(self) -> str:
        """Say what to try."""
        return (
            f"Did you mean {self.nearest}?"
            if self.nearest
            else "Take it out, or name it x-… to keep it."
        )


@dataclass(frozen=True, slots=True)
class NotPortablePattern(Problem):
    """A regular expression that Python and ECMA-262 understand differently."""

    pattern: str
    reason: str
    code: ClassVar[str] = "not-portable-pattern"

    def found(self) -> str:
        """Say what was found."""
        return f"the pattern {quote_value(self.pattern)} cannot be kept exactly: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Write it with literals, classes, groups and plain quantifiers."


@dataclass(frozen=True, slots=True)
class InputNotObject(Problem):
    """The input is not an object with properties: there are no arguments to make of it."""

    code: ClassVar[str] = "input-not-object"

    def found(self) -> str:
        """Say what was found."""
        return "the input is not an object with properties."

    def advice(self) -> str:
        """Say what to try."""
        return "A job's input is a JSON object: give type object and at least one property."


@dataclass(frozen=True, slots=True)
class HiddenProperties(Problem):
    """A closed object beside whose properties a branch names more."""

    names: tuple[str, ...]
    code: ClassVar[str] = "hidden-properties"

    def found(self) -> str:
        """Say what was found."""
        listed = ", ".join(map(quote_value, self.names))
        return (
            f"the object is closed to its own properties, but a branch beside them names {listed}."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "Name them under properties too, or open the object with additionalProperties: true."


@dataclass(frozen=True, slots=True)
class RequiredUnknown(Problem):
    """`required` names a property that does not exist: nothing could be submitted."""

    name: str
    nearest: str
    code: ClassVar[str] = "required-names-nothing"

    def found(self) -> str:
        """Say what was found."""
        return f"required names {quote_value(self.name)}, which is no property."

    def advice(self) -> str:
        """Say what to try."""
        return (
            f"Did you mean {self.nearest}?"
            if self.nearest
            else "Take it out, or document the property."
        )


@dataclass(frozen=True, slots=True)
class DefaultOutside(Problem):
    """A documented default that its own schema refuses."""

    default: Any
    keyword: str
    reason: str
    code: ClassVar[str] = "default-outside"

    def found(self) -> str:
        """Say what was found."""
        return f"the default {quote_value(self.default)} breaks its own {self.keyword}: {escape_unprintable(self.reason)}."

    def advice(self) -> str:
        """Say what to try."""
        return "Take the default out: rules are evaluated with it when the caller leaves the field out."


@dataclass(frozen=True, slots=True)
class RuleNamesNothing(Problem):
    """A rule about a place that the input schema does not have."""

    kind: str
    path: str
    code: ClassVar[str] = "rule-names-nothing"

    def found(self) -> str:
        """Say what was found."""
        return (
            f"the {self.kind} rule names {quote_value(self.path)}, which the input does not have."
        )

    def advice(self) -> str:
        """Say what to try."""
        return "Mend the path, or take the rule out if the field is gone."


@dataclass(frozen=True, slots=True)
class NeverReached(Problem):
    """A bound that a rule makes unreachable; information, with the arithmetic."""

    keyword: str
    written: int
    reachable: int
    arithmetic: str
    kind: str
    code: ClassVar[str] = "never-reached"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"{self.keyword}: {self.written} can never be reached: {self.arithmetic}; at most {self.reachable} fit the {self.kind} rule."

    def advice(self) -> str:
        """Say what to try."""
        return "Nothing needs to change; the documented bound is kept."


@dataclass(frozen=True, slots=True)
class UnreadRule(Problem):
    """Prose that smells of a rule which nothing recognises."""

    locale: str
    sentence: str
    code: ClassVar[str] = "unread-rule"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"this may be a rule that nothing checks: {quote_value(self.sentence, 200)}"

    def advice(self) -> str:
        """Say what to try."""
        return "If it is one, write it under rules; if it is none, no harm is done."


@dataclass(frozen=True, slots=True)
class LostRule(Problem):
    """Prose that says a rule which the spec does not hold."""

    locale: str
    sentence: str
    rule: str
    code: ClassVar[str] = "lost-rule"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"the spec holds no such rule: {quote_value(self.sentence, 200)}"

    def advice(self) -> str:
        """Say what to try."""
        return f"Write it under rules ({self.rule}), or drop the sentence if it is wrong."


@dataclass(frozen=True, slots=True)
class RetiredEndpoint(Problem):
    """An endpoint that the provider has taken out of its catalogue."""

    model_id: str
    code: ClassVar[str] = "retired"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"the provider no longer lists {quote_value(self.model_id)}; it is neither generated nor tested."

    def advice(self) -> str:
        """Say what to try."""
        return "Delete the file to drop it; take `retired` and `catalogue` out to generate it all the same."
