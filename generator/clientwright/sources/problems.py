"""Problems of documents: not an endpoint's page, cut off, contradictory, or a catalogue that is none."""

from __future__ import annotations

from typing import Any

from clientwright.problems import Location, Problem, Severity
from clientwright.sources.language_codes import suggest_language


class NotAnEndpointPage(Problem, code="not-an-endpoint-page"):
    """The document contains neither a sample call nor an input schema."""

    is_empty: bool = False
    FOUND = "this document {is_empty:is empty|contains neither a sample call nor an input schema}."
    ADVICE = "Pass the API page of one model endpoint, saved as text or HTML, or its JSON Schema."


class NoSchema(Problem, code="no-schema"):
    """The document contains no input schema; `kind` is what it is, if it is data."""

    kind: str = ""
    schemas: tuple[str, ...] = ()
    FOUND = "{kind:this is {kind}, and there is no input schema in it|there is no input schema: no JSON object with `properties`}{schemas:; it has the schemas {schemas:, 20}|}."
    ADVICE = "{schemas:Name the one of the input with --schema.|{kind:Give its JSON Schema, an OpenAPI document, or a tool or model with one under `input_schema`.|Save the full page, including its schema section.}}"


class NoOutputSchema(Problem, code="no-output-schema", severity=Severity.WARNING):
    """A page without an output schema; the service's shared output schema is used."""

    FOUND = 'there is no output schema: no object of the form {{"output": ...}}.'
    ADVICE = "The service's shared output type is used; save the full page if it documents another."


class TwoSchemas(Problem, code="two-schemas"):
    """Two different blocks that both look like the endpoint's schema."""

    which: str
    other: Location
    FOUND = "this {which} schema differs from the one at {other}."
    ADVICE = "Import one endpoint per document."


class BrokenSchema(Problem, code="broken-schema"):
    """A schema that is not JSON to its end."""

    starts: Location
    reason: str
    FOUND = "the schema that starts at {starts} breaks off here: {reason}."
    ADVICE = "Save the full page again from its source."


class TangledPage(Problem, code="tangled-page"):
    """More apparent starts of JSON than any page has."""

    limit: int
    FOUND = "more than {limit} places look like the start of JSON but are not."
    ADVICE = "Check where the document comes from, or import the bare JSON Schema with --id."


class NoSampleCall(Problem, code="no-sample-call"):
    """A page without a sample call, which would state the model id."""

    form: str
    FOUND = "there is no sample call (curl with the URL of {form})."
    ADVICE = "Save the full page with its sample call, or pass the id with --id vendor/model."


class IsOpenApi(Problem, code="is-openapi"):
    """An OpenAPI document in which no operation says what the input is."""

    schemas: tuple[str, ...]
    kind: str = "an OpenAPI document"
    FOUND = "this is {kind}, and no POST in it has a JSON body{schemas:; it has the schemas {schemas:, 20}|}."
    ADVICE = "{schemas:Name the schema of the input with --schema {example!q:200}.|Give a document with the POST that submits a job, or the JSON Schema of its body.}"

    @property
    def example(self) -> str:
        """A name that can be given."""
        likely = (name for name in self.schemas if name.endswith(("Input", "Request")))
        return next(likely, (*self.schemas, "")[0])


class NoId(Problem, code="no-id"):
    """A document that does not state one id; `stated` are the different ones that it states."""

    stated: tuple[str, ...] = ()
    suggested: str = ""
    FOUND = "this document {stated:names several model ids ({stated!q:, })|does not state which endpoint it belongs to}."
    ADVICE = "Add --id {suggested:{suggested}, if that is its id|vendor/model}."


class CallsDisagree(Problem, code="calls-disagree"):
    """Two sample calls of one document name different models."""

    model_id: str
    other_id: str
    other: Location
    FOUND = "this sample call names {model_id!q}, {other} names {other_id!q}."
    ADVICE = "Import one endpoint per document, or choose one with --id {other_id!q}."


class TitleDisagrees(Problem, code="title-disagrees"):
    """A page whose title is the id of another model than that of its sample call."""

    model_id: str
    other_id: str
    other: Location
    FOUND = "the title names {model_id!q}, but the sample call at {other} names {other_id!q}."
    ADVICE = "Choose the right one with --id, for example --id {other_id!q}."


class IdSpelledTwice(Problem, code="id-spelled-twice", severity=Severity.WARNING):
    """A page whose title spells the id of its sample call otherwise; the call's is taken."""

    model_id: str
    other_id: str
    other: Location
    FOUND = "the title says {model_id!q}, but the sample call at {other} goes to {other_id!q}."
    ADVICE = "The sample call is right unless the provider says otherwise; choose with --id."


class IdUnclear(Problem, code="id-unclear"):
    """A URL of a model that does not show where the id ends; `readings` are what it may be."""

    readings: tuple[str, ...]
    FOUND = "where the model id in this URL ends cannot be told: it may be {readings!q: or 4}."
    ADVICE = "Choose the right one with --id, for example --id {first!q}."

    @property
    def first(self) -> str:
        """The likeliest reading."""
        return self.readings[0]


class IdChosen(Problem, code="id-chosen", severity=Severity.WARNING):
    """A page that names several models, or a document that names another one, imported with the id of `--id`."""

    model_id: str
    found_ids: tuple[str, ...]
    FOUND = "this document names {found_ids: and }; it is imported as {model_id!q}, as --id says."
    ADVICE = "Check that its schema is that of {model_id!q}."


class IdContradicts(Problem, code="id-contradicts"):
    """`--id` differs from the id of the sample call."""

    given: str
    model_id: str
    FOUND = "--id is {given!q}, but the sample call names {model_id!q}."
    ADVICE = "Leave out --id: a page states its own id."


class UnknownHost(Problem, code="unknown-host"):
    """A sample call to a host that is not the service's."""

    host: str
    hosts: tuple[str, ...]
    FOUND = "this sample call goes to {host!q}, which is not one of the service's hosts."
    ADVICE = "Import pages of this service ({hosts:, }), or add the host to service.json."


class SampleUnreadable(Problem, code="sample-unreadable", severity=Severity.WARNING):
    """A sample payload that is not JSON; demo values cannot be recognized by it."""

    reason: str
    FOUND = "the payload of this sample call cannot be read: {reason}."
    ADVICE = "Review the imported defaults: some may be demo values."


class LocaleUnknown(Problem, code="locale-unknown", severity=Severity.INFO):
    """A document whose language cannot be told: its texts are kept under `und`."""

    FOUND = 'the language of this document cannot be told from its texts, so they are kept as "und", and rules that they state are not found.'
    ADVICE = "If you know it, say it with --locale LANGUAGE={name}, with the tag of its language for LANGUAGE (sw is Swahili, zh-TW traditional Chinese)."

    @property
    def name(self) -> str:
        """The document's name, without its folder."""
        return self.location.file.rpartition("/")[2] or self.location.file


class BadLocale(Problem, code="bad-locale"):
    """A language tag that is invalid, or whose language does not exist."""

    locale: str
    FOUND = "{locale!q} is not the tag of a language."
    ADVICE = "{meant:Did you mean {meant}? |}Use a tag such as en, ja or zh-TW."

    @property
    def meant(self) -> str:
        """The tag that was probably meant."""
        return suggest_language(self.locale)


class LocaleDoubtful(Problem, code="locale-doubtful", severity=Severity.WARNING):
    """A document whose text is clearly in another language than --locale says."""

    locale: str
    detected: str
    FOUND = "its text looks like {detected}, but it was imported as {locale!q}."
    ADVICE = "If it is wrong, remove these words from the spec and import again without --locale."


class IsCatalogue(Problem, code="is-catalogue"):
    """A catalogue of many endpoints where the document of one is expected."""

    entries: int
    FOUND = "this is a catalogue with {entries} entries, not the document of one endpoint."
    ADVICE = "Run 'clientwright sync --catalogue FILE'."


class NotACatalogue(Problem, code="not-a-catalogue"):
    """JSON that is not a catalogue."""

    FOUND = "there is no list of endpoints: neither an object with `models` nor a list."
    ADVICE = "Save the response of GET /v1/models?include_schema=true unchanged."


class BadEntry(Problem, code="bad-entry"):
    """A catalogue entry that does not describe an endpoint."""

    reason: str
    FOUND = "this entry cannot be read: {reason}."
    ADVICE = "Fetch the catalogue again; if the entry is still wrong, report it to the provider."


class EntryWithoutSchema(Problem, code="entry-without-schema"):
    """A catalogue entry without an input schema."""

    FOUND = "this entry has no `input_schema`."
    ADVICE = "{from_url:It was requested (include_schema=true): ask the provider why it is missing.|Save the response of GET /v1/models?include_schema=true, which includes it.}"


class OddEntry(Problem, code="odd-entry", severity=Severity.WARNING):
    """An entry's field of the wrong type; it is left out."""

    key: str
    value: Any
    FOUND = "`{key}` is {value!q}, which is not a valid value; it is left out."
    ADVICE = "Check the catalogue; the endpoint's schema is imported regardless."
