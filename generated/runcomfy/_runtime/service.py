# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""Facts of one provider as data; the rest of the runtime names no provider."""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Service:
    """Hosts, environment variables, status vocabularies and error codes of one provider (keywords only).

    `status_values` and `result_values` map each documented value to its phase, `aliases`
    tolerated values to documented ones, `errors` a code to its kind. The first of
    `cancel_outcomes` is the one that means "cancelled".
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
        """Return a `/status` value as documented and its phase; unknown values stay unchanged."""
        return self._documented_value(raw, self.status_values)

    def result(self, raw: str) -> tuple[str, str]:
        """Return a `/result` value as documented and its phase; unknown values stay unchanged."""
        return self._documented_value(raw, self.result_values)

    def _documented_value(self, raw: str, values: Mapping[str, str]) -> tuple[str, str]:
        value = raw.lower()
        value = self.aliases.get(value, value)
        return (value, values[value]) if value in values else (raw, "unknown")

    def is_request_id(self, request_id: object) -> bool:
        """Return whether a value is a request id that is safe in a URL path."""
        import re

        pattern = self.request_id_pattern
        return isinstance(request_id, str) and re.fullmatch(pattern, request_id) is not None
