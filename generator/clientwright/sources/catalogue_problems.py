"""Problems of catalogues: what is none, and entries that cannot be read, or only in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from clientwright.problems import Problem, Severity, quote_value
from clientwright.sources.load_source import is_url


@dataclass(frozen=True, slots=True)
class IsCatalogue(Problem):
    """A catalogue of many endpoints, where one endpoint's document is read."""

    entries: int
    code: ClassVar[str] = "is-catalogue"

    def found(self) -> str:
        """Say what was found."""
        return f"this is a catalogue with {self.entries} entries, not the document of one endpoint."

    def advice(self) -> str:
        """Say what to try."""
        return "Run 'clientwright sync --catalogue FILE'."


@dataclass(frozen=True, slots=True)
class NotACatalogue(Problem):
    """JSON that is no catalogue."""

    code: ClassVar[str] = "not-a-catalogue"

    def found(self) -> str:
        """Say what was found."""
        return "no list of endpoints stands here: neither an object with `models` nor a list."

    def advice(self) -> str:
        """Say what to try."""
        return "Save the answer of GET /v1/models?include_schema=true as it is."


@dataclass(frozen=True, slots=True)
class BadEntry(Problem):
    """An entry of a catalogue that says no endpoint."""

    reason: str
    code: ClassVar[str] = "bad-entry"

    def found(self) -> str:
        """Say what was found."""
        return f"this entry cannot be read: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Take the catalogue again; if it still says so, tell the provider."


@dataclass(frozen=True, slots=True)
class EntryWithoutSchema(Problem):
    """An entry of a catalogue without the schema of its input."""

    code: ClassVar[str] = "entry-without-schema"

    def found(self) -> str:
        """Say what was found."""
        return "this entry has no `input_schema`."

    def advice(self) -> str:
        """Say what to try."""
        if is_url(self.location.file):
            return "It was asked for (include_schema=true): ask the provider why it is missing."
        return "Save the answer of GET /v1/models?include_schema=true, which has it."


@dataclass(frozen=True, slots=True)
class OddEntry(Problem):
    """A field of an entry that is not of the kind it should be; it is left out."""

    key: str
    value: Any
    code: ClassVar[str] = "odd-entry"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"`{self.key}` is {quote_value(self.value)}, which cannot be meant; it is left out."

    def advice(self) -> str:
        """Say what to try."""
        return "Look at the catalogue; the endpoint's schema is read all the same."
