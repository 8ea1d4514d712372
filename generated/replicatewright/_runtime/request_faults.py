# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is wrong with a request that cannot be described or sent; loaded only to say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .errors import InvalidInput
from .input_faults import Fault, format_value

if TYPE_CHECKING:
    from .service import Service


def given_twice(endpoint: str, names: Iterable[str]) -> InvalidInput:
    """Return the error of arguments that name a field by both of its names."""
    text = "this field is given twice, by its name in the API too"
    return InvalidInput(
        tuple(Fault(name, "given_twice", text) for name in names), endpoint=endpoint
    )


def unknown_mode(endpoint: str, mode: object) -> InvalidInput:
    """Return the error of a way to validate that there is not."""
    text = 'it should be "strict", "warn" or "off"'
    fault = Fault("validate", "unknown_mode", text, format_value(mode))
    return InvalidInput((fault,), endpoint=endpoint)


def not_a_request(value: object, kind: str) -> InvalidInput:
    """Return the error of a value that is no request of this package; `kind` is the name of their class."""
    text = "it is no request: describe the job with the `request` function of an endpoint"
    if type(value).__name__ == kind:
        text = f"it is a request of another package ({type(value).__module__})"
    return InvalidInput((Fault("request", "not_a_request", text, format_value(value)),))


def other_service(endpoint: str, found: Service, wanted: Service) -> InvalidInput:
    """Return the error of a request of another service."""
    text = f"it is a request of {found.title}, not of {wanted.title}"
    return InvalidInput((Fault("request", "other_service", text),), endpoint=endpoint)
