"""OpenAPI documents, and Swagger's: the POST's body is the input, its result's 200 the output.

A queue has the output at a GET below the POST's path (`…/requests/{request_id}`). A document of a
Cog model describes the model's container: there, the schemas `Input` and `Output` are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.sources.documents import ReadOptions
from clientwright.sources.parsed_document import ParsedDocument
from clientwright.sources.schema_candidates import SchemaCandidate, StatedId

_SUCCESS = ("200", "201", "202", "2XX", "2xx", "default")
_RESULT_END = re.compile(r"/\{[^{}/]+\}(?:/(?:results?|responses?|outputs?))?\Z")
"""The end of the path of a job's result, as in `/requests/{request_id}`."""
_COG = "Cog"


def is_openapi(value: object) -> bool:
    """Return whether a value is an OpenAPI or Swagger document, also one without its version."""
    if not is_dict(value):
        return False
    if "openapi" in value or "swagger" in value:
        return is_dict(value.get("info")) or is_dict(value.get("paths")) or "components" in value
    components = value.get("components")
    return is_dict(components) and "schemas" in components and "paths" in value


def list_operations(
    document: ParsedDocument, base: str, options: ReadOptions
) -> Iterator[SchemaCandidate]:
    """Yield the input of each POST with a JSON body in the OpenAPI document at a pointer."""
    api = _Api(document, base, options)
    schemas = api.part("components", "schemas")
    if is_dict(schemas) and "Input" in schemas and api.is_cog():
        yield api.cog_model(schemas)
        return
    for path in api.paths:
        item = api.follow(join_pointer(base, "paths", path))
        if is_dict(document.find(join_pointer(item, "post"))):
            yield from api.operation(path, join_pointer(item, "post"))


class _Api:
    """An OpenAPI document in a document, whose references are counted from its own pointer."""

    def __init__(self, document: ParsedDocument, base: str, options: ReadOptions) -> None:
        self.document, self.base = document, base
        self.bases = (base,) if not base else (base, "")
        self.hosts = {host.lower() for host in options.service_hosts}
        self.job_at, self.submit = options.job_at, options.submit
        paths = self.part("paths")
        self.paths: tuple[str, ...] = tuple(paths) if is_dict(paths) else ()
        self.results = _result_paths(self.paths)

    def part(self, *tokens: str) -> Any:
        """Return a part of the document, None if it is missing."""
        return self.document.find(join_pointer(self.base, *tokens))

    def follow(self, pointer: str) -> str:
        """Return the pointer of what the references at a pointer lead to."""
        return self.document.follow(pointer, self.bases)

    def is_cog(self) -> bool:
        """Return whether this describes the container of a Cog model."""
        is_called_so = self.part("info", "title") == _COG or self.base.endswith("/openapi_schema")
        return is_called_so or "/predictions" in self.paths or not self.paths

    def cog_model(self, schemas: Mapping[str, Any]) -> SchemaCandidate:
        """Return the input of a Cog model."""
        at = join_pointer(self.base, "components", "schemas")
        output = f"{at}/Output" if "Output" in schemas else None
        return SchemaCandidate("Input", f"{at}/Input", output, bases=(*self.bases, f"{at}/Input"))

    def operation(self, path: str, post: str) -> Iterator[SchemaCandidate]:
        """Yield the input of a POST, if its body is JSON."""
        schema = self._body(post)
        if schema is None:
            return
        operation_id = self.document.find(f"{post}/operationId")
        named = (
            self.document.find(schema).get("$ref") if is_dict(self.document.find(schema)) else None
        )
        also = [path, *(name for name in (operation_id,) if isinstance(name, str))]
        if isinstance(named, str):
            also += [named, named.rpartition("/")[2]]
        place = self._input_in(schema)
        yield SchemaCandidate(
            f"POST {path}",
            place or schema,
            self._result(path) or self._output_of_answer(post),
            tuple(also),
            (*self.bases, schema),
            tuple(self._ids(path, post)),
            self.submit.model_after(path),
            lacks_input=not place and self._has_constants(schema),
        )

    def _input_in(self, body: str) -> str | None:
        """Return the pointer of the input in the schema of a submit's body, None if it has none of its own."""
        place = split_pointer(self.submit.input_at)
        found = self.document.find_property(body, place, self.bases) if place else None
        value = self.document.find(self.follow(found)) if found else None
        return found if is_dict(value) and value.get("type", "object") == "object" else None

    def _has_constants(self, body: str) -> bool:
        """Return whether a schema has every constant of a submit's body, beside which the input is meant to be."""
        places = map(split_pointer, self.submit.constants if self.submit.input_at else ())
        found = [self.document.find_property(body, place, self.bases) for place in places]
        return bool(found) and None not in found

    def _body(self, operation: str) -> str | None:
        """Return the pointer of the schema of an operation's JSON body."""
        body = self.follow(f"{operation}/requestBody")
        value = self.document.find(body)
        if is_dict(value) and "$ref" in value:
            return body
        return self._json_schema(body) or self._body_parameter(operation)

    def _body_parameter(self, operation: str) -> str | None:
        """Return the pointer of the schema of Swagger's `in: body`."""
        parameters = self.document.find(f"{operation}/parameters")
        for n in range(len(parameters)) if is_list(parameters) else ():
            at = self.follow(f"{operation}/parameters/{n}")
            value = self.document.find(at)
            if is_dict(value) and value.get("in") == "body" and "schema" in value:
                return f"{at}/schema"
        return None

    def _json_schema(self, pointer: str) -> str | None:
        """Return the pointer of the JSON schema of a body or a response."""
        content = self.document.find(f"{pointer}/content")
        types = [name for name in content if _is_json(name)] if is_dict(content) else []
        for name in sorted(types, key=lambda name: (name != "application/json", name)):
            at = join_pointer(pointer, "content", name, "schema")
            if self.document.find(at) is not None:
                return at
        at = f"{pointer}/schema"
        return at if is_dict(self.document.find(at)) else None

    def _answer(self, operation: str) -> str | None:
        """Return the pointer of the schema of what an operation answers when it succeeds."""
        responses = self.document.find(f"{operation}/responses")
        if not is_dict(responses):
            return None
        for status in (status for status in _SUCCESS if status in responses):
            if schema := self._json_schema(self.follow(f"{operation}/responses/{status}")):
                return schema
        return None

    def _output_of_answer(self, post: str) -> str | None:
        """Return the pointer of what a POST answers, unless it is the job's id, whose result is asked for later."""
        answer = self._answer(post)
        described = self.document.find(self.follow(answer)) if answer else None
        properties = described.get("properties") if is_dict(described) else None
        name = next(iter(split_pointer(self.job_at)), "") if self.job_at else ""
        return None if name and is_dict(properties) and name in properties else answer

    def _result(self, path: str) -> str | None:
        """Return the pointer of the output that the GET below a POST's path answers with."""
        for other in self.results.get(path.rstrip("/"), ()):
            get = join_pointer(self.follow(join_pointer(self.base, "paths", other)), "get")
            if schema := self._answer(get):
                return schema
        return None

    def _ids(self, path: str, post: str) -> Iterator[StatedId]:
        """Yield the model ids that the document states for a POST."""
        fal_id = self.part("info", "x-fal-metadata", "endpointId")
        if isinstance(fal_id, str):
            yield fal_id, join_pointer(self.base, "info", "x-fal-metadata", "endpointId")
            return
        for prefix in self._server_paths():
            if found := self.submit.model_in(prefix + path):
                yield found, post
                return
            if self.submit.model_at and self.submit.is_submit(prefix + path):
                yield from self._ids_in_examples(post)
                return

    def _ids_in_examples(self, post: str) -> Iterator[StatedId]:
        """Yield the model ids in the examples of a POST's body, and in what its schema says of their place."""
        schema = self._body(post) or ""
        media, at = schema.rpartition("/")[0], split_pointer(self.submit.model_at)
        named = self.document.find(f"{media}/examples")
        places = [f"{media}/example", f"{schema}/example", f"{self.follow(schema)}/example"]
        for name in named if is_dict(named) else ():
            places.append(self.follow(join_pointer(media, "examples", name)) + "/value")
        found = [(self.submit.model_in_body(self.document.find(one)), one) for one in places]
        field = self.document.find_property(schema, at, self.bases)
        for word in ("const", "example", "default") if field else ():
            value = self.document.find(f"{field}/{word}")
            found.append((self.submit.model_of(value), f"{field}/{word}"))
        yield from (one for one in found if one[0])

    def _server_paths(self) -> Iterator[str]:
        """Yield the paths of the servers that are hosts of the service."""
        servers = self.part("servers")
        for server in servers if is_list(servers) else ():
            url = server.get("url") if is_dict(server) else None
            try:
                parts = urlsplit(url) if isinstance(url, str) else None
            except ValueError:
                continue
            if parts and parts.netloc.lower() in self.hosts:
                yield parts.path.rstrip("/")


def _result_paths(paths: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the paths that may have the result of a job, by the path that it was posted to."""
    found = dict[str, list[str]]()
    for path in sorted(paths, key=lambda one: (-len(one), one)):
        if _RESULT_END.search(path):
            above, _, _ = path.rpartition("/{")
            for posted in (above, above.rpartition("/")[0]):
                found.setdefault(posted, []).append(path)
    return found


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("application/json", "*/*", "application/*") or essence.endswith("+json")
