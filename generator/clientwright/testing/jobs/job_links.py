"""The links in an answer about a job, and where they surely lead by the documented paths.

A link may have any host and any prefix, and a form of its own: then nothing is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from clientwright.specs.model import Service
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.service_wire import LINK_NAMES

_VARIABLE = re.compile(r"\{\w+\}")
OPERATIONS_BY_LINK = {name: name.removesuffix("_url") for name in LINK_NAMES}
"""By the name of a link, the operation to which it leads."""


@dataclass(frozen=True, slots=True)
class JobLink:
    """A link in an answer: its name in the answer, the operation to which it should lead, and its URL.

    `request_ids` are the ids that its path names, by each operation whose documented path it has.
    """

    name: str
    operation: str
    url: str
    request_ids: Mapping[str, str]

    @property
    def other_operations(self) -> list[str]:
        """The operations to which it leads, if not to its own."""
        return [] if self.operation in self.request_ids else [*self.request_ids]


def link_values(one: Observation) -> dict[str, Any]:
    """Return the links in an answer by their names; null counts as absent."""
    return one.exchange.wire.links(one.operation, one.exchange.answer)


def has_text_links(one: Observation) -> bool:
    """Return whether an answer has a link that is text."""
    return any(isinstance(value, str) for value in link_values(one).values())


def links_of(service: Service, one: Observation) -> list[JobLink]:
    """Return the links in an answer that are text, and where they lead."""
    return [
        JobLink(
            one.name_of(name) or one.exchange.wire.name_of("submit", name),
            OPERATIONS_BY_LINK[name],
            value,
            _documented_targets(service, value),
        )
        for name, value in link_values(one).items()
        if isinstance(value, str)
    ]


def linked_operations(service: Service) -> list[str]:
    """Return the operations about a job to which links may lead."""
    return [name for name in OPERATIONS_BY_LINK.values() if name in service.wire.operations]


def names_operation(service: Service, operation: str) -> bool:
    """Return whether an operation's documented path has words on both sides of the request id.

    Otherwise a URL of another form could have that path by chance.
    """
    before, after = (_VARIABLE.sub("", part) for part in _around_id(service, operation))
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
    for operation in linked_operations(service):
        before, after = map(_pattern, _around_id(service, operation))
        if match := re.fullmatch(f".*{before}(?P<id>[^/]+){after}", path):
            found[operation] = unquote(match["id"])
    return found


def _around_id(service: Service, operation: str) -> tuple[str, str]:
    path = service.wire.operations[operation].path
    before, _, after = path.partition("{request_id}")
    return before, after


def _pattern(path: str) -> str:
    """Return a pattern of a part of a path; a variable may stand for any segments."""
    return ".+".join(map(re.escape, _VARIABLE.split(path)))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
