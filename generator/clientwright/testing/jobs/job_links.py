"""The links in an answer about a job, and where they surely lead by the documented paths.

A link may have any host and any prefix, and a form of its own: then nothing is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.jobs.observation import Observation

LINKED_OPERATIONS = ("status", "result", "cancel")
"""The operations to which an answer may link: `status_url`, `result_url`, `cancel_url`."""


@dataclass(frozen=True, slots=True)
class JobLink:
    """A link in an answer: the operation that it is named after, and its URL.

    `request_ids` are the ids that its path names, by each operation whose documented path it has.
    """

    operation: str
    url: str
    request_ids: Mapping[str, str]

    @property
    def other_operations(self) -> list[str]:
        """The operations to which it leads, if not to its own."""
        return [] if self.operation in self.request_ids else [*self.request_ids]


def link_values(one: Observation) -> dict[str, Any]:
    """Return the links in an answer by the operations that they are named after; null counts as absent."""
    values = {name: one.exchange.body_field(f"{name}_url") for name in LINKED_OPERATIONS}
    return {name: value for name, value in values.items() if value not in (MISSING, None)}


def has_text_links(one: Observation) -> bool:
    """Return whether an answer has a link that is text."""
    return any(isinstance(value, str) for value in link_values(one).values())


def links_of(service: Service, one: Observation) -> list[JobLink]:
    """Return the links in an answer that are text, and where they lead."""
    return [
        JobLink(name, value, _documented_targets(service, value))
        for name, value in link_values(one).items()
        if isinstance(value, str)
    ]


def names_operation(service: Service, operation: str) -> bool:
    """Return whether an operation's documented path has words on both sides of the request id.

    Otherwise a URL of another form could have that path by chance.
    """
    before, after = _around_id(service, operation)
    return bool(before.strip("/") and after.strip("/"))


def misled_links(service: Service, one: Observation) -> list[JobLink]:
    """Return the links of an answer that surely lead to another operation than their own."""
    return [
        link
        for link in links_of(service, one)
        if any(names_operation(service, other) for other in link.other_operations)
    ]


def foreign_ids(
    service: Service, one: Observation, own: str, others: Collection[str] = ()
) -> list[str]:
    """Return the request ids to which the links in an answer lead, and that are not a job's own.

    Those of `others`, which are known jobs, are surely meant; else it must surely be a request id.
    """
    return [
        id
        for link in links_of(service, one)
        for operation, id in link.request_ids.items()
        if id in others
        or (id != own and names_operation(service, operation) and _is_well_formed(service, id))
    ]


def _is_well_formed(service: Service, request_id: str) -> bool:
    """Return whether a text could be a request id; a placeholder such as `{id}` is none."""
    return re.fullmatch(str(service.document["request_id"]["pattern"]), request_id) is not None


def _documented_targets(service: Service, url: str) -> dict[str, str]:
    path = _path(url)
    found: dict[str, str] = {}
    for operation in LINKED_OPERATIONS:
        before, after = map(re.escape, _around_id(service, operation))
        if match := re.fullmatch(f".*{before}([^/]+){after}", path):
            found[operation] = unquote(match[1])
    return found


def _around_id(service: Service, operation: str) -> tuple[str, str]:
    path = str(service.document["operations"][operation]["path"])
    before, _, after = path.partition("{request_id}")
    return before, after


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
