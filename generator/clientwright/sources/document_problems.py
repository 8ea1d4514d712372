"""Problems of documents that are data: several schemas in one, a name that is in none, JSON Lines."""

from __future__ import annotations

from typing import Any

from clientwright.problems import Problem, Severity, nearest_name


class SeveralSchemas(Problem, code="several-schemas"):
    """A document with several schemas that may be the input, and none was chosen."""

    kind: str
    names: tuple[str, ...]
    FOUND = "this is {kind}, and several parts of it may be the input: {names!q:, 20}."
    ADVICE = "Name one of them with --schema {example!q:200}."

    @property
    def example(self) -> str:
        """A name that can be given."""
        return self.names[0]


class SchemaNotFound(Problem, code="schema-not-found"):
    """`--schema` names nothing in the document."""

    name: str
    kind: str
    names: tuple[str, ...]
    FOUND = "{name!q} is in this document neither an operation, a schema nor a model id: it is {kind}{names:, with {names!q:, 20}|}."
    ADVICE = "{nearest:Did you mean {nearest!q}?|{names:Name one of these with --schema.|Leave out --schema.}}"

    @property
    def nearest(self) -> str:
        """The name that was probably meant."""
        by_lower = {name.lower(): name for name in self.names}
        lower = self.name.lower()
        return by_lower.get(lower, by_lower.get(nearest_name(lower, by_lower), ""))


class IsJsonLines(Problem, code="is-json-lines"):
    """A text with one JSON value on each line."""

    count: int
    FOUND = "this is JSON Lines, {count} values with one on each line, not one document."
    ADVICE = "Save the line that describes the endpoint as a file of its own."


class OutputLeftOut(Problem, code="output-left-out", severity=Severity.INFO):
    """An output that is not an object of URLs, which the service's shared output type does not describe."""

    what: str
    FOUND = "its output is {what}, not an object of URLs, and is left out."
    ADVICE = "The service's shared output type is used; the answer as it was sent is in `raw`."


class OtherEndpoint(Problem, code="other-endpoint"):
    """A document that states another id than the one that was asked for, or than its own entry has."""

    asked: str
    model_id: str
    FOUND = "this document is that of {model_id!q}, not of {asked!q}."
    ADVICE = "Fetch the document of {asked!q} again, or import this one as {model_id!q}."


class InputLacking(Problem, code="input-lacking"):
    """The schema of a submit's body that has the constants of the service, but no input where it belongs."""

    input_at: str
    constants: tuple[str, ...]
    FOUND = "this body has {constants!q: and }, which every call of the service sends, but no object at {input_at!q}, where the service's file says that the input is."
    ADVICE = "Check `input_at` of the submit in service.json, or name the schema of the input with --schema."


class OtherService(Problem, code="other-service", severity=Severity.WARNING):
    """An entry in the form of another service's catalogue."""

    service: str
    pointers: tuple[str, ...]
    FOUND = "this document has the form of the entries of {service!q}: it has {pointers!q:, }."
    ADVICE = "If it is a model of {service!q}, remove the spec and import the document again with --service {service}."


class BadVersion(Problem, code="bad-version"):
    """A version of a model that no call can name."""

    version: Any
    FOUND = "the version of the model is {version!q}."
    ADVICE = "It must be a text of at most 128 letters, digits, dots, dashes and underscores; fetch the entry again."


class VersionNotPinned(Problem, code="version-not-pinned", severity=Severity.INFO):
    """A model without a version, where the service's calls may name one."""

    FOUND = "the document states no version of the model, so calls name the model alone."
    ADVICE = "The provider accepts this for official models only, and may change their inputs at any time: import the API's own entry of the model, or write `version` into the spec."


class SkippedFile(Problem, code="skipped-file", severity=Severity.WARNING):
    """A file of a folder that was named, which is not a page of an endpoint; the other files are read."""

    FOUND = "this file of the folder contains neither a sample call nor an input schema, and is skipped."
    ADVICE = "Save the page again if it should be one, name the pages instead of the folder, or move this file."
