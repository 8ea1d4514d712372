"""How a service is called, and where its answers have what, by its facts; no other module writes a name of the wire."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from .input_faults import is_dict, is_list

if TYPE_CHECKING:
    from .service import Service

REQUEST_ID, STATUS, QUEUE_POSITION, OUTCOME = "request_id", "status", "queue_position", "outcome"
OUTPUT, COST, CREATED_AT, FINISHED_AT = "output", "cost", "created_at", "finished_at"
ERROR, CODE, FAULT_PATH = "error", "code", "loc"
MESSAGES = ("error_message", "message", ERROR, "detail", "msg")
"""Where the words of an error are, unless a service says it."""
MISSING: Any = ...
"""What is read where an answer has nothing; it is the same in every copy of this module."""
NO_HEADERS: Mapping[str, str] = {}
BARE = "/"
"""The place of the output in `raw` of an answer that is no JSON object: its only key is empty."""


def _at(*names: str) -> dict[str, str]:
    return {name: f"/{name}" for name in names}


_FIELDS: Mapping[str, Mapping[str, str]] = {
    "submit": _at(REQUEST_ID),
    "status": _at(REQUEST_ID, STATUS, QUEUE_POSITION),
    "result": _at(REQUEST_ID, STATUS, OUTPUT, ERROR, CREATED_AT, FINISHED_AT, COST),
    "cancel": _at(REQUEST_ID, STATUS, OUTCOME),
}


class Call(NamedTuple):
    """How an operation is called: method, path with query, and headers besides the token's."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()


class Wire:
    """The calls and answers of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.is_one_call = "result" not in service.operations
        """Whether the answer to a status is the result, too."""
        self._fields = {**_FIELDS, **service.fields}
        if self.is_one_call:
            self._fields["result"] = self._fields["status"]
        self.can_cancel = "cancel" in service.operations
        self.result_place = self._fields["result"].get(OUTPUT, f"/{OUTPUT}")
        """Where a result has the output."""
        self.ends_by_status = service.ends_by_http or STATUS not in self._fields["result"]
        """Whether only a status tells if there is a result."""
        self.needs_model_id = any(
            f"{{{name}}}" in path
            for operation, (_, path) in service.operations.items()
            for name in ("model_id", *service.path_parts)
            if operation != "submit"
        )
        """Whether a job is named by its request id and its endpoint's id."""

    def call(
        self, operation: str, *, model_id: str = "", request_id: str = "", with_cost: bool = False
    ) -> Call:
        """Return how an operation is called."""
        service = self._service
        is_same = operation == "result" and self.is_one_call
        method, path = service.operations[made := "status" if is_same else operation]
        ids = {"model_id": quote(model_id), "request_id": quote(request_id, safe="")}
        segments = model_id.split("/")
        for name, (first, after) in service.path_parts.items():
            ids[name] = quote("/".join(segments[: after.get(segments[0], first)]))
        query = {**service.query.get(made, {}), **(service.cost_query if with_cost else {})}
        path = path.format_map(ids) + (f"?{urlencode(query)}" if query else "")
        return Call(method, path, tuple(service.headers.get(made, {}).items()))

    def body(self, payload: Any, called_as: str) -> Any:
        """Return the body of a submit of an input, for a model as calls name it."""
        service = self._service
        if not service.input_at and not service.constants:
            return payload
        body: dict[str, Any] = {}
        for place, text in service.constants.items():
            _put(body, place, text.replace("{model_id}", called_as))
        if not service.input_at:
            return {**payload, **body}
        _put(body, service.input_at, payload)
        return body

    def find(
        self, operation: str, name: str, data: Any, headers: Mapping[str, str] = NO_HEADERS
    ) -> Any:
        """Return what an answer has by a name, or `MISSING`."""
        place = self._fields[operation].get(name)
        return MISSING if place is None else look(place, data, headers)

    def read(
        self, operation: str, name: str, data: Any, headers: Mapping[str, str] = NO_HEADERS
    ) -> Any:
        """Return what an answer has by a name, or None."""
        found = self.find(operation, name, data, headers)
        return None if found is MISSING else found

    def keep_id(self, operation: str, data: Any, copy: Any) -> None:
        """Let a copy of an answer's data have the request id that the answer has."""
        place = self._fields[operation].get(REQUEST_ID, "")
        if place.startswith("/") and (found := look(place, data)) is not MISSING:
            above, _, last = place.rpartition("/")
            inner = look(above, copy)
            if is_dict(inner):
                inner[steps(f"/{last}")[0]] = found

    def place(self, operation: str, name: str) -> str | None:
        """Return where an answer has what a name stands for, if anywhere."""
        return self._fields[operation].get(name)

    def needs_body(self, operation: str, headers: Mapping[str, str] = NO_HEADERS) -> bool:
        """Return whether an answer is of no use without a JSON object: what it must say is in no header."""
        name = {"submit": REQUEST_ID, "cancel": OUTCOME}.get(operation, STATUS)
        if operation == "cancel" and self._service.cancel_by_status:
            name = STATUS
        elif operation == "cancel" and not self._service.cancel_outcomes:
            return False
        place = self._fields[operation].get(name)
        return place is None or place.startswith("/") or header(headers, place) is None

    def code(self, data: Any, headers: Mapping[str, str], *, refused: bool) -> int | str | None:
        """Return the provider's error code in an answer, or None."""
        service = self._service
        for place in service.codes_at if refused else service.codes_in_success_at:
            if found := code_of(look(place, data, headers)):
                return found
        return None

    def code_of_job(self, data: Any) -> int | str | None:
        """Return the code that a result or a status says of its job, or None."""
        for place in (self._fields[one].get(CODE) for one in ("result", "status")):
            if place is not None and (found := code_of(look(place, data))):
                return found
        return None

    def kind(self, code: int | str | None, http_status: int) -> str:
        """Return the documented kind of an error: by its code, else by its HTTP status; "" if there is none."""
        service = self._service
        by_code = "" if code is None else service.errors.get(code, "")
        return by_code or service.errors_by_http.get(http_status, "")

    def words(self, data: Any) -> str | None:
        """Return the provider's message from the body of an answer."""
        places = (look(place, data) for place in self._service.words_at)
        found = (error_text(one) for one in places if one is not MISSING)
        return next(filter(None, found), None) or error_text(data)

    def shows_failure(self, data: Any, headers: Mapping[str, str] = NO_HEADERS) -> bool:
        """Return whether the status of a finished job shows that it failed."""
        found = (look(place, data, headers) for place in self._service.failed_at)
        return any(one is not MISSING and one for one in found)

    def is_expired(self, data: Any, headers: Mapping[str, str] = NO_HEADERS) -> bool:
        """Return whether the result of a job that succeeded shows that its output is gone."""
        found = (look(place, data, headers) for place in self._service.expired_at)
        return any(not any(one is no for no in (MISSING, None, False)) for one in found)


@lru_cache(maxsize=16)
def wire_of(service: Service) -> Wire:
    """Return the wire of a service."""
    return Wire(service)


def look(place: str, data: Any, headers: Mapping[str, str] = NO_HEADERS) -> Any:
    """Return what an answer has at a place, or `MISSING`."""
    if place and not place.startswith("/"):
        found = header(headers, place)
        return MISSING if found is None else found
    for step in steps(place):
        if is_dict(data) and step in data:
            data = data[step]
        elif is_list(data) and step.isascii() and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return MISSING
    return data


def steps(place: str) -> list[str]:
    """Return the steps of a JSON Pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return the value of a header, whatever the case of its name."""
    if (found := headers.get(name)) is not None:
        return found
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), None)


def telling_name(place: str) -> str | None:
    """Return the last name of a place if it is that of an id of something named, as `job_id` and `jobId` are."""
    name = steps(place)[-1] if place.startswith("/") else ""
    is_telling = name.lower().endswith("_id") or (len(name) > 2 and name.endswith(("Id", "ID")))
    return name if is_telling else None


def raw_of(data: Any) -> Mapping[str, Any]:
    """Return an answer's data as an object; others are under an empty key."""
    if data is MISSING:
        return {}
    return data if is_dict(data) else {BARE[1:]: data}


def data_of(raw: Mapping[str, Any]) -> Any:
    """Return the data of an answer from its object."""
    return raw[BARE[1:]] if [*raw] == [BARE[1:]] else raw


def _put(body: dict[str, Any], place: str, value: Any) -> None:
    *way, last = steps(place)
    for step in way:
        body = body.setdefault(step, {})
    body[last] = value


def code_of(value: Any) -> int | str | None:
    """Return a value as an error code: text or an integer, which text may be, too; not zero and not empty."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        value = int(value)
    return value if isinstance(value, int | str) and not isinstance(value, bool) and value else None


def error_text(data: Any, depth: int = 8) -> str | None:
    """Return the provider's message from a body: a string, a list of them, or an object around them."""
    if isinstance(data, str):
        return data.strip() or None
    if not depth:
        return None
    if is_list(data):
        lines = [line for item in data if (line := error_text(item, depth - 1))]
        return "; ".join(lines) or None
    if not is_dict(data):
        return None
    found = (error_text(data.get(key), depth - 1) for key in MESSAGES)
    text = next(filter(None, found), None)
    loc = data.get(FAULT_PATH)
    if text and is_list(loc):
        return f"{'.'.join(map(str, loc))}: {text}"
    return text
