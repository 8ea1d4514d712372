"""A service as an OpenAPI 3.1 document: one literal path for each endpoint, and the calls about a request."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from clientwright.export import openapi_answers
from clientwright.export.schema_document import (
    DIALECT,
    input_schema,
    output_schema,
    with_references_below,
)
from clientwright.io.json_text import dump_json
from clientwright.specs.model import Endpoint, Service

VERSION = "3.1.1"
_FOLLOWING = ("status", "result", "cancel")
_SUMMARIES = {
    "submit": "Submit a job for {id}",
    "status": "Return the status of a request",
    "result": "Return the result of a request, as far as there is one",
    "cancel": "Cancel a request that has not begun",
}
_MODEL = "{model_id}"


@dataclass(frozen=True, slots=True)
class ExportedEndpoint:
    """An endpoint in a document: the key of its parts there, and its input's schema."""

    endpoint: Endpoint
    key: str
    input: Mapping[str, Any]


def openapi_document(
    service: Service, endpoints: Sequence[Endpoint], locale: str
) -> dict[str, Any]:
    """Return the document of a service's endpoints, with texts in a locale as far as there are any.

    The same specs give the same document; `info.version` changes with its content.
    """
    exported = [
        ExportedEndpoint(one, key, input_schema(one, service, locale))
        for one, key in zip(endpoints, _keys(endpoints), strict=True)
    ]
    body = {
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": str(service.document["base_url"])}],
        "security": [{"token": []}],
        "tags": [{"name": name} for name in sorted({_tag(one) for one in endpoints})],
        "paths": dict(_paths(service, exported)),
        "components": _components(service, exported, locale),
    }
    digest = hashlib.sha256(dump_json(body).encode()).hexdigest()
    info = {
        "title": f"{service.title} model API",
        "version": digest[:12],
        "description": (
            "Written by clientwright from the specs of the endpoints. `x-sure` says how sure a fact is: "
            "H documented, M from one source or inferred, L from third parties only."
        ),
    }
    return {"openapi": VERSION, "info": info, **body}


def _keys(endpoints: Iterable[Endpoint]) -> Iterator[str]:
    """Yield a key for each endpoint that OpenAPI allows, each once."""
    used = set[str]()
    for endpoint in endpoints:
        key = plain = re.sub(r"[^A-Za-z0-9._-]", "_", ".".join(endpoint.id.segments))
        n = 1
        while key.lower() in used:
            n += 1
            key = f"{plain}_{n}"
        used.add(key.lower())
        yield key


def _tag(endpoint: Endpoint) -> str:
    return endpoint.id.segments[0]


def _paths(
    service: Service, exported: Sequence[ExportedEndpoint]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the paths: of each endpoint, and those that all endpoints share."""
    operations = service.document["operations"]
    for one in exported:
        yield _literal(operations["submit"]["path"], one.endpoint), _submit(service, one)
    found: dict[str, dict[str, Any]] = {}
    for name in _FOLLOWING:
        fact = operations[name]
        if _MODEL in fact["path"]:
            for one in exported:
                item = found.setdefault(_literal(fact["path"], one.endpoint), _request_path())
                item[fact["method"].lower()] = _following(service, name, [one], f"{name}_{one.key}")
        else:
            item = found.setdefault(fact["path"], _request_path())
            item[fact["method"].lower()] = _following(service, name, exported, name)
    yield from found.items()


def _literal(path: str, endpoint: Endpoint) -> str:
    return path.replace(_MODEL, quote(str(endpoint.id)))


def _request_path() -> dict[str, Any]:
    return {"parameters": [{"$ref": "#/components/parameters/request_id"}]}


def _submit(service: Service, one: ExportedEndpoint) -> dict[str, Any]:
    fact = service.document["operations"]["submit"]
    listing = one.endpoint.listing
    price = listing.price if listing else None
    facts = {"usd": price.usd, "unit": price.unit, "note": price.note} if price else {}
    priced = {key: value for key, value in facts.items() if value not in (None, "")}
    return {
        fact["method"].lower(): {
            "operationId": f"submit_{one.key}",
            "tags": [_tag(one.endpoint)],
            "summary": _SUMMARIES["submit"].format(id=one.endpoint.id),
            **_described(str(one.input.get("description", ""))),
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{one.key}.input"}
                    }
                },
            },
            "responses": openapi_answers.submit_answers(service),
            **({"x-price": priced} if priced else {}),
            "x-sure": fact["sure"],
        }
    }


def _described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def _following(
    service: Service, name: str, exported: Sequence[ExportedEndpoint], operation_id: str
) -> dict[str, Any]:
    fact = service.document["operations"][name]
    return {
        "operationId": operation_id,
        "tags": sorted({_tag(one.endpoint) for one in exported}),
        "summary": _SUMMARIES[name],
        "responses": openapi_answers.following_answers(name),
        "x-sure": fact["sure"],
    }


def _components(
    service: Service, exported: Sequence[ExportedEndpoint], locale: str
) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for one in exported:
        key = f"{one.key}.input"
        schemas[key] = with_references_below(one.input, f"#/components/schemas/{key}")
    outputs_by_key = {one.key: output_schema(one.endpoint, locale) for one in exported}
    own = [(key, output) for key, output in outputs_by_key.items() if output is not None]
    for key, output in own:
        schemas[f"{key}.output"] = with_references_below(
            output, f"#/components/schemas/{key}.output"
        )
    outputs = [f"{key}.output" for key, _ in own]
    shared = len(own) < len(exported)
    schemas.update(openapi_answers.shared_schemas(service, outputs, locale, shared=shared))
    return {
        "schemas": schemas,
        "parameters": openapi_answers.parameters(service),
        "responses": openapi_answers.shared_responses(service),
        "securitySchemes": {"token": openapi_answers.security_scheme(service)},
    }
