"""Which recorded calls are of a service: by its base URL, or by a submit to a known endpoint."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

from clientwright.specs.model import Service, Specs
from clientwright.testing.cassettes.cassette_model import RECORDED_BASE_URL
from clientwright.testing.cassettes.vcr_calls import CallEntry, UnreadablePart, split_address
from clientwright.testing.service_wire import ServiceWire

Base = tuple[str, str]
"""A host, with its port, and the path below which the operations are."""


@dataclass(frozen=True)
class ServiceAddresses:
    """The addresses of a service.

    Another host (a proxy, a sandbox) is one of the service's if a call to it submits to an endpoint of
    the specs: other paths, such as `/requests/{id}/status`, are those of other services, too.
    """

    service: Service
    model_ids: Collection[str] = field(default_factory=frozenset[str])

    @classmethod
    def of_specs(cls, specs: Specs) -> ServiceAddresses:
        """Return the addresses of the service of some specs."""
        known = frozenset(str(one.id) for one in (*specs.endpoints, *specs.retired))
        return cls(specs.service, known)

    @cached_property
    def documented(self) -> frozenset[Base]:
        """The bases that the service's file names, and that of recordings without a host."""
        document = self.service.document
        host, path = split_address(str(document["base_url"]))
        hosts = {host, *map(str, document.get("hosts", ()))}
        return frozenset({(one, path.rstrip("/")) for one in hosts} | {_RECORDED})

    def bases(self, entries: Iterable[CallEntry]) -> frozenset[Base]:
        """Return the service's bases in a recording."""
        hosts = {host for host, _ in self.documented}
        found = (self._submit_base(one) for one in entries if one.host not in hosts)
        return self.documented | {base for base in found if base}

    def _submit_base(self, entry: CallEntry) -> Base | None:
        wire = ServiceWire.of(self.service)
        if entry.method != wire.facts.operations["submit"].method:
            return None
        path = unquote(entry.path)
        known = self.model_ids if "{" in wire.facts.operations["submit"].path else ("",)
        ends = (unquote(wire.route("submit", model_id=id)[1].partition("?")[0]) for id in known)
        end = next((end for end in ends if path.endswith(end)), None)
        if end is None or not ("" not in known or self._names_model(entry, wire)):
            return None
        return entry.host, path.removesuffix(end)

    def _names_model(self, entry: CallEntry, wire: ServiceWire) -> bool:
        """Return whether the body of a submit names one of the models."""
        try:
            return wire.model_in(json.loads(entry.read().sent)) in self.model_ids
        except (UnreadablePart, ValueError, RecursionError):
            return False

    def path_of(self, entry: CallEntry, bases: Collection[Base]) -> str | None:
        """Return the path of a call below a base, with its query, or None if it is below none."""
        for host, prefix in bases:
            if entry.host == host and entry.path.startswith(f"{prefix}/"):
                query = urlsplit(entry.url).query
                return f"{entry.path.removeprefix(prefix)}{f'?{query}' if query else ''}"
        return None


_RECORDED: Base = ("recorded.invalid", urlsplit(RECORDED_BASE_URL).path)
