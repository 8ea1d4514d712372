"""The schemas of a service's calls and answers: where each has what, by the facts of the service's file."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import CODES, WORDS, FieldPlace, Operation, WireFacts

SCHEMAS = "#/components/schemas/"
_URI = {"type": "string", "format": "uri"}
_TEXT = {"type": "string"}
_LINKS = ("status_url", "result_url", "cancel_url")
_IN_EVERY_ANSWER: Mapping[str, tuple[str, ...]] = {
    "submit": ("request_id",),
    "status": ("status",),
    "result": ("status",),
    "cancel": ("outcome",),
}
"""The values that the answers of an operation surely have, if there is a place for them."""


@dataclass(frozen=True, slots=True)
class WireSchemas:
    """Makes the schemas of the calls and answers of one service."""

    service: Service
    facts: WireFacts

    def submit_body(self, endpoint: Endpoint, input_schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of a submit: the input, where the service has it, beside what is constant."""
        one = self.facts.operations["submit"]
        places: dict[str, Any] = {
            at: {"const": value.replace("{model_id}", endpoint.called_as)}
            for at, value in one.constants.items()
        }
        places[one.input_at] = dict(input_schema)
        return _object_of(places, places)

    def answer(self, operation: str, output: Mapping[str, Any]) -> dict[str, Any]:
        """Return the body of an operation's answer; `output` is the schema of what it may have as output."""
        one = self.facts.operations[operation]
        found = {
            place.pointer: self._value(operation, name, output)
            for name, place in one.fields.items()
            if not place.header
        }
        always = [
            place.pointer
            for name, place in one.fields.items()
            if name in _IN_EVERY_ANSWER[operation] and not place.header
            if name != "outcome" or self._has_outcome
        ]
        return _object_of(found, always)

    def headers(self, operation: str) -> dict[str, Any]:
        """Return the headers in which an operation's answer has values."""
        one = self.facts.operations[operation]
        named = {p.header: n.replace("_", " ") for n, p in one.fields.items() if p.header}
        return {name: _header(f"The {what}.") for name, what in named.items()}

    def error(self) -> dict[str, Any]:
        """Return the body of a refusal: its codes are listed, and others may come."""
        codes = [
            {key: one[key] for key in ("code", "http", "is", "means", "sure") if key in one}
            for one in self.service.document["errors"]
        ]
        said = " ".join(f"{one.get('code') or one['http']}: {one['means']}" for one in codes)
        code = {"type": ["integer", "string"], "description": said, "x-error-codes": codes}
        if self.facts.codes_at == CODES and not self.facts.words_at:
            told, _, detail = (at.removeprefix("/") for at in WORDS)
            named = {CODES[0].pointer.removeprefix("/"): code, told: _TEXT, detail: {}}
            return {"type": "object", "properties": named}
        found: dict[str, Any] = {
            place.pointer: {"type": ["integer", "string"]}
            for place in self.facts.codes_at
            if place.pointer
        }
        found |= {at: {} for at in self.facts.words_at}
        return {**_object_of(found, ()), "description": said, "x-error-codes": codes}

    def error_headers(self) -> dict[str, Any]:
        """Return the headers in which a refusal has its code."""
        named = [place.header for place in self.facts.codes_at if place.header]
        return {name: _header("The code of the error.") for name in named}

    def _value(self, operation: str, name: str, output: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of a value by its name."""
        if name == "status":
            is_word = operation != "cancel" or self._is_status(operation)
            return self._vocabulary(operation) if is_word else dict(_TEXT)
        if name == "outcome":
            return self._outcome()
        known: dict[str, Mapping[str, Any]] = {
            "request_id": {"$ref": f"{SCHEMAS}RequestId"},
            "output": output,
            "queue_position": {"type": "integer"},
            **dict.fromkeys(_LINKS, _URI),
        }
        return dict(known.get(name, _TEXT if name.endswith("_at") else {}))

    def _is_status(self, operation: str) -> bool:
        """Return whether another call is answered as a status is."""
        fields = self.facts.operations[operation].fields
        return self.facts.one_call and "output" in fields

    def _vocabulary(self, operation: str) -> dict[str, Any]:
        """Return the documented words of an operation, and what each means."""
        has_own = operation == "result" and not self.facts.one_call
        values = self.facts.result_values if has_own else self.facts.status_values
        sure = self.service.document["result" if has_own else "status"]["sure"]
        return {**_TEXT, "enum": [*values], "x-meanings": dict(values), "x-sure": sure}

    def _outcome(self) -> dict[str, Any]:
        words = [one.word for one in self.facts.cancel_answers if one.word]
        sure = self.service.document["cancel"]["sure"]
        return {**_TEXT, **({"enum": words} if self._has_outcome else {}), "x-sure": sure}

    @property
    def _has_outcome(self) -> bool:
        """Whether each answer to a cancel has a documented word."""
        return all(one.word for one in self.facts.cancel_answers)


def value_expression(place: FieldPlace) -> str:
    """Return how a link of OpenAPI reads a value of an answer."""
    where = f"header.{place.header}" if place.header else f"body#{place.pointer}"
    return f"$response.{where}"


def constant_parameters(one: Operation) -> list[dict[str, Any]]:
    """Return the query and the headers that every call of an operation has."""
    fixed = (("query", one.query), ("header", one.headers))
    return [
        {"name": name, "in": where, "required": True, "schema": {"const": value}}
        for where, values in fixed
        for name, value in values.items()
    ]


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": dict(_TEXT)}


def _object_of(places: Mapping[str, Any], always: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a value with parts at JSON Pointers; "" is the value itself.

    Items of lists are left open: what a list is read from may be another value, too.
    """
    if "" in places:
        return dict(places[""])
    found: dict[str, Any] = {"type": "object", "properties": {}}
    for pointer, schema in places.items():
        _put(found, split_pointer(pointer), copy.deepcopy(schema))
    for pointer in always:
        _require(found, split_pointer(pointer))
    return found


def _put(schema: dict[str, Any], way: list[str], inner: dict[str, Any]) -> None:
    name, *rest = way
    known = schema.setdefault("properties", {})
    if not rest:
        known.setdefault(name, {}).update(inner)
    elif rest[0].isdecimal():
        known.setdefault(name, {})
    else:
        known.setdefault(name, {}).setdefault("type", "object")
        _put(known[name], rest, inner)


def _require(schema: dict[str, Any], way: list[str]) -> None:
    """Let an object always have a value, and what is on the way to it."""
    for name in way:
        listed = schema.setdefault("required", [])
        listed += [] if name in listed else [name]
        schema = schema["properties"][name]
