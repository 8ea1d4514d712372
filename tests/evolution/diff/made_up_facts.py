"""Three made-up services that have every key of a service's file between them."""

from __future__ import annotations

import copy
from typing import Any

from evolution.diff.support import FACTS

_BASE: dict[str, Any] = copy.deepcopy(dict(FACTS))

TWO_CALLS: dict[str, Any] = {
    **_BASE,
    "package": "orchard_client",
    "base_url": "https://queue.orchard.example",
    "auth": {"header": "X-Orchard-Key", "scheme": "", "optional": True, "sure": "M"},
    "path_parts": {"app_id": {"first": 2, "after": {"flows": 3}, "sure": "H"}},
    "operations": {
        "submit": {
            "method": "POST",
            "path": "/{model_id}",
            "input_at": "/job/input",
            "constants": {"/job/kind": "run", "/job/model": "{model_id}"},
            "query": {"wait": "no"},
            "headers": {"X-Orchard-Form": "2"},
            "http": 201,
            "undeclared_json": "refused",
            "input_checked": "result",
            "fields": {
                "request_id": {"header": "X-Orchard-Job"},
                "status": "/state",
                "queue_position": "/ahead",
                "status_url": "/links/self",
                "result_url": "/links/result",
                "cancel_url": "/links/cancel",
            },
            "sure": "H",
        },
        "status": {
            "method": "GET",
            "path": "/{app_id}/jobs/{request_id}",
            "query": {"full": "1"},
            "http": {"waiting": 202, "running": 202},
            "fields": {"status": "/state", "error": "/fault", "code": "/fault_code"},
            "sure": "H",
        },
        "result": {
            "method": "GET",
            "path": "/{app_id}/jobs/{request_id}/result",
            "headers": {"X-Orchard-Form": "2"},
            "fields": {
                "output": "",
                "cost": {"header": "X-Orchard-Units"},
                "created_at": "/made",
                "finished_at": "/done",
            },
            "cost_query": {},
            "cost_unit": "units",
            "sure": "M",
        },
        "cancel": {
            "method": "DELETE",
            "path": "/{app_id}/jobs/{request_id}",
            "fields": {"outcome": "/said"},
            "sure": "M",
        },
    },
    "error": {
        "code_at": ["/fault_code", {"header": "X-Orchard-Fault"}],
        "code_in_success_at": ["/fault_code"],
        "words_at": ["/fault", "/detail"],
        "fields_at": {"items": "/faults", "field": "/at", "sure": "L"},
        "sure": "M",
    },
    "status": {
        "values": {"WAITS": "waiting", "RUNS": "running", "DONE": "finished"},
        "failed_at": ["/fault", "/fault_code"],
        "sure": "H",
    },
    "result": {"by": "http", "own_answer": {"header": "X-Orchard-Own"}, "sure": "M"},
    "cancel": {
        "answers": [
            {"http": 204, "means": "cancelled"},
            {"http": 202, "word": "ASKED", "means": "requested"},
            {"http": 409, "word": "LATE", "means": "too-late"},
        ],
        "cancellable": ["WAITS", "RUNS"],
        "sure": "M",
    },
    "errors": [
        {"code": "slow", "http": 504, "is": "timed-out", "means": "It took too long.", "sure": "H"},
        {"code": "stopped", "is": "cancelled", "means": "It was stopped.", "sure": "L"},
        {"http": 402, "is": "balance", "means": "No credit is left.", "sure": "M"},
    ],
    "media": {
        **_BASE["media"],
        "marks": {"names": ["*_url"], "keyword": "x-orchard", "format": "uri"},
    },
    "output_file": {"url": "/href", "sure": "H"},
    "expired_at": ["/gone"],
    "retention": {"result_seconds": 3600, "sure": "M"},
    "catalogue": {
        "url": "https://api.orchard.example/models",
        "query": {"full": "yes"},
        "paging": {"cursor": "/next", "as": "after", "more": "/more"},
        "items": "/models",
        "id": "/slug",
        "document": "/openapi",
        "title": "/name",
        "description": "/about",
        "retired": {"at": "/state", "is": ["gone", True]},
        "sure": "M",
    },
}

ONE_CALL: dict[str, Any] = {
    **_BASE,
    "operations": {
        "submit": {
            "method": "POST",
            "path": "/runs",
            "input_at": "/input",
            "constants": {"/version": "{model_id}"},
            "fields": {"request_id": "/id", "status": "/status"},
            "sure": "H",
        },
        "status": {
            "method": "GET",
            "path": "/runs/{request_id}",
            "fields": {"request_id": "/id", "status": "/status", "output": "/output"},
            "sure": "H",
        },
        "result": {"same_as": "status"},
        "cancel": None,
    },
    "status": {
        "values": {"new": "waiting", "busy": "running", "ok": "succeeded", "bad": "failed"},
        "sure": "H",
    },
    "result": {"values": {}, "sure": "?"},
    "cancel": {"by": "status", "cancellable": ["new"], "sure": "H"},
    "catalogue": {
        "url": "https://model-api.runcomfy.net/v1/models",
        "paging": {"next": "/next"},
        "items": "/results",
        "id": ["/owner", "/name"],
        "version": "/latest/id",
        "document": "/latest/schema",
        "sure": "H",
    },
}

WORDY: dict[str, Any] = {
    **_BASE,
    "cancel": {
        "answers": [
            {"word": "gone", "means": "not-found"},
            {"word": "done", "means": "cancelled"},
        ],
        "cancellable": ["in_queue", "in_progress"],
        "sure": "M",
    },
}
