"""The calls and answers of a service as the harness makes and reads them; nothing else in `testing` names a field of the wire.

The names of values are those of `FIELDS` in `specs/wire_facts.py` (`request_id`, `status`, `output`, `outcome`,
...), whatever the service calls them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote, urlencode

from clientwright.io.json_pointer import split_pointer
from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import OPERATIONS, CancelAnswer, FieldPlace, Operation, WireFacts
from clientwright.testing.wire_answers import (
    WireAnswer,
    body_with_value,
    parse_code,
    put_value,
    value_in,
    value_in_body,
)

LINK_NAMES = ("status_url", "result_url", "cancel_url")
"""The values of answers that are links; each is named after the operation to which it leads."""
_RAW_INPUT = "clientwright-raw-input"


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

    def model_named_by(self, method: str, path: str) -> str:
        """Return the model id in the path of a call, or the first segments of it that the path has, or ""."""
        plain = path.partition("?")[0]
        for name, pattern in self._patterns.items():
            found = pattern.fullmatch(plain)
            if found and method.upper() == self.facts.operations[name].method:
                named = found.groupdict()
                return unquote(next((one for n, one in named.items() if n != "request_id"), ""))
        return ""

    def call_headers(self, method: str, path: str) -> Mapping[str, str]:
        """Return the headers that every call of an operation has, beside that of the token."""
        found = self.identify(method, path)
        return self.facts.operations[found[0]].headers if found else {}

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
            body = body_with_value(body, pointer, value)
        return body

    def submit_bytes(self, sent: bytes, called_as: str) -> bytes:
        """Return the body of a submit with some bytes, which may be no JSON, in the place of its input."""
        body = self.submit_body(_RAW_INPUT, called_as)
        if body == _RAW_INPUT:
            return sent
        return json.dumps(body).encode().replace(json.dumps(_RAW_INPUT).encode(), sent)

    def model_in(self, body: Any) -> str:
        """Return the id of the model that the body of a submit names, without its version, or ""."""
        for pointer, text in self.facts.operations["submit"].constants.items():
            before, variable, after = text.partition("{model_id}")
            value = value_in_body(body, pointer)
            if variable and isinstance(value, str):
                named = value.removeprefix(before).removesuffix(after)
                return named.partition(":")[0]
        return ""

    def input_of(self, body: Any) -> Any:
        """Return the input in the body of a submit, or `MISSING`."""
        return value_in_body(body, self.facts.operations["submit"].input_at)

    def value(self, operation: str, name: str, answer: WireAnswer) -> Any:
        """Return a value of an answer by its name, or `MISSING`."""
        place = self.facts.operations[operation].fields.get(name)
        return MISSING if place is None else value_in(place, answer)

    def has_field(self, operation: str, name: str) -> bool:
        """Return whether the answers of an operation have a place for a value."""
        one = self.facts.operations.get(operation)
        return one is not None and name in one.fields

    def name_of(self, operation: str, name: str) -> str:
        """Return what the service calls a value of an answer, such as `urls.get`; "" if it has no place."""
        place = self.facts.operations[operation].fields.get(name)
        if place is None:
            return ""
        return place.header or ".".join(split_pointer(place.pointer)) or "the body"

    @property
    def named_headers(self) -> frozenset[str]:
        """The headers of answers, in lower case, in which the service says something."""
        fields = (place for one in self.facts.operations.values() for place in one.fields.values())
        places = (*fields, *self.facts.codes_at, *self.facts.codes_in_success_at)
        named = (self.facts.own_answer_header, *(place.header for place in places))
        return frozenset(name.lower() for name in named if name)

    def word_field(self, operation: str) -> str:
        """Return the name of the value by which an answer shows its job's stage."""
        return "outcome" if operation == "cancel" and not self.facts.cancel_by_status else "status"

    def has_model_answer(self, operation: str) -> bool:
        """Return whether an operation's answer is the model's own, of which any field may mean anything."""
        return operation == "result" and self.facts.ends_by_http

    def links(self, operation: str, answer: WireAnswer) -> dict[str, Any]:
        """Return the links in an answer by their names; null counts as absent.

        One without a place of its own is looked for where the answer to a submit has it.
        """
        if self.has_model_answer(operation):
            return {}
        places = {
            **self.facts.operations["submit"].fields,
            **self.facts.operations[operation].fields,
        }
        found = {name: value_in(places[name], answer) for name in LINK_NAMES if name in places}
        return {name: value for name, value in found.items() if value not in (MISSING, None)}

    def with_link(self, operation: str, name: str, value: Any, answer: WireAnswer) -> WireAnswer:
        """Return an answer with another value for a link that it has."""
        if name not in self.links(operation, answer):
            return answer
        places = {
            **self.facts.operations["submit"].fields,
            **self.facts.operations[operation].fields,
        }
        return put_value(places[name], value, answer)

    def has_ended(self, answer: WireAnswer) -> bool:
        """Return whether the answer to a status shows by its word that the job has ended."""
        word = self.value("status", "status", answer)
        means = self.facts.status_values.get(word) if isinstance(word, str) else None
        return means in ("finished", "succeeded", "failed", "cancelled")

    def says_failure(self, answer: WireAnswer) -> bool:
        """Return whether the answer to a status says beside its word that the job has failed."""
        found = (value_in_body(answer.body, pointer) for pointer in self.facts.failed_at)
        return any(value is not MISSING and value for value in found)

    def is_expired(self, answer: WireAnswer) -> bool:
        """Return whether an answer says that the job's output is no longer kept."""
        found = (value_in_body(answer.body, pointer) for pointer in self.facts.expired_at)
        return any(value not in (MISSING, None, False) for value in found)

    def is_own_answer(self, answer: WireAnswer) -> bool:
        """Return whether an answer is surely the model's own, not that of something on the way there."""
        return self.facts.own_answer_header.lower() in answer.headers

    def cancel_answer(self, answer: WireAnswer, word: str) -> CancelAnswer | None:
        """Return the documented answer to a cancel that an answer is; `word` is its word as documented."""
        return next(
            (
                one
                for one in self.facts.cancel_answers
                if (one.http == answer.status or (not one.http and 200 <= answer.status < 300))
                and one.word in ("", word)
            ),
            None,
        )

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
        return answer if place is None else put_value(place, value, answer)

    def code_of(self, answer: WireAnswer) -> int | str | None:
        """Return the error code of an answer, or None; null, zero and booleans are none."""
        refused = answer.status >= 400
        places = self.facts.codes_at if refused else self.facts.codes_in_success_at
        found = (parse_code(value_in(place, answer)) for place in places)
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
        made = put_value(FieldPlace(at), words, made)
        return made if code is None or not codes_at else put_value(codes_at[0], code, made)

    def word(self, operation: str, phase: str) -> str:
        """Return the word of an operation for a phase: its own, else that of a finished job, else an empty string."""
        values = self.facts.status_values if operation == "status" else self.facts.result_values
        words = {means: word for word, means in reversed([*values.items()])}
        ended = phase in ("succeeded", "failed", "cancelled")
        return words.get(phase) or (words.get("finished", "") if ended else "")


USUAL_WIRE = ServiceWire(
    WireFacts.from_document(
        {
            "operations": {name: {"method": "", "path": "/"} for name in OPERATIONS},
            "status": {"values": {}},
            "aliases": {"values": {}},
            "cancel": {"cancellable": ()},
            "errors": (),
        }
    )
)
"""The wire of a service whose file says nothing of its answers."""
