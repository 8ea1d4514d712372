"""A document that is data, JSON or YAML: a bare JSON Schema, or whatever holds one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientwright.problems import Location, Problem
from clientwright.sources.bundled_schema import bundle_schema
from clientwright.sources.document_outputs import describe_other_output
from clientwright.sources.document_problems import OutputLeftOut
from clientwright.sources.documents import Document, JsonBlock, RawEndpoint, ReadOptions, Source
from clientwright.sources.language_detection import detect_language, is_likely_english
from clientwright.sources.locale import choose_locale, locale_doubts, schema_texts
from clientwright.sources.nested_schemas import find_schemas
from clientwright.sources.openapi import is_openapi
from clientwright.sources.parsed_document import (
    ParsedDocument,
    describe_document,
    is_data,
    parse_document,
)
from clientwright.sources.problems import IdChosen, IsOpenApi, NoId, NoSchema
from clientwright.sources.schema_candidates import SchemaCandidate, SchemaSearch
from clientwright.specs.model_ids import ModelId, check_model_id

DEFAULT_LOCALE = "en"


def can_read(source: Source) -> bool:
    """Return whether a source is JSON or YAML."""
    return is_data(source)


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a document: return the endpoint whose schema it has, or every problem at once."""
    document = parse_document(source)
    if not isinstance(document, ParsedDocument):
        return document
    search = find_schemas(document, options.service_hosts)
    chosen = search.choose(options.schema, options.id)
    if not isinstance(chosen, SchemaCandidate):
        return (
            *_option_problems(source, options),
            *([chosen] if chosen else _nothing_found(search, options)),
        )
    return _read_candidate(document, chosen, options)


def _read_candidate(
    document: ParsedDocument, chosen: SchemaCandidate, options: ReadOptions
) -> RawEndpoint | tuple[Problem, ...]:
    block = _block(document, chosen.input, chosen)
    model_id = _model_id(document, chosen, options.id)
    locale = options.locale or _default_locale(block.value)
    file = Document(block.document.file, "")
    language = choose_locale(locale, file, block.value)
    if not isinstance(model_id, ModelId) or not isinstance(language, str):
        return tuple(one for one in (model_id, language) if isinstance(one, Problem))
    output, output_problems = _output(document, chosen)
    return RawEndpoint(
        model_id,
        language,
        block.value,
        output=output.value if output else None,
        location=replace(block.locate(""), pointer=chosen.input),
        problems=(
            *_overridden(document, chosen, options.id),
            *locale_doubts(locale, file, block.value),
            *output_problems,
        ),
        input_block=block,
        output_block=output,
    )


def _default_locale(schema: object) -> str | None:
    """Return English for texts that tell no language, if they are short or look like it."""
    sentences = " ".join(schema_texts(schema, ("description",)))
    texts = " ".join(schema_texts(schema))
    is_told = detect_language(sentences) or detect_language(texts)
    return DEFAULT_LOCALE if not is_told and is_likely_english(sentences or texts) else None


def _block(document: ParsedDocument, pointer: str, chosen: SchemaCandidate) -> JsonBlock:
    if not pointer and "$ref" not in document.value and "allOf" not in document.value:
        return document.block
    return bundle_schema(document, pointer, chosen.bases)


def _output(
    document: ParsedDocument, chosen: SchemaCandidate
) -> tuple[JsonBlock | None, tuple[Problem, ...]]:
    """Return the output if it is an object of URLs, else the note that it is left out."""
    if chosen.output is None:
        return None, ()
    block = bundle_schema(document, chosen.output, chosen.bases)
    other = describe_other_output(block.value)
    if not other:
        return block, ()
    return None, (OutputLeftOut(block.locate(""), other),)


def _model_id(
    document: ParsedDocument, chosen: SchemaCandidate, given: str | None
) -> ModelId | Problem:
    here = Location(document.block.document.file)
    if given is not None:
        return check_model_id(given, here)
    stated = chosen.stated
    if len(stated) != 1:
        return NoId(here, stated, chosen.suggested_id)
    return check_model_id(stated[0], document.block.locate(chosen.ids[0][1]))


def _overridden(
    document: ParsedDocument, chosen: SchemaCandidate, given: str | None
) -> tuple[Problem, ...]:
    stated = dict(reversed(chosen.ids))
    if given is None or not stated or given in stated:
        return ()
    text, pointer = next(iter(stated.items()))
    return (IdChosen(document.block.locate(pointer), given, (text,)),)


def _nothing_found(search: SchemaSearch, options: ReadOptions) -> tuple[Problem, ...]:
    here = Location(search.document.block.document.file)
    kind = describe_document(search.document)
    names = search.schema_names()
    if is_openapi(search.document.value):
        return (IsOpenApi(here, names, kind),)
    return (*([NoId(here)] if options.id is None else []), NoSchema(here, kind, names))


def _option_problems(source: Source, options: ReadOptions) -> Iterator[Problem]:
    """Yield what is wrong with the options, whichever schema is meant."""
    here = Location(source.name)
    locale = choose_locale(options.locale or DEFAULT_LOCALE, Document(source.name, ""), {})
    checked = (options.id and check_model_id(options.id, here), locale)
    yield from (one for one in checked if isinstance(one, Problem))
