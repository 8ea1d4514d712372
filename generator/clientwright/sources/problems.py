"""Problems of documents: not an endpoint's page, cut off, or contradictory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value
from clientwright.sources.language_codes import suggest_language


@dataclass(frozen=True, slots=True)
class NotAnEndpointPage(Problem):
    """The document contains neither a sample call nor an input schema."""

    code: ClassVar[str] = "not-an-endpoint-page"

    def found(self) -> str:
        """Return what was found."""
        return "this document contains neither a sample call nor an input schema."

    def advice(self) -> str:
        """Return what to try."""
        return "Pass the API page of one model endpoint, saved as text or HTML, or its JSON Schema."


@dataclass(frozen=True, slots=True)
class NoSchema(Problem):
    """The document contains no input schema."""

    code: ClassVar[str] = "no-schema"

    def found(self) -> str:
        """Return what was found."""
        return "there is no input schema: no JSON object with `properties`."

    def advice(self) -> str:
        """Return what to try."""
        return "Save the full page, including its schema section."


@dataclass(frozen=True, slots=True)
class NoOutputSchema(Problem):
    """A page without an output schema; the service's shared output schema is used."""

    code: ClassVar[str] = "no-output-schema"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return 'there is no output schema: no object of the form {"output": ...}.'

    def advice(self) -> str:
        """Return what to try."""
        return (
            "The service's shared output type is used; save the full page if it documents another."
        )


@dataclass(frozen=True, slots=True)
class TwoSchemas(Problem):
    """Two different blocks that both look like the endpoint's schema."""

    which: str
    other: Location
    code: ClassVar[str] = "two-schemas"

    def found(self) -> str:
        """Return what was found."""
        return f"this {self.which} schema differs from the one at {self.other}."

    def advice(self) -> str:
        """Return what to try."""
        return "Import one endpoint per document."


@dataclass(frozen=True, slots=True)
class BrokenSchema(Problem):
    """A schema that is not JSON to its end."""

    starts: Location
    reason: str
    code: ClassVar[str] = "broken-schema"

    def found(self) -> str:
        """Return what was found."""
        return f"the schema that starts at {self.starts} breaks off here: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Save the full page again from its source."


@dataclass(frozen=True, slots=True)
class TangledPage(Problem):
    """More apparent starts of JSON than any page has."""

    limit: int
    code: ClassVar[str] = "tangled-page"

    def found(self) -> str:
        """Return what was found."""
        return f"more than {self.limit} places look like the start of JSON but are not."

    def advice(self) -> str:
        """Return what to try."""
        return "Check where the document comes from, or import the bare JSON Schema with --id."


@dataclass(frozen=True, slots=True)
class NoSampleCall(Problem):
    """A page without a sample call, which would state the model id."""

    code: ClassVar[str] = "no-sample-call"

    def found(self) -> str:
        """Return what was found."""
        return "there is no sample call (curl with the URL of .../v1/models/<id>)."

    def advice(self) -> str:
        """Return what to try."""
        return "Save the full page with its sample call, or pass the id with --id vendor/model."


@dataclass(frozen=True, slots=True)
class NoId(Problem):
    """A bare schema without an id."""

    code: ClassVar[str] = "no-id"

    def found(self) -> str:
        """Return what was found."""
        return "a bare JSON Schema does not state which endpoint it belongs to."

    def advice(self) -> str:
        """Return what to try."""
        return "Add --id vendor/model."


@dataclass(frozen=True, slots=True)
class CallsDisagree(Problem):
    """Two sample calls of one document name different models."""

    model_id: str
    other_id: str
    other: Location
    code: ClassVar[str] = "calls-disagree"

    def found(self) -> str:
        """Return what was found."""
        return f"this sample call names {quote_value(self.model_id)}, {self.other} names {quote_value(self.other_id)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Import one endpoint per document."


@dataclass(frozen=True, slots=True)
class IdContradicts(Problem):
    """`--id` differs from the id of the sample call."""

    given: str
    model_id: str
    code: ClassVar[str] = "id-contradicts"

    def found(self) -> str:
        """Return what was found."""
        return f"--id is {quote_value(self.given)}, but the sample call names {quote_value(self.model_id)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Leave out --id: a page states its own id."


@dataclass(frozen=True, slots=True)
class UnknownHost(Problem):
    """A sample call to a host that is not the service's."""

    host: str
    hosts: tuple[str, ...]
    code: ClassVar[str] = "unknown-host"

    def found(self) -> str:
        """Return what was found."""
        return f"this sample call goes to {quote_value(self.host)}, which is not one of the service's hosts."

    def advice(self) -> str:
        """Return what to try."""
        return f"Import pages of this service ({', '.join(self.hosts)}), or add the host to service.json."


@dataclass(frozen=True, slots=True)
class SampleUnreadable(Problem):
    """A sample payload that is not JSON; demo values cannot be recognized by it."""

    reason: str
    code: ClassVar[str] = "sample-unreadable"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"the payload of this sample call cannot be read: {self.reason}."

    def advice(self) -> str:
        """Return what to try."""
        return "Review the imported defaults: some may be demo values."


@dataclass(frozen=True, slots=True)
class LocaleUnknown(Problem):
    """The document's language cannot be detected."""

    code: ClassVar[str] = "locale-unknown"

    def found(self) -> str:
        """Return what was found."""
        return "the language of this document cannot be detected from its text."

    def advice(self) -> str:
        """Return what to try."""
        return "Pass it with --locale, for example --locale en."


@dataclass(frozen=True, slots=True)
class BadLocale(Problem):
    """A language tag that is invalid, or whose language does not exist."""

    locale: str
    code: ClassVar[str] = "bad-locale"

    def found(self) -> str:
        """Return what was found."""
        return f"{quote_value(self.locale)} is not the tag of a language."

    def advice(self) -> str:
        """Return what to try."""
        meant = suggest_language(self.locale)
        hint = f"Did you mean {meant}? " if meant else ""
        return f"{hint}Use a tag such as en, ja or zh-TW."


@dataclass(frozen=True, slots=True)
class LocaleDoubtful(Problem):
    """A document whose text is clearly in another language than --locale says."""

    locale: str
    detected: str
    code: ClassVar[str] = "locale-doubtful"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Return what was found."""
        return f"its text looks like {self.detected}, but it was imported as {quote_value(self.locale)}."

    def advice(self) -> str:
        """Return what to try."""
        return "If it is wrong, remove these words from the spec and import again without --locale."
