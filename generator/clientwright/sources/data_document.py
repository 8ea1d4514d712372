"""A document that is data, JSON or YAML: a bare JSON Schema, or whatever holds one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clientwright.io.json_types import is_dict
from clientwright.problems import Location, Problem
from clientwright.sources.bundled_schema import bundle_schema
from clientwright.sources.document_outputs import describe_other_output
from clientwright.sources.document_problems import (
    BadVersion,
    InputLacking,
    OtherEndpoint,
    OtherService,
    OutputLeftOut,
    VersionNotPinned,
)
from clientwright.sources.documents import Document, JsonBlock, RawEndpoint, ReadOptions, Source
from clientwright.sources.language_detection import detect_language, is_likely_english
from clientwright.sources.locale import choose_locale, locale_doubts, schema_texts
from clientwright.sources.nested_schemas import find_schemas, states_id
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
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,128}")


def can_read(source: Source) -> bool:
    """Return whether a source is JSON or YAML."""
    return is_data(source)


def read(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a document: return the endpoint whose schema it has, or every problem at once."""
    document = parse_document(source)
    if not isinstance(document, ParsedDocument):
        return document
    search = find_schemas(document, options)
    chosen = search.choose(options.schema, options.id)
    if not isinstance(chosen, SchemaCandidate):
        return (
            *_option_problems(source, options),
            *([chosen] if chosen else _nothing_found(search, options)),
        )
    if chosen.lacks_input:
        here = document.block.locate(document.follow(chosen.input, chosen.bases))
        return (InputLacking(here, options.submit.input_at, tuple(options.submit.constants)),)
    return _read_candidate(document, chosen, options)


def _read_candidate(
    document: ParsedDocument, chosen: SchemaCandidate, options: ReadOptions
) -> RawEndpoint | tuple[Problem, ...]:
    block = _block(document, chosen.input, chosen)
    model_id = _model_id(document, chosen, options)
    version = _version(document, chosen, options)
    locale = options.locale or _default_locale(block.value)
    file = Document(block.document.file, "")
    language = choose_locale(locale, file, block.value)
    if not (
        isinstance(model_id, ModelId) and isinstance(language, str) and isinstance(version, str)
    ):
        return tuple(one for one in (model_id, version, language) if isinstance(one, Problem))
    output, output_problems = _output(document, chosen, options)
    unpinned = options.version_at and not version
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
            *_form_doubts(document, options),
            *([VersionNotPinned(Location(document.block.document.file))] if unpinned else []),
        ),
        input_block=block,
        output_block=output,
        version=version,
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
    document: ParsedDocument, chosen: SchemaCandidate, options: ReadOptions
) -> tuple[JsonBlock | None, tuple[Problem, ...]]:
    """Return the output; if all outputs of the service are objects of URLs, a note that another one is left out."""
    if chosen.output is None:
        return None, ()
    block = bundle_schema(document, chosen.output, chosen.bases)
    if options.any_output:
        return (block if is_dict(block.value) else None), ()
    other = describe_other_output(block.value)
    if not other:
        return block, ()
    return None, (OutputLeftOut(block.locate(""), other),)


def _model_id(
    document: ParsedDocument, chosen: SchemaCandidate, options: ReadOptions
) -> ModelId | Problem:
    """Return the id; where the service's entries state theirs, all that is said of it has to agree."""
    here, given = Location(document.block.document.file), options.id
    asked = given if given is not None else (*chosen.stated, "")[-2:][0]
    for text, pointer in chosen.ids if options.id_at else ():
        if text != asked:
            return OtherEndpoint(document.block.locate(pointer), asked, text)
    if given is not None:
        return check_model_id(given, here)
    stated = chosen.stated
    if len(stated) != 1:
        return NoId(here, stated, chosen.suggested_id)
    return check_model_id(stated[0], document.block.locate(chosen.ids[0][1]))


def _version(
    document: ParsedDocument, chosen: SchemaCandidate, options: ReadOptions
) -> str | Problem:
    """Return the version that the entry of the schema states, an empty text if it states none."""
    end = options.id_at[-1] if options.id_at and options.version_at else ""
    for _, pointer in chosen.ids if end else ():
        at = pointer.removesuffix(end) + options.version_at
        found = document.find(at)
        if found is not None and pointer.endswith(end):
            is_version = isinstance(found, str) and _VERSION.fullmatch(found)
            return found if is_version else BadVersion(document.block.locate(at), found)
    return ""


def _form_doubts(document: ParsedDocument, options: ReadOptions) -> Iterator[Problem]:
    """Yield a warning if this is an entry of another service's catalogue, and none of this service's."""
    if any(document.find(at) is not None for at in options.id_at):
        return
    for name, pointers in options.other_entries.items():
        if all(document.find(at) is not None for at in pointers):
            yield OtherService(document.block.locate(pointers[0]), name, tuple(pointers))
            return


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
    is_known = options.id is not None or states_id(search.document.value, options.id_at)
    return (*(() if is_known else [NoId(here)]), NoSchema(here, kind, names))


def _option_problems(source: Source, options: ReadOptions) -> Iterator[Problem]:
    """Yield what is wrong with the options, whichever schema is meant."""
    here = Location(source.name)
    locale = choose_locale(options.locale or DEFAULT_LOCALE, Document(source.name, ""), {})
    checked = (options.id and check_model_id(options.id, here), locale)
    yield from (one for one in checked if isinstance(one, Problem))
