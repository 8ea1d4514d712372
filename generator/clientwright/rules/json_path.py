"""The paths of rules: a small, checked subset of JSONPath (RFC 9535).

A path is `$` followed by `.name`, `['name']` or `[*]`. It matches values in a payload,
and one subschema in a schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from clientwright.io.json_types import is_dict, is_list

EACH_ITEM: Final[None] = None
"""The step `[*]`: every item of an array."""

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[\*\]|\[('(?:[^'\\]|\\.)*')\]")


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A parsed path; `steps` contains property names, and `EACH_ITEM` for `[*]`."""

    steps: tuple[str | None, ...]

    @staticmethod
    def parse(text: str) -> JsonPath:
        """Parse a path.

        Raises:
            ValueError: The text is not `$` followed by names and `[*]`.
        """
        if not text.startswith("$"):
            raise ValueError(f"a path must start with '$', not {text!r}")
        at, steps = 1, list[str | None]()
        while at < len(text):
            match = _STEP.match(text, at)
            if not match:
                raise ValueError(
                    f"{text[at:]!r} is not a step of a path: use .name, ['name'] or [*]"
                )
            steps.append(match[1] or (_unquote(match[2]) if match[2] else EACH_ITEM))
            at = match.end()
        return JsonPath(tuple(steps))

    def __str__(self) -> str:
        return "$" + "".join(map(_step, self.steps))

    def values(self, payload: Any) -> Iterator[tuple[str, Any]]:
        """Yield every value that the path matches in a payload, with its JSON Pointer."""
        found: list[tuple[str, Any]] = [("", payload)]
        for step in self.steps:
            if step is EACH_ITEM:
                arrays = [(at, value) for at, value in found if is_list(value)]
                found = [(f"{at}/{n}", one) for at, array in arrays for n, one in enumerate(array)]
            else:
                token = escape_token(step)
                objects = [(at, value) for at, value in found if is_dict(value) and step in value]
                found = [(f"{at}/{token}", value[step]) for at, value in objects]
        yield from found

    def schema(self, schema: Any) -> dict[str, Any] | None:
        """Return the subschema at the path, or None if the schema does not name it."""
        for step in self.steps:
            if not is_dict(schema):
                return None
            schema = (
                schema.get("items") if step is EACH_ITEM else schema.get("properties", {}).get(step)
            )
        return schema if is_dict(schema) else None

    def schema_pointer(self) -> str:
        """Return the JSON Pointer of that subschema in the input schema."""
        return "".join(
            "/items" if s is None else f"/properties/{escape_token(s)}" for s in self.steps
        )

    @property
    def root(self) -> str:
        """The first property named, for messages."""
        return next((step for step in self.steps if step is not None), "$")


def escape_token(name: str) -> str:
    """Return a name as a token of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name


def _step(step: str | None) -> str:
    if step is None:
        return "[*]"
    return f".{step}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", step) else f"[{_quote(step)}]"


def _quote(name: str) -> str:
    return "'" + json.dumps(name)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def _unquote(quoted: str) -> str:
    inner = quoted[1:-1].replace("\\'", "'").replace('"', '\\"')
    try:
        return cast(str, json.loads(f'"{inner}"'))
    except json.JSONDecodeError as error:
        raise ValueError(f"{quoted!r} is not a valid name in a path: {error.msg}") from None
