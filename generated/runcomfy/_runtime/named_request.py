# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The request id that an answer names at an odd place, or in a part of it; loaded by answers without one at its place."""

from __future__ import annotations

from . import wire
from .input_faults import is_dict, is_list
from .partial_answer import data_in_part
from .service import Service

_DEPTH = 5


def named_in(service: Service, body: bytes) -> str | None:
    """Return the request id in a body that is not complete JSON, or None."""
    return find_request_id(service, data_in_part(body))


def find_request_id(service: Service, data: object, depth: int = _DEPTH) -> str | None:
    """Return the first usable request id in a body, at any place down to a depth."""
    inner: list[object] = []
    if is_dict(data):
        if found := service.request_id(data.get(wire.REQUEST_ID)):
            return found
        inner = list(data.values())
    elif is_list(data):
        inner = list(data)
    ids = (find_request_id(service, one, depth - 1) for one in inner if depth)
    return next(filter(None, ids), None)
