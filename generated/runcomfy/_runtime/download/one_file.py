# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Save one output: attempts that go on where the last one ended, checks, and its name at the end."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..http import library as http
from ..journal.entry import SavedFile
from ..media_extensions import format_of
from ..retry_delay import http_date
from .addresses import Refused, shown
from .data_uri import is_data_uri, read_data_uri
from .download_options import Progress
from .http_fetch import Fetcher, Interrupted, NoRest, content_length, content_range, seconds_left
from .media_types import HEAD_BYTES, KNOWN_ENDINGS, extension, is_general
from .outputs import Output
from .part import Part, PartOrigin, is_validator
from .targets import FileTarget

MAX_FAILURES = 5
"""Attempts in a row that bring less than `WORTHWHILE` bytes more than any before."""
WORTHWHILE = 1 << 20
FIRST_PAUSE = 0.25
MAX_RETRY_AFTER = 60.0
"""Seconds that are waited at most because the server asks for it."""
_REPORT_SECONDS = 0.1


class Stopped(Exception):
    """The download was stopped by its caller, or its time was over."""


class Limits(NamedTuple):
    """What bounds the saving of a file: bytes, the end on the monotonic clock, and a stop signal."""

    max_bytes: int
    overwrite: bool
    end: float
    stop: threading.Event


class OneFile:
    """The saving of one output under a name that begins with `stem`."""

    def __init__(
        self,
        output: Output,
        stem: str,
        target: FileTarget,
        fetcher: Fetcher,
        *,
        limits: Limits,
        report: Callable[[Progress], None],
    ) -> None:
        self._output, self._stem, self._target = output, stem, target
        self._fetcher, self._limits, self._report = fetcher, limits, report
        self._name, self._reported_at = "", 0.0
        self._total: int | None = None
        self._fault: Interrupted | None = None

    def save(self, known: Sequence[SavedFile] = ()) -> SavedFile:
        """Save the file, unless one of those that are known to be saved under its name is still there.

        Raises:
            Refused: it cannot be had, or a file of its name is there.
            Gone: its URL may have expired.
            Interrupted: the network or the server failed several times.
            Stopped: the caller stopped it, or the time is over.
            TargetFault, OSError: the target cannot be written to.
        """
        if found := self._still_there(known):
            return found
        is_data = is_data_uri(self._output.url)
        if not is_data:
            self._fetcher.check_url(self._output.url)
        part, keep = self._target.open_part(self._stem), True
        try:
            (self._decode if is_data else self._fetch)(part)
            return self._publish(part)
        except Refused:
            keep = False
            raise
        finally:
            part.close(keep=keep)

    def _still_there(self, known: Sequence[SavedFile]) -> SavedFile | None:
        """Return the known file of this output that is at the target unchanged."""
        for saved in known:
            self._check_time()
            name = self._target.name_of(saved)
            if name is None or self._target.find(name) != saved.size:
                continue
            if self._target.sha256_of(name) == saved.sha256:
                return saved
        return None

    def _decode(self, part: Part) -> None:
        """Write the file that the URL itself is."""
        self._check_time()
        found = read_data_uri(self._output.url, self._limits.max_bytes)
        self._total = len(found.content)
        part.begin(self._origin(None, self._total))
        part.write(found.content)
        self._find_name(part, found.content_type, "")
        self._tell(part, now=True)

    def _fetch(self, part: Part) -> None:
        """Make attempts until the part is whole."""
        failures, most = 0, part.size
        while True:
            try:
                self._attempt(part)
                return
            except Interrupted as error:
                if self._fault is None or seconds_left(self._limits.end) > 0:
                    self._fault = error
                self._check_time()
                if isinstance(error, NoRest):
                    self._forget(part)
                failures = 0 if part.size - most >= WORTHWHILE else failures + 1
                most = max(most, part.size)
                if failures >= MAX_FAILURES:
                    raise
                self._pause(min(error.retry_after, MAX_RETRY_AFTER), FIRST_PAUSE * 2.0**failures)

    def _attempt(self, part: Part) -> None:
        self._check_time()
        with self._fetcher.get(self._output.url, self._range(part)) as answer:
            expected = self._begin(part, answer)
            said, path = answer.headers.get("Content-Type", ""), http.URL(self._output.url).path
            for piece in answer.iter_raw():
                self._check_time()
                if part.size + len(piece) > self._limits.max_bytes:
                    raise self._too_large("")
                part.write(piece)
                if not self._name and part.size >= HEAD_BYTES:
                    self._find_name(part, said, path)
                self._tell(part)
        if expected is not None and part.size != expected:
            raise Interrupted(f"only {part.size} of {expected} bytes arrived")
        if not self._name:
            self._find_name(part, said, path)
        self._tell(part, now=True)

    def _range(self, part: Part) -> dict[str, str]:
        """Return the headers that ask for the rest of a part, if what it is a part of is still there."""
        origin = part.origin
        if not part.size or origin is None or origin.validator is None:
            return {}
        if not origin.is_of(self._origin()) or origin.total == part.size:
            return {}
        return {"Range": f"bytes={part.size}-", "If-Range": origin.validator}

    def _begin(self, part: Part, answer: http.Response) -> int | None:
        """Prepare the part for the body of an answer; return the size that the whole will have."""
        length, asked = content_length(answer), "Range" in answer.request.headers
        if answer.status_code == 206:
            return self._go_on(part, answer, length, asked)
        if length is None and "chunked" not in answer.headers.get("Transfer-Encoding", "").lower():
            raise Refused(
                "the server does not say how long the file is, so a truncated copy would go unnoticed"
            )
        self._check_size(length)
        self._name = ""
        part.begin(self._origin(_validator(answer), length))
        self._total = length
        return length

    def _go_on(
        self, part: Part, answer: http.Response, length: int | None, asked: bool
    ) -> int | None:
        """Check that an answer is the rest of the part."""
        if not asked or part.origin is None:
            raise Refused(
                "the server sends a part of the file, although the whole file was asked for"
            )
        found, origin = content_range(answer), part.origin
        first, size, total = found or (-1, 0, None)
        changed = [answer.headers.get(name) for name in ("ETag", "Last-Modified")]
        known = {total, origin.total} - {None}  # with no total, a cut would not be seen
        is_rest = first == part.size and length in (None, size) and len(known) == 1
        if not is_rest or origin.validator not in changed:
            self._forget(part)
            raise Interrupted("the server sent another part of the file than was asked for")
        self._total = total if total is not None else origin.total
        self._check_size(self._total)
        return self._total

    def _forget(self, part: Part) -> None:
        part.begin(self._origin())

    def _origin(self, validator: str | None = None, total: int | None = None) -> PartOrigin:
        url = self._output.url
        whole = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return PartOrigin(shown(url), validator, total, whole)

    def _check_size(self, size: int | None) -> None:
        if size is not None and size > self._limits.max_bytes:
            raise self._too_large(f"{size:,} bytes, ")

    def _too_large(self, found: str) -> Refused:
        return Refused(f"it has {found}more than max_bytes={self._limits.max_bytes:,}")

    def _find_name(self, part: Part, said: str, path: str) -> None:
        """Find the name of the file by its first bytes; refuse what is no file of its kind."""
        output = self._output
        said = output.content_type if is_general(said) and output.content_type else said
        path = path if format_of(path) in KNOWN_ENDINGS else output.file_name or path
        self._name = f"{self._stem}.{extension(output.kind, part.head(HEAD_BYTES), said, path)}"
        size = None if self._limits.overwrite else self._target.find(self._name)
        if size is not None and self._total not in (None, size):
            raise self._taken(f"with {size:,} bytes instead of {self._total:,}")

    def _publish(self, part: Part) -> SavedFile:
        """Give the whole part its name, or leave the file of this name if it is the same."""
        overwrite, digest = self._limits.overwrite, part.digest.hexdigest()
        saved = SavedFile(self._target.path_of(self._name), digest, part.size)
        for _ in range(2):
            size = self._target.find(self._name)
            if size == part.size and self._target.sha256_of(self._name) == digest:
                part.remove()
                return saved
            if size is not None and not overwrite:
                raise self._taken("with other content")
            if self._target.publish(part, self._name, overwrite=overwrite):
                return saved
        raise self._taken("and another process is writing it")

    def _taken(self, how: str) -> Refused:
        path = self._target.path_of(self._name)
        return Refused(f"{path} already exists, {how}; overwrite=True replaces it")

    def _tell(self, part: Part, *, now: bool = False) -> None:
        moment = time.monotonic()
        if self._name and (now or moment - self._reported_at >= _REPORT_SECONDS):
            self._reported_at = moment
            self._report(Progress(self._target.path_of(self._name), part.size, self._total))

    def _pause(self, asked: float, backoff: float) -> None:
        """Wait for the seconds that the server asked for, and then some; a stop ends it."""
        seconds = asked + backoff * (0.5 + 0.5 * random.random())
        self._limits.stop.wait(max(0.0, min(seconds, seconds_left(self._limits.end))))

    def _check_time(self) -> None:
        if self._limits.stop.is_set():
            raise Stopped("it was stopped")
        if seconds_left(self._limits.end) <= 0:
            last = f"; the last attempt failed: {self._fault}" if self._fault else ""
            raise Stopped(f"the time ran out{last}") from self._fault


def _validator(answer: http.Response) -> str | None:
    """Return what tells this content from every other one: a strong ETag, or else an old date."""
    tag: str = answer.headers.get("ETag", "").strip()
    if len(tag) > 1 and tag[0] == tag[-1] == '"' and is_validator(tag):
        return tag
    modified: str = answer.headers.get("Last-Modified", "").strip()
    then, now = http_date(modified), http_date(answer.headers.get("Date"))
    if then is None or now is None or now - then < 1 or not is_validator(modified):
        return None
    return modified
