"""Problems of schemas and of pages that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class UnknownType(Problem):
    """A `type` that is neither JSON Schema's nor a known alias."""

    type: str
    nearest: str
    code: ClassVar[str] = "unknown-type"

    def found(self) -> str:
        """Say what was found."""
        return f"the type {quote_value(self.type)} is unknown."

    def advice(self) -> str:
        """Say what to try."""
        return f"Did you mean {self.nearest!r}?" if self.nearest else "Use a type of JSON Schema."


@dataclass(frozen=True, slots=True)
class BadShape(Problem):
    """A keyword whose value has the wrong kind, which no repair can mend."""

    keyword: str
    expected: str
    value: Any
    code: ClassVar[str] = "bad-shape"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.keyword)} is {quote_value(self.value)}."

    def advice(self) -> str:
        """Say what to try."""
        return f"It must be {self.expected}; mend it in the document."


@dataclass(frozen=True, slots=True)
class UnknownKeyword(Problem):
    """A keyword that JSON Schema does not know; it is kept."""

    keyword: str
    nearest: str
    code: ClassVar[str] = "unknown-keyword"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"the keyword {quote_value(self.keyword)} is unknown to JSON Schema; it is kept as it is."

    def advice(self) -> str:
        """Say what to try."""
        return (
            f"Did you mean {self.nearest!r}?" if self.nearest else "Take it out if it says nothing."
        )


@dataclass(frozen=True, slots=True)
class UnknownFormat(Problem):
    """A `format` that is neither JSON Schema's nor a known widget or media kind, or a `misplaced` one; it is kept."""

    format: str
    nearest: str
    misplaced: bool
    code: ClassVar[str] = "unknown-format"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        why = "does not fit a field of this type" if self.misplaced else "is unknown"
        return f"the format {quote_value(self.format)} {why}; it is kept as it is."

    def advice(self) -> str:
        """Say what to try."""
        if self.misplaced and not self.nearest:
            return (
                "It belongs to a text, or a list of texts: mend the type, or take the format out."
            )
        return (
            f"Did you mean {self.nearest!r}?" if self.nearest else "Take it out if it says nothing."
        )


@dataclass(frozen=True, slots=True)
class AmbiguousItems(Problem):
    """`items` may be a schema or a bare map of names to schemas."""

    names: tuple[str, ...]
    code: ClassVar[str] = "ambiguous-items"

    def found(self) -> str:
        """Say what was found."""
        return f"`items` with {', '.join(map(quote_value, self.names))} may be a schema or a map of properties."

    def advice(self) -> str:
        """Say what to try."""
        return (
            'Write {"type": "object", "properties": {...}} in the document if these are properties.'
        )


@dataclass(frozen=True, slots=True)
class BadValidation(Problem):
    """An entry of the vendor's `validations` that cannot be read; it would be a constraint lost."""

    entry: Any
    code: ClassVar[str] = "bad-validation"

    def found(self) -> str:
        """Say what was found."""
        return f"the validation {quote_value(self.entry)} cannot be read."

    def advice(self) -> str:
        """Say what to try."""
        return 'A rule is a measure and a sign, such as "file_size_mb<", its value a number.'


@dataclass(frozen=True, slots=True)
class MediaUnclear(Problem):
    """Prose lists file formats of several kinds of media for one field."""

    kinds: tuple[str, ...]
    code: ClassVar[str] = "media-unclear"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"the description lists formats of {' and '.join(self.kinds)}; none was taken as the field's kind."

    def advice(self) -> str:
        """Say what to try."""
        return "Write x-media into the spec by hand if the field takes one kind only."


@dataclass(frozen=True, slots=True)
class PagesDisagree(Problem):
    """Two pages of one endpoint say different things in the same place."""

    value: Any
    other: Location
    other_value: Any
    code: ClassVar[str] = "pages-disagree"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.value)} stands here, but {quote_value(self.other_value)} at {self.other}."

    def advice(self) -> str:
        """Say what to try."""
        return "Take both pages again; import only the newer one if they still disagree."


@dataclass(frozen=True, slots=True)
class WordsDisagree(Problem):
    """Two pages in one language say the same thing in different words."""

    locale: str
    value: str
    other: Location
    other_value: str
    code: ClassVar[str] = "words-disagree"

    def found(self) -> str:
        """Say what was found."""
        return f"in {self.locale}, {quote_value(self.value)} stands here, but {quote_value(self.other_value)} at {self.other}."

    def advice(self) -> str:
        """Say what to try."""
        return "Import one page per language."


@dataclass(frozen=True, slots=True)
class WordsReplaced(Problem):
    """A changed page took the place of words that a person had written."""

    locale: str
    before: str
    after: str
    code: ClassVar[str] = "words-replaced"
    severity: ClassVar[Severity] = Severity.INFO

    def found(self) -> str:
        """Say what was found."""
        return f"the {self.locale} page changed: {quote_value(self.before)} became {quote_value(self.after)}."

    def advice(self) -> str:
        """Say what to try."""
        return "Write your words again if they are still the better ones."
