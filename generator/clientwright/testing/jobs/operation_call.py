"""Identify the operation of a call by its method and path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange


@dataclass(frozen=True, slots=True)
class OperationCall:
    """An operation and its subject: a model id for a submit, otherwise a request id."""

    operation: str
    subject: str


def identify_call(service: Service, exchange: Exchange) -> OperationCall | None:
    """Return the operation of an exchange, or None if it is none of the service's."""
    path = exchange.path.partition("?")[0]
    for name, facts in service.document["operations"].items():
        found = re.fullmatch(_pattern(facts["path"]), path)
        if found and exchange.method.upper() == facts["method"]:
            return OperationCall(name, unquote(found[1]))
    return None


def _pattern(path: str) -> str:
    """Return a pattern for a path; a model id may contain slashes, a request id may not."""
    before, name, after = re.split(r"\{(\w+)\}", path)
    subject = "(.+)" if name == "model_id" else "([^/]*)"
    return re.escape(before) + subject + re.escape(after)
