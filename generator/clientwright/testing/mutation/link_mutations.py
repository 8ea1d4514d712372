"""The mutations of the links in a server's answers: where they lead, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.specs.model import Service
from clientwright.testing.jobs.job_links import (
    OPERATIONS_BY_LINK,
    linked_operations,
    names_operation,
)
from clientwright.testing.jobs.required_refusals import unknown_request_id
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation
from clientwright.testing.service_wire import LINK_NAMES, ServiceWire

ANY_MODEL = "some/model"
"""The model that the paths of links name where they name one."""


def link_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield the mutations of links; none where only chance tells a path from one of another form."""
    wire = ServiceWire.of(service)
    linked = [
        OPERATIONS_BY_LINK[name]
        for name in LINK_NAMES
        if any(wire.has_field(one, name) for one in wire.facts.operations)
    ]
    if not linked:
        return
    yield ServerMutation(
        "link-is-a-number", "A link is a number.", on_answer=_replace_links(lambda *_: 7)
    )
    known = (name for name in linked_operations(service) if name in linked)
    clear = [name for name in known if names_operation(service, name)]
    if clear:
        yield ServerMutation(
            "link-to-no-request",
            "Links lead to a request that does not exist.",
            on_answer=_replace_links(
                lambda name, url, own: (
                    _path(wire, name, unknown_request_id(service)) if name in clear else url
                )
            ),
        )
    if len(clear) > 1:
        yield ServerMutation(
            "links-swapped",
            f"Links to {clear[0]} and {clear[1]} are swapped.",
            on_answer=_replace_links(_swap(wire, clear[0], clear[1])),
        )


def _swap(wire: ServiceWire, one: str, other: str) -> Callable[[str, Any, str], Any]:
    names = {one: other, other: one}

    def link(name: str, url: Any, own: str) -> Any:
        return _path(wire, names[name], own) if name in names else url

    return link


def _replace_links(link: Callable[[str, Any, str], Any]) -> Callable[[InterceptedCall], None]:
    """Put others in the place of an answer's links, by the operation, the URL and the own request id."""

    def edit_answer(call: InterceptedCall) -> None:
        if not call.operation:
            return
        for name, url in call.wire.links(call.operation, call.answer).items():
            own = call.value("request_id")
            other = link(OPERATIONS_BY_LINK[name], url, own if isinstance(own, str) else "")
            call.answer = call.wire.with_link(call.operation, name, other, call.answer)

    return edit_answer


def _path(wire: ServiceWire, operation: str, request_id: str) -> str:
    return wire.route(operation, model_id=ANY_MODEL, request_id=request_id)[1]
