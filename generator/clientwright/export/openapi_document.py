"""A service as an OpenAPI 3.1 document: one literal path for each endpoint, and the calls about a request."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from clientwright.export.openapi_answers import (
    OpenApiAnswers,
    one_of_outputs,
    parameters,
    security_scheme,
)
from clientwright.export.schema_document import (
    DIALECT,
    input_schema,
    output_schema,
    with_references_below,
)
from clientwright.export.wire_schemas import SCHEMAS, constant_parameters
from clientwright.io.json_text import dump_json
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import Operation, WireFacts

VERSION = "3.1.1"
_SUMMARIES = {
    "submit": "Submit a job for {id}",
    "status": "Return the status of a request",
    "result": "Return the result of a request, as far as there is one",
    "cancel": "Cancel a request that has not begun",
}
_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ExportedEndpoint:
    """An endpoint in a document: the key of its parts there, its input's schema, and its own output's."""

    endpoint: Endpoint
    key: str
    input: Mapping[str, Any]
    output: Mapping[str, Any] | None

    @property
    def output_key(self) -> str:
        """The key of the schema of its output."""
        return "Output" if self.output is None else f"{self.key}.output"

    def body_key(self, facts: WireFacts) -> str:
        """Return the key of the schema of a submit's body: that of the input, where that is the body."""
        submit = facts.operations["submit"]
        return f"{self.key}.submit" if submit.input_at or submit.constants else f"{self.key}.input"


def openapi_document(
    service: Service, endpoints: Sequence[Endpoint], locale: str
) -> dict[str, Any]:
    """Return the document of a service's endpoints, with texts in a locale as far as there are any.

    The same specs give the same document; `info.version` changes with its content.
    """
    exported = [
        ExportedEndpoint(one, key, input_schema(one, service, locale), output_schema(one, locale))
        for one, key in zip(endpoints, _keys(str(one.id) for one in endpoints), strict=True)
    ]
    answers = OpenApiAnswers.of(service)
    body = {
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": str(service.document["base_url"])}],
        "security": [{"token": []}, *([{}] if service.wire.token_optional else [])],
        "tags": [{"name": name} for name in sorted({_tag(one) for one in endpoints})],
        "paths": _Paths(answers, exported).all(),
        "components": _components(answers, exported, locale),
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


def _keys(ids: Iterable[str]) -> Iterator[str]:
    """Yield a key for each id that OpenAPI allows, each once."""
    used = set[str]()
    for id in ids:
        key = plain = re.sub(r"[^A-Za-z0-9._-]", "_", id.replace("/", "."))
        n = 1
        while key.lower() in used:
            n += 1
            key = f"{plain}_{n}"
        used.add(key.lower())
        yield key


def _tag(endpoint: Endpoint) -> str:
    return endpoint.id.segments[0]


class _Paths:
    """Makes the paths of the endpoints, and those of the calls about a request; equal paths are one."""

    def __init__(self, answers: OpenApiAnswers, exported: Sequence[ExportedEndpoint]) -> None:
        self.answers, self.facts, self.exported = answers, answers.facts, exported
        self.groups = {name: self._grouped(name) for name in ("submit", *answers.operations)}
        """By operation, the endpoints of each of its paths, and the operation's id there."""

    def all(self) -> dict[str, Any]:
        """Return every path, with its operations."""
        found: dict[str, dict[str, Any]] = {}
        for name, groups in self.groups.items():
            for path, (id, group) in groups.items():
                item = found.setdefault(path, {})
                if name != "submit":
                    item["parameters"] = [{"$ref": "#/components/parameters/request_id"}]
                is_submit = name == "submit"
                made = self._submit(id, group) if is_submit else self._following(name, id, group)
                item[self.facts.operations[name].method.lower()] = made
        return found

    def _values(self, path: str, endpoint: Endpoint) -> dict[str, str]:
        """Return what the variables of a path are for an endpoint, without the request id."""
        id = str(endpoint.id)
        parts = {name: part.value(id) for name, part in self.facts.path_parts.items()}
        used = _VARIABLE.findall(path)
        return {name: value for name, value in {"model_id": id, **parts}.items() if name in used}

    def _literal(self, path: str, endpoint: Endpoint) -> str:
        values = self._values(path, endpoint)
        return _VARIABLE.sub(
            lambda one: quote(values[one[1]]) if one[1] in values else one[0], path
        )

    def _grouped(self, name: str) -> dict[str, tuple[str, list[ExportedEndpoint]]]:
        """Return the endpoints of each path; an id has the operation's name, and what of the model is in the path."""
        path = self.facts.operations[name].path
        groups: dict[str, list[ExportedEndpoint]] = {}
        labels: dict[str, str] = {}
        for one in self.exported:
            literal = self._literal(path, one.endpoint)
            groups.setdefault(literal, []).append(one)
            labels[literal] = "/".join(self._values(path, one.endpoint).values())
        keys = zip(groups.items(), _keys(labels.values()), strict=True)
        return {at: (f"{name}_{key}" if labels[at] else name, group) for (at, group), key in keys}

    def _submit(self, id: str, group: Sequence[ExportedEndpoint]) -> dict[str, Any]:
        links: dict[str, str] = {}
        for name in self.answers.operations:
            path = self.facts.operations[name].path
            if len(group) == 1 or not self._values(path, group[0].endpoint):
                links[name] = self.groups[name][self._literal(path, group[0].endpoint)][0]
        bodies = [{"$ref": f"#/components/schemas/{one.body_key(self.facts)}"} for one in group]
        prices = {str(one.endpoint.id): _price(one.endpoint) for one in group}
        alone = group[0] if len(group) == 1 else None
        told = {id: price for id, price in prices.items() if price}
        price: Mapping[str, Any] = _price(alone.endpoint) if alone else told
        operation = self.facts.operations["submit"]
        model = str(group[0].endpoint.id) if alone else "one of the models"
        return {
            "operationId": id,
            "tags": sorted({_tag(one.endpoint) for one in group}),
            "summary": _SUMMARIES["submit"].format(id=model),
            **_described(str(alone.input.get("description", "")) if alone else ""),
            **_parameters(operation),
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": bodies[0] if alone else {"oneOf": bodies}}
                },
            },
            "responses": self.answers.submit(links),
            **({"x-price": price} if price else {}),
            "x-sure": self._sure("submit"),
        }

    def _following(self, name: str, id: str, group: Sequence[ExportedEndpoint]) -> dict[str, Any]:
        output = None
        if len(group) < len(self.exported):
            keys = [*dict.fromkeys(one.output_key for one in group)]
            output = one_of_outputs(keys, or_null=self.facts.one_call)
        return {
            "operationId": id,
            "tags": sorted({_tag(one.endpoint) for one in group}),
            "summary": _SUMMARIES[name],
            **_parameters(self.facts.operations[name]),
            "responses": self.answers.following(name, output),
            "x-sure": self._sure(name),
        }

    def _sure(self, name: str) -> str:
        return str(self.answers.service.document["operations"][name]["sure"])


def _parameters(operation: Operation) -> dict[str, Any]:
    found = constant_parameters(operation)
    return {"parameters": found} if found else {}


def _price(endpoint: Endpoint) -> dict[str, Any]:
    price = endpoint.listing.price if endpoint.listing else None
    facts = {"usd": price.usd, "unit": price.unit, "note": price.note} if price else {}
    return {key: value for key, value in facts.items() if value not in (None, "")}


def _described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def _components(
    answers: OpenApiAnswers, exported: Sequence[ExportedEndpoint], locale: str
) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for one in exported:
        key = f"{one.key}.input"
        schemas[key] = with_references_below(one.input, f"{SCHEMAS}{key}")
        if one.body_key(answers.facts) != key:
            body = answers.schemas.submit_body(one.endpoint, {"$ref": f"{SCHEMAS}{key}"})
            schemas[one.body_key(answers.facts)] = body
    own = [one for one in exported if one.output is not None]
    for one in own:
        schemas[one.output_key] = with_references_below(
            one.output or {}, f"{SCHEMAS}{one.output_key}"
        )
    shared = len(own) < len(exported)
    keys = [one.output_key for one in own]
    schemas.update(answers.shared_schemas(keys, locale, shared=shared))
    return {
        "schemas": schemas,
        "parameters": parameters(answers.facts),
        "responses": answers.shared_responses(),
        "securitySchemes": {"token": security_scheme(answers.service)},
    }
