"""The mutations of the links in a server's answers: where they lead, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.specs.model import Service
from clientwright.testing.jobs.job_links import LINKED_OPERATIONS, names_operation
from clientwright.testing.mutation.server_mutation import InterceptedCall, ServerMutation

_NOWHERE = "another-request"


def link_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield the mutations of links; none where only chance tells a path from one of another form."""
    yield ServerMutation(
        "link-is-a-number", "A link is a number.", on_answer=_replace_links(lambda *_: 7)
    )
    clear = [name for name in LINKED_OPERATIONS if names_operation(service, name)]
    if clear:
        yield ServerMutation(
            "link-to-no-request",
            "Links lead to a request that does not exist.",
            on_answer=_replace_links(
                lambda name, url, own: (
                    _path(service, name).replace("{request_id}", _NOWHERE) if name in clear else url
                )
            ),
        )
    if len(clear) > 1:
        yield ServerMutation(
            "links-swapped",
            f"Links to {clear[0]} and {clear[1]} are swapped.",
            on_answer=_replace_links(_swap(service, clear[0], clear[1])),
        )


def _swap(service: Service, one: str, other: str) -> Callable[[str, Any, str], Any]:
    names = {one: other, other: one}

    def link(name: str, url: Any, own: str) -> Any:
        path = _path(service, names.get(name, name)).replace("{request_id}", own)
        return path if name in names else url

    return link


def _replace_links(link: Callable[[str, Any, str], Any]) -> Callable[[InterceptedCall], None]:
    """Put others in the place of an answer's links, by the operation, the URL and the own request id."""

    def edit_answer(call: InterceptedCall) -> None:
        for name in LINKED_OPERATIONS if is_dict(call.body) else ():
            if f"{name}_url" in call.body:
                url, own = call.body[f"{name}_url"], str(call.body.get("request_id", ""))
                call.body[f"{name}_url"] = link(name, url, own)

    return edit_answer


def _path(service: Service, operation: str) -> str:
    return str(service.document["operations"][operation]["path"])
