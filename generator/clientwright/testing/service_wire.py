"""The calls and answers of a service as the harness makes and reads them; nothing else in `testing` names a field of the wire.

The names of values are those of `FIELDS` in `specs/wire_facts.py` (`request_id`, `status`, `output`, `outcome`,
...), whatever the service calls them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlencode

from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import FieldPlace, Operation, WireFacts


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """An answer: its HTTP status, its JSON body (or text that is no JSON), and headers with lower-case names."""

    status: int
    body: Any = MISSING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class ServiceWire:
    """Makes and reads the calls and answers of one service."""

    facts: WireFacts

    @classmethod
    def of(cls, service: Service) -> ServiceWire:
        """Return the wire of a service."""
        return cls(service.wire)

    def route(
        self, operation: str, *, model_id: str = "", request_id: str = "", with_cost: bool = False
    ) -> tuple[str, str]:
        """Return the HTTP method and the path, with its query, of a call; ids are escaped."""
        one = self.facts.operations[operation]
        values = {"model_id": quote(model_id, errors="replace")}
        values["request_id"] = quote(request_id, safe="", errors="replace")
        for name, part in self.facts.path_parts.items():
            values[name] = quote(part.value(model_id), errors="replace")
        path = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], one.path)
        query = {**one.query, **(one.cost_query if with_cost else {})}
        return one.method, f"{path}?{urlencode(query)}" if query else path

    def identify(self, method: str, path: str) -> tuple[str, str] | None:
        """Return the operation of a call and its subject (a request id; of a submit the model id in its path, or "")."""
        plain = path.partition("?")[0]
        for name, pattern in self._patterns.items():
            found = pattern.fullmatch(plain)
            if found and method.upper() == self.facts.operations[name].method:
                subject = found.groupdict().get(
                    "model_id" if name == "submit" else "request_id", ""
                )
                return name, unquote(subject)
        return None

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """Patterns of the paths, those with the most fixed text first, since a model id may have any segments."""
        patterns = {
            name: re.compile(
                "".join(
                    f"(?P<{part}>{'[^/]*' if part == 'request_id' else '.+'})"
                    if n % 2
                    else re.escape(part)
                    for n, part in enumerate(re.split(r"\{(\w+)\}", one.path))
                )
            )
            for name, one in self.facts.operations.items()
        }
        by_text = sorted(patterns, key=lambda name: -len(self._fixed_text(name)))
        return {name: patterns[name] for name in by_text}

    def _fixed_text(self, operation: str) -> str:
        return re.sub(r"\{\w+\}", "", self.facts.operations[operation].path)

    def submit_body(self, payload: Any, called_as: str) -> Any:
        """Return the body of a submit with an input, for a model as calls name it."""
        submit = self.facts.operations["submit"]
        if not submit.input_at and not submit.constants:
            return payload
        constants = {
            at: text.replace("{model_id}", called_as) for at, text in submit.constants.items()
        }
        body: Any = {}
        for pointer, value in {**constants, submit.input_at: payload}.items():
            body = _with_value(body, pointer, value)
        return body

    def input_of(self, body: Any) -> Any:
        """Return the input in the body of a submit, or `MISSING`."""
        return _resolve(body, self.facts.operations["submit"].input_at)

    def value(self, operation: str, name: str, answer: WireAnswer) -> Any:
        """Return a value of an answer by its name, or `MISSING`."""
        place = self.facts.operations[operation].fields.get(name)
        return MISSING if place is None else _look(place, answer)

    def has_field(self, operation: str, name: str) -> bool:
        """Return whether the answers of an operation have a place for a value."""
        return name in self.facts.operations[operation].fields

    def answer(
        self, operation: str, values: Mapping[str, Any], *, phase: str = "", http: int = 0
    ) -> WireAnswer:
        """Return an answer with values by their names; those that the service has no place for are left out."""
        one: Operation = self.facts.operations[operation]
        made = WireAnswer(http or one.http_in(phase), {})
        for name, value in values.items():
            made = self.with_value(operation, name, value, made)
        return made

    def with_value(self, operation: str, name: str, value: Any, answer: WireAnswer) -> WireAnswer:
        """Return an answer with another value; `MISSING` leaves it out."""
        place = self.facts.operations[operation].fields.get(name)
        return answer if place is None else _put(place, value, answer)

    def code_of(self, answer: WireAnswer) -> int | str | None:
        """Return the error code of an answer, or None; null, zero and booleans are none."""
        refused = answer.status >= 400
        places = self.facts.codes_at if refused else self.facts.codes_in_success_at
        found = (_parse_code(_look(place, answer)) for place in places)
        return next((code for code in found if code is not None), None)

    def refusal(
        self, http: int, code: int | str | None = None, words: str = "It is refused."
    ) -> WireAnswer:
        """Return a refusal with a code, if there is one, and words, where the service has them.

        An HTTP status below 400 has the code where that makes an answer an error, too.
        """
        codes_at = self.facts.codes_at if http >= 400 else self.facts.codes_in_success_at
        made = WireAnswer(http, {})
        at = (self.facts.words_at or ("/error_message",))[0]
        made = _put(FieldPlace(at), words, made)
        return made if code is None or not codes_at else _put(codes_at[0], code, made)

    def word(self, operation: str, phase: str) -> str:
        """Return the word of an operation for a phase: its own, else that of a finished job, else an empty string."""
        values = self.facts.status_values if operation == "status" else self.facts.result_values
        words = {means: word for word, means in reversed([*values.items()])}
        ended = phase in ("succeeded", "failed", "cancelled")
        return words.get(phase) or (words.get("finished", "") if ended else "")


def _look(place: FieldPlace, answer: WireAnswer) -> Any:
    if place.header:
        return answer.headers.get(place.header.lower(), MISSING)
    return _resolve(answer.body, place.pointer)


def _resolve(value: Any, pointer: str) -> Any:
    try:
        return resolve_pointer(value, pointer)
    except LookupError:
        return MISSING


def _put(place: FieldPlace, value: Any, answer: WireAnswer) -> WireAnswer:
    if place.header:
        headers = {k: v for k, v in answer.headers.items() if k != place.header.lower()}
        if value is not MISSING:
            headers[place.header.lower()] = str(value)
        return WireAnswer(answer.status, answer.body, headers)
    return WireAnswer(answer.status, _with_value(answer.body, place.pointer, value), answer.headers)


def _with_value(body: Any, pointer: str, value: Any) -> Any:
    """Return a copy of JSON data with a value at a pointer; objects on the way are made, `MISSING` removes."""
    if not pointer:
        return value
    made = copy.deepcopy(body) if is_dict(body) else {}
    *way, last = split_pointer(pointer)
    inner: Any = made
    for token in way:
        if is_dict(inner):
            inner = inner.setdefault(token, {})
        elif isinstance(inner, list) and token.isdecimal() and int(token) < len(inner):
            inner = inner[int(token)]
    if is_dict(inner):
        if value is MISSING:
            inner.pop(last, None)
        else:
            inner[last] = value
    return made


def _parse_code(value: Any) -> int | str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    return (int(text) or None) if re.fullmatch("[0-9]{1,18}", text) else text or None
