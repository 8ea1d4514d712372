"""Find the schemas that may be the input in a document that is JSON or YAML, whatever holds them.

A tool of an agent protocol has it under `inputSchema` or `parameters`, a model's answer under
`input_schema` or `schema`, or below an OpenAPI document of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from clientwright.io.json_pointer import has_pointer, join_pointer, resolve_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.types import JSON_TYPES
from clientwright.sources.documents import ReadOptions
from clientwright.sources.openapi import is_openapi, list_operations
from clientwright.sources.parsed_document import ParsedDocument
from clientwright.sources.schema_candidates import SchemaCandidate, SchemaSearch, StatedId
from clientwright.specs.model_ids import invalid_id_reason

_INPUTS = (
    "inputschema inputjsonschema requestschema parametersjsonschema argsschema paramsschema "
    "parametersschema jsonschema schema parameters arguments args params inputs input request"
).split()
_OUTPUTS = (
    "outputschema outputjsonschema responseschema responsejsonschema resultschema outputs output "
    "response result returns"
).split()
_IDS = "model_id endpoint_id modelid endpointid model id slug name".replace("_", "").split()
_BRANCHES = ("allOf", "anyOf", "oneOf")
_MAX_DEPTH = 8


def find_schemas(document: ParsedDocument, options: ReadOptions) -> SchemaSearch:
    """Find every schema that may be the input of an endpoint."""
    search = SchemaSearch(document)
    value = document.value
    if not is_openapi(value) and is_root_schema(value):
        ids = tuple(_stated_ids(value, "", options.id_at))
        search.candidates.append(SchemaCandidate("", "", ids=ids))
        return search
    finder = _Finder(search, options)
    finder.visit(value, "", (), "", 0)
    if not search.candidates and not is_openapi(value) and not states_id(value, options.id_at):
        search.candidates += finder.loose or [one for _, one in search.named_schemas()]
    return search


def is_root_schema(value: object) -> bool:
    """Return whether a value says by itself that it is a schema of more than a type."""
    if not is_dict(value):
        return False
    branches = any(is_list(value.get(word)) for word in _BRANCHES)
    return is_dict(value.get("properties")) or isinstance(value.get("$ref"), str) or branches


def _is_schema(value: object) -> bool:
    if not is_dict(value):
        return False
    types = value.get("type")
    listed = types if is_list(types) else [types]
    return is_root_schema(value) or any(one in JSON_TYPES for one in listed)


class _Finder:
    """Walks down a document, and stops at schemas."""

    def __init__(self, search: SchemaSearch, options: ReadOptions) -> None:
        self.search, self.options = search, options
        self.loose: list[SchemaCandidate] = []

    def visit(
        self, value: Any, pointer: str, ids: tuple[StatedId, ...], name: str, depth: int
    ) -> None:
        """Gather the candidates in a value; `ids` and `name` are those of what it belongs to."""
        if is_list(value) and depth < _MAX_DEPTH:
            for n, item in enumerate(value):
                self.visit(item, join_pointer(pointer, n), ids, "", depth + 1)
        if not is_dict(value):
            return
        ids = tuple(_stated_ids(value, pointer, self.options.id_at)) or ids
        name = str(value["name"]) if isinstance(value.get("name"), str) else name
        if is_openapi(value):
            self._visit_openapi(pointer, ids)
        elif is_root_schema(value):
            self.loose.append(SchemaCandidate(name, pointer, bases=(pointer, ""), ids=ids))
        elif found := self._holder(value, pointer, ids, name):
            self.search.candidates.append(found)
        elif depth < _MAX_DEPTH:
            for key, inner in value.items():
                inner_name = name if name and name == value.get("name") else str(key)
                self.visit(inner, join_pointer(pointer, key), ids, inner_name, depth + 1)

    def _visit_openapi(self, pointer: str, ids: tuple[StatedId, ...]) -> None:
        if pointer:
            self.search.bases.append(pointer)
        for one in list_operations(self.search.document, pointer, self.options):
            self.search.candidates.append(replace(one, ids=(*one.ids, *ids)))

    def _holder(
        self, value: Mapping[str, Any], pointer: str, ids: tuple[StatedId, ...], name: str
    ) -> SchemaCandidate | None:
        """Return the candidate of an object that holds a schema of its input."""
        keys = {_plain(key): key for key in reversed([*value])}
        inputs = [keys[word] for word in _INPUTS if word in keys]
        outputs = [keys[word] for word in _OUTPUTS if word in keys]
        taken = next((key for key in inputs if _is_schema(value[key])), None)
        if taken is None:
            return None
        at = join_pointer(pointer, taken)
        output = next((key for key in outputs if _is_schema(value[key])), None)
        output_at = None if output is None else join_pointer(pointer, output)
        return SchemaCandidate(name, at, output_at, bases=(at, pointer, ""), ids=ids)


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _stated_ids(value: Mapping[str, Any], pointer: str, id_at: Sequence[str]) -> Iterator[StatedId]:
    """Yield the model id that an object states: where the service's entries have it, else by the first key with one."""
    parts = [_text_at(value, at) for at in id_at]
    if parts and all(parts):
        yield "/".join(parts), pointer + id_at[-1]
        return
    owner, name = value.get("owner"), value.get("name")
    if isinstance(owner, str) and isinstance(name, str):
        yield f"{owner}/{name}", join_pointer(pointer, "name")
        return
    keys = {_plain(key): key for key in value}
    for key in (keys[word] for word in _IDS if word in keys):
        text = value[key]
        if isinstance(text, str) and "/" in text and _may_be_id(text):
            yield text, join_pointer(pointer, key)
            return


def states_id(value: object, id_at: Sequence[str]) -> bool:
    """Return whether a value states its id where the service's entries have theirs."""
    return bool(id_at) and is_dict(value) and all(_text_at(value, at) for at in id_at)


def _text_at(value: Mapping[str, Any], pointer: str) -> str:
    """Return the text at a pointer, an empty one if there is none."""
    found = resolve_pointer(value, pointer) if has_pointer(value, pointer) else ""
    return found if isinstance(found, str) else ""


def _may_be_id(text: str) -> bool:
    reason = invalid_id_reason(text)
    return reason is None or "segments" in reason
