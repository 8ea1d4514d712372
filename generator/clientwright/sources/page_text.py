"""Pages saved as text, in any layout: with or without menu, headings, indentation.

The reader looks only for what no layout changes: the curl commands with the model's URL and
payload, and the JSON objects that are schemas. Everything else is prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clientwright.problems import Location, Problem, has_errors
from clientwright.sources.documents import (
    Document,
    JsonBlock,
    RawEndpoint,
    ReadOptions,
    Source,
    normalize_text,
)
from clientwright.sources.locale import choose_locale, locale_doubts
from clientwright.sources.model_urls import find_urls
from clientwright.sources.page_model_id import find_model_id
from clientwright.sources.problems import (
    NoOutputSchema,
    NoSchema,
    NotAnEndpointPage,
    SampleUnreadable,
    TangledPage,
    TwoSchemas,
    UnknownHost,
)
from clientwright.sources.sample_calls import SampleCall, find_sample_calls, name_models
from clientwright.sources.schema_blocks import SchemaBlocks, find_schema_blocks
from clientwright.specs.model_ids import ModelId

MAX_CALLS = 50
"""Largest number of sample calls on a page."""


def can_read(source: Source) -> bool:
    """Return True: any text may be a page."""
    return True


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a page saved as text."""
    document = Document(source.name, normalize_text(source.text))
    return read_document(document, options)


def read_document(document: Document, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read the text of a page: return the endpoint, or every problem at once."""
    submit, hosts = options.submit, options.service_hosts
    urls = name_models(document, list(find_urls(document.text, submit, hosts)), submit)
    calls = list(find_sample_calls(document, urls, MAX_CALLS + 1))
    found = find_schema_blocks(document, [call.span for call in calls[:MAX_CALLS] if call.span])
    here = Location(document.file)
    if not (calls or found.inputs or found.problems):
        return (NotAnEndpointPage(here, not document.text.strip()),)
    model = find_model_id(document, urls, options.id, hosts, str(submit))
    chosen = choose_locale(options.locale, document, found.inputs[0].value if found.inputs else {})
    problems = [
        *_call_problems(document, calls, hosts),
        *model.problems,
        *_block_problems(found, here),
        *_sample_problems(document, calls),
        *([chosen] if isinstance(chosen, Problem) and found.inputs else []),
        *(locale_doubts(options.locale, document, found.inputs[0].value) if found.inputs else ()),
    ]
    if has_errors(problems) or model.id is None or not isinstance(chosen, str):
        return tuple(problems)
    sample = next((call.payload for call in calls if call.payload is not None), None)
    endpoint = _endpoint(model.id, chosen, found)
    sample_input = None if sample is None else submit.input_in(sample)
    return replace(endpoint, sample=sample_input, problems=tuple(problems))


def _endpoint(model_id: ModelId, locale: str, found: SchemaBlocks) -> RawEndpoint:
    output = found.outputs[0] if found.outputs else None
    return RawEndpoint(
        id=model_id,
        locale=locale,
        schema=found.inputs[0].value,
        output=output.value if output else None,
        location=found.inputs[0].locate(""),
        input_block=found.inputs[0],
        output_block=output,
    )


def _call_problems(
    document: Document, calls: Sequence[SampleCall], hosts: Sequence[str]
) -> Iterator[Problem]:
    if len(calls) > MAX_CALLS:
        yield TangledPage(document.location(calls[MAX_CALLS].url.offset), MAX_CALLS)
    known = {host.lower() for host in hosts}
    for call in calls[:MAX_CALLS]:
        if call.url.host not in known:
            here = document.location(call.url.offset)
            yield UnknownHost(here, call.url.host, tuple(hosts))


def _block_problems(found: SchemaBlocks, here: Location) -> Iterator[Problem]:
    yield from found.problems
    yield from _conflicting_blocks("input", found.inputs)
    yield from _conflicting_blocks("output", found.outputs)
    if not found.inputs and not found.problems:
        yield NoSchema(here)
    if found.inputs and not found.outputs and not found.problems:
        yield NoOutputSchema(here)


def _conflicting_blocks(which: str, blocks: Sequence[JsonBlock]) -> Iterator[Problem]:
    for block in blocks[1:]:
        if block.value != blocks[0].value:
            yield TwoSchemas(block.locate(""), which, blocks[0].locate(""))
            return


def _sample_problems(document: Document, calls: Sequence[SampleCall]) -> Iterator[Problem]:
    broken = next((call for call in calls if call.reason), None)
    if broken and not any(call.payload is not None for call in calls):
        yield SampleUnreadable(document.location(broken.url.offset), broken.reason)
