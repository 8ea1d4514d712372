"""Services that are called in another way: other methods, paths, base path, header and scheme."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from clientwright.lint.service_facts import (
    MODEL_ID,
    REQUEST_ID,
    TAKEN_HEADERS,
    check_operations,
)
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


def made_up_services() -> st.SearchStrategy[Service]:
    """Draw a service that lint accepts."""
    services = documents().map(lambda document: Service(document, Path("service.json")))
    return services.filter(
        lambda service: not has_errors(list(check_operations(Specs(Path(), service, ()))))
    )
