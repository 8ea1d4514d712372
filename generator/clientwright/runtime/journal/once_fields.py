"""The fields of an input that count for a key, by the API's names."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from ..endpoint import Endpoint
from ..errors import ConfigurationError


def wire_names(endpoint: Endpoint[Any, Any], fields: Sequence[str] | None) -> list[str] | None:
    """Return the API's names of fields, which callers name as in Python or as in the API.

    Raises:
        ConfigurationError: the endpoint has no such field.
    """
    if fields is None:
        return None
    found = endpoint.input.model_fields
    aliases = {name: field.alias or name for name, field in found.items()}
    known = {**{alias: alias for alias in aliases.values()}, **aliases}
    for name in fields:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else "."
            raise ConfigurationError(
                f"once_on names {name!r}, which is not a field of the input{hint} Nothing was sent.",
                endpoint=endpoint.id,
            )
    return sorted({known[name] for name in fields})
