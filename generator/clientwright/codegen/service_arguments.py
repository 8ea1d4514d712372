"""The facts of a service, as arguments of the runtime's `Service`."""

from __future__ import annotations

from typing import Any

from clientwright.specs.default_facts import NOT_BEGUN
from clientwright.specs.model import Service


def service_arguments(service: Service) -> dict[str, Any]:
    """Return the arguments of the runtime's `Service`, in its order."""
    facts = service.document
    return {
        "name": facts["name"],
        "title": facts["title"],
        "base_url": facts["base_url"],
        "base_url_variable": facts["base_url_variable"],
        "token_variables": tuple(facts["token_variables"]),
        "auth": (facts["auth"]["header"], facts["auth"]["scheme"]),
        "operations": {
            name: (operation["method"], operation["path"])
            for name, operation in sorted(facts["operations"].items())
        },
        "not_begun": tuple(
            (one["http"], tuple(one.get("if", ()))) for one in facts.get("not_begun", NOT_BEGUN)
        ),
        "status_values": dict(sorted(facts["status"]["values"].items())),
        "result_values": dict(sorted(facts["result"]["values"].items())),
        "aliases": dict(sorted(facts["aliases"]["values"].items())),
        "cancel_outcomes": tuple(facts["cancel"]["outcomes"]),
        "errors": {error["code"]: error["is"] for error in sorted(facts["errors"], key=_code)},
        "sure_refusals": tuple(
            error["code"]
            for error in sorted(facts["errors"], key=_code)
            if error["sure"] == "H" and error["is"] != "server"
        ),
        "media_schemes": tuple(facts["media"]["schemes"]),
        "advised_megabytes": dict(sorted(facts["media"].get("advised_megabytes", {}).items())),
        "output_hosts": tuple(facts.get("output_hosts", {}).get("suffixes", ())),
    }


def _code(error: dict[str, Any]) -> int:
    return int(error["code"])
