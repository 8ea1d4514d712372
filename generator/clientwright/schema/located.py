"""A schema that knows where it is written: the pointers of a spec that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_dict


class Located(dict[str, Any]):
    """A schema and the pointers at which its parts are written, the one that takes precedence first."""

    __slots__ = ("written",)

    def __init__(self, schema: Mapping[str, Any], written: tuple[str, ...]) -> None:
        """Copy a schema's keywords."""
        super().__init__(schema)
        self.written = tuple(dict.fromkeys(written))


def written_at(schema: Any) -> tuple[str, ...]:
    """Return the pointers at which a schema is written, if it knows them."""
    return schema.written if isinstance(schema, Located) else ()


def located_like(found: Any, *sources: Any) -> Any:
    """Return a schema that was made from others, with their pointers."""
    written = tuple(at for source in sources for at in written_at(source))
    return Located(found, written) if written and is_dict(found) else found
