"""The address of a catalogue, and why a response from it was refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.errors import ClientwrightError
from clientwright.io.json_types import is_dict
from clientwright.problems import quote_value
from clientwright.specs.model import Service

_NOT_FOUND = frozenset((404, 405, 410))


class ProviderUnreachable(ClientwrightError):
    """The provider's catalogue cannot be fetched: no response, or one that is not the API's."""

    exit_code = 3

    def __init__(self, url: str, reason: str, advice: str = "") -> None:
        """Build the message from the URL, the reason and the advice."""
        hint = advice or "Try again later, or sync from a saved answer with --catalogue."
        super().__init__(f"{url}: {reason}.\n{hint}")


@dataclass(frozen=True, slots=True)
class CatalogueAddress:
    """The URL of a service's catalogue, and whether an environment variable set it."""

    service: Service
    url: str
    from_environment: bool = False

    def unreachable(self, reason: str) -> ProviderUnreachable:
        """Return the error for an address that does not answer."""
        return ProviderUnreachable(
            self.url, reason, self._unset_advice if self.from_environment else ""
        )

    def refusal(self, status: int, headers: Mapping[str, str], body: bytes) -> ProviderUnreachable:
        """Return the error for a response that is not a page of the catalogue."""
        from clientwright.sandbox.http_responses import SANDBOX_HEADER

        if SANDBOX_HEADER.lower() in {name.lower() for name in headers}:
            return ProviderUnreachable(
                self.url,
                "this is clientwright's sandbox, which has no catalogue",
                self._address_advice,
            )
        if 300 <= status < 400:
            location = quote_value(headers.get("location", ""))
            return ProviderUnreachable(
                self.url, f"it redirects to {location}; the token is not sent there"
            )
        document = _json(body)
        answer = document if is_dict(document) else dict[str, Any]()
        code = _code(answer.get("error_code", answer.get("code")))
        kinds = {fact["code"]: fact["is"] for fact in self.service.document["errors"]}
        message = answer.get("error_message") or answer.get("message") or answer.get("detail") or ""
        detail = f": {quote_value(message)}" if message else ""
        if status in (401, 403) or kinds.get(code) == "authentication":
            variables = ", ".join(self.service.document["token_variables"])
            advice = f"Check the token ({variables}): it may be wrong or expired."
            return ProviderUnreachable(
                self.url, f"the token is not accepted ({status}{detail})", advice
            )
        if status in _NOT_FOUND:
            reason = f"there is no catalogue at this address (it answers {code or status}{detail})"
            return ProviderUnreachable(self.url, reason, self._address_advice)
        return ProviderUnreachable(self.url, f"it answers {code or status}{detail}")

    @property
    def _provider_url(self) -> str:
        return str(self.service.document["base_url"])

    @property
    def _unset_advice(self) -> str:
        variable = self.service.document["base_url_variable"]
        return f"{variable} is set and names this address; unset it to ask the provider ({self._provider_url})."

    @property
    def _address_advice(self) -> str:
        """Return advice on a wrong address, which waiting does not fix."""
        wrong = f"Check `base_url` in {self.service.path}: it is the API's address up to /models."
        return self._unset_advice if self.from_environment else wrong


def _code(answer: Any) -> int | str | None:
    return answer if isinstance(answer, int | str) else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
