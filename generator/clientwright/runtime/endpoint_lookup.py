"""Find an endpoint whose id is known only at run time."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import InvalidInput
from .input_faults import Fault, format_value

if TYPE_CHECKING:
    from .endpoint import Endpoint


def find_endpoint(package: str, modules: Mapping[str, str], id: str) -> Endpoint[Any, Any]:
    """Return an endpoint of a package by its id.

    Raises:
        InvalidInput: the package has no such endpoint.
    """
    if (id := str(id)) not in modules:
        close = get_close_matches(id, modules, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        text = f"there is no such endpoint{hint}"
        raise InvalidInput((Fault("endpoint", "unknown_endpoint", text, format_value(id)),))
    endpoint: Endpoint[Any, Any] = import_module(f"{package}.{modules[id]}").ENDPOINT
    return endpoint
