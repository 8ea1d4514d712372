"""The mutations of how a service is called: the wrong method, path, header or scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class WireMutation:
    """One fact about the calls of a service, misread: of a client that calls so, or of a server that expects it."""

    name: str
    sentence: str
    key: str
    facts: Mapping[str, Any]

    def apply(self, service: Service) -> Service:
        """Return the service with the fact misread."""
        return replace(service, document={**service.document, self.key: self.facts})


def wire_mutations(service: Service) -> Iterator[WireMutation]:
    """Yield the mutations of each operation, and those of the token."""
    operations: dict[str, dict[str, Any]] = service.document["operations"]
    for name, facts in operations.items():
        method = "PATCH" if facts["method"] == "PUT" else "PUT"
        for what, value in (("method", method), ("path", f"/other{facts['path']}")):
            yield WireMutation(
                f"{name}-{what}",
                f"The {what} of {name} is {value}.",
                "operations",
                {**operations, name: {**facts, what: value}},
            )
    swapped = {"status": operations["result"], "result": operations["status"]}
    yield WireMutation(
        "status-for-result",
        "The calls for status and result are swapped.",
        "operations",
        {**operations, **swapped},
    )
    auth = service.document["auth"]
    for what, first, second in (("header", "X-Token", "X-Key"), ("scheme", "Token", "Key")):
        value = second if auth[what].lower() == first.lower() else first
        yield WireMutation(
            f"token-{what}",
            f"The token's {what} is {value}.",
            "auth",
            {**auth, what: value},
        )
