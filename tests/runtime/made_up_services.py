"""Services that are called in another way: other methods, paths, base path, header and scheme."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from clientwright.lint import service_calls
from clientwright.lint.service_calls import MODEL_ID, REQUEST_ID
from clientwright.lint.service_facts import TAKEN_HEADERS
from clientwright.problems import has_errors
from clientwright.specs.model import Service, Specs

SERVICE_JSON = Path(__file__).parents[2] / "specs" / "runcomfy" / "service.json"

OTHER_FACTS: dict[str, Any] = {
    "auth": {"header": "X-Api-Key", "scheme": "Key", "sure": "H"},
    "operations": {
        "submit": {"method": "PUT", "path": "/run/{model_id}/jobs", "sure": "H"},
        "status": {"method": "POST", "path": "/jobs/{request_id}", "sure": "H"},
        "result": {"method": "GET", "path": "/jobs/{request_id}", "sure": "H"},
        "cancel": {"method": "DELETE", "path": "/jobs/{request_id}", "sure": "H"},
    },
}
"""Facts of a service that is called in another way than RunComfy's."""

STEP = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
STEPS, SOME_STEPS = st.lists(STEP, max_size=2), st.lists(STEP, min_size=1, max_size=2)
TOKENS = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True)
HEADERS = st.sampled_from(["authorization", "X-Api-Key", "Proxy-Authorization"]) | TOKENS.filter(
    lambda name: name.lower() not in TAKEN_HEADERS
)
METHODS = {
    "submit": ("POST", "PUT", "PATCH"),
    **dict.fromkeys(("status", "result", "cancel"), ("GET", "POST", "PUT", "PATCH", "DELETE")),
}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a `service.json`."""
    document: dict[str, Any] = json.loads(SERVICE_JSON.read_text("utf-8"))
    document["base_url"] = "https://api.example" + "".join(f"/{step}" for step in draw(STEPS))
    document["auth"] = {"header": draw(HEADERS), "scheme": draw(TOKENS), "sure": "?"}
    for name, methods in METHODS.items():
        placeholder = MODEL_ID if name == "submit" else REQUEST_ID
        steps = [draw(SOME_STEPS), [placeholder], draw(STEPS)]
        path = "".join(f"/{step}" for part in steps for step in part)
        method = draw(st.sampled_from(methods))
        document["operations"][name] = {"method": method, "path": path, "sure": "?"}
    return document


WORDS = st.from_regex(r"[A-Za-z]{3,8}", fullmatch=True)
KEYS = st.from_regex(r"[a-z]{2,6}", fullmatch=True)


@st.composite
def places(draw: st.DrawFn, *names: str) -> dict[str, Any]:
    """Draw a place for each name, none inside another: at some depth, or in a header."""
    found: dict[str, Any] = {}
    for n, name in enumerate(names):
        above = "".join(f"/{key}" for key in draw(st.lists(KEYS, max_size=2)))
        in_header = name not in ("output", "error") and draw(st.integers(0, 4)) == 0
        found[name] = {"header": f"X-Own-{n}"} if in_header else f"/at{n}{above}/{name}_{n}"
    return found


@st.composite
def mixed_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a `service.json` that mixes the shapes of calls and answers in any way."""
    document = draw(documents())
    words = draw(st.lists(WORDS, min_size=5, max_size=5, unique_by=str.lower))
    phases = ("waiting", "running", "succeeded", "failed", "cancelled")
    one_call, by_http = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
    with_model = draw(st.booleans())
    operations = document["operations"]
    document["auth"]["scheme"] = draw(st.just("") | TOKENS)
    document["aliases"]["values"] = {}
    for name, one in operations.items():
        one["path"] += f"/{name}"
    if with_model:
        document["path_parts"] = {"app": {"first": 2, "after": {"kling": 3}, "sure": "?"}}
        operations["status"]["path"] = f"/{{app}}{operations['status']['path']}"
    if draw(st.booleans()):
        operations["submit"] |= {"input_at": "/in/put", "constants": {"/model": "{model_id}"}}
    for name in ("submit", "status"):
        operations[name]["query"] = draw(st.dictionaries(KEYS, WORDS, max_size=2))
        operations[name]["headers"] = {"X-Call": name} if draw(st.booleans()) else {}
    values = ("request_id", "status", "output", "error", "cost", "created_at", "finished_at")
    operations["submit"]["fields"] = draw(places("request_id"))
    operations["status"]["fields"] = draw(places(*values, "queue_position", "code"))
    status = dict(zip(words, phases, strict=True))
    if one_call:
        operations["result"] = {"same_as": "status"}
        document["result"] = {"sure": "?"}
    elif by_http:
        operations["result"]["fields"] = {"output": draw(st.sampled_from(["", "/deep/output"]))}
        status = {words[0]: "waiting", words[1]: "running", words[2]: "finished"}
        document["status"]["failed_at"] = ["/broken"]
        document["result"] = {"by": "http", "own_answer": {"header": "X-Model"}, "sure": "?"}
        operations["status"]["fields"] |= {"error": "/broken", "code": "/broken_code"}
    elif draw(st.booleans()):  # the status tells the end, and the result has the output only
        operations["result"]["fields"] = {"output": draw(st.sampled_from(["", "/deep/output"]))}
        document["result"] = {"sure": "?"}
    else:
        operations["result"]["fields"] = draw(places(*values))
        document["result"] = {"values": status, "sure": "?"}
    document["status"]["values"] = status
    document["errors"] = [
        {"http": 404, "is": "not-found", "means": "It is not there.", "sure": "H"},
        {"code": "stopped", "http": 499, "is": "cancelled", "means": "Stopped.", "sure": "H"},
    ]
    document["error"] = {"code_at": ["/broken_code"], "words_at": ["/words"], "sure": "?"}
    document["not_begun"] = [{"http": 429}]
    document |= {"output": {}, "words": {}}
    return document


def mixed_services() -> st.SearchStrategy[Service]:
    """Draw a service of any shape."""
    return mixed_documents().map(lambda document: Service(document, Path("service.json")))


def made_up_services() -> st.SearchStrategy[Service]:
    """Draw a service that lint accepts."""
    services = documents().map(lambda document: Service(document, Path("service.json")))
    return services.filter(
        lambda service: not has_errors(list(service_calls.check(Specs(Path(), service, ()))))
    )
