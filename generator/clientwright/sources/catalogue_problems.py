"""Problems of catalogues: documents that are none, and entries that are unreadable in whole or in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from clientwright.problems import Problem, Severity, quote_value
from clientwright.sources.load_source import is_url


@dataclass(frozen=True, slots=True)
class IsCatalogue(Problem):
    """A catalogue of many endpoints where the document of one is expected."""

    entries: int
    code: ClassVar[str] = "is-catalogue"

    def found(self) -> str:
        """Return what was found."""
        return f"this is a catalogue with {self.entries} entries, not the document of one endpoint."

    def advice(self) -> str:
        """Return what to try."""
        return "Run 'clientwright sync --catalogue FILE'."


@dataclass(frozen=True, slots=True)
class NotACatalogue(Problem):
    """JSON that is not a catalogue."""

    code: ClassVar[str] = "not-a-catalogue"

    def found(self) -> str:
        """Return what was found."""
        return "there is no list of endpoints: neither an object with `models` nor a list."

    def advice(self) -> str:
        """Return what to try."""
        return "Save the response of GET /v1/models?include_schema=true unchanged."


@dataclass(frozen=True, slots=True)
class BadEntry(Problem):
    """A catalogue entry that does not describe an endpoint."""

    reason: str
    code: ClassVar[str] = "bad-entry"

    def found(self) -> str:
        """Return what was found."""
        return f"this entry cannot be read: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Fetch the catalogue again; if the entry is still wrong, report it to the provider."


@dataclass(frozen=True, slots=True)
class EntryWithoutSchema(Problem):
    """A catalogue entry without an input schema."""

    code: ClassVar[str] = "entry-without-schema"

    def found(self) -> str:
        """Return what was found."""
        return "this entry has no `input_schema`."

    def advice(self) -> str:
        """Return what to try."""
        if is_url(self.location.file):
            return "The request asked for it (include_schema=true): ask the provider why it is missing."
        return "Save the response of GET /v1/models?include_schema=true, which includes it."


@dataclass(frozen=True, slots=True)
class OddEntry(Problem):
    """An entry's field of the wrong type; it is left out."""

    key: str
    value: Any
    code: ClassVar[str] = "odd-entry"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"`{self.key}` is {quote_value(self.value)}, which is not a valid value; it is left out."

    def advice(self) -> str:
        """Return what to try."""
        return "Check the catalogue; the endpoint's schema is imported regardless."
