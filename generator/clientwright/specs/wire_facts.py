"""The shape of a service's calls and answers, from `service.json`: where a call has what, and what an answer means.

Every key is optional there; one that is left out means what RunComfy does. Sandbox, harness, generator and
comparisons read the same facts here; what a client does with them is the runtime's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OPERATIONS = ("submit", "status", "result", "cancel")
COST_QUERY = {"include_cost": "true"}
"""The query that asks for a job's cost, where a service's file says nothing of it."""
COST_UNIT = "USD"
"""What a cost counts, where a service's file says nothing of it."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where an answer has a value: at a JSON Pointer in its body ("" is the whole body), or in a header."""

    pointer: str = ""
    header: str = ""

    @classmethod
    def from_json(cls, value: str | Mapping[str, str]) -> FieldPlace:
        """Return the place that a service's file names."""
        return cls(pointer=value) if isinstance(value, str) else cls(header=value["header"])


def _at(*names: str) -> dict[str, FieldPlace]:
    return {name: FieldPlace(f"/{name}") for name in names}


FIELDS: Mapping[str, Mapping[str, FieldPlace]] = {
    "submit": _at("request_id", "status_url", "result_url", "cancel_url"),
    "status": _at("request_id", "status", "queue_position", "status_url", "result_url"),
    "result": _at("request_id", "status", "output", "error", "created_at", "finished_at", "cost"),
    "cancel": _at("request_id", "status", "outcome"),
}
"""Where the answers of an operation have what, where a service's file does not say."""
_HTTP = {"submit": 200, "status": 200, "result": 200, "cancel": 202}
CODES = (FieldPlace("/error_code"), FieldPlace("/code"))
CODES_IN_SUCCESS = (FieldPlace("/error_code"),)
WORDS = ("/error_message", "/message", "/detail")
"""Where the words of an error usually are."""


@dataclass(frozen=True, slots=True)
class PathPart:
    """A variable of paths that stands for the first segments of a model id."""

    first: int
    after: Mapping[str, int]

    def value(self, model_id: str) -> str:
        """Return the segments, joined by slashes."""
        segments = model_id.split("/")
        return "/".join(segments[: self.after.get(segments[0], self.first)])


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: how it is made, and where its answer has what.

    `path` is below the base URL. `http` is the HTTP status of an answer that is no refusal, by the job's
    phase; "" is that of all other phases. `input_at` and `constants` are of a submit, `cost_query` and
    `cost_unit` of a result.
    """

    name: str
    method: str
    path: str
    fields: Mapping[str, FieldPlace]
    http: Mapping[str, int]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    input_at: str
    constants: Mapping[str, str]
    cost_query: Mapping[str, str]
    cost_unit: str

    def http_in(self, phase: str) -> int:
        """Return the HTTP status of an answer about a job in a phase."""
        return self.http.get(phase) or self.http.get("") or _HTTP[self.name]


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """What an answer to a cancel means: cancelled, requested, too-late or not-found; 0 and "" are any."""

    means: str
    http: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class NamedFieldsPlace:
    """Where a refusal names the fields that are wrong: the pointer of a list, and that of the field in an item."""

    items: str = "/detail"
    field: str = "/loc"


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """An error of the provider: its code, or None where the HTTP status tells it, and its kind."""

    code: int | str | None
    http: int
    kind: str
    means: str
    sure: str

    @property
    def is_of_request(self) -> bool:
        """Whether it says that there is no such request; one of another HTTP status is about the model."""
        return self.kind == "not-found" and self.http == HTTP_BY_KIND["not-found"]


HTTP_BY_KIND: Mapping[str, int] = {
    "authentication": 401,
    "balance": 402,
    "permission": 403,
    "not-found": 404,
    "expired": 410,
    "refused": 422,
    "rate-limited": 429,
    "cancelled": 499,
    "server": 500,
    "timed-out": 504,
}
"""The usual HTTP status of each kind of error."""


@dataclass(frozen=True, slots=True)
class WireFacts:
    """The shape of a service's calls and answers.

    `operations` has no cancel where jobs cannot be cancelled. With `one_call` the answer to a status is the
    result, too, and the words of a status are those of a result. With `ends_by_http` the result is the model's
    own answer, and its HTTP status tells the end; `own_answer_header` is on such an answer. `status_values` and
    `result_values` map words to phases. With `refuses_in_result` an input that does not fit is accepted, and its
    job fails with the refusal. With `cancel_by_status` a cancel is answered as a status is. With `token_optional`
    some calls are answered without a token, too.
    """

    operations: Mapping[str, Operation]
    path_parts: Mapping[str, PathPart]
    one_call: bool
    ends_by_http: bool
    refuses_in_result: bool
    own_answer_header: str
    status_values: Mapping[str, str]
    result_values: Mapping[str, str]
    aliases: Mapping[str, str]
    failed_at: tuple[str, ...]
    expired_at: tuple[str, ...]
    cancel_answers: tuple[CancelAnswer, ...]
    cancel_by_status: bool
    cancellable: tuple[str, ...]
    codes_at: tuple[FieldPlace, ...]
    codes_in_success_at: tuple[FieldPlace, ...]
    words_at: tuple[str, ...]
    fields_at: NamedFieldsPlace
    errors: tuple[DocumentedError, ...]
    file_url: str | None
    token_optional: bool

    @property
    def needs_model_id(self) -> bool:
        """Whether a job is named by its request id and its model id, because a path has a part of that."""
        variables = ("{model_id}", *(f"{{{name}}}" for name in self.path_parts))
        of_jobs = (one for name, one in self.operations.items() if name != "submit")
        return any(variable in one.path for one in of_jobs for variable in variables)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> WireFacts:
        """Read the facts of a service's file that is valid against the meta-schema."""
        listed = document["operations"]
        one_call = "same_as" in listed["result"]
        operations = {
            name: _operation(name, listed["status"] if name == "result" and one_call else facts)
            for name in OPERATIONS
            if (facts := listed.get(name)) is not None
        }
        result, cancel = document.get("result", {}), document.get("cancel", {})
        error = document.get("error")
        status_values = document["status"]["values"]
        return cls(
            operations=operations,
            path_parts={
                name: PathPart(part["first"], part.get("after", {}))
                for name, part in document.get("path_parts", {}).items()
            },
            one_call=one_call,
            ends_by_http=result.get("by") == "http",
            refuses_in_result=listed["submit"].get("input_checked") == "result",
            own_answer_header=result.get("own_answer", {}).get("header", ""),
            status_values=status_values,
            result_values=status_values if one_call else result.get("values", {}),
            aliases=document["aliases"]["values"],
            failed_at=tuple(document["status"].get("failed_at", ())),
            expired_at=tuple(document.get("expired_at", ())),
            cancel_answers=_cancel_answers(cancel),
            cancel_by_status=cancel.get("by") == "status",
            cancellable=tuple(cancel.get("cancellable", ())),
            codes_at=CODES if error is None else _places(error["code_at"]),
            codes_in_success_at=(
                CODES_IN_SUCCESS if error is None else _places(error.get("code_in_success_at", ()))
            ),
            words_at=tuple((error or {}).get("words_at", ())),
            fields_at=_fields_place((error or {}).get("fields_at")),
            errors=tuple(map(_documented_error, document["errors"])),
            file_url=document.get("output_file", {}).get("url"),
            token_optional=document.get("auth", {}).get("optional", False),
        )


def _operation(name: str, facts: Mapping[str, Any]) -> Operation:
    http = facts.get("http", {})
    fields = facts.get("fields")
    has_cost = name == "result" and (fields is None or "cost" in fields)
    return Operation(
        name=name,
        method=facts["method"],
        path=facts["path"],
        fields=FIELDS[name]
        if fields is None
        else {key: FieldPlace.from_json(place) for key, place in fields.items()},
        http={"": http} if isinstance(http, int) else http,
        query=facts.get("query", {}),
        headers=facts.get("headers", {}),
        input_at=facts.get("input_at", ""),
        constants=facts.get("constants", {}),
        cost_query=facts.get("cost_query", COST_QUERY if has_cost else {}),
        cost_unit=facts.get("cost_unit", COST_UNIT),
    )


def _fields_place(value: Mapping[str, str] | None) -> NamedFieldsPlace:
    return NamedFieldsPlace() if value is None else NamedFieldsPlace(value["items"], value["field"])


def _places(values: Any) -> tuple[FieldPlace, ...]:
    return tuple(map(FieldPlace.from_json, values))


def _cancel_answers(cancel: Mapping[str, Any]) -> tuple[CancelAnswer, ...]:
    if "outcomes" in cancel:
        cancelled, too_late = cancel["outcomes"]
        return CancelAnswer("cancelled", word=cancelled), CancelAnswer("too-late", word=too_late)
    listed = cancel.get("answers", ())
    return tuple(CancelAnswer(a["means"], a.get("http", 0), a.get("word", "")) for a in listed)


def _documented_error(error: Mapping[str, Any]) -> DocumentedError:
    code, kind = error.get("code"), error["is"]
    leading = code // 1000 if isinstance(code, int) else 0
    usual = HTTP_BY_KIND[kind]
    http = usual if kind == "authentication" or not 400 <= leading < 600 else leading
    return DocumentedError(code, error.get("http", http), kind, error["means"], error["sure"])
