"""Services whose facts differ: the committed ones, and made-up ones that mix facts in ways none of those does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clientwright.codegen.render_package import render_specs
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import load_specs
from clientwright.testing.mutation.mutant_packages import PackageWriter
from clientwright.testing.targets.client_target import ClientTarget

ROOT = Path(__file__).parents[3]
BASE: dict[str, Any] = json.loads((ROOT / "specs" / "runcomfy" / "service.json").read_text("utf-8"))
SURE = {"sure": "H"}
CODES = [
    {"code": "no_such_job", "http": 404, "is": "not-found", "means": "No such job.", **SURE},
    {"code": "bad_input", "http": 422, "is": "refused", "means": "It does not fit.", **SURE},
    {
        "code": "no_money",
        "http": 402,
        "is": "balance",
        "means": "The account is empty.",
        "sure": "M",
    },
    {"http": 401, "is": "authentication", "means": "No token.", **SURE},
    {"http": 451, "is": "permission", "means": "Not in this country.", **SURE},
]
ONE_CALL: dict[str, Any] = {
    "name": "onecall",
    "auth": {"header": "X-Api-Key", "scheme": "", **SURE},
    "path_parts": {"team": {"first": 1, "after": {"shared": 3}, **SURE}},
    "operations": {
        "submit": {
            "method": "PUT",
            "path": "/run/{model_id}",
            "input_at": "/call/input",
            "constants": {"/call/of": "{model_id}", "/kind": "job"},
            "headers": {"X-Api-Version": "2"},
            "http": 202,
            "fields": {"request_id": {"header": "X-Job"}},
            **SURE,
        },
        "status": {
            "method": "GET",
            "path": "/{team}/jobs/{request_id}",
            "query": {"full": "1"},
            "fields": {
                "request_id": "/job/key",
                "status": "/job/state",
                "output": "/job/made",
                "error": "/job/trouble",
            },
            **SURE,
        },
        "result": {"same_as": "status"},
        "cancel": None,
    },
    "status": {
        "values": {
            "Open": "waiting",
            "Busy": "running",
            "Good": "succeeded",
            "Bad": "failed",
            "Stopped": "cancelled",
            "Dropped": "cancelled",
        },
        **SURE,
    },
    "result": None,
    "aliases": {"values": {}, **SURE},
    "cancel": None,
    "error": {
        "code_at": [{"header": "X-Problem"}, "/problem/0/kind"],
        "words_at": ["/problem_text"],
        **SURE,
    },
    "errors": CODES,
    "not_begun": [{"http": 503, "if": ["own-json"], **SURE}],
    "expired_at": ["/job/gone", "/gone"],
}
"""One call for status and result, an id in a header, no scheme, no cancel, strings as codes, a key at two places."""
TWO_WORDS: dict[str, Any] = {
    "name": "twowords",
    "operations": {
        "submit": {
            "method": "POST",
            "path": "/jobs",
            "constants": {"/model": "{model_id}"},
            "input_at": "/with",
            **SURE,
        },
        "status": {"method": "GET", "path": "/jobs/{request_id}/state", **SURE},
        "result": {
            "method": "GET",
            "path": "/jobs/{request_id}",
            "fields": {
                "request_id": "/request_id",
                "status": "/phase",
                "output": "/files",
                "error": "/why",
            },
            **SURE,
        },
        "cancel": {"method": "DELETE", "path": "/jobs/{request_id}", **SURE},
    },
    "status": {
        "values": {
            "queued": "waiting",
            "working": "running",
            "done": "succeeded",
            "broken": "failed",
            "stopped": "cancelled",
        },
        **SURE,
    },
    "result": {
        "values": {
            "queued": "waiting",
            "working": "running",
            "done": "succeeded",
            "broken": "failed",
            "stopped": "cancelled",
        },
        **SURE,
    },
    "aliases": {"values": {"ready": "done", "halted": "stopped"}, **SURE},
    "cancel": {
        "answers": [
            {"word": "STOPPED", "means": "cancelled"},
            {"word": "STOPPING", "means": "requested"},
            {"http": 409, "means": "too-late"},
            {"http": 404, "means": "not-found"},
        ],
        "cancellable": ["queued", "working"],
        **SURE,
    },
}
"""Two calls whose words both tell the end, and a cancel that is told by its word alone."""
BY_HTTP: dict[str, Any] = {
    "name": "byhttp",
    "operations": {
        "submit": {"method": "POST", "path": "/{model_id}", **SURE},
        "status": {"method": "GET", "path": "/jobs/{request_id}", **SURE},
        "result": {
            "method": "GET",
            "path": "/jobs/{request_id}/output",
            "fields": {"output": "/data"},
            **SURE,
        },
        "cancel": {"method": "DELETE", "path": "/jobs/{request_id}", **SURE},
    },
    "status": {
        "values": {
            "new": "waiting",
            "at_work": "running",
            "over": "finished",
            "stopped": "cancelled",
        },
        "failed_at": ["/fault/text"],
        **SURE,
    },
    "result": {"by": "http", **SURE},
    "aliases": {"values": {"running": "at_work"}, **SURE},
    "cancel": {"by": "status", "cancellable": ["new"], **SURE},
    "error": {"code_at": [], "words_at": ["/text"], **SURE},
    "errors": [{"http": 402, "is": "balance", "means": "No credit.", **SURE}],
    "not_begun": None,
}
"""Ends by HTTP status, but without a mark of the model's own answers, and a word for cancelled jobs."""
MADE_UP: Mapping[str, dict[str, Any]] = {
    "onecall": ONE_CALL,
    "twowords": TWO_WORDS,
    "byhttp": BY_HTTP,
}
COMMITTED = ("runcomfy", "fal", "replicate")
OTHERS = {"filmhouse": ROOT / "tests" / "providers" / "filmhouse"}
"""Made-up services that are folders of specs."""


def document_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file of a service with some facts; None leaves one out that RunComfy has."""
    return {key: value for key, value in {**BASE, **facts}.items() if value is not None}


def made_up_specs(name: str) -> Specs:
    """Return a made-up service with one endpoint, whose id has more segments than any path takes."""
    (known,) = load_specs(ROOT / "specs" / "runcomfy").services
    id = ModelId("shared/models/video/large")
    endpoint: Endpoint = replace(known.endpoints[1], id=id)
    service = Service(document_of(MADE_UP[name]), Path("service.json"))
    return replace(known, service=service, endpoints=(endpoint,))


def specs_named(name: str) -> Specs:
    """Return the specs of a committed or a made-up service."""
    if name in MADE_UP:
        return made_up_specs(name)
    (found,) = load_specs(OTHERS.get(name, ROOT / "specs" / name)).services
    return found


def client_of(specs: Specs, folder: Path) -> ClientTarget:
    """Return the generated client of a service's first endpoint; the package is written to a folder."""
    tree = render_specs(first_endpoint(specs), "httpx", folder, None).tree
    return ClientTarget.load(str(PackageWriter().write(tree, folder)))


def first_endpoint(specs: Specs) -> Specs:
    """Return the specs with their first endpoint alone, by which the client's jobs are tried."""
    return replace(specs, endpoints=specs.endpoints[:1])
