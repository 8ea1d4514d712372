"""Problems of documents: what is no endpoint's page, what is cut off, what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Location, Problem, Severity, quote_value


@dataclass(frozen=True, slots=True)
class NotAnEndpointPage(Problem):
    """The document holds neither a sample call nor an input schema."""

    code: ClassVar[str] = "not-an-endpoint-page"

    def found(self) -> str:
        """Say what was found."""
        return "this document holds neither a sample call nor an input schema."

    def advice(self) -> str:
        """Say what to try."""
        return "Give the API page of one model endpoint, saved as text or HTML, or its JSON Schema."


@dataclass(frozen=True, slots=True)
class NoSchema(Problem):
    """The document holds no input schema."""

    code: ClassVar[str] = "no-schema"

    def found(self) -> str:
        """Say what was found."""
        return "no input schema stands here: no JSON object with `properties`."

    def advice(self) -> str:
        """Say what to try."""
        return "Save the whole page, down to its schema section."


@dataclass(frozen=True, slots=True)
class NoOutputSchema(Problem):
    """A page without its output block; the service's shared output type is taken."""

    code: ClassVar[str] = "no-output-schema"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return 'no output schema stands here: no object of the form {"output": ...}.'

    def advice(self) -> str:
        """Say what to try."""
        return (
            "The service's shared output type is taken; save the whole page if it says otherwise."
        )


@dataclass(frozen=True, slots=True)
class TwoSchemas(Problem):
    """Two different blocks claim to be the same schema."""

    which: str
    other: Location
    code: ClassVar[str] = "two-schemas"

    def found(self) -> str:
        """Say what was found."""
        return f"a second {self.which} schema stands here, other than the one at {self.other}."

    def advice(self) -> str:
        """Say what to try."""
        return "Import one endpoint per document."


@dataclass(frozen=True, slots=True)
class BrokenSchema(Problem):
    """A schema that stops being JSON before its end."""

    starts: Location
    reason: str
    code: ClassVar[str] = "broken-schema"

    def found(self) -> str:
        """Say what was found."""
        return f"the schema that starts at {self.starts} breaks off here: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Take the page again, whole, from its source."


@dataclass(frozen=True, slots=True)
class TangledPage(Problem):
    """More beginnings of JSON than any page has."""

    limit: int
    code: ClassVar[str] = "tangled-page"

    def found(self) -> str:
        """Say what was found."""
        return f"more than {self.limit} places look like the start of JSON and are none."

    def advice(self) -> str:
        """Say what to try."""
        return "Check where the document comes from, or give the bare JSON Schema with --id."


@dataclass(frozen=True, slots=True)
class NoSampleCall(Problem):
    """The model id is said by the sample call, and there is none."""

    code: ClassVar[str] = "no-sample-call"

    def found(self) -> str:
        """Say what was found."""
        return "no sample call (curl with the URL of .../v1/models/<id>) stands here."

    def advice(self) -> str:
        """Say what to try."""
        return "Save the whole page with its sample call, or say the id with --id vendor/model."


@dataclass(frozen=True, slots=True)
class NoId(Problem):
    """A bare schema does not say whose it is."""

    code: ClassVar[str] = "no-id"

    def found(self) -> str:
        """Say what was found."""
        return "a bare JSON Schema does not say which endpoint it belongs to."

    def advice(self) -> str:
        """Say what to try."""
        return "Add --id vendor/model."


@dataclass(frozen=True, slots=True)
class CallsDisagree(Problem):
    """Two sample calls of one document name different models."""

    model_id: str
    other_id: str
    other: Location
    code: ClassVar[str] = "calls-disagree"

    def found(self) -> str:
        """Say what was found."""
        return f"this sample call names {quote_value(self.model_id)}, {self.other} names {quote_value(self.other_id)}."

    def advice(self) -> str:
        """Say what to try."""
        return "Import one endpoint per document."


@dataclass(frozen=True, slots=True)
class IdContradicts(Problem):
    """The id that was given is not the id of the sample call."""

    given: str
    model_id: str
    code: ClassVar[str] = "id-contradicts"

    def found(self) -> str:
        """Say what was found."""
        return f"--id says {quote_value(self.given)}, the sample call here says {quote_value(self.model_id)}."

    def advice(self) -> str:
        """Say what to try."""
        return "Leave --id out: a page says its own id."


@dataclass(frozen=True, slots=True)
class UnknownHost(Problem):
    """A sample call goes to a host that is not the service's."""

    host: str
    hosts: tuple[str, ...]
    code: ClassVar[str] = "unknown-host"

    def found(self) -> str:
        """Say what was found."""
        return f"this sample call goes to {quote_value(self.host)}, which is none of the service's hosts."

    def advice(self) -> str:
        """Say what to try."""
        return f"Import pages of this service ({', '.join(self.hosts)}), or add the host to service.json."


@dataclass(frozen=True, slots=True)
class SampleUnreadable(Problem):
    """The sample call's payload is not JSON; demo values cannot be told by it."""

    reason: str
    code: ClassVar[str] = "sample-unreadable"
    severity: ClassVar[Severity] = Severity.WARNING

    def found(self) -> str:
        """Say what was found."""
        return f"the payload of this sample call cannot be read: {self.reason}."

    def advice(self) -> str:
        """Say what to try."""
        return "Look through the imported defaults: a demo value may be among them."


@dataclass(frozen=True, slots=True)
class LocaleUnknown(Problem):
    """The document's language cannot be told."""

    code: ClassVar[str] = "locale-unknown"

    def found(self) -> str:
        """Say what was found."""
        return "the language of this document cannot be told from its words."

    def advice(self) -> str:
        """Say what to try."""
        return "Say it with --locale, for example --locale en."


@dataclass(frozen=True, slots=True)
class BadLocale(Problem):
    """A language tag that is none."""

    locale: str
    code: ClassVar[str] = "bad-locale"

    def found(self) -> str:
        """Say what was found."""
        return f"{quote_value(self.locale)} is no language tag."

    def advice(self) -> str:
        """Say what to try."""
        return "Use a tag such as en, ja or zh-TW."
