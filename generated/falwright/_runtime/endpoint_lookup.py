# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Find an endpoint whose id is known only at run time, or whose folder is sought on a client."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
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


def endpoint_hint(client: type[object], name: str) -> str:
    """Return where a folder of endpoints is, or nothing if there is none of the name."""
    modules = (kind.__module__ for kind in client.__mro__)
    home = next((one for one in modules if one.endswith(("._client", "._async_client"))), "")
    package = home.rpartition(".")[0]
    if name.startswith("_") or not _exists(f"{package}.{name}"):
        return ""
    return (
        f"; describe a job with {package}.{name}.….request(...), "
        "then submit it with api.submit(request)"
    )


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
