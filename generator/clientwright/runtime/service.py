"""Facts of one provider as data; the rest of the runtime names no provider."""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

MAX_REQUEST_ID = 512
"""Length of the longest request id, in characters."""


SHORTEST_SECRET = 12
"""Characters of the shortest token, or piece of one, that is hidden inside of words, too."""


def has_secret(text: str, token: str) -> bool:
    """Return whether a token is in a text; a short one may be a part of words by chance."""
    return len(token) >= SHORTEST_SECRET and token in text


class Service:
    """Hosts, operations, authentication, vocabularies and error codes of one provider (keywords only).

    `status_values` and `result_values` map each documented value to its phase, `aliases`
    tolerated values to documented ones, `errors` a code to its kind; `sure_refusals` are the
    documented codes of a refusal. `not_begun` lists the HTTP statuses, each with its conditions,
    after which a submit surely began no work. The first of `cancel_outcomes` is the one that
    means "cancelled". `auth` is the header of the token and the scheme before it; `operations`
    maps each operation to its HTTP method and its path. `advised_megabytes` is the size that the
    provider advises for each kind of medium, `output_hosts` the ends of the hosts of outputs.
    """

    name: str
    title: str
    base_url: str
    base_url_variable: str
    token_variables: tuple[str, ...]
    auth: tuple[str, str]
    operations: Mapping[str, tuple[str, str]]
    not_begun: tuple[tuple[int, tuple[str, ...]], ...]
    status_values: Mapping[str, str]
    result_values: Mapping[str, str]
    aliases: Mapping[str, str]
    cancel_outcomes: tuple[str, ...]
    errors: Mapping[int, str]
    sure_refusals: tuple[int, ...]
    media_schemes: tuple[str, ...]
    advised_megabytes: Mapping[str, float]
    output_hosts: tuple[str, ...]

    def __init__(self, **facts: Any) -> None:
        if facts.keys() != (names := Service.__annotations__.keys()):
            raise TypeError(f"a Service has exactly {', '.join(names)}")
        self.__dict__.update(facts)

    def route(self, operation: str, id: str) -> tuple[str, str]:
        """Return the HTTP method of an operation, and its path for a model id or a request id."""
        from urllib.parse import quote

        method, path = self.operations[operation]
        return method, path.format(model_id=quote(id), request_id=quote(id, safe=""))

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

    @staticmethod
    def request_id(value: object) -> str | None:
        """Return a value as a request id, or None: printable text of 1 to 512 characters, or an integer.

        "." and ".." are no ids, because URL libraries drop such segments of a path.
        """
        text = value
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and abs(value) < 10 ** (MAX_REQUEST_ID - 1)
        ):
            text = str(value)
        if not isinstance(text, str) or not text.isprintable() or text in (".", ".."):
            return None
        return text if 0 < len(text) <= MAX_REQUEST_ID else None
