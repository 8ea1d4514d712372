"""The facts of one provider, as data: what the runtime must know and does not say itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Service:
    """Hosts, variables, both status vocabularies and error codes of one provider; keywords only.

    `status_values` and `result_values` map each documented value to its phase,
    `aliases` a tolerated value to a documented one, `errors` a code to its kind. The
    first of `cancel_outcomes` is the one that means "cancelled".
    """

    name: str
    title: str
    base_url: str
    base_url_variable: str
    token_variables: tuple[str, ...]
    request_id_pattern: str
    status_values: Mapping[str, str]
    result_values: Mapping[str, str]
    aliases: Mapping[str, str]
    cancel_outcomes: tuple[str, ...]
    errors: Mapping[int, str]
    media_schemes: tuple[str, ...]

    def __init__(self, **facts: Any) -> None:
        if facts.keys() != (names := Service.__annotations__.keys()):
            raise TypeError(f"a Service has exactly {', '.join(names)}")
        self.__dict__.update(facts)

    def status(self, raw: str) -> tuple[str, str]:
        """Give a `/status` value as documented and its phase; an unknown one stays as it is."""
        return self._documented_value(raw, self.status_values)

    def result(self, raw: str) -> tuple[str, str]:
        """Give a `/result` value as documented and its phase; an unknown one stays as it is."""
        return self._documented_value(raw, self.result_values)

    def _documented_value(self, raw: str, values: Mapping[str, str]) -> tuple[str, str]:
        value = raw.lower()
        value = self.aliases.get(value, value)
        return (value, values[value]) if value in values else (raw, "unknown")

    def is_request_id(self, request_id: object) -> bool:
        """Tell whether a value is a request id, safe to stand in a path."""
        import re

        pattern = self.request_id_pattern
        return isinstance(request_id, str) and re.fullmatch(pattern, request_id) is not None
