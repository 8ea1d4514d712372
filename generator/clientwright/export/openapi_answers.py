"""What a service's document says of answers: their schemas, HTTP statuses, error codes, links, and the token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.export.schema_document import service_output, with_references_below
from clientwright.export.wire_schemas import SCHEMAS, WireSchemas, value_expression
from clientwright.specs.model import NOT_BEGUN, Service
from clientwright.specs.wire_facts import WireFacts

FOLLOWING = ("status", "result", "cancel")
_RESPONSES = "#/components/responses/"
_ANSWERS = {
    "submit": ("The job is taken.", "Submitted"),
    "status": ("The status of the request.", "Status"),
    "result": ("The request's status and, once there is one, its output or error.", "Result"),
    "cancel": ("", "Cancelled"),
}
_MEANINGS = {
    "cancelled": "The request is cancelled.",
    "requested": "The cancel is asked for; the request may still end otherwise.",
    "too-late": "The request has ended already.",
    "not-found": "There is no such request.",
}


@dataclass(frozen=True, slots=True)
class OpenApiAnswers:
    """Makes the answers of a service's operations, and what they refer to."""

    service: Service
    facts: WireFacts
    schemas: WireSchemas

    @classmethod
    def of(cls, service: Service) -> OpenApiAnswers:
        """Return what makes the answers of a service."""
        facts = service.wire
        return cls(service, facts, WireSchemas(service, facts))

    @property
    def operations(self) -> tuple[str, ...]:
        """The calls about a request, each once."""
        both = ("result",) if self.facts.one_call else ()
        return tuple(n for n in FOLLOWING if n in self.facts.operations and n not in both)

    def submit(self, links: Mapping[str, str]) -> dict[str, Any]:
        """Return the answers to a submit, with links to the calls about its request by their operation ids."""
        place = self.facts.operations["submit"].fields["request_id"]
        linked = {
            name: {"operationId": id, "parameters": {"request_id": value_expression(place)}}
            for name, id in links.items()
        }
        listed: Sequence[Mapping[str, Any]] = self.service.document.get("not_begun", NOT_BEGUN)
        retried = {str(one["http"]): {"$ref": f"{_RESPONSES}NotBegun"} for one in listed}
        taken = {
            status: {**answer, **({"links": linked} if linked else {})}
            for status, answer in self._taken("submit", None).items()
        }
        return {**taken, **retried, **_REFUSALS}

    def following(self, name: str, output: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the answers to a call about a request; `output` is that of the endpoints of its path alone."""
        if name == "cancel" and not self.facts.cancel_by_status:
            by_http: dict[str, list[str]] = {}
            for one in self.facts.cancel_answers:
                by_http.setdefault(str(one.http or "2XX"), []).append(one.means)
            if by_http.keys() != {"2XX"}:
                told = {
                    status: self._answer(" ".join(_MEANINGS[m] for m in dict.fromkeys(means)), name)
                    for status, means in by_http.items()
                }
                return {**told, **_REFUSALS}
        return {**self._taken(name, output), **_REFUSALS}

    def _taken(self, name: str, output: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the answers that are no refusal: by the HTTP statuses that the service's file states."""
        by_status: dict[str, list[str]] = {}
        for phase, http in self.facts.operations[name].http.items():
            by_status.setdefault(str(http), []).append(phase)
        said = self._description(name)
        answers = {"2XX": self._answer(said, name, output)}
        if by_status:
            answers = {
                status: self._answer(_told(said, phases), name, output)
                for status, phases in sorted(by_status.items())
            }
        return answers

    def _description(self, name: str) -> str:
        place = self.facts.operations[name].fields.get("outcome") if name == "cancel" else None
        if name != "cancel":
            return _ANSWERS[name][0]
        told = f"`{place.header or place.pointer.removeprefix('/')}`" if place else "its status"
        return f"Whether the request was cancelled; {told} tells."

    def _answer(
        self, description: str, name: str, output: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        is_own = output is not None and "output" in self.facts.operations[name].fields
        own = self.schemas.answer(name, output or {}) if is_own else None
        shown = {"$ref": f"{SCHEMAS}{_ANSWERS[name][1]}"} if own is None else own
        return _json_answer(description, shown, self.schemas.headers(name))

    def shared_schemas(
        self, outputs: Sequence[str], locale: str, *, shared: bool
    ) -> dict[str, Any]:
        """Return the schemas of all answers; `outputs` are the keys of those that endpoints have for themselves."""
        keys = [*(["Output"] if shared or not outputs else []), *outputs]
        output = one_of_outputs(keys, or_null=self.facts.one_call)
        fact = self.service.document["request_id"]
        found = {
            "RequestId": {"type": "string", "pattern": fact["pattern"], "x-sure": fact["sure"]},
            **{
                _ANSWERS[name][1]: self.schemas.answer(name, output)
                for name in ("submit", *self.operations)
            },
            "Error": self.schemas.error(),
        }
        if "Output" in keys:
            written = service_output(self.service, locale)
            found["Output"] = with_references_below(written, f"{SCHEMAS}Output")
        return found

    def shared_responses(self) -> dict[str, Any]:
        """Return the refusals that all calls share."""
        error, headers = {"$ref": f"{SCHEMAS}Error"}, self.schemas.error_headers()
        listed = [*self.service.document.get("not_begun", NOT_BEGUN)]
        after = {"Retry-After": {"schema": {"type": "string"}}}
        words = "No work began, so the submit may be repeated."
        refused = f"The call is refused; {self._code_words()} says why."
        return {
            "Refused": _json_answer(refused, error, headers),
            "Failed": _json_answer("The service failed.", error, headers),
            "NotBegun": {
                **_json_answer(words, error, {**after, **headers}),
                "x-not-begun": listed,
            },
        }

    def _code_words(self) -> str:
        """Return what tells the reason of a refusal, as the beginning of a clause."""
        places = [one.header or one.pointer.removeprefix("/") for one in self.facts.codes_at]
        return f"`{places[0]}`" if places else "its HTTP status"


def one_of_outputs(keys: Sequence[str], *, or_null: bool) -> dict[str, Any]:
    """Return the schema of an output that is one of several of the document, or null while there is none."""
    known: list[dict[str, Any]] = [{"$ref": f"{SCHEMAS}{key}"} for key in keys]
    known += [{"type": "null"}] if or_null else []
    return known[0] if len(known) == 1 else {"anyOf": known}


def parameters(facts: WireFacts) -> dict[str, Any]:
    """Return the parameters that paths have."""
    place = facts.operations["submit"].fields["request_id"]
    called = place.header or place.pointer.removeprefix("/")
    return {
        "request_id": {
            "name": "request_id",
            "in": "path",
            "required": True,
            "description": f"What the answer to the submit calls `{called}`.",
            "schema": {"$ref": f"{SCHEMAS}RequestId"},
        }
    }


def security_scheme(service: Service) -> dict[str, Any]:
    """Return how calls carry the token, and the variables in which clients look for it."""
    auth, variables = service.document["auth"], [*service.document["token_variables"]]
    noted = {"x-token-variables": variables, "x-sure": auth["sure"]}
    if auth["header"].lower() == "authorization" and auth["scheme"].lower() == "bearer":
        return {"type": "http", "scheme": "bearer", **noted}
    prefix = f"The token follows the word {auth['scheme']} and a space." if auth["scheme"] else ""
    described = {"description": prefix} if prefix else {}
    return {"type": "apiKey", "in": "header", "name": auth["header"], **described, **noted}


_REFUSALS = {"4XX": {"$ref": f"{_RESPONSES}Refused"}, "5XX": {"$ref": f"{_RESPONSES}Failed"}}


def _told(description: str, phases: Sequence[str]) -> str:
    named = [phase for phase in phases if phase]
    return f"{description} The job is {', '.join(named)}." if named else description


def _json_answer(
    description: str, schema: Mapping[str, Any], headers: Mapping[str, Any]
) -> dict[str, Any]:
    content = {"application/json": {"schema": dict(schema)}}
    found = {"description": description, "content": content}
    return {**found, "headers": dict(headers)} if headers else found
