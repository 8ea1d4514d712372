# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Look at the media URLs of an input before a job is bought: can the provider read them?

Each URL is asked for its first bytes by a plain GET, without the token and without cookies, by the
client of the downloads: over HTTPS, from public addresses only, redirects included.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from .download.addresses import AddressRules, HostName, Refused, shown
from .download.http_fetch import (
    Fetcher,
    Gone,
    Interrupted,
    NoRest,
    content_length,
    content_range,
)
from .download.media_types import HEAD_BYTES, extension
from .endpoint import check_request
from .errors import InvalidInput
from .input_faults import Fault, format_path
from .media_values import MediaValue, media_values
from .redaction import without_token

if TYPE_CHECKING:
    from .connection import Connection
    from .endpoint import Request
    from .journal.submit_options import SubmitOptions

ATTEMPTS = 2
AT_ONCE = 8
"""URLs that are looked at at the same time."""
_MEGABYTE = 1_000_000
_FIRST_BYTES = {"Range": f"bytes=0-{HEAD_BYTES - 1}"}


class Look(NamedTuple):
    """What a look at a URL found: the code and text of a fault, or the size in bytes if it is told."""

    code: str = ""
    text: str = ""
    size: int | None = None


def look_at_media(connection: Connection[Any], request: Request[Any]) -> None:
    """Look at each media URL of a request; sizes above what the provider advises are logged.

    Raises:
        InvalidInput: the request is not valid, or the provider could not read a URL; names all.
    """
    MediaCheck(connection, request).run()


def looked_at(
    connection: Connection[Any], request: Request[Any], options: SubmitOptions | None
) -> SubmitOptions | None:
    """Look at the media of a submit; one with a key looks later, and only if it is to buy.

    Raises:
        InvalidInput: the provider could not read a URL.
    """
    if options and options.has_key:
        return options._replace(before=MediaCheck(connection, request))
    look_at_media(connection, request)
    return options


async def looked_at_async(
    connection: Connection[Any], request: Request[Any], options: SubmitOptions | None
) -> SubmitOptions | None:
    """Look at the media of a submit in threads; see `looked_at`."""
    if options and options.has_key:
        return looked_at(connection, request, options)
    from anyio import to_thread

    check = MediaCheck(connection, request)
    try:
        await to_thread.run_sync(check.run, abandon_on_cancel=True)
    finally:
        check.stop()
    return options


class MediaCheck:
    """The looks at the media URLs of one request, within the client's timeout.

    Raises:
        InvalidInput: the request is not one of this package, or no longer valid.
    """

    def __init__(self, connection: Connection[Any], request: Request[Any]) -> None:
        endpoint, body = check_request(request, connection.service)
        self._service, self._endpoint = connection.service, endpoint.id
        self._values = [one for one in media_values(endpoint.input, body) if _is_asked(one.url)]
        rules = _AnyPublicHost(connection.base_url, (_AnyHost("", below=True),))
        self._fetcher, self._seconds = Fetcher(rules), connection.timeout
        self._token = connection.token
        self._stopped = threading.Event()

    def __call__(self) -> None:
        """Look at every URL."""
        self.run()

    def run(self) -> None:
        """Look at every URL, each once for each kind that it is said to be; a stop ends it without a fault.

        Raises:
            InvalidInput: the provider could not read one; names all.
        """
        self._fetcher.begin(self._seconds)
        wanted = dict.fromkeys((one.kind, one.url) for one in self._values)
        threads = ThreadPoolExecutor(AT_ONCE, f"{self._service.name}-media")
        try:
            looks = dict(zip(wanted, threads.map(self._look, wanted), strict=True))
        except BaseException:  # also Ctrl-C
            self.stop()
            raise
        finally:
            threads.shutdown(cancel_futures=True)
            self._fetcher.close()
        if self._stopped.is_set():
            return
        if faults := tuple(self._faults(looks)):
            raise InvalidInput(faults, endpoint=self._endpoint)
        self._advise(looks)

    def stop(self) -> None:
        """End every look soon, from any thread."""
        self._stopped.set()
        self._fetcher.abort()

    def _look(self, wanted: tuple[str, str]) -> Look:
        fault = ""
        for _ in range(ATTEMPTS):
            if self._stopped.is_set() or self._fetcher.is_over():
                break
            try:
                return self._ask(*wanted)
            except NoRest:
                return Look("media_type", "the file is empty")
            except Gone as error:
                if error.status in (401, 403):
                    text = f"{error}, as for files that need a login or whose link has expired"
                    return Look("media_login", text)
                return Look("media_unreachable", str(error))
            except Refused as error:
                return Look("media_unreachable", str(error))
            except Interrupted as error:
                if not self._fetcher.is_over():  # else it is only the end of the time
                    fault = str(error)
        if self._fetcher.is_over():
            before = f"; an attempt before failed: {fault}" * bool(fault)
            fault = (
                f"it could not be read within the client's timeout of {self._seconds:g} s{before}"
            )
        return Look("media_unreachable", fault or "the look was stopped")

    def _ask(self, kind: str, url: str) -> Look:
        """Ask for the first bytes of a file.

        Raises:
            Refused: the answer is not allowed.
            Gone: the server does not give the file.
            Interrupted: another attempt may succeed.
        """
        with self._fetcher.get(url, _FIRST_BYTES) as answer:
            head = b""
            for chunk in answer.iter_raw():
                head += chunk
                if len(head) >= HEAD_BYTES:
                    break
            part = content_range(answer)
            size = part[2] if part else content_length(answer)
            said = answer.headers.get("Content-Type", "")
            try:
                extension(kind or None, head[:HEAD_BYTES], said, answer.request.url.path)
            except Refused as error:
                return Look("media_type", str(error))
        return Look(size=size)

    def _faults(self, looks: dict[tuple[str, str], Look]) -> Iterator[Fault]:
        for path, kind, url in self._values:
            look = looks[kind, url]
            if look.code:
                found = without_token(look.text, self._token)
                text = f"the provider cannot read this {kind or 'medium'}: {found}"
                yield Fault(format_path(path), look.code, text, shown(url))

    def _advise(self, looks: dict[tuple[str, str], Look]) -> None:
        """Log which files are larger than the provider advises; it may accept them."""
        for value in self._values:
            size, advised = looks[value.kind, value.url].size, self._advised(value)
            if size is not None and advised is not None and size > advised * _MEGABYTE:
                from .telemetry.structured_log import log_event

                text = "%s: %s is %.1f MB; the provider advises at most %g MB for each %s"
                where, megabytes = format_path(value.path), size / _MEGABYTE
                words = (self._endpoint, where, megabytes, advised, value.kind)
                about = {"endpoint": self._endpoint}
                log_event(self._service.name, "WARNING", "advised", text, *words, **about)

    def _advised(self, value: MediaValue) -> float | None:
        return self._service.advised_megabytes.get(value.kind)


class _AnyHost(HostName):
    def fits(self, host: str) -> bool:
        """Allow every host: inputs may be anywhere."""
        return True


class _AnyPublicHost(AddressRules):
    remedy = ""


def _is_asked(url: str) -> bool:
    """Return whether a URL leads to a server; data in the input itself need no look."""
    return not url.lower().startswith("data:")
