"""Which operation a call is, and about what: read from its method and path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange


@dataclass(frozen=True, slots=True)
class OperationCall:
    """An operation of the service and its subject: a model id for a submit, else a request id."""

    operation: str
    subject: str


def identify_call(service: Service, exchange: Exchange) -> OperationCall | None:
    """Tell which operation an exchange is, or None where it is none of the service's."""
    path = exchange.path.partition("?")[0]
    for name, facts in service.document["operations"].items():
        found = re.fullmatch(_pattern(facts["path"]), path)
        if found and exchange.method.upper() == facts["method"]:
            return OperationCall(name, unquote(found[1]))
    return None


def _pattern(path: str) -> str:
    """A model id holds slashes, a request id none."""
    before, name, after = re.split(r"\{(\w+)\}", path)
    subject = "(.+)" if name == "model_id" else "([^/]*)"
    return re.escape(before) + subject + re.escape(after)
