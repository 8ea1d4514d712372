# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A hint for those who look for endpoints on a client, where earlier versions had them."""

from __future__ import annotations

from importlib.util import find_spec


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
