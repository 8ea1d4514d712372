"""HTTP client for the provider's catalogue: its address, one page of it, and why a response is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from clientwright.errors import ClientwrightError
from clientwright.io.http_call import AnswerTooLarge, AnswerTooLate, call_with_deadline
from clientwright.io.json_types import is_dict, is_list
from clientwright.io.retry_after import SharedBackoff, retry_after_seconds
from clientwright.problems import quote_value
from clientwright.sources.catalogue import CATALOGUE_LIMIT
from clientwright.sources.documents import Source
from clientwright.sources.load_source import format_mebibytes
from clientwright.specs.catalogue_facts import CatalogueFacts, value_at
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import CODES_IN_SUCCESS, WORDS
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer

MAX_ATTEMPTS = 5
"""How often one page is requested."""
DEFAULT_WAIT = 2.0
"""Seconds to wait if the provider's response has no usable `Retry-After`."""
MAX_WAIT = 120.0
"""The longest wait accepted from a provider, in seconds."""
MAX_TRANSFER_TIME = 120.0
"""The longest time for one response, in seconds."""
_NO_CATALOGUE = "its JSON is not a catalogue: `models` or `total` is missing"
_BUSY = frozenset((429, 503))
_SERVER_ERRORS = frozenset((500, 502, 504))
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
        wire = ServiceWire.of(self.service)
        answer = WireAnswer(status, _json(body), {k.lower(): v for k, v in headers.items()})
        code, detail = wire.code_of(answer), _detail(wire, answer)
        kind = next((e.kind for e in wire.facts.errors if code is not None and e.code == code), "")
        if status in (401, 403) or kind == "authentication":
            variables = ", ".join(self.service.document["token_variables"])
            advice = f"Check the token ({variables}): it may be wrong or expired."
            return ProviderUnreachable(
                self.url, f"the token is not accepted ({status}{detail})", advice
            )
        if status in _NOT_FOUND:
            reason = f"there is no catalogue at this address (it answers {code or status}{detail})"
            return ProviderUnreachable(self.url, reason, self._address_advice)
        means = self._meaning(wire, code, status)
        return ProviderUnreachable(self.url, f"it answers {code or status}{detail or means}")

    def _meaning(self, wire: ServiceWire, code: int | str | None, status: int) -> str:
        """Return what the service's file says of an error, where the answer itself has no words."""
        listed = wire.facts.errors
        same = [e for e in listed if (e.code == code if code is not None else e.code is None)]
        found = next((e for e in same if code is not None or e.http == status), None)
        return f": {found.means.rstrip('.')}" if found else ""

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
        if CatalogueFacts.of_service(self.service) is not None:
            wrong = f"Check `catalogue.url` in {self.service.path}."
        return self._unset_advice if self.from_environment else wrong


def _detail(wire: ServiceWire, answer: WireAnswer) -> str:
    """Return the words of a refusal, where the service has them, else at the usual places."""
    document = answer.body if is_dict(answer.body) else dict[str, Any]()
    places = (*wire.facts.words_at, *WORDS)
    message = next((found for at in places if (found := value_at(document, at))), "")
    return f": {quote_value(message)}" if message else ""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """One page of the catalogue: its text, its ids in order, and the catalogue's total."""

    source: Source
    ids: tuple[str, ...]
    total: int


@dataclass(slots=True)
class CatalogueClient:
    """Fetches pages of one catalogue."""

    address: CatalogueAddress
    token: str = field(repr=False)
    http: httpx.Client
    backoff: SharedBackoff = field(default_factory=SharedBackoff)
    max_transfer_time: float = MAX_TRANSFER_TIME
    on_wait: Callable[[float], None] = lambda seconds: None
    """Called with the seconds to wait whenever the provider asks to wait."""

    @property
    def url(self) -> str:
        """The catalogue's URL."""
        return self.address.url

    def fetch_page(self, offset: int, limit: int) -> CataloguePage:
        """Fetch one page, and retry after the wait that a busy provider asks for.

        Raises:
            ProviderUnreachable: the page cannot be fetched.
        """
        query = {"include_schema": "true", "limit": str(limit), "offset": str(offset)}
        headers, body = self._fetch(self.url, query)
        return self._parse_page(f"{self.url}?offset={offset}", headers, body)

    def fetch_document(self, url: str, query: Mapping[str, str]) -> tuple[Source, Any]:
        """Fetch a page that a service's file describes, and return its text and its JSON.

        The token goes with it: `url` must be of the catalogue's origin.

        Raises:
            ProviderUnreachable: the page cannot be fetched.
        """
        headers, body = self._fetch(url, query)
        text, document = self._decode_json(headers, body)
        answer = WireAnswer(200, document, {k.lower(): v for k, v in headers.items()})
        if ServiceWire.of(self.address.service).code_of(answer) is not None:
            raise self.address.refusal(200, headers, body)
        return Source(f"{url}?{urlencode(query)}" if query else url, text), document

    def _fetch(self, url: str, query: Mapping[str, str]) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body of a page, after the waits that a busy provider asks for."""
        status = 0
        for attempt in range(1, MAX_ATTEMPTS + 1):
            self.backoff.wait_until_allowed()
            last = attempt == MAX_ATTEMPTS
            status, headers, body = self._request_once(url, query, last=last)
            if status == 200:
                return headers, body
            if status not in _BUSY | _SERVER_ERRORS | {0}:
                raise self.address.refusal(status, headers, body)
            if attempt < MAX_ATTEMPTS:
                self._wait(status, headers)
        raise ProviderUnreachable(self.url, f"it answers {status} after {MAX_ATTEMPTS} attempts")

    def _request_once(
        self, url: str, query: Mapping[str, str], *, last: bool
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send one request; status 0 means no response.

        Raises:
            ProviderUnreachable: it is no use to try again.
        """
        auth = self.address.service.document["auth"]
        sent = f"{auth['scheme']} {self.token}".strip()
        headers = {auth["header"]: sent, "accept-encoding": "identity"}
        answer = call_with_deadline(
            self.http,
            "GET",
            url,
            headers,
            params=dict(query) or None,
            seconds=self.max_transfer_time,
            limit=CATALOGUE_LIMIT,
        )
        if answer.error is not None:
            self._check_worth_repeating(answer.error, last=last)
        return answer.status, answer.headers, answer.body

    def _check_worth_repeating(self, error: Exception, *, last: bool) -> None:
        import httpx

        match error:
            case AnswerTooLarge():
                reason = f"it answers more than {format_mebibytes(CATALOGUE_LIMIT)}, the most that one page may have"
                raise ProviderUnreachable(self.url, reason)
            case AnswerTooLate():
                reason = f"its answer is not complete after {self.max_transfer_time:g} seconds"
                raise ProviderUnreachable(self.url, reason)
            case httpx.HTTPError():
                if last or isinstance(error, httpx.ConnectError):
                    reason = f"{type(error).__name__}: {error}".rstrip(": .")
                    raise self.address.unreachable(reason) from None
            case _:
                raise error

    def _wait(self, status: int, headers: Mapping[str, str]) -> None:
        seconds = retry_after_seconds(headers, default=DEFAULT_WAIT)
        if seconds > MAX_WAIT:
            raise ProviderUnreachable(
                self.url, f"it answers {status} and asks to wait {seconds:,.0f} seconds"
            )
        self.on_wait(seconds)
        self.backoff.postpone(seconds)

    def _parse_page(self, name: str, headers: Mapping[str, str], body: bytes) -> CataloguePage:
        text, document = self._decode_json(headers, body)
        if not is_dict(document):
            raise ProviderUnreachable(self.url, _NO_CATALOGUE)
        if any(place.pointer.removeprefix("/") in document for place in CODES_IN_SUCCESS):
            raise self.address.refusal(200, headers, body)
        models, total = document.get("models"), document.get("total")
        if not is_list(models) or not isinstance(total, int) or isinstance(total, bool):
            raise ProviderUnreachable(self.url, _NO_CATALOGUE)
        ids = tuple(str(m.get("model_id", "")) if is_dict(m) else "" for m in models)
        return CataloguePage(Source(name, text), ids, total)

    def _decode_json(self, headers: Mapping[str, str], body: bytes) -> tuple[str, Any]:
        """Decode a response as JSON.

        Raises:
            ProviderUnreachable: it is not JSON; the message states what it is instead.
        """
        kind = headers.get("content-type", "")
        try:
            text = body.decode("utf-8-sig")
            return text, json.loads(text)
        except RecursionError:
            reason = "its JSON nests too deeply to be read"
        except ValueError as error:
            reason = f"its JSON cannot be read, or is cut off ({quote_value(str(error))})"
            if "json" not in kind.lower() and body.lstrip()[:1] != b"{":
                reason = f"it answers {quote_value(kind or 'something')}, not the catalogue's JSON"
        raise ProviderUnreachable(self.url, reason)
