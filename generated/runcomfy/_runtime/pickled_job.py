# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Jobs that were pickled: what a package knows of them where they are loaded."""

from __future__ import annotations

import os
import time
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeGuard

from .connection import Connection, place_of_loop
from .endpoint import Endpoint
from .errors import InvalidInput
from .input_faults import Fault, format_value

if TYPE_CHECKING:
    from .async_transport import AsyncTransport
    from .transport import Transport

_PACKAGE = __name__.removesuffix("._runtime.pickled_job")
_CLOCKS_DIFFER = 60.0
_OLDEST = 366 * 86_400.0


def restored_arguments(
    is_async: bool, base_url: str, request_id: str, endpoint: str | None
) -> tuple[Connection[Any], str, type[Any], str | None]:
    """Return what a job is made of; an endpoint that the package no longer has keeps its id."""
    connection = _shared_connection(_PACKAGE, is_async, base_url)
    return connection, request_id, output_type(endpoint), endpoint


def output_type(endpoint: str | None) -> type[Any]:
    """Return the type of an endpoint's output, or that of any output."""
    modules: dict[str, str] = vars(import_module(f"{_PACKAGE}._endpoints"))["_MODULES"]
    output: type[Any]
    if endpoint in modules:
        output = import_module(f"{_PACKAGE}.{modules[endpoint]}").ENDPOINT.output
    else:
        output = import_module(f"{_PACKAGE}._output").Output
    return output


def output_and_id(endpoint: object) -> tuple[type[Any], str | None]:
    """Return the type of the output of a job's endpoint, and its id.

    An endpoint of this service that is not in the package has an output of any type.

    Raises:
        InvalidInput: it is no endpoint, and no id of one.
    """
    if _is_endpoint(endpoint):
        return endpoint.output, endpoint.id
    if endpoint is None or (isinstance(endpoint, str) and "/" in endpoint):
        return output_type(endpoint), endpoint
    text = "it should be an endpoint, or its id"
    raise InvalidInput((Fault("endpoint", "unknown_endpoint", text, format_value(endpoint)),))


def _is_endpoint(value: object) -> TypeGuard[Endpoint[Any, Any]]:
    return isinstance(value, Endpoint)


def monotonic_time(submitted: object) -> float | None:
    """Return a wall-clock time of a submit as one of this process's monotonic clock.

    None if it is no time of the last year; one that is a little in the future, by another
    machine's clock, is now.
    """
    if not isinstance(submitted, float):
        return None
    age = time.time() - submitted
    if not -_CLOCKS_DIFFER <= age <= _OLDEST:
        return None
    return time.monotonic() - max(age, 0.0)


@lru_cache(maxsize=16)
def _shared_connection(package: str, is_async: bool, base_url: str) -> Connection[Any]:
    """Return the connection of all jobs of one base URL that were loaded; nothing is opened yet."""
    return Connection(
        import_module(f"{package}._service").SERVICE,
        None,
        base_url,
        60.0,
        _open_async if is_async else _open,
        place=place_of_loop if is_async else os.getpid,
        token_later=True,
    )


def _open(base_url: str, token: str) -> Transport:
    from .transport import Transport

    return Transport(base_url, token, None)


def _open_async(base_url: str, token: str) -> AsyncTransport:
    from .async_transport import AsyncTransport

    return AsyncTransport(base_url, token, None)
