"""What a service's document says of answers: their schemas, words, error codes, links, and the token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientwright.export.schema_document import service_output, with_references_below
from clientwright.specs.model import NOT_BEGUN, Service

_SCHEMAS = "#/components/schemas/"
_RESPONSES = "#/components/responses/"
_LINKED = ("status", "result", "cancel")
_URI = {"type": "string", "format": "uri"}
_CODE = {"type": ["integer", "string"]}


def submit_answers(service: Service) -> dict[str, Any]:
    """Return the answers to a submit, with links to the calls about its request."""
    links = {
        name: {
            "operationId": name,
            "parameters": {"request_id": "$response.body#/request_id"},
        }
        for name in _LINKED
        if "{model_id}" not in service.document["operations"][name]["path"]
    }
    listed: Sequence[Mapping[str, Any]] = service.document.get("not_begun", NOT_BEGUN)
    retried = {str(one["http"]): {"$ref": f"{_RESPONSES}NotBegun"} for one in listed}
    taken = {**_json_answer("The job is taken.", "Submitted"), "links": links}
    return {"2XX": taken, **retried, **_refusals()}


def following_answers(name: str) -> dict[str, Any]:
    """Return the answers to a call about a request: `status`, `result` or `cancel`."""
    words = {
        "status": ("The status of the request.", "Status"),
        "result": ("The request's status and, once there is one, its output or error.", "Result"),
        "cancel": ("Whether the request was cancelled; `outcome` tells.", "Cancelled"),
    }
    return {"2XX": _json_answer(*words[name]), **_refusals()}


def shared_schemas(
    service: Service, outputs: Sequence[str], locale: str, *, shared: bool
) -> dict[str, Any]:
    """Return the schemas of all answers; `outputs` are the keys of those that endpoints have for themselves."""
    keys = [*(["Output"] if shared or not outputs else []), *outputs]
    known = [{"$ref": f"{_SCHEMAS}{key}"} for key in keys]
    output = known[0] if len(known) == 1 else {"anyOf": known}
    request_id = {"$ref": f"{_SCHEMAS}RequestId"}
    found = {
        "RequestId": {
            "type": "string",
            "pattern": service.document["request_id"]["pattern"],
            "x-sure": service.document["request_id"]["sure"],
        },
        "Submitted": _open_object(
            {"request_id": request_id, **{f"{name}_url": _URI for name in _LINKED}}, "request_id"
        ),
        "Status": _open_object(
            {
                "request_id": request_id,
                "status": _vocabulary(service, "status"),
                "queue_position": {"type": "integer"},
                "status_url": _URI,
                "result_url": _URI,
            },
            "status",
        ),
        "Result": _open_object(
            {
                "request_id": request_id,
                "status": _vocabulary(service, "result"),
                "output": output,
                "error": {},
                "created_at": {"type": "string"},
                "finished_at": {"type": "string"},
            },
            "status",
        ),
        "Cancelled": _open_object(
            {
                "request_id": request_id,
                "status": {"type": "string"},
                "outcome": {
                    "type": "string",
                    "enum": [*service.document["cancel"]["outcomes"]],
                    "x-sure": service.document["cancel"]["sure"],
                },
            },
            "outcome",
        ),
        "Error": _error(service),
    }
    if "Output" in keys:
        found["Output"] = with_references_below(
            service_output(service, locale), f"{_SCHEMAS}Output"
        )
    return found


def shared_responses(service: Service) -> dict[str, Any]:
    """Return the refusals that all calls share."""
    return {
        "Refused": _json_answer("The call is refused; `error_code` says why.", "Error"),
        "Failed": _json_answer("The service failed.", "Error"),
        "NotBegun": {
            **_json_answer("No work began, so the submit may be repeated.", "Error"),
            "headers": {"Retry-After": {"schema": {"type": "string"}}},
            "x-not-begun": [*service.document.get("not_begun", NOT_BEGUN)],
        },
    }


def parameters(service: Service) -> dict[str, Any]:
    """Return the parameters that paths have."""
    return {
        "request_id": {
            "name": "request_id",
            "in": "path",
            "required": True,
            "description": "What the answer to the submit calls `request_id`.",
            "schema": {"$ref": f"{_SCHEMAS}RequestId"},
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


def _refusals() -> dict[str, Any]:
    return {"4XX": {"$ref": f"{_RESPONSES}Refused"}, "5XX": {"$ref": f"{_RESPONSES}Failed"}}


def _json_answer(description: str, key: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"{_SCHEMAS}{key}"}}}
    return {"description": description, "content": content}


def _open_object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    """Return the schema of an answer; an answer may have more than is documented."""
    return {"type": "object", "required": [*required], "properties": dict(properties)}


def _vocabulary(service: Service, operation: str) -> dict[str, Any]:
    """Return the documented words of an operation, and what each means."""
    fact = service.document[operation]
    words = {"type": "string", "enum": [*fact["values"]]}
    return {**words, "x-meanings": dict(fact["values"]), "x-sure": fact["sure"]}


def _error(service: Service) -> dict[str, Any]:
    """Return the schema of a refusal: its codes are listed, and others may come."""
    codes = [
        {key: one[key] for key in ("code", "is", "means", "sure") if key in one}
        for one in service.document["errors"]
    ]
    described = " ".join(f"{one['code']}: {one['means']}" for one in codes)
    code = {**_CODE, "description": described, "x-error-codes": codes}
    return {
        "type": "object",
        "properties": {"error_code": code, "error_message": {"type": "string"}, "detail": {}},
    }
